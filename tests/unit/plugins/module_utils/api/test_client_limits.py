# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers whose answers take their time, or never end."""

from __future__ import annotations

import gzip
import json
import time
import typing as t
from http import HTTPStatus

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api import _transport
from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    ApiError,
    LoginError,
    NotFoundError,
    ReplyError,
    ThreeCXError,
    TransportError,
    UnclearError,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, Raises
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings

TIMEOUT = 0.5  # seconds
SLOW = "not complete after 2 seconds \\(4 times the option timeout\\)"
LIMIT = 200_000  # bytes
OK = b"HTTP/1.1 200 OK\r\n"


def trickle(first: bytes, then: bytes) -> t.Callable[[str], t.Iterator[bytes]]:
    """A part of an answer at once, and another byte whenever a client is about to give up."""

    def parts(_request: str) -> t.Iterator[bytes]:
        yield first
        for number in range(400):
            time.sleep(TIMEOUT / 20)
            yield then[number % len(then)].to_bytes(1, "big")

    return parts


SLOW_ANSWERS = {
    "a status line": trickle(b"HTTP/1.1 200 ", b"Fine"),
    "headers": trickle(OK, b"X: 1\r\n"),
    "a body with a length": trickle(OK + b"Content-Length: 1000\r\n\r\n", b" "),
    "a body without a length": trickle(OK + b"\r\n", b" "),
    "chunks": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}
SLOW_ERROR = trickle(b"HTTP/1.1 500 Oh\r\nContent-Length: 1000\r\n\r\n", b" ")


def read(client: Client) -> t.Any:
    return client.read("/Defs", {"$select": "Id"})[0]


@pytest.mark.parametrize(
    ("slow", "message"),
    [*((slow, SLOW) for slow in SLOW_ANSWERS.values()), (SLOW_ERROR, "answered 500: the server at")],
    ids=[*SLOW_ANSWERS, "an error"],
)
@pytest.mark.parametrize("before", [[], [LOGGED_IN]], ids=["login", "reading"])
def test_an_answer_that_trickles_ends_at_the_deadline_and_is_not_asked_for_again(
    open_client: OpenClient, raises: Raises, before: list[t.Any], slow: t.Any, message: str
) -> None:
    with Listener(*before, slow) as listener:
        client = open_client(listener.url, timeout=TIMEOUT)
        start = time.monotonic()
        with raises(ThreeCXError, message):
            read(client)
        assert time.monotonic() - start < 8
        assert len(listener.received) == len(before) + 1


def test_why_no_answer_came_is_told_as_well_while_another_failure_is_dealt_with(
    open_client: OpenClient, raises: Raises
) -> None:
    with Listener(LOGGED_IN, answer(404), SLOW_ANSWERS["headers"]) as listener:
        client = open_client(listener.url, timeout=TIMEOUT)
        try:
            read(client)
        except NotFoundError:
            with raises(TransportError, SLOW):
                read(client)
        assert len(listener.received) == 3


def test_what_a_write_with_a_trickling_answer_did_is_not_known(open_client: OpenClient, raises: Raises) -> None:
    with Listener(LOGGED_IN, SLOW_ANSWERS["headers"]) as listener, raises(UnclearError, SLOW):
        open_client(listener.url, timeout=TIMEOUT).write("DELETE", "/Fxs('1')", expected=[HTTPStatus.NO_CONTENT])


def test_an_answer_that_takes_longer_than_the_timeout_but_goes_on_is_read(open_client: OpenClient) -> None:
    def parts(_request: str) -> t.Iterator[bytes]:
        for part in (OK, b"Content-Length: 8\r\n\r\n", b'{"Id"', b":7}"):
            time.sleep(TIMEOUT * 0.6)
            yield part

    with Listener(LOGGED_IN, parts) as listener:
        assert read(open_client(listener.url, timeout=TIMEOUT)) == {"Id": 7}


# Size


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_transport, "_LARGEST_ANSWER", LIMIT)
    monkeypatch.setattr(_transport, "_LARGEST_OTHER", LIMIT)


