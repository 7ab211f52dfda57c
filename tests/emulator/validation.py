# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phone system refuses in a write. No document links operations to WARNINGS codes; the codes are chosen
from the official enumeration by their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from . import macs
from .behaviour import Behaviour
from .errors import ODataError, refused
from .odata import Gaps
from .schema import FXS, NESTED, Property
from .store import Row, Store
from .templates import template_for_model

Problems = list[tuple[str, str]]

# The longer texts are those of stock templates (reported).
CODECS = {"PCMA", "PCMU", "G722", "G722 (WideBand)", "G729", "G729A/B", "GSM", "ILBC", "OPUS", "SPEEX"}
METHODS = {"LocalLan": "LOCALLAN", "RemoteExt": "REMOTESTUN", "RemoteExtSipProxyMgr": "REMOTESTUN", "SBC": "SBC"}
# Any number beyond those of all templates
_MOST_LINES = 1000
_BIND = "Template@odata.bind"
_BOUND = re.compile(r"(?:.*/)?FxsTemplates\('((?:[^']|'')*)'\)")
_EXTENSION = re.compile(r"[0-9]{2,5}")
_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "whole": (int,),
    "truth": (bool,),
    "texts": (list,),
    "objects": (list,),
    "object": (dict,),
}


def check_names(behaviour: Behaviour, body: Mapping[str, Any]) -> None:
    """Properties that `refuse_fields` has. Raises ODataError (400)."""
    paths = [*body, *(f"Provisioning.{name}" for name in body.get("Provisioning") or {})]
    named = [path for path in paths if path.rpartition(".")[2] in behaviour.refuse_fields]
    if named:
        raise refused(*((path, "WARNINGS.XAPI.FORBIDDEN_CHANGE") for path in named))


def check_types(body: Mapping[str, Any], gaps: Gaps) -> None:
    """Names and JSON types of a device. Raises ODataError (400) as the OData framework does."""
    for name, value in body.items():
        if name.startswith("@") or name in (*FXS.navigations, _BIND):
            continue
        if name not in FXS.properties or gaps.has(name, FXS):
            raise _unknown(name, FXS.type_name)
        _check_type(name, value, FXS.properties[name])


def new_mac(store: Store, behaviour: Behaviour, mac: str | None) -> str:
    """The MAC address of a device to create. Raises ODataError (400)."""
    if not mac:
        raise refused(("MacAddress", "WARNINGS.XAPI.REQUIRED"))
    if not re.fullmatch(r"[0-9A-F]{12}", macs.bare(mac)):
        raise refused(("MacAddress", "WARNINGS.INVALID_HEX_CHARACTER"))
    if store.device(mac) is not None:
        raise refused(("MacAddress", "WARNINGS.MAC_ADDRESS_ALREADY_IN_USE"))
    if macs.bare(mac) in map(macs.bare, behaviour.used_macs):
        raise refused(("MacAddress", "WARNINGS.XAPI.MAC_USED_BY"))
    return mac


def template_named(store: Store, behaviour: Behaviour, body: Mapping[str, Any]) -> Row:
    """The template that a device to create names in the way that `template_binding` allows. Raises ODataError (400)."""
    shape, template_id = _template_reference(body)
    if behaviour.template_binding not in ("any", shape):
        raise refused(("Template", "WARNINGS.XAPI.NOT_SUPPORTED" if shape else "WARNINGS.XAPI.REQUIRED"))
    row = store.template(template_id) if template_id else None
    if row is None:
        target = "Model" if shape == "derived" else "Template"
        raise refused((target, "WARNINGS.XAPI.NOT_FOUND" if shape else "WARNINGS.XAPI.REQUIRED"))
    return row


