# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""if_match: delete a device only if it is still the one that the user saw."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer, fxs

MAC = "C074AD0C0A72"
STALE = '"a-tag-of-yesterday"'
BOTH_MODES = pytest.mark.parametrize("check_mode", [True, False])
SHOWN = pytest.mark.parametrize("etags", ["header", "body", "both"])


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    pbx = start_pbx()
    pbx.add_device({"MacAddress": MAC})
    return pbx


def sent_tags(pbx: Emulator) -> list[str | None]:
    return [entry.if_match for entry in pbx.requests("DELETE")]


# The tag is the current one


@BOTH_MODES
@SHOWN
@pytest.mark.parametrize("weak", [True, False])
def test_the_current_tag_lets_the_device_be_deleted(
    pbx: Emulator, run_fxs: RunFxs, etags: str, weak: bool, check_mode: bool
) -> None:
    pbx.behave(etags=etags, weak_etags=weak)
    tag = str(pbx.etag(MAC))
    assert tag.startswith("W/") == weak
    result = run_fxs(pbx, mac_address=MAC, state="absent", if_match=tag, check_mode=check_mode).result
    assert result["changed"]
    assert result["etag"] == tag
    assert sent_tags(pbx) == ([] if check_mode else [tag])
    assert (pbx.device(MAC) is None) == (not check_mode)


def test_a_bare_tag_gets_quotes(pbx: Emulator, run_fxs: RunFxs) -> None:
    tag = str(pbx.etag(MAC))
    assert run_fxs(pbx, mac_address=MAC, state="absent", if_match=tag.strip('"')).result["changed"]
    assert sent_tags(pbx) == [tag]


def test_the_option_has_the_alias_etag(pbx: Emulator, run_fxs: RunFxs) -> None:
    tag = pbx.etag(MAC)
    assert run_fxs(pbx, mac_address=MAC, state="absent", etag=tag).result["changed"]
    assert sent_tags(pbx) == [tag]


def test_a_result_in_check_mode_gives_the_tag_for_the_real_run(pbx: Emulator, run_fxs: RunFxs) -> None:
    seen = run_fxs(pbx, mac_address=MAC, state="absent", check_mode=True).result
    assert run_fxs(pbx, mac_address=MAC, state="absent", if_match=seen["etag"]).result["changed"]


@pytest.mark.parametrize("etags", ["off", "header", "body", "both"])
def test_without_if_match_nothing_is_verified(pbx: Emulator, run_fxs: RunFxs, etags: str) -> None:
    pbx.behave(etags=etags)
    assert run_fxs(pbx, mac_address=MAC, state="absent").result["changed"]
    assert sent_tags(pbx) == [None]


@pytest.mark.parametrize("etags", ["off", "header", "body", "both"])
def test_the_star_is_not_verified_but_sent(pbx: Emulator, run_fxs: RunFxs, etags: str) -> None:
    pbx.behave(etags=etags)
    assert run_fxs(pbx, mac_address=MAC, state="absent", if_match="*").result["changed"]
    assert sent_tags(pbx) == ["*"]


def test_the_header_wins_over_the_annotation(run_fxs: RunFxs) -> None:
    entity = fxs(MAC, **{"@odata.etag": '"body"'})
    with Listener(LOGGED_IN, answer(200, entity, ETag='"header"'), answer(204, "")) as listener:
        result = run_fxs(listener.url, mac_address=MAC, state="absent", if_match='"header"').result
    assert result["etag"] == '"header"'
    assert '\r\nIf-Match: "header"\r\n' in listener.received[-1]


# The tag is not the current one


@BOTH_MODES
@SHOWN
@pytest.mark.parametrize("given", [STALE, 'W/"a-tag-of-yesterday"', "a-tag-of-yesterday", '""'])
def test_a_stale_tag_fails_before_any_write(
    pbx: Emulator, run_fxs: RunFxs, etags: str, given: str, check_mode: bool
) -> None:
    pbx.behave(etags=etags, weak_etags=given.startswith("W/"))
    run = run_fxs(pbx, mac_address=MAC, state="absent", if_match=given, check_mode=check_mode)
    assert run.failed
    assert run.result["status"] == 412
    assert run.result["current_etag"] == pbx.etag(MAC)
    assert f"FXS {MAC} has the ETag {pbx.etag(MAC)} and not " in run.result["msg"]
    assert "nothing was changed" in run.result["msg"]
    assert pbx.requests("DELETE") == []
    assert pbx.device(MAC) is not None


def test_a_strong_tag_is_not_the_weak_one(pbx: Emulator, run_fxs: RunFxs) -> None:
    strong = pbx.etag(MAC)
    pbx.behave(weak_etags=True)
    run = run_fxs(pbx, mac_address=MAC, state="absent", if_match=strong)
    assert run.failed
    assert run.result["current_etag"] == f"W/{strong}"


# The PBX shows no tag


@BOTH_MODES
def test_without_a_tag_from_the_pbx_nothing_is_deleted(pbx: Emulator, run_fxs: RunFxs, check_mode: bool) -> None:
    tag = pbx.etag(MAC)
    pbx.behave(etags="off")
    run = run_fxs(pbx, mac_address=MAC, state="absent", if_match=tag, check_mode=check_mode)
    assert run.failed
    assert "the PBX shows no ETag, so if_match cannot be verified; nothing was changed" in run.result["msg"]
    assert "current_etag" not in run.result
    assert pbx.requests("DELETE") == []
    assert pbx.device(MAC) is not None


