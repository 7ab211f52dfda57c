# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import fingerprint
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._pbx import Pbx
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import Device
from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_credentials
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun

MAC = "001A2B3C4D5E"
ACTION = f"/xapi/v1/Fxs('{MAC}')/Pbx.RegenerateWebCredentials"
CHANGED = {"before": {"password": "unchanged"}, "after": {"password": "changed"}}


@pytest.fixture
def run_credentials(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_fxs_credentials)


@pytest.fixture
def lobby(start_pbx: StartPbx) -> Emulator:
    """A PBX with one adapter."""
    pbx = start_pbx(0)
    pbx.add_device({"MacAddress": MAC, "Brand": "Grandstream", "Model": "HT802", "Name": "Lobby"})
    return pbx


def password(pbx: Emulator) -> str:
    text: str = (pbx.device(MAC) or {})["Password"]
    return text


def renewals(pbx: Emulator) -> list[int | None]:
    return [entry.status for entry in pbx.requests("POST", "RegenerateWebCredentials")]


def returned(run: ModuleRun) -> list[str]:
    return list(run.result["credentials"].values())


# Renewing


def test_there_are_new_credentials_with_every_run_and_nobody_sees_them(
    lobby: Emulator, run_credentials: RunFxs
) -> None:
    passwords = {password(lobby)}
    for number in (1, 2):
        result = run_credentials(lobby, mac_address="00:1a:2b:3c:4d:5e", diff=True).result
        passwords.add(password(lobby))
        assert len(passwords) == number + 1
        assert (result["changed"], result["mac_address"], result["diff"]) == (True, MAC, CHANGED)
        assert "credentials" not in result
        assert result["etag"] == lobby.etag(MAC)
    assert lobby.requests("POST")[1].path == ACTION
    assert renewals(lobby) == [200, 200]


def test_the_fingerprint_stays_the_same(lobby: Emulator, run_credentials: RunFxs) -> None:
    first = run_credentials(lobby, mac_address=MAC).result
    assert first["fingerprint"] == fingerprint(first["device"])
    second = run_credentials(lobby, mac_address=MAC, if_fingerprint=first["fingerprint"]).result
    assert (second["fingerprint"], second["device"]) == (first["fingerprint"], first["device"])


def test_check_mode_foretells_it(lobby: Emulator, run_credentials: RunFxs) -> None:
    before = password(lobby)
    check = run_credentials(lobby, mac_address=MAC, return_secrets=True, check_mode=True, diff=True).result
    assert (check["changed"], check["diff"], check["etag"]) == (True, CHANGED, lobby.etag(MAC))
    assert "credentials" not in check
    assert password(lobby) == before
    real = run_credentials(lobby, mac_address=MAC, diff=True).result
    assert {name: check[name] for name in ("changed", "diff", "device", "fingerprint")} == {
        name: real[name] for name in ("changed", "diff", "device", "fingerprint")
    }


@pytest.mark.parametrize("kind", ["entity", "null"])
def test_the_credentials_are_returned_when_that_is_wanted(lobby: Emulator, run_credentials: RunFxs, kind: str) -> None:
    lobby.behave(regenerate_answer=kind)
    run = run_credentials(lobby, mac_address=MAC, return_secrets=True, diff=True, returns_secrets=returned)
    device = lobby.device(MAC) or {}
    assert run.result["credentials"] == {"password": device["Password"], "secret": device["Secret"]}
    assert run.result["diff"] == CHANGED


def test_without_diff_mode_there_is_no_diff(lobby: Emulator, run_credentials: RunFxs) -> None:
    assert "diff" not in run_credentials(lobby, mac_address=MAC).result


def test_the_spelling_of_the_pbx_is_used(start_pbx: StartPbx, run_credentials: RunFxs) -> None:
    pbx = start_pbx(0, mac_style="colon")
    pbx.add_device({"MacAddress": MAC})
    assert run_credentials(pbx, mac_address=MAC).result["changed"] is True
    assert renewals(pbx) == [200]


TOKEN = answer(200, '{"access_token": "an.access-token", "token_type": "Bearer"}')
ENTITY = (
    '{"MacAddress": "001A2B3C4D5E", "Name": "Lobby", "Password": "%s", "Template": {"Id": "x", "DeviceType": "Fxs"}}'
)


def run_against(run_credentials: RunFxs, *answers: bytes, **options: t.Any) -> tuple[ModuleRun, list[str]]:
    """Run against a server that logs the client in, shows an adapter, and then gives these answers."""
    first = answer(200, ENTITY % "The-old-password")
    with Listener(TOKEN, first, *answers) as listener:
        run = run_credentials(listener.url, mac_address=MAC, **options)
    return run, listener.received


