# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The OData endpoints below /xapi/v1."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import sqlalchemy as sa
from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response

from . import template_writes, writes
from .behaviour import Behaviour
from .errors import ODataError, echoed, error_response, html_response, json_response
from .oauth import bearer
from .odata import ListQuery, Projection, parse_entity, parse_key, parse_list
from .paging import next_link, page_size
from .pbx.api import PbxApi, resources
from .preconditions import check_if_match
from .records import Presenter, etag_of, gaps
from .schema import ENTITY_SETS, FXS, FXS_TEMPLATES, STRUCTURED, EntitySet
from .store import TABLES, Row
from .system import PhoneSystem

ROOT = "/xapi/v1"
# Where it is in the environment of a request
XAPI = "emulator.xapi"
_RESOURCE = re.compile(r"(?P<set>\w+)(?:\((?P<key>.*)\))?(?:/(?P<rest>.+))?")
_REGENERATE = "Pbx.RegenerateWebCredentials"
_NOT_FOUND = "WARNINGS.XAPI.NOT_FOUND"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def register(app: Flask) -> None:
    """Add the XAPI to an application whose requests bring an `Xapi` in their environment."""
    blueprint = Blueprint("xapi", __name__, url_prefix=ROOT)
    blueprint.add_url_rule("/", defaults={"resource": ""}, view_func=_answer, methods=_METHODS, endpoint="root")
    blueprint.add_url_rule("/<path:resource>", view_func=_answer, methods=_METHODS)
    app.register_blueprint(blueprint)


def _answer(resource: str) -> Response:
    return cast("Xapi", request.environ[XAPI]).answer(resource)


