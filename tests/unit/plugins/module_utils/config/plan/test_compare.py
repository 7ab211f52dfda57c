# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an object of the PBX lacks of what a user wants."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._compare import (
    Comparison,
    compare,
    unmet,
    with_secrets,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target

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


def period(start: str) -> dict[str, t.Any]:
    return {"DayOfWeek": "Monday", "Start": start, "Stop": "17:30"}


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


def test_of_several_secrets_only_those_that_differ_are_told() -> None:
    row = {**USER, "VMPIN": "1357", "AccessPassword": "S3cr3t-Web"}
    secrets = {"AccessPassword": "S3cr3t-Web", "AuthPassword": "An0ther-One", "VMPIN": "1357"}
    found = compared("Users", {"Number": "410"}, row, **secrets)
    assert (found.before, found.after) == ({"AuthPassword": "unchanged"}, {"AuthPassword": "changed"})


def test_a_secret_that_nobody_sees_is_told_and_is_neither_missing_nor_impossible() -> None:
    found = compared("MailSettings", {}, {"MailPassword": {"Concealed": True, "Value": None}}, MailPassword="S3cr3t")
    assert found == Comparison((), not_compared=("MailPassword",))


@pytest.mark.parametrize("given", [{}, {"FtpPath": "/b"}], ids=str)
def test_a_secret_that_is_renewed_stands_in_its_object_on_both_sides(given: dict[str, str]) -> None:
    row = {"Location": {"Type": "Ftp", "FtpPath": "/a", "FtpPassword": {"Concealed": True, "Value": None}}}
    value = {"Location": given} if given else {}
    one = target("RemoteArchivingSettings", value, Location__FtpPassword="S3cr3t")
    found = compare(one.kind, one, row, INDEX, None, merge=frozenset(), renew_secrets=True)
    before = {"FtpPath": "/a"} if given else {}
    assert found.before == {"Location": {**before, "FtpPassword": "unchanged"}}
    assert found.after == {"Location": {**given, "FtpPassword": "changed"}}


def test_a_secret_is_never_put_into_what_was_given() -> None:
    """From there, it would be shown as a part of what was wanted."""
    value = {"Location": {"FtpPath": "/b"}}
    row = {"Location": {"Type": "Ftp", "FtpPath": "/a", "FtpPassword": {"Concealed": True, "Value": None}}}
    one = target("RemoteArchivingSettings", value, Location__FtpPassword="S3cr3t")
    told = (compare(one.kind, one, row, INDEX, None, merge=frozenset(), renew_secrets=True), Comparison.of_new(one))
    assert with_secrets(one) == {"Location": {"FtpPath": "/b", "FtpPassword": "S3cr3t"}}
    assert value == {"Location": {"FtpPath": "/b"}}
    assert "S3cr3t" not in repr(told)


QUEUE = {"Number": "800", "Agents": [{"Number": number, "SkillGroup": "1"} for number in ("410", "411", "412")]}


@pytest.mark.parametrize(
    ("numbers", "details", "removed"),
    [
        (["410", "411", "412"], (), 0),
        (["411", "410", "412"], ("Agents",), 0),
        (["410", "412"], ("Agents[411]",), 1),
        (["410", "411", "412", "10000"], ("Agents[10000]",), 0),
        ([], ("Agents[410]", "Agents[411]", "Agents[412]"), 3),
    ],
    ids=str,
)
def test_members_that_are_taken_out_are_counted_and_their_order_counts(
    numbers: list[str], details: tuple[str, ...], removed: int
) -> None:
    found = compared("Queues", {"Number": "800", "Agents": [{"Number": number} for number in numbers]}, QUEUE)
    assert (found.details, found.removed, found.fields) == (details, removed, ("Agents",) if details else ())
    assert (found.unshown, found.impossible, found.not_compared) == ((), (), ())


