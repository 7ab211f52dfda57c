# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating, changing and deleting everything but devices."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, error_of, tokens_of

HOLIDAY = {
    "Name": "Carnival",
    "Group": "GRP0001",
    **dict.fromkeys(("Day", "Month", "DayEnd", "MonthEnd"), 2),
    "Year": 0,
    "YearEnd": 0,
    "TimeOfStartDate": "PT8H",
    "TimeOfEndDate": "PT0S",
}
TO_NUMBER = {"To": "Extension", "Number": "101"}
# A body for each set that POST may create an object of.
NEW: dict[str, dict[str, Any]] = {
    "BlackListNumbers": {"CallerId": "+491700", "Description": None},
    "Blocklist": {"IPAddrMask": "192.0.2.1", "BlockType": "Block", "ExpiresAt": "2030-01-01T00:00:00Z"},
    "CallFlowApps": {"Number": "*901", "Name": "Quiz", "RoutingType": "DialCode"},
    "Contacts": {"FirstName": "Eva", "PhoneNumber": "+4930"},
    "Fax": {"Number": "889"},
    "Groups": {"Name": "Lyon", "Language": "FR"},
    "Holidays": HOLIDAY,
    "OutboundRules": {"Name": "Night", "Prefix": "9", "Routes": []},
    "Parameters": {"Name": "X", "Value": "1"},
    "Parkings": {"Number": "SP99"},
    "PhoneTemplates": {"Id": "x.ph.xml", "Content": "<doc/>"},
    "Playlists": {"Name": "loud"},
    "Queues": {"Name": "Help", "Agents": [{"Number": "101"}]},
    "Receptionists": {"Name": "Menu"},
    "RingGroups": {"Number": "699", "Name": "Night", "Members": [{"Number": "101"}], "ForwardNoAnswer": TO_NUMBER},
    "Sbcs": {"Name": "LYON-01", "DisplayName": "Lyon", "Password": "p4ssw0rd"},
    "ScheduledReports": {"Name": "Calls", "ReportType": "CallLogs"},
    "ServicePrincipals": {"Number": "monitor"},
    "TenantProperties": {"Name": "x", "Value": "1"},
    "TrunkTemplates": {"Id": "x.pv.xml", "Content": "<doc/>"},
    "Trunks": {"Number": "10099", "AuthPassword": {"Value": "s3cret"}, "DidNumbers": ["+33472"]},
    "Users": {"Number": "160", "FirstName": "Eva"},
    "WebsiteLinks": {"Link": "help", "Name": "Help", "DN": {"Number": "101"}},
}


@pytest.fixture
def caller(start: Start) -> Caller:
    return start(0, users=40, nulls="shown")


def post(caller: Caller, name: str, body: Any) -> requests.Response:
    return caller.call("POST", f"/{name}", json=body)


def patch(caller: Caller, path: str, body: Any) -> requests.Response:
    return caller.call("PATCH", path, json=body)


def key_of(name: str, record: dict[str, Any]) -> str:
    """A record's own path."""
    key = {"Sbcs": "Name", "Playlists": "Name", "TenantProperties": "Name", "WebsiteLinks": "Link"}.get(name, "Id")
    value = record[key]
    return f"/{name}('{value}')" if isinstance(value, str) else f"/{name}({value})"