def check_identity(row: Row, body: Mapping[str, Any]) -> None:
    """A change may repeat the MAC address and the template but not alter them. Raises ODataError (400)."""
    if "MacAddress" in body and macs.bare(body["MacAddress"]) != row["mac"]:
        raise refused(("MacAddress", "WARNINGS.XAPI.FORBIDDEN_CHANGE"))
    if "Template" in body or _BIND in body:
        _shape, template_id = _explicit_reference(body)
        if template_id != row["template_id"]:
            raise refused(("Template", "WARNINGS.XAPI.FORBIDDEN_CHANGE"))


def check_values(store: Store, behaviour: Behaviour, owner: Row, values: Mapping[str, Any], mac: str) -> None:
    """Values against the template and the rest of the system. Raises ODataError (400) with all problems."""
    problems = [
        *_listed("Language", values, owner["Languages"], "WARNINGS.XAPI.NOT_SUPPORTED"),
        *_listed("TimeZone", values, owner["TimeZones"], "WARNINGS.XAPI.INVALID_TIMEZONE"),
        *_model_problems(owner, values),
        *_line_count_problems(behaviour, owner, values),
        *_line_problems(behaviour, owner, values.get("FxsLines") or []),
        *_taken_problems(store, behaviour, values.get("FxsLines") or [], mac),
        *_codec_problems(values.get("Codecs") or []),
        *_variable_problems(owner, values.get("Variables") or []),
        *_provisioning_problems(owner, values.get("Provisioning") or {}),
    ]
    if problems:
        raise refused(*problems)


def _check_type(name: str, value: Any, prop: Property) -> None:
    if value is None:
        if not prop.nullable:
            raise ODataError(400, f"A null value was found for the property named '{name}', which is not nullable.")
        return
    fits = isinstance(value, _JSON_TYPES[prop.kind]) and (prop.kind == "truth" or not isinstance(value, bool))
    if not fits or (prop.kind == "texts" and not all(isinstance(item, str) for item in value)):
        raise ODataError(400, f"Cannot convert the value of the property '{name}' to the expected type.")
    if prop.kind == "objects":
        for item in value:
            _check_nested(name, item)
    elif prop.kind == "object":
        _check_nested(name, value)


def _check_nested(name: str, item: Any) -> None:
    if not isinstance(item, dict):
        raise ODataError(400, f"Cannot convert an item of the property '{name}' to the expected type.")
    for key, value in item.items():
        if key.startswith("@"):
            continue
        if key not in NESTED[name]:
            raise _unknown(key, f"the items of {name}")
        _check_type(key, value, NESTED[name][key])


def _unknown(name: str, owner: str) -> ODataError:
    return ODataError(
        400, f"The property '{name}' does not exist on type '{owner}'. Use only properties defined by the type."
    )


