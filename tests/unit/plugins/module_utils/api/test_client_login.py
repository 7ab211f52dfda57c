# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import json
import os
import tempfile
import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import parse_qs

import pytest
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import MAX_PARALLEL
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    ApiError,
    LoginError,
    ReplyError,
    ThreeCXError,
    TransportError,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._login_lock import LoginLock
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, Raises, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings, Watch

DEFS = '{"Id": 0}'
TOKEN = "the.access-token_1"
# Constants, since tracebacks show the lines of the tests too.
STALE = "A-token-of-yesterday"
WRONG = "A-wrong-secret+/="
LOGGED_IN = answer(200, json.dumps({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 60}))
LOGIN_AGAIN = r"does not accept the access token any more \(401\); logging in again \({} of at most 5 times\)"


def read(client: Client) -> dict[str, t.Any]:
    return client.read("/Defs", {"$select": "Id"})[0]


def logins(pbx: Emulator) -> int:
    return len(pbx.requests("POST", "/connect/token"))


# Once, and no sooner than needed


def test_nothing_is_sent_before_it_is_needed(pbx: Emulator, open_client: OpenClient) -> None:
    open_client(pbx)
    assert pbx.log == []


def test_one_login_serves_all_requests(pbx: Emulator, open_client: OpenClient) -> None:
    client = open_client(pbx)
    for _request in range(5):
        assert read(client)["Id"] == 0
    assert [entry.status for entry in pbx.log] == [200] * 6
    assert logins(pbx) == 1


def test_threads_share_one_login(pbx: Emulator, open_client: OpenClient, warnings: Warnings) -> None:
    client = open_client(pbx)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _number: read(client), range(16)))
        assert logins(pbx) == 1
        pbx.expire_tokens()
        list(threads.map(lambda _number: read(client), range(16)))
    assert logins(pbx) == 2
    warnings.expect(LOGIN_AGAIN.format(1))


def test_each_of_many_threads_keeps_its_connection(
    start_pbx: StartPbx, open_client: OpenClient, caplog: pytest.LogCaptureFixture
) -> None:
    client, all_together = open_client(start_pbx(latency=0.1)), Barrier(MAX_PARALLEL)

    def read_thrice(_number: int) -> None:
        for _request in range(3):
            all_together.wait(30)
            read(client)

    with ThreadPoolExecutor(MAX_PARALLEL) as threads:
        list(threads.map(read_thrice, range(MAX_PARALLEL)))
    assert "Connection pool is full" not in caplog.text
    opened = [record for record in caplog.records if record.getMessage().startswith("Starting new HTTP connection")]
    assert len(opened) <= MAX_PARALLEL


# What is sent


def test_id_and_secret_travel_in_the_body_urlencoded(open_client: OpenClient) -> None:
    secret = "s&e=c+r%e t/ü€'\"\\"
    with Listener(LOGGED_IN, answer(200, DEFS)) as listener:
        read(open_client(listener.url, client_id="id &=+%ä", client_secret=secret))
    login, request = listener.received
    head, body = login.split("\r\n\r\n")
    assert head.startswith("POST /connect/token HTTP/1.1\r\n")
    assert "\r\nContent-Type: application/x-www-form-urlencoded" in head
    assert "authorization" not in head.lower()
    assert parse_qs(body, strict_parsing=True) == {
        "grant_type": ["client_credentials"],
        "client_id": ["id &=+%ä"],
        "client_secret": [secret],
    }
    assert f"\r\nAuthorization: Bearer {TOKEN}\r\n" in request
    assert request.count("Authorization") == 1