def user(caller: Caller, number: str, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = caller.get(f"/Users(Number='{number}'){query}").json()
    return found


def user_path(caller: Caller, number: str) -> str:
    return f"/Users({user(caller, number)['Id']})"


@pytest.mark.parametrize("name", NEW)
def test_life_of_an_object(caller: Caller, name: str) -> None:
    """201 with the object, which can be read; 204 for a change and for its deletion; then it is gone."""
    created = post(caller, name, NEW[name])
    assert created.status_code == 201, created.text
    path = key_of(name, created.json())
    assert created.headers["Location"].endswith(f"/xapi/v1{path}")
    assert caller.get(path).status_code == 200
    shown = caller.get(path).json()
    simple = {prop: value for prop, value in NEW[name].items() if isinstance(value, (str, int)) and prop in shown}
    spelled = {"TimeOfEndDate": "P0D"} if name == "Holidays" else {}
    assert {prop: shown[prop] for prop in simple} == {**simple, **spelled}
    assert patch(caller, path, {}).status_code == 204
    assert caller.call("DELETE", path).status_code == 204
    assert caller.get(path).status_code == 404


def test_an_inbound_rule_needs_its_number_on_the_trunk(caller: Caller) -> None:
    trunk = caller.get("/Trunks?$top=1&$select=Id,Number,DidNumbers").json()["value"][0]
    rule = {
        "TrunkDN": {"Id": trunk["Id"]},
        "Condition": "BasedOnDID",
        "Data": "+33472000410",
        "OfficeHoursDestination": TO_NUMBER,
    }
    assert tokens_of(post(caller, "InboundRules", rule)) == [("Data", "WARNINGS.XAPI.NOT_FOUND")]
    dids = [*trunk["DidNumbers"], "+33472000410"]
    assert patch(caller, f"/Trunks({trunk['Id']})", {"DidNumbers": dids}).status_code == 204
    created = post(caller, "InboundRules", rule)
    assert created.status_code == 201
    shown = caller.get(f"/InboundRules({created.json()['Id']})?$expand=TrunkDN").json()
    assert shown["TrunkDN"]["Number"] == trunk["Number"]
    rules = caller.get(f"/Trunks({trunk['Id']})?$expand=RoutingRules").json()["RoutingRules"]
    assert created.json()["Id"] in [found["Id"] for found in rules]


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("Users", {"Number": "101"}, ("Number", "WARNINGS.XAPI.ALREADY_IN_USE")),
        ("RingGroups", {"Number": "101"}, ("Number", "WARNINGS.XAPI.ALREADY_IN_USE")),
        ("Groups", {}, ("Name", "WARNINGS.XAPI.REQUIRED")),
        ("Groups", {"Name": "DEFAULT"}, ("Name", "WARNINGS.XAPI.DUPLICATE")),
        ("Sbcs", {"Name": "x", "DisplayName": "x", "Group": "Lyon"}, ("Group", "WARNINGS.XAPI.NOT_FOUND")),
        ("Sbcs", {"Name": "thirteen-char", "DisplayName": "x"}, ("Name", "WARNINGS.STRING_TOO_LONG")),
        ("Holidays", {**HOLIDAY, "Group": "DEFAULT"}, ("Group", "WARNINGS.XAPI.NOT_FOUND")),
        ("RingGroups", {"Members": [{"Number": "999"}]}, ("Members.Number", "WARNINGS.XAPI.NOT_FOUND")),
        ("Users", {"Groups": [{"GroupId": 7}]}, ("Groups.GroupId", "WARNINGS.XAPI.NOT_FOUND")),
        ("Users", {"PrimaryGroupId": 7}, ("PrimaryGroupId", "WARNINGS.XAPI.NOT_FOUND")),
        ("OutboundRules", {"Name": "x", "Routes": [{}] * 6}, ("Routes", "WARNINGS.XAPI.TOO_MANY_ITEMS_IN_LIST")),
    ],
)
def test_refused_creations(caller: Caller, name: str, body: dict[str, Any], problem: tuple[str, str]) -> None:
    before = caller.get(f"/{name}?$count=true&$top=1").json()["@odata.count"]
    answer = post(caller, name, body)
    assert (answer.status_code, tokens_of(answer)[0]) == (400, problem)
    assert caller.get(f"/{name}?$count=true&$top=1").json()["@odata.count"] == before


@pytest.mark.parametrize(
    "body",
    [
        {"Forename": "x"},
        {"FirstName": 1},
        {"VMEnabled": "yes"},
        {"Groups": None},
        {"Hours": {"Forename": 1}},
        {"SRTPMode": "Sometimes"},
        {"Hours": {"Periods": [{"Start": "9 o'clock"}]}},
        {"PrimaryGroupId": "DEFAULT"},
        {"PinProtectTimeout": 2**31},
    ],
)
def test_a_body_that_cannot_be_bound(caller: Caller, body: dict[str, Any]) -> None:
    """The whole body is dropped, and the answer does not say why."""
    path = user_path(caller, "105")
    before = caller.get(path).json()
    answer = patch(caller, path, {"LastName": "New", **body})
    assert (answer.status_code, error_of(answer)["message"]) == (400, "The delta field is required.")
    assert caller.get(path).json() == before


