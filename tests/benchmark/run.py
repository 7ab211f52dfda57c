# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the collection side by side with what users would pick instead, against the emulator.

Each case runs its contestants in turn (A B C A B C ...), so that a machine whose speed drifts slows all alike; ratios
are medians over these rounds. Contestants that take half a minute and more leave after the first rounds. Every run is a
whole process, seen from outside, and starts with a freshly filled PBX. The results go to docs/benchmark.json, all that
there are by then after each case, and report.py makes the tables and the plot of them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from ..emulator import Emulator
from .ratios import (
    IMPORTS,
    OURS,
    PING,
    PLAIN,
    RETURNS,
    TAKES_AND_RETURNS,
    URI_LOOP,
    URI_PLAYBOOK,
    measured,
)

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PLAYBOOKS = HERE / "playbooks"
LIBRARY = HERE / "library"
BLIND_LOOP = "loop of uri that does not look"
NAMES = "telephony.threecx"
MODULES = "ansible_collections.telephony.threecx.plugins.modules"


@dataclass(frozen=True)
class Run:
    """One finished process: wall and processor time in seconds, largest memory in kB, requests that the PBX saw."""

    seconds: float
    processor: float
    memory: int
    requests: int


@dataclass
class Contestant:
    """One way to do the job.

    :param is_slow: whether it takes half a minute and more.
    """

    name: str
    command: list[str]
    is_slow: bool = False
    runs: list[Run] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "seconds": [run.seconds for run in self.runs],
            "processor": [run.processor for run in self.runs],
            "memory_kb": [run.memory for run in self.runs],
            "requests": [run.requests for run in self.runs],
        }


