# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of a PBX as a whole, and why nothing does."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.change._fingerprint import digest
from ansible_collections.telephony.threecx.plugins.module_utils.change._limit import Limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._compare import Comparison
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._plan import Look, Part, Rank, Step
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export, key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Scope, Target, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._decide import (
    Decided,
    decide,
    devices_to_prune,
    doomed_kinds,
    kinds_to_read,
    new_departments,
    spared,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._lookups import with_peers
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.configurations import REFERRED

Rows = list[dict[str, t.Any]]

USERS: Rows = [{"Id": number, "Number": str(number), "Groups": []} for number in (410, 411, 412)]
MAC, OTHER_MAC = "001A2B3C4D5E", "001A2B3C4D5F"
FXS = [{"MacAddress": mac, "Name": mac, "Group": "GRP0001", "FxsLines": []} for mac in (MAC, OTHER_MAC)]


def a_look(
    rows: dict[str, Rows] | None = None,
    unavailable: dict[str, str] | None = None,
    missing: t.AbstractSet[str] = frozenset(),
) -> Look:
    there: dict[str, Rows] = {**REFERRED, "Users": USERS, "Queues": [], **(rows or {})}
    there = {name: found for name, found in there.items() if name not in (unavailable or {})}
    return Look(None, there, unavailable or {}, Index(with_peers(there), unavailable or {}), missing)


def target(kind: str, value: dict[str, t.Any], **more: t.Any) -> Target:
    key = key_of(KINDS[kind], value)
    return Target(KINDS[kind], key, value, f"{kind}[{', '.join(key)}]", **more)


def decided(*targets: Target, look: Look | None = None, devices: t.Sequence[Step] = (), **wish: t.Any) -> Decided:
    return decide(Wish(targets, **wish), look or a_look(), devices)


def actions(found: Decided) -> list[tuple[str, str]]:
    return [(step.place, step.action) for step in found.steps]


def prunes(*kinds: str) -> dict[str, t.Any]:
    return {"prune": tuple(KINDS[kind] for kind in kinds)}


NAMED = target("Users", {"Number": "410"})


def test_each_object_has_its_step_in_the_order_of_the_user_and_those_to_prune_come_after() -> None:
    found = decided(
        target("Users", {"Number": "411"}), NAMED, target("Queues", {"Number": "800", "Name": "Q"}), **prunes("Users")
    )
    assert actions(found) == [
        ("Users[411]", "keep"),
        ("Users[410]", "keep"),
        ("Queues[800]", "create"),
        ("Users[412]", "delete"),
    ]
    assert (found.problems, found.warnings) == ([], [])


def test_nothing_goes_that_nobody_asks_to_go() -> None:
    assert actions(decided(NAMED)) == [("Users[410]", "keep")]
    assert actions(decided(NAMED, **prunes("Queues"))) == [("Users[410]", "keep")]
    assert actions(decided(NAMED, state="absent")) == [("Users[410]", "delete")]


def test_each_kind_is_pruned_by_itself() -> None:
    """Devices by other rules, and the rest whatever stands before them."""
    look = a_look({"Fxs": FXS, "BlackListNumbers": [{"Id": 1, "CallerId": "1"}, {"Id": 2, "CallerId": "2"}]})
    gone = Step(KINDS["Fxs"], (OTHER_MAC,), None, FXS[1], "delete")
    found = decided(look=look, devices=[gone], **prunes("Fxs", "BlackListNumbers"))
    assert [step.place for step in found.steps] == [f"Fxs[{OTHER_MAC}]", "BlackListNumbers[1]", "BlackListNumbers[2]"]


def test_what_is_created_is_not_among_what_goes() -> None:
    sbc = target("Sbcs", {"Name": "LYON-09", "DisplayName": "Cellar"}, secrets={"Password": "S3cr3t"})
    found = decided(sbc, max_deletions=Limit(0, is_percent=False))
    assert (actions(found), found.problems, found.warnings) == ([("Sbcs[LYON-09]", "create")], [], [])


def test_only_departments_are_departments_of_a_scope() -> None:
    number, user = target("BlackListNumbers", {"CallerId": "498"}), target("Users", {"Number": "499"})
    scope = Scope(departments=frozenset({"498", "499"}))
    found = decided(NAMED, number, user, look=a_look({"BlackListNumbers": []}), scope=scope, **prunes("Users"))
    assert [problem.partition(",")[0] for problem in found.problems] == [
        "prune_scope names the department '498'",
        "prune_scope names the department '499'",
    ]


def test_objects_of_one_key_go_together() -> None:
    twice = [*USERS[:1], {**USERS[1], "Id": 1}, {**USERS[1], "Id": 2}]
    found = decided(NAMED, look=a_look({"Users": twice}), **prunes("Users"))
    assert [(step.place, (step.row or {})["Id"]) for step in found.steps[1:]] == [("Users[411]", 1), ("Users[411]", 2)]


def test_what_is_pruned_is_read_whole_or_not_pruned() -> None:
    found = decided(
        NAMED,
        look=a_look(unavailable={"Queues": "status 403."}),
        **prunes("Queues", "Users"),
        allow_risky=frozenset({"unseen_references"}),
    )
    assert found.problems == ["prune: status 403."]


def test_a_department_that_gets_another_name_is_called_so_in_a_scope() -> None:
    """By its name before, nothing would be within the scope, and the next run would not know it."""
    nice = target("Groups", {"Name": "Nice"}, renamed_from=("Lyon",))
    for name, problems in (("Nice", []), ("Lyon", ["prune_scope names the department 'Lyon', and the PBX has none"])):
        found = decided(NAMED, nice, scope=Scope(departments=frozenset({name})), **prunes("Users"))
        assert [problem.partition(" of this name")[0] for problem in found.problems] == problems


def test_patterns_and_departments_that_are_not_there_are_told() -> None:
    scope = Scope(departments=frozenset({"Lyon", "Oslo", "Lyno"}))
    oslo = target("Groups", {"Name": "Oslo"})
    found = decided(NAMED, oslo, ignore=("412", "49?"), scope=scope, **prunes("Users"))
    assert len(found.problems) == 2
    assert found.problems[0].startswith("ignore has '49?' (entry 2), which fits no object of Users on the PBX")
    assert found.problems[1] == (
        "prune_scope names the department 'Lyno', and the PBX has none of this name; did you mean 'Lyon'?"
    )
    # The same task may have pruned the department before.
    default = target("Groups", {"Name": "DEFAULT"})
    gone = decided(NAMED, default, scope=Scope(departments=frozenset({"Lyon", "Lyno"})), **prunes("Groups"))
    assert (actions(gone)[2:], gone.problems) == ([("Groups[Lyon]", "delete")], [])
    assert gone.warnings == [f"{found.problems[1]} It may have been pruned before."]
    # Without prune, there is nothing that they could protect.
    assert decided(NAMED, ignore=("49?",), scope=scope).problems == []


def test_what_still_refers_to_it_is_told_and_what_goes_too_does_not_count() -> None:
    queue = {"Id": 1, "Number": "800", "Name": "Q", "Agents": [{"Number": "411"}]}
    look = a_look({"Queues": [queue]})
    assert decided(target("Users", {"Number": "411"}), look=look, state="absent").problems == [
        "Users[411] cannot be deleted: Queues[800].Agents still has it."
    ]
    both = decided(target("Users", {"Number": "411"}), target("Queues", {"Number": "800"}), look=look, state="absent")
    assert both.problems == []
    freed = decided(
        NAMED,
        target("Users", {"Number": "412"}),
        target("Queues", {"Number": "800", "Agents": []}),
        look=look,
        **prunes("Users"),
    )
    assert (freed.problems, actions(freed)[-1]) == ([], ("Users[411]", "delete"))


@pytest.mark.parametrize(
    ("number", "name", "action"), [("800", "Q", "keep"), ("800", "R", "update"), ("801", "Q", "create")]
)
def test_whoever_is_named_and_refers_to_it_counts_whatever_becomes_of_him(number: str, name: str, action: str) -> None:
    queue = {"Number": number, "Name": name, "Agents": [{"Number": "411"}]}
    there = [{**queue, "Id": 1, "Name": "Q"}] if action != "create" else []
    named = target("Users", {"Number": "412"})
    found = decided(NAMED, named, target("Queues", queue), look=a_look({"Queues": there}), **prunes("Users"))
    assert [step.action for step in found.steps] == ["keep", "keep", action, "delete"]
    assert found.problems == [f"Users[411] cannot be deleted: Queues[{number}].Agents still has it."]


@pytest.mark.parametrize(("fields", "refuses"), [((), True), (("Name",), True), (("Name", "Group"), False)])
def test_a_device_lets_go_only_of_what_is_written(fields: tuple[str, ...], refuses: bool) -> None:
    """Whatever is wanted of it: the work on devices judges by itself what differs."""
    look = a_look({"Fxs": FXS[:1], "Groups": REFERRED["Groups"]})
    device = target("Fxs", {"MacAddress": MAC, "Name": "Gate", "Group": None})
    step = Step(device.kind, device.key, device, action="update", comparison=Comparison(fields))
    scope = Scope(names=("Lyon",))
    found = decided(
        device, target("Groups", {"Name": "Paris"}), look=look, devices=[step], scope=scope, **prunes("Groups")
    )
    why = f"Groups[Lyon] cannot be deleted: Fxs[{MAC}].Group still has it."
    assert found.problems == ([why] if refuses else [])


def test_an_object_is_named_by_the_number_of_its_department_as_well() -> None:
    """So that it is neither pruned nor created once more."""
    holidays = [{"Id": place, "Group": "GRP0001", "Name": name} for place, name in enumerate(("May", "June"))]
    may = target("Holidays", {"Group": "GRP0001", "Name": "May"})
    found = decided(may, look=a_look({"Holidays": holidays}), **prunes("Holidays"))
    assert [(step.key, step.action) for step in found.steps] == [
        (("Lyon", "May"), "keep"),
        (("Lyon", "June"), "delete"),
    ]


@pytest.mark.parametrize("there", [[], [{"Id": 1, "Group": "GRP0001", "Name": "May"}]], ids=["new", "there"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_object_is_named_by_one_name_of_its_department_only(there: Rows, state: str) -> None:
    named = [target("Holidays", {"Group": name, "Name": "May"}) for name in ("Lyon", "GRP0001")]
    found = decided(*named, look=a_look({"Holidays": there}), state=state)
    told = "Holidays[GRP0001, May] is the same object as Holidays[Lyon, May]; give each object once."
    assert found.problems.count(told) == 1
    alone = decided(named[1], look=a_look({"Holidays": there}), state=state)
    assert not any("the same object" in problem for problem in alone.problems)


@pytest.mark.parametrize(("number", "is_allowed"), [(1, False), (2, True)])
def test_deletions_and_members_taken_out_are_counted_together(number: int, is_allowed: bool) -> None:
    """A user and a member, of three users and a queue; what is read besides does not count, nor does what stays."""
    found = without_a_user_and_an_agent(Limit(number, is_percent=False, things="objects"))
    assert [step.removed for step in found.steps] == [0, 0, 1, 0]
    assert bool(found.problems) != is_allowed
    assert (
        is_allowed or "This would delete 1 of 4 objects and take 1 members out of lists, 2 in all" in found.problems[0]
    )


USERS_REFUSED = "This would delete 1 of 3 Users, and max_deletions allows {} percent."
ALL_REFUSED = (
    "This would delete 1 of 4 objects and take 1 members out of lists, 2 in all, and max_deletions allows {} percent."
)


@pytest.mark.parametrize(
    ("share", "refused"),
    [(33, [USERS_REFUSED]), (34, [ALL_REFUSED]), (49, [ALL_REFUSED]), (50, [])],
)
def test_a_share_is_one_of_each_kind_by_itself(share: int, refused: list[str]) -> None:
    """However many objects of other kinds stand beside a few, they allow no more of these to go.

    The one member of the only queue is no share of the queues.
    """
    found = without_a_user_and_an_agent(Limit(share, is_percent=True, things="objects"))
    assert found.problems == [problem.format(share) for problem in refused]


def without_a_user_and_an_agent(limit: Limit) -> Decided:
    queue = {"Id": 1, "Number": "800", "Name": "Q", "Agents": [{"Number": "411"}]}
    return decided(
        NAMED,
        target("Users", {"Number": "412"}),
        target("Queues", {"Number": "800", "Agents": []}),
        look=a_look({"Queues": [queue]}),
        max_deletions=limit,
        **prunes("Users"),
    )


@pytest.mark.parametrize(("share", "is_allowed"), [(49, False), (50, True)])
def test_a_share_is_one_of_what_is_within_the_scope(share: int, is_allowed: bool) -> None:
    """One of two holidays of Lyon, beside eight of another department."""
    rows = [
        {"Id": place, "Group": "GRP0001" if place < 2 else "GRP0002", "Name": name}
        for place, name in enumerate("ABCDEFGHIJ")
    ]
    found = decided(
        target("Holidays", {"Group": "Lyon", "Name": "A"}),
        look=a_look({"Holidays": rows}),
        max_deletions=Limit(share, is_percent=True, things="objects"),
        scope=Scope(departments=frozenset({"Lyon"})),
        **prunes("Holidays"),
    )
    assert [step.action for step in found.steps] == ["keep", "delete"]
    refusal = "This would delete 1 of 2 Holidays within prune_scope, and max_deletions allows 49 percent."
    assert found.problems == ([] if is_allowed else [refusal])


IN_LYON = {**USERS[1], "PrimaryGroupId": 11}


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (IN_LYON, True),
        ({**IN_LYON, "FirstName": "Ann"}, True),
        (None, True),
        ({**IN_LYON, "Number": "400"}, False),
        ({**IN_LYON, "Number": "499"}, False),
        # A department of which nobody knows whether it is meant
        ({**IN_LYON, "PrimaryGroupId": 99}, False),
        ({**IN_LYON, "PrimaryGroupId": 13}, False),
    ],
    ids=str,
)
def test_what_is_pruned_goes_only_as_long_as_it_would_be_pruned(now: dict[str, t.Any] | None, goes: bool) -> None:
    scope = Scope(departments=frozenset({"Lyon"}))
    wish = Wish((NAMED,), scope=scope, **prunes("Users"))
    found = decide(wish, a_look({"Users": [USERS[0], IN_LYON]}), [])
    assert (actions(found)[1:], found.problems) == ([("Users[411]", "delete")], [])
    why = spared(wish, found.steps[1], now, found.look)
    assert (why is None) is goes
    assert goes or str(why).startswith("Users[411]: it has changed since it was read, and is not what was to be")


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (IN_LYON, True),
        ({**IN_LYON, "PrimaryGroupId": 13}, True),
        (None, True),
        ({**IN_LYON, "Number": "400"}, False),
        ({**IN_LYON, "Number": "499"}, False),
    ],
    ids=str,
)
def test_what_is_deleted_by_its_key_goes_only_as_long_as_it_has_it(now: dict[str, t.Any] | None, goes: bool) -> None:
    wish = Wish((target("Users", {"Number": "411"}),), state="absent")
    found = decide(wish, a_look({"Users": [USERS[0], IN_LYON]}), [])
    assert (spared(wish, found.steps[0], now, found.look) is None) is goes


