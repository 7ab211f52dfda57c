# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Devices (C(Fxs)) among the objects of a configuration: decided and carried out by what works on fleets of them.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _compare
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _plan as _config_plan
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _decide, _lookups, _report
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import (
    _departments,
    _fleet,
    _fxs,
    _pbx,
    _rollout,
    _templates,
    _wanted,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _plan as _fxs_plan

_PROPERTY_NAMES = {option: xapi for xapi, option in _fxs.OPTION_NAMES.items()}
# An option, and not the thing of the same name: "model is missing", "lines has", "variables.Color"
_OPTION = re.compile(
    rf"""'[^']*'|\b(?:{"|".join(_PROPERTY_NAMES)})(?= is | has |\.\w|, or |\)|, so | and model| \(or)"""
)


class Devices:
    """The devices that a configuration describes, on one PBX.

    :raises InputError: when a target has a value that no device can have, such as the same extension on two lines.
    """

    def __init__(self, client: _client.Client, wish: _wish.Wish) -> None:
        self._pbx = _pbx.Pbx(client)
        self._wish = wish
        self._names: dict[str, str] = {}
        targets = [target for target in wish.targets if target.kind.name == _lookups.FXS]
        self._wanted = {one.mac: one for one in (read_device(target, wish) for target in targets)}
        self._targets = dict(zip(self._wanted, targets))
        self._pruned: frozenset[str] = frozenset()
        self._before: dict[str, tuple[t.Any, ...]] = {}
        self._seen: dict[str, _fxs.Record] = {}

    def foretell(
        self, new_departments: t.Iterable[str], prune: t.Iterable[str], blind: str | None
    ) -> list[_config_plan.Step]:
        """What it takes for each, and then for those that go because the user does not name them.

        :param new_departments: the names of departments that the same task creates before.
        :param prune: the MAC addresses of those that go if they are FXS devices.
        :param blind: why the departments cannot be read, or None.
        """
        if blind is not None and self._names_departments:
            return [
                _config_plan.Step(_kinds.KINDS[_lookups.FXS], target.key, target, problems=(f"Groups: {blind}",))
                for target in self._targets.values()
            ]
        self._pruned = frozenset(prune)
        pending = [_departments.Department(name, name) for name in new_departments]
        there = list(self._pbx.each())
        self._before = {mac: found for mac, found in _scoped(there).items() if mac in self._pruned}
        self._seen = {
            mac: device.record
            for device in there
            if (mac := device.record["mac_address"]) in self._targets and self._targets[mac].if_fingerprint is not None
        }
        steps = [self._step(result) for result in self._roll_out(there, pending, check_mode=True)]
        listed = len(self._targets)
        return [*steps[:listed], *sorted(steps[listed:], key=lambda step: step.key)]

    @property
    def _names_departments(self) -> bool:
        return any(one.values.get("group") for one in self._wanted.values())

    def carry_out(self, without: t.Collection[str]) -> list[_report.Result]:
        """Write what is to be written, and look at it afterwards.

        :param without: the MAC addresses of those that are left alone, since something that they refer to is not there.
        """
        self._wanted = {mac: wanted for mac, wanted in self._wanted.items() if mac not in without}
        self._pbx.forget_departments()
        there = list(self._pbx.each())
        now = _scoped(there)
        moved = sorted(mac for mac, before in self._before.items() if now.get(mac, before) != before)
        self._pruned -= frozenset(moved)
        report = self._roll_out(there, [], check_mode=False)
        done = [
            _report.Result(self._step(result), result.changed, _in_property_words(result.error), result.was_tried)
            for result in report
        ]
        steps = (_config_plan.Step(_kinds.KINDS[_lookups.FXS], (mac,)) for mac in moved)
        return [
            *done,
            *(_report.Result(step, error=_errors.ThreeCXError(_decide.not_meant(step.place))) for step in steps),
        ]

    def _fleet(self, pending: list[_departments.Department], listed: t.Iterable[_fxs_plan.Device]) -> _fleet.Fleet:
        """The wish as one for a fleet, with each device taken for the kind that its template says."""
        fleet = _fleet.Fleet(
            self._wanted,
            prune=True,
            ignore=(),
            may_miss=False,
            # What is deleted has been counted together with all else by then.
            max_deletions=_limit.NO_LIMIT,
            parallel=self._wish.parallel,
            stop_on_error=False,
            within=self._pruned,
        )
        departments = [*self._known_departments(), *pending] if self._names_departments else []
        self._names = {department.number: department.name for department in departments}
        # Where a device stands in the configuration is told of each failure.
        found = _fleet.with_departments(fleet, departments, place="")
        types, fingerprints = self._device_types(listed), self._fingerprints(listed)
        typed = {
            mac: replace(
                one,
                guards=one.guards._replace(device_type=types.get(mac), if_fingerprint=fingerprints.get(mac)),
            )
            for mac, one in found.wanted.items()
        }
        return replace(found, wanted=typed, stop_on_error=self._wish.stop_on_error)

    def _fingerprints(self, listed: t.Iterable[_fxs_plan.Device]) -> dict[str, str]:
        """By MAC address, what devices must still be that the user wants to be those that he has seen.

        That they were at first is told by C(_decide). The same task may rename the extensions on their lines.
        """
        now = {device.record["mac_address"]: device.record for device in listed}
        return {
            mac: _fxs.fingerprint(now[mac] if mac in now and _is_but_for_names(now[mac], seen) else seen)
            for mac, seen in self._seen.items()
        }

    def _known_departments(self) -> t.Iterator[_departments.Department]:
        """The departments with the names that the same task gives them, so that devices can refer to them by these."""
        names = {
            target.renamed_from: target.key[0]
            for target in self._wish.targets
            if target.kind.name == _lookups.DEPARTMENTS
        }
        for department in self._pbx.departments:
            yield department._replace(name=names.get((department.name,), department.name))

    def _device_types(self, listed: t.Iterable[_fxs_plan.Device]) -> dict[str, str | None]:
        """By MAC address, what the PBX or, of a new device, the template says: an adapter or a DECT base."""
        new = {
            mac: _type_of(one, self._pbx.templates) for mac, one in self._wanted.items() if one.values.get("template")
        }
        there = {device.record["mac_address"]: device.record["device_type"] for device in listed}
        return {**new, **{mac: kind for mac, kind in there.items() if kind}}

    def _roll_out(
        self, listed: list[_fxs_plan.Device], pending: list[_departments.Department], *, check_mode: bool
    ) -> list[_rollout.Result]:
        """Decide on the devices as they are now, and write what is to be written.

        :param listed: all devices, read directly before.
        :param pending: the departments that are not there yet.
        """
        report = _rollout.roll_out(
            self._pbx, self._fleet(pending, listed), check_mode=check_mode, with_diff=True, rows=listed
        )
        if report.refusal:
            raise _errors.ThreeCXError(report.refusal)
        return report.results

    def _step(self, result: _rollout.Result) -> _config_plan.Step:
        planned = result.carried_out or result.step.planned
        mac = result.step.wanted.mac
        step = _config_plan.Step(_kinds.KINDS[_lookups.FXS], (mac,), self._targets.get(mac))
        if planned is None:
            return step._replace(
                problems=(f"{step.place}: {in_property_words(t.cast('_errors.ThreeCXError', result.error).reason)}",)
            )
        turn = _config_plan.DELETIONS if planned.action == "delete" else _config_plan.DELETIONS - 1
        parts = (
            (_config_plan.Part(_config_plan.Rank(turn, _kinds.KINDS[_lookups.FXS].phase)),) if planned.changes else ()
        )
        differing = (*planned.fields, *(name for name, is_written in planned.secrets.items() if is_written))
        # The kind of device is told by its template.
        fields = tuple(_PROPERTY_NAMES[name] for name in differing if name in _PROPERTY_NAMES)
        before, after = (self._natural(result.diff[side]) for side in ("before", "after"))
        is_new = planned.action == "create"
        if planned.action == "update":
            before, after = ({name: side[name] for name in fields if name in side} for side in (before, after))
        comparison = _compare.Comparison(
            fields=fields,
            before=before,
            after=after,
            removed=_taken_out(planned),
            not_compared=()
            if is_new or self._wish.renew_secrets
            else tuple(_PROPERTY_NAMES[one] for one in planned.secrets),
        )
        return step._replace(action=planned.action, comparison=comparison, parts=parts)

    def _natural(self, record: _fxs.Record) -> _fxs.Record:
        """One side of a difference in the form of an export: departments by their names."""
        found = _fxs.in_xapi_words(record)
        if found.get("Group"):
            found["Group"] = self._names.get(found["Group"], found["Group"])
        return found


def read_device(target: _wish.Target, wish: _wish.Wish) -> _wanted.Wanted:
    """What is wanted of one device; null says that nothing is to be there.

    :raises InputError: naming the place, the value and what would be right.
    """
    options = device_options(target)
    try:
        wanted = _wanted.read_wanted({**_wanted.whole_params(options), "state": wish.state}, options)
    except _errors.InputError as error:
        raise _errors.InputError(f"{target.place}: {in_property_words(str(error))}") from None
    return replace(_wanted.with_nulls(wanted, options), renew_secrets=wish.renew_secrets)


def device_options(target: _wish.Target) -> _fxs.Record:
    """The options of C(threecx_fxs_devices) that say what a target says.

    In an export, null stands for the number of a free line, and what could be a secret has no value: it stays. What no
    device is without may be shown there as an empty text, which is null.
    """
    value = {_fxs.OPTION_NAMES[name]: inner for name, inner in target.value.items()}
    value.update({name: None for name in _fxs.KIND_FIELDS if value.get(name) == ""})
    if value.get("lines") is not None:
        value["lines"] = [{**line, "number": line["number"] or ""} for line in map(_fxs.line_options, value["lines"])]
    if "provisioning" in value:
        value["provisioning"] = _fxs.provisioning_options(value["provisioning"])
    if value.get("variables") is not None:
        value["variables"] = {row["Name"]: row["Value"] for row in value["variables"] if "Value" in row}
    secrets = {_fxs.OPTION_NAMES[name]: text for name, text in target.secrets.items()}
    return {**value, **secrets}


def in_property_words(text: str) -> str:
    """What is said of the options for a device, in the words of C(config); what stands in quotes stays."""
    return _OPTION.sub(lambda found: _PROPERTY_NAMES.get(found[0], found[0]), text)


def _in_property_words(error: _errors.ThreeCXError | None) -> _errors.ThreeCXError | None:
    return None if error is None else _errors.ThreeCXError(in_property_words(error.reason), **error.facts)


def _is_but_for_names(now: _fxs.Record, before: _fxs.Record) -> bool:
    """Whether a device is what it was, but for the names of its lines, which are those of extensions."""
    return _fxs.fingerprint(_without_names(now)) == _fxs.fingerprint(_without_names(before))


def _without_names(record: _fxs.Record) -> _fxs.Record:
    return {**record, "lines": [{**line, "name": None} for line in record["lines"] or []]}


def _taken_out(planned: _fxs_plan.Plan) -> int:
    """How many lines of a device lose their number, but for those that others with one replace."""
    if planned.before is None or planned.after is None:
        return 0
    before, after = (len(_fxs.comparable(record)["lines"]) for record in (planned.before, planned.after))
    return max(0, before - after)


def _scoped(devices: t.Iterable[_fxs_plan.Device]) -> dict[str, tuple[t.Any, ...]]:
    """By MAC address, what tells whether a device may be pruned."""
    return {one.record["mac_address"]: (one.record["name"], one.record["group"]) for one in devices}


def _type_of(wanted: _wanted.Wanted, templates: t.Iterable[_templates.Template]) -> str | None:
    return next((one.device_type for one in templates if one.id == wanted.values["template"]), None)
