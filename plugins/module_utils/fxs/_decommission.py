# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Delete FXS devices with a snapshot to create them again from: nothing is deleted that is not in it.

What comes next is decided in this process from what was read a moment before: neither a playbook nor the answer to an
earlier step can make a later one go on without it.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit, _report, _told
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import (
    _fleet,
    _fxs,
    _pbx,
    _plan,
    _replacement,
    _rollout,
    _snapshots,
    _wanted,
)

# Reading so many devices one by one, which shows an ETag that is in the headers only, costs less than it may save.
_FEW = 5
_MOST_ERRORS_SHOWN = 10
# What the options of a fleet are here.
_FLEET_OPTIONS = {"state": "absent", "prune": False, "ignore": [], "ignore_unmatched": "fail", "on_error": "stop"}


@dataclass(frozen=True)
class Decommission:
    """The wish to delete devices.

    :param fleet: the devices.
    :param names: the names that some of them must have, by MAC address; empty for none.
    :param batch_size: how many to delete before the list of all devices is read again.
    :param with_secrets: whether the snapshot also has what the PBX shows of their secrets.
    """

    fleet: _fleet.Fleet
    names: t.Mapping[str, str]
    batch_size: int
    with_secrets: bool


@dataclass
class Outcome:
    """What became of the devices, as far as it came.

    :param found: those that were to be deleted, as they were before.
    :param deleted: the MAC addresses of those that were, or in check mode would be.
    :param absent: of those that did not exist, or that somebody else deleted first.
    :param snapshot: the path of the snapshot; empty where there is none.
    :param has_written: whether the PBX accepted a deletion, even if it is not known of which device.
    :param failure: why it did not go on.
    """

    found: list[_plan.Device] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    snapshot: str = ""
    has_written: bool = False
    failure: _errors.ThreeCXError | None = None

    def as_result(self, *, with_diff: bool) -> dict[str, t.Any]:
        """The return values."""
        records = {device.record["mac_address"]: device.record for device in self.found}
        result = {
            "changed": self.has_written or bool(self.deleted),
            "deleted": self.deleted,
            "absent": self.absent,
            "snapshot": self.snapshot,
            "devices": list(records.values()),
        }
        if with_diff:
            result["diff"] = [
                {"before": records[mac], "after": {}, "before_header": mac, "after_header": mac} for mac in self.deleted
            ]
        return result if self.failure is None else {**result, **self.failure.as_result()}


def read_decommission(params: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> Decommission:
    """Read the options.

    :param params: the parsed options.
    :param given: the options as they came in.
    :raises InputError: naming the option, the value and what would be right.
    """
    if params["batch_size"] < 1:
        raise _errors.InputError(f"batch_size is {params['batch_size']}; it must be 1 at least.")
    # Another name is no wish here, but a reason to refuse.
    elements = [_wanted.whole_params({**element, "name": None, "state": None}) for element in params["devices"]]
    options = {**params, "devices": elements, **_FLEET_OPTIONS}
    fleet = _fleet.read_fleet(options, given)
    raw = given["devices"] if isinstance(given["devices"], list) else [{}] * len(elements)
    names = {
        mac: name
        for mac, element, one in zip(fleet.wanted, params["devices"], raw)
        if (name := _replacement.read_expected_name(element, one)) is not None
    }
    return Decommission(fleet, names, params["batch_size"], params["backup_secrets"])


def decommission(pbx: _pbx.Pbx, folder: _snapshots.Folder, wish: Decommission, *, check_mode: bool) -> Outcome:
    """Delete the devices, or foretell it.

    :raises ThreeCXError: when one device is not what it is expected to be, when they are too many, or when the PBX
        cannot be read; nothing was deleted then. What fails later is in the outcome.
    """
    outcome = Outcome()
    if not wish.fleet.wanted:
        return outcome
    found = _find(pbx, wish, outcome)
    outcome.found = [found[mac] for mac in sorted(found)]
    if check_mode or not found:
        outcome.deleted = sorted(found)
        return outcome
    name, content = _snapshot(outcome.found, with_secrets=wish.with_secrets)
    try:
        folder.save(name, content)
    except _snapshots.SnapshotError as error:
        raise _errors.ThreeCXError(f"{error} Nothing was deleted.") from None
    outcome.snapshot = folder.file(name)
    try:
        for batch in _batches(sorted(found), wish.batch_size):
            # Whoever tidies up the directory meanwhile must not make the rest of the devices unrecoverable.
            folder.check(name, content)
            _delete(pbx, wish, {mac: found[mac] for mac in batch}, outcome)
        _check_gone(pbx, wish)
    except _errors.ThreeCXError as error:
        outcome.failure = _failure(error, outcome)
    except Exception as error:
        outcome.failure = _failure(pbx.client.unforeseen(error), outcome)
    return outcome


def _find(pbx: _pbx.Pbx, wish: Decommission, outcome: Outcome) -> dict[str, _plan.Device]:
    """The devices to delete, by MAC address.

    :raises ThreeCXError: when one of them is not the one that is meant, or when they are too many.
    """
    fleet, found = wish.fleet, {}
    seen: set[str] = set()

    def note() -> t.Iterator[_plan.Device]:
        for listed in _rollout.read_listed(pbx, fleet, pbx.each(), seen):
            mac = listed.record["mac_address"]
            if mac not in fleet.wanted:
                yield listed
                continue
            needs_etag = listed.etag is None and len(fleet.wanted) <= _FEW
            found[mac] = (pbx.find(mac) if needs_etag else None) or listed
            yield found[mac]

    steps = _fleet.plan_fleet(fleet, pbx.templates, note(), keep_records=False)
    errors = [error.reason for step in steps if (error := step.error or _find_error(wish, found.get(step.wanted.mac)))]
    if errors:
        raise _errors.ThreeCXError(f"{_told.first_of(errors, _MOST_ERRORS_SHOWN)} Nothing was deleted.")
    refusal = _limit.too_many(fleet.max_deletions, len(found), 0, len(seen))
    if refusal:
        raise _errors.ThreeCXError(f"{refusal} Nothing was deleted.")
    outcome.absent = [mac for mac in fleet.wanted if mac not in found]
    return found


def _find_error(wish: Decommission, device: _plan.Device | None) -> _errors.ThreeCXError | None:
    """Why a device is not to be deleted: it is not the one that is meant, or it cannot be saved."""
    if device is None:
        return None
    mac, name = device.record["mac_address"], str(device.record["name"] or "")
    if wish.names.get(mac, name) != name:
        return _errors.ThreeCXError(
            f"FXS {mac} has the name {_visible.shown(name)} and not {_visible.shown(wish.names[mac])}."
        )
    return _plan.unsaved(device)


def _snapshot(devices: t.Sequence[_plan.Device], *, with_secrets: bool) -> tuple[str, _fxs.Record]:
    """The name of a snapshot, and what is in it."""
    taken_at = _snapshots.time_of_snapshot()
    content: _fxs.Record = {"taken_at": taken_at, "devices": [device.record for device in devices]}
    # It keeps the snapshots of simultaneous runs apart. Secrets have no part in it.
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]
    if with_secrets:
        content["secrets"] = {device.record["mac_address"]: _secrets(device.entity) for device in devices}
    return f"fxs-decommission-{_snapshots.in_name(taken_at)}-{digest}.json", content


