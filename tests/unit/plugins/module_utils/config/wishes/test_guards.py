# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._guards import (
    RISKS,
    joined,
    left_last,
    outsider,
    risky,
    undeletable,
    watched,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import ROOT

HARMLESS = ("users", "receptionists")
POWERFUL = ("system_owners", "system_admins", "group_owners", "managers", "group_admins", "a_role_of_next_year")
ROLES = st.sampled_from([*HARMLESS, *POWERFUL])
MEMBERSHIPS = st.dictionaries(st.sampled_from(["Lyon", "Paris", "DEFAULT"]), ROLES)


def member_of(roles: t.Mapping[str, str | None]) -> dict[str, t.Any]:
    """A user with these roles in these departments; without rights where the role is None."""
    rights = {group: {} if role is None else {"Rights": {"RoleName": role}} for group, role in roles.items()}
    return {"Groups": [{"GroupId": group, **rights[group]} for group in roles]}


def of_user(before: dict[str, t.Any], after: dict[str, t.Any], action: str = "update") -> set[str]:
    return risky(KINDS["Users"], action, before, after, ["Groups"])


@pytest.mark.parametrize("name", ["AntiHackingSettings", "ConsoleRestrictions", "NetworkSettings", "SecureSipSettings"])
def test_any_change_of_what_can_lock_people_out_is_a_risk_of_its_own_name(name: str) -> None:
    assert risky(KINDS[name], "update", {}, {}, ["Anything"]) == {name}
    assert risky(KINDS[name], "keep", {}, {}, []) == set()


@pytest.mark.parametrize(("fields", "risks"), [(["OperatorExtension"], {"operator"}), (["DialTimeout"], set())])
def test_another_operator_is_a_risk_and_nothing_else_of_these_settings(fields: list[str], risks: set[str]) -> None:
    assert risky(KINDS["GeneralSettingsForPbx"], "update", {}, {}, fields) == risks


@pytest.mark.parametrize(
    ("action", "before", "after", "is_risk"),
    [
        ("create", {}, {"Name": "112", "EmergencyRule": True}, True),
        ("create", {}, {"Name": "Out", "EmergencyRule": False}, False),
        ("create", {}, {"Name": "Out"}, False),
        ("update", {"EmergencyRule": True}, {"EmergencyRule": True, "Prefix": "1"}, True),
        ("update", {"EmergencyRule": True}, {"EmergencyRule": False}, True),
        ("update", {"EmergencyRule": False}, {"EmergencyRule": True}, True),
        ("update", {"EmergencyRule": False}, {"EmergencyRule": False, "Prefix": "1"}, False),
        ("update", {"EmergencyRule": None}, {"EmergencyRule": None, "Prefix": "1"}, False),
        ("update", {"Prefix": ""}, {"Prefix": "1"}, True),  # it was not read, so that nobody knows
        ("delete", {"EmergencyRule": True}, {}, True),
        ("delete", {"EmergencyRule": False}, {}, False),
        ("keep", {"EmergencyRule": True}, {"EmergencyRule": True}, False),
    ],
)
def test_what_emergency_calls_go_through_is_a_risk_before_and_after(
    action: str, before: dict[str, t.Any], after: dict[str, t.Any], is_risk: bool
) -> None:
    assert risky(KINDS["OutboundRules"], action, before, after, sorted(after)) == ({"emergency"} if is_risk else set())
    assert watched(KINDS["OutboundRules"]) == ("EmergencyRule", "Priority")
    assert watched(KINDS["Users"]) == ()
    assert joined(KINDS["Users"], {"Number": "410"}) == ()
    for name, other in (("Groups", "PrimaryGroupId"), ("PrimaryGroupId", "Groups")):
        assert joined(KINDS["Users"], {name: None}) == (other,)
        assert joined(KINDS["Users"], {name: None, other: None}) == joined(KINDS["Queues"], {name: None}) == ()


def test_notices_of_emergency_calls_are_a_risk() -> None:
    assert risky(KINDS["EmergencyNotificationsSettings"], "update", {}, {}, ["ChatRecipients"]) == {"emergency"}


@given(MEMBERSHIPS, MEMBERSHIPS)
def test_a_role_that_runs_something_is_given_or_taken_only_by_name(
    before: dict[str, str], after: dict[str, str]
) -> None:
    differ = {group for group in {*before, *after} if before.get(group) != after.get(group)}
    is_risk = any(before.get(group) in POWERFUL or after.get(group) in POWERFUL for group in differ)
    assert of_user(member_of(before), member_of(after)) == ({"roles"} if is_risk else set())


@given(MEMBERSHIPS)
def test_rights_that_are_null_take_the_role_away(roles: dict[str, str]) -> None:
    after = {"Groups": [{"GroupId": group, "Rights": None} for group in roles]}
    assert of_user(member_of(roles), after) == ({"roles"} if set(roles.values()) & set(POWERFUL) else set())


