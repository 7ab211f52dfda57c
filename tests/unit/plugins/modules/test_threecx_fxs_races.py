# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_fxs with state=present while others change the same device, or while answers get lost."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.around_writes import around_writes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, StartPbx

MAC = "001A2B3C4D5E"
NEW: dict[str, t.Any] = {"mac_address": MAC, "template": "grandstream.ht80x.fxs.xml", "model": "HT802"}
LOST = r"got no answer .* Trying again in"


@pytest.fixture
def lobby(start_pbx: StartPbx) -> Emulator:
    """A PBX with one device, which is called Lobby."""
    pbx = start_pbx(0)
    pbx.add_device({"MacAddress": MAC, "Brand": "Grandstream", "Model": "HT802", "Name": "Lobby"})
    return pbx


def name_of(pbx: Emulator) -> str | None:
    name: str | None = (pbx.device(MAC) or {})["Name"]
    return name


def writes(pbx: Emulator) -> list[tuple[str, int | None]]:
    """Method and status of all writes."""
    return [(entry.method, entry.status) for entry in pbx.requests(path="/Fxs") if entry.method != "GET"]


# Somebody else changes the device between reading and writing


@pytest.mark.parametrize("etags", ["header", "body", "both"])
@pytest.mark.parametrize("weak", [False, True])
def test_a_change_in_between_is_healed_once(lobby: Emulator, run_fxs: RunFxs, etags: str, weak: bool) -> None:
    lobby.behave(mutate_before_write=1, etags=etags, weak_etags=weak)
    result = run_fxs(lobby, mac_address=MAC, group="GRP0001", diff=True).result
    assert result["changed"] is True
    assert writes(lobby) == [("PATCH", 412), ("PATCH", 204)]
    # The change of the other one is neither undone nor taken for this one's.
    assert name_of(lobby) == "Lobby (changed elsewhere)"
    assert result["diff"]["before"]["name"] == result["diff"]["after"]["name"] == "Lobby (changed elsewhere)"
    assert (result["diff"]["before"]["group"], result["diff"]["after"]["group"]) == ("GRP0000", "GRP0001")


