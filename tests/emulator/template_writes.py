# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom FXS templates: a file that somebody made of one of the system's own, and that can be changed and deleted."""

from __future__ import annotations

import re
from typing import Any

from .errors import ODataError, refused
from .records import gaps
from .schema import FXS_TEMPLATES
from .store import Row
from .system import PhoneSystem
from .writes import nameless

_NAME = re.compile(r"<name>([^<]+)</name>")
_EXTENSIONS = re.compile(r"<NumberOfExtensions>(\d+)</NumberOfExtensions>")
_NOT_A_TEMPLATE = "WARNINGS.XAPI.FILE_FORMAT_IS_INCORRECT"


def create(system: PhoneSystem, body: dict[str, Any]) -> Row:
    """Store a new template, which is what its Content says. Raises ODataError (400)."""
    _check_body(system, body, "POST")
    lacking = [name for name in ("Id", "Content") if not body.get(name)]
    if lacking:
        raise refused(*((name, "WARNINGS.XAPI.REQUIRED") for name in lacking))
    if system.store.template(body["Id"]):
        raise refused(("Id", "WARNINGS.XAPI.ALREADY_IN_USE"))
    system.store.add_template({**_read(system, body["Content"], body["Id"]), "Id": body["Id"]})
    return _stored(system, body["Id"])


def update(system: PhoneSystem, row: Row, body: dict[str, Any]) -> None:
    """Give a template another Content; what else a body says is read from that. Raises ODataError (400)."""
    _check_body(system, body, "PATCH")
    if not row["IsCustom"] or body.get("Id", row["Id"]) != row["Id"]:
        raise refused(("Id", "WARNINGS.XAPI.FORBIDDEN_CHANGE"))
    if body.get("Content"):
        system.store.change_template(row["Id"], **_read(system, body["Content"], row["Id"]))


def delete(system: PhoneSystem, row: Row) -> None:
    """Delete a template; what becomes of its devices is the switch `referenced_deletion`. Raises ODataError (400)."""
    in_use = any(device["template_id"] == row["Id"] for device in system.store.devices())
    if not row["IsCustom"] or (in_use and system.switches.now.referenced_deletion == "refused"):
        raise refused(("Id", "WARNINGS.CANNOT_BE_DELETED"))
    if not system.switches.take("ignore_deletions"):
        system.store.remove_template(row["Id"])


def _check_body(system: PhoneSystem, body: dict[str, Any], method: str) -> None:
    """Raises ODataError (400) for names that a template does not have and for keys that are no texts."""
    missing = gaps(system.switches.now)
    names = [name for name in body if "@" not in name]
    unknown = any(name not in FXS_TEMPLATES.properties or missing.has(name, FXS_TEMPLATES) for name in names)
    if unknown or any(not isinstance(body.get(name, ""), str) for name in ("Id", "Content")):
        raise nameless(method, "FxsTemplate")


def _read(system: PhoneSystem, content: str, template_id: str) -> dict[str, Any]:
    """What a Content says: it is that of the system's template which it names, with another number of lines and with
    names of models that say which file they are of (reported)."""
    name, lines = _NAME.search(content), _EXTENSIONS.search(content)
    origin = system.store.template(name.group(1)) if name else None
    if origin is None:
        raise ODataError(400, f"Content:\n{_NOT_A_TEMPLATE}", [("Content", _NOT_A_TEMPLATE)])
    suffix = template_id.removesuffix(".xml")
    models = [
        {**model, "DisplayName": f"{model['DisplayName'].partition('-')[0]}-{suffix}"} for model in origin["Models"]
    ]
    known = {name: value for name, value in origin.items() if name in FXS_TEMPLATES.properties and name != "Id"}
    count = int(lines.group(1)) if lines else origin["NumberOfExtensions"]
    custom = {"IsCustom": True, "TemplateType": "ThirdParty", "Models": models, "NumberOfExtensions": count}
    return {**known, **custom, "Content": content}


def _stored(system: PhoneSystem, template_id: str) -> Row:
    row = system.store.template(template_id)
    assert row is not None, "the caller stored it under the lock of the store"
    return row
