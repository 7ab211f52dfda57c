# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules in processes of their own that are told to end, or whose Ansible is gone, in the middle of their writes."""

from __future__ import annotations

import itertools
import json
import os
import signal
import tempfile
import time
import typing as t
from collections import Counter
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._login_lock import LoginLock
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._pbx import Pbx
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import Plan
from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_config,
    threecx_fxs,
    threecx_fxs_credentials,
    threecx_fxs_decommission,
    threecx_fxs_devices,
    threecx_fxs_replace,
    threecx_xapi,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import run_main

# The tests' own processes start before any thread does: a fork of a process with threads may stand still for ever.
FORK = get_context("fork")
# Seconds that an answer takes, and one to whatever is under way while a task takes note that it has to stop
LATENCY, LONG_LATENCY = 0.3, 1.2
DEVICES = 40
SIGNALS = {"SIGINT": signal.SIGINT, "SIGTERM": signal.SIGTERM, "SIGHUP": signal.SIGHUP}
REASONS = {**{name: f"The task was told to end ({name})." for name in SIGNALS}, "gone": "Ansible, which started the"}
# How a task is stopped does not depend on the number of its workers, nor the other way round.
MIDDLES = [("SIGINT", 16), ("SIGTERM", 1), ("SIGHUP", 16), ("gone", 1), ("gone", 16)]
# The only device of a PBX with one
MAC = "C074AD123457"
SINGLE_WRITES: list[tuple[ModuleType, dict[str, t.Any]]] = [
    (threecx_fxs, {"mac_address": MAC, "state": "absent"}),
    (threecx_fxs_credentials, {"mac_address": MAC}),
    (threecx_xapi, {"method": "DELETE", "path": f"/Fxs('{MAC}')"}),
]


def listen(pipe: Connection, module: ModuleType) -> None:
    """Run a module with the options that come, in a child of this process, as Ansible's worker does."""
    pid = os.fork()
    if pid:
        pipe.send(pid)
        os.waitpid(pid, 0)
        os._exit(0)
    outcome = run_main(module, pipe.recv(), check_mode=False, diff=False)
    pipe.send((outcome.result, outcome.printed))
    os._exit(0)


class Task:
    """A module that waits for its options in a process of its own."""

    def __init__(self, module: ModuleType) -> None:
        self._pipe, theirs = FORK.Pipe()
        self._worker = FORK.Process(target=listen, args=(theirs, module), daemon=True)
        self._worker.start()
        self._pid = self._pipe.recv()

    def begin(self, pbx: Emulator, **options: t.Any) -> None:
        connection = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
        self._pipe.send({**connection, **options})

    def stop(self, how: str) -> None:
        if how == "gone":
            self._worker.kill()
            self._worker.join()
        else:
            os.kill(self._pid, SIGNALS[how])

    def wait_for_lock(self) -> None:
        """Wait until the module has the lock of logins open, in the folder that each test has for itself."""
        end = time.monotonic() + 20
        while not any(map(_is_lock, Path(f"/proc/{self._pid}/fd").iterdir())):
            assert time.monotonic() < end, "the module does not look for the lock"
            time.sleep(0.01)

    def result(self) -> tuple[dict[str, t.Any], str]:
        assert self._pipe.poll(20), "the module does not end"
        return t.cast("tuple[dict[str, t.Any], str]", self._pipe.recv())


def _is_lock(descriptor: Path) -> bool:
    try:
        path = descriptor.readlink()
    except FileNotFoundError:
        return False
    return path.suffix == ".lock" and Path(tempfile.gettempdir()) in path.parents


def writes(pbx: Emulator) -> int:
    return sum(entry.method != "GET" and entry.path != "/connect/token" for entry in pbx.log)


def wait_for_writes(pbx: Emulator, number: int) -> None:
    end = time.monotonic() + 20
    while writes(pbx) < number:
        assert time.monotonic() < end, "the module does not write"
        time.sleep(0.01)


def stop_in_the_middle(task: Task, pbx: Emulator, how: str, *, after: int) -> int:
    """Stop a task when so many of its writes have begun.

    :returns: how many had when it must have noticed.
    """
    wait_for_writes(pbx, after)
    pbx.behave(latency=LONG_LATENCY)
    task.stop(how)
    # Whatever was about to be sent just then is sent by now, and no answer has come that would lead to another.
    time.sleep(LONG_LATENCY * 0.75)
    begun = writes(pbx)
    pbx.behave(latency=0)
    return begun


