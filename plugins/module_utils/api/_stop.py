# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Notice that whoever started this process wants it to end, or is gone, so that no further write begins.

Ansible ends without waiting for a module that runs: Ctrl-C does not reach modules on newer releases, which run in
a session of their own, and on older ones it ends them in the middle of a write.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import typing as t
from pathlib import Path

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_NAP = 0.2  # seconds
# What stands between Ansible and a module, and lives as long as the module.
_BETWEEN = frozenset(("sh", "ash", "bash", "dash", "ksh", "zsh", "sudo", "su", "doas"))
# Bytes. What the kernel tells of a process has some hundred.
_LONGEST_STAT = 4096


class Process(t.NamedTuple):
    """What the kernel tells of a process."""

    name: str
    parent: int


class Stop:
    """Whether to begin no further write, and why."""

    def __init__(self) -> None:
        # A plain attribute: what has locks cannot be used in the handler of a signal.
        self._signal: signal.Signals | None = None
        self._before: dict[int, t.Any] = {}
        self._links = _links(os.getpid())

    @property
    def reason(self) -> str | None:
        """A sentence; None while nothing speaks against further writes."""
        if self._signal is not None:
            return f"The task was told to end ({self._signal.name})."
        if any(_parent_of(child) not in (parent, None) for child, parent in self._links):
            return "Ansible, which started the task, has ended."
        return None

    def watch(self) -> None:
        """Take note of the signals that would end this process, in place of ending."""
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._take_note) for number in _SIGNALS}

    def unwatch(self) -> None:
        """Let signals end this process again."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def sleep(self, seconds: float) -> None:
        """Wait, but no longer than there is a reason to."""
        end = time.monotonic() + seconds
        while self.reason is None and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _NAP))

    def _take_note(self, number: int, _frame: object) -> None:
        self._signal = signal.Signals(number)


def _links(pid: int) -> tuple[tuple[int, int], ...]:
    """Those processes between this one and Ansible that should all live on, each with its parent.

    The last is Ansible's worker, a copy of the process that was called. What is above that may end: a shell from
    which somebody logs out.
    """
    links = [(pid, os.getppid())]
    child = _look_at(links[0][1])
    while child is not None and child.name in _BETWEEN:
        links.append((links[-1][1], child.parent))
        child = _look_at(child.parent)
    parent = None if child is None else _look_at(child.parent)
    if child is not None and parent is not None and _is_copy(links[-1][1], child.parent):
        links.append((links[-1][1], child.parent))
    return tuple(links)


def _parent_of(pid: int) -> int | None:
    """The parent of a process; None when there is no telling."""
    if pid == os.getpid():
        return os.getppid()
    found = _look_at(pid)
    return None if found is None else found.parent


def _look_at(pid: int) -> Process | None:
    """A process, where the kernel tells of it in the way of Linux. This is done before each request, so it is quick."""
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
        try:
            stat = os.read(descriptor, _LONGEST_STAT).decode(errors="replace")
        finally:
            os.close(descriptor)
    except OSError:
        return None
    # The name is in brackets, and may hold any character.
    name, _bracket, rest = stat.partition("(")[2].rpartition(") ")
    return Process(name, int(rest.split(maxsplit=2)[1]))


def _is_copy(pid: int, parent: int) -> bool:
    """Whether a process was called with the very same as its parent."""
    try:
        command, other = (Path(f"/proc/{number}/cmdline").read_bytes() for number in (pid, parent))
    except OSError:
        return False
    return command == other
