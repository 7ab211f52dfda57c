# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run gates, each a nox session, side by side, and tell how they went.

The output of a gate goes to tests/output/gates/<gate>.log. It is printed when the gate has failed, and in CI always;
else only its figures are. The exit code is 1 if a gate has failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "tests" / "output" / "gates"
NOX = (sys.executable, "-m", "nox", "--non-interactive")
IN_CI = os.environ.get("CI") == "true"
# Three at once keep two cores busy: most gates use one, and tests wait now and then.
LANES = 3
# More than twice what the slowest takes on two cores. One that hangs is to fail by its name, before a CI service ends
# everything.
LONGEST = 45 * 60  # seconds
# The last lines of pytest and of plays, and the table of coverage
FIGURES = re.compile(r"^(=+ .*\bin \d.*|testhost +: .*|Name +Stmts.*|plugins/\S+ +\d.*|TOTAL .*)$", re.MULTILINE)

# What older releases could break: how options reach modules and plugins, and how results come back. `make test-all`
# runs everything with each of them.
UNITS_AROUND_ANSIBLE = (
    "tests/unit/plugins/inventory/",
    "tests/unit/plugins/plugin_utils/",
    "tests/unit/plugins/modules/test_threecx_fxs_options.py",
    "tests/unit/plugins/modules/test_threecx_login.py",
)
# The oldest requests and requests-oauthlib are tested with the oldest ansible-core.
UNITS_AROUND_REQUESTS = (
    "tests/unit/plugins/module_utils/api/test_client_hostile.py",
    "tests/unit/plugins/module_utils/api/test_client_login.py",
    "tests/unit/plugins/module_utils/api/test_client_pages.py",
    "tests/unit/plugins/module_utils/api/test_client_retry.py",
    "tests/unit/plugins/module_utils/api/test_client_tls.py",
)
TARGETS_AROUND_ANSIBLE = (
    "inventory_threecx_fxs",
    "threecx_fxs_absent",
    "threecx_fxs_devices",
    "threecx_fxs_secrets",
)


@dataclass(frozen=True)
class Gate:
    """A nox session, and which part of its tests to run; all of them when none is named."""

    session: str
    part: tuple[str, ...] = ()


GROUPS = {
    # The long ones come first, so that short ones fill the lanes at the end.
    "integration": (
        Gate("roles-2.21-3.13"),
        Gate("integration-2.21-3.13"),
        Gate("integration-2.16-3.11", TARGETS_AROUND_ANSIBLE),
        Gate("integration-2.19-3.11", TARGETS_AROUND_ANSIBLE),
    ),
    "units": (
        Gate("units-2.21-3.13"),
        Gate("units-2.16-3.11", UNITS_AROUND_ANSIBLE + UNITS_AROUND_REQUESTS),
        Gate("units-2.19-3.11", UNITS_AROUND_ANSIBLE),
        # On an old host it is the shared code that could break; the modules around it are thin.
        Gate("units-python3.9", ("tests/unit/plugins/module_utils/",)),
    ),
    "sanity": (Gate("sanity-2.21"),),
    "lint": tuple(
        Gate(session)
        for session in (
            "ansible-lint",
            "build-import-check",
            "docs",
            "typing",
            "demo",
            "docs-check",
            "license-check",
            "yamllint",
            "codeqa",
            "extra-checks",
            "ee-metadata",
            "formatters",
            "house-rules",
            "import-rules",
            "antsibull-nox-config",
        )
    ),
}


@dataclass(frozen=True)
class Outcome:
    gate: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'}  {self.seconds:5.0f} s  {self.gate}"


printing = threading.Lock()
running: set[subprocess.Popen[bytes]] = set()


def run(gate: Gate) -> Outcome:
    log = LOGS / f"{gate.session}.log"
    # In CI mode the formatters only check.
    environment = {**os.environ, "CI": "true", "NO_COLOR": "1"}
    start = time.monotonic()
    with log.open("w") as output:
        command = [*NOX, "-s", gate.session, "--", *gate.part]
        gate_process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        status = wait(gate_process)
        if status is None:
            print(f"\nEnded: it took more than {LONGEST // 60} minutes.", file=output, flush=True)
    outcome = Outcome(gate.session, status == 0, time.monotonic() - start)
    tell(outcome, log)
    return outcome


def wait(process: subprocess.Popen[bytes]) -> int | None:
    """Wait for a process to end, and end it and its children when it takes too long.

    :returns: its exit code, or None when it was ended for that.
    """
    running.add(process)
    try:
        return process.wait(LONGEST)
    except subprocess.TimeoutExpired:
        end(process)
        return None
    finally:
        running.discard(process)


def end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tell(outcome: Outcome, log: Path) -> None:
    output = log.read_text(errors="replace")
    if IN_CI or not outcome.passed:
        lines = [f"===== {outcome.gate} =====", output]
    else:
        lines = [found[0] for found in FIGURES.finditer(output)]
    with printing:
        print(*lines, outcome, sep="\n", flush=True)


def chosen(names: list[str]) -> list[Gate]:
    return [gate for name in names for gate in GROUPS.get(name, [Gate(name)])]


def everything() -> list[Gate]:
    """All of every kind of test, with every release and Python, and the checks."""
    # Without a tag, nox lists only what it would run by default, which no test is.
    command = [*NOX, "--list", "--json", "-t", "test"]
    listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return [Gate(str(entry["session"])) for entry in json.loads(listed)] + [*GROUPS["lint"]]


def run_all(gates: list[Gate]) -> list[Outcome]:
    with ThreadPoolExecutor(LANES) as lanes:
        try:
            return list(lanes.map(run, gates))
        except KeyboardInterrupt:
            lanes.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                end(process)
            raise


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = f"{', '.join(GROUPS)} or a nox session (default: the groups)"
    parser.add_argument("gates", nargs="*", default=list(GROUPS), help=names)
    parser.add_argument("--everything", action="store_true", help="run all tests with every release and Python instead")
    parser.add_argument("--list", action="store_true", help="only print the names of the gates")
    options = parser.parse_args()
    gates = everything() if options.everything else chosen(options.gates)
    if options.list:
        print(*(gate.session for gate in gates), sep="\n")
        return 0
    LOGS.mkdir(parents=True, exist_ok=True)
    # The gates are process groups of their own, which nobody else would end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start = time.monotonic()
    outcomes = run_all(gates)
    failed = sum(not outcome.passed for outcome in outcomes)
    print(f"\nGates, in {time.monotonic() - start:.0f} s:", *outcomes, sep="\n")
    print(f"\n{len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
