# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers stay on their trunks as long as an inbound rule has them, and no rule is created for any other."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._compare import Comparison
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._numbers import (
    read_besides,
    taken_off,
    unserved,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._plan import Look, Step
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target

TRUNKS, RULES = KINDS["Trunks"], KINDS["InboundRules"]
OTHERS = [kind for kind in KINDS.values() if kind not in (TRUNKS, RULES)]
Numbers = t.Optional[list[str]]


def a_trunk(number: str, before: Numbers, after: list[str]) -> Step:
    target = Target(TRUNKS, (number,), {"Number": number, "DidNumbers": after}, f"Trunks[{number}]")
    differs = before is None or {*before} != {*after}
    fields = ("DidNumbers",) if differs else ()
    sides = ({"DidNumbers": before}, {"DidNumbers": after}) if differs else ({}, {})
    return Step(TRUNKS, (number,), target, {}, "update" if differs else "keep", Comparison(fields, (), *sides))


def a_rule(trunk: str, data: str, action: t.Any = "create", condition: str = "BasedOnDID") -> Step:
    key = (trunk, condition, data)
    return Step(RULES, key, Target(RULES, key, {}, f"InboundRules[{', '.join(key)}]"), None, action)


def told(*steps: Step, rules: t.Iterable[Step] = (), there: dict[str, Numbers] | None = None) -> list[str]:
    rows = [{"Number": name, "DidNumbers": found, "ExternalNumber": "0"} for name, found in (there or {}).items()]
    look = Look(None, {"Trunks": rows}, {}, Index({}, {}))
    return list(unserved(steps, [rule.key for rule in rules], look).values())


@pytest.mark.parametrize("before", [["1", "2", "3"], ["2", "1"], ["1"], [], None])
def test_a_trunk_loses_what_it_had_and_is_not_given(before: Numbers) -> None:
    assert taken_off(a_trunk("10000", before, ["1", "4"])) == {*(before or ())} - {"1"}


def test_a_number_stays_as_long_as_a_rule_has_it() -> None:
    trunk = a_trunk("10000", ["1", "2"], ["2"])
    assert told(trunk, rules=[a_rule("10000", "1")]) == [
        "Trunks[10000].DidNumbers: '1' cannot be taken off: InboundRules[10000, BasedOnDID, 1] still has it."
    ]
    others = [*(a_rule(number, "1") for number in ("1000", "10001")), a_rule("10000", "2")]
    others += [a_rule("10000", "1", condition=condition) for condition in ("BasedOnCallerID", "ForwardAll")]
    assert told(trunk, rules=others) == []
    assert told(a_trunk("10000", ["1"], ["1"]), rules=[a_rule("10000", "1")]) == []


def test_several_numbers_are_told_at_once() -> None:
    rules = [a_rule("10000", "2"), a_rule("10000", "1")]
    (found,) = told(a_trunk("10000", ["1", "2"], []), rules=rules)
    assert found.startswith("Trunks[10000].DidNumbers: '1', '2' cannot be taken off: InboundRules[")
    assert found.endswith(" still have them.")


def test_a_rule_that_goes_as_well_needs_no_number() -> None:
    trunk, rule = a_trunk("10000", ["1"], []), a_rule("10000", "1")
    assert told(trunk, a_rule("10000", "1", "delete"), rules=[rule]) == []
    for action in ("keep", "update"):
        assert len(told(trunk, a_rule("10000", "1", action), rules=[rule])) == 1


@pytest.mark.parametrize("kind", OTHERS, ids=lambda kind: kind.name)
def test_nothing_else_has_such_numbers(kind: Kind) -> None:
    trunk, rule = a_trunk("10000", ["1"], []), a_rule("10000", "1")
    assert read_besides(Target(kind, ("10000",), trunk.wanted.value, ""), ()) == {}
    assert taken_off(trunk._replace(kind=kind)) == set()
    # Not even what goes and is called like a rule, or comes about
    assert len(told(trunk, rule._replace(kind=kind, action="delete"), rules=[rule])) == 1
    assert told(a_rule("10000", "77")._replace(kind=kind), there={"10000": []}) == []
    added = a_trunk("10000", ["1"], ["1", "2"])._replace(kind=kind)
    assert len(told(added, a_rule("10000", "2"), there={"10000": ["1"]})) == 1


@pytest.mark.parametrize(
    ("rule", "ending"),
    [
        (a_rule("10000", "+49301200"), None),
        (a_rule("10000", "+49301201"), "does not have; did you mean '+49301200'?"),
        (
            a_rule("10000", "77"),
            "InboundRules[10000, BasedOnDID, 77].Data is '77', which trunk 10000 does not have; add",
        ),
        # The main number, which stands elsewhere
        (a_rule("10000", "0"), None),
        (a_rule("10000", "77", condition="BasedOnCallerID"), None),
        (a_rule("10000", "77", condition="ForwardAll"), None),
        (a_rule("10000", "77", "update"), None),
        # Nothing is known of these.
        (a_rule("10001", "77"), None),
        (a_rule("10002", "77"), None),
    ],
)
def test_a_new_rule_is_for_a_number_of_its_trunk(rule: Step, ending: str | None) -> None:
    found = told(rule, there={"10000": ["+49301200"], "10001": None})
    assert len(found) == (ending is not None)
    assert ending is None or ending in found[0]


def test_the_numbers_that_count_are_those_that_the_trunk_will_have() -> None:
    moved = [a_trunk("10000", ["1", "2"], ["2"]), a_trunk("10001", ["3"], ["3", "1"])]
    there: dict[str, Numbers] = {"10000": ["1", "2"], "10001": ["3"]}
    assert told(*moved, a_rule("10001", "1"), a_rule("10001", "3"), a_rule("10000", "2"), there=there) == []
    (found,) = told(*moved, a_rule("10000", "1"), there=there)
    assert found.startswith("InboundRules[10000, BasedOnDID, 1].Data is '1', which trunk 10000 does not have;")


def test_what_is_read_of_others() -> None:
    trunk = Target(TRUNKS, ("10000",), {"Number": "10000", "DidNumbers": []}, "")
    assert read_besides(trunk, ()) == {"InboundRules": ("TrunkDN", "Condition", "Data")}
    assert read_besides(trunk, {"Trunks.DidNumbers"}) == {}
    assert read_besides(Target(TRUNKS, ("10000",), {"Number": "10000"}, ""), ()) == {}
    assert read_besides(a_rule("10000", "1").wanted, ()) == {"Trunks": ("DidNumbers", "ExternalNumber")}
    assert read_besides(Target(KINDS["Users"], ("410",), {"Number": "410"}, ""), ()) == {}
