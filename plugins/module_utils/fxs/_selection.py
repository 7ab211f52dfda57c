# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which devices a user wants to see, and how they are shown. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _odata
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _departments, _fxs, _plan

# The fields that can be asked for; each holds a text. The first two are those of the template.
FILTER_FIELDS = ("device_type", "template", "name", "brand", "model", "model_name", "group", "language", "time_zone")


def odata_filter(wanted: t.Mapping[str, t.Any], raw: str | None) -> str | None:
    """The expression for C($filter): every field equal to what is wanted, and the user's own expression.

    :param wanted: a text for each field, or the texts of which one will do; these are left to C(is_selected).
    :returns: None when there is nothing to filter by.
    """
    given = ((name, value) for name, value in sorted(_given(wanted).items()) if name in _fxs.FIELDS)
    parts = [f"{_fxs.FIELDS[name]} eq {_odata.literal(value)}" for name, value in given if isinstance(value, str)]
    parts += [f"({raw})"] if raw else []
    return " and ".join(parts) or None


def is_selected(record: _fxs.Record, wanted: t.Mapping[str, t.Any]) -> bool:
    """Whether a device is one of those that are wanted.

    That XAPI filters devices is declared, but was never seen, so what it answers is filtered once more.
    """
    given = _given(wanted).items()
    return all(record[name] == value if isinstance(value, str) else record[name] in value for name, value in given)


def with_department(
    wanted: t.Mapping[str, t.Any], departments: t.Iterable[_departments.Department]
) -> dict[str, t.Any]:
    """What is wanted, with the number of a department that was given by its name, and that name.

    Whether a device shows the number or the name of its department is unknown.

    :param departments: all departments of the PBX; gone through only where a name was given.
    :raises InputError: when there is no such department or more than one.
    """
    given = wanted.get("group")
    if not given or _departments.is_number(given):
        return dict(wanted)
    return {**wanted, "group": _departments.find_department("filter.group", given, departments)}


def by_mac(devices: t.Iterable[_plan.Device]) -> list[_plan.Device]:
    """Devices in the order of their MAC addresses; a PBX sorts them as it spells them."""
    return sorted(devices, key=lambda device: str(device.record["mac_address"]))


def registrations(devices: t.Iterable[_plan.Device]) -> dict[str, _fxs.Record | None]:
    """What is registered for devices, by MAC address; those are missing of which the PBX does not tell."""
    told = [device for device in devices if "Registered" in device.entity]
    return {device.record["mac_address"]: _fxs.public_registration(device.entity) for device in told}


def _given(wanted: t.Mapping[str, t.Any]) -> dict[str, str | tuple[str, ...]]:
    return {name: value for name, value in wanted.items() if value is not None}