def spared_of(one: Target, before: dict[str, t.Any], now: dict[str, t.Any] | None) -> str | None:
    """Why an object stays that was to be deleted by its key as it was before."""
    wish = Wish((one,), state="absent")
    found = decide(wish, a_look({one.kind.name: [before]}), [])
    assert ([step.action for step in found.steps], found.problems) == (["delete"], [])
    return spared(wish, found.steps[0], now, found.look)


def test_what_is_deleted_by_its_fingerprint_goes_only_as_long_as_it_has_it() -> None:
    queue = {"Id": 1, "Number": "800", "Name": "Q", "Agents": []}
    own = digest(export(KINDS["Queues"], queue, a_look().index, None).value)
    seen = target("Queues", {"Number": "800"}, if_fingerprint=own)
    assert spared_of(seen, queue, {**queue, "Id": 2}) is None
    changed = spared_of(seen, queue, {**queue, "Name": "R"})
    assert str(changed).startswith("Queues[800]: it has changed since its fingerprint was taken; now that is ")
    gone = "Queues[800]: it is gone, and if_fingerprint says that it was seen."
    assert spared_of(seen, queue, None) == gone


RULE = {"Id": 1, "Name": "112", "EmergencyRule": True, "Routes": []}


@pytest.mark.parametrize(
    ("kind", "value", "before", "now", "told"),
    [
        (
            "OutboundRules",
            {"Name": "112"},
            {**RULE, "EmergencyRule": False},
            RULE,
            "OutboundRules[112]: this is a risk, since calls to emergency services",
        ),
        (
            "Fax",
            {"Number": "498"},
            {"Id": 1, "Number": "498", "FaxServer": False},
            {"Id": 1, "Number": "498", "FaxServer": True},
            "Fax[498]: it is built in (the fax server",
        ),
    ],
)
def test_what_must_not_be_deleted_by_now_is_not(
    kind: str, value: dict[str, str], before: dict[str, t.Any], now: dict[str, t.Any], told: str
) -> None:
    one = target(kind, value)
    assert spared_of(one, before, before) is None
    assert str(spared_of(one, before, now)).startswith(told)


