# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Objects as the PBX shows them, made into what a person writes: the form that goes in again. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import looks_secret
from ansible_collections.telephony.threecx.plugins.module_utils.api._urls import without_logins
from ansible_collections.telephony.threecx.plugins.module_utils.api._values import is_mac, normalise_mac
from ansible_collections.telephony.threecx.plugins.module_utils.config import _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config._decisions import (
    Decision,
    Keyed,
    Kind,
    List,
    MacAddress,
    Positional,
    Reference,
    Secret,
    Unordered,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config._kinds import Field
from ansible_collections.telephony.threecx.plugins.module_utils.config._query import (
    Version,
    has_properties,
    only_of,
    readable,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config._references import (
    Index,
    Row,
    Unresolved,
    alias_of,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config._spelling import spell

Value = t.Any


class Problem(t.NamedTuple):
    """Something about the configuration that a person must look at.

    :param path: where, from the object on.
    """

    path: str
    problem: str


@dataclass
class Exported:
    """One object in the form that goes in again.

    :ivar value: its configuration, the key first and the rest in alphabetical order.
    :ivar omitted: the paths of the secrets that it may have.
    :ivar departments: the names of the departments that it refers to.
    """

    value: dict[str, Value] = field(default_factory=dict)
    omitted: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    departments: set[str] = field(default_factory=set)


def export(kind: Kind, entity: Row, index: Index, version: Version) -> Exported:
    """Make one object of the PBX into what a person would write.

    What can be null and is left out is null (reported from live systems).
    """
    return _Export(index, version).of(kind, entity)


def key_of(kind: Kind, value: Row) -> tuple[str, ...]:
    """The natural key of an exported object; empty for the one object of a singleton."""
    return tuple("" if value.get(name) is None else str(value[name]) for name in kind.key)


class _Export:
    """The export of one object, with what is told besides."""

    def __init__(self, index: Index, version: Version) -> None:
        self._index = index
        self._version = version
        self._told = Exported()

    def of(self, kind: Kind, entity: Row) -> Exported:
        value = self._object(readable(_kinds.type_of(kind.name), (), self._version), entity, "")
        alias = alias_of(kind, entity)
        if alias is not None:
            value[kind.key[0]] = alias
        first = {name: value[name] for name in kind.key if name in value}
        self._told.value = {**first, **value}
        return self._told

    def _object(self, fields: t.Iterable[Field], entity: Row, path: str) -> dict[str, Value]:
        found = {}
        for one in fields:
            place = f"{path}.{one.name}" if path else one.name
            if is_secret(one.decision, entity) or _gives_access(entity.get(one.name)):
                self._told.omitted.append(place)
            elif one.name in entity or one.described.is_nullable:
                found[one.name] = self._property(one, entity.get(one.name), place)
            else:
                self._tell(place, "was asked for, and the PBX does not show it")
        return found

    def _property(self, one: Field, value: Value, path: str) -> Value:
        if one.described.is_list:
            return self._list(one, value, path)
        if value is None:
            return None
        return self._single(one, one.decision, value, path)

    def _list(self, one: Field, value: Value, path: str) -> list[Value] | None:
        if not isinstance(value, list):
            if value is not None:
                self._tell(path, f"is no list but {type(value).__name__}")
            return None if one.described.is_nullable else []
        decision = one.decision
        elements = _without_padding(decision, value) if isinstance(decision, Positional) else value
        inner = decision.of if isinstance(decision, List) and decision.of is not None else None
        found = [
            None if element is None else self._single(one, inner, element, f"{path}[{position}]")
            for position, element in enumerate(elements)
        ]
        return found if not isinstance(decision, List) else sorted_as(decision, found)

    def _single(self, one: Field, decision: Decision | None, value: Value, path: str) -> Value:
        if isinstance(decision, Reference):
            return self._reference(decision, value, path)
        if has_properties(one):
            if isinstance(value, dict):
                return self._object(readable(one.described.type, only_of(one), self._version), value, path)
            self._tell(path, f"is no object but {type(value).__name__}")
            return None
        if isinstance(value, (dict, list)):
            return self._no_value(value, path)
        if isinstance(decision, MacAddress) and is_mac(value):
            return normalise_mac(value)
        return spell(one.described.type, value)

    def _reference(self, reference: Reference, value: Value, path: str) -> Value:
        stored = value.get(reference.inside) if isinstance(value, dict) else value
        if isinstance(stored, (dict, list)):
            return self._no_value(stored, path)
        if stored in reference.none:
            return None
        name = self._index.name(reference, stored)
        if isinstance(name, Unresolved):
            self._tell(path, f"refers to {stored!r}, but {name.why}")
            return stored
        if reference.to == "Groups":
            self._told.departments.add(name)
        return name

    def _no_value(self, value: Value, path: str) -> None:
        self._tell(path, f"is no value but {type(value).__name__}")

    def _tell(self, path: str, problem: str) -> None:
        self._told.problems.append(Problem(path, problem))


def is_secret(decision: Decision, entity: Row) -> bool:
    """Whether a property of an object is a secret. Of variables that have a name, only the name tells."""
    return isinstance(decision, Secret) and (not decision.named_by or looks_secret(entity.get(decision.named_by)))


def _gives_access(value: Value) -> bool:
    """Whether a value is a URL with a login or a token, which could only be shown with a part of it missing.

    What has several lines is a template, in which variables stand in for them.
    """
    return isinstance(value, str) and "\n" not in value and without_logins(value) != value


def sorted_as(decision: List, elements: list[Value]) -> list[Value]:
    """The elements of a list in the order that they have, or, where that means nothing, in an order of their own."""
    if isinstance(decision, Unordered):
        return sorted(elements, key=_text)
    if isinstance(decision, Keyed) and not decision.is_ordered:
        return sorted(elements, key=lambda element: _sort_key(decision, element))
    return elements


def _sort_key(decision: Keyed, element: Value) -> tuple[list[str], str]:
    key = [_text(element.get(name)) for name in decision.by] if isinstance(element, dict) else []
    return key, _text(element)


def _text(value: Value) -> str:
    return json.dumps(value, sort_keys=True)


def _without_padding(decision: Positional, elements: list[Value]) -> list[Value]:
    """The places up to the last one that means something."""
    name, empty = decision.empty
    used = [
        position
        for position, element in enumerate(elements)
        if not (isinstance(element, dict) and element.get(name) == empty)
    ]
    return elements[: used[-1] + 1] if used else []
