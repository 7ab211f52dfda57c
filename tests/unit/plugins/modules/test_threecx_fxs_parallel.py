# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many processes on one machine and a PBX that keeps a single token active: the forks of a play."""

from __future__ import annotations

import typing as t
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, StartPbx

# The tests' own processes start before any thread does: a fork of a process with threads may stand still for ever.
FORK = get_context("fork")
PROCESSES = 8


def delete_one(pipe: Connection, run_fxs: RunFxs) -> None:
    options = pipe.recv()
    while options is not None:
        run = run_fxs(options.pop("url"), **options, state="absent")
        pipe.send((run.result.get("changed"), run.result.get("msg"), run.warnings))
        options = pipe.recv()


def test_eight_processes_share_one_token_without_a_single_401(start_pbx: StartPbx, run_fxs: RunFxs) -> None:
    pipes = []
    for _number in range(PROCESSES):
        ours, theirs = FORK.Pipe()
        FORK.Process(target=delete_one, args=(theirs, run_fxs), daemon=True).start()
        pipes.append(ours)
    pbx = start_pbx(PROCESSES, single_token=True, latency=0.01)
    for pipe, device in zip(pipes, pbx.devices()):
        pipe.send({**login(pbx), "mac_address": device["MacAddress"]})
    assert answers(pipes) == [(True, None, [])] * PROCESSES
    for pipe in pipes:
        pipe.send(None)
    assert pbx.devices() == []
    assert {entry.status for entry in pbx.log} == {200, 204}
    # One process after the other: its login, its reading, its deletion.
    assert [entry.method for entry in pbx.log] == ["POST", "GET", "DELETE"] * PROCESSES


def login(pbx: Emulator) -> dict[str, t.Any]:
    return {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}


def answers(pipes: list[Connection]) -> list[t.Any]:
    received: list[t.Any] = []
    while len(received) < len(pipes):
        ready = t.cast("list[Connection]", wait(pipes, timeout=30))
        assert ready, f"only {len(received)} processes are done"
        received += [pipe.recv() for pipe in ready]
    return received
