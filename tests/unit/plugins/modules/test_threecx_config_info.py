# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import json
import typing as t
from collections import Counter

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._visible import visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Plain, Secret
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS, fields, type_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._schema import collections
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import why_unknown
from ansible_collections.telephony.threecx.plugins.modules import threecx_config, threecx_config_info, threecx_xapi
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.behaviour import PBX_SECTION, switches
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import (
    OpenClient,
    RunFxs,
    RunModule,
    StartPbx,
)

REFUSAL = "The PBX refuses to tell .*, which its version may not know"
UNDERSTOOD = {name for name, kind in KINDS.items() if kind.is_understood}


@pytest.fixture
def company(start_pbx: StartPbx) -> Emulator:
    return start_pbx(3, users=12)


@pytest.fixture
def run_info(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_config_info)


def numbers(result: dict[str, t.Any]) -> list[str]:
    return [user["Number"] for user in result["config"]["Users"]]


def test_all_that_is_understood_is_read_with_one_login(company: Emulator, run_info: RunFxs) -> None:
    result = run_info(company).result
    assert set(result["config"]) | set(result["unavailable"]) >= UNDERSTOOD
    assert result["changed"] is False
    assert len(company.requests("POST")) == 1


def test_no_kind_is_read_twice(company: Emulator, run_info: RunFxs) -> None:
    run_info(company)
    read = Counter(entry.path for entry in company.requests("GET"))
    # An empty list is read once more without a count.
    assert all(number <= 2 for number in read.values()), read
    assert read["/xapi/v1/Users"] == 1


def test_two_exports_of_the_same_pbx_are_equal(company: Emulator, run_info: RunFxs) -> None:
    first, second = run_info(company, parallel=1).result, run_info(company, parallel=16).result
    assert {**first, "invocation": None} == {**second, "invocation": None}


