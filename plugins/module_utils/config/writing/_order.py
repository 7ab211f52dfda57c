# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Have the objects of a kind in the order that is wanted, whatever else a PBX moves when one of them gets its place.

What it does to the others is unknown (see C(guide_xapi)): nothing; or it makes room for the one, and closes the gap
that another leaves; or the two change places.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import operator
import typing as t
from collections import defaultdict

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _told
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _plan
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _reading, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _lookups, _writing

# The PBX's own id of an object
Own = t.Any
_IsWrong = t.Callable[[float, float], bool]
_MOST_MOVED_SHOWN = 10


def turns(wanted: t.Mapping[Own, float]) -> list[tuple[Own, _IsWrong]]:
    """In which order to give objects their places so that each has its own in the end, whatever that does to others.

    Where a PBX closes the gap that an object leaves, others come too early; where it makes room for one, others come
    too late. So those that are too early go first, from the last place on: whoever comes too early by that has its turn
    yet. Then those that are too late, from the first place on.

    :param wanted: the places.
    :returns: each object twice, with how its place compares to the one that is wanted where it is wrong.
    """
    from_the_first = sorted(wanted, key=wanted.__getitem__)
    early = [(own, operator.lt) for own in reversed(from_the_first)]
    return [*early, *((own, operator.gt) for own in from_the_first)]


class Sorter:
    """Sees to the order of objects on one PBX.

    :param write: carries out the first part of some work, notes its error with it, and does nothing once all has been
        stopped.
    """

    def __init__(self, client: _client.Client, look: _plan.Look, write: t.Callable[[_writing.Work], None]) -> None:
        self._client = client
        self._look = look
        self._write = write

    def unmet(
        self, kind: _decisions.Kind, works: t.Sequence[_writing.Work]
    ) -> list[tuple[_writing.Work, _errors.ThreeCXError]]:
        """Give objects the places that are wanted, and tell which of them do not have theirs, and why.

        It warns of others that the PBX has moved.

        :param works: all about objects of the kind.
        """
        name, own = kind.ordered_by, _own(kind)
        described = {
            work.row.get(own): work
            for work in works
            if work.row is not None and work.step.target is not None and name in work.step.target.value
        }
        try:
            found = self._move_all(kind, described)
        except _errors.ThreeCXError as error:
            told = f"Which {name} the objects of {kind.name} have by now is not known: {error}"
            changed = [work for work in described.values() if work.changed and work.error is None]
            return [(work, _errors.ThreeCXError(told, **error.facts)) for work in changed]
        self._warn_of_others(kind, found, described)
        for one, work in described.items():
            was_moved = work.step.row is not None and kind.place_of(work.step.row) != kind.place_of(found[one])
            work.changed = work.changed or was_moved
        problems = ((work, _problem(work, found[one])) for one, work in described.items() if _is_done(work))
        return [(work, _errors.ThreeCXError(problem)) for work, problem in problems if problem is not None]

    def _move_all(self, kind: _decisions.Kind, described: t.Mapping[Own, _writing.Work]) -> dict[Own, _references.Row]:
        """Move what is not where it should be.

        :returns: all objects as they are afterwards.
        """
        name, found = kind.ordered_by, self._read(kind)
        wanted = {one: kind.place_of(work.step.wanted.value) for one, work in described.items() if _is_done(work)}
        for one, is_wrong in turns(wanted):
            work = described[one]
            if work.error is not None or one not in found or not is_wrong(kind.place_of(found[one]), wanted[one]):
                continue
            # What others did to it was done by this task, so that it is still the one that the user has seen.
            step = work.step._replace(action="update")
            moving = _writing.Work(
                step, found[one], [_plan.Part(_plan.Rank(_plan.DELETIONS, kind.phase), (name,))], changed=True
            )
            self._write(moving)
            work.error = moving.error
            found = found if moving.left else self._read(kind)
        return defaultdict(dict, found)

    def _read(self, kind: _decisions.Kind) -> dict[Own, _references.Row]:
        query = _query.narrow_query(kind, self._look.version, (kind.ordered_by,))
        rows = _lookups.read_all(self._client, kind.name, query, lambda _row: True)
        if isinstance(rows, _reading.Unshown):
            raise _errors.ThreeCXError(rows.why)
        return {row[_own(kind)]: row for row in rows}

    def _warn_of_others(
        self, kind: _decisions.Kind, found: t.Mapping[Own, _references.Row], described: t.Collection[Own]
    ) -> None:
        name, own = kind.ordered_by, _own(kind)
        others = (row for row in self._look.rows.get(kind.name, ()) if row.get(own) not in described)
        pairs = [(row, found[row.get(own)]) for row in others if row.get(own) in found]
        moved = [
            (
                f"{_decisions.name_of_object(kind, _plan.row_key(kind, row, self._look))}"
                f" from {row.get(name)} to {now.get(name)}."
            )
            for row, now in pairs
            if kind.place_of(row) != kind.place_of(now)
        ]
        if moved:
            told = _told.first_of(moved, _MOST_MOVED_SHOWN)
            self._client.warn(f"The PBX has changed {name} of objects for which the task does not name it: {told}")


def _own(kind: _decisions.Kind) -> str:
    return t.cast("str", _schema.collections()[kind.name].key)


def _is_done(work: _writing.Work) -> bool:
    """Whether all of an object is written, so that it can have its place."""
    return not work.left and work.error is None


def _problem(work: _writing.Work, row: _references.Row) -> str | None:
    """Why an object does not have its place, or None."""
    kind, name = work.step.kind, work.step.kind.ordered_by
    now, wanted = row.get(name), work.step.wanted.value[name]
    if kind.place_of(row) == kind.place_of(work.step.wanted.value):
        return None
    return (
        f"{work.step.place}: the PBX stored {name} {now} for {wanted}. It may number the objects of {kind.name} by"
        " itself when one of them is written or deleted; then only numbers from 1 on without gaps can be stored, each"
        " once."
    )
