# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make docs/benchmark.md and docs/benchmark.svg of docs/benchmark.json."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import matplotlib as mpl

from ratios import PLAIN, RETURNS, TAKEN_TOGETHER, TOGETHER, opponents, ratio

mpl.use("svg")
from matplotlib import pyplot as plt

DOCS = Path(__file__).resolve().parents[2] / "docs"
TITLES = {
    "a": "One deletion, whole process",
    "b": "100 deletions, whole process",
    "c": "Deleting all of N devices, the module's own process",
    "d": "50 PBXs with 20 devices each, 10 forks",
    "e": "Exporting a PBX with N users, the module's own process",
    "f": "N users of which none has to change, the module's own process",
    "g": "N users of which 100 have to change, whole process",
    "h": "One extension, whole process",
}
# How the collection should compare: at most so many times the time of that contestant
AIMS = {
    "a": {"uri playbook": 0.5, "ping": 1.5},
    "b": {"loop of uri": 1 / 40},
    "c": {PLAIN: 1.25},
    "e": {PLAIN: 1.25, TOGETHER: 1.25},
    "f": {PLAIN: 1.25, TAKEN_TOGETHER: 1.25},
    "g": {"loop of uri": 1 / 30},
    "h": {"ping": 1.5},
}
# kB for each device of a fleet
MEMORY_AIM = 3
INTRODUCTION = """# What it costs

`make bench` measures the collection side by side with what one would pick instead, against the emulated PBX, which
answers at once (0 ms) or after 50 ms per request. The contestants of a case run in turn, in as many rounds as its
heading says; the table has medians, and the ratio is the median of the ratios within each round. Times on another
machine differ; ratios do much less. The plain session is requests alone, with as many workers: it checks nothing and
tells nothing. It is the limit.

![Median times, on a logarithmic scale](benchmark.svg)
"""

NOTE = """Where an aim is missed with one deletion, look at ping, which is what Ansible takes for doing nothing, and at
the module that only imports requests and requests-oauthlib, which is the least that a module on these can take. A loop
of uri does for each device what the playbook of case a does for one: it looks for the device and deletes it when it is
there. The loop that does not look sends the DELETE alone. With 50 ms per request, the one task with its four
workers waits for more than a second as well, as the plain session does, which is much of its time and little of that
of a loop.

An export returns all that it has read, as JSON: 6 MB for 1,000 users. Ansible goes through each text of it in search of
secrets, copies it and writes it down, which takes as long as the plain session takes to read it. So look at the module
that only returns the same result, from a file: no module that reads first can take less than both together. Objects are
converted while others are being read."""


def conditions(case: dict[str, Any]) -> str:
    what = "users" if case["case"] in "efgh" else "devices"
    return f"{case['devices']:,} {what}, {case['latency'] * 1000:.0f} ms"


