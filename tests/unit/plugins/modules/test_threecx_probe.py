# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_probe as Ansible runs it."""

from __future__ import annotations

import functools
import json

import pytest

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
    pbx.add_device({"MacAddress": "02:33:43:58:50:42"})
    reasons = {row["id"]: row["reason"] for row in run_probe(pbx).result["unanswered"]}
    assert "give another scratch_mac_address" in reasons["missing"]
    other = run_probe(pbx, scratch_mac_address="aa-00-00-00-00-01").result
    assert other["profile"]["missing_status"] == 404


@pytest.mark.parametrize("mac", ["001A2B3C4D5E", "03:00:00:00:00:01", "0233435850", "", 23343585042])
def test_an_address_that_hardware_may_have_is_refused(pbx: Emulator, run_probe: RunFxs, mac: object) -> None:
    run = run_probe(pbx, scratch_mac_address=mac)
    assert run.failed
    assert f"scratch_mac_address is '{mac}'; it must be a locally administered MAC address" in run.result["msg"]
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
