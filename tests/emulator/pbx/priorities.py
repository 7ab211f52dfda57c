# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the priority of one outbound rule does to those of the others, as the switch `rule_priorities` has it."""

from __future__ import annotations

from ..behaviour import Behaviour
from .state import Record, State

KIND = "OutboundRules"
_NAME = "Priority"


def first_priority(state: State, behaviour: Behaviour, values: Record) -> int | None:
    """What a rule gets that is about to be created with these values."""
    is_last = _NAME not in values or behaviour.new_rule_priority == "last"
    return len(list(state.rows(KIND))) + 1 if is_last else values[_NAME]


def have_place(state: State, behaviour: Behaviour, rule: Record, before: int | None) -> None:
    """Move the other rules, now that one has a priority; `before` is what it had."""
    place = rule.get(_NAME)
    style = behaviour.rule_priorities
    others = sorted((row for row in state.rows(KIND) if row is not rule), key=_place)
    if style == "inserted":
        after = len(others) if place is None else max(place, 1) - 1
        _number(state, [*others[:after], rule, *others[after:]])
    elif style == "pushed" and place is not None:
        _push(state, others, place)
    elif style == "swapped" and place is not None:
        left = len(others) + 1 if before is None else before
        for row in (row for row in others if row.get(_NAME) == place and place != before):
            state.change(KIND, row, {_NAME: left})


def close_gap(state: State, behaviour: Behaviour) -> None:
    """Move the rules that are left, now that one is gone."""
    if behaviour.rule_priorities == "inserted":
        _number(state, sorted(state.rows(KIND), key=_place))


def _push(state: State, others: list[Record], place: int) -> None:
    """Move the rule that has the place to the next one, the rule there as well, and so on up to a free place."""
    for row in others:
        if row.get(_NAME) == place:
            place += 1
            state.change(KIND, row, {_NAME: place})


def _number(state: State, rules: list[Record]) -> None:
    for place, row in enumerate(rules, 1):
        if row.get(_NAME) != place:
            state.change(KIND, row, {_NAME: place})


def _place(row: Record) -> tuple[bool, int]:
    """Rules without a priority come last."""
    place = row.get(_NAME)
    return (place is None, place or 0)
