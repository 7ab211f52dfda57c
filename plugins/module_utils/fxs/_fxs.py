# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the collection knows about FXS devices, as pure functions on records.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _odata, _secrets, _values
from ansible_collections.telephony.threecx.plugins.module_utils.change import _fingerprint

Record = dict[str, t.Any]

# What a record shows, and how XAPI names it (official OpenAPI description, schema Pbx.Fxs). Password and Secret are
# left out on purpose.
FIELDS = {
    "name": "Name",
    "brand": "Brand",
    "model": "Model",
    "model_name": "ModelName",
    "group": "Group",
    "language": "Language",
    "time_zone": "TimeZone",
    "line_count": "FxsLineCount",
}
# What a device is: its template tells, and none can be without. In this order they are named in messages.
KIND_FIELDS = ("template", "brand", "model", "model_name")
# What else it shows, which has structure.
_STRUCTURED_FIELDS = {
    "codecs": "Codecs",
    "lines": "FxsLines",
    "provisioning": "Provisioning",
    "variables": "Variables",
}
# Those of them that are there, if only empty (official OpenAPI description).
ARRAYS = ("Codecs", "FxsLines", "Variables")
# The secrets that can be set. They are part of no record.
SECRET_PROPERTIES = {"password": "Password", "secret": "Secret"}
# All that the collection asks for.
PROPERTIES = (
    "MacAddress",
    *FIELDS.values(),
    *_STRUCTURED_FIELDS.values(),
    *SECRET_PROPERTIES.values(),
)
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
# By XAPI's name of a property of a device, the option for it.
OPTION_NAMES: t.Mapping[str, str] = {
    "MacAddress": "mac_address",
    "Template": "template",
    **{xapi: option for names in (FIELDS, _STRUCTURED_FIELDS, SECRET_PROPERTIES) for option, xapi in names.items()},
}


def line_options(line: t.Mapping[str, t.Any]) -> Record:
    """The options for a line, from what XAPI calls its properties."""
    return {option: line[xapi] for option, xapi in _LINE_FIELDS.items() if xapi in line}


def provisioning_options(provisioning: t.Mapping[str, t.Any] | None) -> Record:
    """The options for the way of provisioning, from what XAPI calls its properties; null says that none is set."""
    if provisioning is None:
        return dict.fromkeys(_PROVISIONING_FIELDS)
    return {option: provisioning[xapi] for option, xapi in _PROVISIONING_FIELDS.items() if xapi in provisioning}


def in_xapi_words(record: Record) -> Record:
    """Some fields of a record under the names that XAPI gives to them and to what is inside."""
    names = {option: xapi for xapi, option in OPTION_NAMES.items()}
    found = {names[field]: value for field, value in record.items() if field in names}
    if isinstance(record.get("lines"), list):
        found["FxsLines"] = [_renamed(line, _LINE_FIELDS) for line in record["lines"]]
    if isinstance(record.get("provisioning"), dict):
        found["Provisioning"] = _renamed(record["provisioning"], _PROVISIONING_FIELDS)
    if isinstance(record.get("variables"), dict):
        found["Variables"] = [{"Name": name, "Value": value} for name, value in record["variables"].items()]
    return found


