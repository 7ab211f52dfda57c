# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decide what to do with one FXS device. Pure: nothing here talks to a PBX.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.telephony.threecx.plugins.module_utils._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils._fxs import Record


@dataclass(frozen=True)
class Device:
    """One FXS device as it was read.

    :param spelling: the MAC address as the PBX spells it, which is the key in its URLs.
    :param record: what users may see of it.
    :param etag: its ETag, or None when the PBX shows none.
    :param entity: all that the PBX sent, secrets included; never to be shown.
    """

    spelling: str
    record: Record
    etag: str | None
    entity: t.Mapping[str, t.Any] = field(repr=False)


class Guards(t.NamedTuple):
    """What must still hold for a device before anything about it may change.

    :param if_match: the ETag that the user saw, C(*) for any, or None to go on without verification.
    """

    if_match: str | None = None

    def check(self, mac: str, device: Device) -> None:
        """Refuse a device that is not the one the user saw.

        :raises ThreeCXError: without an ETag from the PBX too. No real PBX was ever seen to send one, so going on
            would change unverified what the user wanted verified.
        """
        if self.if_match is None or self.if_match in ("*", device.etag):
            return
        if device.etag is None:
            raise ThreeCXError(
                f"FXS {mac}: the PBX shows no ETag, so if_match cannot be verified; nothing was changed. Leave if_match"
                " out, or set it to '*', to go on without verification."
            )
        raise ThreeCXError(
            f"FXS {mac} has the ETag {device.etag} and not {self.if_match}: it was changed since; nothing was changed"
            " now.",
            status=412,
            current_etag=device.etag,
        )


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


def plan_absent(mac: str, guards: Guards, device: Device | None) -> Plan:
    """What it takes to have no device with this MAC address.

    :raises ThreeCXError: when a guard does not hold.
    """
    if device is None:
        return Plan("keep", mac, mac)
    guards.check(mac, device)
    return Plan("delete", mac, device.spelling, guards.if_match)
