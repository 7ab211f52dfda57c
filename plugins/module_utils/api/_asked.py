# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Ask for properties by name (C($select), C($expand)), and go on without those names that a PBX refuses.

A version that does not know a name refuses the whole request: with status 400 that tells the first such name (reported
from live systems), or with another that tells none. Whatever reads by name passes here.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import threading
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors

T = t.TypeVar("T")

#: A property (C(Name)), a related object (C(Template())), or a property of that (C(Template/Id)), at any depth.
Names = tuple[str, ...]
Query = dict[str, str]

#: The statuses with which a PBX refuses a name that it does not know, or a way to ask.
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.NOT_IMPLEMENTED)
_QUOTED = re.compile(r"['\"](\w+)['\"]")


def projection(names: t.Iterable[str]) -> Query:
    """The query options that ask for these names."""
    own: list[str] = []
    inner: dict[str, list[str]] = {}
    for name in names:
        related, slash, inside = name.partition("/")
        if slash or name.endswith("()"):
            inner.setdefault(related.replace("()", ""), []).extend([inside] if inside else [])
        else:
            own.append(name)
    expand = [_expansion(name, inside) for name, inside in inner.items()]
    query = {"$select": ",".join(own), "$expand": ",".join(expand)}
    return {option: value for option, value in query.items() if value}


def _expansion(name: str, inside: t.Iterable[str]) -> str:
    options = ";".join(f"{option}={value}" for option, value in projection(inside).items())
    return f"{name}({options})" if options else name


def names_of(query: t.Mapping[str, str]) -> Names:
    """The names that query options ask for: those of which C(projection) makes the same options."""
    found = _split(query.get("$select", ""), ",")
    for item in _split(query.get("$expand", ""), ","):
        related, _parenthesis, rest = item.partition("(")
        options = dict(option.split("=", 1) for option in _split(rest[:-1], ";"))
        found += [f"{related}()", *(f"{related}/{inside}" for inside in names_of(options))]
    return tuple(found)


def _split(text: str, separator: str) -> list[str]:
    """The parts of a text between separators that stand in no parentheses."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if char == separator and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return [part for part in parts if part]


def completed(entity: t.Mapping[str, t.Any], names: Names, arrays: t.Collection[str]) -> dict[str, t.Any]:
    """An entity with null for each property that was asked for by name and is not there.

    Some versions leave out what is null (reported from a live 20.0.9). An array is never null (official OpenAPI
    description): where one is missing, the PBX keeps large properties back, and what else is missing may be there.

    :param arrays: which of the properties are arrays.
    """
    missing = [name for name in names if name not in entity and not objects_of(name)]
    return dict(entity) if set(arrays).intersection(missing) else {**dict.fromkeys(missing), **entity}


class Asking:
    """Reads by name from one PBX, and keeps in mind what it refuses. Thread-safe.

    :param warn: called with one sentence for each refused name.
    """

    def __init__(self, warn: t.Callable[[str], None]) -> None:
        self._warn = warn
        self._guard = threading.Lock()
        self._refused: dict[str, set[str]] = {}

    def refused(self, entity_set: str) -> frozenset[str]:
        """The names that the PBX has refused so far."""
        with self._guard:
            return frozenset(self._refused.get(entity_set, ()))

    def read(
        self, entity_set: str, names: Names, read: t.Callable[[Query], T], *, has_key: bool = True
    ) -> tuple[T, Names]:
        """Read with these names, or without those that the PBX refuses.

        :param names: the key of the entity set first; there is no going on without it.
        :param read: reads with some query options.
        :param has_key: whether there is a key at all, as there is none of a single object.
        :returns: what was read, and the names that it was read with.
        :raises ApiError: when the names are not the reason, so that nothing helps.
        """
        asked = self._without(names, self.refused(entity_set))
        try:
            return read(projection(asked)), asked
        except _errors.ApiError as error:
            if isinstance(error, _errors.NotFoundError) or error.status not in REFUSALS:
                raise
            refusal = error
        while refused := _find_refused(asked, refusal, read):
            asked = self._without(asked, refused)
            if has_key and names[0] not in asked and not all(map(objects_of, asked)):
                break
            try:
                found = read(projection(asked))
            except _errors.ApiError as error:
                refusal = error
                continue
            self._remember(entity_set, [name for name in names if name not in asked])
            return found, asked
        raise refusal

    @staticmethod
    def _without(names: Names, refused: t.Collection[str]) -> Names:
        return tuple(name for name in names if not {name, *objects_of(name)}.intersection(refused))

    def _remember(self, entity_set: str, refused: t.Iterable[str]) -> None:
        with self._guard:
            known = self._refused.setdefault(entity_set, set())
            fresh = [name for name in refused if name not in known]
            known.update(fresh)
        told = outermost(fresh)
        if told:
            self._warn(
                f"The PBX refuses to tell {', '.join(name.replace('()', '') for name in told)} of {entity_set}, which"
                " its version may not know. Going on without."
            )


def objects_of(name: str) -> Names:
    """The related objects that a name asks for or asks inside of, as names, the outermost first."""
    places = [place for place, char in enumerate(name) if char == "/"]
    return (*(f"{name[:place]}()" for place in places), *([name] if name.endswith("()") else []))


def outermost(names: t.Sequence[str]) -> Names:
    """These names without those that ask inside of an object that is among them."""
    return tuple(name for name in names if not set(objects_of(name)).intersection(names) - {name})


def _find_refused(names: Names, refusal: _errors.ApiError, read: t.Callable[[Query], object]) -> set[str]:
    """Which of the names a PBX refuses; none where they are not the reason.

    It is the one that the refusal quotes. Otherwise the request is tried with fewer and fewer names.
    """
    texts = [refusal.server.message, *(row["message"] for row in refusal.server.details)]
    quoted = {name for text in texts for name in _QUOTED.findall(text)}
    told = [name for name in names if re.split("/", name.replace("()", ""))[-1] in quoted]
    if len(told) == 1 and refusal.status == HTTPStatus.BAD_REQUEST:
        return set(told)

    def refuses(some: t.Sequence[str]) -> bool:
        try:
            read(projection(some))
        except _errors.ApiError as error:
            if isinstance(error, _errors.NotFoundError) or error.status not in REFUSALS:
                raise
            return True
        return False

    if not names or refuses(()) or (refusal.status != HTTPStatus.BAD_REQUEST and not refuses(names)):
        # The refusal has another reason, or had one that has passed.
        return set()
    related = {name for name in names if objects_of(name)}
    # Where each name is taken by itself, it is all objects or all properties together that are not.
    wholes = (related, set(names) - related)
    found = _refused_of(names, refuses)
    fitting = (whole for whole in wholes if not refuses([name for name in names if name not in whole]))
    return found or next(fitting, set(names))


def _refused_of(names: Names, refuses: t.Callable[[Names], bool]) -> set[str]:
    """Which of names that are refused together are refused by themselves."""
    if len(names) == 1:
        return set(names)
    halves = (names[: len(names) // 2], names[len(names) // 2 :])
    return {name for half in halves if refuses(half) for name in _refused_of(half, refuses)}
