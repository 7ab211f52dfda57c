# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_fxs_devices against the emulator."""

from __future__ import annotations

import copy
import functools
import json
import os
import signal
import subprocess
import sys
import threading
import time
import typing as t
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import public_record
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._pbx import Pbx
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import Plan
from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_devices, threecx_fxs_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.around_writes import around_writes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import ADAPTERS, Entity, entities, wishes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.examples import share
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun

HT80X = "grandstream.ht80x.fxs.xml"
NEW: dict[str, t.Any] = {"template": HT80X, "model": "HT802"}
AGAIN = "does not accept the access token any more"
LOGIN = "/connect/token"


@pytest.fixture
def run_fleet(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_fxs_devices)


def macs(pbx: Emulator) -> list[str]:
    return [device["MacAddress"] for device in pbx.devices()]


def each(addresses: t.Iterable[str], **options: t.Any) -> list[dict[str, t.Any]]:
    return [{"mac_address": mac, **options} for mac in addresses]


def summary(run: ModuleRun) -> dict[str, int]:
    """What there was of each kind."""
    return {name: number for name, number in run.result["summary"].items() if number}


def writes(pbx: Emulator) -> list[tuple[str, int | None]]:
    return [(entry.method, entry.status) for entry in pbx.requests(path="/Fxs") if entry.method != "GET"]


def by_mac(run: ModuleRun) -> dict[str, dict[str, t.Any]]:
    return {result["mac_address"]: result for result in run.result["results"]}


# Everything at once


@pytest.fixture
def estate(start_pbx: StartPbx) -> Emulator:
    """Six adapters and two DECT bases."""
    return start_pbx(8, dect=2)


def adapters(pbx: Emulator) -> list[str]:
    return [device["MacAddress"] for device in pbx.devices() if device["Brand"] in ("Grandstream", "Patton")]


def name_of(pbx: Emulator, mac: str) -> str | None:
    name: str | None = (pbx.device(mac) or {})["Name"]
    return name


def mixed(pbx: Emulator) -> list[dict[str, t.Any]]:
    """One device to create, one to change, one to delete, one that is as wanted and one that is gone already."""
    first, second, third = adapters(pbx)[:3]
    return [
        {"mac_address": "001A2B3C4D5E", **NEW, "name": "New"},
        {"mac_address": first.lower(), "name": "Changed"},
        {"mac_address": second, "state": "absent"},
        {"mac_address": third, "name": name_of(pbx, third)},
        {"mac_address": "001A2B3C4D5F", "state": "absent"},
    ]


ACTIONS = ["create", "update", "delete", "keep", "keep"]
COUNTS = {"created": 1, "updated": 1, "deleted": 1, "unchanged": 2}


@pytest.mark.parametrize("parallel", [1, 4, 16])
def test_each_device_is_brought_to_what_is_wanted(estate: Emulator, run_fleet: RunFxs, parallel: int) -> None:
    devices, before = mixed(estate), set(macs(estate))
    run = run_fleet(estate, devices=devices, parallel=parallel, diff=True)
    assert (run.failed, run.result["changed"]) == (False, True)
    assert [result["action"] for result in run.result["results"]] == ACTIONS
    assert [result["changed"] for result in run.result["results"]] == [True, True, True, False, False]
    assert [result["error"] for result in run.result["results"]] == [None] * 5
    assert summary(run) == COUNTS
    assert set(run.result["summary"]) == {"unchanged", "created", "updated", "deleted", "failed", "not_tried"}
    assert set(macs(estate)) == before - {devices[2]["mac_address"]} | {"001A2B3C4D5E"}
    changed = run.result["results"][1]
    assert changed["fields"] == ["name"]
    assert changed["diff"]["after"] == {**changed["diff"]["before"], "name": "Changed"}
    assert [diff["before_header"] for diff in run.result["diff"]] == [
        result["mac_address"] for result in run.result["results"][:3]
    ]
    assert run.result["diff"][2]["after"] == run.result["results"][0]["diff"]["before"] == {}
    assert run.result["results"][3]["diff"] == {"before": {}, "after": {}}

    again = run_fleet(estate, devices=devices, parallel=parallel, diff=True)
    assert (again.result["changed"], summary(again), again.result["diff"]) == (False, {"unchanged": 5}, [])


