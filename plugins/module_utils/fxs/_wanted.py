# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the user wants for one FXS device, read from options and checked before any request.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _etag, _secrets, _urls, _values
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs

# Options that hold a plain value of the device, or a list that is taken as a whole.
_PLAIN_OPTIONS = (
    "name",
    "brand",
    "model",
    "model_name",
    "template",
    "group",
    "language",
    "time_zone",
    "codecs",
    "line_count",
    "lines",
)
# Those of them that a PBX may show as null, and that a new device can be created without.
_NULLABLE_OPTIONS = ("name", "group", "language", "time_zone", "line_count")
_MAC_DIGITS = 12
_SECRET_OPTIONS = ("password", "secret")
_ALL_OPTIONS = (
    *("mac_address", "if_match", "if_fingerprint", "device_type", "update_secrets"),
    *_PLAIN_OPTIONS,
    *("provisioning", "variables"),
    *_SECRET_OPTIONS,
)
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class Guards(t.NamedTuple):
    """What must still hold for a device before anything about it may change.

    :param if_match: the ETag that the user saw, C(*) for any, or None to go on without verification.
    :param if_fingerprint: the fingerprint that the user saw, or None.
    :param device_type: C(fxs) or C(dect), or None for an FXS device that is certainly no DECT base.
    """

    if_match: str | None = None
    if_fingerprint: str | None = None
    device_type: str | None = None

    @property
    def names_a_version(self) -> bool:
        """Whether the user means a device as it was seen, not whatever is there."""
        return self.if_match is not None or self.if_fingerprint is not None


@dataclass(frozen=True)
class Wanted:
    """The wish for one device.

    :param mac: normalised.
    :param values: the values that were given, in the shape of a record; what was not given is not compared. None is to
        be empty.
    :param nulls: what was given as null, in the same shape; it only keeps the PBX from filling in values of its own
        when it creates the device, so that a record that is fed back gives the same record.
    :param secrets: C(password) and C(secret) where given.
    :param department: where the group was given by the name of a department and not by its number: that name, as the
        PBX has it.
    :param group_option: what the user calls the option for the group.
    :param renew_secrets: whether to write the secrets to a device that exists already.
    """

    mac: str
    state: str
    guards: Guards
    values: _fxs.Record = field(default_factory=dict)
    secrets: t.Mapping[str, str] = field(default_factory=dict, repr=False)
    renew_secrets: bool = False
    nulls: _fxs.Record = field(default_factory=dict)
    department: str | None = None
    group_option: str = "group"

    @property
    def values_if_new(self) -> _fxs.Record:
        """The values to create the device with."""
        values = {**self.nulls, **self.values}
        if "provisioning" in values:
            parts = (source.get("provisioning", {}) for source in (self.nulls, self.values))
            values["provisioning"] = {name: value for part in parts for name, value in part.items()}
        return values


def read_wanted(params: t.Mapping[str, t.Any], given: object) -> Wanted:
    """Read the options of one device.

    :param params: the parsed options; those that were left out are null.
    :param given: the options as they came in; a text, which Ansible takes for a mapping too, holds no null.
    :raises InputError: naming the option, the value and what would be right.
    """
    mac = _values.normalise_mac(params["mac_address"])
    options = given if isinstance(given, dict) else {}
    return Wanted(
        mac=mac,
        state=params["state"],
        guards=read_guards(params),
        values=_read_values(params),
        secrets=_read_secrets(params, mac),
        renew_secrets=params["update_secrets"] == "always",
        nulls=_read_nulls(options),
        group_option=next(
            (name for name in ("group", *_values.GROUP_ALIASES) if options.get(name) is not None), "group"
        ),
    )


def with_nulls(wanted: Wanted, given: t.Mapping[str, t.Any]) -> Wanted:
    """The same wish, where null is a value as well: what was given as null is to be empty.

    :param given: the options as they came in.
    """
    nulls = {name: None for name in _PLAIN_OPTIONS if name in given and given[name] is None}
    return replace(wanted, values={**nulls, **wanted.values_if_new})


def wanted_record(record: _fxs.Record) -> Wanted:
    """What is wanted of a device that is to be as a record says; null in it keeps a PBX from filling in its own values.

    :raises InputError: when the record holds what no device can have.
    """
    return read_wanted({**whole_params(record), "state": "present"}, record)


