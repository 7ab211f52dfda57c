# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the contestants of a case compare."""

from __future__ import annotations

import statistics
import typing as t

PLAIN = "plain session"
RETURNS = "a module that only returns the result"
TAKES = "a module that only takes the options"
# What no module can do without: it reads, and it returns what it has read, or takes what it compares
TOGETHER = f"{PLAIN} + {RETURNS}"
TAKEN_TOGETHER = f"{PLAIN} + {TAKES}"


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios within each round."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs))


def opponents(case: t.Mapping[str, t.Any]) -> dict[str, list[float]]:
    """The seconds of each contestant but the first, and of those together which it needs both."""
    seconds: dict[str, list[float]] = {entry["name"]: entry["seconds"] for entry in case["contestants"][1:]}
    if PLAIN in seconds and RETURNS in seconds:
        seconds[TOGETHER] = [sum(pair) for pair in zip(seconds[PLAIN], seconds[RETURNS])]
    if PLAIN in seconds and TAKES in seconds:
        seconds[TAKEN_TOGETHER] = [sum(pair) for pair in zip(seconds[PLAIN], seconds[TAKES])]
    return seconds
