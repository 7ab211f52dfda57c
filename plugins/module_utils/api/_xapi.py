# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One request for whatever operation of XAPI: check what was asked for, send it, and read the answer.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import dataclass, field
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import (
    _client,
    _conceal,
    _errors,
    _etag,
    _odata,
    _replies,
)

# What the official OpenAPI description documents for success. Some actions answer 200 and others 204.
_EXPECTED: dict[str, tuple[int, ...]] = {
    "GET": (HTTPStatus.OK,),
    "POST": (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT),
    "PATCH": (HTTPStatus.OK, HTTPStatus.NO_CONTENT),
    "DELETE": (HTTPStatus.NO_CONTENT,),
}
_PAGING = ("$top", "$skip", "$count")
_EXAMPLE_PATH = "/Users(42)"
# A backslash is a slash to some servers.
_NOT_IN_PATH = re.compile(r"[\x00-\x1f\x7f?#\\]")
_SCHEME_OR_HOST = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_ORDER = re.compile(r" *(\w+)(?: +(?:asc|desc))? *")
_VERB = re.compile(r"^(?:Get|Generate)(?=[a-z])", re.IGNORECASE)
_RAW = "$value"
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """One request as it was asked for.

    :param path: below C(/xapi/v1), with a slash in front.
    :param expected: the statuses that mean success.
    :param row_key: the property that tells the rows apart when the whole collection is to be read, page by page.
    """

    method: _client.Method
    path: str
    query: t.Mapping[str, str]
    body: t.Mapping[str, t.Any] | None = field(repr=False)
    expected: tuple[int, ...]
    if_match: str | None
    row_key: str | None

    @property
    def writes(self) -> bool:
        return _replies.Request(self.method, _client.XAPI + self.path).writes

    def __str__(self) -> str:
        return f"{self.method} {_client.XAPI}{self.path}"


