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
from ..preconditions import check_if_match
from ..records import etag_of
from ..store import Row
from ..system import PhoneSystem
from ..writes import check_creation_headers, json_body
from .derived import VIRTUAL
from .facts import Resource, facts
from .metadata import metadata
from .newcomers import completed
from .options import Reader, no_property
from .state import Record, State
from .view import View, lacks
from .writes import Writer

Operations = dict[str, Callable[[], Response]]

_NAMED_KEY = re.compile(r"(\w+)=(.*)")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_NO_RESOURCE = "The requested resource does not exist."
# Own user and department are those of a person; an API client is none.
_OWN = ("MyUser", "MyGroup")
_ACTIONS = (("Sbcs", "Pbx.PushConfig"),)
# What somebody else changes under the switch `mutate_before_write`: the first of these that a type has.
_NAMES = ("LastName", "DisplayName", "RuleName", "Description", "OutboundCallerID", "Name", "Value")
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
        return View(self._state, self._behaviour)

    def operations(self, name: str, key: str | None, rest: str | None) -> Operations:
        """What the methods do with that resource. Raises ODataError: 404 for unknown ones, 403 for those that are
        closed to this API client, 400 for faulty keys."""
        if (name, key, rest) == ("$metadata", None, None):
            return {"GET": lambda: Response(metadata(facts()), content_type="application/xml")}
        resource = facts().resources.get(name)
        if resource is None or (key is not None and not resource.key):
            raise ODataError(404, _NO_RESOURCE)
        if name in _OWN:
            raise ODataError(403, "The role of this API client does not allow this request.")
        if rest is not None:
            return self._below(resource, key, rest)
        if key is not None:
            return self._entity_operations(resource, key)
        if resource.single:
            return self._single_operations(resource)
        operations: Operations = {"GET": lambda: self._list(resource, resource.type, self._rows(resource), name)}
        if "create" in resource.can:
            operations["POST"] = lambda: self._create(resource)
        return operations

    def _single_operations(self, resource: Resource) -> Operations:
        row = self._state.single(resource.name)
        operations: Operations = {"GET": lambda: self._entity(200, resource, row)}
        if "change" in resource.can:
            operations["PATCH"] = lambda: self._change(resource, self._unchanged(resource, row))
        return operations

    def _entity_operations(self, resource: Resource, key: str) -> Operations:
        prop, value = self._parsed_key(resource, key)
        operations: Operations = {}
        if "read" in resource.can or prop == resource.alternate:
            operations["GET"] = lambda: self._entity(200, resource, self._find(resource, prop, value))
        # The description has no writes by the alternate key.
        if "change" in resource.can and prop == resource.key:
            operations["PATCH"] = lambda: self._change(resource, self._writable(resource, prop, value))
        if "delete" in resource.can and prop == resource.key:
            operations["DELETE"] = lambda: self._delete(resource, prop, value)
        return operations

    def _below(self, resource: Resource, key: str | None, rest: str) -> Operations:
        """A navigation that has an address of its own, such as Groups(5)/Members, an action or a function."""
        if (resource.name, rest) in _ACTIONS and key is not None:
            prop, value = self._parsed_key(resource, key)
            return {"POST": lambda: self._acted(resource, prop, value)}
        if (resource.name, key, rest) == ("Fax", None, "Pbx.InitFax()"):
            # Nothing is stored by it, so there is no id yet.
            return {"GET": lambda: self._entity(200, resource, completed(self._state, resource, {"Id": 0}))}
        if rest not in resource.below or (key is None) != resource.single:
            raise ODataError(404, _NO_RESOURCE)
        kind = facts().types[resource.type][rest].kind

        def listed() -> Response:
            if resource.single:
                owner = self._state.single(resource.name)
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
        if prop not in (resource.key, resource.alternate if self._behaviour.alternate_keys else resource.key):
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

    def _reader(self, single: bool) -> Reader:
        """What reads the options of a request for a single object, or for a list."""
        nested = self._behaviour.nested_expand
        deep = nested == "anywhere" or (nested == "objects" and single)
        return Reader(facts(), self._view.value, self._check_name, depth=9 if deep else 1)

    def _check_name(self, type_name: str, name: str) -> None:
        """Raises ODataError for $select and $expand of what this version does not have, see `unknown_status`."""
        if lacks(self._behaviour, type_name, name):
            status = self._behaviour.unknown_status
            raise no_property(name, type_name) if status == 400 else ODataError(status, "")

    def _entity(self, status: int, resource: Resource, row: Record) -> Response:
        projection = self._reader(single=True).entity(request.args, resource.type)
        context = self._context(resource.name, projection) + ("" if resource.single else "/$entity")
        response = json_response(status, {"@odata.context": context, **self._shown(resource, row, projection)})
        tag = etag_of(_tagged(resource, row), self._behaviour, "header")
        if tag:
            response.headers["ETag"] = tag
        return response

    def _shown(self, resource: Resource, row: Record, projection: Projection) -> dict[str, Any]:
        """A record with its ETag, where answers show it."""
        tag = etag_of(_tagged(resource, row), self._behaviour, "body")
        return {**({"@odata.etag": tag} if tag else {}), **self._view.shown(resource.type, row, projection)}

    def _list(self, resource: Resource, type_name: str, rows: Any, path: str) -> Response:
        behaviour = self._behaviour
        query = self._reader(single=False).listing(request.args, type_name, behaviour.top_limit)
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
        if type_name == resource.type:
            answer["value"] = [self._shown(resource, row, query.projection) for row in page]
        else:
            answer["value"] = [self._view.shown(type_name, row, query.projection) for row in page]
        link = next_link(request, query, behaviour, len(page), len(found) > query.skip + limit)
        return json_response(200, {**answer, "@odata.nextLink": link} if link else answer)

    # Writing

    @property
    def _writer(self) -> Writer:
        return Writer(self._state, self._behaviour)

    def _create(self, resource: Resource) -> Response:
        check_creation_headers(request, self._behaviour, resource.type)
        row = self._writer.create(resource, json_body(request))
        response = self._entity(201, resource, row)
        key = row[resource.key]
        quoted = f"'{key}'" if isinstance(key, str) else key
        response.headers["Location"] = f"{request.host_url}xapi/v1/{resource.name}({quoted})"
        return response

    def _change(self, resource: Resource, row: Record) -> Response:
        self._writer.change(resource, row, json_body(request))
        return Response(status=204)

    def _delete(self, resource: Resource, prop: str, value: Any) -> Response:
        try:
            row = self._writable(resource, prop, value)
            # What is refused uses up nothing of the switch.
            self._writer.check_deletion(resource, row)
            if not self._system.switches.take("ignore_deletions"):
                self._writer.delete(resource, row)
        except ODataError as error:
            if error.message != NOT_FOUND or self._behaviour.missing_delete is None:
                raise
        return Response(status=204)

    def _acted(self, resource: Resource, prop: str, value: Any) -> Response:
        """An action that leaves no trace but in the log of requests."""
        self._find(resource, prop, value)
        return Response(status=204)

    def _writable(self, resource: Resource, prop: str, value: Any) -> Record:
        """The record to change or delete, after what others do to it just before, and after If-Match was checked."""
        self._interfere(resource, self._find(resource, prop, value))
        return self._unchanged(resource, self._find(resource, prop, value))

    def _unchanged(self, resource: Resource, row: Record) -> Record:
        """The record, where it is the one that If-Match names. Raises ODataError (428, 400, 412)."""
        check_if_match(request.headers.get("If-Match"), _tagged(resource, row), self._behaviour)
        return row

    def _interfere(self, resource: Resource, row: Record) -> None:
        """Do what the switches `vanish_before_write` and `mutate_before_write` ask for."""
        if self._system.switches.take("vanish_before_write"):
            self._state.remove(resource.name, row)
        elif self._system.switches.take("mutate_before_write"):
            name = next(name for name in _NAMES if name in facts().types[resource.type])
            self._state.update(resource, row, {name: f"{row.get(name) or ''} (changed elsewhere)".strip()})

    # Showing

    @staticmethod
    def _context(path: str, projection: Projection) -> str:
        names = [*(projection.select or ()), *(f"{name}()" for name in projection.expand)]
        return f"{request.host_url}xapi/v1/$metadata#{path}" + (f"({','.join(names)})" if names else "")


def _tagged(resource: Resource, row: Record) -> Row:
    """A record as ETags and If-Match want it."""
    return {"mac": f"{resource.name}/{row.get(resource.key)}", "revision": row.get("_revision", 0)}


def resources() -> list[dict[str, str]]:
    """The service document: what there is, and under which names."""
    kinds = {True: "Singleton", False: "EntitySet"}
    return [{"name": name, "kind": kinds[resource.single], "url": name} for name, resource in facts().resources.items()]
