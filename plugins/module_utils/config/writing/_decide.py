# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decide on all that one task wants, before any of it is written. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import Counter, defaultdict
from dataclasses import replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import (
    _deletions,
    _destinations,
    _holidays,
    _misspelt,
    _numbers,
    _overlay,
    _plan,
    _resolve,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _check, _guards, _wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _lookups


class Decided(t.NamedTuple):
    """What is to be done, or why none of it is.

    :param steps: one for each target in the order of the user, and then those of objects to prune.
    :param problems: complete sentences; empty when all is well.
    :param warnings: what could not be looked at.
    :param look: what was read, with the objects in it that will be there.
    """

    steps: list[_plan.Step]
    problems: list[str]
    warnings: list[str]
    look: _plan.Look


def doomed_kinds(wish: _wish.Wish) -> set[_decisions.Kind]:
    """The kinds of which objects may be deleted."""
    return {*wish.prune, *(target.kind for target in wish.targets if wish.state == "absent")}


def kinds_to_read(wish: _wish.Wish, version: _query.Version) -> set[_decisions.Kind]:
    """The kinds that must be read as a whole, since something of them may refer to what is to be deleted."""
    # To tell which departments an object belongs to, they have to be known.
    return _deletions.kinds_that_refer(doomed_kinds(wish), version) | (
        {_kinds.KINDS[_lookups.DEPARTMENTS]} if wish.prune else set()
    )


def new_departments(wish: _wish.Wish, look: _plan.Look) -> list[str]:
    """The names of departments that are not there yet."""
    present = _plan.Present(look)
    return [target.key[0] for target in _new(wish, look, present) if target.kind.name == _lookups.DEPARTMENTS]


def devices_to_prune(wish: _wish.Wish, look: _plan.Look) -> list[str]:
    """The MAC addresses of devices that go because the user does not name them, unless they are no FXS devices."""
    if _kinds.KINDS[_lookups.FXS] not in wish.prune:
        return []
    look = replace(look, index=_index_of_what_will_be(wish, look))
    return [
        key[0]
        for key in _deletions.to_prune(wish, _kinds.KINDS[_lookups.FXS], _objects(_kinds.KINDS[_lookups.FXS], look))
    ]


def decide(wish: _wish.Wish, look: _plan.Look, devices: t.Sequence[_plan.Step]) -> Decided:
    """Decide on each object, and then on the whole.

    :param devices: the steps for devices, those to prune among them, which C(_devices) decides.
    """
    look = replace(look, index=_index_of_what_will_be(wish, look), seen=look.index)
    present = _plan.Present(look)
    new = list(_new(wish, look, present))
    look = replace(
        look, numbers=_destinations.what_numbers_are(look.rows, ((target.kind, target.key) for target in new))
    )
    # Whether what cannot be read is there is not known, and that is told of its kind. Whoever refers to it is right to.
    unknown = [target for target in wish.targets if target.kind.name in look.unavailable]
    for target in (*new, *unknown):
        look.index.expect(target.kind.name, target.key)
    given = wish.targets
    resolved = [_resolve.resolve(target, look.index, goes=wish.state == "absent") for target in given]
    wish = wish._replace(targets=tuple(one.target for one in resolved))
    for target in wish.targets if wish.state == "present" else ():
        # Those that are renamed come into being by that, so that others can look like them too.
        present.expect(target.kind, target.key)
    by_place = {step.place: _as_seen(step, look, present) for step in devices}
    planned = [
        _with_problems(by_place.get(one.target.place) or _plan.plan_target(wish, one.target, look, present), one)
        for one in resolved
    ]
    steps, stale = [step for step, _told in planned], [why for _step, told in planned for why in told]
    pruned, refusals = _prune(wish, look, present, [step for step in devices if step.target is None])
    steps = _guarded(wish, [*steps, *pruned], look, present)
    problems = [problem for step in steps for problem in (*step.problems, *step.refusals)]
    problems += [*refusals, *_met(given, wish.targets), *_whole(wish, steps, look)]
    doomed = {step.kind for step in steps if step.action == "delete"}
    unread = [*_unread(doomed, look), *_unread_rules(steps, look)]
    if _guards.UNSEEN not in wish.allow_risky:
        problems += [
            f"{told} Say allow_risky: [{_guards.UNSEEN}] if it is to be deleted all the same." for told in unread
        ]
        unread = []
    # What is wrong with a kind is wrong with each of its objects.
    problems = list(dict.fromkeys(problems))
    warnings = [*unread, *_deletions.describe_unseen(doomed), *_not_renamed(steps), *stale]
    warnings += _gone_departments(wish, present)
    return Decided(steps, problems, warnings, look)


def spared(wish: _wish.Wish, step: _plan.Step, row: _references.Row | None, look: _plan.Look) -> str | None:
    """Why an object that was to be deleted stays, now that it is looked at once more; None where it still goes.

    :param row: the object as it is by now, with all that can be set of it; None where it is gone.
    """
    seen = _unseen(wish, step, row, look)
    if seen or row is None:
        return next(iter(seen), None)
    now = look.export(step.kind, row)
    goes = (
        [_export.key_of(step.kind, now.value)]
        if step.target is not None
        else _deletions.to_prune(wish, step.kind, [(row, now)])
    )
    if goes != [step.key]:
        return not_meant(step.place)
    return next(_guard(wish, step._replace(row=row, gone=now.value), look), None)


def _unseen(wish: _wish.Wish, step: _plan.Step, row: _references.Row | None, look: _plan.Look) -> tuple[str, ...]:
    """Why an object that goes is not the one that the user has seen any more.

    A PBX may take out of it what has gone with the same task, so where it referred to that does not count.
    """
    found = () if step.target is None else _plan.seen_problems(step.target, row, look)
    if not found or row is None or step.row is None:
        return found
    present = _plan.Present(look)
    others = (target for target in wish.targets if (target.kind, target.key) != (step.kind, step.key))
    going = [
        _deletions.Deletion(one.kind, one.key, there) for one in others for there in present.find(one.kind, one.key)
    ]
    released = _deletions.let_go(_deletions.Deletion(step.kind, step.key, step.row), going, look.index, look.version)
    ignored = () if released is None else released.value
    before, now = (look.export(step.kind, one).value for one in (step.row, row))
    is_same = all(now.get(name) == value for name, value in before.items() if name not in ignored)
    return () if is_same and before.keys() == now.keys() else found


def as_written(steps: t.Iterable[_plan.Step]) -> tuple[_wish.Target, ...]:
    """What is wanted of the objects that the user describes, but of devices no more than what differs.

    Whether that is written, the work on devices judges by itself, and what is not lets go of nothing.
    """
    return tuple(
        replace(step.target, value={name: step.target.value[name] for name in step.target.value if name in step.fields})
        if step.kind.name == _lookups.FXS
        else step.target
        for step in steps
        if step.target is not None
    )


def not_meant(place: str) -> str:
    """What is told of an object that was to be deleted, and is another one by then."""
    return (
        f"{place}: it has changed since it was read, and is not what was to be deleted any more. It was not"
        " deleted; run the task again."
    )


def _met(given: t.Iterable[_wish.Target], resolved: t.Sequence[_wish.Target]) -> t.Iterator[str]:
    """Objects that turn out to be the same, given by several names of what their keys refer to."""
    by_kind: dict[_decisions.Kind, list[_wish.Target]] = defaultdict(list)
    kinds = {new.kind.name for old, new in zip(given, resolved) if old.key != new.key}
    for target in resolved:
        if target.kind.name in kinds:
            by_kind[target.kind].append(target)
    for targets in by_kind.values():
        yield from _check.clashes(targets)


def _not_renamed(steps: t.Iterable[_plan.Step]) -> t.Iterator[str]:
    """What is told of objects that were to get another name, and of which there is none to be renamed."""
    for step in steps:
        before = None if step.target is None else step.target.renamed_from
        if step.action == "create" and before is not None and not step.problems:
            name = _visible.shown(", ".join(before))
            yield f"{step.place}: there is none called {name} to be renamed, so a new one is created."


def _unread(doomed: t.Collection[_decisions.Kind], look: _plan.Look) -> list[str]:
    """Of what it is not known whether it refers to objects that are deleted. What the PBX does not have does not."""
    unread = {name: why for name, why in look.unavailable.items() if name not in look.missing}
    return [
        *_deletions.describe_unread(doomed, unread, look.version),
        *_deletions.describe_kept_back(doomed, look.rows, look.version),
    ]


def _unread_rules(steps: t.Iterable[_plan.Step], look: _plan.Look) -> t.Iterator[str]:
    """The same of rules for numbers that are taken off their trunks."""
    why = None if _numbers.RULES in look.missing else look.unavailable.get(_numbers.RULES)
    if why is not None and any(map(_numbers.taken_off, steps)):
        yield f"Whether {_numbers.RULES} have numbers that trunks lose is not known, since they cannot be read: {why}"


def _as_seen(step: _plan.Step, look: _plan.Look, present: _plan.Present) -> _plan.Step:
    """The same step for a device, unless that is not the one that the user has seen."""
    if step.target is None or step.target.if_fingerprint is None:
        return step
    row = next(iter(present.find(step.kind, step.key)), None)
    return step._replace(problems=(*step.problems, *_plan.seen_problems(step.target, row, look)))


def _with_problems(step: _plan.Step, resolved: _resolve.Resolved) -> tuple[_plan.Step, list[str]]:
    """The same step, where it refers to what nobody knows: what would be stored then cannot be told.

    :returns: besides, what is told of references that the PBX has as well, so that nothing has to be stored for them.
        Who has just exported a PBX on which an extension left its number behind must be able to apply the files.
    """
    stale = [why for why, name in resolved.nowhere.items() if _has_it(step, name)]
    unresolved = [why for why in resolved.problems if why not in stale]
    if not unresolved:
        return step, [f"{why} The PBX has the same there, so it stays." for why in stale]
    is_told = any(_is_looked_for(step, resolved.nowhere.get(why)) for why in unresolved)
    return step._replace(problems=(*unresolved, *(() if is_told else step.problems))), []


def _has_it(step: _plan.Step, name: str) -> bool:
    """Whether the PBX has what is wanted of a property that refers to something."""
    if step.problems or step.action not in ("keep", "update") or (step.row is None and step.kind.name != _lookups.FXS):
        return False
    return name not in step.fields and not _is_looked_for(step, name)


def _is_looked_for(step: _plan.Step, name: str | None) -> bool:
    """Whether this is what the work on devices looks for by itself."""
    return step.kind.name == _lookups.FXS and name in ("Template", "Group")


def _index_of_what_will_be(wish: _wish.Wish, look: _plan.Look) -> _references.Index:
    """The index in which objects that get another name have it already, so that others can refer to them by it."""
    renamed = {
        (target.kind.name, target.renamed_from): target for target in wish.targets if target.renamed_from is not None
    }
    if not renamed:
        return look.index

    def after(name: str, row: _references.Row) -> _references.Row:
        kind = _kinds.KINDS.get(name)
        target = None if kind is None else renamed.get((name, tuple(str(row.get(part)) for part in kind.key)))
        return row if target is None else {**row, **dict(zip(target.kind.key, target.key))}

    rows = {name: [after(name, row) for row in found] for name, found in look.rows.items()}
    return _references.Index(_lookups.with_peers(rows), look.unavailable)


def _new(wish: _wish.Wish, look: _plan.Look, present: _plan.Present) -> t.Iterator[_wish.Target]:
    """The targets that are not there yet, under no name."""
    for target in wish.targets if wish.state == "present" else ():
        kind = target.kind
        keys = (target.key, *([target.renamed_from] if target.renamed_from else []))
        if kind.name in look.rows and not any(present.find(kind, key) for key in keys):
            yield target


def _objects(kind: _decisions.Kind, look: _plan.Look) -> list[tuple[_references.Row, _export.Exported]]:
    """All objects of a kind, as the PBX shows them and as they are exported."""
    return [(row, look.export(kind, row)) for row in look.rows.get(kind.name, ())]


def _prune(
    wish: _wish.Wish, look: _plan.Look, present: _plan.Present, devices: t.Sequence[_plan.Step]
) -> tuple[list[_plan.Step], list[str]]:
    """The steps for objects that go because the user does not name them, and why none of them may.

    :param devices: the steps for devices that go so.
    """
    steps: list[_plan.Step] = []
    seen: list[tuple[_decisions.Kind, _export.Exported]] = []
    refusals = [f"prune: {look.unavailable[kind.name]}" for kind in wish.prune if kind.name in look.unavailable]
    for kind in wish.prune:
        objects = _objects(kind, look)
        seen += [(kind, told) for _row, told in objects]
        if kind.name == _lookups.FXS:
            gone = {_export.key_of(kind, told.value): told.value for _row, told in objects}
            steps += [step._replace(gone=gone[step.key]) for step in devices]
            continue
        for key in _deletions.to_prune(wish, kind, objects):
            steps += [_plan.deletion(_plan.Step(kind, key), row, look) for row in present.find(kind, key)]
    if wish.prune:
        missed = _deletions.describe_missed(wish, seen)
        refusals += [
            *([] if missed is None else [missed]),
            *([] if _prunes_departments(wish) else _unknown_departments(wish, present)),
        ]
    return steps, refusals


def _prunes_departments(wish: _wish.Wish) -> bool:
    """Whether departments that the scope names may be gone by this very task, once it is run again."""
    return _kinds.KINDS[_lookups.DEPARTMENTS] in wish.prune


def _unknown_departments(wish: _wish.Wish, present: _plan.Present) -> list[str]:
    return _deletions.describe_unknown_departments(wish.scope, _departments_after(wish, present))


def _gone_departments(wish: _wish.Wish, present: _plan.Present) -> t.Iterator[str]:
    """What is told of departments in the scope that are not there where they may be gone by the same task.

    A misspelt one makes the scope smaller, never wider.
    """
    for told in _unknown_departments(wish, present) if _prunes_departments(wish) else ():
        yield f"{told} It may have been pruned before."


def _departments_after(wish: _wish.Wish, present: _plan.Present) -> set[str]:
    """The names of the departments that the PBX will have, but for what is pruned."""
    wanted = [target for target in wish.targets if target.kind.name == _lookups.DEPARTMENTS]
    before = {target.renamed_from for target in wanted}
    there = (key for key in present.all(_kinds.KINDS[_lookups.DEPARTMENTS]) if key not in before)
    return {key[0] for key in (*there, *(target.key for target in wanted))}


def _guarded(
    wish: _wish.Wish, steps: t.Sequence[_plan.Step], look: _plan.Look, present: _plan.Present
) -> list[_plan.Step]:
    """The same steps, with why each of them is not to be carried out."""
    doomed = [_deletions.Deletion(step.kind, step.key, step.row or {}) for step in steps if step.action == "delete"]
    rules = present.all(_kinds.KINDS[_numbers.RULES]) if any(map(_numbers.taken_off, steps)) else ()
    needed = {
        **_deletions.referrers(doomed, look.rows, look.index, look.version, wish._replace(targets=as_written(steps))),
        **_numbers.unserved(steps, rules, look),
    }
    refused = [(step, (*_guard(wish, step, look), *_needed(step, needed))) for step in steps]
    return [step._replace(refusals=refusals) if refusals else step for step, refusals in refused]


def _needed(step: _plan.Step, needed: t.Mapping[tuple[str, _decisions.Key], str]) -> t.Iterator[str]:
    why = needed.get((step.kind.name, step.key))
    if why is not None:
        yield why


def _guard(wish: _wish.Wish, step: _plan.Step, look: _plan.Look) -> t.Iterator[str]:
    """Why a step may not be carried out, although it could be."""
    if step.action == "delete" and step.row is not None:
        why = _guards.undeletable(step.kind, step.row)
        if why is not None:
            yield f"{step.place}: {why}"
    before, after = _sides(wish, step, look)
    if step.action in ("create", "update") and not step.problems:
        yield from (f"{step.place}.{why}" for why in _unfit(step, after))
    others = look.rows.get(step.kind.name, ())
    missing = _guards.risky(step.kind, step.action, before, after, step.fields, others) - wish.allow_risky
    for name in sorted(missing):
        yield f"{step.place}: this is a risk, since {_guards.RISKS[name]}. Say allow_risky: [{name}] if it is meant."


def _unfit(step: _plan.Step, after: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """What of the values that are to be written cannot be meant, each with its path."""
    given = {name: value for name, value in step.wanted.value.items() if name in step.fields}
    yield from _misspelt.misspelt(step.kind, step.before, given, is_new=step.action == "create")
    yield from _holidays.misdated(step.kind.name, after, step.fields)
    outside = _guards.outsider(step.kind, step.action, after, step.fields)
    if outside is not None:
        yield outside


def _sides(wish: _wish.Wish, step: _plan.Step, look: _plan.Look) -> tuple[t.Mapping[str, t.Any], t.Mapping[str, t.Any]]:
    """What an object is, and what it is to be, with all that is judged of it; empty where it is not there."""
    if step.action not in ("create", "update"):
        return step.gone or {}, {}
    target = step.wanted
    before: t.Mapping[str, t.Any] = {}
    if step.row is not None:
        spare = _lookups.judged(step.kind, target.value)
        names = {*target.value, *_guards.watched(step.kind), *(name for name in spare if name in step.row)}
        before = look.export(step.kind, step.row, only=names).value
    return before, _overlay.laid_over(step.kind, before, target.value, wish.merge_lists)


def _whole(wish: _wish.Wish, steps: t.Sequence[_plan.Step], look: _plan.Look) -> list[str]:
    """What is wrong with all of it together. A share is one of each kind as well, so that a large one vouches for no
    other; members of lists are in no proportion to the objects of their kind."""
    limit = wish.max_deletions
    doomed = Counter(step.kind for step in steps if step.action == "delete")
    present = {kind: _present(wish, kind, look) for kind in {step.kind for step in steps}}
    each = [
        _limit.too_many(limit._replace(things=_things(wish, kind)), deletions, 0, present[kind])
        for kind, deletions in doomed.items()
        if limit.is_percent
    ]
    removals = sum(step.removed for step in steps)
    every = _limit.too_many(limit, sum(doomed.values()), removals, sum(present.values()))
    return [refusal for refusal in each if refusal is not None] or ([] if every is None else [every])


def _present(wish: _wish.Wish, kind: _decisions.Kind, look: _plan.Look) -> int:
    """How many objects of a kind there are, of which a share may go."""
    if not (wish.max_deletions.is_percent and _is_scoped(wish, kind)):
        return len(look.rows.get(kind.name, ()))
    return sum(_deletions.is_within(wish.scope, kind, told) for _row, told in _objects(kind, look))


def _things(wish: _wish.Wish, kind: _decisions.Kind) -> str:
    return f"{kind.name} within prune_scope" if _is_scoped(wish, kind) else kind.name


def _is_scoped(wish: _wish.Wish, kind: _decisions.Kind) -> bool:
    return kind in wish.prune and not wish.scope.is_whole