@pytest.mark.parametrize(
    "secret",
    ["a&b=c+d%20e", "blanks in  it", "q\"uo'te\\s", "ümläut€", "\U0001f511 key", "%00%0a", "a=b&client_id=other"],
)
def test_odd_characters_in_the_credentials_log_in(start_pbx: StartPbx, open_client: OpenClient, secret: str) -> None:
    pbx = start_pbx(client_id=f"id of {secret}", client_secret=secret)
    assert read(open_client(pbx))["Id"] == 0
    assert pbx.log[0].client_id == f"id of {secret}"


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("machine", ["machine 127.0.0.1", "default"])
def test_netrc_changes_nothing(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, tls: bool, machine: str
) -> None:
    netrc = Path.home() / ".netrc"
    netrc.write_text(f"{machine}\nlogin somebody\npassword of-netrc-file\n")
    netrc.chmod(0o600)
    sent: list[tuple[str | None, str | None]] = []
    original = HTTPAdapter.send

    def send(self: HTTPAdapter, request: PreparedRequest, *args: t.Any, **kwargs: t.Any) -> Response:
        sent.append((request.method, request.headers.get("Authorization")))
        return original(self, request, *args, **kwargs)

    monkeypatch.setattr(HTTPAdapter, "send", send)
    pbx = start_pbx(tls=tls)
    token = open_client(pbx).valid_token()
    read(open_client(pbx, access_token=token))
    assert sent == [("POST", None), ("GET", f"Bearer {token}")]


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_plain_http_goes_through_no_proxy(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with Listener(LOGGED_IN, answer(200, DEFS)) as proxy:
        monkeypatch.setenv(variable, proxy.url)
        read(open_client(pbx))
        assert proxy.received == []
    assert [entry.status for entry in pbx.log] == [200, 200]


def test_https_goes_through_a_tunnel_of_the_proxy(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, raises: Raises
) -> None:
    with Listener(answer(502)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        with raises(TransportError, "ProxyError|Tunnel connection failed"):
            read(open_client(start_pbx(tls=True), retries=0))
    (asked,) = proxy.received
    assert asked.startswith("CONNECT 127.0.0.1:")
    assert asked.endswith("\r\n\r\n")


def test_cookies_are_not_kept(open_client: OpenClient) -> None:
    with Listener(
        answer(200, LOGGED_IN.partition(b"\r\n\r\n")[2], Set_Cookie="login=1; Path=/"),
        answer(200, DEFS, Set_Cookie="session=1; Path=/"),
        answer(200, DEFS),
    ) as listener:
        client = open_client(listener.url)
        read(client)
        read(client)
    assert not [request for request in listener.received if "cookie" in request.lower()]


# The lifetime of the token


@pytest.mark.parametrize("expires_in", [-1, 0, 1, 60, 3600])
def test_the_announced_lifetime_is_not_trusted(start_pbx: StartPbx, open_client: OpenClient, expires_in: int) -> None:
    pbx = start_pbx(expires_in=expires_in)
    client = open_client(pbx)
    for _request in range(3):
        read(client)
    assert logins(pbx) == 1


@pytest.mark.parametrize("lifetime", ['"60"', "60.5", "null", '"60 minutes"', '"never"', "1e999", "[]", '""'])
def test_a_lifetime_that_makes_no_sense_does_no_harm(open_client: OpenClient, lifetime: str) -> None:
    token = '{"access_token": "%s", "token_type": "Bearer", "expires_in": %s, "refresh_token": null}'
    with Listener(answer(200, token % (TOKEN, lifetime)), answer(200, DEFS)) as listener:
        assert read(open_client(listener.url)) == {"Id": 0}


def test_a_token_that_is_refused_is_renewed_after_a_short_random_wait(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, naps: list[float]
) -> None:
    client = open_client(pbx)
    read(client)
    for _round in range(30):
        pbx.expire_tokens()
        pbx.clear_log()
        assert read(client)["Id"] == 0
        assert [(entry.method, entry.status) for entry in pbx.log] == [("GET", 401), ("POST", 200), ("GET", 200)]
        warnings.expect(LOGIN_AGAIN.format(1))
    assert len(naps) == 30
    assert all(0.01 < nap < 1 for nap in naps)
    assert len(set(naps)) > 20


def test_the_rounds_are_bounded(
    start_pbx: StartPbx, open_client: OpenClient, warnings: Warnings, naps: list[float], raises: Raises
) -> None:
    pbx = start_pbx(token_lifetime=0.0)
    with raises(ApiError, r"GET /xapi/v1/Defs answered 401: .*client_id and client_secret.*licence") as caught:
        read(open_client(pbx))
    assert caught.value.facts["status"] == 401
    assert logins(pbx) == 6
    assert len(pbx.requests("GET")) == 6
    assert len(naps) == 5
    assert sum(naps) < 10
    warnings.expect(*(LOGIN_AGAIN.format(number) for number in range(1, 6)))


def test_logins_that_do_not_help_are_not_repeated_for_each_request(
    start_pbx: StartPbx, open_client: OpenClient, warnings: Warnings, raises: Raises
) -> None:
    pbx = start_pbx(token_lifetime=0.0)
    client = open_client(pbx)
    for _request in range(5):
        with raises(ApiError, r"GET /xapi/v1/Defs answered 401"):
            read(client)
    assert logins(pbx) == 6
    assert len(pbx.requests("GET")) == 10
    warnings.expect(*(LOGIN_AGAIN.format(number) for number in range(1, 6)))


def test_once_a_token_is_accepted_again_so_are_logins(
    open_client: OpenClient, warnings: Warnings, raises: Raises
) -> None:
    refused, accepted = answer(401, ""), answer(200, DEFS)
    with Listener(LOGGED_IN, *[refused, LOGGED_IN] * 5, refused, accepted, refused, LOGGED_IN, accepted) as listener:
        client = open_client(listener.url)
        with raises(ApiError, r"answered 401"):
            read(client)
        assert read(client) == {"Id": 0}
        assert read(client) == {"Id": 0}
    warnings.expect(*(LOGIN_AGAIN.format(number) for number in (*range(1, 6), 1)))


def test_a_token_alone_that_is_refused_fails_at_once(
    pbx: Emulator, open_client: OpenClient, naps: list[float], raises: Raises
) -> None:
    client = open_client(pbx, client_id=None, client_secret=None, access_token=STALE)
    with raises(
        ApiError, "answered 401: .*access_token has expired.*log in again, or give client_id and client_secret"
    ):
        read(client)
    assert [(entry.method, entry.status) for entry in pbx.log] == [("GET", 401)]
    assert naps == []


def test_a_token_alone_is_used_without_a_login(pbx: Emulator, open_client: OpenClient) -> None:
    with open_client(pbx) as first:
        read(first)
        (token,) = [secret for secret in pbx.secrets() if secret.count(".") == 2 and secret.startswith("ey")]
    pbx.clear_log()
    assert read(open_client(pbx, client_id=None, client_secret=None, access_token=token)) is not None
    assert [(entry.method, entry.status) for entry in pbx.log] == [("GET", 200)]


def test_a_token_with_credentials_is_used_as_long_as_it_is_accepted(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings
) -> None:
    assert read(open_client(pbx, access_token=STALE))["Id"] == 0
    assert [(entry.method, entry.status) for entry in pbx.log] == [("GET", 401), ("POST", 200), ("GET", 200)]
    warnings.expect(LOGIN_AGAIN.format(1))


# Logins that fail


def test_wrong_credentials_are_tried_once(
    pbx: Emulator, open_client: OpenClient, naps: list[float], raises: Raises
) -> None:
    client = open_client(pbx, client_secret=WRONG)
    with raises(
        LoginError, r"^POST /connect/token answered 401: unauthorized: .*Check client_id and client_secret"
    ) as caught:
        read(client)
    facts = caught.value.facts
    assert (facts["status"], facts["method"], facts["path"]) == (401, "POST", "/connect/token")
    assert facts["error"]["code"] == "unauthorized"
    assert [(entry.method, entry.status) for entry in pbx.log] == [("POST", 401)]
    assert naps == []


@pytest.mark.parametrize("fault", list(itertools.product([400, 401, 403, 404, 500], ["oauth", "html", "empty"])))
def test_a_refused_login_is_final(
    start_pbx: StartPbx, open_client: OpenClient, raises: Raises, naps: list[float], fault: tuple[int, str]
) -> None:
    status, body = fault
    pbx = start_pbx(token_status_next=9, token_status=status, token_body=body, retry_after=1)
    with raises(LoginError, f"^POST /connect/token answered {status}: "):
        read(open_client(pbx))
    assert [(entry.method, entry.status) for entry in pbx.log] == [("POST", status)]
    assert naps == []


def test_a_refused_second_login_is_final_too(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, raises: Raises
) -> None:
    client = open_client(pbx)
    read(client)
    pbx.expire_tokens()
    pbx.behave(token_status_next=9, token_status=401)
    pbx.clear_log()
    with raises(LoginError, "^POST /connect/token answered 401"):
        read(client)
    assert [(entry.method, entry.status) for entry in pbx.log] == [("GET", 401), ("POST", 401)]
    warnings.expect(LOGIN_AGAIN.format(1))


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_a_refused_login_is_not_repeated_by_later_requests_and_other_threads(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, raises: Raises, status: int
) -> None:
    client = open_client(pbx)
    read(client)
    pbx.expire_tokens()
    pbx.behave(token_status_next=99, token_status=status)
    pbx.clear_log()

    def refused(_number: int) -> str:
        with raises(LoginError, f"^POST /connect/token answered {status}") as caught:
            read(client)
        assert caught.value.facts.setdefault("changed", False) is False
        assert caught.value.undone
        caught.value.facts["changed"] = True
        return str(caught.value)

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(refused, range(20)))) == 1
    assert logins(pbx) == 1
    assert 1 <= len(pbx.requests("GET")) <= 4
    warnings.expect(LOGIN_AGAIN.format(1))