class Xapi:
    """Answers requests: access checks first, then the operation that method and path name."""

    def __init__(self, system: PhoneSystem) -> None:
        self._system = system
        self._pbx = PbxApi(system)

    @property
    def _behaviour(self) -> Behaviour:
        return self._system.switches.now

    def answer(self, resource: str) -> Response:
        if not self._behaviour.api_enabled:
            return html_response(404, "nginx")
        try:
            self._check_access()
            response = self._operation(resource)()
        except ODataError as error:
            response = self._failed(error)
        response.headers["X-3CX-Version"] = self._behaviour.version
        response.headers["OData-Version"] = "4.0"
        return response

    def _failed(self, error: ODataError) -> Response:
        style = {404: self._behaviour.missing_body, 403: self._behaviour.denied_body, 401: self._behaviour.denied_body}
        if error.status in (204, 500, 501):
            return Response(status=error.status)
        echo = echoed(self._behaviour, request.headers.get("Authorization"))
        response = error_response(error, style.get(error.status, "odata"), echo)
        if error.status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return response

    def _check_access(self) -> None:
        """Raises ODataError (401, 403) for callers that may not come in at all."""
        behaviour = self._behaviour
        if behaviour.console_restricted:
            raise ODataError(403, "Access from this address is not allowed.")
        _client, active = bearer(self._system, request.headers.get("Authorization"))
        if not active:
            raise ODataError(401, "The access token is missing, expired or not valid.")
        if not behaviour.licensed:
            # The login went through, so it is not the identity but what the system may do that is refused.
            raise ODataError(403, "WARNINGS.XAPI.INVALID_LICENSE_TYPE")

    def _operation(self, resource: str) -> Callable[[], Response]:
        """What to call for this request. Raises ODataError for unknown resources (404) and methods (405)."""
        match = _RESOURCE.fullmatch(resource)
        name, key, rest = match.group("set", "key", "rest") if match else (resource, None, None)
        if name in ("", "Defs") and key is None and rest is None:
            return self._only({"GET": self._service_document if name == "" else self._defs})
        self._check_kind(name)
        if name in ENTITY_SETS:
            operations = self._device_operations(ENTITY_SETS[name], key, rest)
        else:
            operations = self._pbx.operations(name, key, rest)
        if self._behaviour.role == "users":
            raise ODataError(403, "The role of this API client does not allow this request.")
        return self._only(operations)

    def _check_kind(self, name: str) -> None:
        """Raises ODataError (404, 403) for what this version, edition or role does not show."""
        if name in self._behaviour.absent_kinds:
            raise ODataError(404, "The requested resource does not exist.")
        if name in self._behaviour.denied_kinds:
            raise ODataError(403, "The role of this API client does not allow this request.")

    def _device_operations(
        self, entity_set: EntitySet, key: str | None, rest: str | None
    ) -> dict[str, Callable[[], Response]]:
        """By method. Raises ODataError (404, 400)."""
        if rest is not None:
            if key is None or rest != _REGENERATE or entity_set is not FXS:
                raise ODataError(404, "The requested resource does not exist.")
            return {"POST": lambda: self._regenerate(parse_key(key))}
        if key is not None:
            return self._entity_operations(entity_set, parse_key(key))
        create = self._create if entity_set is FXS else self._create_template
        return {"GET": lambda: self._list(entity_set), "POST": create}

    def _entity_operations(self, entity_set: EntitySet, key: str) -> dict[str, Callable[[], Response]]:
        is_device = entity_set is FXS
        return {
            "GET": lambda: self._get(entity_set, key),
            "PATCH": lambda: self._update(key) if is_device else self._update_template(key),
            "DELETE": lambda: self._delete(key) if is_device else self._delete_template(key),
        }

    @staticmethod
    def _only(operations: dict[str, Callable[[], Response]]) -> Callable[[], Response]:
        method = "GET" if request.method == "HEAD" else request.method
        if method not in operations:
            raise ODataError(405, "The requested resource does not support this method.")
        return operations[method]

    # Reading

    def _service_document(self) -> Response:
        return json_response(200, {"@odata.context": self._url("$metadata"), "value": resources()})

    def _defs(self) -> Response:
        select = request.args.get("$select", "Id")
        if select != "Id" or "$expand" in request.args:
            raise ODataError(400, "The emulator knows no property of Defs but Id.")
        suffix = "(Id)" if "$select" in request.args else ""
        return json_response(200, {"@odata.context": self._url(f"$metadata#Defs{suffix}"), "Id": 0})

    def _list(self, entity_set: EntitySet) -> Response:
        behaviour, table = self._behaviour, TABLES[entity_set.name]
        query = parse_list(request.args, entity_set, table, behaviour.top_limit, gaps(behaviour))
        limit = page_size(query, behaviour)
        order = query.order or self._default_order(table)
        # One row more than asked for tells whether rows are left.
        statement = sa.select(table).where(*query.conditions).order_by(*order).limit(limit + 1).offset(query.skip)
        rows = self._page(statement, query)
        answer: dict[str, Any] = {"@odata.context": self._context(entity_set, query.projection)}
        if query.count and behaviour.count_empties:
            return json_response(200, {**answer, "@odata.count": 0, "value": []})
        if query.count:
            answer["@odata.count"] = self._system.store.count(entity_set, *query.conditions)
        projection = self._structured(entity_set, query.projection, behaviour.structured_in_lists)
        answer["value"] = self._shown(entity_set, projection, rows[:limit])
        link = next_link(request, query, behaviour, len(answer["value"]), len(rows) > limit)
        return json_response(200, {**answer, "@odata.nextLink": link} if link else answer)

    @staticmethod
    def _structured(entity_set: EntitySet, projection: Projection, style: str) -> Projection:
        """What is shown under a switch such as `structured_in_lists`."""
        if entity_set is not FXS or style == "shown" or (style == "on-request" and projection.select is not None):
            return projection
        names = FXS.properties if projection.select is None else projection.select
        return replace(projection, select=tuple(name for name in names if name not in STRUCTURED))

    def _page(self, statement: sa.Select[Any], query: ListQuery) -> list[Row]:
        try:
            return self._system.store.page(statement)
        except sa.exc.OperationalError:
            if not query.conditions:
                raise
            # A filter with a function that the database does not have.
            raise ODataError(500, "") from None

    def _default_order(self, table: sa.Table) -> tuple[sa.ColumnElement[Any], ...]:
        if self._behaviour.stable_order:
            return (table.c.position,)
        # Odd factors below a prime modulus scramble the order anew at each request.
        return ((table.c.position * self._system.rng.randrange(1000, 60000)) % 65537, table.c.position)

    def _get(self, entity_set: EntitySet, key: str) -> Response:
        projection = parse_entity(request.args, entity_set, gaps(self._behaviour))
        row = self._find(entity_set, key)
        projection = self._structured(entity_set, projection, self._behaviour.structured_in_devices)
        return self._entity_response(200, entity_set, row, projection)

    def _entity_response(self, status: int, entity_set: EntitySet, row: Row, projection: Projection) -> Response:
        context = self._context(entity_set, projection) + "/$entity"
        response = json_response(status, {"@odata.context": context, **self._shown(entity_set, projection, [row])[0]})
        tag = etag_of(row, self._behaviour, "header") if entity_set is FXS else None
        if tag:
            response.headers["ETag"] = tag
        return response

    def _find(self, entity_set: EntitySet, key: str) -> Row:
        """The row of that key. Raises ODataError (404)."""
        store = self._system.store
        if entity_set is not FXS:
            row = store.template(key)
        elif self._behaviour.mac_keys == "folding":
            row = store.device(key)
        else:
            row = store.device_spelled(key)
        if row is None:
            status = self._behaviour.missing_status
            raise ODataError(404 if status == 204 and request.method != "GET" else status, _NOT_FOUND)
        return row

    # Writing

    def _create(self) -> Response:
        writes.check_creation_headers(request, self._behaviour)
        row = writes.create(self._system, writes.json_body(request))
        response = self._entity_response(201, FXS, row, Projection())
        response.headers["Location"] = self._url(f"Fxs('{row['MacAddress']}')")
        return response

    def _update(self, key: str) -> Response:
        body = writes.json_body(request)
        writes.update(self._system, self._writable(key), body)
        return Response(status=204)

    def _delete(self, key: str) -> Response:
        try:
            mac = self._writable(key)["mac"]
            if not self._system.switches.take("ignore_deletions"):
                self._system.store.remove_device(mac)
        except ODataError as error:
            if error.message != _NOT_FOUND or self._behaviour.missing_delete is None:
                raise
        return Response(status=204)

    def _regenerate(self, key: str) -> Response:
        row = writes.regenerate(self._system, self._find(FXS, key))
        if self._behaviour.regenerate_answer == "null":
            return json_response(200, None)
        return self._entity_response(200, FXS, row, Projection())

    def _create_template(self) -> Response:
        writes.check_creation_headers(request, self._behaviour, "FxsTemplate")
        row = template_writes.create(self._system, writes.json_body(request))
        response = self._entity_response(201, FXS_TEMPLATES, row, Projection())
        response.headers["Location"] = self._url(f"FxsTemplates('{row['Id']}')")
        return response

    def _update_template(self, key: str) -> Response:
        template_writes.update(self._system, self._find(FXS_TEMPLATES, key), writes.json_body(request))
        return Response(status=204)

    def _delete_template(self, key: str) -> Response:
        template_writes.delete(self._system, self._find(FXS_TEMPLATES, key))
        return Response(status=204)

    def _writable(self, key: str) -> Row:
        """The device to change or delete, after what others do to it just before, and after If-Match was checked."""
        writes.interfere(self._system, self._find(FXS, key))
        row = self._find(FXS, key)
        check_if_match(request.headers.get("If-Match"), row, self._behaviour)
        return row

    # Showing

    def _shown(self, entity_set: EntitySet, projection: Projection, rows: list[Row]) -> list[dict[str, Any]]:
        return Presenter(self._system.store, self._behaviour, entity_set, projection).shown(rows)

    def _context(self, entity_set: EntitySet, projection: Projection) -> str:
        names = [*(projection.select or ()), *(f"{name}()" for name in projection.expand)]
        return self._url(f"$metadata#{entity_set.name}" + (f"({','.join(names)})" if names else ""))

    @staticmethod
    def _url(resource: str) -> str:
        return f"{request.host_url.rstrip('/')}{ROOT}/{resource}"
