# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the user wants for a whole fleet of devices, and what it takes. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection, _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit, _patterns
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import (
    _departments,
    _fxs,
    _plan,
    _templates,
    _wanted,
)


@dataclass(frozen=True)
class Fleet:
    """The wish for a fleet.

    :param wanted: what is wanted for each device by its normalised MAC address, in the order of the user.
    :param prune: whether to delete FXS devices that are not in C(wanted).
    :param ignore: patterns for MAC addresses and names of devices never to prune.
    :param may_miss: whether a pattern may fit no device at all.
    :param refused: why nothing can be done for some of them, by MAC address.
    :param within: the MAC addresses of those that may be pruned at all; None for all.
    """

    wanted: dict[str, _wanted.Wanted]
    prune: bool
    ignore: tuple[str, ...]
    may_miss: bool
    max_deletions: _limit.Limit
    parallel: int
    stop_on_error: bool
    refused: t.Mapping[str, _errors.InputError] = field(default_factory=dict)
    within: t.Collection[str] | None = None

    def prunes(self, device: _plan.Device) -> bool:
        """Whether to delete a device because it is not listed. DECT bases, and what may be one, stay."""
        record = device.record
        listed = record["mac_address"] in self.wanted
        is_doomed = self.prune and not listed and self._is_within(record)
        return is_doomed and record["device_type"] == "fxs" and not self._ignores(record)

    def hides_name(self, device: _plan.Device) -> bool:
        """Whether the PBX keeps back a name by which a device might have to stay."""
        return bool(self.ignore) and "Name" not in device.entity

    def _is_within(self, record: _fxs.Record) -> bool:
        return self.within is None or record["mac_address"] in self.within

    def _ignores(self, record: _fxs.Record) -> bool:
        return any(fits_device(record, pattern) for pattern in self.ignore)


@dataclass(frozen=True)
class Step:
    """One device of a fleet: what is wanted, and either the plan for it or the reason why there is none.

    :param gives: the numbers of the extensions that the device has, and is not to have any more.
    :param takes: the numbers of those that it is to get.
    """

    wanted: _wanted.Wanted
    planned: _plan.Plan | None = None
    error: _errors.ThreeCXError | None = None
    gives: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()

    @property
    def deletes(self) -> bool:
        return self.planned is not None and self.planned.action == "delete"

    @property
    def changes(self) -> bool:
        return self.planned is not None and self.planned.changes


class Turns(t.NamedTuple):
    """In which order to carry out steps, which are told by their positions.

    :param writes: creations and updates, in turns; those of one turn can be carried out side by side.
    :param deletions: what comes when all of that is done.
    """

    writes: list[list[int]]
    deletions: list[int]