def _secrets(entity: t.Mapping[str, t.Any]) -> _fxs.Record:
    provisioning = entity.get("Provisioning")
    link = provisioning.get("ProvLink") if isinstance(provisioning, dict) else None
    return {**{name: entity.get(theirs) for name, theirs in _fxs.SECRET_PROPERTIES.items()}, "provisioning_link": link}


def _batches(macs: t.Sequence[str], size: int) -> t.Iterator[t.Sequence[str]]:
    for first in range(0, len(macs), size):
        yield macs[first : first + size]


def _delete(pbx: _pbx.Pbx, wish: Decommission, batch: t.Mapping[str, _plan.Device], outcome: Outcome) -> None:
    """Delete some devices, each only as long as it is what was saved.

    :raises ThreeCXError: when one of them could not be deleted, or was not tried.
    """
    wanted = {mac: _as_saved(wish.fleet.wanted[mac], device) for mac, device in batch.items()}
    fleet = replace(wish.fleet, wanted=wanted, max_deletions=_limit.Limit(len(batch), is_percent=False))
    report = _rollout.roll_out(pbx, fleet, check_mode=False, with_diff=False)
    outcome.has_written = report.has_written
    by_kind: dict[str, list[str]] = {"deleted": outcome.deleted, "unchanged": outcome.absent}
    for result in report.results:
        by_kind.get(_report.count_as(result), []).append(result.step.wanted.mac)
    if report.problem is not None:
        raise _errors.ThreeCXError(report.problem)


def _as_saved(wanted: _wanted.Wanted, device: _plan.Device) -> _wanted.Wanted:
    guards = wanted.guards
    return replace(
        wanted,
        guards=_wanted.Guards(guards.if_match or device.etag, _fxs.fingerprint(device.record), guards.device_type),
    )


def _check_gone(pbx: _pbx.Pbx, wish: Decommission) -> None:
    left = [mac for device in pbx.each() if (mac := device.record["mac_address"]) in wish.fleet.wanted]
    if left:
        raise _errors.ThreeCXError(f"Still there, or there again: {', '.join(left)}.")


def _failure(error: _errors.ThreeCXError, outcome: Outcome) -> _errors.ThreeCXError:
    """What to tell when it did not go on."""
    return _errors.ThreeCXError(
        f"{len(outcome.deleted):,} of {len(outcome.found):,} devices deleted, then:\n{error.reason}\nAll are saved in"
        f" {outcome.snapshot}. Run this again to go on.",
        **error.facts,
    )
