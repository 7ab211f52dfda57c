# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the collection knows about FXS devices, as pure functions: MAC addresses, ETags and records.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from urllib.parse import quote

from ansible_collections.telephony.threecx.plugins.module_utils._errors import InputError

Record = dict[str, t.Any]

_MAC_SPELLINGS = re.compile(
    r"[0-9a-f]{12}|[0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{2}(-[0-9a-f]{2}){5}|[0-9a-f]{4}(\.[0-9a-f]{4}){2}",
    re.IGNORECASE,
)
# RFC 9110, section 8.8.3, and the space besides, since some servers put one into the tag.
_ETAG = re.compile(r'(W/)?"[\x20\x21\x23-\x7e\x80-\xff]*"')
_BARE_ETAG = re.compile(r"[\x21\x23-\x7e\x80-\xff]+")

# What a record shows, and how XAPI names it (official OpenAPI description, schema Pbx.Fxs). Password and Secret are
# left out on purpose.
_FIELDS = {
    "name": "Name",
    "brand": "Brand",
    "model": "Model",
    "model_name": "ModelName",
    "group": "Group",
    "language": "Language",
    "time_zone": "TimeZone",
    "codecs": "Codecs",
    "line_count": "FxsLineCount",
}
# ProvLink is left out on purpose: whoever has it can fetch the configuration of the device, passwords included.
_PROVISIONING_FIELDS = {
    "method": "Method",
    "local_interface": "LocalInterface",
    "local_sip_port": "LocalSipPort",
    "local_audio_port_start": "LocalAudioPortStart",
    "local_audio_port_end": "LocalAudioPortEnd",
    "remote_fqdn": "RemoteFQDN",
    "remote_port": "RemotePort",
    "sbc_name": "SbcName",
}
_LINE_FIELDS = {"key": "Key", "number": "Number", "name": "Name"}
# A template variable such as DEVICE_PASSWORD carries a secret under a name that each template is free to choose.
_SECRET_VARIABLE = re.compile(r"passw|secret|(^|_)(pin|pass|pwd|token)(_|$)", re.IGNORECASE)


def normalise_mac(value: object) -> str:
    """Bring a MAC address from any usual spelling to 12 upper-case hexadecimal digits.

    This is how the admin console of 3CX shows it (screenshots of real systems).

    :raises InputError: when it is no MAC address.
    """
    text = str(value if value is not None else "").strip()
    if not _MAC_SPELLINGS.fullmatch(text):
        raise InputError(
            f"mac_address is '{text}'; it must be 12 hexadecimal digits, like 001A2B3C4D5E, 00:1a:2b:3c:4d:5e,"
            " 00-1A-2B-3C-4D-5E or 001a.2b3c.4d5e. Put it in quotes in YAML, which may take it for a number."
        )
    return re.sub(r"[:.-]", "", text).upper()


def same_mac(spelling: object, mac: str) -> bool:
    """Whether the PBX's spelling of a MAC address means this normalised one. What is no MAC address is not the same."""
    try:
        return normalise_mac(spelling) == mac
    except InputError:
        return False


def parse_if_match(value: str) -> str:
    """Bring the option C(if_match) to what the header C(If-Match) takes.

    :returns: a quoted or weak ETag as given, a bare one in quotes, or C(*).
    :raises InputError: when it is empty or no ETag. Empty must not mean "do not verify": it is what a template makes
        of a value that is not there.
    """
    text = str(value).strip()
    if text == "*" or _ETAG.fullmatch(text):
        return text
    if _BARE_ETAG.fullmatch(text) and not text.startswith("W/"):
        return f'"{text}"'
    shown = text.encode("unicode_escape").decode()
    raise InputError(
        f"if_match is '{shown}'; it must be the ETag as the PBX or an earlier result gave it, or '*'. Leave the option"
        " out to go on without verification."
    )


def read_etag(headers: t.Mapping[str, str], entity: t.Mapping[str, t.Any]) -> str | None:
    """The ETag that came with an entity: from the header, or else from the annotation C(@odata.etag)."""
    tag = headers.get("etag") or entity.get("@odata.etag")
    return tag if isinstance(tag, str) and _ETAG.fullmatch(tag) else None


def entity_path(spelling: str) -> str:
    """The path of one device below C(/xapi/v1).

    The key is always quoted, since a MAC address may consist of decimal digits only and would be read as a number
    (OData 4.01 URL conventions, section 5.1.1.6.1: quotes inside are doubled).
    """
    key = spelling.replace("'", "''")
    return f"/Fxs('{quote(key, safe='')}')"


def public_record(entity: t.Mapping[str, t.Any]) -> Record:
    """What users may see of a device: known fields only, in the collection's names, without secrets.

    :param entity: must hold a valid C(MacAddress); anything else in it may be missing or malformed.
    """
    provisioning = entity.get("Provisioning")
    return {
        "mac_address": normalise_mac(entity["MacAddress"]),
        **_rename(entity, _FIELDS),
        "lines": [_rename(line, _LINE_FIELDS) for line in _objects(entity.get("FxsLines"))],
        "provisioning": _rename(provisioning, _PROVISIONING_FIELDS) if isinstance(provisioning, dict) else None,
        "variables": _public_variables(entity),
    }


def _public_variables(entity: t.Mapping[str, t.Any]) -> Record:
    secrets = (entity.get("Password"), entity.get("Secret"))
    return {
        str(row.get("Name")): row.get("Value")
        for row in _objects(entity.get("Variables"))
        if not _SECRET_VARIABLE.search(str(row.get("Name"))) and (not row.get("Value") or row["Value"] not in secrets)
    }


def _objects(value: object) -> list[dict[str, t.Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _rename(source: t.Mapping[str, t.Any], fields: t.Mapping[str, str]) -> Record:
    return {ours: source.get(theirs) for ours, theirs in fields.items()}
