# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading everything but devices: entity sets, keys, query options, nested navigations."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, error_of


@pytest.fixture
def caller(start: Start) -> Caller:
    return start(0, users=60)


def rows(caller: Caller, path: str) -> list[dict[str, Any]]:
    answer = caller.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["value"]
    return found


def test_keys(caller: Caller) -> None:
    """The key, and the alternate one that numbered kinds have; texts are quoted, numbers are not."""
    user = rows(caller, "/Users?$filter=Number eq '110'")[0]
    assert caller.get(f"/Users({user['Id']})").json()["Number"] == "110"
    assert caller.get("/Users(Number='110')").json()["Id"] == user["Id"]
    sbc = rows(caller, "/Sbcs")[0]["Name"]
    assert caller.get(f"/Sbcs('{sbc}')").json()["Name"] == sbc
    assert caller.get(f"/Sbcs(Name='{sbc}')").json()["Name"] == sbc
    statuses = {
        path: caller.get(path).status_code for path in ("/Users(1)", "/Users('1')", "/Sbcs(1)", "/Users(Mobile='1')")
    }
    assert statuses == {"/Users(1)": 404, "/Users('1')": 400, "/Sbcs(1)": 400, "/Users(Mobile='1')": 404}


def test_navigations_only_with_expand(caller: Caller) -> None:
    plain = caller.get("/Users(Number='101')").json()
    assert not {"Groups", "ForwardingProfiles", "Greetings", "Phones", "ForwardingExceptions"} & set(plain)
    query = (
        "$select=Number&$expand=Groups($select=Name;$expand=Rights($select=RoleName)),ForwardingProfiles($select=Name)"
    )
    user = caller.get(f"/Users(Number='101')?{query}").json()
    assert {name for name in user if "@" not in name} == {"Number", "Groups", "ForwardingProfiles"}
    assert user["Groups"] == [{"Name": "Berlin Sales", "Rights": {"RoleName": "managers"}}]
    assert len(user["ForwardingProfiles"]) == 5


def test_navigations_with_an_address(caller: Caller) -> None:
    group = rows(caller, "/Groups?$filter=Name eq 'Berlin Sales'")[0]
    members = rows(caller, f"/Groups({group['Id']})/Members?$expand=Rights")
    assert {member["GroupId"] for member in members} == {group["Id"]}
    assert "101" in {member["Number"] for member in members}
    assert caller.get(f"/Groups({group['Id']})/OfficeHolidays").status_code == 404
    assert caller.get("/Groups/Members").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("$filter=Number eq '105'", ["105"]),
        ("$filter=Number in ('105','103')&$orderby=Number desc", ["105", "103"]),
        ("$filter=startswith(Number,'10') and PinProtected eq false&$orderby=Number&$top=2", ["100", "101"]),
        ("$filter=contains(tolower(EmailAddress),'USER109') or Number eq '104'", ["104"]),
        ("$filter=Groups/any(g:g/Rights/RoleName eq 'system_owners')", ["100"]),
        ("$filter=not (Number ne '107')", ["107"]),
        ("$filter=Mobile eq null", []),
        ("$filter=AgentSettings/Voice eq null&$top=1&$skip=2", ["102"]),
        ("$search=user142", ["142"]),
    ],
)
def test_filter_and_order(caller: Caller, query: str, expected: list[str]) -> None:
    assert [row["Number"] for row in rows(caller, f"/Users?{query}")] == expected


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/Users?$filter=Forename eq 'x'", 400),
        ("/Users?$select=Number,Forename", 400),
        ("/Users?$expand=Number", 400),
        ("/Users?$expand=Groups($select=Forename)", 400),
        ("/Users?$expand=Groups($apply=x)", 400),
        ("/Users?$filter=Number", 200),
        ("/Users?$filter=Number lt 5", 500),
        ("/Users?$filter=year(Number) eq 5", 500),
        ("/Users?$filter=Number eq", 400),
        ("/Users?$top=101", 400),
        ("/Users?$apply=x", 400),
        ("/Users?$select=", 400),
        ("/Users?$expand=Groups($select=)", 400),
        ("/MailSettings?$select=&$expand=", 400),
        ("/Unknown", 404),
    ],
)
def test_faulty_queries(caller: Caller, path: str, status: int) -> None:
    answer = caller.get(path)
    assert answer.status_code == status
    if status == 400 and "Forename" in path:
        assert "'Forename' on type 'Pbx.User" in error_of(answer)["message"]


def test_pages(caller: Caller) -> None:
    assert len(rows(caller, "/Users")) == 50
    assert len(rows(caller, "/Users?$top=100")) == 60
    answer = caller.get("/Users?$top=10&$skip=55&$count=true&$select=Number").json()
    assert (answer["@odata.count"], len(answer["value"])) == (60, 5)
    caller.pbx.behave(next_link="on", page_cap=20)
    first = caller.get("/Users?$select=Number").json()
    following = caller.session.get(first["@odata.nextLink"], timeout=10).json()
    assert [row["Number"] for row in (*first["value"], *following["value"])] == [
        str(100 + number) for number in range(40)
    ]


def test_a_new_phone_system_has_little(start: Start) -> None:
    """Without a company there is what generated devices refer to, and an operator."""
    caller = start(3)
    groups = {group["Number"]: group["Name"] for group in rows(caller, "/Groups")}
    assert groups["GRP0000"] == "DEFAULT"
    assert {device["Group"] for device in caller.pbx.devices()} == set(groups) - {"GRP9000"}
    assert groups["GRP9000"] == "___FAVORITES___100"
    assert len(rows(caller, "/Users")) == 1
    assert rows(caller, "/Sbcs") == []


def test_ids_differ_from_system_to_system_and_not_from_run_to_run(start: Start) -> None:
    def ids(seed: int) -> dict[str, int]:
        return {
            row["Number"]: row["Id"] for row in rows(start(0, users=30, random_seed=seed), "/Users?$select=Id,Number")
        }

    first, again, other = ids(1), ids(1), ids(2)
    assert first == again
    assert set(first) == set(other)
    assert not set(first.items()) & set(other.items())


def test_secrets_are_known_for_sweeps(caller: Caller) -> None:
    user = caller.get("/Users(Number='103')?$expand=Phones").json()
    sbc = rows(caller, "/Sbcs")[0]
    found = {user["AuthPassword"], user["VMPIN"], user["Phones"][0]["ProvisioningLinkExt"], sbc["Password"]}
    assert found <= caller.pbx.secrets()


@pytest.mark.parametrize("users", [0, 5001])
def test_size_of_the_company(start: Start, users: int) -> None:
    with pytest.raises(ValueError, match="1 to 5000 users"):
        start(0, users=users)


def test_devices_belong_to_the_company(start: Start) -> None:
    caller = start(12, users=40)
    people = {user["Number"]: user["DisplayName"] for user in rows(caller, "/Users?$select=Number,DisplayName")}
    devices = caller.pbx.devices()
    assert {line["Name"] == people[line["Number"]] for device in devices for line in device["FxsLines"]} == {True}
    assert {device["Group"] for device in devices} <= {group["Number"] for group in rows(caller, "/Groups")}
    behind = {device["Provisioning"]["SbcName"] for device in devices} - {None}
    assert behind
    assert behind <= {sbc["Name"] for sbc in rows(caller, "/Sbcs")}