@pytest.mark.parametrize(("how", "parallel"), MIDDLES)
def test_a_fleet_stops_and_tells_what_was_done(start_pbx: StartPbx, how: str, parallel: int) -> None:
    task = Task(threecx_fxs_devices)
    pbx = start_pbx(DEVICES, latency=LATENCY)
    macs = [{"mac_address": device["MacAddress"]} for device in pbx.devices()]
    task.begin(pbx, devices=macs, state="absent", max_deletions="100%", parallel=parallel)
    begun = stop_in_the_middle(task, pbx, how, after=parallel + 1)
    result, printed = task.result()
    assert writes(pbx) == begun
    deleted = DEVICES - len(pbx.devices())
    assert deleted == begun < DEVICES
    assert result["failed"]
    assert result["changed"] is True
    assert result["msg"].startswith(REASONS[how])
    assert f"{DEVICES - deleted} of {DEVICES} devices were not tried" in result["msg"]
    assert (result["summary"]["deleted"], result["summary"]["not_tried"]) == (deleted, DEVICES - deleted)
    gone = {row["mac_address"] for row in macs} - {device["MacAddress"] for device in pbx.devices()}
    assert all(f"delete {mac}" in printed for mac in gone), "the log of the system does not say what was done"


@pytest.mark.parametrize(("how", "parallel"), MIDDLES)
def test_a_configuration_stops_and_can_be_finished(
    start_pbx: StartPbx, run_module: RunModule, how: str, parallel: int
) -> None:
    task = Task(threecx_config)
    pbx = start_pbx(0, users=DEVICES, latency=LATENCY)
    config = {"Users": [{"Number": user["Number"], "Mobile": "+49170"} for user in pbx.objects("Users")]}
    task.begin(pbx, config=config, parallel=parallel)
    begun = stop_in_the_middle(task, pbx, how, after=parallel + 1)
    result, printed = task.result()
    changed = sum(user["Mobile"] == "+49170" for user in pbx.objects("Users"))
    assert writes(pbx) == begun == changed < DEVICES
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["msg"].startswith(REASONS[how])
    assert result["summary"]["not_tried"] == DEVICES - changed
    assert "update Users" in printed, "the log of the system does not say what was done"
    pbx.behave(latency=0)
    again = run_module(threecx_config, pbx, config=config)
    assert again.result["summary"]["updated"] == DEVICES - changed


@pytest.mark.parametrize(("how", "parallel"), MIDDLES)
def test_a_decommission_stops_and_tells_what_was_deleted(
    start_pbx: StartPbx, tmp_path: Path, how: str, parallel: int
) -> None:
    task = Task(threecx_fxs_decommission)
    pbx = start_pbx(DEVICES, latency=LATENCY)
    macs = {device["MacAddress"] for device in pbx.devices()}
    folder = tmp_path / "backup"
    task.begin(
        pbx,
        devices=[{"mac_address": mac} for mac in macs],
        backup_dir=str(folder),
        max_deletions="100%",
        batch_size=parallel + 2,
        parallel=parallel,
    )
    begun = stop_in_the_middle(task, pbx, how, after=parallel + 1)
    result, printed = task.result()
    left = {device["MacAddress"] for device in pbx.devices()}
    assert writes(pbx) == begun == len(macs - left) < DEVICES
    assert result["failed"]
    assert result["changed"] is True
    assert REASONS[how] in result["msg"]
    assert set(result["deleted"]) == macs - left
    assert result["snapshot"] in result["msg"]
    saved = json.loads(Path(result["snapshot"]).read_text(encoding="utf-8"))
    assert {device["mac_address"] for device in saved["devices"]} == macs
    assert all(text in printed for text in (*result["deleted"], result["snapshot"]))


OLD, NEW = ("001A2B3C4D5E", "001A2B3C4D60"), ("001A2B3C4D5F", "001A2B3C4D61")


def lines(pbx: Emulator, mac: str) -> list[str] | None:
    """The extensions of a device, or None when it does not exist."""
    device = pbx.device(mac)
    return None if device is None else [line["Number"] for line in device["FxsLines"]]


# Create the new device, free the lines of the old one, give them to the new one, delete the old one.
STOPS = [*((how, 2) for how in REASONS), *(("SIGTERM", after) for after in (1, 3, 4))]


@pytest.mark.parametrize(("how", "after"), STOPS)
def test_a_replacement_that_is_stopped_can_be_finished(
    start_pbx: StartPbx, run_module: RunModule, tmp_path: Path, how: str, after: int
) -> None:
    task = Task(threecx_fxs_replace)
    pbx = start_pbx(0, extension_unique=True, latency=LATENCY)
    for mac, number in zip(OLD, ("201", "202")):
        pbx.add_device({"MacAddress": mac, "FxsLines": [{"Key": 1, "Number": number}]})
    pairs = [{"old_mac_address": old, "new_mac_address": new} for old, new in zip(OLD, NEW)]
    options: dict[str, t.Any] = {"devices": pairs, "backup_dir": str(tmp_path / "backup")}
    task.begin(pbx, **options)
    assert stop_in_the_middle(task, pbx, how, after=after) == after
    result, printed = task.result()
    assert writes(pbx) == after, "a write began afterwards"
    assert (result["failed"], result["changed"]) == (True, True)
    assert REASONS[how] in result["msg"]
    is_done = after == 4
    assert [row["replaced"] for row in result["results"]] == [True] * is_done
    assert (f"replace {OLD[0]} by {NEW[0]}" in printed) == is_done, "the log of the system does not say what was done"
    assert (lines(pbx, OLD[1]), lines(pbx, NEW[1])) == (["202"], None)
    # The line of the first is on the new device, or in the snapshot that the message names.
    snapshots = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "backup").iterdir()]
    assert [device["lines"][0]["number"] for saved in snapshots for device in saved["devices"]] == ["201"]
    assert lines(pbx, NEW[0]) == ["201"] or f"fxs-replace-{OLD[0]}-{NEW[0]}.json" in result["msg"]
    pbx.behave(latency=0)
    again = run_module(threecx_fxs_replace, pbx, **options)
    assert not again.failed
    assert [lines(pbx, mac) for mac in itertools.chain(*zip(OLD, NEW))] == [None, ["201"], None, ["202"]]


