# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What docs/benchmark.md says of results, be they of all cases or of a few. Pure."""

from __future__ import annotations

import statistics
import typing as t

from .ratios import ABOVE_FLOOR, OURS, RETURNS, Case, Measured, measured, ratio

TITLES = {
    "a": "One deletion, whole process",
    "b": "100 deletions, whole process",
    "c": "Deleting all of N devices, the module's own process",
    "d": "50 PBXs with 20 devices each, 10 forks",
    "e": "Exporting a PBX with N users, the module's own process",
    "f": "N users of which none has to change, the module's own process",
    "g": "N users of which 100 have to change, whole process",
    "h": "One extension, whole process",
    "i": "Deleting all of N devices, whole process",
}
_OF_USERS = "efgh"
# kB for each device of a fleet
_MEMORY_AIM = 3
_INTRODUCTION = """# What it costs

`make bench` measures the collection side by side with what one would pick instead, against the emulated PBX, which
answers at once (0 ms) or after 50 ms per request. The contestants of a case run in turn; those that take half a minute
and more, in fewer rounds than the others. The tables say in how many, and have medians; a ratio is the median of the
ratios within each round that both took part in. Times on another machine differ; ratios do much less. The plain session
is requests alone, with as many workers: it checks nothing and tells nothing. It is the limit.
"""
_PICTURE = "![Median times, on a logarithmic scale](benchmark.svg)\n"
_FLOORS = f"""The floor is what a module cannot do without, compared with the same contestant. With one object, that is
to import requests and requests-oauthlib, and to wait for the login, a look, the write and a look at the result. A task
for many is started by Ansible as ping is, and sends what the plain session sends. A module that compares takes its
options and returns what became of each object, and one that reads returns what it has read: Ansible goes through each
text of both in search of secrets, copies it and writes it down, which for the 6 MB of 1,000 users takes as long as the
plain session takes to read them. So there the floor is the plain session together with a module that only takes the
same options and returns the same result from a file. Where the floor itself is above an aim, Ansible forbids it, and
the aim is {ABOVE_FLOOR:g} times the floor.

Above its floor, a module takes the time in which its source is read, as Ansible sends that anew in each run, so that
nothing of it is compiled yet: Ansible parses each file to see what it imports, and Python compiles it twice, since its
import out of zip files does so once to learn where the file is. For threecx_fxs, with 0.3 MB, that is a quarter of a
second in all, and for threecx_extension, which carries the whole engine, almost twice as much. Then there is less than
a tenth of a millisecond for each object, in which it is checked and compared.

A loop of uri does for each device what the playbook of case a does for one: it looks for the device and deletes it when
it is there. The loop that does not look sends the DELETE alone."""


def page(results: t.Mapping[str, t.Any]) -> str:
    """The page about results.

    :param results: the cases that were measured, and what they were measured with.
    """
    cases = in_order(results)
    lines = [_INTRODUCTION, *_machine(results.get("machine")), _PICTURE, *_aims(cases), "## Measurements", ""]
    lines += [line for case in cases for line in _table(case)]
    return "\n".join([*lines, *_each_user([case for case in cases if case["case"] == "e"])])


def in_order(results: t.Mapping[str, t.Any]) -> list[Case]:
    """The cases by name, size and latency."""
    return sorted(results["cases"], key=lambda case: (case["case"], case["devices"], case["latency"]))


def conditions(case: Case) -> str:
    """How many objects there are, and what a request takes."""
    what = "users" if case["case"] in _OF_USERS else "devices"
    return f"{case['devices']:,} {what}, {case['latency'] * 1000:.0f} ms"


def _machine(machine: t.Mapping[str, t.Any] | None) -> list[str]:
    if machine is None:
        return []
    return [
        f"Measured with ansible-core {machine['ansible-core']} on Python {machine['python']} and"
        f" {machine['processors']} processors.\n"
    ]


def _table(case: Case) -> list[str]:
    """The rows of one case; the first contestant is ours."""
    first = case["contestants"][0]
    lines = [
        f"### {TITLES[case['case']]}: {conditions(case)} per request",
        "",
        "| | rounds | median s | ours / this | processor s | largest memory, MB | requests |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for entry in case["contestants"]:
        figures = [
            str(len(entry["seconds"])),
            f"{statistics.median(entry['seconds']):.2f}",
            "" if entry is first else f"{ratio(first['seconds'], entry['seconds']):.3f}",
            f"{statistics.median(entry['processor']):.2f}",
            f"{statistics.median(entry['memory_kb']) / 1024:.0f}",
            f"{statistics.median(entry['requests']):.0f}",
        ]
        lines.append(f"| {entry['name']} | {' | '.join(figures)} |")
    return [*lines, ""]


def _aims(cases: t.Sequence[Case]) -> list[str]:
    """What was aimed at, and whether it was reached."""
    lines = [
        "## Aims",
        "",
        "| | at most | measured | floor | measured / floor | reached |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
        *(f"| {case['case']}) {conditions(case)}: {_aim(one)} |" for case in cases for one in measured(case)),
        *_growth([case for case in cases if case["case"] == "c"]),
    ]
    return [*lines, "", _FLOORS, ""]


def _aim(one: Measured) -> str:
    name = f"{'time' if one.aim.ours == OURS else one.aim.ours} / {one.aim.theirs}"
    figures = [f"{one.aim.most:.3g}", *("" if value is None else f"{value:.3f}" for value in one[1:])]
    reached = "yes" if one.is_reached else "no"
    told = reached if one.is_possible else f"the floor is above; at most {ABOVE_FLOOR:g} x the floor: {reached}"
    return " | ".join([name, *figures, told])


def _growth(cases: t.Sequence[Case]) -> list[str]:
    """How the memory grows with each device, from the smaller fleet to the larger."""
    lines = []
    for latency in sorted({case["latency"] for case in cases}):
        sizes = [case for case in cases if case["latency"] == latency]
        if len(sizes) > 1:
            per_device = _added(sizes[0], sizes[-1], 0, "memory_kb")
            reached = "yes" if per_device <= _MEMORY_AIM else "no"
            what = f"c) {latency * 1000:.0f} ms: memory in kB per device"
            lines.append(f"| {what} | {_MEMORY_AIM} | {per_device:.3f} | | | {reached} |")
    return lines


def _each_user(cases: t.Sequence[Case]) -> list[str]:
    """What each user adds to an export, from each size to the next: a line, if it is the same everywhere."""
    sizes = [case for case in cases if case["latency"] == 0]
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
            _added(small, large, 0, "memory_kb"),
            1000 * _added(small, large, 0, "processor"),
            _added(small, large, RETURNS, "memory_kb"),
        ]
        told = " | ".join(f"{figure:.1f}" for figure in figures)
        lines.append(f"| from {small['devices']:,} to {large['devices']:,} | {told} |")
    return [*lines, ""]


def _added(small: Case, large: Case, contestant: str | int, figure: str) -> float:
    """How much more a contestant takes for each user or device that there is more."""
    before, after = (
        statistics.median(entry[figure])
        for case in (small, large)
        for place, entry in enumerate(case["contestants"])
        if contestant in (place, entry["name"])
    )
    return float((after - before) / (large["devices"] - small["devices"]))
