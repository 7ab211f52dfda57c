# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which devices a user wants to see, and how they are shown. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api._odata import literal
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import FIELDS, Record, public_registration
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import Device

# The fields that can be asked for; each holds a text. The first two are those of the template.
FILTER_FIELDS = ("device_type", "template", "name", "brand", "model", "model_name", "group", "language", "time_zone")


def odata_filter(wanted: t.Mapping[str, t.Any], raw: str | None) -> str | None:
    """The expression for C($filter): every field equal to what is wanted, and the user's own expression.

    :returns: None when there is nothing to filter by.
    """
    given = sorted(_given(wanted).items())
    parts = [f"{FIELDS[name]} eq {literal(value)}" for name, value in given if name in FIELDS]
    parts += [f"({raw})"] if raw else []
    return " and ".join(parts) or None


def is_selected(record: Record, wanted: t.Mapping[str, t.Any]) -> bool:
    """Whether a device is one of those that are wanted.

    That XAPI filters devices is declared, but was never seen, so what it answers is filtered once more.
    """
    return all(record[name] == value for name, value in _given(wanted).items())


def by_mac(devices: t.Iterable[Device]) -> list[Device]:
    """Devices in the order of their MAC addresses; a PBX sorts them as it spells them."""
    return sorted(devices, key=lambda device: str(device.record["mac_address"]))


def registrations(devices: t.Iterable[Device]) -> dict[str, Record | None]:
    """What is registered for devices, by MAC address; those are missing of which the PBX does not tell."""
    told = [device for device in devices if "Registered" in device.entity]
    return {device.record["mac_address"]: public_registration(device.entity) for device in told}


def _given(wanted: t.Mapping[str, t.Any]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if value is not None}
