# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carry out what was planned for a fleet, with several workers that share one login.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import itertools
import threading
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit, _workers
from ansible_collections.telephony.threecx.plugins.module_utils.change import _report as change
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _apply, _fleet, _fxs, _pbx, _plan, _wanted


class Result(t.NamedTuple):
    """What became of one step.

    :param carried_out: the plan that was carried out in the end, or that would be; None when nothing was changed.
    :param record: the device as the PBX showed it afterwards.
    """

    step: _fleet.Step
    carried_out: _plan.Plan | None = None
    error: _errors.ThreeCXError | None = None
    was_tried: bool = True
    record: _fxs.Record | None = None

    @property
    def changed(self) -> bool:
        return self.carried_out is not None

    @property
    def is_to_confirm(self) -> bool:
        return self.done in ("create", "update")

    @property
    def done(self) -> str:
        return "keep" if self.carried_out is None else self.carried_out.action

    @property
    def name(self) -> str:
        return self.step.wanted.mac

    @property
    def place(self) -> str:
        return self.name

    @property
    def shown(self) -> dict[str, t.Any]:
        planned = self.carried_out or self.step.planned
        return {
            "mac_address": self.step.wanted.mac,
            "action": None if planned is None else planned.action,
            "fields": [] if planned is None else list(planned.fields),
        }

    @property
    def diff(self) -> dict[str, _fxs.Record]:
        if self.carried_out is None:
            return {"before": {}, "after": {}}
        return _plan.diff_sides(self.carried_out, self.record or self.carried_out.record)


class Report(change.Report[Result]):
    """What became of a fleet."""

    things = "devices"


def roll_out(
    pbx: _pbx.Pbx,
    fleet: _fleet.Fleet,
    *,
    check_mode: bool,
    with_diff: bool,
    listed: list[_plan.Device] | None = None,
    rows: t.Iterable[_plan.Device] | None = None,
) -> Report:
    """Bring a fleet to what is wanted, or foretell what that would do.

    :param listed: gets all devices as the PBX lists them before anything is changed, with what is registered for them;
        None where nobody asks for that.
    :param rows: all devices, where they have just been read; None where they are to be.
    :raises ThreeCXError: when the PBX cannot be read; failures of single devices are in the report.
    """
    pbx.client.hide(itertools.chain.from_iterable(wanted.secrets.values() for wanted in fleet.wanted.values()))
    seen: set[str] = set()
    missed = list(fleet.ignore)
    if rows is None:
        rows = pbx.each() if listed is None else noting(pbx.each_whole(registration=True), listed)
    devices = _fleet.noting_missed(read_listed(pbx, fleet, rows, seen), missed)
    steps = _fleet.plan_fleet(fleet, pbx.templates, devices, keep_records=with_diff)
    deletions = sum(step.deletes for step in steps)
    untouched = [Result(step, error=step.error, was_tried=not step.changes) for step in steps]
    refusal = _fleet.describe_missed(fleet, missed) or _limit.too_many(fleet.max_deletions, deletions, 0, len(seen))
    if refusal:
        return Report(untouched, f"{refusal} Nothing was changed; the results show the plan.")
    if fleet.stop_on_error and any(step.error for step in steps):
        return Report(untouched, is_untouched=True)
    if check_mode:
        return Report(_foretell(steps))
    results = _carry_out(pbx, fleet, steps)
    has_written = any(write.status is not None for write in pbx.client.written)
    return Report(results, stop=pbx.client.stop.reason, has_written=has_written)


def noting(devices: t.Iterable[_plan.Device], noted: list[_plan.Device]) -> t.Iterator[_plan.Device]:
    """Go through devices, and keep them all."""
    for device in devices:
        noted.append(device)
        yield device


def read_listed(
    pbx: _pbx.Pbx, fleet: _fleet.Fleet, rows: t.Iterable[_plan.Device], seen: set[str]
) -> t.Iterator[_plan.Device]:
    """All devices of the PBX; those that the fleet lists are read by themselves where the list does not do.

    :param rows: the devices as the PBX lists them.
    :param seen: gets the MAC addresses of all.
    """
    for device in rows:
        mac = device.record["mac_address"]
        seen.add(mac)
        wanted = fleet.wanted.get(mac)
        if wanted is None:
            yield pbx.whole(device) if fleet.hides_name(device) and fleet.prunes(device) else device
            continue
        # Some servers show an ETag only in the header of a single device.
        needs_etag = wanted.guards.if_match not in (None, "*")
        # What is to be filled in may be there, and was only kept out of the list. It is written as a whole.
        is_doubtful = any((wanted.values.get("provisioning") or {}).values()) and not device.entity.get("Provisioning")
        yield _complete(pbx, device, needs_etag=needs_etag, is_doubtful=is_doubtful)


