# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules have the priorities that are wanted, whatever a PBX does to the others when one of them gets its own."""

from __future__ import annotations

import random
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.change._report import count_as
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._bring import bring
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._order import turns
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Report
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.behaviour import Behaviour
from ansible_collections.telephony.threecx.tests.emulator.pbx.priorities import have_place
from ansible_collections.telephony.threecx.tests.emulator.pbx.state import State
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.examples import share
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import DEFAULTS

Rules = list[dict[str, t.Any]]

# In this order a new emulator has them, from 1 on.
PRESENT = ("Emergency", "Abroad", "Lifts", "Some departments", "Everything else")
STYLES = ("stored", "inserted", "pushed", "swapped")


def run(
    pbx: Emulator, rules: Rules, *, check_mode: bool = False, prunes: bool = False, **options: t.Any
) -> tuple[Report, list[str]]:
    """What became of the rules, and what was warned of."""
    warnings: list[str] = []
    params = {**DEFAULTS, "url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
    wish = Wish(
        read_targets({"OutboundRules": rules}, state=options.get("state", "present")),
        prune=(KINDS["OutboundRules"],) if prunes else (),
        **{"allow_risky": frozenset(["emergency"]), **options},
    )
    with Client(read_connection(params), warn=warnings.append, read_only=check_mode) as client:
        return bring(client, wish, check_mode=check_mode, devices=None), warnings


def start(**switches: t.Any) -> Emulator:
    return Emulator(devices=0, users=5, **switches)


def priorities(pbx: Emulator) -> dict[str, int]:
    return {row["Name"]: row["Priority"] for row in pbx.objects("OutboundRules")}


def writes(pbx: Emulator) -> list[str]:
    return [entry.method for entry in pbx.log if entry.method != "GET" and "/xapi/" in entry.path]


def rule(name: str, priority: int, **more: t.Any) -> Rules:
    return [{"Name": name, "Priority": priority, **more}]


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Rules, bool]:
    """Some of the rules, old and new ones, at their places in an order of all; or all that there will be.

    :returns: besides, whether all others are to go.
    """
    new = draw(st.sampled_from([(), ("New",), ("New", "Newer")]))
    order = draw(st.permutations([*PRESENT, *new]))
    described = draw(st.sets(st.sampled_from(PRESENT), min_size=1)) | set(new)
    prunes = draw(st.booleans())
    places = [name for name in order if name in described or not prunes]
    rules = [
        {"Name": name, "Priority": place, **({"Routes": []} if name in new else {})}
        for place, name in enumerate(places, 1)
        if name in described
    ]
    return draw(st.permutations(rules)), prunes


@given(tasks(), st.sampled_from(STYLES), st.sampled_from(["given", "last"]), st.sampled_from(["both", "header", "off"]))
@share(2, at_least=10)
def test_each_rule_has_its_priority_in_the_end(task: tuple[Rules, bool], style: str, new: str, etags: str) -> None:
    rules, prunes = task
    with start(rule_priorities=style, new_rule_priority=new, etags=etags) as pbx:
        before = priorities(pbx)
        foretold, _warnings = run(pbx, rules, check_mode=True, prunes=prunes)
        assert writes(pbx) == []
        first, warnings = run(pbx, rules, prunes=prunes)
        assert first.problem is None
        after = priorities(pbx)
        pbx.clear_log()
        second, more = run(pbx, rules, prunes=prunes)
        assert (second.problem, second.changed, writes(pbx), more) == (None, False, [], [])
    assert foretold.as_result(with_diff=True) == first.as_result(with_diff=True)
    wanted = {one["Name"]: one["Priority"] for one in rules}
    assert wanted.items() <= after.items()
    moved = {name for name in before.keys() & after if name not in wanted and before[name] != after[name]}
    assert moved == {name for name in PRESENT if f"OutboundRules[{name}] from {before[name]} to" in " ".join(warnings)}


@given(st.permutations(PRESENT), st.sets(st.sampled_from(PRESENT)), st.sampled_from(STYLES))
def test_whoever_is_moved_in_turn_has_its_place_in_the_end(order: list[str], described: set[str], style: str) -> None:
    state, behaviour = State(random.Random(1), set()), Behaviour(rule_priorities=style)
    rules = {name: state.add("OutboundRules", {"Name": name, "Priority": at}) for at, name in enumerate(PRESENT, 1)}
    wanted = {name: place for place, name in enumerate(order, 1) if name in described}
    for name, is_wrong in turns(wanted):
        before = rules[name]["Priority"]
        if is_wrong(before, wanted[name]):
            state.change("OutboundRules", rules[name], {"Priority": wanted[name]})
            have_place(state, behaviour, rules[name], before)
    assert {name: rules[name]["Priority"] for name in wanted} == wanted


