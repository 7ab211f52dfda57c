# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the official description says of entity sets, singletons and types, read from `facts.txt`.

Its lines: `set` and `single` name a resource, its type, what can be done with it, its key, and which navigations have
an address of their own; `enum` lists values; `type` is followed by a line for each property. A property is one word:
`text(12)?` is a text of at most 12 characters that may be null, `[Period]` a list, `@Peer` a navigation, which is
shown only with $expand.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

_FILE = Path(__file__).with_name("facts.txt")
_CODE = re.compile(r"(?P<at>@?)(?P<open>\[?)(?P<name>\w+)(?:\((?P<longest>\d+)\))?\]?(?P<null>\??)")


@dataclass(frozen=True)
class Property:
    """A property of a type; `kind` is text, whole, long, byte, truth, moment, time, duration, guid or any, or names a
    type or an enumeration; `longest` is in characters."""

    kind: str
    many: bool = False
    nullable: bool = False
    navigation: bool = False
    longest: int | None = None


@dataclass(frozen=True)
class Resource:
    """An entity set or a singleton; `key` is the name of the property, `below` names navigations with an address."""

    name: str
    type: str
    single: bool
    can: frozenset[str]
    key: str = ""
    alternate: str = ""
    below: frozenset[str] = frozenset()


@dataclass
class Facts:
    """All facts by name."""

    resources: dict[str, Resource] = field(default_factory=dict)
    types: dict[str, dict[str, Property]] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def properties(self, type_name: str) -> dict[str, Property]:
        return self.types[type_name]


@functools.cache
def facts() -> Facts:
    """The facts, read once for all emulators of a process, and only when one of them needs them."""
    found = Facts()
    properties: dict[str, Property] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if line.startswith("  "):
            properties[words[0]] = _property(words[1])
        elif words[:1] == ["type"]:
            properties = found.types[words[1]] = {}
        elif words[:1] == ["enum"]:
            found.enums[words[1]] = tuple(words[2:])
        elif words[:1] in (["set"], ["single"]):
            found.resources[words[1]] = _resource(words)
    return found


def _resource(words: list[str]) -> Resource:
    kind, name, type_name, *rest = words
    more = dict(word.split("=", 1) for word in rest)
    lists = {word: frozenset(filter(None, more.get(word, "").split(","))) for word in ("can", "below")}
    return Resource(
        name=name,
        type=type_name,
        single=kind == "single",
        can=lists["can"],
        key=more.get("key", ""),
        alternate=more.get("alternate", ""),
        below=lists["below"],
    )


def _property(code: str) -> Property:
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"{_FILE.name}: what is {code}?")
    return Property(
        kind=match["name"],
        many=bool(match["open"]),
        nullable=bool(match["null"]),
        navigation=bool(match["at"]),
        longest=int(match["longest"]) if match["longest"] else None,
    )
