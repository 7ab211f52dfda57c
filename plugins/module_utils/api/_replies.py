# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Read what the server answered: JSON objects, and the two shapes of its errors.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import json
import re
import typing as t
from http import HTTPStatus
from urllib.parse import urlsplit

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _odata, _retry, _secrets, _urls

Redact = t.Callable[[str], str]

# A hostile or broken server could send pages of text; a message longer than this helps nobody.
_LONGEST_MESSAGE = 500
_LONGEST_NAME = 100

_HINTS = {
    401: "Check client_id and client_secret, whether the API client still exists with access to the 3CX Configuration"
    " API, and whether the licence of the PBX includes that API.",
    403: "The role of the API client may be too low (System Owner is certain to be enough), or the address of this"
    " machine is not allowed by the console restrictions of the PBX.",
    412: "The object was changed after it was read: look at it again, and give its new ETag where one was given.",
    428: "The PBX wants a precondition: the ETag of the object, which the option if_match gives where there is one.",
}
_KINDS: dict[int, type[_errors.ApiError]] = {404: _errors.NotFoundError, 412: _errors.StaleError}
# The parameter of the operation in the server, such as delta for a change.
_NAMELESS = re.compile(r"The \w+ field is required\.?")
_NAMELESS_HINT = (
    "So a PBX says that it cannot read what was sent, without saying why: it holds a property that this version of the"
    " PBX does not know, or a value of a wrong type."
)
#: What tells the version of a PBX: every answer of XAPI has it (reported from live systems), and none of a proxy.
VERSION_HEADER = "x-3cx-version"
#: One of the official list of warnings
LICENCE = "WARNINGS.XAPI.INVALID_LICENSE_TYPE"
_ROOT_HINT = (
    "Check host and port in url (443 for hosted, often 5001 for self-hosted systems), and whether API access is"
    " enabled: the whole entity set is missing, not one object."
)


