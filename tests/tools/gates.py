# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run gates, each a nox session, side by side, and tell how they went.

The output of a gate goes to tests/output/gates/<gate>.log. It is printed when the gate has failed, and in CI always;
else only its figures are. Gates that need a Python which is not here are left out, and told at the end; with STRICT=1
or CI=true in the environment they have failed. The exit code is 1 if a gate has failed.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import matrix
from matrix import Gate

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "tests" / "output" / "gates"
NOX = (sys.executable, "-m", "nox", "--non-interactive")
IN_CI = os.environ.get("CI") == "true"
IS_STRICT = IN_CI or os.environ.get("STRICT", "0") not in ("", "0")
# Three at once keep two cores busy: most gates use one, and tests wait now and then.
LANES = 3
# More than twice what the slowest takes on two cores. One that hangs is to fail by its name, before a CI service ends
# everything.
LONGEST = 45 * 60  # seconds
# The last lines of pytest and of plays, and the table of coverage
FIGURES = re.compile(r"^(=+ .*\bin \d.*|testhost +: .*|Name +Stmts.*|plugins/\S+ +\d.*|TOTAL .*)$", re.MULTILINE)
# What a part of a gate could not do on this machine, and why
LEFT_OUT = re.compile(r"^(?:nox > )?LEFT OUT: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How a gate went.

    :param seconds: what it took, or None when it did not run.
    """

    gate: str
    verdict: str  # "passed", "failed" or "skipped"
    seconds: float | None = None
    reason: str = ""

    def __str__(self) -> str:
        verdict = self.verdict.upper() if self.verdict == "failed" else self.verdict
        took = "       " if self.seconds is None else f"{self.seconds:5.0f} s"
        return f"{verdict:7}  {took}  {self.gate}{self.reason and ': '}{self.reason}"


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
            status = 1
            print(f"\nEnded: it took more than {LONGEST // 60} minutes.", file=output, flush=True)
    seconds = time.monotonic() - start
    left_out = "; ".join(LEFT_OUT.findall(log.read_text(errors="replace")))
    outcome = Outcome(gate.session, "failed" if status else "passed", seconds, left_out)
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
    if IN_CI or outcome.verdict == "failed":
        lines = [f"===== {outcome.gate} =====", output]
    else:
        lines = [found[0] for found in FIGURES.finditer(output)]
    with printing:
        print(*lines, outcome, sep="\n", flush=True)


def chosen(names: list[str]) -> list[Gate]:
    groups = matrix.groups()
    named = {gate.session: [gate] for gate in chain(*groups.values())}
    return [gate for name in names or groups for gate in {**named, **groups}.get(name, [Gate(name)])]


def leave_out(gate: Gate) -> Outcome:
    is_missed = IS_STRICT and not gate.is_for_later
    return Outcome(gate.session, "failed" if is_missed else "skipped", reason=gate.needs)


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
    names = f"{', '.join(matrix.groups())} or a nox session (default: the groups)"
    parser.add_argument("gates", nargs="*", help=names)
    parser.add_argument("--everything", action="store_true", help="run all tests with every release and Python instead")
    parser.add_argument("--list", action="store_true", help="only print the names of the gates")
    options = parser.parse_args()
    gates = matrix.everything() if options.everything else chosen(options.gates)
    if options.list:
        print(*(gate.session for gate in gates), sep="\n")
        return 0
    LOGS.mkdir(parents=True, exist_ok=True)
    # The gates are process groups of their own, which nobody else would end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start = time.monotonic()
    outcomes = run_all(sorted((gate for gate in gates if gate.can_run), key=lambda gate: gate.turn))
    print(f"\nGates, in {time.monotonic() - start:.0f} s, with Python {', '.join(matrix.PYTHONS_HERE)}:")
    outcomes += [leave_out(gate) for gate in gates if not gate.can_run]
    count = Counter(outcome.verdict for outcome in outcomes)
    print(*outcomes, f"\n{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped", sep="\n")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