def test_of_a_list_that_is_merged_only_what_is_given_is_looked_at() -> None:
    agents = [{"Number": "412"}, {"Number": "411", "SkillGroup": "2"}, {"Number": "10000"}]
    found = compared("Queues", {"Number": "800", "Agents": agents}, QUEUE, merge="Queues.Agents")
    assert (found.details, found.removed) == (("Agents[411].SkillGroup", "Agents[10000]"), 0)
    assert found.before == {"Agents": [{"Number": "411", "SkillGroup": "1"}, {"Number": "412"}]}
    assert found.after == {"Agents": agents}


@pytest.mark.parametrize(
    ("wanted", "details", "removed"),
    [
        (["PCMU", "PCMA"], (), 0),
        (["PCMA", "PCMU"], ("LocalCodecList",), 0),
        (["PCMU"], ("LocalCodecList",), 1),
        (["G722"], ("LocalCodecList",), 1),
        (["G722", "PCMU"], ("LocalCodecList",), 0),
        ([], ("LocalCodecList",), 2),
    ],
    ids=str,
)
def test_a_list_in_order_is_told_as_a_whole(wanted: list[str], details: tuple[str, ...], removed: int) -> None:
    found = compared("CodecsSettings", {"LocalCodecList": wanted}, {"LocalCodecList": ["PCMU", "PCMA"]})
    assert (found.details, found.removed) == (details, removed)
    if details:
        assert (found.before, found.after) == ({"LocalCodecList": ["PCMU", "PCMA"]}, {"LocalCodecList": wanted})


def test_both_sides_of_a_list_without_an_order_have_the_same_one() -> None:
    """In whichever a file has it, so that only what differs is seen."""
    found = compared("OutboundRules", {"Name": "All", "GroupIds": ["Paris", "Lyon"]}, {"Name": "All", "GroupIds": [13]})
    assert (found.before, found.after) == ({"GroupIds": ["Paris"]}, {"GroupIds": ["Lyon", "Paris"]})
    wanted = [{"GroupId": "Paris"}, {"GroupId": "Lyon"}]
    found = compared("Users", {"Number": "410", "Groups": wanted}, {**USER, "Groups": [{"GroupId": 13}]})
    assert found.after == {"Groups": [{"GroupId": "Lyon"}, {"GroupId": "Paris"}]}
    hours = {"Periods": [period("14:00"), period("09:00")]}
    found = compared("Users", {"Number": "410", "Hours": hours}, USER)
    assert found.after == {"Hours": {"Periods": [period("09:00"), period("14:00")]}}
    assert hours == {"Periods": [period("14:00"), period("09:00")]}


NO_ROUTE = {"TrunkId": -1, "Prepend": "", "StripDigits": 0}
ROUTES = [{"TrunkId": 7, "Prepend": "0", "StripDigits": 0}, NO_ROUTE, {"TrunkId": 8, "Prepend": ""}, NO_ROUTE, NO_ROUTE]


@pytest.mark.parametrize(
    ("wanted", "details", "removed"),
    [
        ([{"TrunkId": "10000"}, {"TrunkId": None}, {"TrunkId": "10001"}], (), 0),
        ([{"TrunkId": "10000"}, {"TrunkId": None}, {"TrunkId": "10001"}, {"TrunkId": None}], (), 0),
        ([{"TrunkId": "10000", "Prepend": "1"}, {}, {}], ("Routes[0].Prepend",), 0),
        ([{"TrunkId": "10000"}, {"TrunkId": "10001"}], ("Routes",), 1),
        ([], ("Routes",), 3),
    ],
    ids=str,
)
def test_places_that_mean_nothing_do_not_count_at_the_end(
    wanted: list[t.Any], details: tuple[str, ...], removed: int
) -> None:
    found = compared("OutboundRules", {"Name": "All", "Routes": wanted}, {"Name": "All", "Routes": ROUTES})
    assert (found.details, found.removed) == (details, removed)


