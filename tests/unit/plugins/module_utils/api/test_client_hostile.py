# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever a server sends, nothing but the collection's own exceptions comes out of a client."""

from __future__ import annotations

import contextlib
import io
import json
import typing as t
from unittest import mock

import pytest
import requests
import urllib3
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    ApiError,
    ReplyError,
    ThreeCXError,
    TransportError,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import DEFAULTS, OpenClient, Raises
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import bodies
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.secret_sweep import assert_no_secrets
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings

TOKEN = "Acc3ss-t0ken/with+odd=characters"
LOGGED_IN = answer(200, json.dumps({"access_token": TOKEN, "token_type": "Bearer"}))


def read(client: Client) -> t.Any:
    return client.read("/Defs", {"$select": "Id"})[0]


# Answers out of the blue

headers = st.dictionaries(
    st.sampled_from(["Content-Type", "Location", "Retry-After", "ETag", "Set-Cookie", "WWW-Authenticate"]),
    st.one_of(st.text(st.characters(max_codepoint=255)), st.sampled_from(["http://[", "//", "https://x@y/", "-1"])),
)
statuses = st.one_of(st.sampled_from([200, 200, 200, 301, 307, 400, 401, 404, 429, 500, 503]), st.integers(100, 999))


class Adapter:
    """Stands in for the network: gives each request the next of some answers."""

    def __init__(self, answers: list[tuple[int, dict[str, str], bytes]]) -> None:
        self._answers = answers

    def __call__(self, request: requests.PreparedRequest, **_options: t.Any) -> requests.Response:
        status, named, body = self._answers.pop(0) if self._answers else (500, {}, b"")
        response = requests.Response()
        response.status_code = status
        response.headers = CaseInsensitiveDict(named)
        response.request, response.url = request, str(request.url)
        response.raw = urllib3.HTTPResponse(io.BytesIO(body), named, status, preload_content=False)
        return response


@given(st.lists(st.tuples(statuses, headers, bodies), max_size=5), st.booleans())
def test_no_answer_brings_out_another_exception(
    answers: list[tuple[int, dict[str, str], bytes]], logged_in: bool
) -> None:
    secret = "A-client-secret+/="
    params = {**DEFAULTS, "url": "https://pbx.example.com", "client_id": "i", "client_secret": secret, "retries": 1}
    connection = read_connection({**params, "access_token": TOKEN if logged_in else None})
    shown: list[str] = []
    with (
        mock.patch.object(requests.adapters.HTTPAdapter, "send", side_effect=Adapter(answers)),
        Client(connection, warn=shown.append, read_only=False, sleep=lambda _seconds: None) as client,
    ):
        for path in ("/Defs", "/Fxs('001A2B3C4D5E')"):
            with contextlib.suppress(ThreeCXError):
                client.read(path)
        with contextlib.suppress(ThreeCXError):
            list(client.read_pages("/Fxs", {"$orderby": "MacAddress"}))
    assert_no_secrets("\n".join(shown), [secret, TOKEN])


# Bytes that are hardly HTTP

GARBAGE = {
    "no answer at all": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "half a status line": b"HTTP/1.1 2",
    "a status that is no number": b"HTTP/1.1 abc Fine\r\n\r\n",
    "endless headers": b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n{}",
    "a header without an end": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000,
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "less than promised": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
    "a chunk of no size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
    "chunks without an end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    # Without its last header the next request might go to the connection that is just being closed.
    "no gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE)
def test_garbage_counts_as_no_answer_and_is_tried_again(
    open_client: OpenClient, raises: Raises, warnings: Warnings, data: bytes
) -> None:
    with Listener(LOGGED_IN, data) as listener, raises(TransportError, "^GET /xapi/v1/Defs got no answer from http:"):
        read(open_client(listener.url, retries=1))
    warnings.expect("^GET /xapi/v1/Defs got no answer from .*Trying again")
    assert len(listener.received) == 3


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE)
def test_garbage_in_place_of_a_login_counts_as_no_answer(
    open_client: OpenClient, raises: Raises, warnings: Warnings, data: bytes
) -> None:
    with Listener(data) as listener, raises(TransportError, "^POST /connect/token got no answer from http:"):
        read(open_client(listener.url, retries=1))
    warnings.expect("^POST /connect/token got no answer from .*Trying again")
    assert len(listener.received) == 2


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else(
    open_client: OpenClient, raises: Raises, status: int
) -> None:
    with Listener(answer(200, "{}")) as foreign:
        redirect = answer(status, "", Location=f"{foreign.url}/xapi/v1/Defs")
        message = f"answered {status}: the server at .* redirects to {foreign.url}. Redirects are not followed"
        with Listener(LOGGED_IN, redirect) as listener, raises(ReplyError, message) as caught:
            read(open_client(listener.url))
        assert foreign.received == []
        assert len(listener.received) == 2
    assert caught.value.facts == {"status": status, "method": "GET", "path": "/xapi/v1/Defs"}