def test_what_does_not_move_others_costs_no_write_more() -> None:
    rules = [{"Name": name, "Priority": place} for place, name in enumerate(reversed(PRESENT), 1)]
    with start() as pbx:
        run(pbx, rules)
        assert writes(pbx) == ["PATCH"] * 4


@pytest.mark.parametrize("style", STYLES)
def test_a_rule_that_another_is_to_take_the_place_of_is_told(style: str) -> None:
    with start(rule_priorities=style) as pbx:
        report, warnings = run(pbx, rule("Lifts", 1))
    assert (report.problem, report.changed) == (None, True)
    assert ["OutboundRules[Emergency] from 1 to" in text for text in warnings] == ([] if style == "stored" else [True])


@pytest.mark.parametrize("style", STYLES)
def test_a_rule_that_is_moved_for_another_gets_its_place_back_and_is_unchanged(style: str) -> None:
    # There is room for one rule at a place; the first is where it should be already, until the other is created.
    rules = [*rule("Emergency", 1), *rule("New", 2, Routes=[]), *rule("Abroad", 3)]
    with start(rule_priorities=style, new_rule_priority="last") as pbx:
        report, _warnings = run(pbx, rules)
    assert report.problem is None
    assert [count_as(result) for result in report.results] == ["unchanged", "created", "updated"]


def test_a_priority_that_cannot_be_had_is_told() -> None:
    with start(rule_priorities="inserted") as pbx:
        report, _warnings = run(pbx, [*rule("Lifts", 1), *rule("Abroad", 30)])
        assert priorities(pbx)["Lifts"] == 1
    assert report.problem is not None
    assert (
        '1 of 2 objects failed: OutboundRules[1] "Abroad": the PBX stored Priority 5 for 30. It may' in report.problem
    )
    assert report.changed


def test_a_priority_that_is_not_stored_is_told() -> None:
    with start(ignore_fields=["Priority"]) as pbx:
        report, _warnings = run(pbx, rule("Lifts", 1))
    assert report.problem is not None
    assert "the PBX stored Priority 3 for 1" in report.problem


def test_a_gap_that_a_deletion_closes_is_told_of_those_behind_it() -> None:
    with start(rule_priorities="inserted") as pbx:
        report, warnings = run(pbx, [{"Name": "Lifts"}], state="absent")
    assert (report.problem, report.changed) == (None, True)
    assert len(warnings) == 1
    assert warnings[0].endswith(
        "OutboundRules[Some departments] from 4 to 3. OutboundRules[Everything else] from 5 to 4."
    )


def test_a_rule_that_is_not_what_was_wanted_since_another_goes_fails() -> None:
    rules = [{"Name": name, "Priority": place} for place, name in enumerate(PRESENT, 1) if name != "Emergency"]
    with start(rule_priorities="inserted") as pbx:
        report, _warnings = run(pbx, rules, prunes=True)
    failed = [result for result in report.results if result.error is not None]
    # Those four have the places from 1 to 4 by now, whatever is asked for.
    assert [(result.step.key, result.changed) for result in failed] == [(("Everything else",), True)]


@pytest.mark.parametrize("stops", [True, False])
def test_nothing_is_moved_once_a_task_has_stopped(stops: bool) -> None:
    with start(rule_priorities="inserted", refuse_fields=["Prefix"]) as pbx:
        rules = [*rule("Emergency", 1), *rule("Lifts", 2), *rule("Everything else", 3, Prefix="9")]
        report, _warnings = run(pbx, rules, stop_on_error=stops)
        assert len(writes(pbx)) == 2
    assert [count_as(result) for result in report.results] == ["unchanged", "updated", "failed"]


@pytest.mark.parametrize(
    ("rules", "is_risky"),
    [
        (rule("Lifts", 1), True),
        (rule("New", 1, Routes=[]), True),
        (rule("New", 0, Routes=[]), True),
        (rule("Lifts", 2), False),
        (rule("New", 2, Routes=[]), False),
        ([{"Name": "New", "Routes": []}], False),
        ([{"Name": "Lifts", "Prefix": "9"}], False),
    ],
)
def test_a_rule_that_comes_before_one_for_emergencies_is_a_risk(rules: Rules, is_risky: bool) -> None:
    with start() as pbx:
        report, _warnings = run(pbx, rules, allow_risky=frozenset())
        assert (writes(pbx) == []) == is_risky
    assert ("Say allow_risky: [emergency]" in str(report.problem)) == is_risky