def test_numbers_cannot_be_changed(caller: Caller) -> None:
    path = user_path(caller, "105")
    assert patch(caller, path, {"Number": "105", "LastName": "New"}).status_code == 204
    answer = patch(caller, path, {"Number": "159"})
    assert tokens_of(answer) == [("Number", "WARNINGS.XAPI.FORBIDDEN_CHANGE")]
    sbc = key_of("Sbcs", caller.get("/Sbcs").json()["value"][0])
    assert tokens_of(patch(caller, sbc, {"Name": "OTHER"})) == [("Name", "WARNINGS.XAPI.FORBIDDEN_CHANGE")]


def test_lists_are_replaced_whole(caller: Caller) -> None:
    """What is left out of a list is gone, and so is what an element had and is not sent again."""
    group = caller.get("/RingGroups?$top=1").json()["value"][0]
    path = f"/RingGroups({group['Id']})"
    assert patch(caller, path, {"Members": [{"Number": "103"}, {"Number": "101"}]}).status_code == 204
    members = caller.get(f"{path}?$expand=Members").json()["Members"]
    assert [(member["Number"], member["Name"]) for member in members] == [
        ("103", user(caller, "103")["DisplayName"]),
        ("101", user(caller, "101")["DisplayName"]),
    ]
    queue = caller.get("/Queues?$top=1&$expand=Agents").json()["value"][0]
    assert queue["Agents"][0]["SkillGroup"] == "1"
    agents = [{"Number": queue["Agents"][0]["Number"]}]
    patch(caller, f"/Queues({queue['Id']})", {"Agents": agents})
    assert caller.get(f"/Queues({queue['Id']})?$expand=Agents").json()["Agents"][0]["SkillGroup"] is None
    assert patch(caller, f"/Queues({queue['Id']})", {"Agents": []}).status_code == 204
    assert caller.get(f"/Queues({queue['Id']})/Agents").json()["value"] == []


def test_elements_keep_their_ids_by_name(caller: Caller) -> None:
    path = user_path(caller, "104")
    before = caller.get(f"{path}?$expand=ForwardingProfiles").json()["ForwardingProfiles"]
    wanted = [{"Name": "Away", "NoAnswerTimeout": 9}, {"Name": "Other"}]
    assert patch(caller, path, {"ForwardingProfiles": wanted}).status_code == 204
    after = caller.get(f"{path}?$expand=ForwardingProfiles").json()["ForwardingProfiles"]
    ids = {profile["Name"]: profile["Id"] for profile in before}
    assert (after[0]["Id"], after[0]["NoAnswerTimeout"], after[0]["CustomName"]) == (ids["Away"], 9, None)
    assert after[1]["Id"] not in ids.values()


def test_times_and_durations_come_back_in_the_systems_own_spelling(caller: Caller) -> None:
    group = caller.get("/Groups?$filter=Number eq 'GRP0001'").json()["value"][0]
    hours = {"Type": "SpecificHours", "Periods": [{"DayOfWeek": "Monday", "Start": "09:00", "Stop": "17:00:00"}]}
    assert patch(caller, f"/Groups({group['Id']})", {"Hours": hours}).status_code == 204
    shown = caller.get(f"/Groups({group['Id']})").json()["Hours"]
    period = {"DayOfWeek": "Monday", "Start": "09:00:00.0000000", "Stop": "17:00:00.0000000"}
    assert shown == {"Type": "SpecificHours", "Periods": [period], "IgnoreHolidays": None}


def test_singletons(caller: Caller) -> None:
    before = caller.get("/CodecsSettings").json()
    assert patch(caller, "/CodecsSettings", {"LocalCodecList": ["G722"]}).status_code == 204
    after = caller.get("/CodecsSettings").json()
    assert after == {**before, "LocalCodecList": ["G722"], **_tag(after)}
    for method in ("POST", "DELETE"):
        assert caller.call(method, "/CodecsSettings", json={}).status_code == 405
    assert patch(caller, "/SystemStatus", {}).status_code == 405
    assert patch(caller, "/GeneralSettingsForPbx", {"OperatorExtension": "999"}).status_code == 400


def _tag(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name == "@odata.etag"}