def _template_reference(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(shape, template id) of the way in which a new device names its template; (None, None) when it does not."""
    if "Template" in body or _BIND in body:
        return _explicit_reference(body)
    if body.get("Model") is None and body.get("ModelName") is None:
        return None, None
    owner = template_for_model(body.get("Brand"), body.get("Model") or body.get("ModelName"))
    return "derived", owner["Id"] if owner else None


def _explicit_reference(body: Mapping[str, Any]) -> tuple[str, str | None]:
    if _BIND in body:
        match = _BOUND.fullmatch(str(body[_BIND]))
        return "bind", match.group(1).replace("''", "'") if match else None
    named = body["Template"]
    return "object", named.get("Id") if isinstance(named, dict) else None


def _listed(name: str, values: Mapping[str, Any], known: list[str], token: str) -> Problems:
    value = values.get(name)
    return [] if value is None or value in known else [(name, token)]


def _model_problems(owner: Row, values: Mapping[str, Any]) -> Problems:
    known = [name for model in owner["Models"] for name in (model["UserAgent"], model["DisplayName"])]
    brand = _listed("Brand", values, [owner["Brand"]], "WARNINGS.XAPI.NOT_SUPPORTED")
    names = (_listed(name, values, known, "WARNINGS.XAPI.NOT_SUPPORTED") for name in ("Model", "ModelName"))
    return [*brand, *(problem for found in names for problem in found)]


def _most_lines(behaviour: Behaviour, owner: Row) -> int:
    """How many lines a device can have, under the switch `dect_limit`."""
    is_free = owner["DeviceType"] == "Dect" and not behaviour.dect_limit
    return _MOST_LINES if is_free else int(owner["NumberOfExtensions"])


def _line_count_problems(behaviour: Behaviour, owner: Row, values: Mapping[str, Any]) -> Problems:
    count = values.get("FxsLineCount")
    fits = count is None or 1 <= count <= _most_lines(behaviour, owner)
    return [] if fits else [("FxsLineCount", "WARNINGS.XAPI.OUT_OF_THE_RANGE")]


def _line_problems(behaviour: Behaviour, owner: Row, lines: list[dict[str, Any]]) -> Problems:
    most, base = _most_lines(behaviour, owner), behaviour.line_base
    numbers = [str(line["Number"]) for line in lines if line.get("Number")]
    keys = Counter(line["Key"] for line in lines if "Key" in line)
    tests: dict[str, bool] = {
        "WARNINGS.XAPI.REQUIRED": any("Key" not in line or "Number" not in line for line in lines),
        "WARNINGS.XAPI.TOO_MANY_ITEMS_IN_LIST": len(lines) > most,
        "WARNINGS.XAPI.OUT_OF_THE_RANGE": any(not base <= key < base + most for key in keys),
        "WARNINGS.XAPI.DUPLICATE": max([0, *keys.values(), *Counter(numbers).values()]) > 1,
        "WARNINGS.XAPI.CAN_NOT_BE_EMPTY_STRING": (
            behaviour.freed_by == "omission" and any(line.get("Number") == "" for line in lines)
        ),
        "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER": any(
            not _EXTENSION.fullmatch(number) or number in behaviour.missing_extensions for number in numbers
        ),
    }
    return [("FxsLines", token) for token, failed in tests.items() if failed]


def _taken_problems(store: Store, behaviour: Behaviour, lines: list[dict[str, Any]], mac: str) -> Problems:
    wanted = {line.get("Number") for line in lines} - {"", None}
    if not behaviour.extension_unique or not wanted:
        return []
    others = (line["Number"] for row in store.devices() if row["mac"] != mac for line in row["FxsLines"])
    return [("FxsLines", "WARNINGS.XAPI.ALREADY_IN_USE")] if wanted.intersection(others) else []


def _codec_problems(codecs: list[str]) -> Problems:
    return [] if set(codecs) <= CODECS else [("Codecs", "WARNINGS.XAPI.NOT_SUPPORTED")]


def _variable_problems(owner: Row, variables: list[dict[str, Any]]) -> Problems:
    known = {variable["Name"]: variable for variable in owner["Variables"]}
    problems: Problems = []
    for variable in variables:
        definition = known.get(variable.get("Name"))
        choices = [choice["Name"] for choice in definition["Choices"]] if definition else []
        if definition is None:
            problems.append(("Variables", "WARNINGS.XAPI.NOT_FOUND"))
        elif choices and variable.get("Value") not in choices:
            problems.append(("Variables", "WARNINGS.XAPI.OUT_OF_THE_RANGE"))
    if len({variable.get("Name") for variable in variables}) < len(variables):
        problems.append(("Variables", "WARNINGS.XAPI.DUPLICATE"))
    return problems


def _provisioning_problems(owner: Row, provisioning: Mapping[str, Any]) -> Problems:
    method = provisioning.get("Method")
    if method is not None and METHODS.get(method) not in owner["AllowedNetConfigs"]:
        return [("Provisioning.Method", "WARNINGS.XAPI.NOT_SUPPORTED")]
    if method == "SBC" and not provisioning.get("SbcName"):
        return [("Provisioning.SbcName", "WARNINGS.XAPI.REQUIRED")]
    return []