def test_an_answer_without_content_will_do(run_credentials: RunFxs) -> None:
    # How OData says null; the body of 200 may be null, too.
    run, received = run_against(run_credentials, answer(204), answer(200, ENTITY % "The-new-password"))
    assert run.result["changed"] is True
    assert received[2].startswith(f"POST {ACTION} HTTP/1.1\r\n")
    assert received[2].endswith("\r\n\r\n")
    assert len(received) == 4


HIDDEN = '{"MacAddress": "001A2B3C4D5E", "Template": {"Id": "x", "DeviceType": "Fxs"}}'
ANSWERED = '{"MacAddress": "%s", "Password": "The-new-password", "Secret": "The-new-secret"}'


@pytest.mark.parametrize("password", ["null", '""', '"Another-password"', "5"])
def test_what_the_answer_shows_is_returned_whatever_can_be_read_later(run_credentials: RunFxs, password: str) -> None:
    later = HIDDEN.replace('"Template"', f'"Password": {password}, "Template"')
    run, _received = run_against(
        run_credentials,
        answer(200, ANSWERED % MAC),
        answer(200, later),
        return_secrets=True,
        returns_secrets=returned,
    )
    assert run.result["credentials"] == {"password": "The-new-password", "secret": "The-new-secret"}


@pytest.mark.parametrize("reply", ["null", "{}", "<html>", ANSWERED % "001A2B3C4D5F"])
def test_what_an_answer_does_not_show_is_read_later(run_credentials: RunFxs, reply: str) -> None:
    later = answer(200, ENTITY % "The-password-read")
    run, _received = run_against(run_credentials, answer(200, reply), later, return_secrets=True)
    assert run.result["credentials"] == {"password": "The-password-read", "secret": None}


def test_credentials_out_of_the_answer_are_not_lost_when_the_device_cannot_be_read(run_credentials: RunFxs) -> None:
    run, _received = run_against(
        run_credentials,
        answer(200, ANSWERED % MAC),
        answer(403, "The-new-password"),
        return_secrets=True,
        returns_secrets=returned,
        expect_warnings=["cannot show the device, which is returned as it was before: GET .* answered 403"],
    )
    assert run.result["changed"] is True
    assert run.result["credentials"] == {"password": "The-new-password", "secret": "The-new-secret"}
    assert (run.result["device"]["name"], run.result["etag"]) == ("Lobby", None)


# An outcome that is not clear


def test_an_answer_that_got_lost_is_settled_by_reading(lobby: Emulator, run_credentials: RunFxs) -> None:
    lobby.behave(drop_after=1, drop_methods=["POST"])
    before = password(lobby)
    run = run_credentials(lobby, mac_address=MAC, return_secrets=True, returns_secrets=returned)
    assert run.result["credentials"]["password"] == password(lobby) != before
    # Doing it again could replace a password that somebody has read already.
    assert len(renewals(lobby)) == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        {"drop_before": 1, "drop_methods": ["POST"]},
        {"throttle_next": 1, "throttle_status": 503, "throttle_methods": ["POST"]},
        {"html_next": 1, "html_status": 201, "fault_methods": ["POST"]},
    ],
)
def test_credentials_that_did_not_change_are_told(
    lobby: Emulator, run_credentials: RunFxs, behaviour: dict[str, t.Any]
) -> None:
    lobby.behave(**behaviour)
    before = password(lobby)
    run = run_credentials(lobby, mac_address=MAC)
    assert run.failed
    assert run.result["msg"].startswith(f"POST {ACTION} ")
    assert run.result["msg"].endswith(" The PBX shows no new credentials.")
    assert (run.result["method"], run.result["path"]) == ("POST", ACTION)
    assert not run.result.get("changed")
    assert (password(lobby), len(renewals(lobby))) == (before, 1)


def test_a_request_that_was_turned_away_is_sent_again(lobby: Emulator, run_credentials: RunFxs) -> None:
    lobby.behave(throttle_next=1, throttle_methods=["POST"])
    run = run_credentials(lobby, mac_address=MAC, expect_warnings=["answered 429.*Trying again"])
    assert run.result["changed"] is True
    assert renewals(lobby) == [429, 200]


def test_credentials_that_cannot_be_read_afterwards_are_changed_all_the_same(run_credentials: RunFxs) -> None:
    run, _received = run_against(run_credentials, answer(204), answer(500))
    assert run.failed
    assert run.result["changed"] is True
    assert run.result["msg"].startswith(f"The PBX has renewed the credentials of FXS {MAC}, but cannot show them: ")


