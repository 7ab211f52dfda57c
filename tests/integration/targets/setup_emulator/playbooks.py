# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the playbooks of the collection against an emulated PBX, and kill them (SIGKILL) in the middle of their work.

Everything that was printed is checked as `setup_emulator` does: no warning is expected, and no secret may show.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from run import COLLECTIONS, leaks, unexpected_warnings

sys.path[:0] = COLLECTIONS

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.integration.targets.setup_emulator.warm_python import (
    WarmPython,
    warm_python,
)

_POLL = 0.05
_LONGEST = 300
# The exit code of ansible-playbook when a host failed.
_FAILED = 2
# More would not be faster on a small machine.
_AT_ONCE = 2

Watch = Callable[[], bool]


def run(
    playbook: str,
    pbx: Emulator,
    variables: dict[str, Any],
    arguments: Sequence[str] = (),
    *,
    watch: Watch | None = None,
    fails: bool = False,
) -> str:
    """Run a playbook of the collection, and return what it printed.

    :param arguments: further ones for ansible-playbook, such as C(--check).
    :param watch: called again and again while it runs; when it says so, the playbook and all its processes are killed.
    :param fails: whether the playbook must fail.
    :raises AssertionError: when it ends in another way than it should, or prints what it must not.
    """
    connection = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
    with tempfile.TemporaryDirectory() as folder, warm_python(Path(folder)) as python:
        path = Path(folder) / "variables.json"
        # Only an extra variable is stronger than the interpreter which the playbooks name themselves.
        path.write_text(json.dumps({**variables, "ansible_python_interpreter": python.path}), encoding="utf-8")
        with _started(["-e", f"@{path}", *arguments, f"telephony.threecx.{playbook}"], connection) as process:
            killed = watch is not None and _killed(process, python, watch)
            try:
                output, _nothing = process.communicate(timeout=_LONGEST)
            except subprocess.TimeoutExpired as error:
                os.killpg(process.pid, signal.SIGKILL)
                raise AssertionError(f"{playbook} does not end:\n{error.output}") from None
    expected_code = -signal.SIGKILL if killed else _FAILED if fails else 0
    assert process.returncode == expected_code, f"{playbook} ended with {process.returncode}:\n{output}"
    problems = [*unexpected_warnings(output, ()), *leaks(output, pbx.secrets())]
    assert not problems, f"{playbook}: {problems}\n{output}"
    return output


def _started(arguments: Sequence[str], connection: dict[str, str]) -> subprocess.Popen[str]:
    """ansible-playbook with these arguments, in a session of its own."""
    return subprocess.Popen(
        ["ansible-playbook", "-vv", "-i", "localhost,", *arguments],
        env={
            **os.environ,
            **{f"THREECX_{name.upper()}": value for name, value in connection.items()},
            "ANSIBLE_FORCE_COLOR": "false",
            "ANSIBLE_NOCOLOR": "true",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )


def settle(pbx: Emulator) -> None:
    """Wait for what was sent before a playbook was killed: it is still carried out."""
    pbx.behave(latency=0)
    deadline = time.monotonic() + _LONGEST
    while unanswered := [request for request in pbx.log if request.status is None]:
        assert time.monotonic() < deadline, unanswered
        time.sleep(_POLL)


def _killed(process: subprocess.Popen[str], python: WarmPython, watch: Watch) -> bool:
    deadline = time.monotonic() + _LONGEST
    while process.poll() is None and time.monotonic() < deadline:
        if watch():
            os.killpg(process.pid, signal.SIGKILL)
            python.kill()
            return True
        time.sleep(_POLL)
    return False


def run_all(cases: Iterable[tuple[str, Callable[[], None]]]) -> int:
    """Run named tests, two at a time; returns 1 when one failed."""
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        return max(workers.map(_tell, cases))


def _tell(case: tuple[str, Callable[[], None]]) -> int:
    name, test = case
    begun = time.monotonic()
    try:
        test()
    except AssertionError as error:
        print(f"FAILED: {name}: {error}", flush=True)
        return 1
    print(f"passed: {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    return 0
