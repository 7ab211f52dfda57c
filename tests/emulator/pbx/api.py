# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The OData endpoints of everything but FXS devices and their templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from ..behaviour import Behaviour
from ..errors import ODataError, json_response
from ..odata import Projection
from ..paging import next_link, page_size
from ..system import PhoneSystem
from .derived import VIRTUAL
from .facts import Resource, facts
from .options import Reader
from .state import Record, State
from .view import View

Operations = dict[str, Callable[[], Response]]

_NAMED_KEY = re.compile(r"(\w+)=(.*)")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_NO_RESOURCE = "The requested resource does not exist."
NOT_FOUND = "WARNINGS.XAPI.NOT_FOUND"


class PbxApi:
    """Answers requests for resources that `facts` names."""

    def __init__(self, system: PhoneSystem) -> None:
        self._system = system

    @property
    def _behaviour(self) -> Behaviour:
        return self._system.switches.now

    @property
    def _state(self) -> State:
        return self._system.pbx

    @property
    def _view(self) -> View:
        return View(self._state)

    def operations(self, name: str, key: str | None, rest: str | None) -> Operations:
        """What the methods do with that resource. Raises ODataError: 404 for unknown ones, 400 for faulty keys."""
        resource = facts().resources.get(name)
        if resource is None or (key is not None and not resource.key):
            raise ODataError(404, _NO_RESOURCE)
        if rest is not None:
            return self._below(resource, key, rest)
        if key is not None:
            return self._entity_operations(resource, key)
        if resource.single:
            return {"GET": lambda: self._get_single(resource)}
        return {"GET": lambda: self._list(resource, resource.type, self._rows(resource), name)}

    def _entity_operations(self, resource: Resource, key: str) -> Operations:
        prop, value = self._parsed_key(resource, key)
        if "read" not in resource.can and prop == resource.key:
            return {}
        return {"GET": lambda: self._entity(200, resource, self._find(resource, prop, value))}

    def _below(self, resource: Resource, key: str | None, rest: str) -> Operations:
        """A navigation that has an address of its own, such as Groups(5)/Members."""
        if rest not in resource.below or (key is None) != resource.single:
            raise ODataError(404, _NO_RESOURCE)
        kind = facts().types[resource.type][rest].kind

        def listed() -> Response:
            if resource.single:
                owner = self._single(resource)
            else:
                owner = self._find(resource, *self._parsed_key(resource, key or ""))
            rows = self._view.value(resource.type, owner, rest)
            return self._list(resource, kind, rows, f"{resource.name}({key})/{rest}" if key else rest)

        return {"GET": listed}

    # Keys

    def _parsed_key(self, resource: Resource, text: str) -> tuple[str, Any]:
        """Property and value of a key such as `5`, `'SBC1'` or `Number='410'`. Raises ODataError (400, 404)."""
        named = _NAMED_KEY.fullmatch(text)
        prop, value = named.groups() if named else (resource.key, text)
        if prop not in (resource.key, resource.alternate):
            raise ODataError(404, _NO_RESOURCE)
        kind = facts().types[resource.type][prop].kind
        match = _TEXT.fullmatch(value)
        if kind == "text" and match:
            return prop, match.group(1).replace("''", "'")
        if kind != "text" and value.lstrip("-").isdigit():
            return prop, int(value)
        raise ODataError(400, f"The key in the request URI is not valid: found {value}.")

    def _find(self, resource: Resource, prop: str, value: Any) -> Record:
        """The record of that key. Raises ODataError."""
        if prop == resource.key and prop != resource.alternate:
            row = self._state.row(resource.name, value)
        else:
            row = next((row for row in self._rows(resource) if row.get(prop) == value), None)
        if row is None:
            status = self._behaviour.missing_status
            raise ODataError(404 if status == 204 and request.method != "GET" else status, NOT_FOUND)
        return row

    def _rows(self, resource: Resource) -> Iterable[Record]:
        virtual = VIRTUAL.get(resource.name)
        return virtual(self._state) if virtual else self._state.rows(resource.name)

    # Reading

    def _reader(self) -> Reader:
        return Reader(facts(), self._view.value, lambda _type, _name: None)

    def _single(self, resource: Resource) -> Record:
        return self._state.single(resource.name)

    def _get_single(self, resource: Resource) -> Response:
        return self._entity(200, resource, self._single(resource))

    def _entity(self, status: int, resource: Resource, row: Record) -> Response:
        projection = self._reader().entity(request.args, resource.type)
        context = self._context(resource.name, projection) + ("" if resource.single else "/$entity")
        return json_response(status, {"@odata.context": context, **self._view.shown(resource.type, row, projection)})

    def _list(self, resource: Resource, type_name: str, rows: Any, path: str) -> Response:
        behaviour, view = self._behaviour, self._view
        query = self._reader().listing(request.args, type_name, behaviour.top_limit)
        found = query.matching(row for row in rows if not row.get("_hidden"))
        if not query.order and not behaviour.stable_order:
            self._system.rng.shuffle(found)
        limit = page_size(query, behaviour)
        page = found[query.skip : query.skip + limit]
        answer: dict[str, Any] = {"@odata.context": self._context(path, query.projection)}
        if query.count and behaviour.count_empties:
            return json_response(200, {**answer, "@odata.count": 0, "value": []})
        if query.count:
            answer["@odata.count"] = len(found)
        answer["value"] = [view.shown(type_name, row, query.projection) for row in page]
        link = next_link(request, query, behaviour, len(page), len(found) > query.skip + limit)
        return json_response(200, {**answer, "@odata.nextLink": link} if link else answer)

    # Showing

    @staticmethod
    def _context(path: str, projection: Projection) -> str:
        names = [*(projection.select or ()), *(f"{name}()" for name in projection.expand)]
        return f"{request.host_url}xapi/v1/$metadata#{path}" + (f"({','.join(names)})" if names else "")
