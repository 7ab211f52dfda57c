# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decide what to do with one FXS device. Pure: nothing here talks to a PBX.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs, _templates, _wanted

# Values whose validity depends on the template of the device.
_TEMPLATE_FIELDS = frozenset(
    ("language", "time_zone", "line_count", "lines", "variables", "brand", "model", "model_name")
)
# Fields of which a PBX may change parts that were not asked for.
_MAPPINGS = ("provisioning", "variables")


@dataclass(frozen=True)
class Device:
    """One FXS device as it was read.

    :param spelling: the MAC address as the PBX spells it, which is the key in its URLs.
    :param record: what users may see of it.
    :param etag: its ETag, or None when the PBX shows none.
    :param entity: all that the PBX sent, secrets included; never to be shown.
    """

    spelling: str
    record: _fxs.Record
    etag: str | None
    entity: t.Mapping[str, t.Any] = field(repr=False)


@dataclass(frozen=True)
class Plan:
    """What one device needs.

    :param mac: its MAC address, normalised.
    :param key: its MAC address as the PBX spells it, where the device exists.
    :param before: its record now; None when there is no such device.
    :param after: its record afterwards as far as that can be foretold; None when it will be gone.
    :param if_match: the ETag that the write must find, or None to write without verification.
    :param body: what to send, secrets included; never to be shown.
    :param secrets: for each secret that was given, whether it will be written.
    :param spare: what in the body the user did not give, and the PBX can fill in itself, in XAPI's names.
    """

    action: t.Literal["keep", "create", "update", "delete"]
    mac: str
    key: str
    before: _fxs.Record | None
    after: _fxs.Record | None
    if_match: str | None = None
    body: _fxs.Record = field(default_factory=dict, repr=False)
    secrets: t.Mapping[str, bool] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    spare: frozenset[str] = frozenset()

    @property
    def changes(self) -> bool:
        return self.action != "keep"

    @property
    def record(self) -> _fxs.Record | None:
        """The record to show: that of the device afterwards or, if it will be gone, before."""
        return self.before if self.action == "delete" else self.after


class ChangedError(_errors.RefusedError):
    """The device is not the one that the user saw.

    :param found: what it is now, as a sentence without its end.
    """

    def __init__(self, found: str, **facts: t.Any) -> None:
        super().__init__(f"{found}: it was changed since", **facts)
        self.found = found


def plan(wanted: _wanted.Wanted, templates: t.Iterable[_templates.Template], device: Device | None) -> Plan:
    """What it takes to give the user what is wanted.

    :param templates: all templates of the PBX; gone through only where one is needed.
    :raises RefusedError: when a guard does not hold.
    :raises InputError: when a value is not valid for the template.
    """
    if wanted.state == "absent":
        return _plan_absent(wanted, device)
    if device is None:
        return _plan_new(wanted, templates)
    return _plan_change(wanted, templates, device)


def check_guards(mac: str, guards: _wanted.Guards, device: Device) -> None:
    """Refuse a device that is not the one the user saw.

    :raises ChangedError: when it is another version.
    :raises RefusedError: without an ETag from the PBX too. No real PBX was ever seen to send one, so going on would
        change unverified what the user wanted verified.
    """
    if guards.if_match not in (None, "*", device.etag):
        if device.etag is None:
            raise _errors.RefusedError(
                f"FXS {mac}: the PBX shows no ETag, so if_match cannot be verified",
                "Leave if_match out, or set it to '*', to go on without verification, or use if_fingerprint.",
            )
        raise ChangedError(
            f"FXS {mac} has the ETag {device.etag} and not {guards.if_match}", status=412, current_etag=device.etag
        )
    if guards.if_fingerprint is not None and guards.if_fingerprint != (now := _fxs.fingerprint(device.record)):
        raise ChangedError(
            f"FXS {mac} has the fingerprint {now} and not {guards.if_fingerprint}", current_fingerprint=now
        )


