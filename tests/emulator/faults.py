# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults between client and phone system: delays, redirects, proxies' answers, broken answers, closed connections.

`Gateway` is the WSGI application that the server runs. It logs each request, injects faults as the switches say, and
passes the rest on to the application of the phone system, one request at a time. What is for the control endpoints it
only passes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.wrappers import Request, Response

from . import control
from .behaviour import Behaviour
from .errors import ODataError, echoed, error_response, html_response, json_response
from .oauth import bearer
from .request_log import LogEntry
from .system import PhoneSystem

TOKEN = "/connect/token"
JSON = "application/json; charset=utf-8"


class ConnectionDroppedError(ConnectionAbortedError):
    """Tells the server to close the connection without an answer."""


class Gateway:
    def __init__(self, app: Any, control_app: Any, system: PhoneSystem) -> None:
        self._app = app
        self._control_app = control_app
        self._system = system

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        is_control = request.path.startswith(f"{control.ROOT}/")
        response = self._passed_on(request, self._control_app) if is_control else self._logged(request)
        return response(environ, start_response)

    def _logged(self, request: Request) -> Response:
        client, active = bearer(self._system, request.headers.get("Authorization"))
        entry = LogEntry(
            method=request.method,
            path=request.path,
            query=unquote_plus(request.query_string.decode("ascii", "replace")),
            if_match=request.headers.get("If-Match"),
            authorized=active,
            client_id=client,
        )
        self._system.log.add(entry)
        is_login = request.path == TOKEN
        if is_login:
            entry.client_id = request.form.get("client_id")
        response = self._login(request) if is_login else self._xapi(request)
        if is_login:
            entry.authorized = response.status_code == 200 and "access_token" in response.get_data(as_text=True)
        elif response.status_code == 401:
            # The token died between arrival and answer.
            entry.authorized = False
        entry.status = response.status_code
        return response

    def _login(self, request: Request) -> Response:
        take = self._system.switches.take
        if take("token_drop_next"):
            raise ConnectionDroppedError
        elsewhere = self._delayed_or_elsewhere(request, "token")
        if elsewhere:
            return elsewhere
        if take("token_status_next"):
            return self._token_fault(request)
        response = self._passed_on(request, self._app)
        if response.status_code == 200 or not self._behaviour.echo_secret:
            return response
        error = response.get_json(silent=True) or {}
        error["error_description"] = error.get("error_description", "") + self._echoed_secret(request)
        return json_response(response.status_code, error, JSON)

    def _xapi(self, request: Request) -> Response:
        before = self._delayed_or_elsewhere(request, "xapi") or self._instead(request)
        if before:
            return before
        response = self._passed_on(request, self._app)
        if self._hits("drop_after", "drop_methods", request):
            raise ConnectionDroppedError
        if self._hits("fail_after", "fault_methods", request):
            return Response(status=self._behaviour.fail_after_status)
        if response.get_data() and self._hits("truncate_next", "fault_methods", request):
            response.set_data(response.get_data()[: len(response.get_data()) // 2])
        elif response.get_data() and self._hits("short_next", "fault_methods", request):
            response.headers["Content-Length"] = str(len(response.get_data()) + 100)
            response.headers["Connection"] = "close"
        return response

    def _instead(self, request: Request) -> Response | None:
        """The answer of a failing connection, proxy or backend, given instead of doing the work."""
        behaviour = self._behaviour
        if self._hits("drop_before", "drop_methods", request):
            raise ConnectionDroppedError
        if self._hits("throttle_next", "throttle_methods", request):
            return self._throttled(request)
        if self._hits("html_next", "fault_methods", request):
            return html_response(
                behaviour.html_status, f"Please sign in.{echoed(behaviour, request.headers.get('Authorization'))}"
            )
        if self._hits("empty_500_next", "fault_methods", request):
            return Response(status=500)
        return None

    def _delayed_or_elsewhere(self, request: Request, kind: str) -> Response | None:
        behaviour = self._behaviour
        self._system.ended.wait(behaviour.latency)
        if behaviour.redirect_to and behaviour.redirect_paths in (kind, "all"):
            return Response(status=307, headers={"Location": behaviour.redirect_to})
        if behaviour.lockout_after and self._system.failed_logins >= behaviour.lockout_after:
            return html_response(403, "Your IP address is blocked.")
        return None

    def _throttled(self, request: Request) -> Response:
        behaviour = self._behaviour
        problem = ODataError(behaviour.throttle_status, "Try again later.")
        response = error_response(
            problem,
            "odata" if problem.status == 429 else "html",
            echoed(behaviour, request.headers.get("Authorization")),
        )
        return self._delaying(response)

    def _token_fault(self, request: Request) -> Response:
        behaviour = self._behaviour
        text = f"The login service cannot answer now.{self._echoed_secret(request)}"
        if behaviour.token_body == "html":
            return self._delaying(html_response(behaviour.token_status, text))
        if behaviour.token_body == "empty":
            return self._delaying(Response(status=behaviour.token_status))
        error = {"error": "temporarily_unavailable", "error_description": text}
        return self._delaying(json_response(behaviour.token_status, error, JSON))

    def _echoed_secret(self, request: Request) -> str:
        return f" (client_secret: {request.form.get('client_secret')})" if self._behaviour.echo_secret else ""

    def _delaying(self, response: Response) -> Response:
        if self._behaviour.retry_after is not None:
            response.headers["Retry-After"] = str(self._behaviour.retry_after)
        return response

    def _passed_on(self, request: Request, app: Any) -> Response:
        # The gateway itself may have read the body, that of a login.
        request.environ["wsgi.input"].seek(0)
        with self._system.store.lock:
            if self._system.ended.is_set():
                raise ConnectionDroppedError
            return Response.from_app(app, request.environ, buffered=True)

    def _hits(self, counter: str, limits: str, request: Request) -> bool:
        methods = getattr(self._behaviour, limits)
        return (not methods or request.method in methods) and self._system.switches.take(counter)

    @property
    def _behaviour(self) -> Behaviour:
        return self._system.switches.now