def test_a_dead_token_is_not_sent_again_when_the_next_login_fails_for_the_moment(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings
) -> None:
    client = open_client(pbx)
    read(client)
    pbx.expire_tokens()
    pbx.behave(token_status_next=2, token_status=503)
    pbx.clear_log()
    assert read(client)["Id"] == 0
    assert [(entry.method, entry.status) for entry in pbx.log] == [
        ("GET", 401),
        *[("POST", 503)] * 2,
        ("POST", 200),
        ("GET", 200),
    ]
    warnings.expect(LOGIN_AGAIN.format(1), *["answered 503.*Trying again"] * 2)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_login_that_an_overloaded_server_turns_away_is_tried_again(
    start_pbx: StartPbx, open_client: OpenClient, warnings: Warnings, naps: list[float], status: int
) -> None:
    pbx = start_pbx(token_status_next=2, token_status=status, token_body="html", retry_after=3)
    assert read(open_client(pbx))["Id"] == 0
    assert [entry.status for entry in pbx.log] == [status, status, 200, 200]
    assert naps == [3, 3]
    warnings.expect(*[rf"POST /connect/token answered {status}: .* Trying again in 3\.0 seconds"] * 2)


def test_a_login_whose_connection_dies_is_tried_again(
    start_pbx: StartPbx, open_client: OpenClient, warnings: Warnings
) -> None:
    pbx = start_pbx(token_drop_next=2)
    assert read(open_client(pbx))["Id"] == 0
    assert [entry.status for entry in pbx.log] == [None, None, 200, 200]
    warnings.expect(*["POST /connect/token got no answer from http://127.0.0.1:.* Trying again"] * 2)