@given(MEMBERSHIPS)
def test_a_role_that_is_not_given_stays(roles: dict[str, str]) -> None:
    without: dict[str, str | None] = dict.fromkeys(roles)
    assert of_user(member_of(roles), member_of(without)) == set()
    assert of_user({}, member_of(without), "create") == set()


@given(MEMBERSHIPS)
def test_whoever_has_such_a_role_is_created_and_deleted_only_by_name(roles: dict[str, str]) -> None:
    risks = {"roles"} if set(roles.values()) & set(POWERFUL) else set()
    assert of_user({}, member_of(roles), "create") == risks
    assert of_user(member_of(roles), {}, "delete") == risks


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from(["Groups", "EmergencyRule"]), json_values))
def test_risks_are_told_of_whatever_a_pbx_shows(name: str, shown: dict[str, t.Any]) -> None:
    value = export(KINDS[name], shown, Index({}, {"Groups": "status 403"}), None).value
    for action in ("create", "update", "delete"):
        assert risky(KINDS[name], action, value, {}, sorted(shown)) <= set(RISKS)


@given(st.integers(0, 5), st.none() | st.integers(0, 5), st.integers(1, 5), st.sampled_from([True, False, None]))
def test_a_rule_that_overtakes_one_for_emergencies_is_a_risk(
    after: int, before: int | None, place: int, is_emergency: bool | None
) -> None:
    old, new = {"Priority": before, "EmergencyRule": False}, {"Priority": after, "EmergencyRule": False}
    others = [{"Name": "Other", "Priority": place, "EmergencyRule": is_emergency}]
    was_behind = before is None or before > place
    overtakes = is_emergency is True and was_behind and after <= place
    assert risky(KINDS["OutboundRules"], "update", old, new, ["Priority"], others) == (
        {"emergency"} if overtakes else set()
    )


@pytest.mark.parametrize("name", ["DNRanges", "GroupIds", "NumberLengthRanges", "Prefix"])
@pytest.mark.parametrize("priority", [1, 5, 6, None])
def test_a_rule_that_takes_other_calls_before_one_for_emergencies_is_a_risk(name: str, priority: int | None) -> None:
    old = {"Priority": priority, "EmergencyRule": False}
    others = [{"Name": "Emergency", "Priority": 5, "EmergencyRule": True}]
    found = risky(KINDS["OutboundRules"], "update", old, {**old, name: "1"}, [name], others)
    assert found == ({"emergency"} if priority in (1, 5) else set())
    assert risky(KINDS["OutboundRules"], "update", old, old, ["Routes"], others) == set()


def test_each_risk_says_what_it_means() -> None:
    assert all(RISKS.values())


def test_a_report_that_only_compares_allows_each_risk() -> None:
    # Otherwise, what drifted there would make the report fail, and nothing else of that PBX would be in it.
    told = yaml.safe_load((ROOT / "roles" / "pbx_report" / "vars" / "main.yml").read_text(encoding="utf-8"))
    assert sorted(told["_pbx_report_risks"]) == sorted(RISKS)


@pytest.mark.parametrize(
    ("kind", "row", "why"),
    [
        ("Groups", {"IsDefault": True}, "it is built in (the default department, which cannot be deleted)"),
        ("Groups", {"Name": "___FAVORITES___410"}, "it is built in (the favourites of one user"),
        ("Fax", {"Number": "888", "FaxServer": True}, "it is built in (the fax server"),
        ("FxsTemplates", {"Id": "stock.xml", "IsCustom": False}, "it is built in (a template that comes with 3CX)"),
        ("Trunks", {"Number": "10000"}, "it cannot be deleted, since none can be created in its place: a trunk begins"),
        ("ServicePrincipals", {"Number": "900"}, "it is only read, and cannot be deleted: the access that"),
        ("CodecsSettings", {}, "it is there on every PBX, and cannot be deleted."),
        ("Groups", {"Name": "Lyon", "IsDefault": False}, None),
        ("FxsTemplates", {"Id": "own.xml", "IsCustom": True}, None),
        ("Users", {"Number": "410"}, None),
    ],
)
def test_what_is_never_deleted_says_why(kind: str, row: dict[str, t.Any], why: str | None) -> None:
    found = undeletable(KINDS[kind], row)
    assert found == why if why is None else (found or "").startswith(why)


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from(["Name", "Tags", "IsDefault"]), json_values))
def test_what_is_built_in_is_never_deleted(name: str, row: dict[str, t.Any]) -> None:
    kind = _kinds.KINDS[name]
    may_go = kind.is_understood and kind.key and not kind.never_created
    assert (undeletable(kind, row) is None) == bool(may_go and not any(one.fits(row) for one in kind.built_in))