def check_device_type(mac: str, wanted_type: str | None, actual_type: str | None) -> None:
    """Refuse a DECT base, which is in the same entity set, unless the user means one.

    :raises RefusedError: also when the kind of device cannot be told and the user does not tell either.
    """
    if wanted_type is None and not actual_type:
        raise _errors.RefusedError(
            f"FXS {mac}: the PBX does not tell whether this is an FXS device or a DECT base",
            "Set device_type to the kind that you know it to be.",
        )
    if actual_type and actual_type != (wanted_type or "fxs"):
        raise _errors.RefusedError(
            f"The device {mac} is of the type '{actual_type}' and not '{wanted_type or 'fxs'}'",
            f"Set device_type to '{actual_type}' if it is meant.",
        )


def check_device(mac: str, guards: _wanted.Guards, device: Device) -> None:
    """Refuse to change a device that is not the one, or not of the kind, that the user means.

    :raises RefusedError: saying what does not hold.
    """
    check_guards(mac, guards, device)
    check_device_type(mac, guards.device_type, device.record["device_type"])


def unsaved(device: Device) -> _errors.RefusedError | None:
    """Why a device cannot be saved, so that nothing may rely on that: the PBX does not show all of it.

    A PBX that answers now and then with a fault is taken for one that does not know what it was asked for.
    """
    hidden = _fxs.hidden_fields(device.entity)
    if not hidden:
        return None
    return _errors.RefusedError(
        f"FXS {device.record['mac_address']}: the PBX does not show {', '.join(hidden)} of this device, so it cannot be"
        " saved as it is",
        "Run this again if the PBX showed that before.",
    )


def etag_to_send(guards: _wanted.Guards, device: Device) -> str | None:
    """The ETag that the PBX is to find when it deletes a device or renews its credentials.

    Where the user means a version of the device, it is that which was compared.
    """
    return guards.if_match or (device.etag if guards.names_a_version else None)


def _plan_absent(wanted: _wanted.Wanted, device: Device | None) -> Plan:
    if device is None:
        return Plan("keep", wanted.mac, wanted.mac, None, None)
    check_device(wanted.mac, wanted.guards, device)
    return Plan("delete", wanted.mac, device.spelling, device.record, None, etag_to_send(wanted.guards, device))


def _plan_new(wanted: _wanted.Wanted, templates: t.Iterable[_templates.Template]) -> Plan:
    if wanted.guards.names_a_version:
        raise _errors.RefusedError(
            f"FXS {wanted.mac} does not exist, so it is not the device that if_match or if_fingerprint means"
        )
    _check_kind(wanted, None)
    values, template = _templates.complete_new_device(wanted.values_if_new, templates)
    check_device_type(wanted.mac, wanted.guards.device_type, template.device_type)
    _templates.check_values(values, template)
    empty = _fxs.public_record({"MacAddress": wanted.mac, **{name: [] for name in _fxs.ARRAYS}})
    after = _fxs.merge(empty, values)
    # Empty values too: where they are left out, a PBX fills in its own.
    fields = [name for name in after if name in values]
    body = {"MacAddress": wanted.mac, **_fxs.changes_body(fields, empty, after), **_secrets_body(wanted)}
    if "variables" in fields:
        body["Variables"] = _fxs.merge_variables({}, wanted.values["variables"])
    secrets = dict.fromkeys(wanted.secrets, True)
    spare = _spare(body, wanted)
    return Plan("create", wanted.mac, wanted.mac, None, after, None, body, secrets, tuple(fields), spare)


