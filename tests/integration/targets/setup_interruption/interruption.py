# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a playbook of the collection against an emulated PBX, and kill it (SIGKILL) in the middle of its work.

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
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from run import COLLECTIONS, leaks, unexpected_warnings

sys.path[:0] = COLLECTIONS

from ansible_collections.telephony.threecx.tests.emulator import Emulator

_POLL = 0.01
_LONGEST = 300
# More would not be faster on a small machine.
_AT_ONCE = 2

Moment = Callable[[], bool]


def run(playbook: str, pbx: Emulator, variables: dict[str, Any], kill_at: Moment | None = None) -> str:
    """Run a playbook of the collection, and return what it printed.

    :param kill_at: asked again and again; when it says so, the playbook and all its processes are killed.
    :raises AssertionError: when the playbook fails, ends before it could be killed, or prints what it must not.
    """
    connection = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "variables.json"
        path.write_text(json.dumps(variables), encoding="utf-8")
        command = ["ansible-playbook", "-vv", "-i", "localhost,", "-e", f"@{path}", f"telephony.threecx.{playbook}"]
        environment = {f"THREECX_{name.upper()}": value for name, value in connection.items()}
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment, "ANSIBLE_NOCOLOR": "true", "ANSIBLE_FORCE_COLOR": "false"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        if kill_at:
            _kill(process, kill_at)
        output, _nothing = process.communicate(timeout=_LONGEST)
    expected_code = -signal.SIGKILL if kill_at else 0
    assert process.returncode == expected_code, f"{playbook} ended with {process.returncode}:\n{output}"
    problems = [*unexpected_warnings(output, ()), *leaks(output, pbx.secrets())]
    assert not problems, f"{playbook}: {problems}\n{output}"
    return output


def _kill(process: subprocess.Popen[str], kill_at: Moment) -> None:
    deadline = time.monotonic() + _LONGEST
    while process.poll() is None and time.monotonic() < deadline:
        if kill_at():
            os.killpg(process.pid, signal.SIGKILL)
            return
        time.sleep(_POLL)


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
