# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Look at what a PBX made of what was written; it may accept values and store others (reported from live systems).

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils.api._pages import PAGE_SIZE
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._compare import given_names, unmet
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._plan import Look
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import narrow_query, whole_names
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._reading import Unshown
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Row
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._lookups import read_all
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._writing import (
    Work,
    Writer,
    narrowed,
    unconfirmed,
    unknown,
)

# Up to so many objects are looked at one by one in any case.
_FEW = 3


class Confirmer:
    """Compares what was written to one PBX with what it shows afterwards."""

    def __init__(self, client: Client, wish: Wish, look: Look, writer: Writer) -> None:
        self._client = client
        self._wish = wish
        self._look = look
        self._writer = writer

    def unmet(self, works: t.Iterable[Work]) -> t.Iterator[tuple[Work, ThreeCXError]]:
        """The objects that are not what was written, and how."""
        by_kind: dict[str, list[Work]] = defaultdict(list)
        for work in works:
            by_kind[work.step.kind.name].append(work)
        for together in by_kind.values():
            yield from self._unmet_of(together[0].step.kind, together)

    def _unmet_of(self, kind: Kind, works: list[Work]) -> t.Iterator[tuple[Work, ThreeCXError]]:
        try:
            rows = self._read(kind, works)
        except ThreeCXError as error:
            for work in works:
                yield work, unconfirmed(work.step.place, error)
            return
        for work, row in zip(works, rows):
            work.seen = row
            problem = self._problem(kind, work, row)
            if problem is not None:
                yield work, ThreeCXError(problem)

    def _problem(self, kind: Kind, work: Work, row: Row | None) -> str | None:
        place, target = work.step.place, _confirmed(work)
        if row is None:
            return unknown(place)
        index, version = self._look.index, self._look.version
        problems = unmet(kind, target, row, index, version, merge=self._wish.merge_lists)
        if not problems:
            return None
        return f"The PBX accepted the values for {place}, but did not store all of them: {'; '.join(problems)}."

    def _read(self, kind: Kind, works: t.Sequence[Work]) -> list[Row | None]:
        """The objects as the PBX shows them now, one by one or all together, whatever are fewer requests."""
        targets = [_confirmed(work) for work in works]
        names = {name for target in targets for name in given_names(target)}
        if self._wish.reads_whole:
            names |= whole_names(kind, self._look.version)
        own = _schema.collections()[kind.name].key
        if own is None or len(works) <= max(_FEW, len(self._look.rows.get(kind.name, ())) // PAGE_SIZE):
            return [self._writer.read_narrow(kind, t.cast("Row", work.row), names) for work in works]
        ids = [t.cast("Row", work.row).get(own) for work in works]
        query = narrow_query(kind, self._look.version, names)
        rows = read_all(self._client, kind.name, query, lambda row: row.get(own) in ids)
        if isinstance(rows, Unshown):
            raise ThreeCXError(rows.why)
        found = {row.get(own): row for row in rows}
        return [found.get(one) for one in ids]


def _confirmed(work: Work) -> Target:
    """What is looked at of an object; its place among others only once all of them are written, see C(_order)."""
    target = work.step.wanted
    return narrowed(target, {*given_names(target)} - {target.kind.ordered_by})