def _plan_change(wanted: _wanted.Wanted, templates: t.Iterable[_templates.Template], device: Device) -> Plan:
    if device.record["device_type"]:
        # A device of another kind is told at once, not with the first change that comes up.
        check_device_type(wanted.mac, wanted.guards.device_type, device.record["device_type"])
    _check_shown(wanted, device)
    _check_kind(wanted, device)
    after = _fxs.merge(device.record, _values_to_compare(wanted, device))
    fields = _fxs.changed_fields(device.record, after)
    secrets = {name: wanted.renew_secrets and _differs(device, name, value) for name, value in wanted.secrets.items()}
    if not fields and not any(secrets.values()):
        return Plan("keep", wanted.mac, device.spelling, device.record, device.record, secrets=secrets)
    check_device(wanted.mac, wanted.guards, device)
    after = {**after, **_values_from_template(wanted, templates, device, fields)}
    fields = _fxs.changed_fields(device.record, after)
    # What is only written in another way, such as lines in another order, does not change.
    after = {**device.record, **{name: after[name] for name in fields}}
    body = {**_fxs.changes_body(fields, device.record, after), **_secrets_body(wanted, secrets)}
    if "variables" in fields:
        body["Variables"] = _fxs.merge_variables(device.entity, wanted.values["variables"])
    if "provisioning" in fields:
        body["Provisioning"] = _fxs.merge_provisioning(device.entity, body["Provisioning"])
    # Without a wish of the user, the write still must find the device that the decision was made for.
    if_match = wanted.guards.if_match or device.etag
    spare = _spare(body, wanted)
    return Plan(
        "update", wanted.mac, device.spelling, device.record, after, if_match, body, secrets, tuple(fields), spare
    )


def _values_to_compare(wanted: _wanted.Wanted, device: Device) -> _fxs.Record:
    """The wanted values, but for a template that the PBX does not show: every device has one, so it is not another.

    What C(_check_kind) has let pass as null is none either. Whether a device shows the number or the name of its
    department is unknown.
    """
    is_named = wanted.department is not None and wanted.department == device.record["group"]
    by_name = {"group": wanted.department} if is_named else {}
    left = {name for name in _fxs.KIND_FIELDS if wanted.values.get(name) is None}
    if device.record["template"] is None:
        left.add("template")
    return {name: value for name, value in {**wanted.values, **by_name}.items() if name not in left}


def _check_kind(wanted: _wanted.Wanted, device: Device | None) -> None:
    """Refuse to empty what tells the kind of a device, unless that is how the PBX shows it.

    :raises InputError: with one sentence for each wrong value.
    """
    emptied = [name for name in _fxs.KIND_FIELDS if name in wanted.values and wanted.values[name] is None]
    # The record has a template as well where the PBX shows none.
    shown = _fxs.public_record(device.entity) if device is not None and emptied else {}
    problems = [
        f"{name} is empty, but {_owned(wanted.mac, shown.get(name))}; leave it out, since no device is without."
        for name in emptied
        if device is None or shown[name]
    ]
    if problems:
        raise _errors.InputError(" ".join(problems))


def _owned(mac: str, value: str | None) -> str:
    return "a new device gets one" if value is None else f"FXS {mac} has '{value}'"


def _check_shown(wanted: _wanted.Wanted, device: Device) -> None:
    """Refuse to compare what the PBX keeps back, and to write an array of which nobody knows what else is in it."""
    unknown = [name for name in wanted.values if not _fxs.shows(device.entity, name)]
    if unknown:
        raise _errors.RefusedError(
            f"FXS {wanted.mac}: the PBX does not show {', '.join(unknown)} of this device, so what it has now cannot"
            " be told",
            "Leave that out to go on with the rest.",
        )


def _values_from_template(
    wanted: _wanted.Wanted, templates: t.Iterable[_templates.Template], device: Device, fields: list[str]
) -> _fxs.Record:
    """What else changes with some fields of a device, by its template; refuses values that this does not allow."""
    if "template" in fields:
        raise _errors.InputError(
            f"template is '{wanted.values['template']}', but FXS {wanted.mac} has '{device.record['template']}'; that"
            " cannot be changed. Delete the device and create it again."
        )
    template = _templates.template_of(device.record, templates) if _TEMPLATE_FIELDS.intersection(fields) else None
    if template is None:
        return {}
    _templates.check_values({name: wanted.values[name] for name in fields}, template)
    brand = {"brand": _templates.brand_of(wanted.values, template)} if "brand" in fields else {}
    names = _templates.model_names(wanted.values, template) if {"model", "model_name"}.intersection(fields) else {}
    return {**brand, **names}