@pytest.mark.parametrize(("module", "options"), SINGLE_WRITES)
@pytest.mark.parametrize("how", REASONS)
def test_a_write_under_way_is_finished_and_told(
    start_pbx: StartPbx, how: str, module: ModuleType, options: dict[str, t.Any]
) -> None:
    task = Task(module)
    pbx = start_pbx(1, latency=LATENCY)
    task.begin(pbx, **options)
    wait_for_writes(pbx, 1)
    task.stop(how)
    result, _printed = task.result()
    assert (result.get("changed"), result.get("msg")) == (True, None)
    assert writes(pbx) == 1


@pytest.mark.parametrize(("module", "options"), SINGLE_WRITES)
@pytest.mark.parametrize("how", REASONS)
def test_a_refused_write_is_not_sent_again(
    start_pbx: StartPbx, how: str, module: ModuleType, options: dict[str, t.Any]
) -> None:
    task = Task(module)
    pbx = start_pbx(1, throttle_next=99, throttle_methods=["POST", "PATCH", "DELETE"], retry_after=30)
    before = pbx.devices()
    task.begin(pbx, **options)
    wait_for_writes(pbx, 1)
    task.stop(how)
    result, _printed = task.result()
    assert result["failed"]
    assert not result.get("changed")
    assert REASONS[how] in result["msg"]
    assert writes(pbx) == 1
    assert pbx.devices() == before


def test_a_write_does_not_begin_after_a_login_during_which_the_task_was_told_to_end(start_pbx: StartPbx) -> None:
    task = Task(threecx_xapi)
    pbx = start_pbx(1, latency=LATENCY)
    task.begin(pbx, method="DELETE", path=f"/Fxs('{MAC}')", access_token="A-token-of-yesterday")
    wait_for_writes(pbx, 1)
    task.stop("SIGTERM")
    result, _printed = task.result()
    assert (result["failed"], result.get("changed"), result.get("unclear")) == (True, None, None)
    assert result["msg"].startswith(REASONS["SIGTERM"])
    assert pbx.device(MAC) is not None
    assert writes(pbx) == 1


def test_a_task_whose_first_request_is_a_write_does_not_send_it_once_it_need_not_wait_for_the_login(
    start_pbx: StartPbx,
) -> None:
    task = Task(threecx_xapi)
    pbx = start_pbx(1)
    other = LoginLock(pbx.url, pbx.client_id)
    assert other.acquire()
    try:
        task.begin(pbx, method="DELETE", path=f"/Fxs('{MAC}')")
        task.wait_for_lock()
        task.stop("SIGTERM")
        result, _printed = task.result()
    finally:
        other.release()
    assert (result["failed"], result.get("changed"), result.get("unclear")) == (True, None, None)
    assert result["msg"].startswith(REASONS["SIGTERM"])
    assert pbx.log == []


@pytest.mark.parametrize("how", REASONS)
def test_a_task_that_has_not_written_yet_ends_at_once(start_pbx: StartPbx, how: str) -> None:
    task = Task(threecx_fxs)
    pbx = start_pbx(1, throttle_next=99, throttle_methods=["GET"], retry_after=30)
    task.begin(pbx, mac_address=pbx.devices()[0]["MacAddress"], state="absent")
    end = time.monotonic() + 20
    while len(pbx.log) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    task.stop(how)
    result, _printed = task.result()
    assert result["msg"].startswith(REASONS[how])
    assert writes(pbx) == 0


def test_a_fault_of_the_collection_stops_the_fleet_and_is_told(
    start_pbx: StartPbx, run_module: RunModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(DEVICES)
    write, begun = Pbx.write, Counter[str]()

    def fail_once(self: Pbx, plan: Plan) -> None:
        begun["writes"] += 1
        if begun["writes"] == 3:
            raise KeyError("s3cr3t-text")
        write(self, plan)

    monkeypatch.setattr(Pbx, "write", fail_once)
    macs = [{"mac_address": device["MacAddress"]} for device in pbx.devices()]
    run = run_module(threecx_fxs_devices, pbx, devices=macs, state="absent", max_deletions="100%", parallel=1)
    assert run.failed
    assert "KeyError in test_interruptions.py" in run.result["msg"]
    assert "s3cr3t-text" not in run.printed
    summary = run.result["summary"]
    assert (summary["deleted"], summary["failed"], summary["not_tried"]) == (2, 1, DEVICES - 3)
    assert len(pbx.devices()) == DEVICES - 2
