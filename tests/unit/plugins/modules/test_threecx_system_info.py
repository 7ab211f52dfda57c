# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_system_info: each step that can fail, as seen by somebody who looks for what is wrong."""

from __future__ import annotations

import functools
import socket
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_system_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer

VERSION = "20.0.10.1621"
OLD = "A-token-of-yesterday"
AGAIN = "does not accept the access token any more"
NEVER_REACHED = {"reachable": False, "logged_in": False, "version": None, "can_read_fxs": False}


@pytest.fixture
def run_info(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_system_info)


def found(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """What was found out, but for the roles and the problem."""
    return {name: result[name] for name in ("reachable", "logged_in", "version", "can_read_fxs")}


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def test_all_is_well(pbx: Emulator, run_info: RunFxs) -> None:
    result = run_info(pbx).result
    assert found(result) == {"reachable": True, "logged_in": True, "version": VERSION, "can_read_fxs": True}
    assert (result["roles"], result["problem"], result["changed"]) == (["system_owners"], "", False)
    assert [(entry.method, entry.path, entry.query) for entry in pbx.log[1:]] == [
        ("GET", "/xapi/v1/Defs", "$select=Id"),
        ("GET", "/xapi/v1/Fxs", "$select=MacAddress&$top=1"),
    ]


def test_check_mode_and_diff_mode_make_no_difference(pbx: Emulator, run_info: RunFxs) -> None:
    assert run_info(pbx, check_mode=True, diff=True).result == run_info(pbx).result


@pytest.mark.parametrize("token", [None, OLD], ids=["credentials", "token"])
def test_nobody_answers(run_info: RunFxs, closed_port: int, token: str | None) -> None:
    result = run_info(
        f"http://127.0.0.1:{closed_port}",
        access_token=token,
        retries=0,
    ).result
    assert found(result) == NEVER_REACHED
    assert "got no answer from http://127.0.0.1:" in result["problem"]
    assert result["roles"] == []


def test_the_certificate_is_not_trusted(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(tls=True)
    result = run_info(pbx.url).result
    assert found(result) == NEVER_REACHED
    assert "give an own authority with ca_path" in result["problem"]
    assert run_info(pbx).result["problem"] == ""


def test_the_environment_names_a_list_of_authorities_that_is_not_there(
    start_pbx: StartPbx, run_info: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(tls=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/list.pem")
    result = run_info(pbx.url).result
    assert pbx.log == []
    assert found(result) == NEVER_REACHED
    assert "REQUESTS_CA_BUNDLE is '/no/such/list.pem'" in result["problem"]


def test_the_credentials_are_wrong(pbx: Emulator, run_info: RunFxs) -> None:
    result = run_info(pbx, client_secret="A-wrong-secret+/=").result
    assert found(result) == {**NEVER_REACHED, "reachable": True}
    assert "POST /connect/token answered 401" in result["problem"]
    assert "Check client_id and client_secret" in result["problem"]


def test_the_token_has_expired_and_there_are_no_credentials(pbx: Emulator, run_info: RunFxs) -> None:
    result = run_info(None, url=pbx.url, access_token=OLD).result
    assert found(result) == {**NEVER_REACHED, "reachable": True}
    assert "The access_token has expired, or a newer login has replaced it" in result["problem"]


def test_the_token_has_expired_and_there_are_credentials(pbx: Emulator, run_info: RunFxs) -> None:
    result = run_info(pbx, access_token=OLD, expect_warnings=[AGAIN]).result
    assert found(result) == {"reachable": True, "logged_in": True, "version": VERSION, "can_read_fxs": True}


@pytest.mark.parametrize("status", [400, 403, 503])
def test_the_token_has_expired_and_the_login_fails(start_pbx: StartPbx, run_info: RunFxs, status: int) -> None:
    pbx = start_pbx(token_status_next=99, token_status=status)
    result = run_info(pbx, access_token=OLD, retries=0, expect_warnings=[AGAIN]).result
    assert found(result) == {**NEVER_REACHED, "reachable": True}
    assert f"POST /connect/token answered {status}" in result["problem"]


def test_no_token_is_accepted(start_pbx: StartPbx, run_info: RunFxs) -> None:
    result = run_info(start_pbx(token_lifetime=0), expect_warnings=[AGAIN] * 5).result
    assert found(result) == {**NEVER_REACHED, "reachable": True}
    assert result["problem"].startswith("GET /xapi/v1/Defs answered 401")


@pytest.mark.parametrize(
    ("behaviour", "hint"),
    [
        ({"api_enabled": False}, "whether API access is enabled"),
        ({"console_restricted": True}, "not allowed by the console restrictions"),
        ({"licensed": False}, "WARNINGS.XAPI.INVALID_LICENSE_TYPE"),
    ],
)
def test_the_api_as_a_whole_is_refused(
    start_pbx: StartPbx, run_info: RunFxs, behaviour: dict[str, t.Any], hint: str
) -> None:
    result = run_info(start_pbx(**behaviour)).result
    assert found(result) == {"reachable": True, "logged_in": True, "version": None, "can_read_fxs": False}
    assert hint in result["problem"]
    assert result["roles"] == ["system_owners"]


def test_the_role_may_not_read_devices(start_pbx: StartPbx, run_info: RunFxs) -> None:
    result = run_info(start_pbx(role="users")).result
    assert found(result) == {"reachable": True, "logged_in": True, "version": VERSION, "can_read_fxs": False}
    assert result["roles"] == ["users"]
    assert "The role of the API client may be too low" in result["problem"]


def in_turn(**answers: bytes) -> t.Callable[[str], bytes]:
    """Answers by entity set; the token endpoint gives a token."""
    token = answer(200, '{"access_token": "an.access-token", "token_type": "Bearer"}')
    return lambda request: next((sent for name, sent in answers.items() if f"/xapi/v1/{name}?" in request), token)


def test_the_role_may_read_devices_but_not_the_version(run_info: RunFxs) -> None:
    server = in_turn(Defs=answer(403, ""), Fxs=answer(200, '{"value": []}', X_3CX_Version=VERSION))
    with Listener(server) as listener:
        result = run_info(listener.url).result
    assert found(result) == {"reachable": True, "logged_in": True, "version": VERSION, "can_read_fxs": True}
    assert result["problem"].startswith("GET /xapi/v1/Defs answered 403")


def test_the_role_may_read_neither(run_info: RunFxs) -> None:
    with Listener(in_turn(Defs=answer(403, ""), Fxs=answer(403, ""))) as listener:
        result = run_info(listener.url).result
    assert found(result) == {"reachable": True, "logged_in": True, "version": None, "can_read_fxs": False}
    assert result["problem"].startswith("GET /xapi/v1/Fxs answered 403")


@pytest.mark.parametrize("status", [400, 404, 500])
def test_another_refusal_ends_the_questions(run_info: RunFxs, status: int) -> None:
    with Listener(in_turn(Defs=answer(status, ""), Fxs=answer(200, '{"value": []}'))) as listener:
        result = run_info(listener.url).result
    assert (result["logged_in"], result["can_read_fxs"]) == (True, False)
    assert f"GET /xapi/v1/Defs answered {status}" in result["problem"]
    assert len(listener.received) == 2


def test_a_version_with_a_secret_in_it_does_not_show(run_info: RunFxs) -> None:
    echo = answer(200, '{"Id": 0, "value": []}', X_3CX_Version=OLD)
    with Listener(echo) as listener:
        result = run_info(None, url=listener.url, access_token=OLD).result
    assert result["version"] == "<redacted>"


@pytest.mark.parametrize("token", [None, OLD], ids=["credentials", "token"])
def test_another_server_answers(run_info: RunFxs, token: str | None) -> None:
    with Listener(answer(200, "<html>Welcome</html>", Content_Type="text/html")) as listener:
        result = run_info(listener.url, access_token=token).result
    assert found(result) == {**NEVER_REACHED, "reachable": True}
    assert "did not answer with JSON" in result["problem"]


def test_the_server_sends_us_elsewhere(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(redirect_to="https://pbx.example.invalid/xapi/v1/Defs", redirect_paths="xapi")
    result = run_info(pbx).result
    assert (result["reachable"], result["can_read_fxs"]) == (True, False)
    assert "redirects to https://pbx.example.invalid" in result["problem"]


def test_a_pbx_that_does_not_tell_its_version(run_info: RunFxs) -> None:
    token = answer(200, '{"access_token": "an.access-token", "token_type": "Bearer"}')
    with Listener(token, answer(200, '{"Id": 0, "value": []}')) as listener:
        result = run_info(listener.url).result
    assert found(result) == {"reachable": True, "logged_in": True, "version": None, "can_read_fxs": True}
    assert result["roles"] == []


def test_options_that_cannot_be_right_still_fail(run_info: RunFxs) -> None:
    run = run_info("http://pbx.example.com")
    assert run.failed
    assert "plain http" in run.result["msg"]
