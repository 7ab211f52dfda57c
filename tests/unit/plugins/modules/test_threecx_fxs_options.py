# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for the connection as the module takes them, and Python libraries that are missing."""

from __future__ import annotations

import importlib
import sys
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx

MAC = "C074AD0C0A72"
ABSENT: dict[str, t.Any] = {"mac_address": MAC, "state": "absent"}
# Constants, since tracebacks show the lines of the tests too.
STALE = "A-token-of-yesterday"


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    pbx = start_pbx()
    pbx.add_device({"MacAddress": MAC})
    return pbx


# Where the connection comes from


def test_every_option_of_the_connection_may_come_from_the_environment(
    start_pbx: StartPbx, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(tls=True)
    pbx.add_device({"MacAddress": MAC})
    for variable, value in {
        "THREECX_URL": f"{pbx.url}/xapi/v1/",
        "THREECX_CLIENT_ID": pbx.client_id,
        "THREECX_CLIENT_SECRET": pbx.client_secret,
        "THREECX_CA_PATH": str(pbx.ca_path),
        "THREECX_TIMEOUT": "4.5",
        "THREECX_RETRIES": "1",
    }.items():
        monkeypatch.setenv(variable, value)
    result = run_fxs(None, **ABSENT).result
    assert result["changed"]
    assert result["invocation"]["module_args"]["timeout"] == 4.5
    assert pbx.device(MAC) is None


def test_an_option_wins_over_the_environment(pbx: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREECX_URL", "https://other.example.com")
    monkeypatch.setenv("THREECX_CLIENT_ID", "other")
    assert run_fxs(pbx, **ABSENT).result["changed"]


def test_an_address_that_was_lost_is_not_that_in_the_environment(
    pbx: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be that of another phone system."""
    monkeypatch.setenv("THREECX_URL", pbx.url)
    run = run_fxs(None, url=None, client_id=pbx.client_id, client_secret=pbx.client_secret, **ABSENT)
    assert run.failed
    assert run.result["msg"].startswith("url is null: the expression behind it found no value.")
    assert pbx.log == []


def test_a_secret_from_the_environment_does_not_show(
    pbx: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREECX_ACCESS_TOKEN", STALE)
    run = run_fxs(pbx, **ABSENT, expect_warnings=["logging in again"])
    assert run.result["changed"]
    assert STALE not in run.printed
    assert pbx.client_secret not in run.printed


@pytest.mark.parametrize("ending", ["", "/", "/xapi/v1", "/xapi/v1/"])
def test_the_url_may_end_in_a_slash_or_the_path_of_the_api(pbx: Emulator, run_fxs: RunFxs, ending: str) -> None:
    assert run_fxs(pbx, **ABSENT, url=pbx.url + ending).result["changed"]


# What is refused before any request


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "http://pbx.example.com:5000"}, "plain http would show the credentials to the network"),
        ({"url": "pbx.example.com"}, "it must look like https://pbx.example.com:5001"),
        ({"url": None}, "required arguments: url"),
        ({"timeout": 0}, "timeout is 0; it must be more than 0"),
        ({"retries": 5}, "retries is 5; it must be a number from 0 to 4"),
        ({"retries": "many"}, "retries"),
        ({"ca_path": "/nowhere/ca.pem"}, "ca_path is '/nowhere/ca.pem'; no such file"),
        ({"ca_path": "/", "validate_certs": False}, "while validate_certs is false"),
        ({"client_id": None, "client_secret": None}, "one of the following is required: client_id, access_token"),
        ({"client_secret": None}, "required together: client_id, client_secret"),
        ({"client_id": None}, "required together: client_id, client_secret"),
        ({"client_secret": ""}, "client_secret is empty"),
        ({"client_id": "", "client_secret": ""}, "there is nothing to log in with"),
        ({"access_token": "two words"}, "access_token holds a space"),
        ({"state": "gone"}, "state is 'gone'; it must be one of 'absent', 'present'."),
        ({"mac_address": None}, "mac_address"),
        ({"token": STALE}, "Unsupported parameters"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_cannot_be_right_is_refused_before_any_request(
    pbx: Emulator, run_fxs: RunFxs, options: dict[str, t.Any], message: str, check_mode: bool
) -> None:
    run = run_fxs(pbx, **{**ABSENT, **options}, check_mode=check_mode)
    assert run.failed
    assert message in run.result["msg"]
    assert pbx.log == []


@pytest.mark.parametrize("name", ["CLIENT_ID", "CLIENT_SECRET", "ACCESS_TOKEN"])
@pytest.mark.parametrize("value", ["A-token-of-yesterday\n", " A-token-of-yesterday", "A-token-of-yesterday\u200b"])
@pytest.mark.parametrize("from_environment", [True, False])
def test_more_than_the_credential_is_refused_from_every_source_before_any_request(
    pbx: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch, name: str, value: str, from_environment: bool
) -> None:
    option: dict[str, t.Any] = {name.lower(): None if from_environment else value}
    if from_environment:
        monkeypatch.setenv(f"THREECX_{name}", value)
    run = run_fxs(pbx, **ABSENT, **option)
    assert run.failed
    assert run.result["msg"].startswith(f"{name.lower()} ")
    assert STALE not in run.result["msg"]
    assert pbx.log == []


# Tokens


def test_a_token_alone_that_expired_fails_at_once(pbx: Emulator, run_fxs: RunFxs) -> None:
    run = run_fxs(pbx, **ABSENT, client_id=None, client_secret=None, access_token=STALE)
    assert run.failed
    assert run.result["status"] == 401
    assert "log in again, or give client_id and client_secret" in run.result["msg"]
    assert [(entry.method, entry.status) for entry in pbx.log] == [("GET", 401)]


def test_wrong_credentials_are_tried_once(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(echo_secret=True)
    run = run_fxs(pbx, **ABSENT, client_secret=STALE)
    assert run.failed
    assert (run.result["status"], run.result["method"], run.result["path"]) == (401, "POST", "/connect/token")
    assert run.result["error"]["code"] == "unauthorized"
    assert len(pbx.log) == 1


# TLS


def test_an_untrusted_certificate_is_not_accepted(start_pbx: StartPbx, run_fxs: RunFxs) -> None:
    pbx = start_pbx(tls=True)
    run = run_fxs(pbx, **ABSENT, ca_path=None)
    assert run.failed
    assert "certificate verify failed" in run.result["msg"]
    assert "give an own authority with ca_path" in run.result["msg"]
    assert pbx.log == []
    assert run_fxs(pbx, **ABSENT, ca_path=None, validate_certs=False).result["changed"] is False
    assert run_fxs(pbx, **ABSENT).result["changed"] is False


# Libraries


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[t.Callable[[str], t.Any]]:
    """Import the module anew where a library is missing."""
    package = threecx_fxs.__name__.partition(".plugins.")[0]
    ours = {name: module for name, module in sys.modules.items() if name.startswith(f"{package}.plugins.")}

    def import_without(*libraries: str) -> t.Any:
        for name in ours:
            monkeypatch.delitem(sys.modules, name)
        for name in libraries:
            for known in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
                monkeypatch.delitem(sys.modules, known)
            monkeypatch.setitem(sys.modules, name, None)
        return importlib.import_module(threecx_fxs.__name__)

    yield import_without
    monkeypatch.undo()
    for name, module in ours.items():
        parent, _dot, child = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], child, module)


@pytest.mark.parametrize(
    ("libraries", "named"),
    [
        (["requests"], "requests"),
        (["requests_oauthlib"], "requests-oauthlib"),
        (["oauthlib"], "requests-oauthlib"),
        (["requests", "requests_oauthlib"], "requests"),
    ],
)
def test_a_missing_library_is_named_together_with_the_interpreter(
    pbx: Emulator, run_module: RunModule, without: t.Callable[..., t.Any], libraries: list[str], named: str
) -> None:
    run = run_module(without(*libraries), pbx, **ABSENT)
    assert run.failed
    assert f"Failed to import the required Python library ({named}) on " in run.result["msg"]
    assert f"'s Python {sys.executable}" in run.result["msg"]
    assert pbx.log == []