def test_objects_that_nothing_tells_apart_are_all_there(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(0, users=60)
    result = run_info(pbx, kinds=["Contacts"]).result
    assert len(result["config"]["Contacts"]) == len(pbx.objects("Contacts")) > 1
    assert (result["problems"], result["fingerprints"]) == ([], {})


def test_ids_are_nowhere(company: Emulator, run_info: RunFxs) -> None:
    config = run_info(company).result["config"]
    departments = {group["Name"] for group in config["Groups"]}
    assert "DEFAULT" in departments
    assert {user["PrimaryGroupId"] for user in config["Users"]} <= departments
    assert {row["GroupId"] for user in config["Users"] for row in user["Groups"]} <= departments
    assert not any("Id" in entity for kind in ("Users", "Groups", "RingGroups") for entity in config[kind])


def test_whether_nulls_are_shown_makes_no_difference(start_pbx: StartPbx, run_info: RunFxs) -> None:
    results = [run_info(start_pbx(2, users=12, nulls=nulls)).result for nulls in ("shown", "omitted")]
    assert results[0]["config"] == results[1]["config"]
    assert results[0]["fingerprints"] == results[1]["fingerprints"]
    assert [result["problems"] for result in results] == [[], []]


def test_a_fingerprint_changes_with_the_object_only(company: Emulator, run_info: RunFxs, run_module: RunModule) -> None:
    before = run_info(company, kinds=["Users"]).result
    ask: dict[str, t.Any] = {
        "path": "/Users",
        "query": {"$filter": f"Number eq '{numbers(before)[3]}'", "$select": "Id"},
    }
    (row,) = run_module(threecx_xapi, company, **ask).result["json"]["value"]
    run_module(threecx_xapi, company, method="PATCH", path=f"/Users({row['Id']})", body={"FirstName": "Another"})
    after = run_info(company, kinds=["Users"]).result
    changed = {
        key for key, value in after["fingerprints"]["Users"].items() if before["fingerprints"]["Users"][key] != value
    }
    assert changed == {numbers(before)[3]}


@pytest.mark.parametrize("random_seed", [1, 7])
def test_all_that_a_person_can_set_is_exported_and_nothing_else(
    start_pbx: StartPbx, run_info: RunFxs, open_client: OpenClient, random_seed: int
) -> None:
    pbx = start_pbx(3, users=25, random_seed=random_seed)
    config = run_info(pbx).result["config"]
    client = open_client(pbx)
    for kind in UNDERSTOOD:
        shown = everything(client, kind)
        exported = config[kind] if isinstance(config[kind], list) else [config[kind]]
        expected = {name for name, is_exported in decided(kind).items() if is_exported}
        assert all(set(entity) == expected for entity in exported), kind
        assert {name for row in shown for name in row if "@" not in name} <= set(decided(kind)), kind
        built_in = [
            row for row in shown if any(rule.fits(row) for rule in KINDS[kind].built_in if not rule.is_configuration)
        ]
        assert len(exported) == len(shown) - len(built_in), kind
        # The PBX shows the text of a template only where it is asked for.
        for name in (expected & plain_values(kind)) - {"Content"}:
            ours, theirs = (Counter(str(row.get(name)) for row in rows) for rows in (exported, shown))
            # Counters are not ordered before Python 3.10.
            assert not ours - theirs, (kind, name)


@pytest.mark.parametrize("version", ["20.0.4.1", "20.0.7.1", "20.0.9.995", "20.1.0.1", ""])
def test_every_version_is_asked_for_what_it_knows(start_pbx: StartPbx, run_info: RunFxs, version: str) -> None:
    pbx = start_pbx(2, users=8, version=version)
    result = run_info(pbx).result
    numbers = tuple(map(int, version.split("."))) if version else None
    assert set(result["unavailable"]) == {name for name, kind in KINDS.items() if why_unknown(kind, numbers)}
    assert result["version"] == (version or None)
    newer = "AIAgent" in result["config"]["Users"][0]
    assert newer is (version not in ("20.0.4.1", "20.0.7.1"))
    # What it may be has changed, and it was there before.
    assert all("To" in group["ForwardNoAnswer"] for group in result["config"]["RingGroups"])


_USUAL: list[dict[str, t.Any]] = []


@pytest.fixture
def usual(start_pbx: StartPbx, run_info: RunFxs) -> dict[str, t.Any]:
    """The configuration of a PBX with all switches at their defaults, which is read once."""
    if not _USUAL:
        _USUAL.append(run_info(start_pbx(2, users=12)).result["config"])
    return _USUAL[0]


# Each switch for the whole PBX, another value than it has by default, and what of the result is another one then
SWITCHES: dict[str, tuple[t.Any, set[str]]] = {
    "denied_kinds": (["Users", "MailSettings"], {"Users", "MailSettings"}),
    "absent_kinds": (["Holidays", "MailSettings"], {"Holidays", "MailSettings"}),
    "alternate_keys": (False, set()),
    "nested_expand": ("nowhere", {"Users.Groups.Rights"}),
    "padding": (False, set()),
    "empty_texts": ("null", set()),
    "member_roles": ("group-rights", set()),
    "group_members": ("ignored", set()),
    "primary_group": ("any", set()),
    "left_primary_group": ("refused", set()),
    "holiday_duplicate": (400, set()),
    "referenced_deletion": ("dangling", set()),
    "did_rules": ("deleted", set()),
    "rule_priorities": ("inserted", set()),
    "new_rule_priority": ("last", set()),
}


def test_each_switch_for_the_whole_pbx_is_tried() -> None:
    assert set(SWITCHES) == {switch.name for switch in switches() if switch.metadata["section"] == PBX_SECTION}


@pytest.mark.parametrize("switch", SWITCHES)
def test_the_result_is_the_same_on_every_pbx_or_tells_what_could_not_be_read(
    start_pbx: StartPbx, run_info: RunFxs, usual: dict[str, t.Any], switch: str
) -> None:
    value, missing = SWITCHES[switch]
    told = [REFUSAL] if switch == "nested_expand" else []
    result = run_info(start_pbx(2, users=12, **{switch: value}), expect_warnings=told).result
    assert {problem["place"] for problem in result["problems"]} | set(result["unavailable"]) == missing
    assert without(usual, missing) == result["config"]


@pytest.mark.parametrize("where", ["objects", "nowhere"])
def test_roles_that_a_list_does_not_tell_are_left_out_and_told_once(
    start_pbx: StartPbx, run_info: RunFxs, where: str
) -> None:
    pbx = start_pbx(0, users=25, nested_expand=where)
    result = run_info(pbx, kinds=["Users"], expect_warnings=["refuses to tell Groups/Rights of /Users"]).result
    refused = "the PBX refuses to tell it, which its version may not know, so that it is left out"
    assert result["problems"] == [{"place": "Users.Groups.Rights", "problem": refused}]
    assert all(list(group) == ["GroupId"] for user in result["config"]["Users"] for group in user["Groups"])
    # The refusal tells which name it is about.
    assert len([entry for entry in pbx.requests("GET") if entry.path == "/xapi/v1/Users"]) == 2


@pytest.mark.parametrize("status", [400, 500, 501])
@pytest.mark.parametrize(
    "unknown",
    [
        {"Users.FirstName"},
        {"Users.CallScreening", "Users.Groups", "Users.VMEnabled", "Queues.Agents"},
        {"MailSettings.MailServer", "Holidays.Name", "Groups.IsDefault"},
    ],
)
def test_properties_that_the_version_should_know_are_left_out_and_told(
    start_pbx: StartPbx, run_info: RunFxs, usual: dict[str, t.Any], unknown: set[str], status: int
) -> None:
    pbx = start_pbx(2, users=12, unknown_properties=sorted(unknown), unknown_status=status)
    result = run_info(pbx, expect_warnings=[REFUSAL] * len({name.partition(".")[0] for name in unknown})).result
    # By these one knows the objects, so that without them there is nothing to show.
    kinds = {name.partition(".")[0] for name in unknown & {"Holidays.Name"}}
    assert set(result["unavailable"]) == kinds
    assert {row["place"] for row in result["problems"]} == {name for name in unknown if name.split(".")[0] not in kinds}
    if "Groups.IsDefault" not in unknown:
        assert without(usual, unknown | kinds) == result["config"]


def test_what_nobody_can_know_of_a_reference_is_not_told_as_null(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(2, users=5, unknown_properties=["Peer.Number"])
    kinds = ["EmergencyNotificationsSettings", "InboundRules"]
    result = run_info(pbx, kinds=kinds, expect_warnings=[REFUSAL] * 3).result
    assert "EmergencyDNPrompt" not in result["config"]["EmergencyNotificationsSettings"]
    told = [row["place"] for row in result["problems"]]
    assert told == ["EmergencyNotificationsSettings.EmergencyDNPrompt.Number"]
    assert "refuses to tell TrunkDN" in result["unavailable"]["InboundRules"]


@pytest.mark.parametrize("outcome", ["cleared", "dangling"])
def test_what_refers_to_an_extension_that_is_gone(
    start_pbx: StartPbx, run_info: RunFxs, run_module: RunModule, outcome: str
) -> None:
    pbx = start_pbx(2, users=12, referenced_deletion=outcome)
    number = run_info(pbx, kinds=["RingGroups"]).result["config"]["RingGroups"][0]["Members"][0]["Number"]
    (user,) = [row for row in pbx.objects("Users") if row["Number"] == number]
    run_module(threecx_xapi, pbx, method="DELETE", path=f"/Users({user['Id']})")
    problems = run_info(pbx, kinds=["RingGroups"]).result["problems"]
    dangling = f"refers to '{number}', but there is no object of Peers with the Number '{number}'"
    assert (dangling in [row["problem"] for row in problems]) is (outcome == "dangling")


def without(config: dict[str, t.Any], places: set[str]) -> dict[str, t.Any]:
    """A configuration without some kinds (Users) and properties (Users.FirstName, Users.Groups.Rights)."""
    found = json.loads(json.dumps(config))
    for place in places:
        kind, *names = place.split(".")
        objects = found.pop(kind, None) if not names else found.get(kind)
        for name in names[:-1]:
            objects = [element for one in objects for element in one[name]]
        for one in [objects] if isinstance(objects, dict) else objects or []:
            one.pop((names or [""])[-1], None)
    return t.cast("dict[str, t.Any]", found)


def everything(client: Client, kind: str) -> list[dict[str, t.Any]]:
    """All objects of a kind with all that the PBX shows of them."""
    key = collections()[kind].key
    if key is None:
        return [client.read(f"/{kind}")[0]]
    return [row for rows in client.read_pages(f"/{kind}", {"$orderby": key}) for row in rows]


def decided(kind: str) -> dict[str, bool]:
    """The properties of a kind, and whether they are exported."""
    return {
        field.name: field.is_configuration and not isinstance(field.decision, Secret) for field in fields(type_of(kind))
    }


def plain_values(kind: str) -> set[str]:
    """The properties of a kind that hold texts, numbers and flags which mean nothing else."""
    return {
        field.name
        for field in fields(type_of(kind))
        if isinstance(field.decision, Plain)
        and not field.described.is_list
        and field.described.type in ("text", "int32", "bool")
    }


def test_some_kinds_only(company: Emulator, run_info: RunFxs) -> None:
    result = run_info(company, kinds=["Users"]).result
    assert set(result["config"]) == {"Users"}
    assert len(numbers(result)) == 12
    assert all(place.startswith("Users[") for place in result["omitted"])


def test_some_objects_only(company: Emulator, run_info: RunFxs) -> None:
    known = numbers(run_info(company, kinds=["Users"]).result)
    result = run_info(company, keys={"Users": [known[3], "9999"]}).result
    assert numbers(result) == [known[3]]
    assert result["missing"] == {"Users": ["9999"]}
    assert list(result["fingerprints"]["Users"]) == [known[3]]


def test_objects_of_one_department(company: Emulator, run_info: RunFxs) -> None:
    everything = run_info(company, kinds=["Groups", "Users", "CodecsSettings"]).result["config"]
    name = next(group["Name"] for group in everything["Groups"] if group["Name"] != "DEFAULT")
    result = run_info(company, kinds=["Groups", "Users", "CodecsSettings"], departments=[name]).result
    assert [group["Name"] for group in result["config"]["Groups"]] == [name]
    theirs = [user["Number"] for user in everything["Users"] if name in [row["GroupId"] for row in user["Groups"]]]
    assert theirs
    assert numbers(result) == theirs
    assert "CodecsSettings" not in result["config"]


@pytest.mark.parametrize("kinds", [["Groups", "Users"], ["Users"], ["CodecsSettings"], None])
def test_a_department_that_is_not_there_is_not_taken_for_an_empty_one(
    company: Emulator, run_info: RunFxs, kinds: list[str] | None
) -> None:
    """An export of it would delete the files of the one that was meant."""
    known, number = next((row["Name"], row["Number"]) for row in company.objects("Groups") if not row["IsDefault"])
    some: dict[str, t.Any] = {"kinds": kinds} if kinds else {}
    for name in (known[:-1], known.upper(), f"{known}\u200b", number):
        run = run_info(company, departments=["DEFAULT", name], **some)
        assert run.failed
        assert (
            f"departments names the department '{visible(name)}', and the PBX has none of this name"
            in run.result["msg"]
        )
    assert f"; did you mean '{known}'?" in run_info(company, departments=[known[:-1]]).result["msg"]


def test_a_department_without_anything_is_an_empty_one(company: Emulator, run_info: RunFxs) -> None:
    company.add_object("Groups", Number="GRP0777", Name="Nobody yet")
    assert run_info(company, kinds=["Users"], departments=["Nobody yet"]).result["config"] == {"Users": []}


def test_departments_that_cannot_be_read_cannot_be_asked_for(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(2, users=5, denied_kinds=["Groups"])
    run = run_info(pbx, kinds=["Users"], departments=["DEFAULT"])
    assert run.failed
    assert "Groups, which departments is about, cannot be read: GET /xapi/v1/Groups answered 403" in run.result["msg"]


def test_what_changes_in_daily_work_is_shown_apart(company: Emulator, run_info: RunFxs) -> None:
    plain = run_info(company, kinds=["Users"]).result
    result = run_info(company, kinds=["Users"], include=["operational"]).result
    assert result["config"] == plain["config"]
    assert result["fingerprints"] == plain["fingerprints"]
    assert set(result["operational"]["Users"]) == set(numbers(result))
    assert "IsRegistered" in result["operational"]["Users"][numbers(result)[0]]
    assert "operational" not in plain


def test_a_kind_that_the_role_may_not_see_is_told(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(2, users=5, denied_kinds=["Users", "CodecsSettings"])
    result = run_info(pbx, kinds=["Users", "CodecsSettings", "Fxs"]).result
    assert set(result["unavailable"]) == {"Users", "CodecsSettings"}
    assert "403" in result["unavailable"]["Users"]
    assert len(result["config"]["Fxs"]) == 2
    assert result["config"].keys() == {"Fxs"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": ["Users"]}, "Users cannot be read: GET /xapi/v1/Users answered 403"),
        ({"kinds": ["CodecsSettings"]}, "CodecsSettings cannot be read: GET /xapi/v1/CodecsSettings answered 403"),
        ({"keys": {"Queues": ["800"]}}, "Queues cannot be read: GET /xapi/v1/Queues answered 403"),
        ({"kinds": ["Fxs", "Users"]}, "None of Users and Fxs can be read: GET /xapi/v1/Users"),
        ({}, " more can be read: GET /xapi/v1/"),
    ],
)
def test_where_nothing_can_be_read_nothing_is_shown_as_if_it_were_all(
    start_pbx: StartPbx, run_info: RunFxs, options: dict[str, t.Any], message: str
) -> None:
    run = run_info(start_pbx(2, users=5, role="users"), **options)
    assert run.failed
    assert message in run.result["msg"]
    assert "config" not in run.result


def test_a_kind_that_this_version_does_not_have_cannot_be_read(start_pbx: StartPbx, run_info: RunFxs) -> None:
    run = run_info(start_pbx(2, users=5, absent_kinds=["Queues"]), kinds=["Queues"])
    assert run.failed
    assert "Queues cannot be read: GET /xapi/v1/Queues answered 404" in run.result["msg"]
    assert run.result["msg"].endswith(" so this is nothing that its version or its licence has.")


@pytest.mark.parametrize("version", ["20.0.4.1", "20.0.6.1", "20.0.8.1109"])
def test_what_the_version_does_not_have_is_not_shown_as_empty(
    start_pbx: StartPbx, run_info: RunFxs, run_module: RunModule, version: str
) -> None:
    """It could not be given back."""
    numbers = tuple(map(int, version.split(".")))
    absent = [name for name, found in collections().items() if not found.operations["get"].allows(numbers)]
    pbx = start_pbx(2, users=5, version=version, absent_kinds=absent)
    result = run_info(pbx, diff=False).result
    assert {"AISettings", "SyslogSettings"} <= set(result["unavailable"])
    assert result["unavailable"].keys().isdisjoint(result["config"])
    assert "AISettings" not in result["fingerprints"]
    asked = {entry.path.rpartition("/")[2] for entry in pbx.log}
    assert asked.isdisjoint(result["unavailable"])
    assert not run_module(threecx_config, pbx, config=result["config"]).result["changed"]


def test_a_kind_that_came_later_cannot_be_read(start_pbx: StartPbx, run_info: RunFxs) -> None:
    run = run_info(start_pbx(2, users=5, version="20.0.8.1109"), kinds=["AISettings"])
    assert run.failed
    assert run.result["msg"] == "AISettings cannot be read: AISettings came with 20.0.9; this PBX has 20.0.8."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": ["User"]}, "kinds names 'User', which is no kind of object; did you mean Users?"),
        ({"kinds": ["xyz"]}, "kinds names 'xyz', which is no kind of object; known are AISettings"),
        ({"kinds": []}, "kinds is empty; leave the option out where that is meant."),
        ({"departments": []}, "departments is empty; leave the option out where that is meant."),
        ({"keys": {}}, "keys is empty; leave the option out where that is meant."),
        ({"keys": {"Users": [410]}}, "keys, Users, entry 1 is 410; it must be a text in quotes."),
        ({"keys": {"Users": "410"}}, "keys, Users: it must be a list of keys."),
        ({"keys": {"CodecsSettings": ["x"]}}, "keys names CodecsSettings, of which there is only one object"),
        ({"keys": {"InboundRules": ["x"]}}, "must be a mapping with TrunkDN, Condition, Data, each a text in quotes."),
        ({"kinds": ["Users"], "keys": {"Queues": ["800"]}}, "keys names Queues, which is not among kinds."),
        ({"parallel": 0}, "parallel is 0; it must be a number from 1 to 16."),
        ({"kinds": None}, "kinds is null"),
    ],
)
def test_bad_input_is_refused_before_any_request(
    company: Emulator, run_info: RunFxs, options: dict[str, t.Any], message: str
) -> None:
    outcome = run_info(company, **options)
    assert outcome.failed
    assert message in outcome.result["msg"]
    assert company.log == []
