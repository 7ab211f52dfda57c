# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Error answers of the XAPI: the OData error object, and what may stand in its place."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response

from .behaviour import Behaviour

HTML_PAGE = "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>\n"
ODATA_JSON = "application/json; odata.metadata=minimal; odata.streaming=true"


class ODataError(Exception):
    """A failed XAPI request. `details` are (target, message) pairs.

    The machine-readable token of the phone system's own errors (WARNINGS.*) stands in the messages; `code` is empty,
    as reported from live systems.
    """

    def __init__(self, status: int, message: str, details: list[tuple[str, str]] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details or []

    def body(self, echo: str = "") -> dict[str, Any]:
        """The JSON of the answer; `echo` is appended to the message, see the switch `echo_secret`."""
        error: dict[str, Any] = {"code": "", "message": self.message + echo}
        if self.details:
            error["details"] = [{"code": "", "message": text, "target": target} for target, text in self.details]
        return {"error": error}


def refused(*problems: tuple[str, str]) -> ODataError:
    """400 as the phone system words it for (property, WARNINGS token) pairs."""
    target, token = problems[0]
    return ODataError(400, f"{target}:\n{token}", list(problems))


def invalid_query(text: str) -> ODataError:
    """400 as the OData framework words it for query options."""
    return ODataError(400, f"The query specified in the URI is not valid. {text}")


def json_response(status: int, data: Any, content_type: str = ODATA_JSON) -> Response:
    return Response(json.dumps(data), status=status, content_type=content_type)


def html_response(status: int, text: str = "The server is busy.") -> Response:
    title = {200: "Sign in", 403: "403 Forbidden", 404: "404 Not Found"}.get(status, f"Error {status}")
    return Response(HTML_PAGE.format(title, text), status=status, content_type="text/html; charset=utf-8")


def echoed(behaviour: Behaviour, authorization: str | None) -> str:
    """What the switch `echo_secret` adds to error messages."""
    return f" (Authorization: {authorization})" if behaviour.echo_secret and authorization else ""


def error_response(error: ODataError, style: str = "odata", echo: str = "") -> Response:
    """The answer to a failed request; `style` is odata, empty or html."""
    if style == "html":
        return html_response(error.status, error.message + echo)
    if style == "empty":
        return Response(status=error.status)
    return json_response(error.status, error.body(echo))