LOGIN_FAULTS: dict[str, dict[str, t.Any]] = {
    "503": {"token_status_next": 2, "token_status": 503},
    "429": {"token_status_next": 2, "token_status": 429, "retry_after": 1},
    "dropped": {"token_drop_next": 2},
}
LOGIN_ALONE: dict[str, t.Callable[[Client], object]] = {"valid": Client.valid_token, "anew": Client.log_in_anew}


@pytest.mark.parametrize("fault", LOGIN_FAULTS.values(), ids=LOGIN_FAULTS)
@pytest.mark.parametrize("log_in", LOGIN_ALONE.values(), ids=LOGIN_ALONE)
def test_a_login_without_a_request_is_tried_again_as_well(
    pbx: Emulator,
    open_client: OpenClient,
    warnings: Warnings,
    fault: dict[str, t.Any],
    log_in: t.Callable[[Client], object],
) -> None:
    pbx.behave(**fault)
    assert log_in(open_client(pbx))
    assert logins(pbx) == 3
    warnings.expect(*["^POST /connect/token (answered|got no answer).*Trying again"] * 2)


@pytest.mark.parametrize("log_in", LOGIN_ALONE.values(), ids=LOGIN_ALONE)
def test_a_refused_login_without_a_request_is_final_too(
    pbx: Emulator, open_client: OpenClient, raises: Raises, naps: list[float], log_in: t.Callable[[Client], object]
) -> None:
    client = open_client(pbx, client_secret=WRONG)
    for _time in range(2):
        with raises(LoginError, "^POST /connect/token answered 401"):
            log_in(client)
    assert logins(pbx) == 1
    assert naps == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<html>Sign in</html>", "did not answer with JSON: POST /connect/token gave status 200"),
        ("", "did not answer with JSON"),
        ('{"access_token": "abc', "did not answer with JSON"),
        ("[]", "did not answer with JSON"),
        ("{}", "^POST /connect/token was answered without a usable access token"),
        ('{"access_token": null}', "without a usable access token"),
        ('{"access_token": ""}', "without a usable access token"),
        ('{"access_token": 5}', "without a usable access token"),
        ('{"access_token": ["a"]}', "without a usable access token"),
        ('{"access_token": "two words"}', "without a usable access token"),
        ('{"access_token": "line\\r\\nX-Injected: 1"}', "without a usable access token"),
        ('{"access_token": "na\\u00efve"}', "without a usable access token"),
        ('{"error": "unauthorized"}', "without a usable access token"),
    ],
)
def test_an_answer_without_a_token_fails(open_client: OpenClient, raises: Raises, body: str, message: str) -> None:
    with Listener(answer(200, body)) as listener, raises(ReplyError, message):
        read(open_client(listener.url))
    assert len(listener.received) == 1