class Answer(t.NamedTuple):
    """What came back.

    :param value: the JSON value, secrets included; None where there was none.
    """

    status: int
    value: t.Any
    etag: str | None

    @property
    def is_error(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST


def read_call(params: t.Mapping[str, t.Any]) -> Call:
    """Check the options.

    :raises InputError: naming the option.
    """
    method: _client.Method = params["method"]
    body, if_match, query = params["body"], params["if_match"], read_query(params["query"] or {})
    if body is not None and method in ("GET", "DELETE"):
        raise _errors.InputError(f"body is given, but {method} takes none.")
    if if_match is not None and method == "GET":
        raise _errors.InputError("if_match is given, but GET only reads: there is nothing to protect from a change.")
    if _conceal.holds_marker(body):
        raise _errors.InputError(
            f"body holds {' or '.join(_conceal.MARKERS)}, which stands for a secret in results. Leave such"
            " properties out, so that they are not overwritten."
        )
    if not _is_json(body):
        raise _errors.InputError("body holds a number that is not finite (.nan or .inf), which JSON has not.")
    call = Call(
        method=method,
        path=read_path(params["path"]),
        query=query,
        body=body,
        expected=_read_expected(params["expected_status"], method),
        if_match=None if if_match is None else _etag.parse_if_match(if_match),
        row_key=_read_row_key(params, query) if params["all_pages"] else None,
    )
    if call.row_key is not None and call.writes:
        raise _errors.InputError(
            f"all_pages reads a collection, and path is {params['path']!r}, which makes something with each request."
            " Leave all_pages out."
        )
    return call


def _is_json(value: t.Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


def read_path(path: str) -> str:
    """Check the option C(path).

    HTTP libraries and servers resolve C(..), encoded or not, so that it would lead out of XAPI, for example to the
    token endpoint.

    :returns: the path below C(/xapi/v1), with a slash in front.
    :raises InputError: when it leads elsewhere, or holds more than a path.
    """
    text = path.strip(" ")
    if text == _client.XAPI or text.startswith(f"{_client.XAPI}/"):
        text = text[len(_client.XAPI) :]
    if not text.strip("/") or _SCHEME_OR_HOST.match(text):
        raise _errors.InputError(
            f"path is {path!r}; it must be a path below {_client.XAPI} on the PBX, like {_EXAMPLE_PATH}."
        )
    if _NOT_IN_PATH.search(text) or _BROKEN_ESCAPE.search(text):
        raise _errors.InputError(
            f"path is {path!r}; it must not hold '?', '#', '\\', control characters or a '%' that encodes nothing."
            " Query options go into query; encode such characters in a key (%3F, %23, %5C, %25)."
        )
    if {".", ".."} & set(re.split(r"[/\\]", _odata.fully_decoded(text))):
        raise _errors.InputError(f"path is {path!r}; it must not hold '.' or '..' as a part.")
    return f"/{text.lstrip('/')}"


def read_query(query: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Bring the option C(query) to texts: booleans as OData writes them, and lists with commas.

    :raises InputError: when a value is null, since to leave a filter out unasked could mean all, or a mapping.
    """
    return {name: _query_text(name, value) for name, value in query.items()}


def send(client: _client.Client, call: Call) -> Answer:
    """Send the request: one that only reads again where that helps, and a write where it was not carried out.

    :raises UnclearError: when a write may or may not have been carried out.
    :raises ThreeCXError: on every other failure.
    """
    try:
        return _send_once(client, call) if call.row_key is None else _read_all(client, call, call.row_key)
    except _errors.UnclearError as error:
        raise _errors.UnclearError(_explained(call, error)) from None


def shown(client: _client.Client, path: str, answer: Answer, *, secrets: bool) -> t.Any:
    """What may be returned of an answer. The login's own secrets never may.

    :param path: what was asked for, which may be all that tells that the answer is a secret.
    :param secrets: whether to return the secrets that the PBX holds.
    """
    # What is said of an error may hold what was sent, and has no name there that tells.
    redact = client.redact if answer.is_error else client.redact_value
    try:
        found = answer.value if secrets else _conceal.conceal_answer(asked_for(path), answer.value)
        return _conceal.redact_all(found, redact)
    except RecursionError:
        client.warn("The answer is nested too deeply to look for secrets in it; it is not returned.")
        return None


def asked_for(path: str) -> str:
    """What the last part of a path names, without what a function does to get it.

    Of ``/Users(42)/Pbx.GetPhoneSecret()`` it is C(PhoneSecret), and of ``/Users(42)/VMPIN/$value`` it is C(VMPIN).
    """
    names = [name for name in _odata.names_in(path) if name != _RAW]
    return _VERB.sub("", names[-1]) if names else ""


def _read_row_key(params: t.Mapping[str, t.Any], query: t.Mapping[str, str]) -> str:
    """The property that C($orderby) sorts by, which alone can prove that the pages leave no row out."""
    if params["method"] != "GET" or params["expected_status"] is not None:
        raise _errors.InputError(
            "all_pages goes together neither with a method other than GET nor with expected_status."
        )
    if "$orderby" not in query or any(name in query for name in _PAGING):
        raise _errors.InputError(
            f"all_pages needs $orderby in query, so that the pages fit together, and sets {', '.join(_PAGING)} itself."
        )
    order = _ORDER.fullmatch(query["$orderby"])
    if order is None:
        raise _errors.InputError(
            f"$orderby is {query['$orderby']!r}; with all_pages it must be one property whose value no two rows share,"
            " like 'Id' or 'Id desc'."
        )
    selected = {name.strip() for name in query.get("$select", "*").split(",")}
    if not {order[1], "*"} & selected:
        raise _errors.InputError(
            f"$select lacks {order[1]}, the property in $orderby; with all_pages it must be there, to tell the rows"
            " apart."
        )
    return order[1]


def _read_expected(statuses: t.Sequence[int] | None, method: str) -> tuple[int, ...]:
    expected = _EXPECTED[method] if statuses is None else tuple(statuses)
    for status in expected:
        answered_here = (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
        if not (200 <= status < 300 or 400 <= status < 500) or status in answered_here:  # noqa: PLR2004
            raise _errors.InputError(
                f"expected_status has {status}; it takes statuses from 200 to 299 and from 400 to 499, but neither 401"
                " nor 429, which are dealt with by another login and by another try."
            )
    if not expected:
        raise _errors.InputError("expected_status is empty; leave it out for the statuses that XAPI documents.")
    return expected


def _query_text(name: str, value: t.Any) -> str:
    if isinstance(value, list):
        return ",".join(_query_text(name, item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, dict):
        raise _errors.InputError(
            f"query has {'null' if value is None else 'a mapping'} for {name}; give a text or a list."
        )
    return str(value)


def _read_all(client: _client.Client, call: Call, row_key: str) -> Answer:
    rows = [row for page in client.read_pages(call.path, call.query, key=row_key) for row in page]
    return Answer(HTTPStatus.OK, {"value": rows}, None)


def _send_once(client: _client.Client, call: Call) -> Answer:
    reply = client.call(
        call.method, call.path, expected=call.expected, query=call.query, body=call.body, if_match=call.if_match
    )
    try:
        value = _replies.load_json(reply.body) if reply.body else None
    except (ValueError, RecursionError):
        error = _errors.ReplyError(
            f"{call} answered {reply.status}, but the server at {reply.server} did not answer with JSON"
            f" ({reply.content_type}).",
            method=call.method,
            path=_client.XAPI + call.path,
            status=reply.status,
        )
        raise (_errors.UnclearError(error) if call.writes and not reply.is_error else error) from None
    return Answer(reply.status, value, _etag.read_etag(reply.headers, value if isinstance(value, dict) else {}))


def _explained(call: Call, error: _errors.ThreeCXError) -> _errors.ThreeCXError:
    return _errors.ThreeCXError(
        f"{error} Whether the PBX has carried out {call} is not known, and it was not sent again: look at the PBX"
        " before you do.",
        **error.facts,
        unclear=True,
    )
