# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is told of a task about many kinds: what became of each object. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _replies
from ansible_collections.telephony.threecx.plugins.module_utils.change import _report as change
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _plan
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _references

Diff = t.Mapping[str, t.Any]


class InVainError(_errors.ThreeCXError):
    """The PBX says that it has deleted an object, and it is there.

    :param request: the deletion.
    :param may_be_another: whether it may be another object, which somebody has created since.
    """

    def __init__(self, request: _replies.Request, *, may_be_another: bool) -> None:
        again = ", or there again" if may_be_another else ""
        status = HTTPStatus.NO_CONTENT.value
        super().__init__(
            f"{request} answered {status}, and it is still there{again}.", status=status, **request._asdict()
        )
        self.request = request


class Result(t.NamedTuple):
    """What became of one step.

    :param changed: whether the PBX was changed, or would be in check mode.
    :param seen: the object as the PBX showed it after it was written; None where nothing was written, and of devices.
    """

    step: _plan.Step
    changed: bool = False
    error: _errors.ThreeCXError | None = None
    was_tried: bool = True
    seen: _references.Row | None = None

    @property
    def done(self) -> str:
        return self.step.action if self.changed else "keep"

    @property
    def name(self) -> str:
        return _decisions.name_of_object(self.step.kind, self.step.key)

    @property
    def place(self) -> str:
        return self.step.place

    @property
    def shown(self) -> dict[str, t.Any]:
        step = self.step
        return {
            "kind": step.kind.name,
            "key": ", ".join(step.key),
            "place": None if step.target is None else step.target.place,
            "action": None if step.problems else step.action,
            "fields": list(step.fields),
            "removed": step.removed,
        }

    @property
    def diff(self) -> dict[str, Diff]:
        """What differs, also where nothing is done about it since something else cannot be right."""
        return {"before": self.step.before, "after": self.step.after}


@dataclass
class Report(change.Report[Result]):
    """What became of a task.

    :param look: what was read before anything was written; None when nothing was.
    :param problems: why nothing was tried at all, one sentence for each.
    """

    things = "objects"
    look: _plan.Look | None = None
    problems: t.Sequence[str] = ()

    def as_result(self, *, with_diff: bool) -> dict[str, t.Any]:
        """The return values."""
        not_compared = [
            f"{result.name}.{path}"
            for result in self.results
            if result.step.comparison is not None
            for path in result.step.comparison.not_compared
        ]
        return {**super().as_result(with_diff=with_diff), "secrets_not_compared": not_compared}


def refused(results: list[Result], problems: t.Sequence[str]) -> Report:
    """What is told where nothing is tried, since something is wrong."""
    return Report(results, refusal(problems), problems=problems)


def refusal(problems: t.Sequence[str]) -> str:
    """What to fail with where nothing was tried.

    :param problems: one sentence for each, of which there is at least one.
    """
    if len(problems) == 1:
        return f"{problems[0]} Nothing was changed."
    listed = "\n".join(f"- {problem}" for problem in problems)
    return f"{len(problems)} problems were found before anything was changed:\n{listed}"