class Endless:
    """An answer without an end, which counts what the client takes of it."""

    def __init__(self, status: int, *, chunked: bool) -> None:
        self.sent = 0
        encoding = b"Transfer-Encoding: chunked\r\n" if chunked else b""
        self._head = b"HTTP/1.1 %d Whatever\r\n%s\r\n" % (status, encoding)
        self._part = b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n" if chunked else b"x" * 0xFFFF

    def __call__(self, _request: str) -> t.Iterator[bytes]:
        yield self._head
        # What the kernel takes without anybody reading is some MB at most.
        while self.sent < 1000 * LIMIT:
            yield self._part
            self.sent += len(self._part)


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize(
    ("before", "status", "kind", "message"),
    [
        ([], 200, ReplyError, "^POST /connect/token answered 200 with more than"),
        ([], 401, LoginError, "^POST /connect/token answered 401"),
        ([LOGGED_IN], 200, ReplyError, "^GET /xapi/v1/Defs answered 200 with more than"),
        ([LOGGED_IN], 302, ReplyError, "redirects to"),
        ([LOGGED_IN], 404, ThreeCXError, "^GET /xapi/v1/Defs answered 404: the server at .* did not answer with JSON"),
    ],
)
def test_an_answer_without_an_end_is_not_read_to_its_end(
    open_client: OpenClient,
    raises: Raises,
    before: list[t.Any],
    status: int,
    kind: type[ThreeCXError],
    message: str,
    chunked: bool,
) -> None:
    endless = Endless(status, chunked=chunked)
    if status == HTTPStatus.FOUND:
        endless._head = endless._head.replace(b"\r\n", b"\r\nLocation: https://elsewhere.example.com/\r\n", 1)
    with Listener(*before, endless) as listener, raises(kind, message):
        read(open_client(listener.url))
    assert endless.sent < 500 * LIMIT


BROKEN: dict[str, tuple[bytes, dict[str, str]]] = {
    "cut off": (b'{"error"', {"Content_Length": "500"}),
    "packed unasked": (b"{}", {"Content_Encoding": "br"}),
    "badly packed": (b"{}", {"Content_Encoding": "gzip"}),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_refusal_counts_however_broken_its_body_is(
    open_client: OpenClient, raises: Raises, naps: list[float], broken: tuple[bytes, dict[str, str]]
) -> None:
    body, headers = broken
    said = "the server at .* did not answer with JSON"
    with Listener(answer(401, body, **headers)) as listener:
        with raises(LoginError, f"^POST /connect/token answered 401: {said}"):
            read(open_client(listener.url))
        assert len(listener.received) == 1, "what is refused is tried again"
    with Listener(LOGGED_IN, answer(400, body, **headers)) as listener:
        with raises(ApiError, f"^PATCH /xapi/v1/Users.1. answered 400: {said}"):
            open_client(listener.url).write("PATCH", "/Users(1)", expected=[HTTPStatus.NO_CONTENT], body={"Name": "x"})
        assert len(listener.received) == 2
    with Listener(LOGGED_IN, answer(502, body, **headers)) as listener, raises(UnclearError, "answered 502"):
        open_client(listener.url).write("DELETE", "/Users(1)", expected=[HTTPStatus.NO_CONTENT])
    assert naps == []


def test_a_small_packed_answer_that_unpacks_to_a_large_one_is_refused(open_client: OpenClient, raises: Raises) -> None:
    bomb = answer(200, gzip.compress(b'{"Id": "%s"}' % (b"x" * 100 * LIMIT)), Content_Encoding="gzip")
    assert len(bomb) < LIMIT
    with Listener(LOGGED_IN, bomb) as listener, raises(ReplyError, "with more than"):
        read(open_client(listener.url))


def test_a_packed_answer_is_read(open_client: OpenClient) -> None:
    body = gzip.compress(json.dumps({"Id": "x" * (LIMIT // 2)}).encode())
    with Listener(LOGGED_IN, answer(200, body, Content_Encoding="gzip")) as listener:
        assert read(open_client(listener.url)) == {"Id": "x" * (LIMIT // 2)}
    assert "Accept-Encoding: gzip\r\n" in listener.received[1]


def test_a_refused_answer_takes_no_connection_from_those_that_follow(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_client(pbx)
    assert read(client)["Id"] == 0
    with monkeypatch.context() as patch:
        patch.setattr(_transport, "_LARGEST_ANSWER", 3)
        with pytest.raises(ReplyError, match="with more than"):
            read(client)
    assert read(client)["Id"] == 0
    warnings.expect()
