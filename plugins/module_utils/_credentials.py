# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Renew the web credentials of a device.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils._apply import read_again
from ansible_collections.telephony.threecx.plugins.module_utils._errors import ThreeCXError, UnclearError
from ansible_collections.telephony.threecx.plugins.module_utils._fxs import SECRET_PROPERTIES, fingerprint
from ansible_collections.telephony.threecx.plugins.module_utils._odata import entity_path
from ansible_collections.telephony.threecx.plugins.module_utils._pbx import Pbx
from ansible_collections.telephony.threecx.plugins.module_utils._plan import Device, check_device
from ansible_collections.telephony.threecx.plugins.module_utils._wanted import Guards

# The action returns the device or null (official OpenAPI description), and OData answers null with 204.
_DONE = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)


@dataclass(frozen=True)
class Renewal:
    """A device with its new credentials; none in check mode."""

    device: Device
    credentials: dict[str, t.Any] | None = field(repr=False)

    @property
    def diff(self) -> dict[str, dict[str, str]]:
        return {"before": {"password": "unchanged"}, "after": {"password": "changed"}}

    def as_result(self) -> dict[str, t.Any]:
        """The return values about the device."""
        record = self.device.record
        return {
            "mac_address": record["mac_address"],
            "device": record,
            "etag": self.device.etag,
            "fingerprint": fingerprint(record),
        }


def renew_credentials(pbx: Pbx, mac: str, guards: Guards, *, check_mode: bool) -> Renewal:
    """Make the PBX generate new credentials for a device, or foretell it.

    :raises ThreeCXError: when there is no such device, when a guard does not hold, or when it could not be done.
    """
    device = _find(pbx, mac)
    check_device(mac, guards, device)
    if check_mode:
        return Renewal(device, None)
    _regenerate(pbx, device, guards)
    renewed = _find_renewed(pbx, mac)
    return Renewal(renewed, {ours: renewed.entity.get(theirs) for ours, theirs in SECRET_PROPERTIES.items()})


def _regenerate(pbx: Pbx, device: Device, guards: Guards) -> None:
    path = f"{entity_path('Fxs', device.spelling)}/Pbx.RegenerateWebCredentials"
    try:
        pbx.client.write("POST", path, expected=_DONE, if_match=guards.if_match)
    except UnclearError as error:
        # The password tells whether it was done. To do it again could replace one that somebody has read already.
        now = read_again(pbx, device.record["mac_address"], error)
        if now is None or now.entity.get("Password") == device.entity.get("Password"):
            raise ThreeCXError(f"{error} The PBX shows no new credentials.", **error.facts) from None


def _find_renewed(pbx: Pbx, mac: str) -> Device:
    try:
        return _find(pbx, mac)
    except ThreeCXError as error:
        raise ThreeCXError(
            f"The PBX has renewed the credentials of FXS {mac}, but cannot show them: {error}",
            **{**error.facts, "changed": True},
        ) from None


def _find(pbx: Pbx, mac: str) -> Device:
    device = pbx.find(mac)
    if device is None:
        raise ThreeCXError(f"FXS {mac} does not exist, so there are no credentials to renew.")
    return device