def test_what_is_built_in_is_not_deleted() -> None:
    found = decided(target("Groups", {"Name": "DEFAULT"}), state="absent")
    assert len(found.problems) == 1
    assert found.problems[0].startswith("Groups[DEFAULT]: it is built in (the default department")
    assert found.problems[0].endswith(") and cannot be deleted.")


OPERATOR = target("GeneralSettingsForPbx", {"OperatorExtension": "411"})
OWNER = {"GroupId": 11, "Rights": {"RoleName": "system_owners"}}
TO_ALL = {"Id": 2, "Name": "All", "Priority": 5, "EmergencyRule": False, "Routes": []}


@pytest.mark.parametrize(
    ("one", "rows", "wish", "risk"),
    [
        (OPERATOR, {"GeneralSettingsForPbx": [{"OperatorExtension": "410"}]}, {}, "operator"),
        # What a rule is for need not be given.
        (
            target("OutboundRules", {"Name": "112", "Prefix": "1"}),
            {"OutboundRules": [{**RULE, "Prefix": "112"}]},
            {},
            "emergency",
        ),
        (target("OutboundRules", {"Name": "112"}), {"OutboundRules": [RULE]}, {"state": "absent"}, "emergency"),
        (
            target("OutboundRules", {"Name": "911", "EmergencyRule": True, "Routes": []}),
            {"OutboundRules": []},
            {},
            "emergency",
        ),
        (
            target("OutboundRules", {"Name": "112", "EmergencyRule": True}),
            {"OutboundRules": [{**RULE, "EmergencyRule": False}]},
            {},
            "emergency",
        ),
        (
            target(
                "Users", {"Number": "410", "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "system_owners"}}]}
            ),
            {},
            {},
            "roles",
        ),
        # He loses them as well.
        (NAMED, {"Users": [{**USERS[0], "Groups": [OWNER]}]}, {"state": "absent"}, "roles"),
        (
            target("OutboundRules", {"Name": "All", "Priority": 1}),
            {"OutboundRules": [TO_ALL, {**RULE, "Priority": 3}]},
            {},
            "emergency",
        ),
        # Its place need not be given.
        (
            target("OutboundRules", {"Name": "All", "Prefix": "1"}),
            {"OutboundRules": [{**TO_ALL, "Prefix": "9"}, {**RULE, "Priority": 7}]},
            {},
            "emergency",
        ),
    ],
)
def test_a_risk_is_taken_only_by_name(one: Target, rows: dict[str, Rows], wish: dict[str, t.Any], risk: str) -> None:
    (problem,) = decided(one, look=a_look(rows), **wish).problems
    assert problem.startswith(f"{one.place}: this is a risk, since ")
    assert problem.endswith(f". Say allow_risky: [{risk}] if it is meant.")
    assert decided(one, look=a_look(rows), allow_risky=frozenset({risk}), **wish).problems == []
    assert len(decided(one, look=a_look(rows), allow_risky=frozenset({"other"}), **wish).problems) == 1


def test_what_is_as_it_should_be_is_no_risk() -> None:
    rows: dict[str, Rows] = {"GeneralSettingsForPbx": [{"OperatorExtension": "411"}], "OutboundRules": [RULE]}
    same = target("OutboundRules", {"Name": "112", "EmergencyRule": True})
    assert decided(OPERATOR, same, look=a_look(rows)).problems == []


@pytest.mark.parametrize(
    ("given", "wish"),
    [
        ({"Priority": 4}, {}),
        ({"EmergencyRule": False, "Priority": 4}, {}),
        ({}, {"state": "absent"}),
    ],
    ids=str,
)
def test_a_rule_that_is_none_for_emergencies_is_no_risk(given: dict[str, t.Any], wish: dict[str, t.Any]) -> None:
    """Whether it is one need not be given, nor its place among others."""
    rules = [{**RULE, "Name": name, "Priority": place} for name, place in (("112", 3), ("911", 7))]
    look = a_look({"OutboundRules": [{**TO_ALL, "Prefix": "9"}, *rules]})
    found = decided(target("OutboundRules", {"Name": "All", **given}), look=look, **wish)
    assert (found.problems, found.steps[0].action == "keep") == ([], False)


def test_what_cannot_be_read_may_refer_to_what_is_deleted() -> None:
    refused = {"WebsiteLinks": "status 403."}
    told = "Whether WebsiteLinks refer to what is deleted is not known, since they cannot be read: status 403."
    found = decided(NAMED, look=a_look({}, refused), state="absent")
    refusal = f"{told} Say allow_risky: [unseen_references] if it is to be deleted all the same."
    assert (found.problems, found.warnings) == ([refusal], [])
    allowed = decided(NAMED, look=a_look({}, refused), state="absent", allow_risky=frozenset({"unseen_references"}))
    assert (allowed.problems, allowed.warnings) == ([], [told])
    # What the PBX does not have refers to nothing, and who deletes nothing need not know.
    assert decided(NAMED, look=a_look({}, refused, frozenset({"WebsiteLinks"})), state="absent").problems == []
    assert decided(NAMED, look=a_look({}, refused)).problems == []


def test_phones_behind_an_sbc_are_warned_of() -> None:
    look = a_look({"Sbcs": [{"Name": "LYON-01"}]})
    (warning,) = decided(target("Sbcs", {"Name": "LYON-01"}), look=look, state="absent").warnings
    assert warning.startswith("Whether IP phones are connected through an SBC that is deleted")
    assert decided(target("Sbcs", {"Name": "LYON-01"}), look=look).warnings == []


def test_a_reference_that_leads_nowhere_is_told_with_the_step_that_has_it() -> None:
    found = decided(NAMED, target("Users", {"Number": "411", "PrimaryGroupId": "Lyno"}))
    why = "Users[411].PrimaryGroupId: no object of Groups is called 'Lyno'; did you mean 'Lyon'?"
    assert ([step.problems for step in found.steps], found.problems) == ([(), (why,)], [why])


# The agent whose extension is gone
STALE: dict[str, t.Any] = {
    "Id": 7,
    "Number": "800",
    "Name": "Q",
    "RingTimeout": 30,
    "Agents": [{"Number": "410"}, {"Number": "498"}],
    "Managers": [],
}


@pytest.mark.parametrize(
    ("wanted", "action"),
    [
        ({"Agents": [{"Number": "410"}, {"Number": "498"}]}, "keep"),
        ({"Agents": [{"Number": "410"}, {"Number": "498"}], "RingTimeout": 20}, "update"),
    ],
)
def test_a_reference_that_leads_nowhere_on_the_pbx_as_well_stays(wanted: dict[str, t.Any], action: str) -> None:
    found = decided(target("Queues", {"Number": "800", **wanted}), look=a_look({"Queues": [STALE]}))
    why = "Queues[800].Agents[1].Number: nothing has the number '498'. The PBX has the same there, so it stays."
    assert (found.problems, found.warnings, actions(found)) == ([], [why], [("Queues[800]", action)])


@pytest.mark.parametrize(
    "wanted",
    [
        {"Agents": [{"Number": "411"}, {"Number": "498"}]},
        {"Agents": [{"Number": "410"}, {"Number": "498"}], "Managers": [{"Number": "498"}]},
        {"ForwardNoAnswer": {"To": "Extension", "Number": "498"}},
    ],
)
def test_one_that_would_have_to_be_written_does_not(wanted: dict[str, t.Any]) -> None:
    found = decided(target("Queues", {"Number": "800", **wanted}), look=a_look({"Queues": [STALE]}))
    assert [problem.partition(": ")[2] for problem in found.problems] == ["nothing has the number '498'."]


def test_one_of_an_object_that_is_not_there_does_not() -> None:
    queue = target("Queues", {"Number": "800", "Name": "Q", "Agents": [{"Number": "498"}]})
    assert decided(queue).problems == ["Queues[800].Agents[0].Number: nothing has the number '498'."]


CHRISTMAS: Rows = [
    {"Id": 1, "Name": "X", "Group": "GRP0001"},
    {"Id": 2, "Name": "X", "Group": "GRP0099"},
]
TWINS: Rows = [{"Id": one, "Number": f"GRP000{one}", "Name": "Oslo"} for one in (8, 9)]


@pytest.mark.parametrize("department", ["Oslo", "Lyonn", "lyonn", "GRP0098"])
def test_what_is_to_be_absent_is_so_where_what_its_key_refers_to_is_not_there(department: str) -> None:
    """As if one task had deleted both, and were run again."""
    look = a_look({"Holidays": CHRISTMAS})
    found = decided(target("Holidays", {"Group": department, "Name": "X"}), NAMED, look=look, state="absent")
    assert (found.problems, found.warnings) == ([], [])
    assert actions(found) == [(f"Holidays[{department}, X]", "keep"), ("Users[410]", "delete")]


def test_a_rule_of_a_trunk_that_is_not_there_is_absent() -> None:
    rule = {"TrunkDN": "10099", "Condition": "BasedOnDID", "Data": "+33472004100"}
    found = decided(target("InboundRules", rule), look=a_look({"InboundRules": []}), state="absent")
    assert (found.problems, [step.action for step in found.steps]) == ([], ["keep"])


def test_what_is_left_of_something_that_is_gone_can_be_deleted() -> None:
    """It is called as an export calls it."""
    look = a_look({"Holidays": CHRISTMAS})
    found = decided(target("Holidays", {"Group": "GRP0099", "Name": "X"}), look=look, state="absent")
    assert (found.problems, actions(found)) == ([], [("Holidays[GRP0099, X]", "delete")])


@pytest.mark.parametrize(
    ("look", "why"),
    [
        (a_look({"Holidays": CHRISTMAS}, {"Groups": "status 403"}), "Groups cannot be read"),
        (a_look({"Holidays": CHRISTMAS, "Groups": TWINS}), "2 objects of Groups are called 'Oslo'"),
        (a_look({"Holidays": [{**CHRISTMAS[0], "Name": "x"}]}), "which looks like it"),
    ],
)
def test_what_may_be_there_is_not_taken_for_absent(look: Look, why: str) -> None:
    department = "Lyon" if "looks" in why else "Oslo"
    found = decided(target("Holidays", {"Group": department, "Name": "X"}), look=look, state="absent")
    assert why in " ".join(found.problems)


def test_what_is_to_be_there_refers_to_what_is_there() -> None:
    found = decided(target("Holidays", {"Group": "Oslo", "Name": "X"}), look=a_look({"Holidays": CHRISTMAS}))
    assert found.problems[0] == "Holidays[Oslo, X].Group: no object of Groups is called 'Oslo'."


def test_an_object_that_is_given_by_both_of_its_names_is_refused_where_nothing_changes() -> None:
    user = {**USERS[0], "Groups": [{"GroupId": 11}, {"GroupId": 11}]}
    given = target("Users", {"Number": "410", "Groups": [{"GroupId": "Lyon"}, {"GroupId": "GRP0001"}]})
    found = decided(given, look=a_look({"Users": [user]}))
    why = "Users[410].Groups[1]: is Lyon again, like Groups[0]; each may stand there once."
    assert (found.problems, found.warnings) == ([why], [])


def test_what_else_is_wrong_with_an_object_is_told_besides() -> None:
    (step,) = decided(target("Queues", {"Number": "800", "Agents": [{"Number": "498"}]})).steps
    assert step.problems == (
        "Queues[800].Agents[0].Number: nothing has the number '498'.",
        "Queues[800]: there is no such object, and to create it Name must be given.",
    )


@pytest.mark.parametrize(("field", "is_kept"), [("Template", False), ("Group", False), ("Codec", True)])
def test_only_what_devices_look_for_by_themselves_is_told_once(field: str, is_kept: bool) -> None:
    """Of anything else that has a department, whatever is wrong besides is told as well."""
    name = {"Template": "own.fxs.xm", "Group": "Lyno"}
    value = {"MacAddress": MAC, **({field: name[field]} if field in name else {"FxsLines": [{"Number": "499"}]})}
    one = target("Fxs", value)
    step = Step(KINDS["Fxs"], (MAC,), one, FXS[0], "update", problems=("of its own",))
    (found,) = decided(one, look=a_look({"Fxs": FXS}), devices=[step]).steps
    assert len(found.problems) == 1 + is_kept
    assert ("of its own" in found.problems) is is_kept
    both = target("Fxs", {**value, "Template": "own.fxs.xm", "FxsLines": [{"Number": "499"}]})
    (found,) = decided(both, look=a_look({"Fxs": FXS}), devices=[step._replace(target=both)]).steps
    assert "of its own" not in found.problems
    sbc = target("Sbcs", {"Name": "LYON-09", "Group": "Lyno"})
    assert len(decided(sbc).steps[0].problems) == 2


def test_a_kind_that_cannot_be_read_is_told_once_and_whoever_refers_to_it_is_right_to() -> None:
    queues = [target("Queues", {"Number": number, "Name": "Q"}) for number in ("800", "801")]
    user = target("Users", {"Number": "410", "ForwardingExceptions": [{"Destination": {"Number": "800"}}]})
    look = a_look({"Users": [{**USERS[0], "ForwardingExceptions": []}]}, {"Queues": "status 403."})
    assert decided(*queues, user, look=look).problems == ["Queues: status 403."]


def test_others_are_referred_to_by_the_names_that_they_will_have() -> None:
    nice = target("Groups", {"Name": "Nice"}, renamed_from=("Lyon",))
    member = {"Number": "410", "PrimaryGroupId": "Nice"}
    row = {**USERS[0], "PrimaryGroupId": 11}
    found = decided(nice, target("Users", member), look=a_look({"Users": [row]}))
    assert (found.problems, actions(found)) == ([], [("Groups[Nice]", "update"), ("Users[410]", "keep")])
    before = decided(nice, target("Users", {**member, "PrimaryGroupId": "Lyon"}), look=a_look({"Users": [row]}))
    assert before.problems == ["Users[410].PrimaryGroupId: no object of Groups is called 'Lyon'."]


def test_all_else_is_referred_to_as_before_where_something_is_renamed() -> None:
    nice = target("Groups", {"Name": "Nice"}, renamed_from=("Lyon",))
    queue = target("Queues", {"Number": "800", "Name": "Q", "Agents": [{"Number": "412"}]})
    link = target("OutboundRules", {"Name": "All", "Routes": [{"TrunkId": "10009"}]})
    look = a_look({"Peers": [], "OutboundRules": []}, {"Trunks": "status 403."})
    assert decided(nice, queue, link, look=look).problems == [
        "OutboundRules[All].Routes[0].TrunkId: Trunks cannot be read."
    ]


def test_of_a_rename_it_is_told_only_where_there_is_none_to_be_renamed() -> None:
    nice = target("Groups", {"Name": "Nice"}, renamed_from=("Basel",))
    told = "Groups[Nice]: there is none called 'Basel' to be renamed, so a new one is created."
    assert decided(nice).warnings == [told]
    assert decided(target("Groups", {"Name": "Nice"}, renamed_from=("Lyon",))).warnings == []
    assert decided(target("Groups", {"Name": "Nice"})).warnings == []
    # What is not created either is told as that.
    wrong = target("Groups", {"Name": "Nice", "PromptSet": "Englisch"}, renamed_from=("Basel",))
    assert (len(decided(wrong).problems), decided(wrong).warnings) == (1, [])


def test_objects_that_will_be_there_can_be_referred_to() -> None:
    queue = target("Queues", {"Number": "800", "Name": "Q", "Agents": [{"Number": "499"}]})
    found = decided(queue, target("Users", {"Number": "499"}))
    assert (found.problems, actions(found)) == ([], [("Queues[800]", "create"), ("Users[499]", "create")])
    assert decided(queue).problems == ["Queues[800].Agents[0].Number: nothing has the number '499'."]


def test_of_two_new_objects_with_names_that_look_alike_the_later_one_is_asked_about() -> None:
    found = decided(target("Groups", {"Name": "Oslo"}), target("Groups", {"Name": "oslo"}))
    (problem,) = found.problems
    assert problem.startswith("Groups[oslo]: there is none called 'oslo', but 'Oslo', which looks like it")


NEW_NAMES = [
    ({"Name": "Oslo"}, ("Lyon",)),
    ({"Name": "Oslo"}, None),
    ({"Name": "oslo"}, ("Paris",)),
    ({"Name": "oslo"}, None),
]


@pytest.mark.parametrize("first", NEW_NAMES[:2], ids=str)
@pytest.mark.parametrize("second", NEW_NAMES[2:], ids=str)
def test_names_that_objects_are_given_are_looked_at_like_those_that_are_there(
    first: tuple[dict[str, str], t.Any], second: tuple[dict[str, str], t.Any]
) -> None:
    found = decided(*(target("Groups", value, renamed_from=before) for value, before in (first, second)))
    (problem,) = found.problems
    assert problem.startswith("Groups[oslo]: there is none called 'oslo', but 'Oslo', which looks like it")


def test_an_object_that_is_not_there_to_be_spelt_another_way_is_created() -> None:
    assert decided(target("Groups", {"Name": "oslo"}, renamed_from=("Oslo",))).problems == []


# Devices


def test_devices_are_decided_by_their_own_rules() -> None:
    planned = Step(KINDS["Fxs"], (MAC,), target("Fxs", {"MacAddress": MAC}), FXS[0], "update")
    gone = Step(KINDS["Fxs"], (OTHER_MAC,), None, FXS[1], "delete", parts=(Part(Rank(2, -11)),))
    found = decided(planned.wanted, look=a_look({"Fxs": FXS}), devices=[planned, gone], **prunes("Fxs"))
    assert actions(found) == [(f"Fxs[{MAC}]", "update"), (f"Fxs[{OTHER_MAC}]", "delete")]
    assert found.steps[0] is planned
    assert (found.steps[1].gone or {})["Group"] == "Lyon"
    assert found.problems == []


def test_devices_that_nobody_names_are_pruned_where_that_is_asked() -> None:
    one = target("Fxs", {"MacAddress": MAC})
    assert devices_to_prune(Wish((one,), **prunes("Fxs")), a_look({"Fxs": FXS})) == [OTHER_MAC]
    assert devices_to_prune(Wish((one,), **prunes("Users")), a_look({"Fxs": FXS})) == []
    # A department is known by the name that it will have.
    nice = target("Groups", {"Name": "Nice"}, renamed_from=("Lyon",))
    for name, macs in (("Nice", [OTHER_MAC]), ("Lyon", [])):
        wish = Wish((one, nice), scope=Scope(departments=frozenset({name})), **prunes("Fxs"))
        assert devices_to_prune(wish, a_look({"Fxs": FXS})) == macs


def test_departments_that_are_new_are_told_to_devices() -> None:
    targets = (
        target("Groups", {"Name": "Oslo"}),
        target("Groups", {"Name": "Lyon"}),
        target("Groups", {"Name": "Nice"}, renamed_from=("Paris",)),
        target("Groups", {"Name": "Bern"}, renamed_from=("Basel",)),
        target("Users", {"Number": "499"}),
        target("Fax", {"Number": "498"}),
    )
    look = a_look({"Fax": []})
    assert new_departments(Wish(targets), look) == ["Oslo", "Bern"]
    assert new_departments(Wish(targets[:2], state="absent"), look) == []
    # Whether they are there is not known then.
    assert new_departments(Wish(targets[:1]), a_look(unavailable={"Groups": "status 403."})) == []


# What must be read for it


def test_only_deletions_need_all_that_may_refer_to_them() -> None:
    user = Wish((NAMED,))
    assert (doomed_kinds(user), kinds_to_read(user, None)) == (set(), set())
    absent = Wish((NAMED,), state="absent")
    assert doomed_kinds(absent) == {KINDS["Users"]}
    assert {KINDS[name] for name in ("Users", "Queues", "Fxs", "GeneralSettingsForPbx")} <= kinds_to_read(absent, None)
    sbcs = Wish((target("Sbcs", {"Name": "LYON-01"}),), **prunes("Sbcs"))
    assert doomed_kinds(sbcs) == {KINDS["Sbcs"]}
    assert kinds_to_read(sbcs, None) == {KINDS["Fxs"], KINDS["Groups"]}
    gone = Wish(sbcs.targets, state="absent")
    assert kinds_to_read(gone, None) == {KINDS["Fxs"]}