TO_LYON = ["PrimaryGroupId"]
NO_MEMBER = "PrimaryGroupId is 'Lyon', of which this is no member; add it to Groups."
LEAVER = (
    "PrimaryGroupId is 'Lyon', of which this would be no member any more; add it to Groups, or give another"
    " PrimaryGroupId."
)


@pytest.mark.parametrize(
    ("action", "after", "fields", "is_outside"),
    [
        ("create", {"PrimaryGroupId": "Lyon"}, TO_LYON, True),
        ("create", {"PrimaryGroupId": "Lyon", "Groups": []}, TO_LYON, True),
        ("create", {"PrimaryGroupId": "Lyon", **member_of({"Paris": None})}, TO_LYON, True),
        ("create", {"PrimaryGroupId": "Lyon", **member_of({"Paris": None, "Lyon": None})}, TO_LYON, False),
        # A new user is in there unless somebody says otherwise.
        ("create", {"PrimaryGroupId": "DEFAULT"}, TO_LYON, False),
        ("create", {"PrimaryGroupId": "DEFAULT", **member_of({"Paris": None})}, TO_LYON, True),
        ("create", {"PrimaryGroupId": None}, TO_LYON, False),
        ("update", {"PrimaryGroupId": "Lyon", **member_of({"Paris": None})}, TO_LYON, True),
        ("update", {"PrimaryGroupId": "DEFAULT", **member_of({"Paris": None})}, TO_LYON, True),
        ("update", {"PrimaryGroupId": "Lyon", **member_of({"Lyon": "users"})}, TO_LYON, False),
        ("update", {"PrimaryGroupId": "Lyon", **member_of({"Paris": None})}, ["Groups"], True),
        ("update", {"PrimaryGroupId": "Lyon", "Groups": []}, ["Groups"], True),
        ("update", {"PrimaryGroupId": "Lyon", **member_of({"Paris": None, "Lyon": None})}, ["Groups"], False),
        # What is so already is left alone, and of what the PBX does not show nothing is known.
        ("update", {"PrimaryGroupId": "Lyon", **member_of({"Paris": None})}, ["Mobile"], False),
        ("update", {"PrimaryGroupId": "Lyon"}, TO_LYON, False),
        ("update", {"PrimaryGroupId": None, **member_of({"Paris": None})}, ["Groups"], False),
        ("update", member_of({"Paris": None}), ["Groups"], False),
    ],
)
def test_the_main_department_of_a_user_is_one_that_he_is_a_member_of(
    action: str, after: dict[str, t.Any], fields: list[str], is_outside: bool
) -> None:
    told = outsider(KINDS["Users"], action, after, fields)
    assert (told is not None) is is_outside
    assert told is None or told.startswith(f"PrimaryGroupId is '{after['PrimaryGroupId']}', of which this ")
    assert outsider(KINDS["Queues"], action, after, fields) is None


def test_a_user_who_leaves_his_main_department_is_told_apart_from_one_who_gets_another() -> None:
    after = {"PrimaryGroupId": "Lyon", **member_of({"Paris": None})}
    assert outsider(KINDS["Users"], "update", after, ["PrimaryGroupId", "Groups"]) == NO_MEMBER
    assert outsider(KINDS["Users"], "update", after, ["Groups"]) == LEAVER


DEPARTMENTS = st.sampled_from(["Lyon", "Paris", "DEFAULT"])
CHANGED = st.sets(st.sampled_from(["PrimaryGroupId", "Groups", "Mobile"]))


@given(st.none() | DEPARTMENTS, MEMBERSHIPS, CHANGED)
def test_whatever_changes_a_user_is_in_his_main_department(
    main: str | None, roles: dict[str, str], fields: set[str]
) -> None:
    after = {"PrimaryGroupId": main, **member_of(roles)}
    told = outsider(KINDS["Users"], "update", after, fields)
    assert (told is None) == (main is None or main in roles or fields <= {"Mobile"})


@given(st.none() | DEPARTMENTS, MEMBERSHIPS, CHANGED, st.booleans())
def test_a_main_department_is_left_only_once_there_is_another(
    main: str | None, roles: dict[str, str], fields: set[str], stays: bool
) -> None:
    before = {name: value for name, value in {"PrimaryGroupId": main}.items() if name in fields}
    after = {name: value for name, value in {"PrimaryGroupId": "Oslo", **member_of(roles)}.items() if name in fields}
    found = left_last(KINDS["Users"], before, after, {"Users.Groups"} if stays else ())
    is_left = fields >= {"PrimaryGroupId", "Groups"} and main is not None and main not in roles and not stays
    assert found == (("Groups",) if is_left else ())
    assert left_last(KINDS["Queues"], before, after, ()) == ()
