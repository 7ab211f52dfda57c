# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which inbound rules need the numbers that trunks have. Pure.

A PBX refuses a rule for a number that its trunk does not have (reported by several who use live systems). Whether a
rule goes with a number that is taken off its trunk, nobody has described: so that none goes or is left behind unseen, a
number stays as long as a rule has it.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _deletions, _plan
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish

_TRUNKS, RULES = "Trunks", "InboundRules"
_NUMBERS, _MAIN_NUMBER = "DidNumbers", "ExternalNumber"
# The condition of a rule that is for one number
_OF_A_NUMBER = "BasedOnDID"


def read_besides(target: _wish.Target, merge: t.Container[str]) -> dict[str, tuple[str, ...]]:
    """What must be read of all objects of other kinds, by kind, for something that is not to be deleted."""
    if target.kind.name == RULES:
        return {_TRUNKS: (_NUMBERS, _MAIN_NUMBER)}
    is_taken_whole = target.kind.name == _TRUNKS and _NUMBERS in target.value and f"{_TRUNKS}.{_NUMBERS}" not in merge
    return {RULES: _kinds.KINDS[RULES].key} if is_taken_whole else {}


def taken_off(step: _plan.Step) -> set[str]:
    """The numbers that a trunk loses."""
    if step.kind.name != _TRUNKS or _NUMBERS not in step.fields:
        return set()
    return {*(step.before[_NUMBERS] or ())} - {*step.after[_NUMBERS]}


def unserved(
    steps: t.Collection[_plan.Step], rules: t.Iterable[_decisions.Key], look: _plan.Look
) -> dict[tuple[str, _decisions.Key], str]:
    """Why trunks cannot lose numbers, and why rules cannot be created: by kind and key one sentence for each.

    :param rules: the keys of all inbound rules that are there, where a trunk loses numbers.
    """
    going = {step.key for step in steps if step.kind.name == RULES and step.action == "delete"}
    losing = {step.key: lost for step in steps if (lost := taken_off(step))}
    kept = [key for key in rules if key not in going and key[1] == _OF_A_NUMBER]
    new = [step for step in steps if step.kind.name == RULES and step.action == "create" and not step.problems]
    numbers = _numbers(steps, look) if new else {}
    found = {(step.kind.name, step.key): _lost(step, losing[step.key], kept) for step in steps if step.key in losing}
    found.update({(RULES, step.key): _missed(step, numbers.get(step.key[0])) for step in new})
    return {at: why for at, why in found.items() if why is not None}


def _lost(step: _plan.Step, lost: set[str], rules: t.Iterable[_decisions.Key]) -> str | None:
    needed = [key for key in rules if key[0] == step.key[0] and key[2] in lost]
    if not needed:
        return None
    numbers = sorted({key[2] for key in needed})
    told = _deletions.who_has([_decisions.name_of_object(_kinds.KINDS[RULES], key) for key in needed])
    them = "it" if len(numbers) == 1 else "them"
    return f"{step.place}.{_NUMBERS}: {', '.join(map(_visible.shown, numbers))} cannot be taken off: {told} {them}."


def _missed(step: _plan.Step, numbers: t.Collection[str] | None) -> str | None:
    """Why a rule cannot be created.

    :param numbers: those that its trunk will have; None where they are not known.
    """
    trunk, condition, number = step.key
    if condition != _OF_A_NUMBER or numbers is None or number in numbers:
        return None
    near = _schema.nearest(number, sorted(numbers))
    hint = f"did you mean {_visible.shown(near)}?" if near else f"add it to its {_NUMBERS}."
    return f"{step.place}.Data is {_visible.shown(number)}, which trunk {trunk} does not have; {hint}"


def _numbers(steps: t.Iterable[_plan.Step], look: _plan.Look) -> dict[str, set[str]]:
    """By trunk, the numbers that it will have; those of trunks that do not show them are not known."""
    rows = {str(row.get("Number")): row for row in look.rows.get(_TRUNKS, ()) if isinstance(row.get(_NUMBERS), list)}
    found = {trunk: {*row[_NUMBERS], row.get(_MAIN_NUMBER) or ""} for trunk, row in rows.items()}
    for step in steps:
        if step.kind.name == _TRUNKS and _NUMBERS in step.fields and step.key[0] in found:
            found[step.key[0]] = (found[step.key[0]] - taken_off(step)) | {*step.after[_NUMBERS]}
    return found