def read_fleet(params: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> Fleet:
    """Read the options of a fleet.

    :param params: the parsed options.
    :param given: the options as they came in.
    :raises InputError: naming the option, the value and what would be right.
    """
    wanted: dict[str, _wanted.Wanted] = {}
    positions: dict[str, int] = {}
    elements = given["devices"] if isinstance(given["devices"], list) else [{}] * len(params["devices"])
    for position, (element, raw) in enumerate(zip(params["devices"], elements), start=1):
        one = _read_element(position, {**element, "state": element["state"] or params["state"]}, raw)
        if one.mac in wanted:
            raise _errors.InputError(f"devices has {one.mac} twice, in entries {positions[one.mac]} and {position}.")
        wanted[one.mac], positions[one.mac] = one, position
    _check_secrets(wanted)
    if params["prune"] and not wanted:
        raise _errors.InputError(
            "devices is empty and prune is true, which would delete all devices; list those that stay."
        )
    if params["prune"] and given.get("ignore", ()) is None:
        raise _errors.InputError(
            "ignore is null: the expression behind it found no value, and what it was to keep would be deleted. Leave"
            " the option out (or use omit) when that is meant."
        )
    if params["ignore"] and not params["prune"]:
        raise _errors.InputError("ignore is given while prune is false; it only keeps devices from being pruned.")
    if not 1 <= params["parallel"] <= _connection.MAX_PARALLEL:
        raise _errors.InputError(
            f"parallel is {params['parallel']}; it must be a number from 1 to {_connection.MAX_PARALLEL}."
        )
    limit = _limit.read_limit(params["max_deletions"])
    stop = params["on_error"] == "stop"
    may_miss = params["ignore_unmatched"] == "allow"
    return Fleet(wanted, params["prune"], tuple(params["ignore"]), may_miss, limit, params["parallel"], stop)


def with_departments(
    fleet: Fleet, departments: t.Iterable[_departments.Department], *, place: str = "devices, entry {position}: "
) -> Fleet:
    """The same fleet, with the numbers of departments that were given by their names.

    :param place: how a message begins that is about one of them.
    :raises InputError: naming the entry, when there is no such department or more than one, unless the others are to go
        on.
    """
    found: dict[str, _wanted.Wanted] = {}
    refused: dict[str, _errors.InputError] = {}
    for position, (mac, wanted) in enumerate(fleet.wanted.items(), start=1):
        found[mac] = wanted
        try:
            found[mac] = _departments.with_department(wanted, departments)
        except _errors.InputError as error:
            refused[mac] = _errors.InputError(f"{place.format(position=position)}{error}")
            if fleet.stop_on_error:
                raise refused[mac] from None
    return replace(fleet, wanted=found, refused=refused)


def plan_fleet(
    fleet: Fleet, templates: t.Iterable[_templates.Template], devices: t.Iterable[_plan.Device], *, keep_records: bool
) -> list[Step]:
    """What it takes to give the user what is wanted: the listed devices in their order, then those to prune.

    :param devices: all devices of the PBX, gone through once.
    :param keep_records: whether the record of a device that will be deleted is needed for a diff.
    """
    steps: dict[str, Step] = {}
    pruned: dict[str, Step] = {}
    for device in devices:
        mac = device.record["mac_address"]
        if mac in steps or mac in pruned:
            twice = _errors.ThreeCXError(f"The PBX lists {mac} more than once, so it is unclear which one is meant.")
            (steps if mac in steps else pruned)[mac] = Step((steps.get(mac) or pruned[mac]).wanted, error=twice)
        elif mac in fleet.wanted:
            steps[mac] = _plan_listed(fleet, mac, templates, device, keep_records=keep_records)
        elif fleet.prunes(device):
            pruned[mac] = _plan_pruned(fleet, templates, device, keep_records=keep_records)
    listed = [
        steps.get(mac) or _plan_listed(fleet, mac, templates, None, keep_records=keep_records) for mac in fleet.wanted
    ]
    return [*listed, *pruned.values()]


def _plan_listed(
    fleet: Fleet,
    mac: str,
    templates: t.Iterable[_templates.Template],
    device: _plan.Device | None,
    *,
    keep_records: bool,
) -> Step:
    if mac in fleet.refused:
        return Step(fleet.wanted[mac], None, fleet.refused[mac], *_moved(fleet.wanted[mac], device))
    return plan_step(fleet.wanted[mac], templates, device, keep_records=keep_records)


def _plan_pruned(
    fleet: Fleet, templates: t.Iterable[_templates.Template], device: _plan.Device, *, keep_records: bool
) -> Step:
    # Whoever has changed it since may have named it so that it stays.
    mac = device.record["mac_address"]
    absent = _wanted.Wanted(mac, "absent", _wanted.Guards(device.etag, device_type="fxs"))
    if fleet.hides_name(device):
        found = "the PBX does not show the name of this device, so whether it is to be ignored cannot be told"
        return Step(absent, error=_errors.RefusedError(f"FXS {mac}: {found}"))
    return plan_step(absent, templates, device, keep_records=keep_records)


def plan_step(
    wanted: _wanted.Wanted,
    templates: t.Iterable[_templates.Template],
    device: _plan.Device | None,
    *,
    keep_records: bool,
) -> Step:
    """The plan for one device of a fleet, or why there is none."""
    try:
        planned = _plan.plan(wanted, templates, device)
    except _errors.ThreeCXError as error:
        return Step(wanted, None, error, *_moved(wanted, device))
    if not planned.changes or (planned.action == "delete" and not keep_records):
        # Thousands of records that nobody will look at would fill the memory.
        planned = replace(planned, before=None, after=None)
    return Step(wanted, planned, None, *_moved(wanted, device))


def _moved(wanted: _wanted.Wanted, device: _plan.Device | None) -> tuple[frozenset[str], frozenset[str]]:
    """Which extensions a device is to give up, and which it is to get."""
    before = _numbers(None if device is None else device.record["lines"])
    if wanted.state == "absent":
        return before, frozenset()
    lines = wanted.values.get("lines")
    after = before if lines is None else _numbers(lines)
    return before - after, after - before


def _numbers(lines: t.Iterable[_fxs.Record] | None) -> frozenset[str]:
    return frozenset(str(line["number"]) for line in lines or () if line.get("number"))


def in_turns(steps: t.Sequence[Step]) -> Turns:
    """The order in which a fleet is safely changed.

    What is listed comes before deletions: a device that goes may be one that another is to replace. Whether an
    extension may be on two devices at once is unknown, so the device that is to get it waits for the one that is to
    give it up. Those that wait for each other in a circle are tried all the same: where extensions may be on two
    devices, that works.
    """
    waiting = {position: step for position, step in enumerate(steps) if step.changes and not step.deletes}
    deletions = [position for position, step in enumerate(steps) if step.deletes]
    writes: list[list[int]] = []
    while waiting:
        awaited = {number for step in waiting.values() for number in step.gives}
        turn = [position for position, step in waiting.items() if step.takes.isdisjoint(awaited)] or list(waiting)
        writes.append(turn)
        for position in turn:
            del waiting[position]
    return Turns(writes, deletions)


def still_needed(steps: t.Iterable[Step], failed: t.Iterable[Step]) -> dict[str, _errors.ThreeCXError]:
    """Why devices are not deleted although others are to go on: an extension of theirs would be on no device.

    :param failed: the steps that did not work.
    :returns: the reasons by MAC address.
    """
    missing = {number: step.wanted.mac for step in failed for number in step.takes}
    kept: dict[str, _errors.ThreeCXError] = {}
    for step in steps:
        number = min(step.gives.intersection(missing), default=None) if step.deletes else None
        if number is not None:
            mac = step.wanted.mac
            kept[mac] = _errors.ThreeCXError(
                f"FXS {mac} stays, since it has extension {number}, which FXS {missing[number]} was to get and did not."
            )
    return kept


def plan_again(
    fleet: Fleet, wanted: _wanted.Wanted, templates: t.Iterable[_templates.Template], device: _plan.Device | None
) -> _plan.Plan:
    """The plan for one device of a fleet that was read again after a write that failed.

    :raises ThreeCXError: also when a device that was to be pruned is none of those any more.
    """
    if device is not None and wanted.mac not in fleet.wanted and not fleet.prunes(device):
        raise _plan.ChangedError(f"FXS {wanted.mac} is not to be pruned as it is now")
    return _plan.plan(wanted, templates, device)


def _check_secrets(wanted: t.Mapping[str, _wanted.Wanted]) -> None:
    macs = "\n".join(wanted)
    for position, one in enumerate(wanted.values(), start=1):
        for name, secret in one.secrets.items():
            try:
                _wanted.check_stands_apart(name, secret, macs)
            except _errors.InputError as error:
                raise _errors.InputError(f"devices, entry {position}: {error}") from None


def _read_element(position: int, element: t.Mapping[str, t.Any], raw: object) -> _wanted.Wanted:
    try:
        return _wanted.read_wanted(element, raw)
    except _errors.InputError as error:
        raise _errors.InputError(f"devices, entry {position}: {error}") from None


def noting_missed(devices: t.Iterable[_plan.Device], missed: list[str]) -> t.Iterator[_plan.Device]:
    """The same devices, while the patterns that fit one of them are taken away from a list.

    :param missed: patterns to ignore; those that are left in the end fit no device.
    """
    for device in devices:
        missed[:] = [pattern for pattern in missed if not fits_device(device.record, pattern)]
        yield device


def describe_missed(fleet: Fleet, missed: t.Sequence[str]) -> str | None:
    """Why nothing may be deleted, where patterns fit no device and that is not allowed.

    :param missed: the patterns that fit no device on the PBX.
    """
    if fleet.may_miss:
        return None
    return _patterns.describe_missed(
        fleet.ignore, missed, thing="device", names="a MAC address or a name", beginning="C074AD"
    )


def fits_device(record: t.Mapping[str, t.Any], pattern: str) -> bool:
    """Whether a pattern fits the name or the MAC address of a device."""
    return _patterns.fits(str(record["name"] or ""), pattern) or _patterns.fits_mac(record["mac_address"], pattern)