def test_lines_that_become_free_are_no_deletions(pbx: Emulator, run_fleet: RunFxs) -> None:
    devices = [{"mac_address": device["MacAddress"], "lines": []} for device in pbx.devices() if device["FxsLines"]]
    run = run_fleet(pbx, devices=devices, max_deletions="0")
    assert not run.failed, run.result["msg"]
    assert run.result["summary"]["updated"] == len(devices) > 0


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize("check_mode", [True, False])
def test_with_what_is_registered_one_list_serves_a_report(
    estate: Emulator, run_fleet: RunFxs, run_module: RunModule, check_mode: bool, restricted: bool
) -> None:
    estate.behave(unknown_properties="Fxs.Registered" if restricted else "")
    told = ["refuses to tell Registered"] * restricted
    seen = run_module(threecx_fxs_info, estate, expand=["registration"], expect_warnings=told).result
    before = len(estate.log)
    options: dict[str, t.Any] = {
        "expand": ["registration"],
        "max_deletions": "0",
        "check_mode": check_mode,
        "expect_warnings": told,
    }
    # The plan is refused, and what there is comes with it.
    run = run_fleet(estate, devices=mixed(estate), **options)
    assert (run.failed, run.result["changed"]) == (True, False)
    assert {name: run.result[name] for name in ("devices", "registrations")} == {
        name: seen[name] for name in ("devices", "registrations")
    }
    assert (seen["registrations"] == {}) == restricted
    paths = [entry.path for entry in estate.log[before:]]
    assert paths.count(LOGIN) == 1
    assert restricted or paths.count("/xapi/v1/Fxs") == 1
    run = run_fleet(estate, devices=mixed(estate), **{**options, "max_deletions": "1"})
    assert (run.failed, summary(run)) == (False, COUNTS)
    assert run.result["devices"] == seen["devices"]


def test_check_mode_foretells_it(estate: Emulator, run_fleet: RunFxs) -> None:
    devices, before = mixed(estate), estate.devices()
    check = run_fleet(estate, devices=devices, check_mode=True, diff=True)
    assert estate.devices() == before
    real = run_fleet(estate, devices=devices, diff=True)
    assert check.result["changed"] is True
    assert summary(check) == summary(real) == COUNTS
    # A PBX fills in values of its own when it creates a device.
    created = [run.result["results"].pop(0) for run in (check, real)]
    assert [{**result, "diff": None} for result in created] == [{**created[0], "diff": None}] * 2
    assert check.result["results"] == real.result["results"]
    assert check.result["diff"][1:] == real.result["diff"][1:]


def test_without_diff_mode_there_is_no_diff(estate: Emulator, run_fleet: RunFxs) -> None:
    result = run_fleet(estate, devices=mixed(estate)).result
    assert "diff" not in result
    assert all("diff" not in device for device in result["results"])


def test_an_empty_list_changes_nothing(estate: Emulator, run_fleet: RunFxs) -> None:
    run = run_fleet(estate, devices=[])
    assert (run.failed, run.result["changed"], run.result["results"]) == (False, False, [])


def test_secrets_show_nowhere(estate: Emulator, run_fleet: RunFxs) -> None:
    # The fixture searches everything that is printed for them.
    secrets = {"password": "Web+pass/word=1", "secret": "Rps-secret-7", "update_secrets": "always"}
    devices = [{**device, **secrets} for device in mixed(estate)]
    estate.behave(echo_secret=True, missing_extensions=["201"])
    devices[0]["lines"] = [{"key": 1, "number": "201"}]
    run = run_fleet(estate, devices=devices, on_error="continue", diff=True)
    assert run.failed
    assert run.result["results"][1]["diff"]["after"]["password"] == "changed"
    assert (estate.device(devices[1]["mac_address"]) or {})["Password"] == secrets["password"]


# Options that cannot be right


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"devices": [], "prune": True}, "devices is empty and prune is true, which would delete all devices"),
        ({"devices": None}, "missing required arguments: devices"),
        (
            {"devices": each(["001A2B3C4D5E", "001A2B3C4D5F", "00:1a:2b:3c:4d:5e"])},
            "devices has 001A2B3C4D5E twice, in entries 1 and 3.",
        ),
        ({"devices": each(["001A2B3C4D5E", "x"])}, "devices, entry 2: mac_address is 'x'"),
        ({"devices": each(["001A2B3C4D5E"], if_match=None)}, "if_match in entry 1 of devices is null"),
        ({"devices": each(["001A2B3C4D5E"], etag=None)}, "etag in entry 1 of devices is null"),
        ({"devices": each(["001A2B3C4D5E"], if_fingerprint=None)}, "if_fingerprint in entry 1 of devices is null"),
        ({"devices": each(["001A2B3C4D5E"], if_match="")}, "devices, entry 1: if_match is ''"),
        ({"devices": [], "max_deletions": "many"}, "max_deletions is 'many'"),
        ({"devices": [], "parallel": 17}, "parallel is 17"),
        ({"devices": [], "ignore": ["x"]}, "ignore is given while prune is false"),
        (
            {"devices": each(["001A2B3C4D5E"]), "prune": True, "ignore": None},
            "ignore is null: the expression behind it found no value, and what it was to keep would be deleted.",
        ),
        ({"devices": [], "on_error": "shrug"}, "on_error is 'shrug'; it must be one of 'continue', 'stop'."),
        ({"devices": each(["001A2B3C4D5E"], colour="red")}, "Unsupported parameters"),
        ({}, "missing required arguments: devices"),
    ],
)
def test_options_that_cannot_be_right_are_refused_before_any_request(
    pbx: Emulator, run_fleet: RunFxs, options: dict[str, t.Any], message: str
) -> None:
    for check_mode in (True, False):
        run = run_fleet(pbx, **options, check_mode=check_mode)
        assert run.failed
        assert message in run.result["msg"]
    assert pbx.log == []


