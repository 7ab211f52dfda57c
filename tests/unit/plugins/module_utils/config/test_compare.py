# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an object of the PBX lacks of what a user wants."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config._compare import Comparison, compare, unmet
from ansible_collections.telephony.threecx.plugins.module_utils.config._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config._wish import Target

INDEX = Index(
    {
        "Groups": [
            {"Id": 11, "Name": "Lyon", "Number": "GRP0001", "IsDefault": False},
            {"Id": 12, "Name": "__DEFAULT__", "Number": "GRP0000", "IsDefault": True},
            {"Id": 13, "Name": "Paris", "Number": "GRP0003", "IsDefault": False},
        ],
        "Trunks": [{"Id": 7, "Number": "10000"}, {"Id": 8, "Number": "10001"}],
        "Peers": [{"Number": number} for number in ("410", "411", "412", "10000", "10001")],
    },
    {},
)
RIGHTS = {"RoleName": "users", "CanBargeIn": False, "Invalid": False}
USER: dict[str, t.Any] = {
    "Id": 5,
    "Number": "410",
    "FirstName": "Gate",
    "EmailAddress": "",
    "AuthPassword": "S3cr3t-Auth",
    "PrimaryGroupId": 11,
    "Groups": [
        {"Id": 5, "GroupId": 13, "Name": "Paris", "Rights": {**RIGHTS, "RoleName": "managers"}},
        {"Id": 5, "GroupId": 11, "Name": "Lyon", "Rights": RIGHTS},
    ],
    "Hours": {
        "Type": "SpecificHours",
        "IgnoreHolidays": False,
        "Periods": [{"DayOfWeek": "Monday", "Start": "09:00:00.0000000", "Stop": "17:30:00.0000000"}],
    },
}


def target(kind: str, value: dict[str, t.Any], **secrets: str) -> Target:
    key = tuple(str(value.get(name)) for name in KINDS[kind].key)
    return Target(KINDS[kind], key, value, kind, {path.replace("__", "."): text for path, text in secrets.items()})


def compared(kind: str, value: dict[str, t.Any], row: dict[str, t.Any], merge: str = "", **secrets: str) -> Comparison:
    return compare(KINDS[kind], target(kind, value, **secrets), row, INDEX, None, merge=frozenset({merge}))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"PrimaryGroupId": "Lyon"},
        {"EmailAddress": None},
        {"Groups": [{"GroupId": "Lyon"}, {"GroupId": "Paris", "Rights": {"RoleName": "managers"}}]},
        {"Hours": {"IgnoreHolidays": False}},
        {"Hours": {"Periods": [{"DayOfWeek": "Monday", "Start": "09:00", "Stop": "17:30"}]}},
        {"Hours": {}},
    ],
    ids=str,
)
def test_only_what_is_given_is_compared_and_in_its_meaning(given: dict[str, t.Any]) -> None:
    assert compared("Users", {"Number": "410", **given}, USER) == Comparison(())


def test_a_difference_is_told_by_its_property_and_by_its_place() -> None:
    found = compared(
        "Users", {"Number": "410", "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "managers"}}]}, USER
    )
    assert found.fields == ("Groups",)
    assert found.details == ("Groups[Lyon].Rights.RoleName", "Groups[Paris]")
    assert found.removed == 1
    assert found.before["Groups"] == [
        {"GroupId": "Lyon", "Rights": {"RoleName": "users"}},
        {"GroupId": "Paris", "Rights": {"RoleName": "managers"}},
    ]
    assert found.after["Groups"] == [{"GroupId": "Lyon", "Rights": {"RoleName": "managers"}}]


def test_a_secret_is_compared_and_not_shown() -> None:
    found = compared("Users", {"Number": "410"}, USER, AuthPassword="An0ther-One")
    assert found == Comparison(
        ("AuthPassword",), ("AuthPassword",), {"AuthPassword": "unchanged"}, {"AuthPassword": "changed"}
    )
    assert compared("Users", {"Number": "410"}, USER, AuthPassword="S3cr3t-Auth") == Comparison(())


def test_what_the_pbx_did_not_store_is_told_in_the_words_of_an_export() -> None:
    wanted = target("Users", {"Number": "410", "PrimaryGroupId": "Paris"}, AuthPassword="An0ther-One")
    assert unmet(KINDS["Users"], wanted, USER, INDEX, None, merge=frozenset()) == [
        "PrimaryGroupId: the PBX stored 'Lyon' for 'Paris'",
        "AuthPassword: the PBX stored another one",
    ]
