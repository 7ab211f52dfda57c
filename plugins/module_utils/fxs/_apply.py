# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Bring one device to the state that is wanted, and find out what became of a write whose answer was lost.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _settle
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs, _pbx, _plan, _wanted

Decide = t.Callable[[t.Optional[_plan.Device]], _plan.Plan]


class Outcome(t.NamedTuple):
    """What became of one device.

    :param record: the device as it is now, or as it was before it was deleted; None when there is and was none.
    """

    planned: _plan.Plan
    changed: bool
    record: _fxs.Record | None
    etag: str | None

    @property
    def diff(self) -> dict[str, _fxs.Record]:
        """The two sides of the difference; empty where somebody else was first and this call made none."""
        if self.planned.changes and not self.changed:
            return {"before": {}, "after": {}}
        return _plan.diff_sides(self.planned, self.record)

    def as_result(self) -> dict[str, t.Any]:
        """The return values about the device."""
        return {
            "mac_address": self.planned.mac,
            "device": self.record,
            "etag": self.etag,
            "fingerprint": None if self.record is None else _fxs.fingerprint(self.record),
        }


class _UntaggedError(_errors.StaleError):
    """The PBX wants the ETag of a device that was read without: a list may not show the one that the device has.

    :param cause: the refusal.
    """

    def __init__(self, cause: _errors.ApiError) -> None:
        where = {name: cause.facts.get(name) for name in ("method", "path")}
        super().__init__(str(cause), status=cause.status, server=cause.server, **where)
        self.cause = cause


def ensure(pbx: _pbx.Pbx, wanted: _wanted.Wanted, device: _plan.Device | None, *, check_mode: bool) -> Outcome:
    """Bring one device to the state that is wanted, or foretell what that would do.

    :param device: the device as it was read; None when there is none.
    :raises ThreeCXError: when it could not be done, or when a guard does not hold.
    """
    pbx.client.hide(wanted.secrets.values())
    decide = functools.partial(_plan.plan, wanted, pbx.templates)
    planned = decide(device)
    etag = None if device is None else device.etag
    if check_mode or not planned.changes:
        return Outcome(planned, planned.changes, planned.record, etag)
    done, now = apply(pbx, planned, decide)
    if done is None:
        # Somebody else was first, and the device may have other values of theirs too.
        return Outcome(planned, False, now.record if now else planned.record, now.etag if now else etag)
    if done.action == "delete":
        return Outcome(done, True, done.record, etag)
    found = _confirm_now(pbx, wanted, done)
    return Outcome(done, True, found.record, found.etag)


def apply(pbx: _pbx.Pbx, planned: _plan.Plan, decide: Decide) -> tuple[_plan.Plan | None, _plan.Device | None]:
    """Carry out a plan; see C(settle).

    :param decide: makes a plan for the device as it is by then.
    :returns: the plan that changed the device in the end, or None when somebody else was first; and the device where it
        was read again to find that out.
    :raises ThreeCXError: when it could not be done, or when a guard no longer holds.
    """
    waits = pbx.client.new_waits()
    mac = planned.mac
    device: _plan.Device | None = None

    def write(attempt: _plan.Plan) -> None:
        nonlocal device
        try:
            pbx.write(attempt)
        except _errors.ApiError as error:
            if error.status != HTTPStatus.PRECONDITION_REQUIRED or attempt.action != "update" or attempt.if_match:
                raise
            raise _UntaggedError(error) from None
        device = None

    def decide_again(failure: _errors.ThreeCXError, is_unclear: bool) -> _plan.Plan:
        nonlocal device
        device = read_again(pbx, mac, failure)
        if isinstance(failure, _UntaggedError) and (device is None or device.etag is None):
            raise failure.cause
        return _decide_again(mac, functools.partial(decide, device), failure, is_unclear=is_unclear)

    done = _settle.settle(
        planned, write=write, decide_again=decide_again, pause=lambda failure: pbx.client.pause(failure, waits)
    )
    return done, device


def _decide_again(
    mac: str, decide: t.Callable[[], _plan.Plan], failure: _errors.ThreeCXError, *, is_unclear: bool
) -> _plan.Plan:
    """Decide anew after a failure.

    :param is_unclear: whether this write or one before may have been carried out.
    """
    try:
        return decide()
    except _errors.ThreeCXError as error:
        if isinstance(failure, _errors.StaleError) and not is_unclear:
            # Nothing was written, and this error tells what is different now.
            error.facts = {**failure.facts, **error.facts}
            raise
        # It may be this task that changed it.
        found = f"{error.found}." if is_unclear and isinstance(error, _plan.ChangedError) else error.reason
        unknown = f" Whether this task has changed FXS {mac} is not known." if is_unclear else ""
        raise _errors.ThreeCXError(
            f"{failure}{unknown} Looking at FXS {mac} again: {found}", **{**failure.facts, **error.facts}
        ) from None


def read_again(pbx: _pbx.Pbx, mac: str, failure: _errors.ThreeCXError) -> _plan.Device | None:
    """Read a device after a write that failed in a way that leaves open what became of it.

    :raises ThreeCXError: which tells both, when the device cannot be read.
    """
    try:
        device = pbx.find(mac)
    except _errors.ThreeCXError as error:
        raise _errors.ThreeCXError(
            f"{failure} What became of FXS {mac} is not known, since it cannot be read: {error.reason}", **failure.facts
        ) from None
    if isinstance(failure, _errors.StaleError) and device is not None:
        failure.facts["current_etag"] = device.etag
    return device


def _confirm_now(pbx: _pbx.Pbx, wanted: _wanted.Wanted, done: _plan.Plan) -> _plan.Device:
    try:
        return confirm(wanted, done, _read_written(pbx, wanted), pbx.client.warn)
    except _errors.ThreeCXError as error:
        error.facts["changed"] = True
        raise


def _read_written(pbx: _pbx.Pbx, wanted: _wanted.Wanted) -> _plan.Device | None:
    try:
        return pbx.find(wanted.mac)
    except _errors.ThreeCXError as error:
        raise unconfirmed(wanted, error) from None


def unconfirmed(wanted: _wanted.Wanted, error: _errors.ThreeCXError) -> _errors.ThreeCXError:
    """What to raise when the device cannot be read after it was written."""
    return _errors.ThreeCXError(
        f"The PBX accepted FXS {wanted.mac}, but cannot show it afterwards: {error.reason}", **error.facts
    )


def confirm(
    wanted: _wanted.Wanted, done: _plan.Plan, device: _plan.Device | None, warn: t.Callable[[str], None]
) -> _plan.Device:
    """Look at what the PBX made of a write; it may accept values and store others (reported from live systems).

    :param done: the plan that was carried out.
    :param device: the device as it was read after the write.
    :raises ThreeCXError: when the device does not have the values that were written.
    """
    if device is None:
        raise _errors.ThreeCXError(f"The PBX accepted FXS {wanted.mac}, but does not know it afterwards.")
    unmet = _plan.describe_unmet(wanted, done, device)
    if unmet:
        raise _errors.ThreeCXError(
            f"The PBX accepted the values for FXS {wanted.mac}, but did not store all of them: {unmet}.",
            device=device.record,
        )
    others = _plan.other_changes(done, device)
    if others:
        warn(f"FXS {wanted.mac}: the PBX also changed {', '.join(others)}, which was not asked for.")
    return device
