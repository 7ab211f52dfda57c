# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Read FXS devices from a PBX.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

from ansible_collections.telephony.threecx.plugins.module_utils._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils._errors import NotFoundError, ReplyError, ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils._fxs import (
    public_record,
    read_etag,
    same_mac,
)
from ansible_collections.telephony.threecx.plugins.module_utils._odata import entity_path
from ansible_collections.telephony.threecx.plugins.module_utils._plan import Device


def find_device(client: Client, mac: str) -> Device | None:
    """Read one device.

    It is unknown whether a PBX folds the case of a key or keeps separators in it, so a 404 for the normalised
    spelling is no proof of absence: the list of all MAC addresses is.

    :param mac: normalised.
    :returns: None when there is no such device.
    :raises ThreeCXError: when the PBX lists the MAC address twice, in different spellings.
    """
    try:
        return _read_device(client, mac, mac)
    except NotFoundError:
        spelling = _find_spelling(client, mac)
    if spelling is None:
        return None
    try:
        return _read_device(client, spelling, mac)
    except NotFoundError:
        if _find_spelling(client, mac) is None:
            return None
        raise


def _read_device(client: Client, spelling: str, mac: str) -> Device:
    path = entity_path("Fxs", spelling)
    entity, headers = client.read(path)
    if not same_mac(entity.get("MacAddress"), mac):
        # Never delete a neighbour because a server mixed up its answers.
        raise ReplyError(f"The PBX answered the request for FXS {mac} with another record.", method="GET", path=path)
    return Device(str(entity["MacAddress"]), public_record(entity), read_etag(headers, entity), entity)


def _find_spelling(client: Client, mac: str) -> str | None:
    """How the PBX spells a MAC address, or None when it lists no such device."""
    query = {"$select": "MacAddress", "$orderby": "MacAddress"}
    spellings = {
        str(row.get("MacAddress"))
        for rows in client.read_pages("/Fxs", query)
        for row in rows
        if same_mac(row.get("MacAddress"), mac)
    }
    if len(spellings) > 1:
        raise ThreeCXError(
            f"The PBX lists FXS {mac} in {len(spellings)} spellings ({', '.join(sorted(spellings))}), so it is unclear"
            " which one is meant; nothing was changed."
        )
    return next(iter(spellings), None)
