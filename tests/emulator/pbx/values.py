# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values by their types: what stands where nothing was stored, what a body may hold, and how it is spelled."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .facts import Facts, Property

_LARGEST = {"whole": 2**31 - 1, "long": 2**63 - 1, "byte": 255}
_BLANKS: dict[str, Any] = {
    "text": "",
    "whole": 0,
    "long": 0,
    "byte": 0,
    "truth": False,
    "moment": "0001-01-01T00:00:00Z",
    "time": "00:00:00.0000000",
    "duration": "P0D",
    "guid": "00000000-0000-0000-0000-000000000000",
    "any": None,
}
_SPELLINGS = {
    "moment": re.compile(r"\d{4,}-\d\d-\d\dT\d\d:\d\d(:\d\d([.]\d{1,12})?)?(Z|[+-]\d\d:\d\d)"),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.]\d{1,12})?)?"),
    "duration": re.compile(r"-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.]\d+)?S)?)?"),
    "guid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
}
CONCEALED = ("ConcealedPassword", "ConcealedDataFile")


class UnbindableError(Exception):
    """A body with a property or a value that the types do not have; `place` is where, such as `Hours.Type`."""

    def __init__(self, place: str, type_name: str) -> None:
        super().__init__(f"{place} of Pbx.{type_name}")
        self.place = place
        self.type_name = type_name


def blank(facts: Facts, prop: Property) -> Any:
    """What a property shows when nothing was stored for it."""
    if prop.many:
        return []
    if prop.nullable:
        return None
    if prop.kind in facts.enums:
        return facts.enums[prop.kind][0]
    return {} if prop.kind in facts.types else _BLANKS[prop.kind]


def bound(facts: Facts, type_name: str, body: dict[str, Any], place: str = "") -> dict[str, Any]:
    """A body as it is stored: names and types checked at every level, times and durations spelled as the phone system
    spells them, annotations left out. Raises UnbindableError."""
    properties = facts.properties(type_name)
    stored = {}
    for name, value in body.items():
        if "@" in name:
            continue
        where = f"{place}.{name}" if place else name
        if name not in properties:
            raise UnbindableError(where, type_name)
        stored[name] = _bound_value(facts, properties[name], value, where, type_name)
    return stored


def _bound_value(facts: Facts, prop: Property, value: Any, where: str, owner: str) -> Any:
    if not prop.many:
        return _bound_one(facts, prop, value, where, owner)
    if not isinstance(value, list):
        raise UnbindableError(where, owner)
    element = Property(prop.kind, longest=prop.longest)
    return [_bound_one(facts, element, item, where, owner) for item in value]


def _bound_one(facts: Facts, prop: Property, value: Any, where: str, owner: str) -> Any:
    if value is None:
        if prop.nullable or prop.kind == "any":
            return None
        raise UnbindableError(where, owner)
    if prop.kind in facts.types:
        if isinstance(value, dict):
            return bound(facts, prop.kind, value, where)
    elif _fits(facts, prop, value):
        return spelled(prop.kind, value)
    raise UnbindableError(where, owner)


def _fits(facts: Facts, prop: Property, value: Any) -> bool:
    """Whether a value that is not null is one of that simple type."""
    if prop.kind in facts.enums:
        return value in facts.enums[prop.kind]
    if prop.kind in _LARGEST:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST[prop.kind]
    if prop.kind == "truth":
        return isinstance(value, bool)
    if prop.kind == "any":
        return True
    if not isinstance(value, str):
        return False
    spelling = _SPELLINGS.get(prop.kind)
    return spelling is None or spelling.fullmatch(value) is not None


def spelled(kind: str, value: Any) -> Any:
    """A simple value as the phone system spells it, whatever a client sent: 9:00 is 09:00:00.0000000."""
    return _SPELLERS.get(kind, _as_given)(value)


def _as_given(value: Any) -> Any:
    return value


def _time(text: str) -> str:
    whole, _point, fraction = text.partition(".")
    return f"{whole if whole.count(':') == 2 else whole + ':00'}.{fraction:0<7.7}"


def _duration(text: str) -> str:
    return "P0D" if not re.search("[1-9]", text) else text


def _guid(text: str) -> str:
    return text.lower()


_SPELLERS: dict[str, Callable[[Any], Any]] = {"time": _time, "duration": _duration, "guid": _guid}