@pytest.mark.parametrize(
    ("kind", "name", "there", "wanted", "removed"),
    [
        ("Users", "Hours", {"Periods": [period("09:00"), period("13:00")]}, {"Periods": [period("08:30")]}, 1),
        ("Users", "Hours", {"Periods": [period("09:00")]}, {"Periods": [period("08:30"), period("13:00")]}, 0),
        ("Queues", "Agents", [{"Number": "410"}], [{"Number": "411"}], 1),
        ("Trunks", "DidNumbers", ["+331", "+332"], ["+333", "+332"], 1),
        ("OutboundRules", "Routes", [{"TrunkId": 7}], [{"TrunkId": "10001"}], 1),
        ("OutboundRules", "GroupIds", [11, 13], ["DEFAULT", "Lyon"], 1),
        ("OutboundRules", "DNRanges", [{"From": "1", "To": "2"}], [{"From": "1", "To": "3"}], 0),
    ],
)
def test_a_member_is_taken_out_and_other_elements_only_change(
    kind: str, name: str, there: t.Any, wanted: t.Any, removed: int
) -> None:
    assert compared(kind, {name: wanted}, {name: there}).removed == removed


def test_what_only_the_pbx_adds_cannot_be_wanted() -> None:
    profiles = [{"Name": "Away", "NoAnswerTimeout": 20}, {"Name": "Holiday"}]
    row = {"Number": "410", "ForwardingProfiles": [{"Id": 1, "Name": "Available"}, {"Id": 2, "Name": "Away"}]}
    found = compared("Users", {"Number": "410", "ForwardingProfiles": profiles}, row)
    why = "ForwardingProfiles[Holiday]: there is no such element, and only the PBX adds any."
    assert (found.impossible, found.removed) == ((why,), 0)


def test_what_the_pbx_does_not_show_is_told_but_for_what_may_be_null() -> None:
    found = compared("Sbcs", {"Name": "LYON-01", "DisplayName": "Cellar", "Group": None}, {"Name": "LYON-01"})
    assert (found.fields, found.unshown) == ((), ("DisplayName",))


@pytest.mark.parametrize(("kind", "key", "secret"), [("Sbcs", "Name", "Password"), ("Users", "Number", "VMPIN")])
@pytest.mark.parametrize("is_null", [True, False])
def test_a_secret_that_is_not_shown_cannot_be_compared(kind: str, key: str, secret: str, is_null: bool) -> None:
    """It may be hidden or missing; only where the user says so, it is written over whatever is there."""
    row: dict[str, t.Any] = {key: "410", **({secret: None} if is_null else {})}
    assert compared(kind, {key: "410"}, row, **{secret: "4711"}) == Comparison((), not_compared=(secret,))
    one = target(kind, {key: "410"}, **{secret: "4711"})
    renewed = compare(one.kind, one, row, INDEX, None, merge=frozenset(), renew_secrets=True)
    assert (renewed.fields, renewed.not_compared) == ((secret,), ())


def test_a_url_with_a_login_on_the_pbx_is_not_shown() -> None:
    row = {"Name": "LYON-01", "PassiveServer": "http://admin:W3bPass@198.51.100.7/"}
    wanted = target("Sbcs", {"Name": "LYON-01", "PassiveServer": "198.51.100.7"})
    found = compared("Sbcs", {"Name": "LYON-01", "PassiveServer": "198.51.100.7"}, row)
    assert (found.before, found.after) == ({"PassiveServer": "unchanged"}, {"PassiveServer": "198.51.100.7"})
    told = unmet(KINDS["Sbcs"], wanted, row, INDEX, None, merge=frozenset())
    assert told == ["PassiveServer: the PBX stored a URL that gives access for '198.51.100.7'"]


def test_an_object_that_is_to_be_created_differs_in_all_that_is_given() -> None:
    wanted = target("RemoteArchivingSettings", {"IsEnabled": True}, Location__FtpPassword="S3cr3t")
    after = {"IsEnabled": True, "Location": {"FtpPassword": "changed"}}
    assert Comparison.of_new(wanted) == Comparison(("IsEnabled", "Location"), ("IsEnabled", "Location"), {}, after)


