# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values for every property of a type, where nothing better is known: the same ones for the same names.

Texts are sometimes null and sometimes empty, as on a system that people have used for years.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from ..seed import random_text
from .derived import DERIVED
from .facts import Property
from .secrets import PLAIN
from .state import Record, State
from .values import CONCEALED

_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def to(kind: str, number: str) -> Record:
    """A destination as it is stored; its name and type are derived."""
    return {"To": kind, "Number": number, "External": ""}


def outside(number: str) -> Record:
    """A destination outside of the phone system."""
    return {"To": "External", "Number": "", "External": number}


def end_call() -> Record:
    return {"To": "None", "Number": "", "External": ""}


def route(destination: Record, prompt: str | None = None) -> Record:
    return {"Route": destination, "Prompt": prompt, "IsPromptEnabled": prompt is not None}


def schedule(kind: str = "OfficeHours", start: str | None = None, stop: str | None = None) -> Record:
    """Hours, the same ones on every day of the week where times such as 09:00 are given."""
    days = _WEEK if start and stop else ()
    periods = [{"DayOfWeek": day, "Start": f"{start}:00.0000000", "Stop": f"{stop}:00.0000000"} for day in days]
    return {"Type": kind, "IgnoreHolidays": False, "Periods": periods}


_TYPES: dict[str, Callable[[], Record]] = {
    "Destination": end_call,
    "Route": lambda: route(end_call()),
    "Schedule": schedule,
}
_SIMPLE: dict[str, Callable[[int], Any]] = {
    "whole": lambda chance: chance % 60,
    "long": lambda chance: chance * 1024,
    "byte": lambda chance: chance % 28,
    "truth": lambda chance: chance % 2 == 1,
    "moment": lambda chance: f"2026-{chance % 12 + 1:02}-17T08:{chance % 60:02}:00Z",
    "time": lambda chance: f"{chance % 24:02}:30:00.0000000",
    "duration": lambda chance: f"PT{chance % 23 + 1}H",
    "guid": lambda chance: f"{chance:08x}-0000-4000-8000-000000000000",
    "any": lambda _chance: None,
}


def plausible(state: State, type_name: str) -> Record:
    """A record of that type without navigations, without what is derived, and without keys."""
    return {
        name: _value(state, type_name, name, prop)
        for name, prop in state.facts.types[type_name].items()
        if not prop.navigation and (type_name, name) not in DERIVED and name not in ("Id", "Number")
    }


def _value(state: State, type_name: str, name: str, prop: Property) -> Any:
    chance = zlib.crc32(f"{type_name}.{name}".encode()) % 1000
    if not prop.many:
        return _one(state, type_name, name, prop, chance)
    if prop.kind in state.facts.enums:
        values = state.facts.enums[prop.kind]
        return sorted({values[chance % len(values)], values[chance % 7 % len(values)]})
    return []


def _one(state: State, type_name: str, name: str, prop: Property, chance: int) -> Any:
    if prop.kind in CONCEALED:
        return _concealed(state, prop.kind)
    if (type_name, name) in PLAIN:
        return random_text(state.rng)
    if prop.kind in _TYPES:
        return _TYPES[prop.kind]()
    if prop.kind in state.facts.types:
        return plausible(state, prop.kind)
    if prop.kind in state.facts.enums:
        return state.facts.enums[prop.kind][chance % len(state.facts.enums[prop.kind])]
    return _text(name, prop, chance) if prop.kind == "text" else _SIMPLE[prop.kind](chance)


def _concealed(state: State, kind: str) -> Record:
    if kind == "ConcealedPassword":
        return {"Value": random_text(state.rng)}
    return {"Name": "company.pem", "Contents": random_text(state.rng, 60)}


def _text(name: str, prop: Property, chance: int) -> str | None:
    if "Email" in name or "Mail" in name:
        return "office@example.com"
    if name.endswith(("Url", "URL", "Uri")):
        return f"https://www.example.com/{name.lower()}"
    if prop.nullable and chance % 3 < 2:
        return None if chance % 3 else ""
    return name[: prop.longest or 40]