def test_null_is_the_default(estate: Emulator, run_fleet: RunFxs) -> None:
    nulls: dict[str, t.Any] = dict.fromkeys(("state", "prune", "ignore", "max_deletions", "parallel", "on_error"))
    device = dict.fromkeys(("state", "device_type", "name", "provisioning", "update_secrets"))
    run = run_fleet(estate, devices=[{**device, "mac_address": adapters(estate)[0]}], **nulls)
    assert (run.failed, run.result["changed"]) == (False, False)


# Pruning and its limits


@pytest.mark.parametrize("check_mode", [True, False])
def test_pruning_deletes_what_is_not_listed_but_no_dect_base(
    estate: Emulator, run_fleet: RunFxs, check_mode: bool
) -> None:
    before, bases = adapters(estate), set(macs(estate)) - set(adapters(estate))
    kept, doomed = before[:2], before[2:]
    run = run_fleet(estate, devices=each(kept), prune=True, check_mode=check_mode)
    assert summary(run) == {"unchanged": 2, "deleted": 4}
    assert [result["mac_address"] for result in run.result["results"]] == [*kept, *doomed]
    assert set(macs(estate)) == {*kept, *bases, *(doomed if check_mode else [])}


def test_what_is_to_be_ignored_is_not_pruned(estate: Emulator, run_fleet: RunFxs) -> None:
    first, second, third = adapters(estate)[:3]
    estate.change_device(second, Name="Test bench")
    run = run_fleet(estate, devices=each([first]), prune=True, ignore=["TEST*", f"{third[:6].lower()}{third[6:]}"])
    assert summary(run) == {"unchanged": 1, "deleted": 3}
    assert {first, second, third} <= set(macs(estate))


@pytest.mark.parametrize("etags", ["body", "both"])
def test_what_came_to_be_ignored_since_it_was_listed_is_not_pruned(
    start_pbx: StartPbx, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch, etags: str
) -> None:
    pbx = start_pbx(4, dect=0, etags=etags)
    first, *others, last = macs(pbx)
    pbx.change_device(others[0], Name="Test bench")

    def rename() -> None:
        if last in macs(pbx):
            pbx.change_device(last, Name="Test bench 2")

    around_writes(monkeypatch, before=rename)
    run = run_fleet(pbx, devices=each([first]), prune=True, ignore=["Test*"], parallel=1, on_error="continue")
    assert summary(run) == {"unchanged": 1, "deleted": 1, "failed": 1}
    assert "it was changed since" in run.result["msg"]
    assert set(macs(pbx)) == {first, others[0], last}


@pytest.mark.parametrize("lists", ["shown", "never"])
@pytest.mark.parametrize("renamed", [True, False])
def test_what_came_to_be_ignored_is_not_pruned_in_a_second_try(
    start_pbx: StartPbx, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch, lists: str, renamed: bool
) -> None:
    """Without ETags, too: the device is read again before that."""
    pbx = start_pbx(3, dect=0, etags="off", structured_in_lists=lists)
    first, bench, last = macs(pbx)
    pbx.change_device(bench, Name="Test bench")
    pbx.behave(drop_before=1, drop_methods=["DELETE"])

    def rename() -> None:
        if renamed:
            pbx.change_device(last, Name="Test bench 2")

    around_writes(monkeypatch, after=rename)
    told = [] if renamed else ["Trying again"]
    run = run_fleet(pbx, devices=each([first]), prune=True, ignore=["Test*"], expect_warnings=told)
    assert run.failed == renamed
    assert ("is not to be pruned as it is now." in run.result.get("msg", "")) == renamed
    assert macs(pbx) == ([first, bench, last] if renamed else [first, bench])


