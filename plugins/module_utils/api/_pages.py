# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the pages of a collection prove together. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _replies

# The PBX refuses a larger $top with status 400 (reported from live systems).
PAGE_SIZE = 100

Row = dict[str, t.Any]


class Reading:
    """One pass through the pages of a collection.

    A page that is not full is not the last one, since servers were seen to shorten pages without a word; the count of
    all rows tells, and where there is none, only an empty page does. A page without any row that is new is no progress:
    the server passes C($skip) over. A page begins with the last row of the one before, so that none is missed that has
    moved up meanwhile, since somebody deleted another.

    :ivar skip: how many rows the pages had so far.
    :ivar is_over: whether to ask for no further page.
    :ivar is_complete: whether all rows were shown.

    :param request: what is read.
    :param key: the property that tells the rows apart.
    :param must_differ: whether the values of the key have yet to show that they do. Where they are known to, a row that
        comes twice was only moved to a later page by another that somebody added.
    """

    def __init__(self, request: _replies.Request, key: str, *, must_differ: bool) -> None:
        self.skip = 0
        self.is_over = False
        self.is_complete = False
        self._request = request
        self._key = key
        self._must_differ = must_differ
        self._total: int | None = None
        self._seen: set[str | None] = set()
        self._last: str | None = None
        self._has_seams = True
        self._shown = 0

    def identify(self, row: Row) -> str | None:
        """What tells a row from all others, or None where nothing does."""
        value = row.get(self._key)
        return None if value is None else str(value)

    def add(self, rows: t.Sequence[Row], count: int | None) -> None:
        """Take the next page.

        :param count: how many rows there are in all, with the first page.
        :raises ReplyError: when the rows cannot be told apart.
        """
        if self.skip == 0:
            self._total = count
        self._take(rows, len(rows))

    @property
    def next_skip(self) -> int:
        """The C($skip) of the next page: C(skip) where it is to be added, and one less where it is to be linked.

        Behind a page that shows the last row alone there is another, unless the count says otherwise: a server that has
        shortened it may show no more than one.
        """
        return self.skip - 1 if self._has_seams and self._last is not None else self.skip

    @property
    def linked(self) -> range:
        """After a full first page, the C($skip) of each further one that begins with the last row of the one before."""
        is_known = self.skip == PAGE_SIZE and self._total is not None
        return range(self.skip - 1, self._total or 0, PAGE_SIZE - 1) if is_known else range(0)

    def link(self, rows: t.Sequence[Row]) -> bool:
        """Take the next of the linked pages, at whatever time it was read.

        Two pages that share a row have all between them, as long as the order stays: whoever adds a row before the seam
        after one of them was read moves the seam further into the other page, and whoever removes one moves it out.

        :returns: whether it was taken. If not, the reading is over, unless the last row has no key to look for.
        """
        if self._last is None:
            return False
        names = [self.identify(row) for row in rows]
        if self._last not in names:
            self.is_over = True
            return False
        seam = names.index(self._last)
        self._has_seams = seam < len(rows) - 1
        self._take(rows[seam + 1 :], len(rows))
        # The seam may be all that is left, but it does not move behind a whole page: the server passes $skip over.
        self.is_over |= 0 < seam == len(rows) - 1
        return True

    def _take(self, rows: t.Sequence[Row], size: int) -> None:
        """Take rows that were not shown yet, of a page of that many."""
        if self._must_differ:
            self._check(rows)
        is_first = self.skip == 0
        names = [self.identify(row) for row in rows]
        known = {name for name in names if name is not None}
        is_stuck = len(rows) > 0 and not is_first and known <= self._seen
        self._shown += sum(name not in self._seen for name in names)
        self._seen |= known
        self._last = names[-1] if names else self._last
        self.skip += len(rows)
        # A count that is less than what was shown already tells nothing.
        self.is_over = not size or is_stuck or (size < PAGE_SIZE and self.skip == self._total)
        is_doubtful = self._must_differ and self._shown < self.skip
        is_short = self._total is not None and self._shown < self._total
        self.is_complete = self.is_over and not (is_stuck or is_doubtful or is_short)

    def _check(self, rows: t.Sequence[Row]) -> None:
        names = {self.identify(row) for row in rows}
        if None in names:
            raise self._error(f"shows a row without {self._key}, so that its rows cannot be told apart.")
        if len(names) < len(rows):
            raise self._error(f"shows several rows with the same {self._key}, so that they cannot be told apart.")

    def _error(self, problem: str) -> _errors.ReplyError:
        return _errors.ReplyError(f"{self._request} {problem}", **self._request._asdict())
