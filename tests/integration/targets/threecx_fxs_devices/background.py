# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run threecx_fxs_devices with `async`: it works, and where one of Ansible's processes above it is gone, it stops.

Ansible has a process that runs the module, and another that ends it when its time is over.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from playbooks import Emulator, run_all

DEVICES = 24
LATENCY = 0.3  # seconds
LONGEST = 60  # seconds
PLAY = [
    {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [
            {
                "name": "Delete all devices in the background",
                "telephony.threecx.threecx_fxs_devices": {
                    "devices": "{{ devices }}",
                    "state": "absent",
                    "max_deletions": "100%",
                    "parallel": 1,
                },
                "async": LONGEST,
                "poll": 1,
                "register": "done",
            },
            {"ansible.builtin.assert": {"that": ["done is changed", f"done.summary.deleted == {DEVICES}"]}},
        ],
    }
]


@contextmanager
def playbook(pbx: Emulator) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A run of the playbook, and a folder that all of its processes have in their command lines."""
    connection = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "play.yml").write_text(json.dumps(PLAY), encoding="utf-8")
        variables = {
            "devices": [{"mac_address": device["MacAddress"]} for device in pbx.devices()],
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            "ansible_remote_tmp": str(folder / "tmp"),
            "ansible_async_dir": str(folder / "jobs"),
        }
        (folder / "variables.json").write_text(json.dumps(variables), encoding="utf-8")
        with subprocess.Popen(
            ["ansible-playbook", "-i", "localhost,", "-e", f"@{folder}/variables.json", str(folder / "play.yml")],
            env={**os.environ, **{f"THREECX_{option.upper()}": value for option, value in connection.items()}},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process:
            try:
                yield process, folder
            finally:
                process.kill()


def deletions(pbx: Emulator) -> int:
    return sum(entry.method == "DELETE" for entry in pbx.log)


def wait_until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def wrappers(folder: Path) -> dict[int, int]:
    """The processes of Ansible around the module, each with its parent."""
    found = {}
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_text() if process.name.isdigit() else ""
            parent = (process / "stat").read_text().rpartition(") ")[2].split()[1] if command else ""
        except OSError:
            continue  # It has ended meanwhile.
        if "async_wrapper" in command and str(folder) in command:
            found[int(process.name)] = int(parent)
    return found


def finish() -> None:
    with Emulator(devices=DEVICES) as pbx:
        with playbook(pbx) as (process, _folder):
            output, _nothing = process.communicate(timeout=LONGEST)
        assert process.returncode == 0, output
        assert (len(pbx.devices()), deletions(pbx)) == (0, DEVICES)


def stop(*, kills_runner: bool) -> None:
    """Kill the process that runs the module, or the one above, in the middle of the deletions."""
    with Emulator(devices=DEVICES, latency=LATENCY) as pbx:
        with playbook(pbx) as (_process, folder):
            wait_until(lambda: deletions(pbx) > 2, "the module does not delete")
            around = wrappers(folder)
            (runner,) = [process for process, parent in around.items() if parent in around]
            os.kill(runner if kills_runner else around[runner], signal.SIGKILL)
            # Whatever was about to be sent just then is sent by now.
            time.sleep(LATENCY / 2)
            begun = deletions(pbx)
            time.sleep(10 * LATENCY)
        assert deletions(pbx) == begun < DEVICES, f"{deletions(pbx)} deletions, {begun} of them before the kill"


if __name__ == "__main__":
    tests: dict[str, Callable[[], None]] = {
        "finished in the background": finish,
        "stopped where the process that runs it is gone": functools.partial(stop, kills_runner=True),
        "stopped where the process that watches over its time is gone": functools.partial(stop, kills_runner=False),
    }
    sys.exit(run_all(tests.items()))
