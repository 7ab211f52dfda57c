# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is told of a task about many things: what became of each, and of all of them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import dataclass

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _told

_DONE = {"keep": "unchanged", "create": "created", "update": "updated", "delete": "deleted"}
_MOST_ERRORS_SHOWN = 3


class Result(t.Protocol):
    """What became of one thing."""

    @property
    def error(self) -> _errors.ThreeCXError | None:
        """Why it is not what it should be, or None."""

    @property
    def was_tried(self) -> bool:
        """Whether all that is to be done with it was done, or has failed."""

    @property
    def changed(self) -> bool:
        """Whether it was changed, or would be in check mode."""

    @property
    def done(self) -> str:
        """What was done, or would be: C(keep), C(create), C(update) or C(delete)."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def place(self) -> str:
        """Where the user reads of it."""

    @property
    def shown(self) -> dict[str, t.Any]:
        """What C(results) says of it besides."""

    @property
    def diff(self) -> dict[str, t.Any]:
        """How it was, C(before), and how it is, C(after), without secrets."""


R = t.TypeVar("R", bound=Result)


@dataclass
class Report(t.Generic[R]):
    """What became of a task.

    :param refusal: why nothing was tried at all.
    :param stop: why not all was tried.
    :param is_untouched: whether nothing was tried, since some of it cannot be as it should.
    :param has_written: whether a write was accepted, even if it is not known for which thing.
    """

    things: t.ClassVar[str]
    results: list[R]
    refusal: str | None = None
    stop: str | None = None
    is_untouched: bool = False
    has_written: bool = False

    @property
    def changed(self) -> bool:
        return self.has_written or any(result.changed for result in self.results)

    @property
    def problem(self) -> str | None:
        """What to fail with, or None."""
        errors = [_line(result.place, result.error.reason) for result in self.results if result.error is not None]
        left = sum(not result.was_tried for result in self.results)
        of_all = f"of {len(self.results)} {self.things}"
        if self.stop is not None and left:
            return f"{self.stop} {left} {of_all} were not tried; the results show what was done."
        if self.refusal or not errors:
            return self.refusal
        untouched = " Nothing was changed." if self.is_untouched else ""
        return f"{len(errors)} {of_all} failed: {_told.first_of(errors, _MOST_ERRORS_SHOWN)}{untouched}"

    def as_result(self, *, with_diff: bool) -> dict[str, t.Any]:
        """The return values."""
        counts = Counter(map(count_as, self.results))
        found = {
            "changed": self.changed,
            "results": [_as_dict(result, with_diff=with_diff) for result in self.results],
            "summary": {name: counts[name] for name in (*_DONE.values(), "failed", "not_tried")},
        }
        diffs = [
            {**result.diff, "before_header": result.name, "after_header": result.name}
            for result in self.results
            if result.changed
        ]
        return {**found, "diff": diffs} if with_diff else found


def _line(place: str, text: str) -> str:
    """Why something failed: what is said of a request alone does not tell what it was for."""
    return text if place in text else f"{place}: {text}"


def count_as(result: Result) -> str:
    """Under which name the summary counts something."""
    if result.error is not None:
        return "failed"
    return _DONE[result.done] if result.was_tried else "not_tried"


def _as_dict(result: Result, *, with_diff: bool) -> dict[str, t.Any]:
    error = None if result.error is None else {**result.error.as_result(), "msg": result.error.reason}
    shown = {**result.shown, "changed": result.changed, "error": error}
    return {**shown, "diff": result.diff} if with_diff else shown