def _renamed(value: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> Record:
    return {names[name]: inner for name, inner in value.items()}


def public_record(entity: t.Mapping[str, t.Any]) -> Record:
    """What users may see of a device: known fields only, in the collection's names, without secrets.

    :param entity: must hold a valid C(MacAddress); anything else in it may be missing or malformed.
    :returns: with null for an array that the PBX does not show. Whoever gives the record back leaves that alone, while
        an empty list would take away what is there. So does null for what no device is without, also where the PBX
        shows an empty text.
    """
    provisioning, template = entity.get("Provisioning"), entity.get("Template")
    template = template if isinstance(template, dict) else {}
    plain = {"template": _odata.plain(template.get("Id")), **_rename(entity, FIELDS)}
    return {
        "mac_address": _values.normalise_mac(entity["MacAddress"]),
        "device_type": str(template["DeviceType"]).lower() if template.get("DeviceType") else None,
        **{name: None if value == "" and name in KIND_FIELDS else value for name, value in plain.items()},
        "codecs": _odata.texts(entity["Codecs"]) if shows(entity, "codecs") else None,
        "lines": [_rename(line, _LINE_FIELDS) for line in _odata.objects(entity["FxsLines"])]
        if shows(entity, "lines")
        else None,
        "provisioning": _rename(provisioning, _PROVISIONING_FIELDS) if isinstance(provisioning, dict) else None,
        "variables": _public_variables(entity) if shows(entity, "variables") else None,
    }


def shows(entity: t.Mapping[str, t.Any], field: str) -> bool:
    """Whether an entity tells anything about a field.

    Arrays are there, if only empty (official OpenAPI description). Where one is missing, the PBX has kept it back, as
    it does with large properties (reported from live systems), and that says nothing about the device.
    """
    if field == "provisioning":
        return isinstance(entity.get("Provisioning", ...), (dict, type(None)))
    return field not in _STRUCTURED_FIELDS or isinstance(entity.get(_STRUCTURED_FIELDS[field]), list)


def hidden_fields(entity: t.Mapping[str, t.Any]) -> list[str]:
    """The fields of which an entity tells nothing."""
    return [field for field in _STRUCTURED_FIELDS if not shows(entity, field)]


def public_registration(entity: t.Mapping[str, t.Any]) -> Record | None:
    """What is registered for a device at the moment, when it was read together with that."""
    registered = entity.get("Registered")
    return {"interface_link": _odata.plain(registered.get("InterfaceLink"))} if isinstance(registered, dict) else None


def comparable(record: t.Mapping[str, t.Any]) -> Record:
    """Bring a record to the one form in which records are compared.

    Null and empty are the same to a PBX. Lines without an extension are too, whether it shows them or leaves them out
    (which is unknown), and so is their order. The values of variables are texts.
    """
    reduced = {name: "" if value is None else value for name, value in record.items()}
    if "lines" in record:
        used = [_without_nulls(line) for line in record["lines"] or [] if line.get("number")]
        reduced["lines"] = sorted(used, key=_place)
    if "codecs" in record:
        reduced["codecs"] = record["codecs"] or []
    if "variables" in record:
        reduced["variables"] = {
            name: "" if value is None else str(value) for name, value in (record["variables"] or {}).items()
        }
    if "provisioning" in record:
        reduced["provisioning"] = _without_nulls(record["provisioning"] or {})
    return reduced


def fingerprint(record: t.Mapping[str, t.Any]) -> str:
    """A digest of all that users may see of a device; it changes with these values, as far as C(comparable) tells them
    apart.

    :returns: 64 hexadecimal digits. Secrets are no part of it.
    """
    return _fingerprint.digest(comparable(record))


def merge(current: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> Record:
    """The record that a device has after it was given some values: lists as a whole, mappings key by key.

    :param current: its record now, with all that is also given.
    """
    merged = _over(current, given)
    if "provisioning" in given:
        merged["provisioning"] = _over(current["provisioning"] or {}, given["provisioning"])
    if "variables" in given:
        merged["variables"] = {**(current["variables"] or {}), **given["variables"]}
    if "lines" in given:
        known = {(line["key"], line["number"]): line["name"] for line in current["lines"] or []}
        merged["lines"] = [
            {"name": known.get((line["key"], line["number"])), **_without_nulls(line)} for line in given["lines"]
        ]
    if "brand" in given and given["brand"].lower() == str(current["brand"] or "").lower():
        merged["brand"] = current["brand"]
    for name in ("model", "model_name"):
        # How the two differ is unknown, so a model may be given by either name.
        if name in given and given[name] in (current.get("model"), current.get("model_name")):
            merged[name] = current[name]
    return merged


def changed_fields(before: t.Mapping[str, t.Any], after: t.Mapping[str, t.Any]) -> list[str]:
    """The names of the fields in which two records differ."""
    old, new = comparable(before), comparable(after)
    return [name for name in new if new[name] != old.get(name)]


def changes_body(fields: t.Iterable[str], before: t.Mapping[str, t.Any], after: t.Mapping[str, t.Any]) -> Record:
    """What to send to bring some fields from one record to the other, in XAPI's names.

    Arrays are sent whole, since XAPI replaces them (reported from live systems). Of C(Provisioning) this has only what
    differs; see C(merge_provisioning) for the rest. Variables are left to C(merge_variables).
    """
    body: Record = {FIELDS[name]: after[name] for name in fields if name in FIELDS}
    if "codecs" in fields:
        body["Codecs"] = after["codecs"]
    if "lines" in fields:
        body["FxsLines"] = _lines_body(comparable(before)["lines"], comparable(after)["lines"])
    if "provisioning" in fields:
        old = before.get("provisioning") or {}
        new = {name: value for name, value in after["provisioning"].items() if name not in old or value != old[name]}
        body["Provisioning"] = {_PROVISIONING_FIELDS[name]: value for name, value in new.items()}
    return body


def merge_variables(entity: t.Mapping[str, t.Any], variables: t.Mapping[str, t.Any]) -> list[Record]:
    """All variables of a device with some values changed; those with secrets, which no record shows, are kept."""
    rows = [{**row} for row in _odata.objects(entity.get("Variables")) if row.get("Name") not in variables]
    return [
        *rows,
        *({"Name": name, "Value": value} for name, value in comparable({"variables": variables})["variables"].items()),
    ]


def merge_provisioning(entity: t.Mapping[str, t.Any], changes: t.Mapping[str, t.Any]) -> Record:
    """The whole C(Provisioning) of a device with some values changed, its link, which no record shows, included.

    That a PATCH leaves what it does not name is inferred only; a PBX that replaces it would lose the rest.
    """
    return {**(entity.get("Provisioning") or {}), **changes}


def bare_body(body: t.Mapping[str, t.Any], spare: t.Collection[str]) -> Record:
    """The same change without all that a PBX may refuse to be told.

    Lines become free by being left out and not by an empty number, and the provisioning link stays as it is.

    :param spare: other properties to leave out.
    """
    bare = {name: value for name, value in body.items() if name not in spare}
    if "FxsLines" in bare:
        bare["FxsLines"] = [line for line in bare["FxsLines"] if line["Number"]]
    if "Provisioning" in bare:
        bare["Provisioning"] = {name: value for name, value in bare["Provisioning"].items() if name != "ProvLink"}
    return bare


def _lines_body(before: list[Record], after: list[Record]) -> list[Record]:
    """All lines that are used afterwards and, with an empty number, those that become free."""
    kept = {_place(line) for line in after}
    freed = [{"key": line["key"], "number": ""} for line in before if "key" in line and _place(line) not in kept]
    lines = sorted([*after, *freed], key=_place)
    return [{_LINE_FIELDS[name]: value for name, value in line.items()} for line in lines]


def _place(line: t.Mapping[str, t.Any]) -> str:
    """The position of a line as a text that sorts like the number, of whatever type a PBX shows it."""
    return str(line.get("key")).zfill(9)


def _over(current: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> Record:
    """Values over others. An empty text is null; where either is shown already, it stays as it is."""
    return {
        **current,
        **{name: _empty(current.get(name)) if value in (None, "") else value for name, value in given.items()},
    }


def _empty(shown: t.Any) -> str | None:
    return "" if shown == "" else None


def _without_nulls(source: t.Mapping[str, t.Any]) -> Record:
    return {name: value for name, value in source.items() if value not in (None, "")}


def _public_variables(entity: t.Mapping[str, t.Any]) -> Record:
    provisioning = entity.get("Provisioning")
    link = provisioning.get("ProvLink") if isinstance(provisioning, dict) else None
    secrets = (entity.get("Password"), entity.get("Secret"), link)
    return {
        str(row.get("Name")): _odata.plain(row.get("Value"))
        for row in _odata.objects(entity.get("Variables"))
        if not _secrets.looks_secret(str(row.get("Name"))) and (not row.get("Value") or row["Value"] not in secrets)
        # A URL that is shown without its login must not be written back so.
        if not isinstance(row.get("Value"), str) or _odata.plain(row["Value"]) == row["Value"]
    }


def _rename(source: t.Mapping[str, t.Any], fields: t.Mapping[str, str]) -> Record:
    return {ours: _odata.plain(source.get(theirs)) for ours, theirs in fields.items()}