def test_secrets(caller: Caller) -> None:
    """A concealed one is written with its value and left alone by what GET shows of it; all are known to sweeps."""
    trunk = key_of("Trunks", caller.get("/Trunks").json()["value"][0])
    hidden = caller.get(trunk).json()["AuthPassword"]
    assert patch(caller, trunk, {"AuthPassword": hidden}).status_code == 204
    assert caller.get(trunk).json()["AuthPassword"] == {"Concealed": True, "Value": None}
    assert patch(caller, trunk, {"AuthPassword": {"Value": "n3w-s3cret"}}).status_code == 204
    assert patch(caller, user_path(caller, "101"), {"AuthPassword": "n3w-pa55"}).status_code == 204
    assert user(caller, "101")["AuthPassword"] == "n3w-pa55"
    assert {"n3w-s3cret", "n3w-pa55"} <= caller.pbx.secrets()
    assert patch(caller, trunk, {"AuthPassword": None}).status_code == 204
    assert caller.get(trunk).json()["AuthPassword"] is None


def test_membership_from_both_sides(caller: Caller) -> None:
    group = caller.get("/Groups?$filter=Number eq 'GRP0001'&$expand=Members($expand=Rights)").json()["value"][0]
    path = f"/Groups({group['Id']})"
    members = [{"Number": "101", "Rights": {"RoleName": "managers"}}, {"Number": "100"}]
    assert patch(caller, path, {"Members": members}).status_code == 204
    shown = caller.get(f"{path}/Members?$expand=Rights").json()["value"]
    assert {member["Number"]: member["Rights"]["RoleName"] for member in shown} == {"101": "managers", "100": "users"}
    owner = user(caller, "100", "?$expand=Groups")
    assert {item["GroupId"] for item in owner["Groups"]} == {owner["PrimaryGroupId"], group["Id"]}
    kept = [{"GroupId": owner["PrimaryGroupId"], "Rights": {"RoleName": "system_owners"}}]
    assert patch(caller, user_path(caller, "100"), {"Groups": kept}).status_code == 204
    assert [member["Number"] for member in caller.get(f"{path}/Members").json()["value"]] == ["101"]
    assert patch(caller, path, {"Members": [{"Number": "999"}]}).status_code == 400
    assert patch(caller, path, {"Members": [{"Number": "101", "Rights": {"RoleName": "kings"}}]}).status_code == 400
    assert [member["Number"] for member in caller.get(f"{path}/Members").json()["value"]] == ["101"]


def test_the_main_department_is_one_that_the_user_is_in(caller: Caller) -> None:
    other = post(caller, "Groups", {"Name": "Lyon"}).json()
    assert other["Number"] == "GRP0003"
    path = user_path(caller, "101")
    assert patch(caller, path, {"PrimaryGroupId": other["Id"]}).status_code == 400
    both = {"Groups": [{"GroupId": other["Id"]}], "PrimaryGroupId": other["Id"]}
    assert patch(caller, path, both).status_code == 204
    shown = user(caller, "101", "?$expand=Groups")
    assert (shown["PrimaryGroupId"], [item["Name"] for item in shown["Groups"]]) == (other["Id"], ["Lyon"])
    assert patch(caller, path, {"Groups": []}).status_code == 204
    assert user(caller, "101")["PrimaryGroupId"] is None


def test_numbers_are_made_up(caller: Caller) -> None:
    """The next free one of the kind, with what a new user needs."""
    made = [post(caller, name, {"Name": "x"}).json()["Number"] for name in ("Queues", "RingGroups", "Receptionists")]
    assert len(set(made)) == 3
    created = post(caller, "Users", {}).json()
    assert created["Number"] == "140"
    assert len(user(caller, "140", "?$expand=ForwardingProfiles,Groups")["ForwardingProfiles"]) == 5
    assert {created["AuthPassword"], created["VMPIN"]} <= caller.pbx.secrets()


