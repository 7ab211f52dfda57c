# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the contestants of a case compare, and how they should. Pure."""

from __future__ import annotations

import statistics
import typing as t

Case = t.Mapping[str, t.Any]

#: The first contestant of a case, whatever it is called
OURS = "ours"
PING = "ping"
PLAIN = "plain session"
IMPORTS = "a module that only imports"
RETURNS = "a module that only returns the result"
TAKES_AND_RETURNS = "a module that takes the options and returns the result"
URI_PLAYBOOK = "uri playbook"
URI_LOOP = "loop of uri"

IMPORTS_AND_WAITS = f"{IMPORTS}, and its waiting"
WITH_PING = f"{PLAIN} + {PING}"
TOGETHER = f"{PLAIN} + {RETURNS}"
TAKEN_TOGETHER = f"{PLAIN} + {TAKES_AND_RETURNS}"
WITHOUT_PING = "time without that of ping"
SEAT = f"{PLAIN} + {TAKES_AND_RETURNS} - {PING}"
# What is made of several contestants within each round: the sum of these, less the sum of those
_COMPOSED: t.Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # What a module cannot do without: it sends requests, and Ansible starts it; it returns what it has read, or takes
    # what it compares and returns what became of each
    WITH_PING: ((PLAIN, PING), ()),
    TOGETHER: ((PLAIN, RETURNS), ()),
    TAKEN_TOGETHER: ((PLAIN, TAKES_AND_RETURNS), ()),
    # What the user waits for beyond what Ansible takes for doing nothing
    WITHOUT_PING: ((OURS,), (PING,)),
    SEAT: ((PLAIN, TAKES_AND_RETURNS), (PING,)),
}
# How many requests one object takes at least, one after the other: the login, a look, the write and, unless it is gone
# by then, a look at what became of it
_REQUESTS = {"a": 3, "h": 4}


class Aim(t.NamedTuple):
    """How the collection should compare.

    :param theirs: the contestant to compare with.
    :param most: at most so many times its time.
    :param floor: what a module cannot do without; its own ratio to C(theirs) tells whether the aim can be reached.
    """

    theirs: str
    most: float
    floor: str | None = None
    ours: str = OURS


AIMS: t.Mapping[str, tuple[Aim, ...]] = {
    "a": (Aim(URI_PLAYBOOK, 0.5, IMPORTS_AND_WAITS), Aim(PING, 1.5, IMPORTS_AND_WAITS)),
    "b": (Aim(URI_LOOP, 1 / 40, WITH_PING),),
    "c": (Aim(PLAIN, 1.25),),
    "e": (Aim(PLAIN, 1.25, TOGETHER),),
    "f": (Aim(PLAIN, 1.25, TAKEN_TOGETHER),),
    "g": (Aim(URI_LOOP, 1 / 30),),
    "h": (Aim(PING, 1.5, IMPORTS_AND_WAITS),),
    "i": (Aim(PLAIN, 1.25, SEAT, WITHOUT_PING),),
}
#: The aim where Ansible itself forbids the other: at most so many times the floor
ABOVE_FLOOR = 1.25


class Measured(t.NamedTuple):
    """What became of an aim.

    :param ratio: to the contestant to compare with.
    :param floor: the ratio of the floor to the same; None where there is no floor.
    :param to_floor: the ratio to the floor.
    """

    aim: Aim
    ratio: float
    floor: float | None = None
    to_floor: float | None = None

    @property
    def is_possible(self) -> bool:
        """Whether the floor leaves room for the aim."""
        return self.floor is None or self.floor <= self.aim.most

    @property
    def is_reached(self) -> bool:
        """Whether the aim is reached or, where that is not possible, that for the ratio to the floor."""
        if self.is_possible or self.to_floor is None:
            return self.ratio <= self.aim.most
        return self.to_floor <= ABOVE_FLOOR


def ratio(ours: t.Sequence[float], theirs: t.Sequence[float]) -> float:
    """The median of the ratios within each round that both took part in."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs))


def seconds_of(case: Case) -> dict[str, list[float]]:
    """The seconds of each contestant, and of what is made of several, round by round."""
    found: dict[str, list[float]] = {entry["name"]: entry["seconds"] for entry in case["contestants"]}
    found[OURS] = case["contestants"][0]["seconds"]
    if IMPORTS in found and case["case"] in _REQUESTS:
        waiting = _REQUESTS[case["case"]] * case["latency"]
        found[IMPORTS_AND_WAITS] = [seconds + waiting for seconds in found[IMPORTS]]
    for name, (more, less) in _COMPOSED.items():
        if {*more, *less} <= found.keys():
            rounds = zip(*(found[one] for one in (*more, *less)))
            found[name] = [sum(times[: len(more)]) - sum(times[len(more) :]) for times in rounds]
    return found


def measured(case: Case) -> list[Measured]:
    """What became of the aims of a case, as far as the contestants are there."""
    seconds = seconds_of(case)
    found = []
    for aim in AIMS.get(case["case"], ()):
        if aim.theirs not in seconds or aim.ours not in seconds:
            continue
        ours, theirs, floor = seconds[aim.ours], seconds[aim.theirs], seconds.get(aim.floor or "")
        to_floor = (None, None) if floor is None else (ratio(floor, theirs), ratio(ours, floor))
        found.append(Measured(aim, ratio(ours, theirs), *to_floor))
    return found
