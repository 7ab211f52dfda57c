# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the official descriptions of XAPI say of types, properties, enumerations and collections. Pure.

They say neither what a property means nor whether it can be written: that is in C(_kinds). The table behind this,
C(_facts), is made from all eleven descriptions that 3CX has published between 20.0.4 and 20.0.10.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import difflib
import functools
import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _facts

# The releases of the description, oldest first. A letter tells apart those of one version.
VERSIONS = _facts.VERSIONS
# How the table writes the types that are none of XAPI's own
SIMPLE_TYPES = frozenset(
    ("bool", "date-time", "decimal", "double", "duration", "float", "int32", "int64", "text", "time", "uint8", "uuid")
)
# How alike two names must be for one to be meant by the other, from 0 to 1
_ALIKE = 0.6
_PROPERTY = re.compile(r" (?P<name>\w+) (?P<type>[\w-]+)(\((?P<longest>\d+)\))?(?P<marks>[\[\]?@]*)(?P<versions> \S+)?")


class Span(t.NamedTuple):
    """The releases of the description that have something: C(since) the first, C(until) the last of them."""

    since: str = VERSIONS[0]
    until: str = VERSIONS[-1]

    @property
    def is_current(self) -> bool:
        """Whether the newest release has it."""
        return self.until == VERSIONS[-1]

    def allows(self, version: tuple[int, ...]) -> bool:
        """Whether a PBX of this version may have it.

        :param version: the first numbers of its version, such as (20, 0, 8). A PBX that is older than the first
            release, or newer than the last, is taken for that.
        """
        asked = min(max(version[:3], _numbers(VERSIONS[0])), _numbers(VERSIONS[-1]))
        return _numbers(self.since) <= asked <= _numbers(self.until)

    def why_not(self, version: tuple[int, ...]) -> str:
        """Why a PBX of this version does not have it: C(came with 20.0.9)."""
        is_too_old = Span(since=self.since).allows(version)
        return f"went with the release after {self.until}" if is_too_old else f"came with {self.since}"


class Property(t.NamedTuple):
    """One property of a type."""

    name: str
    type: str  # one of SIMPLE_TYPES, or the name of a type or of an enumeration
    is_list: bool
    is_nullable: bool
    is_navigation: bool  # it is in no answer unless $expand asks for it
    longest: int | None  # characters of a text; None where the description names no limit
    span: Span


class Collection(t.NamedTuple):
    """An entity set, or the path of a single object."""

    name: str
    type: str
    key: str | None  # the property whose value stands in paths; None for a single object
    operations: t.Mapping[str, Span]  # of get, post, patch and delete, those that there are
    other_keys: t.Mapping[str, Span]  # what stands in paths as well, by its name: Users(Number='100')

    @property
    def is_single(self) -> bool:
        return self.key is None


@functools.cache
def collections() -> t.Mapping[str, Collection]:
    """All collections that can be changed, and those that references are looked up in."""
    return {row.name: row for row in map(_collection, _facts.COLLECTIONS.strip().splitlines())}


@functools.cache
def properties(type_name: str) -> t.Mapping[str, Property]:
    """The properties of a type in the newest release of the description that has them, in alphabetical order.

    Those that newer releases no longer have are among them: see C(Property.span), which begins where a property was of
    the same type already, whether it could be null or how long it could be.

    :raises KeyError: when there is no such type.
    """
    found: dict[str, Property] = {}
    for row in history(type_name):
        before = found.get(row.name, row)
        is_same = (before.type, before.is_list, before.is_navigation) == (row.type, row.is_list, row.is_navigation)
        found[row.name] = row._replace(span=Span(before.span.since, row.span.until)) if is_same else row
    return found


@functools.cache
def history(type_name: str) -> tuple[Property, ...]:
    """The properties of a type, one of them several times where its type has changed, the oldest first.

    :raises KeyError: when there is no such type.
    """
    versions, lines = _types()[type_name]
    return tuple(_property(line, versions) for line in lines)


def is_type(name: str) -> bool:
    """Whether this is the name of a type with properties."""
    return name in _types()


def values(enumeration: str) -> t.Mapping[str, Span]:
    """What a property of this enumeration may be.

    :raises KeyError: when there is no such enumeration.
    """
    return _enumerations()[enumeration]


def is_enumeration(name: str) -> bool:
    return name in _enumerations()


def is_flags(enumeration: str) -> bool:
    """Whether the values of this enumeration are bits, so that a list of them is a set."""
    return f"\n{enumeration}*\n" in _facts.ENUMS


def nearest(name: str, known: t.Iterable[str]) -> str | None:
    """The name that was probably meant, whatever its capitals; None when none is like it.

    C(Forename) is near to C(FirstName) for a person only, but C(Firstname) and C(EMailAddress) are found.
    """
    by_small_letters = {one.lower(): one for one in known}
    found = difflib.get_close_matches(name.lower(), by_small_letters, n=1, cutoff=_ALIKE)
    return by_small_letters[found[0]] if found else None


@functools.cache
def _types() -> t.Mapping[str, tuple[str, list[str]]]:
    """The versions and lines of each type. Most modules need a few types only, so that each is read when it is."""
    return {name: (versions, lines) for name, versions, lines in _blocks(_facts.TYPES)}


@functools.cache
def _enumerations() -> t.Mapping[str, t.Mapping[str, Span]]:
    return {
        name.rstrip("*"): {value: _span(versions) for value, versions in (_halves(line.strip()) for line in lines)}
        for name, _versions, lines in _blocks(_facts.ENUMS)
    }


def _blocks(table: str) -> t.Iterator[tuple[str, str, list[str]]]:
    """The head of each block, its versions, and its lines, which are indented."""
    for block in re.split(r"\n(?! )", table.strip("\n")):
        head, *lines = block.splitlines()
        yield (*_halves(head), lines)


def _halves(line: str) -> tuple[str, str]:
    return line.partition(" ")[0], line.partition(" ")[2]


def _property(line: str, versions_of_type: str) -> Property:
    found = t.cast("re.Match[str]", _PROPERTY.fullmatch(line))
    return Property(
        found["name"],
        found["type"],
        "[]" in found["marks"],
        "?" in found["marks"],
        "@" in found["marks"],
        int(found["longest"]) if found["longest"] else None,
        _span((found["versions"] or versions_of_type).strip()),
    )


def _collection(line: str) -> Collection:
    name, type_name, key, *operations = line.split()
    spans = {operation.partition(":")[0]: _span(operation.partition(":")[2]) for operation in operations}
    return Collection(
        name,
        type_name,
        None if key == "-" else key,
        {operation: span for operation, span in spans.items() if not operation.startswith("by-")},
        {operation[3:]: span for operation, span in spans.items() if operation.startswith("by-")},
    )


def _span(versions: str) -> Span:
    since, until = versions.split("-") if versions else ("", "")
    return Span(since or VERSIONS[0], until or VERSIONS[-1])


def releases() -> list[tuple[int, ...]]:
    """The versions that differ in what they have, as far as a PBX tells its version: oldest first."""
    return sorted(set(map(_numbers, VERSIONS)))


@functools.cache
def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