def test_the_encoding_that_a_login_announces_does_not_matter(open_client: OpenClient) -> None:
    body = LOGGED_IN.partition(b"\r\n\r\n")[2]
    for charset in ("utf-16", "no-such-charset", "base64", ""):
        login = answer(200, body, Content_Type=f"application/json; charset={charset}")
        with Listener(login, answer(200, DEFS)) as listener:
            assert read(open_client(listener.url)) == {"Id": 0}


# The lock that keeps processes apart


def lock_folder() -> Path:
    (folder,) = Path(tempfile.gettempdir()).glob("ansible-threecx-*")
    return folder


def test_a_login_leaves_an_empty_file_and_no_token_on_the_disk(
    pbx: Emulator, open_client: OpenClient, watch: Watch
) -> None:
    with open_client(pbx) as client:
        read(client)
        watch.add_files(Path(tempfile.gettempdir()))
    (path,) = lock_folder().iterdir()
    assert path.stat().st_size == 0
    assert pbx.client_id not in path.name


def test_the_lock_is_held_until_the_client_is_done(pbx: Emulator, open_client: OpenClient) -> None:
    other = LoginLock(pbx.url, pbx.client_id)
    with open_client(pbx) as client:
        assert other.acquire(patience=0)
        other.release()
        read(client)
        assert not other.acquire(patience=0)
    assert other.acquire(patience=0)


def test_without_a_lock_the_login_goes_on_with_a_warning(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings
) -> None:
    (Path(tempfile.gettempdir()) / f"ansible-threecx-{os.getuid()}").write_text("in the way")
    assert read(open_client(pbx))["Id"] == 0
    warnings.expect("^Logging in without waiting for other processes, since there is no lock to be had")


def test_a_token_alone_needs_no_lock(pbx: Emulator, open_client: OpenClient, raises: Raises) -> None:
    with raises(ApiError, "401"):
        read(open_client(pbx, client_id=None, client_secret=None, access_token=STALE))
    assert not list(Path(tempfile.gettempdir()).iterdir())


# Hostile servers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_of_the_login_is_not_followed(open_client: OpenClient, raises: Raises, status: int) -> None:
    with Listener(LOGGED_IN) as foreign:
        redirect = answer(status, "", Location=f"{foreign.url}/connect/token")
        with (
            Listener(redirect) as listener,
            raises(ReplyError, f"^POST /connect/token answered {status}.*redirects to"),
        ):
            read(open_client(listener.url))
        assert len(listener.received) == 1
        assert foreign.received == []


@pytest.mark.parametrize(
    "change", [{"token_status_next": 1, "token_status": 400}, {"token_status_next": 1, "token_body": "html"}, {}]
)
def test_a_login_that_repeats_the_secret_does_not_make_it_show(
    start_pbx: StartPbx, open_client: OpenClient, raises: Raises, change: dict[str, t.Any]
) -> None:
    pbx = start_pbx(echo_secret=True, **change)
    secret = pbx.client_secret if change else WRONG
    with raises(ThreeCXError, "^POST /connect/token answered"):
        read(open_client(pbx, client_secret=secret, retries=0))


def test_a_login_that_finds_nobody_fails_after_the_retries(
    open_client: OpenClient, raises: Raises, warnings: Warnings
) -> None:
    with raises(TransportError, "^POST /connect/token got no answer from http://127.0.0.1:9: ConnectionRefusedError"):
        read(open_client("http://127.0.0.1:9", retries=2))
    warnings.expect(*["ConnectionRefusedError.*Trying again"] * 2)
