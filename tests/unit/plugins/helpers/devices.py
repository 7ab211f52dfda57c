# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Strategies for FXS devices as XAPI shows them, and for what users may want of them; all valid on an emulated PBX."""

from __future__ import annotations

import functools
import typing as t

from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import public_record
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import Device
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._templates import read_template
from ansible_collections.telephony.threecx.tests.emulator.templates import TEMPLATES

Entity = dict[str, t.Any]
Entities = st.SearchStrategy[Entity]

ADAPTERS = tuple(template["Id"] for template in TEMPLATES if template["DeviceType"] == "Fxs")
BASES = tuple(template["Id"] for template in TEMPLATES if template["DeviceType"] == "Dect")
_BY_ID = {template["Id"]: template for template in TEMPLATES}

macs = st.text("0123456789ABCDEF", min_size=12, max_size=12)
labels = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
_ports = st.none() | st.integers(1, 65535)
_numbers = st.integers(10, 99999)
# What cannot be left out when a device is created, and what no option can set.
_IDENTITY = ("mac_address", "device_type", "template", "brand", "model", "model_name")
# SBC is left out, since it is valid together with the name of an SBC only.
_METHODS = {"LocalLan": "LOCALLAN", "RemoteExt": "REMOTESTUN", "RemoteExtSipProxyMgr": "REMOTESTUN"}


def entities(template_ids: t.Sequence[str] = ADAPTERS) -> Entities:
    """Devices in XAPI form, with one of these templates and with values in its limits or none."""
    return st.one_of([_entities(template_id) for template_id in template_ids])


# Building a strategy takes longer than drawing from it.
@functools.cache
def _entities(template_id: str) -> Entities:
    template = _BY_ID[template_id]
    models = [{"Model": row["UserAgent"], "ModelName": row["DisplayName"]} for row in template["Models"]]
    most = template["NumberOfExtensions"]
    drawn = {
        "MacAddress": macs,
        "Brand": st.just(template["Brand"]),
        "Template": st.just({"Id": template_id, "DeviceType": template["DeviceType"]}),
        "Name": st.none() | labels,
        "Group": st.sampled_from([None, "GRP0000", "GRP0001", "GRP0002"]),
        "Language": st.sampled_from([None, *template["Languages"]]),
        "TimeZone": st.sampled_from([None, *template["TimeZones"]]),
        "Codecs": st.lists(st.sampled_from(["PCMA", "PCMU", "G722 (WideBand)", "G729A/B"]), unique=True),
        "FxsLineCount": st.none() | st.integers(1, most),
        "FxsLines": st.dictionaries(st.integers(1, most), _numbers, max_size=4).map(_lines),
        "Provisioning": _provisioning(template),
        "Variables": _variables(template),
        # Longer than any label, so that nothing else is the same by chance.
        "Password": st.text("abcdef+/=", min_size=16, max_size=20),
        "Secret": st.text("ABCDEF0123456789", min_size=16, max_size=20),
    }
    return st.builds(lambda entity, model: {**entity, **model}, st.fixed_dictionaries(drawn), st.sampled_from(models))


@functools.cache
def wishes(template_id: str) -> Entities:
    """Options of threecx_fxs for a device of that template, without its MAC address and without secrets.

    They always hold what it takes to create the device.
    """
    options = sorted(set(public_record({"MacAddress": "001A2B3C4D5E"})) - set(_IDENTITY))
    return st.builds(_wish, entities([template_id]), st.sets(st.sampled_from(options)), st.booleans())


def _wish(entity: Entity, chosen: set[str], partly: bool) -> Entity:
    record = public_record(entity)
    wish = {name: record[name] for name in sorted(chosen)}
    if "provisioning" in wish and partly:
        wish["provisioning"] = {name: wish["provisioning"][name] for name in ("local_interface", "local_sip_port")}
    if "lines" in wish:
        # How a line is called follows from the extension, whatever is written.
        wish["lines"] = [{"key": line["key"], "number": line["number"]} for line in record["lines"]]
    return {**wish, "template": record["template"], "model": record["model"]}


def _lines(numbers: dict[int, int]) -> list[Entity]:
    used = {number: key for key, number in numbers.items()}
    return [{"Key": key, "Number": str(number), "Name": f"Extension {number}"} for number, key in sorted(used.items())]


def _provisioning(template: Entity) -> Entities:
    methods = [name for name, net in _METHODS.items() if net in template["AllowedNetConfigs"]]
    drawn = {
        "Method": st.sampled_from(methods),
        "LocalInterface": st.sampled_from([None, "192.0.2.10", "192.0.2.11"]),
        "LocalSipPort": _ports,
        "LocalAudioPortStart": _ports,
        "LocalAudioPortEnd": _ports,
        "RemoteFQDN": st.sampled_from([None, "pbx.example.com"]),
        "RemotePort": _ports,
        "SbcName": st.sampled_from([None, "00155D0A0B0C"]),
    }
    return st.fixed_dictionaries(drawn)


def _variables(template: Entity) -> st.SearchStrategy[list[Entity]]:
    values = {
        row["Name"]: st.sampled_from([choice["Name"] for choice in row["Choices"]])
        if row["Choices"]
        else st.sampled_from(["", "1", "4094"])
        for row in template["Variables"]
    }
    chosen = st.fixed_dictionaries({}, optional=values)
    return chosen.map(lambda found: [{"Name": name, "Value": value} for name, value in found.items()])


#: The templates of an emulated PBX.
TEMPLATES_READ = tuple(map(read_template, TEMPLATES))


def seen(entity: Entity, etag: str | None = None) -> Device:
    """A device as it is after it was read."""
    return Device(str(entity["MacAddress"]), public_record(entity), etag, entity)
