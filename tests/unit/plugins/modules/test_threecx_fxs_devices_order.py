# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order threecx_fxs_devices changes the devices of a fleet, and what that keeps."""

from __future__ import annotations

import functools
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_devices
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.around_writes import around_writes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun

OLD, NEW, OTHER, LAST = "001A2B3C4D5E", "001A2B3C4D5F", "001A2B3C4D60", "001A2B3C4D61"
KIND = {"template": "grandstream.ht80x.fxs.xml", "model": "HT802"}


@pytest.fixture
def run_fleet(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_fxs_devices)


def add(pbx: Emulator, mac: str, *numbers: str) -> None:
    lines = [{"Key": key, "Number": number} for key, number in enumerate(numbers, 1)]
    pbx.add_device({"MacAddress": mac, "Name": mac, "Brand": "Grandstream", "Model": "HT802", "FxsLines": lines})


def with_lines(mac: str, *numbers: str, **options: t.Any) -> dict[str, t.Any]:
    lines = [{"key": key, "number": number} for key, number in enumerate(numbers, 1)]
    return {"mac_address": mac, "lines": lines, **options}


def numbers_of(pbx: Emulator, mac: str) -> list[str]:
    return [line["Number"] for line in (pbx.device(mac) or {})["FxsLines"] if line["Number"]]


def writes(pbx: Emulator) -> list[tuple[str, int | None]]:
    return [(entry.method, entry.status) for entry in pbx.requests(path="/Fxs") if entry.method != "GET"]


def summary(run: ModuleRun) -> dict[str, int]:
    return {name: number for name, number in run.result["summary"].items() if number}


def listed(run: ModuleRun) -> list[str]:
    return [result["mac_address"] for result in run.result["results"]]


# Deletions come last


@pytest.mark.parametrize("parallel", [1, 4, 16])
def test_what_is_listed_is_there_before_anything_is_deleted(
    start_pbx: StartPbx, run_fleet: RunFxs, parallel: int
) -> None:
    pbx = start_pbx(0, latency=0.01)
    for mac in (OLD, OTHER):
        add(pbx, mac)
    devices = [{"mac_address": OTHER, "state": "absent"}, with_lines(NEW, "201", **KIND)]
    run = run_fleet(pbx, devices=devices, prune=True, parallel=parallel)
    assert (summary(run), listed(run)) == ({"created": 1, "deleted": 2}, [OTHER, NEW, OLD])
    assert writes(pbx) == [("POST", 201), ("DELETE", 204), ("DELETE", 204)]


@pytest.mark.parametrize("parallel", [1, 4, 16])
def test_nothing_is_deleted_when_its_successor_is_refused(
    start_pbx: StartPbx, run_fleet: RunFxs, parallel: int
) -> None:
    pbx = start_pbx(0, used_macs=(NEW,), latency=0.01)
    add(pbx, OLD, "201")
    run = run_fleet(pbx, devices=[with_lines(NEW, "201", **KIND)], prune=True, parallel=parallel)
    assert run.failed
    assert (summary(run), listed(run)) == ({"failed": 1, "not_tried": 1}, [NEW, OLD])
    assert writes(pbx) == [("POST", 400)]
    assert numbers_of(pbx, OLD) == ["201"]


@pytest.mark.parametrize("behaviour", [{"ignore_fields": ["FxsLines"]}, {"html_status": 500}], ids=str)
def test_nothing_is_deleted_before_its_successor_was_seen(
    start_pbx: StartPbx, run_fleet: RunFxs, monkeypatch: pytest.MonkeyPatch, behaviour: dict[str, t.Any]
) -> None:
    pbx = start_pbx(0)
    add(pbx, OLD, "201")
    add(pbx, NEW)
    if "html_status" in behaviour:
        around_writes(monkeypatch, after=lambda: pbx.behave(html_next=99, fault_methods=["GET"], **behaviour))
    else:
        pbx.behave(**behaviour)
    run = run_fleet(pbx, devices=[with_lines(NEW, "201", name="x")], prune=True)
    assert run.failed
    assert (summary(run), run.result["changed"]) == ({"failed": 1, "not_tried": 1}, True)
    assert pbx.device(OLD) is not None


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("parallel", [1, 4])
@pytest.mark.parametrize("problem", [{"language": "Klingon"}, {"group": "No such department"}], ids=str)
def test_the_others_go_on_but_for_what_has_the_extension_of_one_without_a_plan(
    start_pbx: StartPbx, run_fleet: RunFxs, check_mode: bool, parallel: int, problem: dict[str, str]
) -> None:
    pbx = start_pbx(0)
    add(pbx, OLD, "201")
    add(pbx, OTHER, "202")
    options: dict[str, t.Any] = {"prune": True, "on_error": "continue", "parallel": parallel}
    run = run_fleet(pbx, devices=[with_lines(NEW, "201", **KIND, **problem)], check_mode=check_mode, **options)
    assert run.failed
    assert (summary(run), listed(run)) == ({"failed": 2, "deleted": 1}, [NEW, OLD, OTHER])
    assert run.result["results"][1]["error"]["msg"] == (
        f"FXS {OLD} stays, since it has extension 201, which FXS {NEW} was to get and did not."
    )
    assert (pbx.device(OLD) is not None, pbx.device(OTHER) is not None) == (True, check_mode)