def test_a_redirect_to_another_path_is_not_followed_either(open_client: OpenClient, raises: Raises) -> None:
    redirect = answer(302, "", Location="/login")
    with Listener(LOGGED_IN, redirect) as listener, raises(ReplyError, "redirects to another path"):
        read(open_client(listener.url))
    assert len(listener.received) == 2


def test_a_redirect_in_a_broken_encoding_is_not_followed(open_client: OpenClient, raises: Raises) -> None:
    redirect = answer(302, "", Location="https://evil.example.com/\x80")
    with Listener(LOGGED_IN, redirect) as listener, raises(ReplyError, "redirects to https://evil.example.com"):
        read(open_client(listener.url, retries=1))


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("http://[", "what is no address"),
        ("//evil.example.com/", "https://evil.example.com"),
        (f"https://{TOKEN}.evil.example.com/", "https://<redacted>.evil.example.com"),
        (f"https://user:{TOKEN}@evil.example.com/", "https://evil.example.com"),
        (f"https://evil.example.com/?token={TOKEN}", r"https://evil.example.com\. "),
        (f"https://{'x' * 5000}/", "https://x{100}\\. "),
    ],
)
def test_the_address_in_a_redirect_is_shown_without_harm(
    open_client: OpenClient, raises: Raises, location: str, shown: str
) -> None:
    redirect = answer(302, "", Location=location)
    with Listener(redirect) as listener, raises(ReplyError, f"redirects to {shown}"):
        read(open_client(listener.url, access_token=TOKEN))


@pytest.mark.parametrize(
    "headers", [{"Content_Length": "100"}, {"Content_Encoding": "gzip"}, {"Transfer_Encoding": "chunked"}]
)
def test_the_body_of_a_redirect_may_be_broken(open_client: OpenClient, raises: Raises, headers: dict[str, str]) -> None:
    redirect = answer(302, "moved", Location="https://evil.example.com/", **headers)
    with Listener(LOGGED_IN, redirect) as listener, raises(ReplyError, "redirects to https://evil.example.com"):
        read(open_client(listener.url))


@pytest.mark.parametrize("status", [300, 302, 304])
def test_a_redirect_to_nowhere_is_no_answer_to_use(open_client: OpenClient, raises: Raises, status: int) -> None:
    redirect = answer(status, "" if status == 304 else '{"Id": 0}')
    with Listener(LOGGED_IN, redirect) as listener, raises(ReplyError, f"gave status {status}"):
        read(open_client(listener.url))


# Secrets in places where nobody looks for them


def test_a_secret_in_the_content_type_does_not_show(open_client: OpenClient, raises: Raises) -> None:
    page = answer(500, "<html>", Content_Type=TOKEN)
    with Listener(page) as listener, raises(ApiError, r"did not answer with JSON \(<redacted>\)"):
        read(open_client(listener.url, access_token=TOKEN, retries=0))


def test_an_etag_comes_as_it_is_whatever_is_in_it(open_client: OpenClient) -> None:
    with Listener(answer(200, "{}", ETag='W/"2025-0000-1"')) as listener:
        client = open_client(listener.url, access_token=TOKEN)
        client.hide(["0000"])
        assert client.read("/Fxs('001A2B3C4D5E')")[1]["etag"] == 'W/"2025-0000-1"'


def test_a_secret_in_the_status_line_does_not_show(open_client: OpenClient, raises: Raises) -> None:
    for line in (f"HTTP/1.1 200{TOKEN} {TOKEN}", f"{TOKEN} 200 OK"):
        with Listener(f"{line}\r\n\r\n".encode()) as listener, raises(TransportError, "got no answer"):
            read(open_client(listener.url, access_token=TOKEN, retries=0))


def test_a_long_status_line_is_cut(open_client: OpenClient, raises: Raises) -> None:
    with Listener(b"no " + b"x" * 60_000 + b"\r\n") as listener, raises(TransportError, "got no answer") as caught:
        read(open_client(listener.url, access_token=TOKEN, retries=0))
    assert len(str(caught.value)) < 1000


# Addresses that cannot be one


@pytest.mark.parametrize("host", ["a" * 64 + ".example.com", "pbx..example.com", ".example.com", "*.example.com"])
def test_a_host_name_that_cannot_be_one_fails_at_once(open_client: OpenClient, raises: Raises, host: str) -> None:
    with raises(TransportError, "^POST /connect/token got no answer from https://"):
        read(open_client(f"https://{host}"))
