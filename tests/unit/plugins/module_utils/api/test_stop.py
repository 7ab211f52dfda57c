# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api import _stop
from ansible_collections.telephony.threecx.plugins.module_utils.api._stop import Process, Stop

# Ansible 10, its worker 20, two shells, and this process
PROCESSES = {
    20: Process("ansible-playbook", 10),
    10: Process("ansible-playbook", 5),
    30: Process("sh", 20),
    40: Process("sh", 30),
    5: Process("bash", 1),
}


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> dict[int, Process]:
    """What the kernel tells of the processes around this one; a test changes them."""
    found = dict(PROCESSES)
    found[os.getpid()] = Process("python", 40)
    monkeypatch.setattr(_stop, "_look_at", found.get)
    monkeypatch.setattr(_stop, "_is_copy", lambda pid, parent: (pid, parent) == (20, 10))
    monkeypatch.setattr(os, "getppid", lambda: found[os.getpid()].parent)
    return found


def test_nothing_speaks_against_further_writes_while_all_live(processes: dict[int, Process]) -> None:
    assert Stop().reason is None


@pytest.mark.parametrize("orphan", [None, 40, 30, 20])
def test_whoever_is_gone_up_to_ansible_is_noticed(processes: dict[int, Process], orphan: int | None) -> None:
    stop = Stop()
    orphan = orphan or os.getpid()
    processes[orphan] = processes[orphan]._replace(parent=1)
    assert stop.reason == "Ansible, which started the task, has ended."


def test_who_called_ansible_may_log_out(processes: dict[int, Process]) -> None:
    stop = Stop()
    processes[10] = processes[10]._replace(parent=1)
    del processes[5]
    assert stop.reason is None


def test_where_the_kernel_does_not_tell_the_own_parent_counts(processes: dict[int, Process]) -> None:
    for pid in (5, 10, 20, 30, 40):
        del processes[pid]
    stop = Stop()
    assert stop.reason is None
    processes[os.getpid()] = processes[os.getpid()]._replace(parent=1)
    assert stop.reason is not None


def test_this_process_and_its_parent_are_as_the_kernel_tells() -> None:
    found = _stop._look_at(os.getpid())
    assert found is not None
    assert found.parent == os.getppid()
    assert found.name == Path("/proc/self/comm").read_text().strip()


def test_of_a_process_that_is_not_there_the_kernel_tells_nothing() -> None:
    child = subprocess.Popen(["true"])
    child.wait()
    assert _stop._look_at(child.pid) is None
    assert not _stop._is_copy(child.pid, os.getpid())


def test_a_copy_of_a_process_is_told_from_another_that_it_has_started() -> None:
    copy = multiprocessing.get_context("fork").Process(target=time.sleep, args=(30,))
    copy.start()
    with subprocess.Popen(["sleep", "30"]) as other:
        assert _stop._is_copy(int(copy.pid or 0), os.getpid())
        assert not _stop._is_copy(other.pid, os.getpid())
        other.kill()
    copy.kill()


def test_signals_end_the_process_again_afterwards() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    stop = Stop()
    stop.watch()
    signal.raise_signal(signal.SIGTERM)
    stop.unwatch()
    assert stop.reason == "The task was told to end (SIGTERM)."
    assert {number: signal.getsignal(number) for number in before} == before


def test_a_thread_that_gets_no_signals_does_not_ask_for_them() -> None:
    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=Stop().watch)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_wait_ends_when_there_is_a_reason() -> None:
    stop = Stop()
    stop.watch()
    signal.raise_signal(signal.SIGHUP)
    stop.unwatch()
    start = time.monotonic()
    stop.sleep(30)
    assert time.monotonic() - start < 5


def test_a_wait_without_a_reason_takes_its_time() -> None:
    start = time.monotonic()
    Stop().sleep(0.25)
    assert time.monotonic() - start >= 0.25