def _spare(body: t.Mapping[str, t.Any], wanted: _wanted.Wanted) -> frozenset[str]:
    """What in a body a PBX can fill in itself.

    Whether C(FxsLineCount) can be written is unknown, and so is how C(ModelName) differs from C(Model).
    """
    spare = set() if "line_count" in wanted.values else {"FxsLineCount"}
    if "Model" in body:
        spare.add("ModelName")
    return frozenset(spare.intersection(body))


def _differs(device: Device, name: str, value: str) -> bool:
    """Whether a secret has to be written; a PBX that does not show it leaves no other choice than to write it."""
    return bool(device.entity.get(_fxs.SECRET_PROPERTIES[name]) != value)


def _secrets_body(wanted: _wanted.Wanted, written: t.Mapping[str, bool] | None = None) -> _fxs.Record:
    return {
        _fxs.SECRET_PROPERTIES[name]: value
        for name, value in wanted.secrets.items()
        if written is None or written[name]
    }


def describe_unmet(wanted: _wanted.Wanted, done: Plan, device: Device) -> str:
    """Which values a device does not have although they were written, or an empty text.

    What the PBX does not show counts as stored.
    """
    ideal = _fxs.merge(device.record, _values_to_compare(wanted, device))
    unmet = [name for name in _fxs.changed_fields(device.record, ideal) if _fxs.shows(device.entity, name)]
    problems = [f"{name} is {device.record[name]!r} and not {ideal[name]!r}" for name in unmet]
    if "lines" in unmet and _without_names(device.record) == _without_names(ideal):
        problems.append("the PBX names lines itself, so leave the names out")
    shown = {
        name: device.entity.get(_fxs.SECRET_PROPERTIES[name]) for name, is_written in done.secrets.items() if is_written
    }
    problems += [f"{name} is another one" for name, value in shown.items() if value not in (None, wanted.secrets[name])]
    return "; ".join(problems)


def _without_names(record: _fxs.Record) -> list[_fxs.Record]:
    return [{**line, "name": None} for line in _fxs.comparable(record)["lines"]]


def other_changes(planned: Plan, device: Device) -> list[str]:
    """Which fields of a device that existed before, or parts of written ones, changed without being asked to."""
    if planned.before is None:
        return []
    others = [name for name in _fxs.changed_fields(planned.before, device.record) if name not in planned.fields]
    foretold, found = _fxs.comparable(planned.after or {}), _fxs.comparable(device.record)
    parts = [
        f"{name}.{part}"
        for name in _MAPPINGS
        if name in planned.fields
        for part in sorted({*foretold[name], *found[name]})
        if foretold[name].get(part) != found[name].get(part)
    ]
    return others + parts


def diff_sides(planned: Plan, record: _fxs.Record | None) -> dict[str, _fxs.Record]:
    """The two sides of the difference, with the same keys where the device exists on both.

    A dry run and a real one show the same. That is what the user wants changed, in the words of the user, and nothing
    that the PBX fills in, such as the names of lines. What else the PBX has changed by itself is the exception.

    :param record: the device afterwards.
    """
    before, after = planned.before, None if planned.action == "delete" or record is None else _after(planned, record)
    written = {name: "changed" if is_written else "unchanged" for name, is_written in planned.secrets.items()}
    return {
        "before": {} if before is None else {**before, **dict.fromkeys(written, "unchanged")},
        "after": {} if after is None else {**after, **written},
    }


def _after(planned: Plan, record: _fxs.Record) -> _fxs.Record:
    foretold = planned.after or {}
    if planned.before is None:
        return {name: foretold[name] for name in ("mac_address", *planned.fields)}
    names = [name for name in _fxs.changed_fields(foretold, record) if name not in planned.fields or name in _MAPPINGS]
    return {**foretold, **{name: record[name] for name in names}}
