# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is told of a task about many kinds: what became of each object. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils.change._told import first_of
from ansible_collections.telephony.threecx.plugins.module_utils.config._plan import Look, Step
from ansible_collections.telephony.threecx.plugins.module_utils.config._wish import name_of_object

Diff = t.Mapping[str, t.Any]

_DONE = {"keep": "unchanged", "create": "created", "update": "updated", "delete": "deleted"}
_MOST_ERRORS_SHOWN = 3


class Result(t.NamedTuple):
    """What became of one step.

    :param changed: whether the PBX was changed, or would be in check mode.
    """

    step: Step
    changed: bool = False
    error: ThreeCXError | None = None
    was_tried: bool = True

    @property
    def count_as(self) -> str:
        """Under which name the summary counts it."""
        if self.error is not None:
            return "failed"
        if not self.was_tried:
            return "not_tried"
        return _DONE[self.step.action if self.changed else "keep"]

    def as_dict(self, *, with_diff: bool) -> dict[str, t.Any]:
        """One element of the return value C(results)."""
        step = self.step
        shown = {
            "kind": step.kind.name,
            "key": ", ".join(step.key),
            "place": None if step.target is None else step.target.place,
            "action": None if step.problems else step.action,
            "fields": list(step.fields),
            "changed": self.changed,
            "removed": step.removed,
            "error": None if self.error is None else self.error.as_result(),
        }
        return {**shown, "diff": self.diff} if with_diff else shown

    @property
    def diff(self) -> dict[str, Diff]:
        """What differs, also where nothing is done about it since something else cannot be right."""
        return {"before": self.step.before, "after": self.step.after}


class Report(t.NamedTuple):
    """What became of a task.

    :param refusal: why nothing was tried at all.
    :param stop: why not all was tried.
    :param look: what was read before anything was written; None when nothing was.
    :param has_written: whether a write was accepted, even if it is not known for which object.
    """

    results: list[Result]
    refusal: str | None = None
    stop: str | None = None
    look: Look | None = None
    has_written: bool = False

    @property
    def changed(self) -> bool:
        return self.has_written or any(result.changed for result in self.results)

    @property
    def problem(self) -> str | None:
        """What to fail with, or None."""
        errors = [str(result.error) for result in self.results if result.error is not None]
        left = sum(not result.was_tried for result in self.results)
        if self.stop is not None and left:
            return f"{self.stop} {left} of {len(self.results)} objects were not tried; the results show what was done."
        if self.refusal or not errors:
            return self.refusal
        return f"{len(errors)} of {len(self.results)} objects failed: {first_of(errors, _MOST_ERRORS_SHOWN)}"

    def as_result(self, *, with_diff: bool) -> dict[str, t.Any]:
        """The return values."""
        counts = Counter(result.count_as for result in self.results)
        names = (*_DONE.values(), "failed", "not_tried")
        found = {
            "changed": self.changed,
            "results": [result.as_dict(with_diff=with_diff) for result in self.results],
            "summary": {name: counts[name] for name in names},
            "secrets_not_compared": [
                f"{name_of_object(result.step.kind, result.step.key)}.{path}"
                for result in self.results
                if result.step.comparison is not None
                for path in result.step.comparison.not_compared
            ],
        }
        diffs = [_headed(result) for result in self.results if result.changed]
        return {**found, "diff": diffs} if with_diff else found


def _headed(result: Result) -> dict[str, t.Any]:
    header = name_of_object(result.step.kind, result.step.key)
    return {**result.diff, "before_header": header, "after_header": header}