class MemoryWatch(threading.Thread):
    """Watches the largest resident memory of a process, in kB.

    What the kernel tells of a finished process (ru_maxrss) counts the process that started it as well.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._status = Path(f"/proc/{pid}/status")
        self.most = 0

    def run(self) -> None:
        with suppress(OSError, ProcessLookupError):
            while found := re.search(r"VmHWM:\s+(\d+)", self._status.read_text()):
                self.most = int(found[1])
                time.sleep(0.01)


class Bench:
    """Runs cases and keeps their results.

    :param folder: for files of this run.
    :param slow_rounds: in how many rounds those that are slow take part.
    :ivar rounds: how often the others run.
    """

    def __init__(self, folder: Path, slow_rounds: int) -> None:
        self.folder = folder
        self.slow_rounds = slow_rounds
        self.rounds = 1
        self.cases: list[dict[str, object]] = []
        for part in ("plugins", "meta"):
            copy = folder / "ansible_collections" / "telephony" / "threecx" / part
            shutil.copytree(ROOT / part, copy, ignore=shutil.ignore_patterns("__pycache__"))

    def measure(
        self,
        case: str,
        latency: float,
        contestants: list[Contestant],
        pbxs: list[Emulator],
        devices: int,
        users: int | None = None,
    ) -> None:
        for number in range(self.rounds):
            for contestant in contestants:
                if contestant.is_slow and number >= self.slow_rounds:
                    continue
                for pbx in pbxs:
                    pbx.reset(devices=devices, users=users, latency=latency)
                contestant.runs.append(self.run(contestant.command, pbxs))
                print(f"{case} {latency:.2f} s {contestant.name}: {contestant.runs[-1]}", flush=True)
        results = [contestant.as_dict() for contestant in contestants]
        self.cases.append({"case": case, "latency": latency, "devices": users or devices, "contestants": results})

    def run(self, command: list[str], pbxs: list[Emulator]) -> Run:
        environment = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": str(self.folder),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            # Ansible sends the sources of a module, so that no run finds what an earlier one has compiled.
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(self.folder),
            "THREECX_URL": pbxs[0].url,
            "THREECX_CLIENT_ID": pbxs[0].client_id,
            "THREECX_CLIENT_SECRET": pbxs[0].client_secret,
        }
        with (self.folder / "output.txt").open("w+") as output:
            start = time.perf_counter()
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=self.folder)
            watch = MemoryWatch(process.pid)
            watch.start()
            _pid, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            watch.join()
            output.seek(0)
            if status:
                sys.exit(f"{' '.join(command)} failed:\n{output.read()}")
        return Run(seconds, usage.ru_utime + usage.ru_stime, watch.most, sum(len(pbx.log) for pbx in pbxs))

    def write_result(self) -> str:
        """A JSON file with what the module that ran last has returned, and its path."""
        found: dict[str, object] = json.loads((self.folder / "output.txt").read_text())
        return self.write("result.json", {name: value for name, value in found.items() if name != "invocation"})

    def write(self, name: str, content: object) -> str:
        """A JSON file for a run, and its path."""
        path = self.folder / name
        path.write_text(json.dumps(content))
        return str(path)


def macs_of(pbx: Emulator, count: int) -> list[str]:
    return [str(device["MacAddress"]) for device in pbx.devices()][:count]


def playbook(name: str, variables: str, *options: str) -> list[str]:
    inventory = () if "-i" in options else ("-i", "localhost,")
    return ["ansible-playbook", *inventory, *options, "-e", f"@{variables}", str(PLAYBOOKS / f"{name}.yml")]


def ad_hoc(module: str, *options: str) -> list[str]:
    return ["ansible", "localhost", "-m", module, *options]


def one_deletion(bench: Bench, latency: float) -> None:
    with Emulator(devices=20) as pbx:
        mac = macs_of(pbx, 1)[0]
        variables = bench.write("one.json", {"mac": mac})
        arguments = ("-a", f"mac_address={mac} state=absent")
        contestants = [
            Contestant("threecx_fxs", ad_hoc(f"{NAMES}.threecx_fxs", *arguments)),
            Contestant(URI_PLAYBOOK, playbook("uri_one", variables)),
            *nothing_done(),
        ]
        bench.measure("a", latency, contestants, [pbx], 20)


def many_deletions(bench: Bench, latency: float, count: int = 100) -> None:
    with Emulator(devices=count) as pbx:
        macs = macs_of(pbx, count)
        variables = bench.write("many.json", {"macs": macs, "devices": [{"mac_address": mac} for mac in macs]})
        contestants = [
            Contestant("threecx_fxs_devices", playbook("fleet", variables)),
            Contestant("loop of threecx_fxs", playbook("module_loop", variables), is_slow=True),
            Contestant(URI_LOOP, playbook("uri_loop", variables), is_slow=True),
            Contestant(BLIND_LOOP, playbook("uri_loop_blind", variables), is_slow=True),
            Contestant(PLAIN, plain_session(bench, pbx, macs, 4)),
            Contestant(PING, ad_hoc("ansible.builtin.ping")),
        ]
        bench.measure("b", latency, contestants, [pbx], count)


def nothing_done() -> list[Contestant]:
    """What Ansible takes for doing nothing, and what the least that a module can do here takes."""
    return [
        Contestant(PING, ad_hoc("ansible.builtin.ping")),
        Contestant(IMPORTS, ad_hoc("only_imports", "--module-path", str(LIBRARY))),
    ]


def delete_all(macs: list[str], workers: int) -> dict[str, object]:
    """The options of threecx_fxs_devices for deleting all of them."""
    devices = [{"mac_address": mac} for mac in macs]
    return {"devices": devices, "state": "absent", "max_deletions": "100%", "parallel": workers}


def growth(bench: Bench, latency: float, count: int, workers: int = 4) -> None:
    with Emulator(devices=count) as pbx:
        macs = macs_of(pbx, count)
        arguments = bench.write("growth.json", {"ANSIBLE_MODULE_ARGS": delete_all(macs, workers)})
        contestants = [
            Contestant("threecx_fxs_devices", [sys.executable, "-m", f"{MODULES}.threecx_fxs_devices", arguments]),
            Contestant(PLAIN, plain_session(bench, pbx, macs, workers)),
        ]
        bench.measure("c", latency, contestants, [pbx], count)


def many_pbxs(bench: Bench, latency: float, count: int = 50, devices: int = 20) -> None:
    with ExitStack() as stack:
        pbxs = [
            stack.enter_context(Emulator(devices=devices, client_id="benchmark", client_secret="benchmark-secret"))
            for _number in range(count)
        ]
        macs = macs_of(pbxs[0], devices)
        hosts = {f"pbx{number}": {"pbx_url": pbx.url} for number, pbx in enumerate(pbxs)}
        inventory = bench.write("inventory.json", {"all": {"hosts": hosts}})
        variables = bench.write("fleet.json", {"macs": macs, "devices": [{"mac_address": mac} for mac in macs]})
        options = ("-i", inventory, "--forks", "10")
        contestants = [
            Contestant("threecx_fxs_devices", playbook("fleet", variables, *options)),
            Contestant(BLIND_LOOP, playbook("uri_loop_blind", variables, *options), is_slow=True),
        ]
        bench.measure("d", latency, contestants, pbxs, devices)


def export(bench: Bench, latency: float, users: int, workers: int = 4) -> None:
    with Emulator(users=users) as pbx:
        arguments = bench.write("export.json", {"ANSIBLE_MODULE_ARGS": {"parallel": workers}})
        nothing = bench.write("nothing.json", {"ANSIBLE_MODULE_ARGS": {}})
        module = [sys.executable, "-m", f"{MODULES}.threecx_config_info", arguments]
        bench.run(module, [pbx])
        returning = bench.write("returning.json", {"ANSIBLE_MODULE_ARGS": {"path": bench.write_result()}})
        queries = [f"{entry.path}?{entry.query}" for entry in pbx.requests("GET")]
        job = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret, "queries": queries}
        plain = [sys.executable, str(HERE / "plain_reading.py"), bench.write("reading.json", job), str(workers)]
        contestants = [
            Contestant("threecx_config_info", module),
            Contestant(PLAIN, plain),
            Contestant(IMPORTS, [sys.executable, str(LIBRARY / "only_imports.py"), nothing]),
            Contestant(RETURNS, [sys.executable, str(LIBRARY / "only_returns.py"), returning]),
        ]
        bench.measure("e", latency, contestants, [pbx], 0, users)


def small_users(pbx: Emulator) -> list[dict[str, object]]:
    """All users of a company, with what a repository may say of each."""
    names = ("Number", "FirstName", "LastName", "OutboundCallerID")
    return [{name: user.get(name) for name in names} for user in pbx.objects("Users")]


def unchanged(bench: Bench, latency: float, users: int = 1000, workers: int = 4) -> None:
    with Emulator(users=users) as pbx:
        address = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
        config = {"Users": small_users(pbx)}
        arguments = bench.write("config.json", {"ANSIBLE_MODULE_ARGS": {**address, "config": config}})
        module = [sys.executable, "-m", f"{MODULES}.threecx_config", arguments]
        bench.run(module, [pbx])
        options = {**address, "config": config, "path": bench.write_result()}
        floor = bench.write("floor.json", {"ANSIBLE_MODULE_ARGS": options})
        queries = [f"{entry.path}?{entry.query}" for entry in pbx.requests("GET")]
        job = bench.write("reading.json", {**address, "queries": queries})
        contestants = [
            Contestant("threecx_config", module),
            Contestant(PLAIN, [sys.executable, str(HERE / "plain_reading.py"), job, str(workers)]),
            Contestant(TAKES_AND_RETURNS, [sys.executable, str(LIBRARY / "takes_and_returns.py"), floor]),
        ]
        bench.measure("f", latency, contestants, [pbx], 0, users)


def some_changed(bench: Bench, latency: float, users: int = 1000, changes: int = 100) -> None:
    with Emulator(users=users) as pbx:
        rows = small_users(pbx)
        changed = [{**row, "OutboundCallerID": "+49309999"} for row in rows[:changes]]
        variables = bench.write("config.json", {"config": {"Users": [*changed, *rows[changes:]]}, "changed": changed})
        contestants = [
            Contestant("threecx_config", playbook("config", variables)),
            Contestant(URI_LOOP, playbook("uri_users", variables), is_slow=True),
        ]
        bench.measure("g", latency, contestants, [pbx], 0, users)


def one_extension(bench: Bench, latency: float) -> None:
    with Emulator(users=100) as pbx:
        arguments = ("-a", "number=110 outbound_caller_id=+49309999")
        contestants = [
            Contestant("threecx_extension", ad_hoc(f"{NAMES}.threecx_extension", *arguments)),
            *nothing_done(),
        ]
        bench.measure("h", latency, contestants, [pbx], 0, 100)


def seat(bench: Bench, latency: float, count: int = 1000, workers: int = 4) -> None:
    with Emulator(devices=count) as pbx:
        macs = macs_of(pbx, count)
        options = delete_all(macs, workers)
        arguments = bench.write("seat.json", {"ANSIBLE_MODULE_ARGS": options})
        bench.run([sys.executable, "-m", f"{MODULES}.threecx_fxs_devices", arguments], [pbx])
        floor = json.dumps({**options, "path": bench.write_result()})
        contestants = [
            Contestant("threecx_fxs_devices", ad_hoc(f"{NAMES}.threecx_fxs_devices", "-a", json.dumps(options))),
            Contestant(PLAIN, plain_session(bench, pbx, macs, workers)),
            Contestant(TAKES_AND_RETURNS, ad_hoc("takes_and_returns", "--module-path", str(LIBRARY), "-a", floor)),
            *nothing_done(),
        ]
        bench.measure("i", latency, contestants, [pbx], count)


def plain_session(bench: Bench, pbx: Emulator, macs: list[str], workers: int) -> list[str]:
    job = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret, "macs": macs}
    return [sys.executable, str(HERE / "plain_session.py"), bench.write(f"plain{len(macs)}.json", job), str(workers)]


def unchanged_huge(bench: Bench, latency: float) -> None:
    unchanged(bench, latency, 5000)


def growth_small(bench: Bench, latency: float) -> None:
    growth(bench, latency, 1000)


def growth_large(bench: Bench, latency: float) -> None:
    growth(bench, latency, 10000)


def export_small(bench: Bench, latency: float) -> None:
    export(bench, latency, 100)


def export_large(bench: Bench, latency: float) -> None:
    export(bench, latency, 1000)


def export_huge(bench: Bench, latency: float) -> None:
    export(bench, latency, 5000)


# Seconds that the PBX takes for a request besides
AT_ONCE, FAR = 0.0, 0.05
# Each case with the latencies at which it is measured, and in how many rounds. With 10,000 devices, both contestants
# would wait for two minutes in each run; and 50 PBXs that answer at once tell nothing about those that people have.
# What takes a second or less differs by 5 % from one measurement in five rounds to the next.
CASES: dict[str, tuple[Callable[[Bench, float], None], dict[float, int]]] = {
    "a": (one_deletion, {AT_ONCE: 9, FAR: 9}),
    "b": (many_deletions, {AT_ONCE: 5, FAR: 5}),
    "c1000": (growth_small, {AT_ONCE: 5, FAR: 3}),
    "c10000": (growth_large, {AT_ONCE: 2}),
    "d": (many_pbxs, {FAR: 3}),
    "e100": (export_small, {AT_ONCE: 5, FAR: 5}),
    "e1000": (export_large, {AT_ONCE: 5, FAR: 5}),
    "e5000": (export_huge, {AT_ONCE: 2}),
    "f1000": (unchanged, {AT_ONCE: 15, FAR: 15}),
    "f5000": (unchanged_huge, {AT_ONCE: 3}),
    "g": (some_changed, {AT_ONCE: 3, FAR: 3}),
    "h": (one_extension, {AT_ONCE: 9, FAR: 9}),
    "i": (seat, {AT_ONCE: 5, FAR: 3}),
}


def machine() -> dict[str, object]:
    """What the times depend on besides, and may be published."""
    python = ".".join(map(str, sys.version_info[:3]))
    return {"ansible-core": version("ansible-core"), "python": python, "processors": os.cpu_count()}


def tell(case: dict[str, object]) -> None:
    """Print what became of the aims of a case."""
    for one in measured(case):
        ours = case["contestants"][0]["name"] if one.aim.ours == OURS else one.aim.ours  # type: ignore[index]
        floor = "" if one.floor is None else f", floor {one.floor:.3f}, {one.to_floor:.3f} x the floor"
        print(f"{case['case']} {case['devices']} {case['latency']}: {ours} / {one.aim.theirs}: {one.ratio:.3f}{floor}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, help="runs of each that is not slow, instead of the case's own")
    parser.add_argument("--slow-rounds", type=int, default=1, help="runs of each that is slow (default 1)")
    parser.add_argument("--case", choices=list(CASES), action="append", help="only this case; may be repeated")
    parser.add_argument("--latency", type=float, action="append", help="seconds per request, instead of the case's own")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmark.json")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), chosen.slow_rounds)
        for name in chosen.case or list(CASES):
            case, rounds = CASES[name]
            for latency in chosen.latency or rounds:
                start, bench.rounds = time.monotonic(), chosen.rounds or rounds.get(latency, 1)
                case(bench, latency)
                tell(bench.cases[-1])
                print(f"{name} at {latency:g} s took {time.monotonic() - start:.0f} s", flush=True)
                chosen.output.write_text(json.dumps({"machine": machine(), "cases": bench.cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