@pytest.mark.parametrize("then", [answer(500), answer(404, "{}")])
def test_an_outcome_that_cannot_be_found_out_is_told(run_credentials: RunFxs, then: bytes) -> None:
    run, _received = run_against(run_credentials, b"", then)
    assert run.failed
    assert f"What became of FXS {MAC} is not known, since it cannot be read: " in run.result["msg"]
    assert run.result["method"] == "POST"


def test_a_device_that_is_gone_by_then_has_no_new_credentials(
    lobby: Emulator, run_credentials: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    lobby.behave(drop_before=1, drop_methods=["POST"])
    original = Pbx.find

    def find(self: Pbx, mac: str) -> Device | None:
        device = original(self, mac)
        monkeypatch.setattr(Pbx, "find", original)
        lobby.remove_device(MAC)
        return device

    monkeypatch.setattr(Pbx, "find", find)
    run = run_credentials(lobby, mac_address=MAC)
    assert run.failed
    assert run.result["msg"].endswith(" The PBX shows no new credentials.")


# Guards


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("guard", "fact"),
    [({"if_match": '"0"'}, "current_etag"), ({"etag": "0"}, "current_etag"), ({"if_fingerprint": "0" * 64}, None)],
)
def test_another_version_is_refused(
    lobby: Emulator, run_credentials: RunFxs, guard: dict[str, t.Any], fact: str | None, check_mode: bool
) -> None:
    run = run_credentials(lobby, mac_address=MAC, **guard, check_mode=check_mode)
    assert run.failed
    assert run.result[fact or "current_fingerprint"] in run.result["msg"]
    assert renewals(lobby) == []


@pytest.mark.parametrize("if_match", ["right", "*"])
def test_the_etag_is_sent_along(lobby: Emulator, run_credentials: RunFxs, if_match: str) -> None:
    tag = lobby.etag(MAC) if if_match == "right" else if_match
    assert run_credentials(lobby, mac_address=MAC, if_match=tag).result["changed"] is True
    assert lobby.requests("POST", "Regenerate")[0].if_match == tag


def test_a_fingerprint_is_backed_by_the_tag_of_the_device(lobby: Emulator, run_credentials: RunFxs) -> None:
    seen = run_credentials(lobby, mac_address=MAC, check_mode=True).result
    assert run_credentials(lobby, mac_address=MAC, if_fingerprint=seen["fingerprint"]).result["changed"] is True
    assert lobby.requests("POST", "Regenerate")[0].if_match == seen["etag"]


@pytest.mark.parametrize("readable", [True, False])
def test_a_change_in_the_last_moment_is_told_with_the_tag_of_now(run_credentials: RunFxs, readable: bool) -> None:
    then = answer(200, ENTITY % "Another-password", ETag='"2"') if readable else answer(403)
    with Listener(TOKEN, answer(200, ENTITY % "The-old-password", ETag='"1"'), answer(412), then) as listener:
        run = run_credentials(listener.url, mac_address=MAC, if_match='"1"')
    assert run.failed
    assert (run.result["status"], run.result["path"]) == (412, ACTION)
    assert run.result.get("current_etag") == ('"2"' if readable else None)


@pytest.mark.parametrize("name", ["if_match", "etag", "if_fingerprint"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_guard_without_a_value_is_refused(
    lobby: Emulator, run_credentials: RunFxs, name: str, value: str | None
) -> None:
    guard: dict[str, t.Any] = {name: value}
    assert run_credentials(lobby, mac_address=MAC, **guard).failed
    assert lobby.log == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_dect_base_is_refused_unless_it_is_meant(
    start_pbx: StartPbx, run_credentials: RunFxs, check_mode: bool
) -> None:
    pbx = start_pbx(1, dect=1)
    mac = pbx.devices()[0]["MacAddress"]
    run = run_credentials(pbx, mac_address=mac, check_mode=check_mode)
    assert run.failed
    assert "is of the type 'dect' and not 'fxs'; nothing was changed" in run.result["msg"]
    assert renewals(pbx) == []
    assert run_credentials(pbx, mac_address=mac, device_type="dect", check_mode=check_mode).result["changed"] is True


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_device_that_does_not_exist_fails(pbx: Emulator, run_credentials: RunFxs, check_mode: bool) -> None:
    run = run_credentials(pbx, mac_address=MAC, check_mode=check_mode)
    assert run.failed
    assert run.result["msg"] == f"FXS {MAC} does not exist, so there are no credentials to renew."
    assert renewals(pbx) == []


def test_a_mac_address_that_is_none_is_refused(pbx: Emulator, run_credentials: RunFxs) -> None:
    assert "mac_address is 'x'" in run_credentials(pbx, mac_address="x").result["msg"]
    assert pbx.log == []
