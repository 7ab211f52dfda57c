# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Look at what a PBX made of what was written; it may accept values and store others (reported from live systems).

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _pages
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _compare, _plan
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _reading, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _lookups, _report, _writing

# Up to so many objects are looked at one by one in any case.
_FEW = 3


class Confirmer:
    """Compares what was written to one PBX with what it shows afterwards."""

    def __init__(self, client: _client.Client, wish: _wish.Wish, look: _plan.Look, writer: _writing.Writer) -> None:
        self._client = client
        self._wish = wish
        self._look = look
        self._writer = writer

    def unmet(self, works: t.Iterable[_writing.Work]) -> t.Iterator[tuple[_writing.Work, _errors.ThreeCXError]]:
        """The objects that are not what was written, and how."""
        for kind, together in _by_kind(works):
            yield from self._unmet_of(kind, together)

    def not_gone(self, works: t.Iterable[_writing.Work]) -> t.Iterator[tuple[_writing.Work, _errors.ThreeCXError]]:
        """The objects that the PBX says it has deleted and that are not known to be gone, and why.

        One that is there is not changed, and its deletion is left to do.
        """
        for kind, together in _by_kind(works):
            yield from self._not_gone_of(kind, together)

    def _unmet_of(
        self, kind: _decisions.Kind, works: list[_writing.Work]
    ) -> t.Iterator[tuple[_writing.Work, _errors.ThreeCXError]]:
        try:
            rows = self._read(kind, works, self._written_names(kind, works))
        except _errors.ThreeCXError as error:
            for work in works:
                yield work, _writing.unconfirmed(work.step.place, error)
            return
        for work, row in zip(works, rows):
            work.seen = row
            problem = self._problem(kind, work, row)
            if problem is not None:
                yield work, _errors.ThreeCXError(problem)

    def _not_gone_of(
        self, kind: _decisions.Kind, works: list[_writing.Work]
    ) -> t.Iterator[tuple[_writing.Work, _errors.ThreeCXError]]:
        try:
            rows = self._read(kind, works, frozenset())
        except _errors.ThreeCXError as error:
            for work in works:
                yield work, _writing.deleted_unseen(work.step.place, error)
            return
        for work, row in zip(works, rows):
            if row is not None:
                work.changed, work.left = False, list(work.step.parts)
                yield work, _report.InVainError(_writing.deletion_of(kind, row), may_be_another=_is_named(kind))

    def _problem(self, kind: _decisions.Kind, work: _writing.Work, row: _references.Row | None) -> str | None:
        place, target = work.step.place, _confirmed(work)
        if row is None:
            return _writing.unknown(place)
        index, version = self._look.index, self._look.version
        problems = _compare.unmet(kind, target, row, index, version, merge=self._wish.merge_lists)
        if not problems:
            return None
        return f"The PBX accepted the values for {place}, but did not store all of them: {'; '.join(problems)}."

    def _written_names(self, kind: _decisions.Kind, works: t.Iterable[_writing.Work]) -> set[str]:
        """The properties to read of what was written."""
        names = {name for work in works for name in _compare.given_names(_confirmed(work))}
        return names | (_query.whole_names(kind, self._look.version) if self._wish.reads_whole else set())

    def _read(
        self, kind: _decisions.Kind, works: t.Sequence[_writing.Work], names: t.Collection[str]
    ) -> list[_references.Row | None]:
        """The objects as the PBX shows them now, one by one or all together, whatever are fewer requests."""
        own = _schema.collections()[kind.name].key
        if own is None or len(works) <= max(_FEW, len(self._look.rows.get(kind.name, ())) // _pages.PAGE_SIZE):
            return [self._writer.read_narrow(kind, t.cast("_references.Row", work.row), names) for work in works]
        ids = [t.cast("_references.Row", work.row).get(own) for work in works]
        query = _query.narrow_query(kind, self._look.version, names)
        rows = _lookups.read_all(self._client, kind.name, query, lambda row: row.get(own) in ids)
        if isinstance(rows, _reading.Unshown):
            raise _errors.ThreeCXError(rows.why)
        found = {row.get(own): row for row in rows}
        return [found.get(one) for one in ids]


def _by_kind(works: t.Iterable[_writing.Work]) -> t.Iterator[tuple[_decisions.Kind, list[_writing.Work]]]:
    by_kind: dict[str, list[_writing.Work]] = defaultdict(list)
    for work in works:
        by_kind[work.step.kind.name].append(work)
    for together in by_kind.values():
        yield together[0].step.kind, together


def _is_named(kind: _decisions.Kind) -> bool:
    """Whether people choose that by which the PBX knows an object, so that another one may get the same."""
    return _schema.collections()[kind.name].key in kind.key


def _confirmed(work: _writing.Work) -> _wish.Target:
    """What is looked at of an object; its place among others only once all of them are written, see C(_order)."""
    target = work.step.wanted
    return _writing.narrowed(target, {*_compare.given_names(target)} - {target.kind.ordered_by})
