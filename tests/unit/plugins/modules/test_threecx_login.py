# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_login
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun

OLD = "A-token-of-yesterday"
AGAIN = "does not accept the access token any more"


@pytest.fixture
def run_login(run_module: RunModule) -> RunFxs:
    def returned(run: ModuleRun) -> list[str]:
        # The action plugin hides the result as a whole.
        return [run.result["access_token"]] if "access_token" in run.result else []

    return functools.partial(run_module, threecx_login, returns_secrets=returned)


def sent(pbx: Emulator) -> list[tuple[str, str, int | None]]:
    return [(entry.method, entry.path, entry.status) for entry in pbx.log]


LOGIN = ("POST", "/connect/token", 200)
LOOK = ("GET", "/xapi/v1/Defs", 200)


@pytest.mark.parametrize("check_mode", [True, False])
def test_one_login_gives_a_token_that_other_modules_take(
    pbx: Emulator, run_login: RunFxs, run_fxs: RunFxs, check_mode: bool
) -> None:
    result = run_login(pbx, check_mode=check_mode, diff=True).result
    assert result["changed"] is False
    assert set(result) - {"invocation"} == {"changed", "access_token"}
    assert sent(pbx) == [LOGIN]
    for device in pbx.devices():
        done = run_fxs(
            None, url=pbx.url, access_token=result["access_token"], mac_address=device["MacAddress"], state="absent"
        )
        assert done.result["changed"] is True
    assert len(pbx.requests("POST", "/connect/token")) == 1


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_token_that_is_still_good_is_returned_again(pbx: Emulator, run_login: RunFxs, check_mode: bool) -> None:
    token = run_login(pbx).result["access_token"]
    assert run_login(pbx, access_token=token, check_mode=check_mode).result["access_token"] == token
    assert sent(pbx) == [LOGIN, LOOK]


@pytest.mark.parametrize("token", ["expired", OLD])
def test_a_token_that_is_no_longer_good_is_replaced(pbx: Emulator, run_login: RunFxs, token: str) -> None:
    if token == "expired":
        token = run_login(pbx).result["access_token"]
        pbx.expire_tokens()
        pbx.clear_log()
    result = run_login(pbx, access_token=token, expect_warnings=[AGAIN]).result
    assert result["access_token"] != token
    assert [entry[2] for entry in sent(pbx)] == [401, 200, 200]
    assert run_login(pbx, access_token=result["access_token"]).result["access_token"] == result["access_token"]


def test_a_token_that_is_no_longer_good_fails_without_credentials(pbx: Emulator, run_login: RunFxs) -> None:
    run = run_login(None, url=pbx.url, access_token=OLD)
    assert run.failed
    assert run.result["status"] == 401
    assert "log in again, or give client_id and client_secret too" in run.result["msg"]


@pytest.mark.parametrize(
    ("options", "status"), [({"client_secret": "A-wrong-secret+/="}, 401), ({"client_id": "somebody"}, 401)]
)
def test_a_refused_login_fails_once(pbx: Emulator, run_login: RunFxs, options: dict[str, t.Any], status: int) -> None:
    run = run_login(pbx, **options)
    assert run.failed
    assert (run.result["status"], run.result["path"]) == (status, "/connect/token")
    # Repeated failures make a PBX block the address.
    assert len(pbx.log) == 1


@pytest.mark.parametrize("fault", [{"token_status_next": 1, "token_status": 503}, {"token_drop_next": 1}], ids=str)
def test_a_login_that_fails_for_the_moment_is_tried_again(
    start_pbx: StartPbx, run_login: RunFxs, fault: dict[str, t.Any]
) -> None:
    pbx = start_pbx(**fault)
    assert run_login(pbx, expect_warnings=["POST /connect/token .*Trying again"]).result["access_token"]
    assert len(pbx.log) == 2


def test_a_login_is_not_tried_again_without_retries(start_pbx: StartPbx, run_login: RunFxs) -> None:
    pbx = start_pbx(token_status_next=1, token_status=503)
    assert run_login(pbx, retries=0).failed
    assert len(pbx.log) == 1


def test_a_login_by_a_role_that_may_do_nothing_is_a_login(start_pbx: StartPbx, run_login: RunFxs) -> None:
    assert run_login(start_pbx(role="users")).result["access_token"]


def test_a_token_of_a_role_that_may_not_read_the_version_is_still_good(run_login: RunFxs) -> None:
    """It may read devices all the same, so that the next task of the play is not to fail."""
    with Listener(answer(403, "")) as listener:
        run = run_login(listener.url, access_token=OLD)
    assert run.result["access_token"] == OLD
    assert len(listener.received) == 1


@pytest.mark.parametrize("status", [400, 404, 500])
def test_of_another_refusal_it_is_not_known_whether_the_token_is_good(run_login: RunFxs, status: int) -> None:
    with Listener(answer(status, "")) as listener:
        run = run_login(listener.url, access_token=OLD)
    assert run.failed
    assert run.result["status"] == status


@pytest.mark.parametrize("options", [{}, {"client_id": "x"}, {"client_secret": "A-secret-alone"}])
def test_there_must_be_something_to_log_in_with(run_login: RunFxs, options: dict[str, t.Any]) -> None:
    assert run_login(None, url="https://pbx.example.com", **options).failed
