# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults on the way: a deletion is never repeated blindly, and what is unclear is settled by reading."""

from __future__ import annotations

import json
import re
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client, Method
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer, fxs

MAC = "C074AD0C0A72"
AGAIN = "Trying again in"
ENTITY = fxs(MAC)


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    pbx = start_pbx()
    pbx.add_device({"MacAddress": MAC})
    return pbx


def methods(pbx: Emulator) -> list[tuple[str, int | None]]:
    return [(entry.method, entry.status) for entry in pbx.log]


def delete(run_fxs: RunFxs, pbx: Emulator, *expect_warnings: str, **options: t.Any) -> dict[str, t.Any]:
    return run_fxs(pbx, mac_address=MAC, state="absent", diff=True, expect_warnings=expect_warnings, **options).result


# The deletion


def test_a_connection_that_dies_before_the_work_leads_to_another_try(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(drop_before=1, drop_methods=["DELETE"])
    result = delete(run_fxs, pbx, f"^DELETE /xapi/v1/Fxs.* got no answer.*{AGAIN}")
    assert result["changed"]
    assert methods(pbx) == [("POST", 200), ("GET", 200), ("DELETE", None), ("GET", 200), ("GET", 200), ("DELETE", 204)]


def test_a_connection_that_dies_after_the_work_is_settled_by_reading(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(drop_after=1, drop_methods=["DELETE"])
    result = delete(run_fxs, pbx)
    assert result["changed"]
    assert result["diff"]["before"] == result["device"]
    assert result["device"]["mac_address"] == MAC
    sent = methods(pbx)
    assert sent[:3] == [("POST", 200), ("GET", 200), ("DELETE", None)]
    assert {method for method, _status in sent[3:]} == {"GET"}


def test_a_404_after_an_own_try_is_our_change(pbx: Emulator, run_fxs: RunFxs) -> None:
    # The first try dies on the way; by the time of the second one the device is gone, so nobody can tell who did it.
    pbx.behave(drop_before=1, drop_methods=["DELETE"], vanish_before_write=1)
    result = delete(run_fxs, pbx, AGAIN)
    assert result["changed"]
    assert [status for method, status in methods(pbx) if method == "DELETE"] == [None, 404]


def test_a_404_at_once_is_the_change_of_somebody_else(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(vanish_before_write=1)
    assert delete(run_fxs, pbx)["changed"] is False


@pytest.mark.parametrize("status", [502, 503, 504])
def test_behind_a_gateway_the_outcome_is_unclear(pbx: Emulator, run_fxs: RunFxs, status: int) -> None:
    pbx.behave(throttle_status=status, throttle_next=1, throttle_methods=["DELETE"], retry_after=2)
    assert delete(run_fxs, pbx, rf"answered {status}.*{AGAIN} 2\.0 seconds")["changed"]
    assert methods(pbx)[1:] == [("GET", 200), ("DELETE", status), ("GET", 200), ("GET", 200), ("DELETE", 204)]


@pytest.mark.parametrize("status", [500, 501, 503])
def test_a_deletion_that_was_carried_out_and_answered_with_an_error_is_a_change(
    pbx: Emulator, run_fxs: RunFxs, status: int
) -> None:
    pbx.behave(fail_after=1, fail_after_status=status, fault_methods=["DELETE"])
    result = delete(run_fxs, pbx)
    assert result["changed"]
    assert result["diff"]["before"] == result["device"]
    assert pbx.device(MAC) is None
    assert [sent for sent in methods(pbx) if sent[0] == "DELETE"] == [("DELETE", status)]


def test_a_deletion_that_failed_inside_is_tried_again_once_it_shows_to_be_undone(
    pbx: Emulator, run_fxs: RunFxs
) -> None:
    pbx.behave(empty_500_next=1, fault_methods=["DELETE"])
    assert delete(run_fxs, pbx, f"answered 500: the answer is empty.*{AGAIN}")["changed"]
    assert methods(pbx)[1:] == [("GET", 200), ("DELETE", 500), ("GET", 200), ("GET", 200), ("DELETE", 204)]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_write_that_fails_inside_for_good_is_no_change(pbx: Emulator, run_fxs: RunFxs, state: str) -> None:
    pbx.behave(empty_500_next=99, fault_methods=["DELETE", "PATCH"])
    wanted: dict[str, t.Any] = {"name": "Hall"} if state == "present" else {}
    run = run_fxs(pbx, mac_address=MAC, state=state, retries=0, **wanted)
    assert run.failed
    assert not run.result.get("changed")
    assert run.result["status"] == 500
    assert (pbx.device(MAC) or {})["Name"] != "Hall"


@pytest.mark.parametrize("fault", ["fail_after", "empty_500_next"])
def test_a_change_answered_with_an_error_is_settled_by_reading(pbx: Emulator, run_fxs: RunFxs, fault: str) -> None:
    pbx.behave(**{fault: 1}, fault_methods=["PATCH"])
    again = [AGAIN] if fault == "empty_500_next" else []
    assert run_fxs(pbx, mac_address=MAC, name="Hall", expect_warnings=again).result["changed"]
    assert (pbx.device(MAC) or {})["Name"] == "Hall"
    assert len(pbx.requests("PATCH")) == 1 + len(again)


@pytest.mark.parametrize("fault", ["fail_after", "empty_500_next"])
def test_a_creation_answered_with_an_error_makes_no_second_device(pbx: Emulator, run_fxs: RunFxs, fault: str) -> None:
    pbx.remove_device(MAC)
    pbx.behave(**{fault: 1}, fault_methods=["POST"])
    again = [AGAIN] if fault == "empty_500_next" else []
    new: dict[str, t.Any] = {"mac_address": MAC, "template": "grandstream.ht80x.fxs.xml", "model": "HT802"}
    assert run_fxs(pbx, **new, expect_warnings=again).result["changed"]
    assert len(pbx.requests("POST", "/xapi/v1/Fxs")) == 1 + len(again)
    assert len([device for device in pbx.devices() if device["MacAddress"] == MAC]) == 1


def test_a_creation_that_comes_about_so_late_that_the_next_try_is_refused_is_a_change(
    pbx: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx.remove_device(MAC)
    pbx.behave(empty_500_next=1, fault_methods=["POST"])
    original = Client.call

    def call(self: Client, method: Method, path: str, **options: t.Any) -> t.Any:
        if method == "POST" and pbx.requests("POST", "/xapi/v1/Fxs"):
            # What the first try was for comes about at last.
            original(self, method, path, **options)
        return original(self, method, path, **options)

    monkeypatch.setattr(Client, "call", call)
    new: dict[str, t.Any] = {"mac_address": MAC, "template": "grandstream.ht80x.fxs.xml", "model": "HT802"}
    run = run_fxs(pbx, **new, expect_warnings=[AGAIN])
    assert not run.failed, run.result["msg"]
    assert run.result["changed"]
    assert [entry.status for entry in pbx.requests("POST", "/xapi/v1/Fxs")] == [500, 201, 400]


def test_a_request_over_the_rate_limit_was_not_carried_out(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(throttle_status=429, throttle_next=2, throttle_methods=["DELETE"], retry_after=2)
    assert delete(run_fxs, pbx, *[rf"answered 429.*{AGAIN} 2\.0 seconds"] * 2)["changed"]
    assert methods(pbx)[1:] == [("GET", 200), ("DELETE", 429), ("DELETE", 429), ("DELETE", 204)]


def test_a_page_in_place_of_204_is_no_success(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(html_next=1, html_status=200, fault_methods=["DELETE"])
    assert delete(run_fxs, pbx, f"DELETE .* answered 200.*204.*{AGAIN}")["changed"]
    assert methods(pbx)[1:] == [("GET", 200), ("DELETE", 200), ("GET", 200), ("GET", 200), ("DELETE", 204)]


@pytest.mark.parametrize(
    "fault",
    [
        {"drop_before": 99, "drop_methods": ["DELETE"]},
        {"throttle_next": 99, "throttle_status": 503, "throttle_methods": ["DELETE"]},
        {"throttle_next": 99, "throttle_status": 429, "throttle_methods": ["DELETE"]},
        {"html_next": 99, "html_status": 200, "fault_methods": ["DELETE"]},
        {"empty_500_next": 99, "fault_methods": ["DELETE"]},
    ],
)
def test_five_tries_to_delete_are_enough(pbx: Emulator, run_fxs: RunFxs, fault: dict[str, t.Any]) -> None:
    pbx.behave(**fault)
    result = delete(run_fxs, pbx, *[AGAIN] * 4)
    assert result["failed"]
    assert (result["method"], result["path"]) == ("DELETE", f"/xapi/v1/Fxs('{MAC}')")
    assert len(pbx.requests("DELETE")) == 5
    assert pbx.device(MAC) is not None


@pytest.mark.parametrize("retries", [0, 2])
def test_the_option_retries_bounds_the_tries_to_delete(pbx: Emulator, run_fxs: RunFxs, retries: int) -> None:
    pbx.behave(drop_before=99, drop_methods=["DELETE"])
    assert delete(run_fxs, pbx, *[AGAIN] * retries, retries=retries)["failed"]
    assert len(pbx.requests("DELETE")) == retries + 1


def test_all_waits_to_delete_are_bounded_together(pbx: Emulator, run_fxs: RunFxs, naps: list[float]) -> None:
    pbx.behave(throttle_next=99, throttle_status=503, throttle_methods=["DELETE"], retry_after=60)
    assert delete(run_fxs, pbx, *[rf"{AGAIN} 60\.0"] * 2)["failed"]
    assert naps == [60, 60]


def test_an_outcome_that_cannot_be_settled_is_said_to_be_unknown(run_fxs: RunFxs) -> None:
    with Listener(LOGGED_IN, answer(200, ENTITY), b"", answer(403, "")) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent")
    assert run.failed
    assert "DELETE" in run.result["msg"]
    assert f"FXS {MAC}" in run.result["msg"]
    assert "not known, since it cannot be read" in run.result["msg"]
    assert "answered 403" in run.result["msg"]
    assert run.result["method"] == "DELETE"


@pytest.mark.parametrize("etags", ["header", "body"])
def test_another_try_to_delete_still_needs_the_tag(pbx: Emulator, run_fxs: RunFxs, etags: str) -> None:
    pbx.behave(etags=etags, drop_before=1, drop_methods=["DELETE"])
    tag = pbx.etag(MAC)
    assert delete(run_fxs, pbx, AGAIN, if_match=tag)["changed"]
    assert [entry.if_match for entry in pbx.requests("DELETE")] == [tag, tag]


def test_a_device_that_changed_after_an_unclear_try_is_left_alone(run_fxs: RunFxs) -> None:
    before, after = answer(200, ENTITY, ETag='"1"'), answer(200, ENTITY, ETag='"2"')
    with Listener(LOGGED_IN, before, b"", after, answer(204, "")) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent", if_match='"1"')
    assert run.failed
    assert run.result["status"] == 412
    assert run.result["current_etag"] == '"2"'
    assert [request.split(" ")[0] for request in listener.received] == ["POST", "GET", "DELETE", "GET"]


@pytest.mark.parametrize("status", [400, 403, 409])
def test_a_refusal_to_delete_is_final(run_fxs: RunFxs, status: int) -> None:
    detail = {"code": "", "target": "Mac", "message": "WARNINGS.CANNOT_BE_DELETED"}
    body = json.dumps({"error": {"code": "", "message": "", "details": [detail]}})
    with Listener(LOGGED_IN, answer(200, ENTITY), answer(status, body)) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent")
    assert run.failed
    assert run.result["status"] == status
    assert run.result["method"] == "DELETE"
    assert "Mac: WARNINGS.CANNOT_BE_DELETED" in run.result["msg"]
    assert run.result["error"] == {"code": "", "message": "", "details": [detail]}
    assert len(listener.received) == 3


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_of_the_deletion_is_not_followed(run_fxs: RunFxs, status: int) -> None:
    with Listener(answer(204, "")) as foreign:
        redirect = answer(status, "", Location=f"{foreign.url}/xapi/v1/Fxs('{MAC}')")
        with Listener(LOGGED_IN, answer(200, ENTITY), redirect) as listener:
            run = run_fxs(listener.url, mac_address=MAC, state="absent")
        assert foreign.received == []
    assert run.failed
    assert "Redirects are not followed" in run.result["msg"]
    assert run.result["status"] == status


# The token


def test_a_token_that_dies_before_the_deletion_is_renewed(run_fxs: RunFxs) -> None:
    with Listener(LOGGED_IN, answer(200, ENTITY), answer(401, ""), LOGGED_IN, answer(204, "")) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent", expect_warnings=["logging in again"])
    assert run.result["changed"]
    assert [request.split(" ")[0] for request in listener.received] == ["POST", "GET", "DELETE", "POST", "DELETE"]


def test_a_login_that_fails_before_the_deletion_leaves_no_doubt(pbx: Emulator, run_fxs: RunFxs) -> None:
    # The deletion finds the token dead, and the new login is turned away: nothing was deleted, so no reading follows.
    answers = [LOGGED_IN, answer(200, ENTITY), answer(401, ""), answer(503, ""), LOGGED_IN, answer(204, "")]
    with Listener(*answers) as listener:
        run = run_fxs(
            listener.url,
            mac_address=MAC,
            state="absent",
            expect_warnings=["logging in again", f"POST /connect/token answered 503.*{AGAIN}"],
        )
    assert run.result["changed"]
    sent = [request.split(" ")[0] for request in listener.received]
    assert sent == ["POST", "GET", "DELETE", "POST", "POST", "DELETE"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412])
def test_a_login_that_is_refused_says_nothing_about_the_device(
    start_pbx: StartPbx, run_fxs: RunFxs, status: int
) -> None:
    pbx = start_pbx(token_status_next=9, token_status=status)
    run = run_fxs(pbx, mac_address=MAC, state="absent")
    assert run.failed
    assert run.result["status"] == status
    assert run.result["path"] == "/connect/token"
    assert methods(pbx) == [("POST", status)]


# Reading

PASSING: list[dict[str, t.Any]] = [
    {"throttle_next": 2, "throttle_status": 429, "throttle_methods": ["GET"]},
    {"throttle_next": 2, "throttle_status": 503, "throttle_methods": ["GET"]},
    {"drop_before": 2, "drop_methods": ["GET"]},
    {"short_next": 2, "fault_methods": ["GET"]},
]


@pytest.mark.parametrize("fault", PASSING)
def test_check_mode_tries_again_to_read(pbx: Emulator, run_fxs: RunFxs, fault: dict[str, t.Any]) -> None:
    pbx.behave(**fault)
    assert delete(run_fxs, pbx, AGAIN, AGAIN, check_mode=True)["changed"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "users"}, "answered 403: .*System Owner"),
        ({"licensed": False}, "answered 403: WARNINGS.XAPI.INVALID_LICENSE_TYPE"),
        ({"api_enabled": False}, "answered 404: .*whether API access is enabled"),
        ({"html_next": 9}, "did not answer with JSON"),
        ({"truncate_next": 9}, "did not answer with JSON"),
        ({"empty_500_next": 9}, "answered 500: the answer is empty"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_cannot_be_read_is_neither_absent_nor_deleted(
    pbx: Emulator, run_fxs: RunFxs, change: dict[str, t.Any], message: str, check_mode: bool
) -> None:
    pbx.behave(**change, echo_secret=True)
    run = run_fxs(pbx, mac_address=MAC, state="absent", check_mode=check_mode)
    assert run.failed
    assert "changed" not in run.result or run.result["changed"] is False
    assert re.search(message, run.result["msg"])
    assert pbx.requests("DELETE") == []


def test_a_failure_while_confirming_the_absence_is_no_absence(run_fxs: RunFxs) -> None:
    with Listener(LOGGED_IN, answer(404, ""), answer(500, "")) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent")
    assert run.failed
    assert run.result["status"] == 500
    assert run.result["path"] == "/xapi/v1/Fxs"