def test_a_second_change_in_between_fails_clearly(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(mutate_before_write=2)
    run = run_fxs(lobby, mac_address=MAC, group="GRP0001")
    assert run.failed
    assert (run.result["status"], run.result["current_etag"]) == (412, lobby.etag(MAC))
    assert "The object was changed after it was read: look at it again" in run.result["msg"]
    assert not run.result.get("changed")
    assert writes(lobby) == [("PATCH", 412), ("PATCH", 412)]
    assert (lobby.device(MAC) or {})["Group"] == "GRP0000"


def test_the_users_etag_is_never_renewed(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(mutate_before_write=1)
    seen = lobby.etag(MAC)
    run = run_fxs(lobby, mac_address=MAC, group="GRP0001", if_match=seen)
    assert run.failed
    assert (run.result["status"], run.result["current_etag"]) == (412, lobby.etag(MAC))
    assert f"has the ETag {lobby.etag(MAC)} and not {seen}: it was changed since; nothing was" in run.result["msg"]
    assert writes(lobby) == [("PATCH", 412)]
    assert lobby.requests("PATCH")[0].if_match == seen


def test_the_users_fingerprint_is_compared_again(lobby: Emulator, run_fxs: RunFxs) -> None:
    seen = run_fxs(lobby, mac_address=MAC, check_mode=True).result["fingerprint"]
    lobby.behave(mutate_before_write=1)
    run = run_fxs(lobby, mac_address=MAC, group="GRP0001", if_fingerprint=seen)
    assert run.failed
    assert run.result["current_fingerprint"] not in (None, seen)
    assert writes(lobby) == [("PATCH", 412)]


def test_a_star_is_sent_as_it_is(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(mutate_before_write=1)
    assert run_fxs(lobby, mac_address=MAC, group="GRP0001", if_match="*", expect_warnings=["changed name"]).result[
        "changed"
    ]
    assert [entry.if_match for entry in lobby.requests("PATCH")] == ["*"]


def test_without_etags_a_change_in_between_goes_unnoticed_but_is_not_undone(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(mutate_before_write=1, etags="off")
    run = run_fxs(lobby, mac_address=MAC, group="GRP0001", expect_warnings=["the PBX also changed name"])
    assert run.result["changed"] is True
    assert lobby.requests("PATCH")[0].if_match is None
    assert name_of(lobby) == "Lobby (changed elsewhere)"


def test_when_the_other_one_made_the_same_change_nothing_was_changed_here(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(mutate_before_write=1)
    result = run_fxs(lobby, mac_address=MAC, name="Lobby (changed elsewhere)", diff=True).result
    assert (result["changed"], result["diff"]) == (False, {"before": {}, "after": {}})
    assert writes(lobby) == [("PATCH", 412)]


def test_when_somebody_else_was_first_the_result_shows_what_there_is_now(
    lobby: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interfere() -> None:
        lobby.change_device(MAC, Name="Gate", Group="GRP0001")

    around_writes(monkeypatch, before=interfere)
    result = run_fxs(lobby, mac_address=MAC, name="Gate").result
    now = run_fxs(lobby, mac_address=MAC, check_mode=True).result
    assert result["changed"] is False
    assert result["device"]["group"] == "GRP0001"
    assert {name: result[name] for name in ("device", "etag", "fingerprint")} == {
        name: now[name] for name in ("device", "etag", "fingerprint")
    }


@pytest.mark.parametrize("options", [{"name": "Gate"}, {**NEW, "name": "Gate"}], ids=["few", "enough"])
def test_a_device_that_vanishes_in_between_fails_clearly(
    lobby: Emulator, run_fxs: RunFxs, options: dict[str, t.Any]
) -> None:
    # It was deleted on purpose: that this task could create it anew is no reason to.
    lobby.behave(vanish_before_write=1)
    run = run_fxs(lobby, **{"mac_address": MAC, **options})
    assert run.failed
    assert run.result["status"] == 404
    assert run.result["msg"].startswith(f"PATCH /xapi/v1/Fxs('{MAC}') answered 404")
    assert not run.result.get("changed")
    assert lobby.devices() == []


def test_a_precondition_that_the_pbx_insists_on_is_sent(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(require_if_match=True)
    assert run_fxs(lobby, mac_address=MAC, name="Gate").result["changed"] is True


# The answer gets lost


CHANGE: dict[str, t.Any] = {"mac_address": MAC, "name": "Gate"}
both_writes = pytest.mark.parametrize(("sent", "options"), [("POST", NEW), ("PATCH", CHANGE)], ids=["POST", "PATCH"])


@pytest.fixture
def target(lobby: Emulator, sent: str) -> Emulator:
    """The PBX without the device where it is to be created."""
    if sent == "POST":
        lobby.remove_device(MAC)
    return lobby


@both_writes
def test_a_write_whose_answer_is_lost_is_settled_by_reading(
    target: Emulator, run_fxs: RunFxs, sent: str, options: dict[str, t.Any]
) -> None:
    target.behave(drop_after=1, drop_methods=[sent])
    result = run_fxs(target, **options, diff=True).result
    assert result["changed"] is True
    after = result["diff"]["after"]
    assert after == {name: result["device"][name] for name in after}
    assert len(writes(target)) == 1
    again = run_fxs(target, **options).result
    assert (again["changed"], again["device"]) == (False, result["device"])


@both_writes
def test_a_write_that_never_arrived_is_sent_again(
    target: Emulator, run_fxs: RunFxs, naps: list[float], sent: str, options: dict[str, t.Any]
) -> None:
    target.behave(drop_before=2, drop_methods=[sent])
    result = run_fxs(target, **options, expect_warnings=[LOST, LOST]).result
    assert result["changed"] is True
    assert len(writes(target)) == 3
    assert len(naps) == 2
    assert len(target.devices()) == 1


def test_a_device_that_comes_about_during_the_wait_is_not_created_once_more(
    start_pbx: StartPbx, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PBX goes on with what a proxy in front of it has given up."""
    pbx = start_pbx(0, throttle_status=504, throttle_next=1, throttle_methods=["POST"])

    def sleep(_seconds: float) -> None:
        pbx.add_device({"MacAddress": MAC, "Brand": "Grandstream", "Model": "HT802"})

    monkeypatch.setitem(t.cast("dict[str, t.Any]", Client.__init__.__kwdefaults__), "sleep", sleep)
    assert run_fxs(pbx, **NEW, expect_warnings=["answered 504.* Trying again in"]).result["changed"] is True
    assert writes(pbx) == [("POST", 504)]


@both_writes
def test_a_write_that_never_arrives_fails_after_all_tries(
    target: Emulator, run_fxs: RunFxs, sent: str, options: dict[str, t.Any]
) -> None:
    target.behave(drop_before=99, drop_methods=[sent])
    run = run_fxs(target, **options, retries=2, expect_warnings=[LOST, LOST])
    assert run.failed
    assert not run.result.get("changed")
    assert (run.result["method"], len(writes(target))) == (sent, 3)


def test_what_was_stored_in_part_before_the_answer_was_lost_is_told(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(drop_after=1, drop_methods=["PATCH"], ignore_fields=["Group"])
    seen = lobby.etag(MAC)
    run = run_fxs(lobby, mac_address=MAC, name="Gate", group="GRP0001", if_match=seen)
    assert run.failed
    assert run.result["msg"].startswith(f"PATCH /xapi/v1/Fxs('{MAC}') got no answer")
    assert f"Looking at FXS {MAC} again: FXS {MAC} has the ETag {lobby.etag(MAC)} and not {seen}" in run.result["msg"]
    assert run.result["current_etag"] == lobby.etag(MAC)
    assert len(writes(lobby)) == 1


@pytest.mark.parametrize("guard", ["if_match", "if_fingerprint"])
def test_an_own_write_is_not_taken_for_that_of_somebody_else(lobby: Emulator, run_fxs: RunFxs, guard: str) -> None:
    seen = run_fxs(lobby, mac_address=MAC, check_mode=True).result
    value = seen["etag" if guard == "if_match" else "fingerprint"]
    lobby.behave(drop_after=1, drop_methods=["PATCH"], ignore_fields=["Group"])
    secret: dict[str, t.Any] = {"password": "Web+pass/word=1", "update_secrets": "always"}
    run = run_fxs(lobby, mac_address=MAC, name="Gate", group="GRP0001", **{guard: value}, **secret)
    assert run.failed
    assert f"Whether this task has changed FXS {MAC} is not known. Looking at FXS {MAC} again: " in run.result["msg"]
    assert "nothing was changed" not in run.result["msg"]
    assert len(writes(lobby)) == 1


def test_a_write_that_cannot_be_settled_says_so(
    lobby: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    lobby.behave(drop_after=1, drop_methods=["PATCH"])
    around_writes(monkeypatch, after=lambda: lobby.behave(html_next=99, html_status=500, fault_methods=["GET"]))
    run = run_fxs(lobby, mac_address=MAC, name="Gate")
    assert run.failed
    assert f"What became of FXS {MAC} is not known, since it cannot be read: GET " in run.result["msg"]
    assert run.result["method"] == "PATCH"
