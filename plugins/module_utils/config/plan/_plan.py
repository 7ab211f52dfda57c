# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What it takes to give the user the objects that he describes: one step for each, in as few requests as will do. Pure.

Numbers refer to each other in circles: a user forwards to a queue of which he is an agent. So what refers to an object
that the same task creates is left out of the creation where that object comes later, and is written in a second turn,
when all of them are there.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict
from dataclasses import dataclass, field, replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.change import _fingerprint
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import (
    _compare,
    _destinations,
    _differences,
    _resolve,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _guards, _wish

Action = t.Literal["keep", "create", "update", "delete"]
_NUMBER = "Number"
_FIRST_TURN, _SECOND_TURN, DELETIONS = range(3)


class Rank(t.NamedTuple):
    """When a request is sent: after all of a lower rank, and side by side with those of the same one.

    :param turn: 0 for what depends on nothing later, 1 for what refers to objects that turn 0 creates, 2 for deletions.
    :param phase: of the kind; of deletions the other way round.
    :param stage: 1 for what the PBX takes only once the rest of the object is written, 2 for what it may take only once
        that is written.
    """

    turn: int
    phase: int
    stage: int = 0


class Part(t.NamedTuple):
    """One request of a step, and the properties that it writes.

    :param merge: the lists, such as C(Users.Groups), out of which it takes nothing yet.
    """

    rank: Rank
    names: tuple[str, ...] = ()
    merge: frozenset[str] = frozenset()


class Step(t.NamedTuple):
    """What it takes for one object.

    :param target: what the user wants; None for an object that goes because he does not name it.
    :param row: the object as it was read; None when there is none.
    :param comparison: how it differs; None for an object that goes, or about which nothing can be said.
    :param problems: why it cannot be done, one sentence each.
    :param refusals: why it is not to be done although it could be, one sentence each.
    :param gone: what an object is that goes, in the form of an export.
    """

    kind: _decisions.Kind
    key: _decisions.Key
    target: _wish.Target | None = None
    row: _references.Row | None = None
    action: Action = "keep"
    comparison: _compare.Comparison | None = None
    parts: tuple[Part, ...] = ()
    problems: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    gone: t.Mapping[str, t.Any] | None = None

    @property
    def place(self) -> str:
        """Where the user reads of it: in his own file, or the object on the PBX."""
        return self.target.place if self.target is not None else _decisions.name_of_object(self.kind, self.key)

    @property
    def wanted(self) -> _wish.Target:
        """What the user wants of an object that he describes, of which there is a C(target)."""
        return t.cast("_wish.Target", self.target)

    @property
    def fields(self) -> tuple[str, ...]:
        return () if self.comparison is None else self.comparison.fields

    @property
    def before(self) -> t.Mapping[str, t.Any]:
        """One side of the difference, without secrets."""
        return self.gone or ({} if self.comparison is None else self.comparison.before)

    @property
    def after(self) -> t.Mapping[str, t.Any]:
        """The other side."""
        return {} if self.comparison is None else self.comparison.after

    @property
    def removed(self) -> int:
        """How many members are taken out of lists."""
        return 0 if self.comparison is None else self.comparison.removed


@dataclass(frozen=True)
class Look:
    """What was read of a PBX for one task.

    :param rows: the objects of each kind as the PBX shows them; one of a singleton.
    :param unavailable: the kinds that cannot be read, and why.
    :param missing: those of them of which the PBX says that it has none.
    :param seen: the index in which objects that get another name have the one before; None until that is decided.
    :param taken: of the numbers that objects are to be created with, those that something else has or is to have.
    :param numbers: by number, the kind of what has or will have it, as far as that is known.
    """

    version: _query.Version
    rows: t.Mapping[str, t.Sequence[_references.Row]]
    unavailable: t.Mapping[str, str]
    index: _references.Index
    missing: t.AbstractSet[str] = frozenset()
    taken: t.AbstractSet[str] = frozenset()
    seen: _references.Index | None = None
    numbers: t.Mapping[str, str] = field(default_factory=dict)

    def export(self, kind: _decisions.Kind, row: _references.Row, *, only: t.Collection[str] = ()) -> _export.Exported:
        """An object that this PBX shows, in the form of an export; as a whole, or only these properties of it."""
        return _export.export(kind, row, self.index, self.version, only=only)


class Present:
    """The objects that a PBX has, by their natural keys."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._by_key: dict[str, dict[_decisions.Key, list[_references.Row]]] = {}
        self._by_looks: dict[str, defaultdict[_decisions.Key, list[_decisions.Key]]] = {}

    def find(self, kind: _decisions.Kind, key: _decisions.Key) -> list[_references.Row]:
        """All objects with a key; more than one where the PBX does not keep them apart."""
        return self.all(kind).get(key, [])

    def all(self, kind: _decisions.Kind) -> t.Mapping[_decisions.Key, list[_references.Row]]:
        """All objects of a kind that were read."""
        if kind.name not in self._by_key:
            found: dict[_decisions.Key, list[_references.Row]] = defaultdict(list)
            for row in self._look.rows.get(kind.name, ()):
                found[row_key(kind, row, self._look)].append(row)
            self._by_key[kind.name] = dict(found)
        return self._by_key[kind.name]

    def expect(self, kind: _decisions.Kind, key: _decisions.Key) -> None:
        """Take note that an object will have a key, be it a new one or be it renamed."""
        alike = self._looks_of(kind)[_looks(key)]
        if key not in alike:
            alike.append(key)

    def alike(
        self, kind: _decisions.Kind, key: _decisions.Key, own: t.Collection[_decisions.Key]
    ) -> _decisions.Key | None:
        """The key of another object, there or expected before this one, that somebody in a hurry takes for it.

        :param own: all keys of this object, the ones before and after a rename.
        """
        for found in self._looks_of(kind)[_looks(key)]:
            if found == key:
                # Of two that are expected, the later one is asked about.
                return None
            if found not in own:
                return found
        return None

    def numbered(self, kind: _decisions.Kind, key: _decisions.Key) -> _decisions.Key | None:
        """The key of the object of which this is the number, where others may refer to it by that: a department."""
        if _NUMBER not in _references.STORED.get(kind.name, frozenset()) - {*kind.key}:
            return None
        numbers = {
            _visible.looks(str(row.get(_NUMBER))): found for found, rows in self.all(kind).items() for row in rows
        }
        return numbers.get(_looks(key)[0])

    def _looks_of(self, kind: _decisions.Kind) -> defaultdict[_decisions.Key, list[_decisions.Key]]:
        if kind.name not in self._by_looks:
            self._by_looks[kind.name] = defaultdict(list)
            for key in self.all(kind):
                self._by_looks[kind.name][_looks(key)].append(key)
        return self._by_looks[kind.name]


def _looks(key: _decisions.Key) -> _decisions.Key:
    return tuple(map(_visible.looks, key))


def row_key(kind: _decisions.Kind, row: _references.Row, look: Look) -> _decisions.Key:
    """The natural key of an object that the PBX shows."""
    return _export.key_of(kind, look.export(kind, row, only=kind.key).value)


def plan_target(wish: _wish.Wish, target: _wish.Target, look: Look, present: Present) -> Step:
    """What it takes for one object that the user describes."""
    kind = target.kind
    if kind.name in look.unavailable:
        return Step(kind, target.key, target, problems=(f"{kind.name}: {look.unavailable[kind.name]}",))
    rows = _rows_of(target, present)
    if len(rows) > 1:
        return Step(kind, target.key, target, problems=(_twice(target, rows),))
    row = rows[0] if rows else None
    problems = (*seen_problems(target, row, look), *_alike(target, present))
    step = Step(kind, target.key, target, row, problems=problems)
    if wish.state == "absent":
        return deletion(step, row, look)
    return _creation(step, look, wish) if row is None else _update(step, row, look, wish)


def difference(target: _wish.Target, row: _references.Row, look: Look, wish: _wish.Wish) -> _compare.Comparison:
    """How an object of the PBX differs from what is wanted of it."""
    return _compare.compare(
        target.kind,
        target,
        row,
        look.index,
        look.version,
        merge=wish.merge_lists,
        renew_secrets=wish.renew_secrets,
    )


def deletion(step: Step, row: _references.Row | None, look: Look) -> Step:
    """The step that deletes an object, if there is one."""
    if row is None:
        return step
    gone = look.export(step.kind, row).value
    parts = (Part(Rank(DELETIONS, -step.kind.phase)),)
    return step._replace(row=row, action="delete", parts=parts, gone=gone)


def _rows_of(target: _wish.Target, present: Present) -> list[_references.Row]:
    """The objects that may be meant, under the new name or else under the one before."""
    rows = list(present.find(target.kind, target.key))
    if target.renamed_from is not None:
        rows += present.find(target.kind, target.renamed_from)
    return rows


def _alike(target: _wish.Target, present: Present) -> t.Iterator[str]:
    """What is there in place of a key that is not there, and may be what the user means: one that comes into being, by
    a creation or by a rename, or one that is to be renamed."""
    ending = "if it is meant, or take another name."
    names = (target.key, *([target.renamed_from] if target.renamed_from is not None else []))
    absent = [key for key in names if not present.find(target.kind, key)]
    for key in absent if target.key in absent else ():
        beginning = f"{target.place}: there is none called {_visible.shown(', '.join(key))},"
        other, numbered = present.alike(target.kind, key, names), present.numbered(target.kind, key)
        if other is not None:
            found = _visible.shown(", ".join(other))
            yield f"{beginning} but {found}, which looks like it; write it the same way {ending}"
            return
        if numbered is not None and numbered not in names:
            found = _visible.shown(", ".join(numbered))
            yield f"{beginning} which is the number of {found}; write its name {ending}"
            return


def _twice(target: _wish.Target, rows: t.Sequence[_references.Row]) -> str:
    own = _schema.collections()[target.kind.name].key or ""
    ids = " and ".join(sorted(str(row.get(own)) for row in rows))
    if target.renamed_from is not None:
        return f"{target.place}: the PBX has objects of both names, the new one and the one before ({own} {ids})."
    return (
        f"{target.place}: the PBX has {len(rows)} objects with this key ({own} {ids}), so it is unclear which is meant."
    )


def seen_problems(target: _wish.Target, row: _references.Row | None, look: Look) -> tuple[str, ...]:
    """Whether the object is still the one that the user has seen, where he says which that was."""
    if target.if_fingerprint is None:
        return ()
    if row is None:
        return (f"{target.place}: it is gone, and if_fingerprint says that it was seen.",)
    # Whoever has seen it has seen the names before those that the same task gives.
    found = _fingerprint.digest(_export.export(target.kind, row, look.seen or look.index, look.version).value)
    if found == target.if_fingerprint:
        return ()
    return (f"{target.place}: it has changed since its fingerprint was taken; now that is {found}.",)


def unshown_problems(target: _wish.Target, comparison: _compare.Comparison) -> tuple[str, ...]:
    """What is wanted of an object and not shown, one sentence for each: it may be so already, and it may not."""
    return tuple(
        f"{target.place}.{name}: the PBX does not show it, so what it is now cannot be told."
        for name in comparison.unshown
    )


def _creation(step: Step, look: Look, wish: _wish.Wish) -> Step:
    kind, target = step.kind, step.wanted
    names = tuple(dict.fromkeys((*kind.key, *_compare.given_names(target))))
    comparison = _compare.Comparison.of_new(target)
    problems = [f"{target.place}: {why}" for why in _uncreatable(kind, target, look)]
    problems += _misled(target, {}, look, wish)
    parts = _parts(kind, names, target, look.index, is_new=True)
    return step._replace(action="create", comparison=comparison, parts=parts, problems=(*step.problems, *problems))


def _uncreatable(kind: _decisions.Kind, target: _wish.Target, look: Look) -> t.Iterator[str]:
    """Why an object that is not there cannot be created."""
    version = look.version
    if kind.never_created:
        yield f"there is no such object, and none can be created: {kind.never_created}."
        return
    span = _schema.collections()[kind.name].operations.get("post")
    if span is None or (version is not None and not span.allows(version)):
        since = "" if span is None else f"; XAPI can since {span.since}"
        yield f"there is no such object, and this PBX cannot create one{since}."
    if any(map(_visible.has_more_than_seen, target.key)):
        yield (
            f"there is none called {_visible.shown(', '.join(target.key))}, which begins or ends with a blank or holds"
            " what cannot be seen; write it without."
        )
    if kind.is_numbered and target.key[0] in look.taken:
        yield f"there is none of {kind.name} with this number, which is that of something else."
    empty = [name for name in kind.needs if target.value.get(name) in (None, "") and name not in target.secrets]
    if empty:
        yield f"there is no such object, and to create it {', '.join(empty)} must be given."


def _update(step: Step, row: _references.Row, look: Look, wish: _wish.Wish) -> Step:
    kind, target = step.kind, _with_what_is_left_behind(step.wanted, row, look)
    comparison = difference(target, row, look, wish)
    unchangeable = (f"{target.place}{why}" for why in _unchangeable(kind, row, comparison))
    problems = (*step.problems, *unshown_problems(target, comparison), *unchangeable)
    if not comparison.fields:
        return step._replace(comparison=comparison, problems=problems)
    judged = _destinations.judged(kind, target.value)
    problems += _misled(target, _shown(kind, row, look, judged), look, wish)
    parts = _parts(kind, comparison.fields, target, look.index, is_new=False)
    left_last = _guards.left_last(kind, comparison.before, comparison.after, wish.merge_lists)
    if left_last:
        parts = _leaving_last(kind, parts, left_last)
    return step._replace(target=target, action="update", comparison=comparison, parts=parts, problems=problems)


def _with_what_is_left_behind(target: _wish.Target, row: _references.Row, look: Look) -> _wish.Target:
    """The same target, with the number that calls went to, where they go to none from now on."""
    own = _destinations.own(target.kind, target.value)
    if not own:
        return target
    before = _shown(target.kind, row, look, own)
    return replace(target, value=_destinations.whole(target.kind, before, target.value))


def _shown(kind: _decisions.Kind, row: _references.Row, look: Look, names: t.Iterable[str]) -> t.Mapping[str, t.Any]:
    """Those of these properties that the PBX shows, in the form of an export."""
    only = [name for name in names if name in row]
    return look.export(kind, row, only=only).value if only else {}


def _misled(target: _wish.Target, before: t.Mapping[str, t.Any], look: Look, wish: _wish.Wish) -> tuple[str, ...]:
    """The destinations of an object that would not lead where they say."""
    comparer = _differences.Comparer(target.kind, look.version, wish.merge_lists)
    found = _destinations.misled(comparer, before, target.value, look.numbers)
    return tuple(f"{target.place}.{why}" for why in found)


def _unchangeable(kind: _decisions.Kind, row: _references.Row, comparison: _compare.Comparison) -> t.Iterator[str]:
    """Why an object that is there cannot be brought to what is wanted, from its place on."""
    for problem in comparison.impossible:
        yield f".{problem}"
    if comparison.fields:
        for built_in in kind.built_in:
            if built_in.fits(row) and not built_in.is_configuration:
                yield f": it is built in ({built_in.why}) and cannot be changed."


def _parts(
    kind: _decisions.Kind, names: t.Iterable[str], target: _wish.Target, index: _references.Index, *, is_new: bool
) -> tuple[Part, ...]:
    """The requests that write these properties, in their order."""
    late = {*kind.late, *(_made_by_the_pbx(kind) if is_new else ())}
    found: dict[Rank, list[str]] = defaultdict(list)
    for name in names:
        waits = any(
            other.phase >= kind.phase for other in _resolve.pending(kind, {name: target.value.get(name)}, index)
        )
        rank = Rank(_SECOND_TURN if waits else _FIRST_TURN, kind.phase, int(name in late))
        found[rank].append(name)
    return tuple(Part(rank, tuple(found[rank])) for rank in sorted(found))


def _leaving_last(kind: _decisions.Kind, parts: t.Iterable[Part], lists: tuple[str, ...]) -> tuple[Part, ...]:
    """The same requests, of which the ones before the last take nothing out of these lists."""
    last = Part(Rank(_FIRST_TURN, kind.phase, 2), lists)
    merge = frozenset(f"{kind.name}.{name}" for name in lists)
    return tuple(sorted((last, *(part._replace(merge=merge) if part.rank < last.rank else part for part in parts))))


def _made_by_the_pbx(kind: _decisions.Kind) -> set[str]:
    """The lists whose elements the PBX makes with a new object, so that they can only be changed afterwards."""
    fields = _kinds.configured(_kinds.type_of(kind.name))
    return {field.name for field in fields if isinstance(field.decision, _decisions.Keyed) and field.decision.is_fixed}
