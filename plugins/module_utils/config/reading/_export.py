# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Objects as the PBX shows them, made into what a person writes: the form that goes in again. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import json
import typing as t
from dataclasses import dataclass, field

from ansible_collections.telephony.threecx.plugins.module_utils.api import _secrets, _urls, _values
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import (
    _decisions,
    _kinds,
    _objects,
    _spelling,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _references

Value = t.Any
_NUMBERS = (bool, int, float)
_NOT_SHOWN = "was asked for, and the PBX does not show it"
# To order the elements of lists
_SORTED = json.JSONEncoder(sort_keys=True)


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
    :ivar departments: the names of the departments that it refers to; of one that is not known, why it has no name.
    """

    value: dict[str, Value] = field(default_factory=dict)
    omitted: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    departments: set[str | _references.Unresolved] = field(default_factory=set)


def export(
    kind: _decisions.Kind,
    entity: _references.Row,
    index: _references.Index,
    version: _query.Version,
    *,
    only: t.Collection[str] = (),
    to_compare: bool = False,
    gaps: _query.Gaps = _query.NO_GAPS,
) -> Exported:
    """Make one object of the PBX into what a person would write.

    What can be null and is left out is null (reported from live systems).

    :param only: these of its properties alone; all of them when it is empty.
    :param to_compare: whether secrets are wanted too, as the PBX shows them, and lists in the order that they have. No
        part of such a value may be shown.
    :param gaps: what the PBX has refused to tell, so that it is left out.
    """
    return _Export(index, version, gaps, to_compare=to_compare).of(kind, entity, tuple(sorted(only)))


def key_of(kind: _decisions.Kind, value: _references.Row) -> tuple[str, ...]:
    """The natural key of an exported object; empty for the one object of a singleton."""
    return tuple("" if value.get(name) is None else str(value[name]) for name in kind.key)


class _Step(t.NamedTuple):
    """How one property of an object is exported: worked out once, since there may be thousands of objects.

    :param is_plain: whether a value that is shown goes out as it came in.
    :param is_null: whether it is null, and nothing else, where the PBX shows no value.
    :param element: what the property means, or each element of the list that it holds.
    :param inside: the type and the properties of the object, or of each element, that it holds; None for a value.
    """

    name: str
    is_plain: bool
    is_null: bool
    field: _kinds.Field
    element: _decisions.Decision | None
    inside: tuple[str, tuple[str, ...]] | None


@functools.cache
def _steps(type_name: str, only: tuple[str, ...], version: _query.Version, gaps: _query.Gaps) -> tuple[_Step, ...]:
    return tuple(_step(one) for one in _query.readable(type_name, only, version, gaps))


def _step(one: _kinds.Field) -> _Step:
    decision, described = one.decision, one.described
    inside = (described.type, _query.only_of(one)) if _query.has_properties(one) else None
    changes = isinstance(
        decision, (_decisions.Reference, _decisions.Secret, _decisions.MacAddress)
    ) or _spelling.is_spelt(described.type)
    is_plain = inside is None and not described.is_list and not changes
    element = decision if not described.is_list else decision.of if isinstance(decision, _decisions.List) else None
    is_null = described.is_nullable and not isinstance(decision, _decisions.Secret)
    return _Step(one.name, is_plain, is_null, one, element, inside)


class _Export:
    """The export of one object, with what is told besides."""

    def __init__(
        self, index: _references.Index, version: _query.Version, gaps: _query.Gaps, *, to_compare: bool
    ) -> None:
        self._index = index
        self._version = version
        self._gaps = gaps
        self._to_compare = to_compare
        self._told = Exported()

    def of(self, kind: _decisions.Kind, entity: _references.Row, only: tuple[str, ...]) -> Exported:
        value = self._object(_kinds.type_of(kind.name), only, entity, "")
        alias = _references.alias_of(kind, entity)
        if alias is not None and (not only or kind.key[0] in only):
            value[kind.key[0]] = alias
        first = {name: value[name] for name in kind.key if name in value}
        self._told.value = {**first, **value}
        return self._told

    def _object(self, type_name: str, only: tuple[str, ...], entity: _references.Row, path: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        steps = _steps(type_name, only, self._version, self._gaps)
        for step in steps:
            name = step.name
            value = entity.get(name)
            is_kept_back = value is None and step.inside is not None and _is_kept_back(step, steps, entity)
            if value is None and step.is_null and not is_kept_back:
                found[name] = None
            elif step.is_plain and (
                isinstance(value, _NUMBERS) or (isinstance(value, str) and not gives_access(value))
            ):
                found[name] = value
            elif is_kept_back:
                self._tell(f"{path}.{name}" if path else name, _NOT_SHOWN)
            else:
                self._add(found, step, entity, f"{path}.{name}" if path else name)
        return found

    def _add(self, found: dict[str, Value], step: _Step, entity: _references.Row, place: str) -> None:
        """Add one property to what was found of an object, or tell why not."""
        value = entity.get(step.name)
        if is_secret(step.field.decision, entity) or gives_access(value):
            self._told.omitted.append(place)
            if self._to_compare and step.name in entity:
                found[step.name] = value
        elif step.name in entity or step.field.described.is_nullable:
            found[step.name] = self._property(step, value, place)
        else:
            self._tell(place, _NOT_SHOWN)

    def _property(self, step: _Step, value: Value, path: str) -> Value:
        if step.field.described.is_list:
            return self._list(step, value, path)
        return None if value is None else self._single(step, value, path)

    def _list(self, step: _Step, value: Value, path: str) -> list[Value] | None:
        if not isinstance(value, list):
            if value is not None:
                self._tell(path, f"is no list but {type(value).__name__}")
            return None if step.field.described.is_nullable else []
        decision = step.field.decision
        elements = _without_padding(decision, value) if isinstance(decision, _decisions.Positional) else value
        found = [
            None if element is None else self._single(step, element, f"{path}[{position}]")
            for position, element in enumerate(elements)
        ]
        if self._to_compare or not isinstance(decision, _decisions.List):
            return found
        return sorted_as(decision, _without_foreign(decision, found))

    def _single(self, step: _Step, value: Value, path: str) -> Value:
        if isinstance(step.element, _decisions.Reference):
            return self._reference(step.element, value, path)
        if step.inside is not None:
            if isinstance(value, dict):
                return self._object(*step.inside, value, path)
            self._tell(path, f"is no object but {type(value).__name__}")
            return None
        if isinstance(value, (dict, list)):
            return self._no_value(value, path)
        if isinstance(step.element, _decisions.MacAddress) and _values.is_mac(value):
            return _values.normalise_mac(value)
        return _spelling.spell(step.field.described.type, value)

    def _reference(self, reference: _decisions.Reference, value: Value, path: str) -> Value:
        stored = value.get(reference.inside) if isinstance(value, dict) else value
        if isinstance(stored, (dict, list)):
            return self._no_value(stored, path)
        if stored in reference.none:
            return None
        name = self._index.name(reference, stored)
        if reference.to == "Groups" and not (isinstance(name, str) and name.startswith(_objects.FAVORITES)):
            self._told.departments.add(name)
        if isinstance(name, _references.Unresolved):
            self._tell(path, f"refers to {stored!r}, but {name.why}")
            return stored
        return name

    def _no_value(self, value: Value, path: str) -> None:
        self._tell(path, f"is no value but {type(value).__name__}")

    def _tell(self, path: str, problem: str) -> None:
        self._told.problems.append(Problem(path, problem))


def _is_kept_back(step: _Step, steps: t.Iterable[_Step], entity: _references.Row) -> bool:
    """Whether a PBX may have what it does not show, since it keeps large properties of this object back.

    An array is never null (official OpenAPI description), so that one which is missing tells (reported from live
    systems).
    """
    return step.name not in entity and any(_is_array(other) and other.name not in entity for other in steps)


def _is_array(step: _Step) -> bool:
    return step.field.described.is_list and not step.field.described.is_nullable


def is_secret(decision: _decisions.Decision, entity: _references.Row) -> bool:
    """Whether a property of an object is a secret. Of a variable only the name tells: without one, it counts as one."""
    if not isinstance(decision, _decisions.Secret) or not decision.named_by:
        return isinstance(decision, _decisions.Secret)
    name = entity.get(decision.named_by)
    return not isinstance(name, str) or _secrets.looks_secret(name)


def gives_access(value: Value) -> bool:
    """Whether a value is or holds a URL with a login or a token, which could only be shown with a part of it missing.

    What has several lines is a template, in which variables stand in for them. A line break around a single line, as a
    block of YAML leaves it, makes none of it.
    """
    if isinstance(value, list):
        return any(map(gives_access, value))
    return isinstance(value, str) and "\n" not in value.strip() and _urls.without_logins(value) != value


def sorted_as(decision: _decisions.List, elements: list[Value]) -> list[Value]:
    """The elements of a list in the order that they have, or, where that means nothing, in an order of their own."""
    if len(elements) <= 1:
        return elements
    if isinstance(decision, _decisions.Unordered):
        return sorted(elements, key=_text)
    if isinstance(decision, _decisions.Keyed) and not decision.is_ordered:
        return _sorted_by(decision.by, elements)
    return elements


def _sorted_by(names: tuple[str, ...], elements: list[Value]) -> list[Value]:
    keys = [[_text(row.get(name)) for name in names] if isinstance(row, dict) else [] for row in elements]
    # What else they hold is only looked at where these do not tell them apart.
    are_different = len(set(map(tuple, keys))) == len(keys)
    rest = [""] * len(keys) if are_different else [_text(row) for row in elements]
    return [elements[place] for place in sorted(range(len(keys)), key=lambda place: (keys[place], rest[place]))]


def _text(value: Value) -> str:
    return _SORTED.encode(value)


def _without_foreign(decision: _decisions.List, elements: list[Value]) -> list[Value]:
    """The elements but for those of other people."""
    if not isinstance(decision, _decisions.Keyed) or not decision.foreign:
        return elements
    return [element for element in elements if not decision.is_foreign(element)]


def _without_padding(decision: _decisions.Positional, elements: list[Value]) -> list[Value]:
    """The places up to the last one that means something."""
    name, empty = decision.empty
    used = [
        position
        for position, element in enumerate(elements)
        if not (isinstance(element, dict) and element.get(name) == empty)
    ]
    return elements[: used[-1] + 1] if used else []