class Reply(t.NamedTuple):
    """One answer, detached from the HTTP library.

    :param headers: names in lower case, values as they came: a short secret may well be a part of an ETag.
    :param redact: replaces every secret in a text that the server sent; for whatever of the answer is shown.
    """

    status: int
    headers: t.Mapping[str, str]
    body: bytes
    server: str
    redact: Redact

    @property
    def is_error(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST

    @property
    def content_type(self) -> str:
        shown = self.redact(self.headers.get("content-type", ""))
        return shown.split(";")[0].strip()[:_LONGEST_NAME] or "no content type"


class Request(t.NamedTuple):
    """What an error may say about the request: never headers or bodies."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def writes(self) -> bool:
        """Whether it may change something, so that it is not sent in check mode, nor twice."""
        return self.method != "GET" or _odata.makes_something(self.path)

    @property
    def addresses_one_entity(self) -> bool:
        return "(" in self.path


def read_object(request: Request, reply: Reply) -> dict[str, t.Any]:
    """The JSON object in the body.

    :raises ReplyError: when the body is something else, such as a login page of a proxy or half an answer.
    """
    content = _load(reply.body)
    if isinstance(content, dict) and HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return content
    raise _errors.ReplyError(
        f"The server at {reply.server} did not answer with JSON: {request} gave status {reply.status} and a body that"
        f" cannot be used ({reply.content_type}). A proxy in between or a wrong port is the usual reason.",
        status=reply.status,
        **request._asdict(),
    )


def read_rows(request: Request, reply: Reply) -> list[dict[str, t.Any]]:
    """The rows of an OData collection.

    :raises ReplyError: when there is no list of objects under C(value).
    """
    rows = read_object(request, reply).get("value")
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    raise _errors.ReplyError(
        f"The server at {reply.server} answered {request} with JSON that is not an OData collection.",
        status=reply.status,
        **request._asdict(),
    )


def read_count(request: Request, reply: Reply) -> int | None:
    """How many rows the whole OData collection has, or None when the server does not tell."""
    count = read_object(request, reply).get("@odata.count")
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def error_for(request: Request, reply: Reply, hint: str | None = None) -> _errors.ApiError:
    """The exception for an answer with an error status.

    :param hint: what the user can do, where the caller knows better than the status tells.
    """
    server = read_server_error(reply.body, reply.redact)
    said = describe(server) or _describe_unreadable(reply)
    message = f"{request} answered {reply.status}: {said}"
    hint = hint or _hint(request, reply.status, server) or _describe_wait(reply)
    kind = _KINDS.get(reply.status, _errors.ApiError)
    error = kind(f"{message.rstrip('.')}. {hint}".rstrip(), status=reply.status, server=server, **request._asdict())
    error.passing = reply.status in _retry.PASSING_STATUSES
    # A status below 500 refuses the request, 429 included; whatever fails inside may have done its work before.
    error.undone = reply.status < HTTPStatus.INTERNAL_SERVER_ERROR
    error.retry_after = reply.headers.get("retry-after")
    return error


def redirect_error(request: Request, reply: Reply) -> _errors.ReplyError:
    """The exception for a redirect, which is never followed: it could lead the token to somebody else."""
    where = _origin(reply.redact(reply.headers.get("location", "")))
    error = _errors.ReplyError(
        f"{request} answered {reply.status}: the server at {reply.server} redirects to {where}. Redirects are not"
        " followed, since they could lead the token elsewhere; set url to the address of the PBX itself.",
        status=reply.status,
        **request._asdict(),
    )
    error.undone = True
    return error


def _origin(location: str) -> str:
    try:
        target = urlsplit(location)
    except ValueError:
        return "what is no address"
    host = target.netloc.rpartition("@")[2]
    return f"{target.scheme or 'https'}://{host[:_LONGEST_NAME]}" if host else "another path"


def is_nameless(server: _errors.ServerError) -> bool:
    """Whether a refusal of a body tells nothing but that there has to be one (reported from live systems)."""
    return not server.details and _NAMELESS.fullmatch(server.message) is not None


def _hint(request: Request, status: int, server: _errors.ServerError) -> str:
    if is_nameless(server):
        return _NAMELESS_HINT
    if LICENCE in server.message:
        return "The licence of the PBX does not include that."
    if status == HTTPStatus.NOT_FOUND:
        return "" if request.addresses_one_entity else _ROOT_HINT
    return _HINTS.get(status, "")


def _describe_wait(reply: Reply) -> str:
    seconds = (
        _retry.read_retry_after(reply.headers.get("retry-after")) if reply.status in _retry.PASSING_STATUSES else None
    )
    return f"The server asks to wait {seconds:.0f} seconds." if seconds else ""


def _describe_unreadable(reply: Reply) -> str:
    if not reply.body:
        return "the answer is empty"
    return f"the server at {reply.server} did not answer with JSON ({reply.content_type})"


def read_server_error(body: bytes, redact: Redact) -> _errors.ServerError:
    """Read an error in the shape of OData (XAPI) or of OAuth (C(/connect/token)).

    The shapes are those of the official OpenAPI description and of RFC 6749, section 5.2.
    """
    content = _load(body)
    error = content.get("error") if isinstance(content, dict) else None
    if isinstance(error, str):
        return _errors.ServerError(_clean(error, redact), _clean(content.get("error_description"), redact))
    if isinstance(error, dict):
        return _errors.ServerError(
            _clean(error.get("code"), redact),
            _clean(error.get("message"), redact),
            _read_details(error.get("details"), redact),
        )
    return _errors.ServerError()


def _read_details(details: object, redact: Redact) -> list[dict[str, str]]:
    rows = details if isinstance(details, list) else []
    return [
        {name: _clean(row.get(name), redact) for name in ("code", "message", "target")}
        for row in rows
        if isinstance(row, dict)
    ]


def describe(server: _errors.ServerError) -> str:
    """One line out of code, message and details: whatever of them tells most.

    XAPI leaves C(code) empty as a rule and puts its token, such as C(WARNINGS.XAPI.ALREADY_IN_USE), into the
    message of a detail (reported from live systems).
    """
    details = "; ".join(
        ": ".join(part for part in (row["target"], row["message"] or row["code"]) if part) for row in server.details
    ).strip()
    if details and all(row["message"] in server.message for row in server.details):
        return max(details, server.message, key=len)
    message = ": ".join(part for part in (server.code, server.message) if part)
    return f"{message} ({details})" if message and details else message or details


def _clean(value: object, redact: Redact) -> str:
    if not isinstance(value, str):
        return ""
    text = " ".join(_urls.without_logins(redact(value), _secrets.REDACTED).split())
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[:_LONGEST_MESSAGE]} [...]"


def load_json(body: bytes) -> t.Any:
    """The JSON value in a body.

    Python would take NaN and Infinity too, which JSON has not (RFC 8259, section 6) and which equal nothing, so that
    every run would find a change.

    :raises ValueError: when it is no JSON.
    :raises RecursionError: when it is nested too deeply.
    """
    return json.loads(body, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> t.NoReturn:
    raise ValueError(f"JSON has no {name}.")


def _load(body: bytes) -> t.Any:
    try:
        return load_json(body)
    except (ValueError, RecursionError):
        return None