@pytest.mark.parametrize(
    ("path", "token"),
    [
        ("/Groups?$filter=IsDefault eq true", "WARNINGS.GROUP_CANNOT_BE_DELETED"),
        ("/Groups?$filter=Number eq 'GRP0001'", "WARNINGS.GROUP_WITH_MEMBERS_CANNOT_BE_DELETED"),
        ("/Users?$filter=Number eq '100'", "WARNINGS.OPERATOR_CANNOT_BE_DELETED"),
        ("/Fax?$filter=FaxServer eq true", "WARNINGS.FAX_SERVER_CANNOT_BE_DELETED"),
        ("/ServicePrincipals?$filter=IsSystem eq true", "WARNINGS.CANNOT_BE_DELETED"),
        ("/PhoneTemplates?$filter=IsCustom eq false", "WARNINGS.CANNOT_BE_DELETED"),
    ],
)
def test_what_cannot_be_deleted(caller: Caller, path: str, token: str) -> None:
    name = path.split("?", maxsplit=1)[0].strip("/")
    answer = caller.call("DELETE", key_of(name, caller.get(path).json()["value"][0]))
    assert (answer.status_code, tokens_of(answer)[0][1]) == (400, token)


def test_unused_routes_and_trunks_that_do_not_exist(caller: Caller) -> None:
    """An unknown trunk becomes a route that is not used, without a word."""
    trunk = caller.get("/Trunks?$top=1").json()["value"][0]["Id"]
    created = post(caller, "OutboundRules", {"Name": "x", "Routes": [{"TrunkId": trunk}, {"TrunkId": 1}]}).json()
    assert [route["TrunkId"] for route in created["Routes"]] == [trunk, -1, -1, -1, -1]


def test_etags(caller: Caller) -> None:
    answer = caller.get(user_path(caller, "101"))
    tag, path = answer.headers["ETag"], user_path(caller, "101")
    assert answer.json()["@odata.etag"] == tag
    changed = caller.call("PATCH", path, json={"LastName": "New"}, headers={"If-Match": tag})
    stale = caller.call("PATCH", path, json={"LastName": "Newer"}, headers={"If-Match": tag})
    assert (changed.status_code, stale.status_code) == (204, 412)
    assert user(caller, "101")["LastName"] == "New"


def test_etags_of_singletons(caller: Caller) -> None:
    tag = caller.get("/CodecsSettings").headers["ETag"]
    body = {"LocalCodecList": ["G722"]}
    statuses = [
        caller.call("PATCH", "/CodecsSettings", json=body, headers={"If-Match": tag}).status_code for _turn in range(2)
    ]
    assert statuses == [204, 412]


def test_methods_that_do_not_exist(caller: Caller) -> None:
    """As the description has it: nothing is written by the alternate key, and nothing at a navigation."""
    group = caller.get("/Groups?$top=1").json()["value"][0]["Id"]
    requests_ = [
        ("PATCH", "/Users(Number='101')"),
        ("DELETE", "/Users(Number='101')"),
        ("PUT", user_path(caller, "101")),
        ("POST", "/PromptSets"),
        ("POST", f"/Groups({group})/Members"),
    ]
    assert {caller.call(method, path, json={}).status_code for method, path in requests_} == {405}


def test_an_sbc_takes_its_configuration(caller: Caller) -> None:
    path = key_of("Sbcs", caller.get("/Sbcs").json()["value"][0])
    assert caller.call("POST", f"{path}/Pbx.PushConfig").status_code == 204
    assert caller.call("POST", "/Sbcs('none')/Pbx.PushConfig").status_code == 404


def test_a_fax_is_proposed_and_not_stored(caller: Caller) -> None:
    before = caller.pbx.objects("Fax")
    proposed = caller.get("/Fax/Pbx.InitFax()").json()
    assert proposed["Number"] not in {row["Number"] for row in caller.pbx.objects("Users")}
    assert proposed["AuthPassword"]
    assert caller.pbx.objects("Fax") == before
    assert caller.get("/Users/Pbx.InitFax()").status_code == 404


def test_the_description_of_itself(caller: Caller) -> None:
    text = caller.get("/$metadata").text
    assert '<Singleton Name="CodecsSettings" Type="Pbx.CodecsSettings"/>' in text
    assert '<NavigationProperty Name="Groups" Type="Collection(Pbx.UserGroup)" Nullable="false"/>' in text
    named = {item["name"]: item["kind"] for item in caller.get("/").json()["value"]}
    assert (named["Users"], named["CodecsSettings"], named["Fxs"]) == ("EntitySet", "Singleton", "EntitySet")
