# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Bring one object to what a typed module wants, and tell of it in the words of its options.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _fingerprint
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _overlay
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _typed, _wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _bring, _report

Natural = t.Mapping[str, t.Any]


class Managed(t.NamedTuple):
    """What became of one object.

    :param report: with one result, or with none where nothing was read.
    :param seen: the object as the PBX has it, or had it where it was to be deleted; None when there is none.
    :param shown: the same as it is or, in check mode, would be.
    """

    report: _report.Report
    seen: Natural | None = None
    shown: Natural | None = None

    @property
    def failure(self) -> _errors.ThreeCXError | None:
        """What to fail with, or None."""
        failed = [result.error for result in self.report.results if result.error is not None]
        if self.report.refusal is not None:
            return _errors.ThreeCXError(self.report.refusal)
        if failed:
            return failed[0]
        return None if self.report.problem is None else _errors.ThreeCXError(self.report.problem)

    def as_result(self, shape: _typed.Shape, *, with_diff: bool) -> dict[str, t.Any]:
        """The return values; of a failure those that C(fail_json) takes."""
        found = {"changed": self.report.changed}
        for result in self.report.results:
            found.update(_told(shape, result, with_diff=with_diff))
        if self.failure is not None:
            return {**found, **_failed(shape, self.failure, self.report.problems)}
        shown = None if self.shown is None else _typed.record(shape, self.shown)
        return {
            **found,
            shape.noun: shown,
            "fingerprint": None if self.seen is None else _fingerprint.digest(self.seen),
        }


def _failed(shape: _typed.Shape, failure: _errors.ThreeCXError, problems: t.Sequence[str]) -> dict[str, t.Any]:
    facts = failure.as_result()
    told = (
        _report.refusal(_typed.all_in_options(shape, problems)) if problems else _typed.in_options(shape, facts["msg"])
    )
    return {**facts, "msg": told}


def manage(client: _client.Client, wish: _wish.Wish, *, check_mode: bool) -> Managed:
    """Bring the one object of a wish to what is wanted, or foretell what that would do.

    :raises ThreeCXError: when the PBX cannot be read at first.
    """
    report = _bring.bring(client, wish, check_mode=check_mode, devices=None)
    look = report.look
    if report.problem is not None or look is None:
        return Managed(report)
    (result,) = report.results
    step = result.step
    if wish.state == "absent":
        return Managed(report, step.gone, step.gone)
    # References by another name are resolved in it.
    target = step.wanted
    before = None if step.row is None else look.export(target.kind, step.row).value
    if check_mode and report.changed:
        return Managed(report, before, _overlay.laid_over(target.kind, before or {}, target.value, wish.merge_lists))
    after = before if result.seen is None else look.export(target.kind, result.seen).value
    return Managed(report, after, after)


def _told(shape: _typed.Shape, result: _report.Result, *, with_diff: bool) -> dict[str, t.Any]:
    """What the typed modules return of a result besides the object."""
    step = result.step
    told: dict[str, t.Any] = {"fields": [_typed.option_at(shape, name) for name in step.fields]}
    if shape.has_secrets:
        compared = () if step.comparison is None else step.comparison.not_compared
        told["secrets_not_compared"] = [_typed.option_at(shape, path) for path in compared]
    if with_diff:
        header = f'{shape.noun} "{", ".join(step.key)}"'
        sides = {name: _typed.given_options(shape, side) for name, side in result.diff.items()}
        told["diff"] = {**sides, "before_header": header, "after_header": header}
    return told