def table(case: dict[str, Any]) -> list[str]:
    """The rows of one case; the first contestant is ours."""
    first = case["contestants"][0]
    rounds = len(first["seconds"])
    lines = [
        f"### {TITLES[case['case']]}: {conditions(case)} per request, {rounds} round{'s' if rounds > 1 else ''}",
        "",
        "| | median s | ours / this | processor s | largest memory, MB | requests |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for entry in case["contestants"]:
        figures = [
            f"{statistics.median(entry['seconds']):.2f}",
            "" if entry is first else f"{ratio(first['seconds'], entry['seconds']):.3f}",
            f"{statistics.median(entry['processor']):.2f}",
            f"{statistics.median(entry['memory_kb']) / 1024:.0f}",
            f"{statistics.median(entry['requests']):.0f}",
        ]
        lines.append(f"| {entry['name']} | {' | '.join(figures)} |")
    return [*lines, ""]


def aims(cases: list[dict[str, Any]]) -> list[str]:
    """What was aimed at, and whether it was reached."""
    lines = ["## Aims", "", "| | at most | measured | reached |", "| --- | ---: | ---: | --- |"]
    for case in cases:
        ours = case["contestants"][0]["seconds"]
        for name, seconds in opponents(case).items():
            most = AIMS.get(case["case"], {}).get(name)
            if most is not None:
                where = f"{case['case']}) {conditions(case)}"
                lines.append(aim(f"{where}: time / {name}", most, ratio(ours, seconds)))
    return [*lines, *growth([case for case in cases if case["case"] == "c"]), "", NOTE, ""]


def aim(what: str, most: float, measured: float) -> str:
    return f"| {what} | {most:.3g} | {measured:.3f} | {'yes' if measured <= most else 'no'} |"


def growth(cases: list[dict[str, Any]]) -> list[str]:
    """How the memory grows with each device, from the smaller fleet to the larger."""
    lines = []
    for latency in sorted({case["latency"] for case in cases}):
        sizes = sorted((case for case in cases if case["latency"] == latency), key=lambda case: int(case["devices"]))
        if len(sizes) > 1:
            per_device = added(sizes[0], sizes[-1], 0, "memory_kb")
            lines.append(aim(f"c) {latency * 1000:.0f} ms: memory in kB per device", MEMORY_AIM, per_device))
    return lines


def each_user(cases: list[dict[str, Any]]) -> list[str]:
    """What each user adds to an export, from each size to the next: a line, if it is the same everywhere."""
    sizes = sorted((case for case in cases if case["latency"] == 0), key=lambda case: int(case["devices"]))
    if len(sizes) < 2:
        return []
    lines = [
        f"### {TITLES['e']}: what each user adds, 0 ms per request",
        "",
        f"| users | memory, kB | processor, ms | memory of {RETURNS}, kB |",
        "| --- | ---: | ---: | ---: |",
    ]
    for small, large in zip(sizes, sizes[1:]):
        figures = [
            added(small, large, 0, "memory_kb"),
            1000 * added(small, large, 0, "processor"),
            added(small, large, RETURNS, "memory_kb"),
        ]
        told = " | ".join(f"{figure:.1f}" for figure in figures)
        lines.append(f"| from {small['devices']:,} to {large['devices']:,} | {told} |")
    return [*lines, ""]


def added(small: dict[str, Any], large: dict[str, Any], contestant: str | int, figure: str) -> float:
    """How much more a contestant takes for each user or device that there is more."""
    before, after = (
        statistics.median(entry[figure])
        for case in (small, large)
        for place, entry in enumerate(case["contestants"])
        if contestant in (place, entry["name"])
    )
    return float((after - before) / (large["devices"] - small["devices"]))


def plot(cases: list[dict[str, Any]]) -> None:
    figure, axes = plt.subplots(len(cases), 1, figsize=(8, 1.3 * len(cases) + 1), sharex=True)
    for case, axis in zip(cases, axes if len(cases) > 1 else [axes]):
        names = [entry["name"] for entry in case["contestants"]]
        seconds = [statistics.median(entry["seconds"]) for entry in case["contestants"]]
        bars = axis.barh(names, seconds, color=["#c1502e", *["#5b7083"] * (len(names) - 1)])
        axis.bar_label(bars, fmt="%.2f s", padding=3, fontsize=8)
        axis.set_xscale("log")
        axis.invert_yaxis()
        axis.tick_params(labelsize=8)
        axis.spines[["top", "right"]].set_visible(False)
        title = f"{case['case']}) {TITLES[case['case']]}: {conditions(case)}"
        axis.set_title(title, fontsize=9, loc="left")
    axes[-1 if len(cases) > 1 else 0].set_xlabel("median seconds, logarithmic")
    figure.tight_layout()
    # Without it, the same figures would make another file each time.
    mpl.rcParams["svg.hashsalt"] = "benchmark"
    figure.savefig(DOCS / "benchmark.svg", metadata={"Date": None})


def main() -> None:
    results = json.loads((DOCS / "benchmark.json").read_text())
    cases = sorted(results["cases"], key=lambda case: (case["case"], case["devices"], case["latency"]))
    lines = [*aims(cases), "## Measurements", "", *(line for case in cases for line in table(case))]
    lines += each_user([case for case in cases if case["case"] == "e"])
    header = ["<!--", *(line[2:] for line in Path(__file__).read_text().splitlines()[:3]), "-->", ""]
    (DOCS / "benchmark.md").write_text("\n".join([*header, INTRODUCTION, *lines]))
    plot(cases)


if __name__ == "__main__":
    main()