@pytest.mark.parametrize("useless", ["abc", '"a", "b"', '"a', "W/abc", ""])
def test_a_header_that_is_no_tag_counts_as_none(run_fxs: RunFxs, useless: str) -> None:
    with Listener(LOGGED_IN, answer(200, fxs(MAC), ETag=useless), answer(204, "")) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent", if_match='"a"')
    assert run.failed
    assert "shows no ETag" in run.result["msg"]
    assert len(listener.received) == 2


# What may not be given


@pytest.mark.parametrize(
    "wrong", ["", " ", "\t", "abc\n", "ab\ncd", '"ab\r\nX-Injected: 1"', '"a\x00b"', "\x7f", '"open', "a b", "\u20ac"]
)
def test_what_is_no_tag_is_refused_before_any_request(pbx: Emulator, run_fxs: RunFxs, wrong: str) -> None:
    run = run_fxs(pbx, mac_address=MAC, state="absent", if_match=wrong)
    assert run.failed
    assert run.result["msg"].startswith("if_match is '")
    assert run.result["msg"].isprintable()
    assert pbx.log == []


@pytest.mark.parametrize("name", ["if_match", "etag"])
def test_null_is_refused_before_any_request(pbx: Emulator, run_fxs: RunFxs, name: str) -> None:
    options: dict[str, t.Any] = {name: None}
    run = run_fxs(pbx, mac_address=MAC, state="absent", **options)
    assert run.failed
    assert run.result["msg"].startswith(f"{name} is null")
    assert pbx.log == []


# The device is absent


@BOTH_MODES
@pytest.mark.parametrize("tag", [STALE, "*"])
@pytest.mark.parametrize("etags", ["off", "both"])
def test_an_absent_device_is_not_changed_whatever_the_tag(
    start_pbx: StartPbx, run_fxs: RunFxs, tag: str, etags: str, check_mode: bool
) -> None:
    pbx = start_pbx(etags=etags)
    run = run_fxs(pbx, mac_address=MAC, state="absent", if_match=tag, check_mode=check_mode)
    assert not run.failed
    assert run.result["changed"] is False
    assert run.result["device"] is None
    assert run.result["etag"] is None


# Somebody is faster


def test_a_change_between_read_and_delete_is_caught_by_the_pbx(pbx: Emulator, run_fxs: RunFxs) -> None:
    tag = pbx.etag(MAC)
    pbx.behave(mutate_before_write=1)
    run = run_fxs(pbx, mac_address=MAC, state="absent", if_match=tag)
    assert run.failed
    assert run.result["status"] == 412
    assert (run.result["method"], run.result["path"]) == ("DELETE", f"/xapi/v1/Fxs('{MAC}')")
    assert run.result["current_etag"] == pbx.etag(MAC) != tag
    assert sent_tags(pbx) == [tag]
    assert pbx.device(MAC) is not None


@pytest.mark.parametrize("tag", [None, "*"])
def test_a_change_in_between_does_not_matter_without_a_tag(pbx: Emulator, run_fxs: RunFxs, tag: str | None) -> None:
    pbx.behave(mutate_before_write=1)
    options: dict[str, t.Any] = {} if tag is None else {"if_match": tag}
    assert run_fxs(pbx, mac_address=MAC, state="absent", **options).result["changed"]
    assert pbx.device(MAC) is None


@pytest.mark.parametrize("with_tag", [True, False])
def test_a_device_that_somebody_else_deletes_first_is_not_our_change(
    pbx: Emulator, run_fxs: RunFxs, with_tag: bool
) -> None:
    options: dict[str, t.Any] = {"if_match": pbx.etag(MAC)} if with_tag else {}
    pbx.behave(vanish_before_write=1)
    run = run_fxs(pbx, mac_address=MAC, state="absent", diff=True, **options)
    assert not run.failed
    assert run.result["changed"] is False
    assert run.result["diff"] == {"before": {}, "after": {}}
    assert [entry.status for entry in pbx.requests("DELETE")] == [404]


def test_a_pbx_that_insists_on_a_tag_gets_one_or_says_so(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(require_if_match=True)
    run = run_fxs(pbx, mac_address=MAC, state="absent")
    assert run.failed
    assert run.result["status"] == 428
    assert "the option if_match gives" in run.result["msg"]
    assert run_fxs(pbx, mac_address=MAC, state="absent", if_match=pbx.etag(MAC)).result["changed"]


# A fingerprint, on a PBX with ETags


def test_a_fingerprint_is_backed_by_the_tag_of_the_device(pbx: Emulator, run_fxs: RunFxs) -> None:
    seen = run_fxs(pbx, mac_address=MAC, state="absent", check_mode=True).result
    pbx.behave(mutate_before_write=1)
    run = run_fxs(pbx, mac_address=MAC, state="absent", if_fingerprint=seen["fingerprint"])
    assert run.failed
    assert f"has the fingerprint {run.result['current_fingerprint']} and not" in run.result["msg"]
    assert run.result["current_etag"] == pbx.etag(MAC)
    assert sent_tags(pbx) == [seen["etag"]]
    assert pbx.device(MAC) is not None


def test_a_fingerprint_without_tags_is_compared_only(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(etags="off")
    seen = run_fxs(pbx, mac_address=MAC, state="absent", check_mode=True).result["fingerprint"]
    assert run_fxs(pbx, mac_address=MAC, state="absent", if_fingerprint=seen).result["changed"]
    assert sent_tags(pbx) == [None]
