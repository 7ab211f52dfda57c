# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The switches for everything but devices: each is shown with both of its values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.telephony.threecx.tests import emulator
from ansible_collections.telephony.threecx.tests.emulator.behaviour import PBX_SECTION, switches
from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, Shown, error_of, tokens_of

shows = Shown()


def first(caller: Caller, path: str) -> dict[str, Any]:
    found: dict[str, Any] = caller.get(path).json()["value"][0]
    return found


def user_path(caller: Caller, number: str) -> str:
    return f"/Users({first(caller, f'/Users?$filter=Number eq {number!r}')['Id']})"


def patch(caller: Caller, path: str, body: Any) -> int:
    return caller.call("PATCH", path, json=body).status_code


def test_every_switch_is_shown_and_documented() -> None:
    names = {switch.name for switch in switches() if switch.metadata["section"] == PBX_SECTION}
    readme = (Path(emulator.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert names == shows.names
    assert sorted(name for name in names if f"`{name}`" not in readme) == []


@shows("denied_kinds", "absent_kinds")
def test_kinds_that_are_not_there(start: Start) -> None:
    caller = start(0, users=5, denied_kinds="Trunks,MailSettings,Fxs", absent_kinds=["Holidays"])
    paths = ("/Trunks", "/MailSettings", "/Fxs", "/Holidays", "/Users")
    assert [caller.get(path).status_code for path in paths] == [403, 403, 403, 404, 200]
    caller.pbx.behave(denied_kinds=None, absent_kinds=None)
    assert {caller.get(path).status_code for path in paths} == {200}
    caller.pbx.behave(role="users")
    assert {caller.get(path).status_code for path in paths} == {403}


@shows("alternate_keys")
def test_alternate_keys(start: Start) -> None:
    caller = start(0, users=5)
    assert caller.get("/Users(Number='101')").status_code == 200
    caller.pbx.behave(alternate_keys=False)
    assert caller.get("/Users(Number='101')").status_code == 404
    assert first(caller, "/Users?$filter=Number eq '101'")["Number"] == "101"


@shows("nested_expand")
def test_where_expand_may_be_nested(start: Start) -> None:
    caller = start(0, users=5)
    query = "?$expand=Groups($expand=Rights)"
    paths = (f"/Users{query}", f"{user_path(caller, '101')}{query}", "/Users?$expand=Groups")
    statuses = {}
    for style in ("anywhere", "objects", "nowhere"):
        caller.pbx.behave(nested_expand=style)
        statuses[style] = [caller.get(path).status_code for path in paths]
    assert statuses == {"anywhere": [200, 200, 200], "objects": [400, 200, 200], "nowhere": [400, 400, 200]}


@shows("padding")
def test_padding(start: Start) -> None:
    caller = start(0, users=5)
    assert len(first(caller, "/OutboundRules")["Routes"]) == 5
    caller.pbx.behave(padding=False)
    assert [route["TrunkId"] for route in first(caller, "/OutboundRules")["Routes"]].count(-1) == 0


@shows("empty_texts")
def test_empty_texts(start: Start) -> None:
    caller = start(0, users=5, empty_texts="null")
    path = user_path(caller, "101")
    patch(caller, path, {"Mobile": "", "LastName": "x"})
    assert caller.get(f"{path}?$select=Mobile").json().get("Mobile", "left out") in (None, "left out")
    caller.pbx.behave(empty_texts="kept")
    patch(caller, path, {"Mobile": ""})
    assert caller.get(path).json()["Mobile"] == ""


@shows("member_roles")
def test_where_a_membership_says_its_role(start: Start) -> None:
    caller = start(0, users=5)
    path, group = user_path(caller, "103"), first(caller, "/Groups")["Id"]
    both = [{"GroupId": group, "Rights": {"RoleName": "managers"}, "GroupRights": {"RoleName": "receptionists"}}]

    def role() -> str:
        patch(caller, path, {"Groups": both})
        shown = caller.get(f"{path}/Groups?$expand=Rights").json()["value"]
        return str(shown[0]["Rights"]["RoleName"])

    assert role() == "managers"
    caller.pbx.behave(member_roles="group-rights")
    assert role() == "receptionists"


@shows("group_members")
def test_members_of_a_department(start: Start) -> None:
    caller = start(0, users=5, group_members="ignored")
    group = f"/Groups({first(caller, '/Groups?$filter=Number eq %27GRP0001%27')['Id']})"
    before = caller.get(f"{group}/Members").json()["value"]
    assert patch(caller, group, {"Members": []}) == 204
    assert caller.get(f"{group}/Members").json()["value"] == before != []
    caller.pbx.behave(group_members="written")
    assert patch(caller, group, {"Members": []}) == 204
    assert caller.get(f"{group}/Members").json()["value"] == []


@shows("primary_group")
def test_main_department(start: Start) -> None:
    caller = start(0, users=5)
    path, default = user_path(caller, "101"), first(caller, "/Groups?$filter=IsDefault eq true")["Id"]
    assert patch(caller, path, {"PrimaryGroupId": default}) == 400
    caller.pbx.behave(primary_group="any")
    assert patch(caller, path, {"PrimaryGroupId": default}) == 204
    assert caller.get(path).json()["PrimaryGroupId"] == default


@shows("left_primary_group")
def test_main_department_that_is_left(start: Start) -> None:
    caller = start(0, users=5, left_primary_group="refused")
    path, default = user_path(caller, "101"), first(caller, "/Groups?$filter=IsDefault eq true")["Id"]
    main = caller.get(path).json()["PrimaryGroupId"]
    elsewhere = {"Groups": [{"GroupId": default}]}
    for more in ({}, {"PrimaryGroupId": default}):
        assert patch(caller, path, {**elsewhere, **more}) == 400
    assert patch(caller, path, {"Groups": [{"GroupId": default}, {"GroupId": main}]}) == 204
    assert caller.get(path).json()["PrimaryGroupId"] == main
    caller.pbx.behave(left_primary_group="moved")
    assert patch(caller, path, elsewhere) == 204
    assert caller.get(path).json()["PrimaryGroupId"] == default


@shows("holiday_duplicate")
def test_holiday_of_the_same_name(start: Start) -> None:
    caller = start(0, users=5)
    holiday = first(caller, "/Holidays")
    body = {name: value for name, value in holiday.items() if name != "Id"}
    answer = caller.call("POST", "/Holidays", json=body)
    assert (answer.status_code, answer.text) == (500, "")
    caller.pbx.behave(holiday_duplicate=400)
    assert tokens_of(caller.call("POST", "/Holidays", json=body)) == [("Name", "WARNINGS.XAPI.DUPLICATE")]
    assert caller.call("POST", "/Holidays", json={**body, "Name": "Another"}).status_code == 201


@shows("referenced_deletion")
@pytest.mark.parametrize("style", ["cleared", "dangling", "refused"])
def test_deletion_of_what_others_refer_to(start: Start, style: str) -> None:
    caller = start(0, users=30, referenced_deletion=style)
    number = first(caller, "/Queues?$expand=Agents")["Agents"][0]["Number"]
    ring = first(caller, "/RingGroups?$expand=Members")
    path = f"/RingGroups({ring['Id']})"
    body = {
        "Members": [{"Number": number}, {"Number": "101"}],
        "ForwardNoAnswer": {"To": "Extension", "Number": number},
    }
    assert patch(caller, path, body) == 204
    answer = caller.call("DELETE", user_path(caller, number))
    shown = caller.get(f"{path}?$expand=Members").json()
    members = [member["Number"] for member in shown["Members"]]
    agents = [agent["Number"] for agent in first(caller, "/Queues?$expand=Agents")["Agents"]]
    left = (answer.status_code, members, shown["ForwardNoAnswer"]["Number"], number in agents)
    assert (
        left
        == {
            "cleared": (204, ["101"], "", False),
            "dangling": (204, [number, "101"], number, True),
            "refused": (400, [number, "101"], number, True),
        }[style]
    )


@pytest.mark.parametrize("style", ["cleared", "dangling"])
def test_deletion_of_an_sbc_and_a_trunk(start: Start, style: str) -> None:
    caller = start(0, users=60, referenced_deletion=style)
    sbc = first(caller, "/Sbcs")["Name"]
    trunk = first(caller, "/Trunks")
    assert caller.call("DELETE", f"/Sbcs('{sbc}')").status_code == 204
    assert caller.call("DELETE", f"/Trunks({trunk['Id']})").status_code == 204
    users = caller.get("/Users?$top=100&$expand=Phones").json()["value"]
    behind = {(phone["Settings"] or {}).get("SbcName") for user in users for phone in user["Phones"]}
    routes = [route["TrunkId"] for rule in caller.get("/OutboundRules").json()["value"] for route in rule["Routes"]]
    assert (sbc in behind, trunk["Id"] in routes) == ((False, False) if style == "cleared" else (True, True))


@shows("did_rules")
def test_rules_of_a_number_that_is_taken_off_its_trunk(start: Start) -> None:
    caller = start(0, users=30)

    def rules_left() -> list[str]:
        trunk = first(caller, "/Trunks?$expand=RoutingRules&$orderby=Number desc")
        rule = next(rule for rule in trunk["RoutingRules"] if rule["Condition"] == "BasedOnDID")
        dids = [did for did in trunk["DidNumbers"] if did != rule["Data"]]
        assert patch(caller, f"/Trunks({trunk['Id']})", {"DidNumbers": dids}) == 204
        rules = caller.get(f"/Trunks({trunk['Id']})?$expand=RoutingRules").json()["RoutingRules"]
        return [left["Data"] for left in rules if left["Data"] == rule["Data"]]

    assert len(rules_left()) == 1
    caller.pbx.behave(did_rules="deleted")
    assert rules_left() == []


@shows("rule_priorities", "new_rule_priority")
@pytest.mark.parametrize(
    ("style", "moved", "created", "deleted"),
    [
        ("stored", "E1 A2 L3 E5 S2", "E1 A2 L3 N3", "A2 L3"),
        ("inserted", "E1 S2 A3 L4 E5", "E1 S2 N3 A4 L5 E6", "S1 N2 A3 L4 E5"),
        ("pushed", "E1 S2 A3 L4 E5", "E1 S2 N3 A4 L5 E6", "S2 N3 A4 L5 E6"),
        ("swapped", "E1 S2 L3 A4 E5", "E1 S2 N3 A4 E5 L6", "S2 N3 A4 E5 L6"),
    ],
)
def test_priorities_of_rules(start: Start, style: str, moved: str, created: str, deleted: str) -> None:
    caller = start(0, users=5, rule_priorities=style)

    def is_so(told: str) -> bool:
        found = caller.get("/OutboundRules").json()["value"]
        return {f"{row['Name'][0]}{row['Priority']}" for row in found} >= set(told.split())

    def path_of(name: str) -> str:
        return f"/OutboundRules({first(caller, f'/OutboundRules?$filter=Name eq {name!r}')['Id']})"

    assert patch(caller, path_of("Some departments"), {"Priority": 2}) == 204
    assert is_so(moved)
    new = {"Name": "New", "Priority": 3}
    assert caller.call("POST", "/OutboundRules", json=new).status_code == 201
    assert is_so(created)
    assert caller.call("DELETE", path_of("Emergency")).status_code == 204
    assert is_so(deleted)
    caller.pbx.behave(new_rule_priority="last")
    assert caller.call("POST", "/OutboundRules", json={**new, "Name": "Zero"}).json()["Priority"] == 6


# Switches that are those of devices too


def test_parts_that_a_change_does_not_name(start: Start) -> None:
    caller = start(0, users=5)
    trunk = first(caller, "/Trunks")
    path = f"/Trunks({trunk['Id']})"
    assert patch(caller, path, {"Gateway": {"Host": "sip.example.org"}}) == 204
    assert caller.get(path).json()["Gateway"] == {**trunk["Gateway"], "Host": "sip.example.org"}
    caller.pbx.behave(nested_patch="replace")
    assert patch(caller, path, {"Gateway": {"Host": "sip.example.org"}}) == 204
    gateway = caller.get(path).json()["Gateway"]
    assert (gateway["Host"], gateway.get("Name"), gateway["Codecs"]) == ("sip.example.org", None, [])


def test_fields_that_are_ignored_refused_or_spelled_otherwise(start: Start) -> None:
    caller = start(0, users=5, ignore_fields="Mobile", refuse_fields="Blfs", normalise_fields="LastName")
    path = user_path(caller, "101")
    assert patch(caller, path, {"Mobile": "+4915", "LastName": "  van   Dyck "}) == 204
    shown = caller.get(path).json()
    assert (shown["Mobile"], shown["LastName"]) == ("", "van Dyck")
    assert patch(caller, path, {"Blfs": ""}) == 400


def test_lists_of_objects_are_stored_in_an_order_of_the_systems_own(start: Start) -> None:
    caller = start(0, users=5, normalise_fields=["Members", "Groups"])
    ring = first(caller, "/RingGroups")
    path = f"/RingGroups({ring['Id']})"
    members, departments = ["103", "101", "102"], [group["Id"] for group in caller.get("/Groups").json()["value"]][::-1]

    def stored() -> tuple[list[str], list[int]]:
        shown = caller.get(f"{path}?$expand=Members,Groups").json()
        return [one["Number"] for one in shown["Members"]], [one["GroupId"] for one in shown["Groups"]]

    body = {
        "Members": [{"Number": number} for number in members],
        "Groups": [{"GroupId": department} for department in departments],
    }
    assert patch(caller, path, body) == 204
    assert stored() == (sorted(members), sorted(departments, key=str)) != (members, departments)
    caller.pbx.behave(normalise_fields=())
    assert patch(caller, path, body) == 204
    assert stored() == (members, departments)


def test_others_at_work(start: Start) -> None:
    caller = start(0, users=5)
    path = user_path(caller, "102")
    tag = caller.get(path).headers["ETag"]
    caller.pbx.behave(mutate_before_write=1)
    answer = caller.call("PATCH", path, json={"FirstName": "Eva"}, headers={"If-Match": tag})
    assert answer.status_code == 412
    assert "(changed elsewhere)" in caller.get(path).json()["LastName"]
    caller.pbx.behave(vanish_before_write=1)
    assert patch(caller, path, {"FirstName": "Eva"}) == 404


def test_deletions_that_do_nothing(start: Start) -> None:
    caller = start(0, users=5, ignore_deletions=1, referenced_deletion="refused")
    caller.pbx.add_object("Users", Number="510")
    caller.pbx.add_object("RingGroups", Number="801", Name="Ring", Members=[{"Number": "510"}])
    user, ring = user_path(caller, "510"), f"/RingGroups({caller.pbx.objects('RingGroups')[-1]['Id']})"
    # What cannot be deleted is refused as ever.
    assert caller.call("DELETE", user).status_code == 400
    assert caller.call("DELETE", ring).status_code == 204
    assert caller.get(ring).status_code == 200
    assert caller.call("DELETE", user).status_code == 400
    assert caller.call("DELETE", ring).status_code == 204
    assert (caller.get(ring).status_code, caller.call("DELETE", user).status_code) == (404, 204)


def test_etags_that_are_not_shown(start: Start) -> None:
    caller = start(0, users=5, etags="off")
    answer = caller.get(user_path(caller, "101"))
    assert "ETag" not in answer.headers
    assert "@odata.etag" not in answer.json()


def test_missing_keys(start: Start) -> None:
    caller = start(0, users=5, missing_status=400, missing_delete=204)
    answer = caller.get("/Users(1)")
    assert (answer.status_code, error_of(answer)["message"]) == (400, "WARNINGS.XAPI.NOT_FOUND")
    assert caller.call("DELETE", "/Users(1)").status_code == 204


def test_pages_under_the_switches_of_lists(start: Start) -> None:
    caller = start(0, users=30, count_empties=True)
    assert caller.get("/Users?$count=true").json()["value"] == []
    caller.pbx.behave(count_empties=False, stable_order=False, top_limit=10)
    orders = [tuple(row["Id"] for row in caller.get("/Users?$select=Id").json()["value"]) for _turn in range(3)]
    assert len(set(orders)) == 3
    assert caller.get("/Users?$top=11").status_code == 400


def test_nulls(start: Start) -> None:
    caller = start(0, users=5, nulls="omitted")
    shown = caller.get("/Trunks").text, caller.get("/CodecsSettings").text, caller.get("/Users?$expand=Phones").text
    assert "null" not in "".join(shown)
    caller.pbx.behave(nulls="shown")
    assert caller.get(user_path(caller, "101")).json()["AgentSettings"] is None


def test_bodies_that_cannot_be_bound(start: Start) -> None:
    caller = start(0, users=5, unbindable="named", creation_headers="Prefer")
    answer = caller.call("PATCH", user_path(caller, "101"), json={"Hours": {"Forename": 1}})
    assert (answer.status_code, "'Hours.Forename' of type 'Pbx.Schedule'" in answer.text) == (400, True)
    assert caller.call("POST", "/Groups", json={"Name": "x"}).status_code == 400
    assert caller.call("POST", "/Groups", json={"Name": "x"}, headers={"Prefer": "x"}).status_code == 201


def test_what_this_version_does_not_have(start: Start) -> None:
    caller = start(0, users=5, unknown_properties="Users.Mobile,Queue.SLATime,Phones")
    path = user_path(caller, "101")
    assert "Mobile" not in caller.get(path).json()
    assert "SLATime" not in first(caller, "/Queues")
    assert caller.get(f"{path}?$select=Number,Mobile").status_code == 400
    assert patch(caller, path, {"Mobile": "x"}) == 400
    caller.pbx.behave(unknown_status=501)
    assert caller.get(f"{path}?$expand=Phones").status_code == 501
    assert caller.get("/Contacts?$select=Mobile2").status_code == 200
