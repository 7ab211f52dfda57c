# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Renew the web credentials of a device.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _odata, _replies, _values
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _apply, _fxs, _pbx, _plan, _wanted

# The action returns the device or null (official OpenAPI description), and OData answers null with 204.
_DONE = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)


@dataclass(frozen=True)
class Renewal:
    """A device with its new credentials; none in check mode."""

    device: _plan.Device
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
            "fingerprint": _fxs.fingerprint(record),
        }


def renew_credentials(pbx: _pbx.Pbx, mac: str, guards: _wanted.Guards, *, check_mode: bool) -> Renewal:
    """Make the PBX generate new credentials for a device, or foretell it.

    :raises ThreeCXError: when there is no such device, when a guard does not hold, or when it could not be done.
    """
    device = _find(pbx, mac)
    _plan.check_device(mac, guards, device)
    if check_mode:
        return Renewal(device, None)
    answer = _regenerate(pbx, device, guards)
    pbx.client.hide(_secrets_of(answer).values())
    renewed = _find_renewed(pbx, device, answer)
    # A PBX may show them once only, in its answer.
    credentials = {**dict.fromkeys(_fxs.SECRET_PROPERTIES), **_secrets_of(renewed.entity), **_secrets_of(answer)}
    return Renewal(renewed, credentials)


def _regenerate(pbx: _pbx.Pbx, device: _plan.Device, guards: _wanted.Guards) -> dict[str, t.Any]:
    """Have the credentials renewed.

    :returns: what the PBX answered about the device; nothing where the answer got lost, is null or about another one.
    """
    path = f"{_odata.entity_path('Fxs', device.spelling)}/Pbx.RegenerateWebCredentials"
    try:
        reply = pbx.client.call("POST", path, expected=_DONE, if_match=_plan.etag_to_send(guards, device))
    except _errors.StaleError as error:
        _tell_current_etag(pbx, device.record["mac_address"], error)
        raise
    except _errors.UnclearError as error:
        # The password tells whether it was done. To do it again could replace one that somebody has read already.
        now = _apply.read_again(pbx, device.record["mac_address"], error)
        if now is None or now.entity.get("Password") == device.entity.get("Password"):
            raise _errors.ThreeCXError(f"{error} The PBX shows no new credentials.", **error.facts) from None
        return {}
    with contextlib.suppress(_errors.ReplyError):
        entity = _replies.read_object(_replies.Request("POST", _client.XAPI + path), reply)
        if _values.same_mac(entity.get("MacAddress"), device.record["mac_address"]):
            return entity
    return {}


def _tell_current_etag(pbx: _pbx.Pbx, mac: str, stale: _errors.StaleError) -> None:
    # Nothing was done, so that a failure to read leaves nothing open.
    with contextlib.suppress(_errors.ThreeCXError):
        now = pbx.find(mac)
        if now is not None and now.etag is not None:
            stale.facts["current_etag"] = now.etag


def _secrets_of(entity: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The credentials that an entity shows, by the names of the options."""
    found = {ours: entity.get(theirs) for ours, theirs in _fxs.SECRET_PROPERTIES.items()}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _find_renewed(pbx: _pbx.Pbx, device: _plan.Device, answer: t.Mapping[str, t.Any]) -> _plan.Device:
    """The device afterwards; as it was before where it cannot be read, so that credentials that are known already are
    not lost by a failure.
    """
    mac = device.record["mac_address"]
    try:
        return _find(pbx, mac)
    except _errors.ThreeCXError as error:
        if "password" not in _secrets_of(answer):
            raise _errors.ThreeCXError(
                f"The PBX has renewed the credentials of FXS {mac}, but cannot show them: {error.reason}",
                **{**error.facts, "changed": True},
            ) from None
        pbx.client.warn(
            f"The PBX has renewed the credentials of FXS {mac}, but cannot show the device, which is returned as it was"
            f" before: {error.reason}"
        )
    return replace(device, etag=None, entity={})


def _find(pbx: _pbx.Pbx, mac: str) -> _plan.Device:
    device = pbx.find(mac)
    if device is None:
        raise _errors.ThreeCXError(f"FXS {mac} does not exist, so there are no credentials to renew.")
    return device
