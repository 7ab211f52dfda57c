# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_probe as Ansible runs it."""

from __future__ import annotations

import functools
import json
import signal
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.probe._scratch import Scratch
from ansible_collections.telephony.threecx.plugins.modules import threecx_probe
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx


@pytest.fixture
def run_probe(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_probe)


def test_it_asks_and_reports(pbx: Emulator, run_probe: RunFxs) -> None:
    run = run_probe(pbx)
    result = run.result
    assert (result["changed"], result["problems"]) == (False, [])
    assert [row["status"] for row in result["requests"]] == [entry.status for entry in pbx.log]
    assert result["report"].startswith("## Report of threecx_probe\n")
    assert f"```json\n{json.dumps(result['profile'], indent=2, sort_keys=True)}\n```" in result["report"]
    for row in result["answers"]:
        assert f"| {row['question']} | {row['answer']} |" in result["report"]
    for row in result["unanswered"]:
        assert f"| {row['question']} | {row['reason']} |" in result["report"]


def test_check_mode_makes_no_difference(pbx: Emulator, run_probe: RunFxs) -> None:
    assert run_probe(pbx, check_mode=True, diff=True).result == run_probe(pbx).result


def test_a_device_at_the_scratch_address_is_no_missing_one(pbx: Emulator, run_probe: RunFxs) -> None:
    pbx.add_device({"MacAddress": "02:c0:ff:ee:00:3c"})
    reasons = {row["id"]: row["reason"] for row in run_probe(pbx).result["unanswered"]}
    assert "give another scratch_mac_address" in reasons["missing"]
    other = run_probe(pbx, scratch_mac_address="aa-00-00-00-00-01").result
    assert other["profile"]["missing_status"] == 404


@pytest.mark.parametrize("mac", ["001A2B3C4D5E", "03:00:00:00:00:01", "02C0FFEE00", "", 20020000000])
def test_an_address_that_hardware_may_have_is_refused(pbx: Emulator, run_probe: RunFxs, mac: object) -> None:
    run = run_probe(pbx, scratch_mac_address=mac)
    assert run.failed
    assert run.result["msg"].startswith("scratch_mac_address is ")
    assert pbx.log == []


def test_a_phone_system_that_does_not_answer_is_no_failure(run_probe: RunFxs) -> None:
    result = run_probe("http://127.0.0.1:1", retries=0, access_token="A-token-of-yesterday").result
    assert result["answers"] == []
    assert result["problems"] == [
        "Requests of the probe failed: No answer came.",
        "Requests of the probe failed: The phone system does not answer, so no more was asked.",
    ]


def test_a_profile_plays_the_same_system(start_pbx: StartPbx, run_probe: RunFxs) -> None:
    seen = run_probe(start_pbx(12, etags="off", mac_style="colon", default_page=5, next_link="on")).result
    assert seen["profile"].items() >= {"etags": "off", "mac_style": "colon", "next_link": "on"}.items()
    again = run_probe(start_pbx(12, **seen["profile"])).result
    assert again["report"] == seen["report"]


TEMPLATE = "grandstream.ht81x.fxs.xml"


def test_it_writes_to_a_device_of_its_own_and_logs_in(pbx: Emulator, run_probe: RunFxs) -> None:
    before = pbx.devices()
    result = run_probe(pbx, write=True, template=TEMPLATE, login=True).result
    assert (result["changed"], result["problems"], pbx.devices()) == (True, [], before)
    assert [row["status"] for row in result["requests"]] == [entry.status for entry in pbx.log]
    written = {row["path"] for row in result["requests"] if row["method"] in ("PATCH", "DELETE")}
    assert written == {"/xapi/v1/Fxs('<scratch>')"}
    reasons = {row["reason"] for row in result["unanswered"]}
    assert not any("was not set" in reason for reason in reasons)


def test_check_mode_only_reads_and_tells_what_it_would_do(pbx: Emulator, run_probe: RunFxs) -> None:
    result = run_probe(pbx, check_mode=True, write=True, template=TEMPLATE, login=True).result
    assert result["changed"] is True
    reasons = {row["id"]: row["reason"] for row in result["unanswered"]}
    assert "a real run would create a device of its own" in reasons["creation"]
    assert "a real run would log in once more" in reasons["one_token"]
    assert len(pbx.requests("POST")) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"write": True}, "write is true, but template is missing"),
        ({"template": TEMPLATE}, "template is 'grandstream.ht81x.fxs.xml', but write is not true"),
        ({"write": None}, "write is null"),
        ({"login": None}, "login is null"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    pbx: Emulator, run_probe: RunFxs, options: dict[str, t.Any], message: str
) -> None:
    run = run_probe(pbx, **options)
    assert run.failed
    assert message in run.result["msg"]
    assert pbx.log == []


def test_a_token_alone_cannot_log_in(pbx: Emulator, run_probe: RunFxs) -> None:
    run = run_probe(None, url=pbx.url, access_token="A-token-of-yesterday", login=True)
    assert run.failed
    assert "login is true, but client_id and client_secret are missing" in run.result["msg"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_template_that_is_not_there_is_refused(pbx: Emulator, run_probe: RunFxs, check_mode: bool) -> None:
    run = run_probe(pbx, check_mode=check_mode, write=True, template="mine.xml")
    assert run.failed
    assert "template is 'mine.xml'; the phone system has no such template" in run.result["msg"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_device_of_somebody_else_at_the_scratch_address_is_refused(
    pbx: Emulator, run_probe: RunFxs, check_mode: bool
) -> None:
    pbx.add_device({"MacAddress": "02C0FFEE003C", "Name": "Lift"})
    run = run_probe(pbx, check_mode=check_mode, write=True, template=TEMPLATE)
    assert run.failed
    assert "scratch_mac_address is that of a device which the probe has not made" in run.result["msg"]
    assert pbx.device("02C0FFEE003C") is not None


def test_signals_end_a_run_in_order(pbx: Emulator, run_probe: RunFxs, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when somebody ends the process while the device of the probe is there."""
    before = pbx.devices()
    change = Scratch._try_changes

    def ended(scratch: Scratch) -> None:
        assert pbx.device("02C0FFEE003C") is not None
        signal.raise_signal(signal.SIGTERM)
        change(scratch)

    monkeypatch.setattr(Scratch, "_try_changes", ended)
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]
    with pytest.raises(KeyboardInterrupt):
        run_probe(pbx, write=True, template=TEMPLATE)
    assert pbx.devices() == before
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)] == handlers
