# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of the store as the XAPI shows them, and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .behaviour import Behaviour
from .odata import Gaps, Projection
from .schema import FXS, FXS_TEMPLATES, REGISTRAR_FXS, EntitySet
from .seed import LOGIN
from .store import Row, Store, etag


def stored_key(line: dict[str, Any], line_base: int) -> int:
    """The position of a line as it is stored, numbered from 1."""
    return int(line["Key"]) - line_base + 1


def stored_lines(lines: list[dict[str, Any]], line_base: int) -> list[dict[str, Any]]:
    """Lines as they are stored: numbered from 1, and only those that have an extension."""
    return [
        {"Key": stored_key(line, line_base), "Number": line["Number"], "Name": line.get("Name")}
        for line in lines
        if line.get("Number")
    ]


def shown_lines(row: Row, behaviour: Behaviour) -> list[dict[str, Any]]:
    """Lines as the XAPI shows them under the switches `line_base` and `free_lines`."""
    used = {line["Key"]: line for line in row["FxsLines"]}
    all_keys = range(1, (row["FxsLineCount"] or 0) + 1) if behaviour.free_lines == "empty" else ()
    keys = sorted({*used, *all_keys})
    free = {"Number": "", "Name": None}
    return [{**used.get(key, free), "Key": key - 1 + behaviour.line_base} for key in keys]


def full_record(row: Row, behaviour: Behaviour) -> dict[str, Any]:
    """A device with all its properties, secrets included, without annotations."""
    record = {name: row[name] for name in FXS.properties}
    return {**record, "FxsLines": shown_lines(row, behaviour)}


def gaps(behaviour: Behaviour) -> Gaps:
    """What this version of the phone system does not have."""
    return Gaps(behaviour.unknown_properties, behaviour.unknown_status)


def without_nulls(value: Any) -> Any:
    """A JSON value as it is shown under `nulls=omitted`: null properties are left out at every level."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    return value


def shown_link(row: Row, behaviour: Behaviour) -> str | None:
    """The link to a device's web interface under the switch `links_with_login`."""
    login = f"admin:{quote(row['Password'] or '', safe='')}@" if behaviour.links_with_login else ""
    link: str | None = row["interface_link"]
    return link and link.replace(LOGIN, login)


def etag_of(row: Row, behaviour: Behaviour, place: str) -> str | None:
    """The ETag when it is shown in that place (header or body)."""
    return etag(row, behaviour.weak_etags) if behaviour.etags in (place, "both") else None


class Presenter:
    """Shows rows of one entity set under one projection; templates are read once for a whole list."""

    def __init__(self, store: Store, behaviour: Behaviour, entity_set: EntitySet, projection: Projection) -> None:
        self._store = store
        self._behaviour = behaviour
        self._entity_set = entity_set
        self._projection = projection
        self._gaps = gaps(behaviour)

    def shown(self, rows: list[Row]) -> list[dict[str, Any]]:
        """The rows as JSON objects, under the switch `nulls`."""
        shown = self._shown(rows)
        return [without_nulls(record) for record in shown] if self._behaviour.nulls == "omitted" else shown

    def _shown(self, rows: list[Row]) -> list[dict[str, Any]]:
        if self._entity_set is not FXS:
            return [self._projected(row, self._entity_set, self._projection) for row in rows]
        templates = {}
        if "Template" in self._projection.expand:
            templates = self._store.templates(row["template_id"] for row in rows)
        return [self._device(row, templates) for row in rows]

    def _device(self, row: Row, templates: dict[str, Row]) -> dict[str, Any]:
        tag = etag_of(row, self._behaviour, "body")
        shown: dict[str, Any] = {"@odata.etag": tag} if tag else {}
        shown.update(self._projected(full_record(row, self._behaviour), FXS, self._projection))
        expand = self._projection.expand
        if "Template" in expand:
            owner = templates.get(row["template_id"])
            shown["Template"] = self._projected(owner, FXS_TEMPLATES, expand["Template"]) if owner else None
        if "Registered" in expand:
            link = {"MacAddress": row["MacAddress"], "InterfaceLink": shown_link(row, self._behaviour)}
            known = row["interface_link"] is not None
            shown["Registered"] = self._projected(link, REGISTRAR_FXS, expand["Registered"]) if known else None
        return shown

    def _projected(self, row: Row, entity_set: EntitySet, projection: Projection) -> dict[str, Any]:
        default = (name for name in entity_set.properties if name not in entity_set.on_request)
        names = default if projection.select is None else projection.select
        return {name: row[name] for name in names if not self._gaps.has(name, entity_set)}