@pytest.mark.parametrize("parallel", [1, 4])
def test_the_others_go_on_but_for_what_has_the_extension_of_one_that_was_refused(
    start_pbx: StartPbx, run_fleet: RunFxs, parallel: int
) -> None:
    pbx = start_pbx(0, used_macs=(NEW,), latency=0.01)
    add(pbx, OLD, "201", "202")
    add(pbx, OTHER, "203")
    devices = [with_lines(NEW, "201", "202", **KIND), {"mac_address": OTHER, "state": "absent"}]
    run = run_fleet(pbx, devices=devices, prune=True, on_error="continue", parallel=parallel)
    assert run.failed
    assert (summary(run), listed(run)) == ({"failed": 2, "deleted": 1}, [NEW, OTHER, OLD])
    assert f"FXS {OLD} stays, since it has extension 201, which FXS {NEW} was to get" in run.result["msg"]
    assert writes(pbx) == [("POST", 400), ("DELETE", 204)]
    pbx.behave(used_macs=())
    assert summary(run_fleet(pbx, devices=devices, prune=True)) == {"created": 1, "deleted": 1, "unchanged": 1}


def test_a_device_that_fails_for_a_line_that_it_has_keeps_nothing(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    pbx = start_pbx(0)
    add(pbx, OLD, "201")
    add(pbx, NEW, "201")
    run = run_fleet(pbx, devices=[with_lines(NEW, "201", language="Klingon")], prune=True, on_error="continue")
    assert summary(run) == {"failed": 1, "deleted": 1}


# Extensions move where each may be on one device only


@pytest.mark.parametrize("parallel", [1, 4])
def test_an_extension_is_given_up_before_another_device_gets_it(
    start_pbx: StartPbx, run_fleet: RunFxs, parallel: int
) -> None:
    pbx = start_pbx(0, extension_unique=True, latency=0.01)
    for mac, number in ((OLD, "201"), (NEW, "202"), (OTHER, "203")):
        add(pbx, mac, number)
    # Each waits for the next one.
    devices = [
        with_lines(LAST, "201", **KIND),
        with_lines(OLD, "202"),
        with_lines(NEW, "203"),
        with_lines(OTHER, "204"),
    ]
    run = run_fleet(pbx, devices=devices, parallel=parallel)
    assert not run.failed, run.result["msg"]
    assert (summary(run), listed(run)) == ({"created": 1, "updated": 3}, [LAST, OLD, NEW, OTHER])
    assert [numbers_of(pbx, mac) for mac in (LAST, OLD, NEW, OTHER)] == [["201"], ["202"], ["203"], ["204"]]
    assert summary(run_fleet(pbx, devices=devices, parallel=parallel)) == {"unchanged": 4}


def test_a_device_that_frees_its_lines_first_can_go_in_the_next_run(start_pbx: StartPbx, run_fleet: RunFxs) -> None:
    """What the guide advises where an extension may be on one device only."""
    pbx = start_pbx(0, extension_unique=True)
    add(pbx, OLD, "201")
    new = with_lines(NEW, "201", **KIND)
    refused = run_fleet(pbx, devices=[new], prune=True)
    assert "ALREADY_IN_USE" in refused.result["msg"]
    assert pbx.device(OLD) is not None
    assert summary(run_fleet(pbx, devices=[new, with_lines(OLD)], prune=True)) == {"created": 1, "updated": 1}
    assert summary(run_fleet(pbx, devices=[new], prune=True)) == {"unchanged": 1, "deleted": 1}