def _complete(
    pbx: _pbx.Pbx, device: _plan.Device, *, needs_etag: bool = False, is_doubtful: bool = False
) -> _plan.Device:
    """The device, read by itself where a list does not show enough of it."""
    if (needs_etag and device.etag is None) or is_doubtful:
        return pbx.find(device.record["mac_address"]) or device
    return pbx.whole(device)


def _foretell(steps: list[_fleet.Step]) -> list[Result]:
    results = [Result(step, step.planned if step.changes else None, step.error) for step in steps]
    return _keep_needed(results)


def _carry_out(pbx: _pbx.Pbx, fleet: _fleet.Fleet, steps: list[_fleet.Step]) -> list[Result]:
    stopped = threading.Event()
    results = [Result(step, error=step.error) for step in steps]

    def carry_out(position: int) -> None:
        results[position] = _carry_out_one(pbx, fleet, steps[position], stopped)
        if _ends(fleet, results[position]):
            stopped.set()

    turns = _fleet.in_turns(steps)
    for turn in turns.writes:
        _workers.work_off(turn, carry_out, fleet.parallel)
    # What is to replace a device must have been seen before that goes.
    results = _confirm_all(pbx, results)
    if any(_ends(fleet, result) for result in results):
        stopped.set()
    if not stopped.is_set():
        results = _keep_needed(results)
    _workers.work_off(
        (position for position in turns.deletions if results[position].error is None), carry_out, fleet.parallel
    )
    return results


def _ends(fleet: _fleet.Fleet, result: Result) -> bool:
    """Whether no further device is begun; after a fault of the collection, nobody knows what it would do to the next
    one."""
    return isinstance(result.error, _errors.UnforeseenError) or (fleet.stop_on_error and result.error is not None)


def _keep_needed(results: list[Result]) -> list[Result]:
    """The same results, with an error for each device that must not be deleted since another has failed."""
    failed = [result.step for result in results if result.error is not None]
    kept = _fleet.still_needed([result.step for result in results], failed)
    return [Result(result.step, error=kept[result.name]) if result.name in kept else result for result in results]


def _carry_out_one(pbx: _pbx.Pbx, fleet: _fleet.Fleet, step: _fleet.Step, stopped: threading.Event) -> Result:
    if step.planned is None or stopped.is_set():
        return Result(step, was_tried=False)
    try:
        done, _device = _apply.apply(
            pbx, step.planned, functools.partial(_fleet.plan_again, fleet, step.wanted, pbx.templates)
        )
        return Result(step, done)
    except _errors.StoppedError:
        return Result(step, was_tried=False)
    except _errors.ThreeCXError as error:
        return Result(step, error=error)
    except Exception as error:
        return Result(step, error=_workers.unforeseen(f"FXS {step.wanted.mac}", error))


def _confirm_all(pbx: _pbx.Pbx, results: list[Result]) -> list[Result]:
    """Look at what the PBX made of the devices that were created or changed: one more list, not one more read each."""
    written = {result.step.wanted.mac for result in results if result.is_to_confirm}
    devices = pbx.each() if written else ()
    try:
        found = {
            device.record["mac_address"]: _complete(pbx, device)
            for device in devices
            if device.record["mac_address"] in written
        }
    except Exception as error:
        return [
            result._replace(error=_unread(result.step.wanted, error)) if result.is_to_confirm else result
            for result in results
        ]
    return [_confirm(pbx, result, found) for result in results]


def _unread(wanted: _wanted.Wanted, error: Exception) -> _errors.ThreeCXError:
    if isinstance(error, _errors.ThreeCXError):
        return _apply.unconfirmed(wanted, error)
    return _workers.unforeseen(f"FXS {wanted.mac}", error, "stored as wanted")


def _confirm(pbx: _pbx.Pbx, result: Result, found: t.Mapping[str, _plan.Device]) -> Result:
    wanted, done = result.step.wanted, result.carried_out
    if done is None or not result.is_to_confirm:
        return result
    try:
        device = _apply.confirm(wanted, done, found.get(wanted.mac), pbx.client.warn)
    except _errors.ThreeCXError as error:
        return result._replace(error=error)
    except Exception as error:
        return result._replace(error=_workers.unforeseen(f"FXS {wanted.mac}", error, "stored as wanted"))
    return result._replace(record=device.record)