def whole_params(some: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """All options of one device, from some of them."""
    return {**dict.fromkeys(_ALL_OPTIONS), **some}


def _read_secrets(params: t.Mapping[str, t.Any], mac: str) -> dict[str, str]:
    secrets = {name: params[name] for name in _SECRET_OPTIONS if params[name] is not None}
    for name, secret in secrets.items():
        if not secret:
            raise _errors.InputError(f"{name} is empty; leave it out to keep what the device has.")
        check_stands_apart(name, secret, mac)
    return secrets


def check_stands_apart(name: str, secret: str, macs: str) -> None:
    """Refuse a secret that is a part of MAC addresses.

    Ansible hides a secret wherever it stands in results, and would hide those of the devices that they are about.

    :param macs: normalised MAC addresses, one a line.
    :raises InputError: which shows neither, as Ansible would make a riddle of the message.
    """
    # Thousands of secrets are compared with thousands of addresses.
    if 0 < len(secret) <= _MAC_DIGITS and secret in macs:
        raise _errors.InputError(
            f"{name} is a part of a MAC address, so that Ansible would hide that in all results, and anybody who sees"
            " the device could guess it; choose another (its value is not shown here)."
        )


def read_guards(params: t.Mapping[str, t.Any]) -> Guards:
    """Read the options that name a version of the device.

    :raises InputError: naming the option, the value and what would be right.
    """
    if_match, seen = params["if_match"], params["if_fingerprint"]
    if seen is not None and not _FINGERPRINT.fullmatch(seen):
        raise _errors.InputError(
            f"if_fingerprint is '{seen}'; it must be the fingerprint that an earlier result gave, 64 hexadecimal"
            " digits. Leave the option out to go on without verification."
        )
    return Guards(None if if_match is None else _etag.parse_if_match(if_match), seen, params["device_type"])


def _read_values(params: t.Mapping[str, t.Any]) -> _fxs.Record:
    values = {name: params[name] for name in _PLAIN_OPTIONS if params[name] is not None}
    check_kind(values)
    if params["provisioning"] is not None:
        values["provisioning"] = {name: value for name, value in params["provisioning"].items() if value is not None}
    if params["variables"] is not None:
        values["variables"] = read_variables(params["variables"])
    _check_lines(values.get("lines") or [])
    return values


def check_kind(values: t.Mapping[str, t.Any]) -> None:
    """Refuse an empty text, which takes a value away, for what no device is without.

    :raises InputError: with one sentence for each of them.
    """
    problems = [
        f"{name} is ''; leave it out, since no device is without (in a template: | default(omit, true))."
        for name in _fxs.KIND_FIELDS
        if values.get(name) == ""
    ]
    if problems:
        raise _errors.InputError(" ".join(problems))


def _check_lines(lines: list[dict[str, t.Any]]) -> None:
    for name in ("key", "number"):
        seen: dict[t.Any, int] = {}
        for position, line in enumerate(lines, start=1):
            value = line[name]
            if value in seen:
                raise _errors.InputError(f"lines has {name} '{value}' twice, in entries {seen[value]} and {position}.")
            if value != "":
                seen[value] = position


def _read_nulls(given: t.Mapping[str, t.Any]) -> _fxs.Record:
    nulls: _fxs.Record = {
        "group" if name in _values.GROUP_ALIASES else name: None
        for name in (*_NULLABLE_OPTIONS, *_values.GROUP_ALIASES)
        if name in given and given[name] is None
    }
    provisioning = given.get("provisioning")
    if isinstance(provisioning, dict):
        nulls["provisioning"] = {name: None for name, value in provisioning.items() if value is None}
    return nulls


def read_variables(given: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Variables of a template as the texts that they are.

    :raises InputError: naming the variable, and what would be right.
    """
    return {name: _read_variable(name, value) for name, value in given.items()}


def _read_variable(name: str, value: t.Any) -> str:
    if _secrets.looks_secret(name):
        # A record would show it, and a record that hides it would differ for ever.
        raise _errors.InputError(
            f"variables.{name} stands for a secret by its name, and no record shows that; leave it out, and set it with"
            " threecx_xapi or in the admin console."
        )
    if isinstance(value, (bool, float)):
        raise _errors.InputError(
            f"variables.{name} is the {'boolean' if isinstance(value, bool) else 'number'} {str(value).lower()}, which"
            " YAML has made of what was written: put that in quotes."
        )
    if value is not None and not isinstance(value, (str, int)):
        raise _errors.InputError(f"variables.{name} is {_values.kind_of(value)}; it must be a text or a whole number.")
    if _urls.without_logins(str(value)) != str(value):
        raise _errors.InputError(
            f"variables.{name} holds a URL with a user, a password or a query, and no record shows that; leave it out,"
            " and set it with threecx_xapi or in the admin console."
        )
    return "" if value is None else str(value)
