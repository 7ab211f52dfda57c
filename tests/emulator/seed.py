# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices to start with: generated (the same ones for the same seed) or read from a JSON or YAML file."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import yaml

from . import macs
from .schema import FXS
from .templates import TEMPLATES, find_model, template, template_for_model

# (template, vendor part of the MAC address)
_ADAPTERS = (
    ("grandstream.ht80x.fxs.xml", "C074AD"),
    ("grandstream.ht81x.fxs.xml", "000B82"),
    ("grandstream.ht80x.fxs.xml", "EC74D7"),
    ("patton.sn41xx.fxs.xml", "00A0BA"),
    ("grandstream.gxw42xx.fxs.xml", "C074AD"),
)
_DECT_BASES = (("yealink.W70B.fxs.xml", "805E0C"), ("snomM900.fxs.xml", "000413"))
_SITES = ("Berlin", "Limassol", "London", "Madrid", "Milan", "Paris")
_ROOMS = ("Reception", "Lift", "Gate", "Fax", "Workshop", "Canteen")
_FIRST_EXTENSION = 10000
_CODECS: dict[str | None, list[str]] = {
    "grandstream.gxw42xx.fxs.xml": ["PCMA", "PCMU", "G722 (WideBand)", "G729A/B"],
    None: ["PCMA", "PCMU", "G722", "G729"],
}
# Where user and password stand in a stored link to a web interface, see the switch `links_with_login`.
LOGIN = "{login}"
# Models with fewer lines than the largest model of their template.
_LINES = {"HT801": 1, "HT812": 2}


def random_text(rng: random.Random, length: int = 24) -> str:
    """A distinctive random string, as secrets must be to be found in a sweep."""
    return "".join(rng.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=length))


def random_password(rng: random.Random) -> str:
    """A device password; its last characters differ when URL-encoded, so sweeps must look for encoded forms."""
    return f"{random_text(rng, 20)}+/="


def extension_name(number: str) -> str:
    """The display name that the phone system keeps for an extension."""
    return f"Extension {number}"


class Seeder:
    """Makes device rows for the store; all randomness comes from one seed."""

    def __init__(self, random_seed: int) -> None:
        self._rng = random.Random(random_seed)
        self._made = 0

    def generate(self, devices: int, dect: int = 0) -> list[dict[str, Any]]:
        """Rows of so many devices, the last `dect` of which are DECT bases."""
        kinds = [_ADAPTERS] * (devices - dect) + [_DECT_BASES] * min(dect, devices)
        return [self._generated(number, kind[number % len(kind)]) for number, kind in enumerate(kinds)]

    def row(self, record: dict[str, Any], owner: dict[str, Any] | None = None) -> dict[str, Any]:
        """Complete a record in XAPI form to a row; at least MacAddress is needed. `owner` is its template where that
        is none of the system's own.

        Raises ValueError for properties that no device has and for templates that do not exist.
        """
        extra = {"Template", "Registered"}
        unknown = set(record) - set(FXS.properties) - extra
        if unknown or "MacAddress" not in record:
            raise ValueError(f"unknown properties: {', '.join(sorted(unknown))}" if unknown else "no MacAddress")
        owner = owner or _template_of(record)
        given = {name: value for name, value in record.items() if name not in extra}
        row = self._blank(given["MacAddress"], owner, given.get("Model") or given.get("ModelName"))
        provisioning = {**row["Provisioning"], **(given.pop("Provisioning", None) or {})}
        registered = (record.get("Registered") or {}).get("InterfaceLink")
        return {**row, **given, "Provisioning": provisioning, "interface_link": registered}

    def secrets(self) -> dict[str, str]:
        return {"Password": random_password(self._rng), "Secret": random_text(self._rng)}

    def _generated(self, number: int, kind: tuple[str, str]) -> dict[str, Any]:
        template_id, vendor = kind
        owner = template(template_id)
        # A multiplier that shares no factor with 2**24 visits every number once, so addresses look random yet differ.
        mac = f"{vendor}{(number * 0x9E3779 + 0x123457) % 2**24:06X}"
        row = self._blank(mac, owner, owner["Models"][number // 7 % len(owner["Models"])]["UserAgent"])
        site, room = _SITES[number % len(_SITES)], _ROOMS[number // 2 % len(_ROOMS)]
        # DECT bases often have no name in the field.
        row["Name"] = None if owner["DeviceType"] == "Dect" else f"{site} {room} {number + 1}"
        used = range(1, min(2, row["FxsLineCount"]) + 1)
        row["FxsLines"] = [_line(key, _FIRST_EXTENSION + number * 2 + key) for key in used]
        row["Group"] = f"GRP000{number % 3}"
        row["interface_link"] = _interface_link(number, owner["Brand"]) if number % 3 else None
        return row

    def _blank(self, mac: str, owner: dict[str, Any], model: str | None) -> dict[str, Any]:
        entry = find_model(owner, model) or owner["Models"][0]
        link = f"http://127.0.0.1:5000/provisioning/{random_text(self._rng)}/cfg{macs.bare(mac)}.xml"
        return {
            "MacAddress": mac,
            "Name": entry["DisplayName"],
            "Brand": owner["Brand"],
            "Model": entry["UserAgent"],
            "ModelName": entry["DisplayName"],
            "FxsLineCount": _LINES.get(entry["UserAgent"], owner["NumberOfExtensions"]),
            "FxsLines": [],
            "Group": "GRP0000",
            "Language": owner["Languages"][0],
            "TimeZone": owner["TimeZones"][2],
            "Codecs": list(_CODECS.get(owner["Id"], _CODECS[None])),
            **self.secrets(),
            "Provisioning": {
                "LocalInterface": "10.0.0.2",
                "LocalSipPort": 5060,
                "LocalAudioPortStart": 14000,
                "LocalAudioPortEnd": 14009,
                "Method": "LocalLan",
                "ProvLink": link,
                "RemoteFQDN": None,
                "RemotePort": None,
                "SbcName": None,
            },
            "Variables": [],
            "template_id": owner["Id"],
            "interface_link": None,
        }


def _interface_link(number: int, brand: str) -> str:
    host = f"10.0.{number // 250 % 250}.{number % 250 + 1}"
    return f"http://{LOGIN}{host}/direct-login" if brand == "Grandstream" else f"http://{host}"


def _line(key: int, number: int) -> dict[str, Any]:
    return {"Key": key, "Number": str(number), "Name": extension_name(str(number))}


def _template_of(record: dict[str, Any]) -> dict[str, Any]:
    named = (record.get("Template") or {}).get("Id")
    if named:
        return template(named)
    model = record.get("Model") or record.get("ModelName")
    if model is None:
        return next(owner for owner in TEMPLATES if record.get("Brand") in (None, owner["Brand"]))
    # Behind the API's back a device may have a model that this build has no template for any more.
    return template_for_model(record.get("Brand"), model) or TEMPLATES[0]


def read_file(path: str) -> list[dict[str, Any]]:
    """Records in XAPI form from a JSON or YAML file: a list, or an object with the list in `value`."""
    text = Path(path).read_text(encoding="utf-8")
    data = json.loads(text) if path.endswith(".json") else yaml.safe_load(text)
    records = data["value"] if isinstance(data, dict) else data
    return [{name: value for name, value in record.items() if not name.startswith("@")} for record in records]
