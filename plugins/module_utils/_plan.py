# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decide what to do with one FXS device. Pure: nothing here talks to a PBX.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils._fxs import Record


class Device(t.NamedTuple):
    """One FXS device as it was read.

    :param spelling: the MAC address as the PBX spells it, which is the key in its URLs.
    :param record: what users may see of it.
    :param etag: its ETag, or None when the PBX shows none.
    """

    spelling: str
    record: Record
    etag: str | None


class Plan(t.NamedTuple):
    """What one device needs.

    :param mac: its MAC address, normalised.
    :param key: its MAC address as the PBX spells it, where the device exists.
    :param if_match: the ETag that the write must find, or None to write without verification.
    """

    action: t.Literal["keep", "delete"]
    mac: str
    key: str
    if_match: str | None = None

    @property
    def changes(self) -> bool:
        return self.action != "keep"


def plan_absent(mac: str, device: Device | None, if_match: str | None) -> Plan:
    """What it takes to have no device with this MAC address.

    :raises ThreeCXError: when C(if_match) is given and the device is not the one that the user saw, or when that
        cannot be told.
    """
    if device is None:
        return Plan("keep", mac, mac)
    verify_etag(mac, device, if_match)
    return Plan("delete", mac, device.spelling, if_match)


def verify_etag(mac: str, device: Device, if_match: str | None) -> None:
    """Refuse a device that is not the one the user saw.

    :raises ThreeCXError: without an ETag from the PBX too. No real PBX was ever seen to send one, so going on would
        delete unverified what the user wanted verified.
    """
    if if_match is None or if_match in ("*", device.etag):
        return
    if device.etag is None:
        raise ThreeCXError(
            f"FXS {mac}: the PBX shows no ETag, so if_match cannot be verified; nothing was changed. Leave if_match"
            " out, or set it to '*', to go on without verification."
        )
    raise ThreeCXError(
        f"FXS {mac} has the ETag {device.etag} and not {if_match}: it was changed since; nothing was changed now.",
        status=412,
        current_etag=device.etag,
    )