@pytest.mark.parametrize("pattern", ["C074AD", "8041827010", "*-nowhere", "c0 74 ae*"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_pattern_that_protects_nothing_fails_before_anything_is_changed(
    estate: Emulator, run_fleet: RunFxs, pattern: str, check_mode: bool
) -> None:
    first, *_others = adapters(estate)
    options: dict[str, t.Any] = {"devices": each([first], name="New"), "prune": True, "ignore": [first, pattern]}
    run = run_fleet(estate, **options, check_mode=check_mode)
    assert run.failed
    assert f"ignore has '{pattern}' (entry 2), which fits no device on the PBX" in run.result["msg"]
    assert (run.result["changed"], writes(estate)) == (False, [])
    assert {result["action"] for result in run.result["results"]} == {"update", "delete"}
    meant = run_fleet(estate, **options, ignore_unmatched="allow", check_mode=check_mode)
    assert (meant.failed, meant.result["changed"]) == (False, True)


@pytest.mark.parametrize("pattern", [8041827010, 0.5, True, None, "C074AD\u200b*", "\ufeffC074AD*", " "])
def test_a_pattern_that_is_none_is_refused_before_any_request(
    estate: Emulator, run_fleet: RunFxs, pattern: t.Any
) -> None:
    run = run_fleet(estate, devices=each(adapters(estate)[:1]), prune=True, ignore=["*", pattern])
    assert run.failed
    assert run.result["msg"].startswith("entry 2 of ignore is ")
    assert estate.log == []


@pytest.mark.parametrize(
    ("limit", "allowed"), [("3", False), ("4", True), ("49%", False), ("50%", True), ("0", False), ("100%", True)]
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_plan_over_the_limit_fails_before_the_first_write_and_shows_the_plan(
    estate: Emulator, run_fleet: RunFxs, limit: str, allowed: bool, check_mode: bool
) -> None:
    # Four of eight devices: two that are not listed, and two that are to be absent.
    devices = each(adapters(estate)[:2], name="Changed") + each(adapters(estate)[2:4], state="absent")
    run = run_fleet(estate, devices=devices, prune=True, max_deletions=limit, check_mode=check_mode, diff=True)
    assert run.failed is not allowed
    assert [result["action"] for result in run.result["results"]] == ["update"] * 2 + ["delete"] * 4
    if allowed:
        assert summary(run) == {"updated": 2, "deleted": 4}
    else:
        kind = "percent" if limit.endswith("%") else "devices"
        assert run.result["msg"] == (
            f"This would delete 4 of 8 devices, and max_deletions allows {limit.rstrip('%')} {kind}."
            " Nothing was changed; the results show the plan."
        )
        assert (run.result["changed"], summary(run)) == (False, {"not_tried": 6})
        assert writes(estate) == []


def test_ten_deletions_are_allowed_by_default(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    pbx = start_pbx(12)
    assert run_fleet(pbx, devices=each(macs(pbx)[:11]), state="absent").failed
    assert len(macs(pbx)) == 12
    assert summary(run_fleet(pbx, devices=each(macs(pbx)[:10]), state="absent")) == {"deleted": 10}


def test_a_dect_base_that_is_listed_must_be_meant(estate: Emulator, run_fleet: RunFxs) -> None:
    bases = [mac for mac in macs(estate) if mac not in adapters(estate)]
    run = run_fleet(estate, devices=each(bases), state="absent")
    assert run.failed
    assert summary(run) == {"failed": 2}
    assert "is of the type 'dect' and not 'fxs'" in run.result["msg"]
    assert summary(run_fleet(estate, devices=each(bases, device_type="dect"), state="absent")) == {"deleted": 2}


# Failures


def test_a_device_without_a_plan_stops_all_others(estate: Emulator, run_fleet: RunFxs) -> None:
    devices = [*mixed(estate), {"mac_address": adapters(estate)[4], "language": "Klingon"}]
    for check_mode in (True, False):
        run = run_fleet(estate, devices=devices, check_mode=check_mode, diff=True)
        assert run.failed
        assert run.result["msg"].startswith("1 of 6 devices failed: C074AD8B123B: language is 'Klingon'; it must be")
        assert [result["action"] for result in run.result["results"]] == [*ACTIONS, None]
        assert (run.result["changed"], run.result["diff"]) == (False, [])
        assert summary(run) == {"failed": 1, "not_tried": 3, "unchanged": 2}
    assert writes(estate) == []


def test_a_device_without_a_plan_does_not_stop_the_others_where_that_is_wanted(
    estate: Emulator, run_fleet: RunFxs
) -> None:
    devices = [*mixed(estate), {"mac_address": adapters(estate)[4], "language": "Klingon"}]
    check = run_fleet(estate, devices=devices, on_error="continue", check_mode=True)
    real = run_fleet(estate, devices=devices, on_error="continue")
    for run in (check, real):
        assert run.failed
        assert run.result["changed"] is True
        assert summary(run) == {**COUNTS, "failed": 1}
    error = real.result["results"][5]["error"]
    assert error["msg"].startswith("language is 'Klingon'")


@pytest.fixture
def stubborn(start_pbx: StartPbx) -> Emulator:
    """A PBX that refuses extension 201, and shows ten adapters."""
    return start_pbx(10, missing_extensions=["201"])


LINE = [{"key": 1, "number": "201"}]


def test_a_device_that_fails_stops_those_that_were_not_begun(stubborn: Emulator, run_fleet: RunFxs) -> None:
    known = macs(stubborn)
    devices = [*each(known[:3], name="x"), *each(known[3:4], lines=LINE), *each(known[4:], name="x")]
    run = run_fleet(stubborn, devices=devices, parallel=1)
    assert run.failed
    assert run.result["changed"] is True
    assert summary(run) == {"updated": 3, "failed": 1, "not_tried": 6}
    assert run.result["msg"].startswith(f"1 of 10 devices failed: PATCH /xapi/v1/Fxs('{known[3]}') answered 400: ")
    error = run.result["results"][3]["error"]
    assert (error["status"], error["method"]) == (400, "PATCH")
    assert error["error"]["details"][0]["message"] == "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER"


@pytest.mark.parametrize("parallel", [1, 4])
def test_a_device_that_fails_does_not_stop_the_others_where_that_is_wanted(
    stubborn: Emulator, run_fleet: RunFxs, parallel: int
) -> None:
    known = macs(stubborn)
    devices = [*each(known[:5], lines=LINE), *each(known[5:], name="x")]
    run = run_fleet(stubborn, devices=devices, on_error="continue", parallel=parallel)
    assert run.failed
    assert run.result["changed"] is True
    assert summary(run) == {"updated": 5, "failed": 5}
    assert run.result["msg"].startswith("5 of 10 devices failed: ")
    assert run.result["msg"].endswith(" (and 2 more)")
    assert run.result["msg"].count("answered 400") == 3
    assert [result["changed"] for result in run.result["results"]] == [False] * 5 + [True] * 5


def test_when_every_device_fails_nothing_has_changed(stubborn: Emulator, run_fleet: RunFxs) -> None:
    run = run_fleet(stubborn, devices=each(macs(stubborn), lines=LINE), on_error="continue")
    assert run.failed
    assert (run.result["changed"], summary(run)) == (False, {"failed": 10})


def test_a_value_that_did_not_stick_fails_but_is_a_change(estate: Emulator, run_fleet: RunFxs) -> None:
    first, second = adapters(estate)[:2]
    estate.behave(ignore_fields=["Name"])
    run = run_fleet(estate, devices=[*each([first], name="x", group="GRP0009"), *each([second], group="GRP0009")])
    assert run.failed
    assert run.result["changed"] is True
    assert summary(run) == {"failed": 1, "updated": 1}
    failed = run.result["results"][0]
    assert failed["changed"] is True
    assert "did not store all of them: name is " in failed["error"]["msg"]
    shown = failed["error"]["device"]
    assert (shown["name"], shown["group"]) == (name_of(estate, first), "GRP0009")


def test_devices_that_cannot_be_read_after_the_writes_were_changed_all_the_same(
    estate: Emulator, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    around_writes(monkeypatch, after=lambda: estate.behave(html_next=99, html_status=500, fault_methods=["GET"]))
    run = run_fleet(estate, devices=mixed(estate))
    assert run.failed
    assert run.result["changed"] is True
    assert summary(run) == {"failed": 2, "not_tried": 1, "unchanged": 2}
    error = run.result["results"][0]["error"]
    assert error["msg"].startswith("The PBX accepted FXS 001A2B3C4D5E, but cannot show it afterwards: GET ")
    assert error["status"] == 500


def test_a_device_that_is_gone_after_the_write_is_told(
    estate: Emulator, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    mac = adapters(estate)[0]
    around_writes(monkeypatch, after=lambda: estate.remove_device(mac))
    run = run_fleet(estate, devices=each([mac], name="x"))
    assert run.failed
    assert run.result["results"][0]["changed"] is True
    assert "does not know it afterwards" in run.result["msg"]


def test_a_pbx_that_cannot_be_read_fails_as_a_whole(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    run = run_fleet(start_pbx(3, role="users"), devices=each(["001A2B3C4D5E"], state="absent"))
    assert run.failed
    assert run.result["status"] == 403
    assert "results" not in run.result


# Races


def test_a_change_in_between_is_healed_once(estate: Emulator, run_fleet: RunFxs) -> None:
    known = adapters(estate)[:2]
    estate.behave(mutate_before_write=1)
    run = run_fleet(estate, devices=each(known, group="GRP0009"), parallel=1, diff=True)
    assert summary(run) == {"updated": 2}
    assert [status for _method, status in writes(estate)] == [412, 204, 204]
    for result, is_raced in zip(run.result["results"], (True, False)):
        # What the other one changed is on both sides.
        assert result["diff"]["before"]["name"].endswith("(changed elsewhere)") == is_raced
        assert result["diff"]["after"] == {**result["diff"]["before"], "group": "GRP0009"}


def test_a_second_change_in_between_fails_for_that_device(estate: Emulator, run_fleet: RunFxs) -> None:
    known = adapters(estate)[:2]
    estate.behave(mutate_before_write=2)
    run = run_fleet(estate, devices=each(known, group="GRP0009"), parallel=1, on_error="continue")
    assert run.failed
    assert summary(run) == {"failed": 1, "updated": 1}
    error = run.result["results"][0]["error"]
    assert (error["status"], error["current_etag"]) == (412, estate.etag(known[0]))


def test_a_device_that_somebody_else_deletes_first_is_as_wanted(estate: Emulator, run_fleet: RunFxs) -> None:
    estate.behave(vanish_before_write=1)
    run = run_fleet(estate, devices=each(adapters(estate)[:2], state="absent"), parallel=1, diff=True)
    assert summary(run) == {"unchanged": 1, "deleted": 1}
    assert [result["changed"] for result in run.result["results"]] == [False, True]
    assert len(run.result["diff"]) == 1


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_an_answer_that_got_lost_is_settled_by_reading(estate: Emulator, run_fleet: RunFxs, method: str) -> None:
    estate.behave(drop_after=1, drop_methods=[method])
    run = run_fleet(estate, devices=mixed(estate))
    assert summary(run) == COUNTS
    assert len(writes(estate)) == 3


# ETags


@pytest.mark.parametrize("etags", ["header", "body", "both"])
def test_an_etag_is_verified_wherever_the_pbx_shows_it(start_pbx: StartPbx, run_fleet: RunFxs, etags: str) -> None:
    pbx = start_pbx(4, etags=etags)
    first, second, third, fourth = macs(pbx)
    devices: list[dict[str, t.Any]] = [
        {"mac_address": first, "if_match": pbx.etag(first), "state": "absent"},
        {"mac_address": second, "if_match": '"0"', "state": "absent"},
        {"mac_address": third, "if_match": "*", "state": "absent"},
        {"mac_address": fourth, "if_match": pbx.etag(fourth), "name": "x"},
        {"mac_address": "001A2B3C4D5E", "if_match": '"0"', "state": "absent"},
    ]
    pbx.clear_log()
    run = run_fleet(pbx, devices=devices, on_error="continue", parallel=1)
    assert run.failed
    assert summary(run) == {"deleted": 2, "updated": 1, "failed": 1, "unchanged": 1}
    error = by_mac(run)[second]["error"]
    assert (error["status"], error["current_etag"]) == (412, pbx.etag(second))
    assert {entry.if_match for entry in pbx.requests("DELETE")} == {devices[0]["if_match"], "*"}
    # One read more for each device with an ETag that a list does not show.
    assert len([entry for entry in pbx.requests("GET") if "(" in entry.path]) == (3 if etags == "header" else 0)


def exchanged(pbx: Emulator) -> list[tuple[str, int | None]]:
    """What was asked for and answered about single devices."""
    return [(entry.method, entry.status) for entry in pbx.requests() if "/Fxs(" in entry.path]


@pytest.mark.parametrize("parallel", [1, 4])
def test_an_etag_that_the_pbx_insists_on_is_read_where_the_list_does_not_show_it(
    start_pbx: StartPbx, run_fleet: RunFxs, parallel: int
) -> None:
    pbx = start_pbx(3, etags="header", require_if_match=True)
    tags = {pbx.etag(mac) for mac in macs(pbx)}
    run = run_fleet(pbx, devices=each(macs(pbx), name="x"), parallel=parallel)
    assert summary(run) == {"updated": 3}
    assert {entry.if_match for entry in pbx.requests("PATCH")} == {None, *tags}
    assert sorted(exchanged(pbx)) == [("GET", 200)] * 3 + [("PATCH", 204)] * 3 + [("PATCH", 428)] * 3


def test_a_change_that_somebody_makes_before_the_etag_is_read_stays(
    start_pbx: StartPbx, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(1, etags="header", require_if_match=True)
    (mac,) = macs(pbx)
    around_writes(monkeypatch, after=lambda: pbx.change_device(mac, Group="GRP0009"))
    run = run_fleet(pbx, devices=each([mac], name="x"), diff=True)
    assert summary(run) == {"updated": 1}
    assert run.result["results"][0]["diff"]["before"]["group"] == "GRP0009"


@pytest.mark.parametrize("state", ["none", "gone"])
def test_where_there_is_no_etag_to_read_the_refusal_is_told(
    start_pbx: StartPbx, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    pbx = start_pbx(1, etags="off", require_if_match=True)
    (mac,) = macs(pbx)
    if state == "gone":
        around_writes(monkeypatch, after=lambda: pbx.remove_device(mac))
    run = run_fleet(pbx, devices=each([mac], name="x", **NEW))
    assert (run.failed, run.result["changed"]) == (True, False)
    error = run.result["results"][0]["error"]
    assert (error["status"], "current_etag" in error) == (428, False)
    assert writes(pbx) == [("PATCH", 428)]


def test_without_etags_nothing_is_changed_unverified(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    pbx = start_pbx(2, etags="off")
    run = run_fleet(pbx, devices=each(macs(pbx), if_match='"1"', state="absent"))
    assert run.failed
    assert summary(run) == {"failed": 2}
    assert "shows no ETag, so if_match cannot be verified" in run.result["msg"]
    assert writes(pbx) == []


def test_fingerprints_guard_a_whole_fleet(start_pbx: StartPbx, run_fleet: RunFxs, run_module: RunModule) -> None:
    pbx = start_pbx(3, etags="off")
    seen = run_module(threecx_fxs_info, pbx).result["fingerprints"]
    changed = macs(pbx)[1]
    pbx.change_device(changed, Group="GRP0009")
    devices = [{"mac_address": mac, "if_fingerprint": digest} for mac, digest in seen.items()]
    run = run_fleet(pbx, devices=devices, state="absent", on_error="continue")
    assert run.failed
    assert summary(run) == {"deleted": 2, "failed": 1}
    assert macs(pbx) == [changed]


# Requests


@pytest.mark.parametrize(("number", "pages"), [(0, 2), (1, 1), (99, 1), (100, 2), (101, 2), (250, 3)])
def test_there_is_one_login_one_list_and_one_write_per_device(
    start_pbx: StartPbx, run_fleet: RunFxs, number: int, pages: int
) -> None:
    pbx = start_pbx(number)
    doomed = macs(pbx)[:20]
    run = run_fleet(pbx, devices=each(doomed), state="absent", max_deletions="20", parallel=8)
    assert summary(run) == ({"deleted": len(doomed)} if doomed else {})
    # 1 + ceil(N / 100), one more if the last page is full or there is no row, and the writes.
    assert len(pbx.log) == 1 + pages + len(doomed)
    assert len(pbx.requests("POST", LOGIN)) == 1
    assert all("$top=100" in entry.query for entry in pbx.requests("GET"))


def test_what_was_written_is_looked_at_in_one_more_list(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    pbx = start_pbx(30)
    run = run_fleet(pbx, devices=each(macs(pbx), name="x"), parallel=8)
    assert summary(run) == {"updated": 30}
    assert len(pbx.log) == 1 + 2 * 1 + 30


def test_templates_are_read_once_when_they_are_needed(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    pbx = start_pbx(10)
    devices = [*each(macs(pbx), language="German"), *each(["001A2B3C4D5E", "001A2B3C4D5F"], **NEW)]
    assert summary(run_fleet(pbx, devices=devices, parallel=8)) == {"updated": 10, "created": 2}
    assert len(pbx.requests("GET", "/FxsTemplates")) == 1


def test_a_fleet_that_is_as_wanted_costs_a_login_and_a_list(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    pbx = start_pbx(30)
    run = run_fleet(pbx, devices=[{"mac_address": row["MacAddress"], "name": row["Name"]} for row in pbx.devices()])
    assert summary(run) == {"unchanged": 30}
    assert len(pbx.log) == 2


def test_workers_write_at_the_same_time(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    pbx = start_pbx(16)
    together = threading.Barrier(4, timeout=30)
    waiting = Pbx.write

    def write(self: Pbx, plan: Plan) -> None:
        together.wait()
        waiting(self, plan)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pbx, "write", write)
        run = run_fleet(pbx, devices=each(macs(pbx)), state="absent", max_deletions="16", parallel=4)
    # Four have met each time; fewer would have waited for ever.
    assert summary(run) == {"deleted": 16}


@pytest.mark.parametrize("parallel", [1, 8])
def test_an_expired_token_is_replaced_once_for_all_workers(
    start_pbx: StartPbx, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch, parallel: int
) -> None:
    pbx = start_pbx(24)
    begun: list[None] = []

    def expire() -> None:
        begun.append(None)
        if len(begun) == 12:
            pbx.expire_tokens()

    around_writes(monkeypatch, before=expire)
    options: dict[str, t.Any] = {"state": "absent", "max_deletions": "100%", "parallel": parallel}
    run = run_fleet(pbx, devices=each(macs(pbx)), **options, expect_warnings=[AGAIN])
    assert summary(run) == {"deleted": 24}
    assert len(pbx.requests("POST", LOGIN)) == 2
    assert pbx.requests("DELETE")[-1].status == 204
    assert [entry.status for entry in pbx.requests("DELETE")].count(401) in range(1, parallel + 1)


# Interrupted


WORKER = """
import json, sys
sys.stdin = open(0)
from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_devices
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import run_main
run_main(threecx_fxs_devices, json.load(sys.stdin), check_mode=False, diff=False)
"""


def start_process(options: dict[str, t.Any]) -> subprocess.Popen[bytes]:
    """The module in a process of its own."""
    root = Path(str(threecx_fxs_devices.__file__)).parents[5]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])}
    process = subprocess.Popen([sys.executable, "-c", WORKER], stdin=subprocess.PIPE, env=environment)
    assert process.stdin is not None
    process.stdin.write(json.dumps(options).encode())
    process.stdin.close()
    return process


def test_a_task_that_was_killed_half_way_does_the_rest_when_it_is_run_again(
    start_pbx: StartPbx, run_fleet: RunFxs
) -> None:
    pbx = start_pbx(30, latency=0.02)
    changed, doomed = macs(pbx)[:12], macs(pbx)[12:24]
    devices = [*each(changed, name="x"), *each(doomed, state="absent"), *each(["001A2B3C4D5E"], **NEW)]
    options: dict[str, t.Any] = {"devices": devices, "max_deletions": "100%", "parallel": 4}
    access = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
    process = start_process({**options, **access})
    deadline = time.monotonic() + 60
    while len(writes(pbx)) < 8:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
    time.sleep(0.1)
    pbx.behave(latency=0)
    done = sum(status in (201, 204) for _method, status in writes(pbx))
    assert 0 < done < 25

    run = run_fleet(pbx, **options)
    assert run.failed is False
    assert sum(result["changed"] for result in run.result["results"]) == 25 - done
    assert not set(doomed) & set(macs(pbx))
    assert {(pbx.device(mac) or {})["Name"] for mac in changed} == {"x"}
    assert pbx.device("001A2B3C4D5E") is not None
    assert summary(run_fleet(pbx, **options)) == {"unchanged": 25}


# From a file and back


def test_what_the_info_module_returns_is_the_fleet_as_it_is(
    estate: Emulator, run_fleet: RunFxs, run_module: RunModule
) -> None:
    exported = run_module(threecx_fxs_info, estate).result["devices"]
    assert summary(run_fleet(estate, devices=exported, prune=True)) == {"unchanged": 8}
    for mac in macs(estate):
        estate.remove_device(mac)
    assert summary(run_fleet(estate, devices=exported)) == {"created": 8}
    assert run_module(threecx_fxs_info, estate).result["devices"] == exported


# The same as the single module

POOL = ["001A2B3C4D01", "001A2B3C4D02", "001A2B3C4D03", "001A2B3C4D04"]


@st.composite
def estates(draw: st.DrawFn) -> tuple[list[Entity], list[dict[str, t.Any]]]:
    """Devices on a PBX, and elements of a fleet; some wishes are in vain."""
    devices, elements = [], []
    for mac in POOL:
        template_id = draw(st.sampled_from(ADAPTERS))
        if draw(st.booleans()):
            devices.append({**draw(entities([template_id])), "MacAddress": mac})
        wish = draw(
            wishes(template_id) | st.sampled_from([{"language": "Klingon"}, {"name": "x"}, {"if_match": '"0"'}])
        )
        state = draw(st.sampled_from(["present", "present", "absent"]))
        elements.append({"mac_address": mac, "state": state, **wish})
    return devices, elements


def prepare(pbx: Emulator, devices: list[Entity]) -> None:
    pbx.reset()
    for device in devices:
        pbx.add_device(copy.deepcopy(device))


def without_etag(failure: dict[str, t.Any]) -> str:
    """The message of a failure; the same device has another ETag on each PBX."""
    return str(failure["msg"]).replace(failure.get("current_etag", ""), "")


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_what_is_not_changed_is_told_once_and_not_beside_what_is(
    estate: Emulator, run_fleet: RunFxs, on_error: str
) -> None:
    first, *others = adapters(estate)
    devices = [{"mac_address": first, "name": "Gate"}, *each(others[:2], if_fingerprint="0" * 64, name="Gate")]
    run = run_fleet(estate, devices=devices, on_error=on_error)
    assert (run.failed, run.result["changed"]) == (True, on_error == "continue")
    assert run.result["msg"].startswith("2 of 3 devices failed: ")
    assert run.result["msg"].lower().count("nothing was changed") == (on_error == "stop")
    assert all(row["error"]["msg"].endswith(": it was changed since.") for row in run.result["results"][1:])


@share(5, at_least=4)
@given(estates())
def test_each_element_gives_what_the_single_module_gives(
    pbx: Emulator, run_fxs: RunFxs, run_fleet: RunFxs, example: tuple[list[Entity], list[dict[str, t.Any]]]
) -> None:
    devices, elements = example
    prepare(pbx, devices)
    single = [run_fxs(pbx, **element, diff=True) for element in elements]
    expected = [public_record(device) for device in pbx.devices()]

    prepare(pbx, devices)
    fleet = run_fleet(pbx, devices=elements, on_error="continue", diff=True)
    for alone, together in zip(single, fleet.result["results"]):
        assert together["changed"] == alone.result.get("changed", False)
        if alone.failed:
            # That nothing was changed is told of all devices together.
            assert without_etag(together["error"]) == without_etag(alone.result).replace("; nothing was changed", "")
        else:
            assert together["error"] is None
            empty: dict[str, t.Any] = {"before": {}, "after": {}}
            assert together["diff"] == (alone.result["diff"] if alone.result["changed"] else empty)
    assert [public_record(device) for device in pbx.devices()] == expected
    assert fleet.failed == any(alone.failed for alone in single)
    assert fleet.result["changed"] == any(alone.result.get("changed") for alone in single)