def test_a_secret_in_an_object_that_is_not_there_comes_with_it() -> None:
    wanted = {"Location": {"FtpPath": "/a"}}
    found = compared("RemoteArchivingSettings", wanted, {"Location": None}, Location__FtpPassword="S3cr3t")
    assert (found.details, found.not_compared) == (("Location",), ())
    assert found.before == {"Location": None}
    assert found.after == {"Location": {"FtpPath": "/a", "FtpPassword": "changed"}}
    # ... alone, too
    found = compared("RemoteArchivingSettings", {}, {"Location": None}, Location__FtpPassword="S3cr3t")
    assert (found.before, found.after) == ({"Location": None}, {"Location": {"FtpPassword": "changed"}})


@pytest.mark.parametrize(
    ("kind", "wanted", "row", "told"),
    [
        ("Users", {"Mobile": None}, {"Mobile": "1"}, "Mobile: the PBX stored '1' for null"),
        (
            "Users",
            {"CallUsEnableChat": True},
            {"CallUsEnableChat": False},
            "CallUsEnableChat: the PBX stored false for true",
        ),
        (
            "CodecsSettings",
            {"LocalCodecList": ["A"]},
            {"LocalCodecList": []},
            "LocalCodecList: the PBX stored [] for ['A']",
        ),
        ("Queues", {"Agents": [{"Number": "410"}]}, {"Agents": []}, "Agents[410]: the PBX did not store it"),
        ("Queues", {"Agents": []}, {"Agents": [{"Number": "410"}]}, "Agents[410]: the PBX still has it"),
        (
            "Queues",
            {"Agents": [{"Number": "411"}, {"Number": "410"}]},
            {"Agents": [{"Number": "410"}, {"Number": "411"}]},
            "Agents: the PBX stored another order",
        ),
        ("Users", {"Hours": {"Type": "X"}}, {"Hours": None}, "Hours: the PBX stored null for what was given"),
        (
            "Users",
            {"ForwardingProfiles": [{"Name": "Holiday"}]},
            {"ForwardingProfiles": []},
            "ForwardingProfiles[Holiday]: the PBX did not store it",
        ),
        ("Users", {"Mobile": "1" * 500}, {"Mobile": "2"}, f"Mobile: the PBX stored '2' for '{'1' * 80}...'"),
        ("Users", {"Mobile": "1" * 81}, {"Mobile": "2"}, f"Mobile: the PBX stored '2' for '{'1' * 80}...'"),
        ("Users", {"Mobile": "1" * 80}, {"Mobile": "2"}, f"Mobile: the PBX stored '2' for '{'1' * 80}'"),
    ],
)
def test_how_the_pbx_changed_what_was_written(
    kind: str, wanted: dict[str, t.Any], row: dict[str, t.Any], told: str
) -> None:
    assert unmet(KINDS[kind], target(kind, wanted), row, INDEX, None, merge=frozenset()) == [told]


def test_what_the_pbx_does_not_show_afterwards_counts_as_stored() -> None:
    wanted = target("Sbcs", {"Name": "LYON-01", "DisplayName": "Cellar"}, Password="S3cr3t")
    assert unmet(KINDS["Sbcs"], wanted, {"Name": "LYON-01"}, INDEX, None, merge=frozenset()) == []


def test_what_the_pbx_did_not_store_is_told_in_the_words_of_an_export() -> None:
    wanted = target("Users", {"Number": "410", "PrimaryGroupId": "Paris"}, AuthPassword="An0ther-One")
    assert unmet(KINDS["Users"], wanted, USER, INDEX, None, merge=frozenset()) == [
        "PrimaryGroupId: the PBX stored 'Lyon' for 'Paris'",
        "AuthPassword: the PBX stored another one",
    ]
