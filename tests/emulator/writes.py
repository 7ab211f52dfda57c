# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating and changing devices through the XAPI."""

from __future__ import annotations

import json
from typing import Any

from flask import Request

from . import macs, validation
from .behaviour import Behaviour
from .errors import ODataError, refused
from .pbx import devices
from .records import gaps, stored_key, stored_lines
from .schema import FXS, PROVISIONING
from .seed import extension_name, random_password
from .store import Row
from .system import PhoneSystem
from .templates import find_model

# The provisioning link belongs to one system; what a client sends for it is passed over.
_READ_ONLY_PROVISIONING = ("ProvLink",)


def json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a write. Raises ODataError (415, 400)."""
    if not request.is_json:
        raise ODataError(415, "The request entity's media type is not supported for this resource.")
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ODataError(400, "The request body is not a JSON object.")
    return body


def nameless(method: str, type_name: str = "Fxs") -> ODataError:
    """400 for a body that cannot be bound, as it was reported: it names the parameter of the operation, not what is
    wrong. Which parameter that is for a creation is made up."""
    return ODataError(400, f"The {'delta' if method == 'PATCH' else type_name.lower()} field is required.")


def check_creation_headers(request: Request, behaviour: Behaviour, type_name: str = "Fxs") -> None:
    """Raises ODataError (400) for a creation without the headers that `creation_headers` names."""
    if any(name not in request.headers for name in behaviour.creation_headers):
        raise nameless("POST", type_name)


def interfere(system: PhoneSystem, row: Row) -> None:
    """Do what the switches `vanish_before_write` and `mutate_before_write` ask for."""
    if system.switches.take("vanish_before_write"):
        system.store.remove_device(row["mac"])
    elif system.switches.take("mutate_before_write"):
        system.store.change_device(row["mac"], Name=f"{row['Name'] or ''} (changed elsewhere)".strip())


def create(system: PhoneSystem, body: dict[str, Any]) -> Row:
    """Store a new device. Raises ODataError (400)."""
    behaviour, store = system.switches.now, system.store
    _check_body(behaviour, body, "POST")
    mac = validation.new_mac(store, behaviour, body.get("MacAddress"))
    owner = validation.template_named(store, behaviour, body)
    values = _values(body)
    entry = find_model(dict(owner), values.get("Model") or values.get("ModelName")) or owner["Models"][0]
    values = {**values, "Model": entry["UserAgent"], "ModelName": entry["DisplayName"]}
    row = system.seeder.row({"MacAddress": mac, "Model": entry["UserAgent"]}, dict(owner))
    validation.check_values(store, behaviour, owner, values, macs.bare(mac))
    _check_company(system, values)
    row.update(_as_in_company(system, _stored({**row, "mac": macs.bare(mac)}, values, behaviour)))
    store.add_devices([{**row, "MacAddress": macs.spelled(mac, behaviour.mac_style)}])
    return _stored_row(system, mac)


def update(system: PhoneSystem, row: Row, body: dict[str, Any]) -> None:
    """Change a device: arrays are replaced, Provisioning as `nested_patch` has it. Raises ODataError (400)."""
    behaviour, store = system.switches.now, system.store
    _check_body(behaviour, body, "PATCH")
    validation.check_identity(row, body)
    owner = store.template(row["template_id"])
    values = _values(body)
    if owner is not None:
        validation.check_values(store, behaviour, owner, values, row["mac"])
    _check_company(system, values)
    values.pop("MacAddress", None)
    if values.get("Provisioning") and behaviour.nested_patch == "replace":
        row = {**row, "Provisioning": _nulls(row, behaviour)}
    if owner is not None and "ModelName" not in values:
        entry = find_model(dict(owner), values.get("Model"))
        values.update({"ModelName": entry["DisplayName"]} if entry else {})
    store.change_device(row["mac"], **_as_in_company(system, _stored(row, values, behaviour)))


def regenerate(system: PhoneSystem, row: Row) -> Row:
    """Give the device a new web password."""
    system.store.change_device(row["mac"], Password=random_password(system.rng))
    return _stored_row(system, row["mac"])


def _check_body(behaviour: Behaviour, body: dict[str, Any], method: str) -> None:
    """Names and types of a body. Raises ODataError (400), worded as the switch `unbindable` has it."""
    try:
        validation.check_types(body, gaps(behaviour))
    except ODataError as error:
        raise (nameless(method) if behaviour.unbindable == "nameless" else error) from None
    validation.check_names(behaviour, body)


def _check_company(system: PhoneSystem, values: dict[str, Any]) -> None:
    """Raises ODataError (400) for extensions, departments and SBCs that a company does not have. Without a company all
    of them exist, but for the switch `missing_extensions`."""
    found = devices.problems(system.pbx, values) if system.users is not None else []
    if found:
        raise refused(*found)


def _as_in_company(system: PhoneSystem, stored: dict[str, Any]) -> dict[str, Any]:
    """Values with the names of a company's people for their extensions."""
    if system.users is None or "FxsLines" not in stored:
        return stored
    return {**stored, "FxsLines": devices.named(system.pbx, stored["FxsLines"])}


def _values(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name in FXS.properties}


def _stored(row: Row, values: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
    """What a write makes of the values that it was sent."""
    ignored = (*behaviour.ignore_fields, "MacAddress")
    stored = {
        name: normalised(value) if name in behaviour.normalise_fields else value
        for name, value in values.items()
        if name not in ignored
    }
    if "FxsLines" in stored:
        lines = _lines(row, stored["FxsLines"], behaviour)
        # The display name of a line is that of its extension, whatever was sent.
        named = [{**line, "Name": extension_name(line["Number"])} for line in lines]
        stored["FxsLines"] = sorted(named, key=lambda line: int(line["Key"]))
    if stored.get("Provisioning"):
        before = row["Provisioning"] or {}
        passed_over = [name for name in _READ_ONLY_PROVISIONING if before.get(name)]
        sent = {name: value for name, value in stored["Provisioning"].items() if name not in passed_over}
        stored["Provisioning"] = {**before, **sent}
    return stored


def _nulls(row: Row, behaviour: Behaviour) -> dict[str, Any]:
    """What is left of Provisioning before a PATCH that replaces it: what no write may name."""
    known = row["Provisioning"] or {}
    return {name: known.get(name) if name in behaviour.refuse_fields else None for name in PROVISIONING}


def normalised(value: Any) -> Any:
    """A value as the switch `normalise_fields` has it."""
    if isinstance(value, str):
        return " ".join(value.split())
    return sorted(value, key=_place) if isinstance(value, list) else value


def _place(element: Any) -> Any:
    """What a list is sorted by: of objects, which have no order, their number, and then all that is in them."""
    if isinstance(element, dict):
        return str(element.get("Number")), json.dumps(element, sort_keys=True)
    return element


def _lines(row: Row, sent: list[dict[str, Any]], behaviour: Behaviour) -> list[dict[str, Any]]:
    """The lines after a write, under the switch `freed_by`."""
    lines = stored_lines(sent, behaviour.line_base)
    if behaviour.freed_by != "empty":
        return lines
    named = {stored_key(line, behaviour.line_base) for line in sent}
    return [*lines, *(line for line in row["FxsLines"] if line["Key"] not in named)]


def _stored_row(system: PhoneSystem, mac: str) -> Row:
    row = system.store.device(mac)
    assert row is not None, "the caller wrote it under the lock of the store"
    return row
