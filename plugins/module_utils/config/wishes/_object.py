# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The properties of one object that a user wants, checked at every depth. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _values
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _simple

Given = t.Mapping[str, t.Any]
_KEEP = "leave it out to keep what the PBX has."
_NO_NULL_LIST = "is null, which no list can be; [] empties it, and what is left out stays as it is."


class _Step(t.NamedTuple):
    """How one property of an object is read: worked out once, since there may be thousands of objects.

    :param goes_in: whether a value needs no further look.
    :param element: what the property means, or each element of the list that it holds.
    :param inside: the type and the properties of the object, or of each element, that it holds; None for a value.
    """

    field: _kinds.Field
    may_be_null: bool
    goes_in: t.Callable[[t.Any], bool]
    element: _decisions.Decision | None
    inside: tuple[str, tuple[str, ...]] | None


class Reading:
    """The reading of one object.

    :ivar secrets: those that it holds, by their paths.
    :ivar problems: all that is wrong: paths, and the rest of a sentence about each.
    """

    def __init__(self, kind: _decisions.Kind) -> None:
        self._kind = kind
        self.secrets: dict[str, str] = {}
        self.problems: list[tuple[str, str]] = []

    def read(self, given: Given) -> dict[str, t.Any]:
        """What can be read of the object, in the spelling of an export and without its secrets."""
        return self._object(_kinds.type_of(self._kind.name), (), given, "")

    def _object(self, type_name: str, only: tuple[str, ...], given: Given, path: str) -> dict[str, t.Any]:
        steps = _steps(type_name, only)
        found: dict[str, t.Any] = {}
        for name, value in given.items():
            step = steps.get(name)
            if step is not None and (step.may_be_null if value is None else step.goes_in(value)):
                found[name] = value
                continue
            place = f"{path}.{name}" if path else str(name)
            if step is None:
                self._tell(place, why_not(self._kind, type_name, only, str(name)))
            elif _export.is_secret(step.field.decision, given):
                self._secret(step.field.decision, value, place)
            else:
                read = self._property(step, value, place)
                if not isinstance(read, _simple.Wrong):
                    found[name] = read
        return found

    def _secret(self, decision: _decisions.Decision, value: t.Any, path: str) -> None:
        read = _simple.read_secret(value) if value is not None else _simple.Wrong(f"is null; {_KEEP}")
        if isinstance(decision, _decisions.Secret) and decision.named_by:
            read = _simple.Wrong(
                f"counts as a secret by its {decision.named_by}, or for want of one, and no export shows it; leave it"
                " out, and set it with threecx_xapi or in the admin console."
            )
        if isinstance(read, _simple.Wrong):
            self._tell(path, read.why)
        else:
            self.secrets[path] = read

    def _property(self, step: _Step, value: t.Any, path: str) -> t.Any | _simple.Wrong:
        if value is None:
            is_list = step.field.described.is_list
            return self._wrong(path, _NO_NULL_LIST if is_list else f"is null, which it cannot be; {_KEEP}")
        if step.field.described.is_list:
            return self._list(step, value, path)
        return self._single(step, value, path)

    def _list(self, step: _Step, value: t.Any, path: str) -> list[t.Any] | _simple.Wrong:
        if not isinstance(value, list):
            return self._wrong(path, f"is {_values.sort_of(value)}; it must be a list.")
        decision = step.field.decision
        places = [f"{path}[{position}]" for position in range(len(value))]
        read = {place: self._element(step, element, place) for place, element in zip(places, value)}
        if isinstance(decision, _decisions.Positional) and len(value) > decision.places:
            self._tell(path, f"has {len(value)} elements; there are {decision.places} places.")
        if isinstance(decision, _decisions.Keyed):
            self._check_keys(step.field.described.type, decision, dict(zip(places, value)), read)
        elif isinstance(decision, _decisions.Unordered):
            self._check_twins(
                {place: (element,) for place, element in read.items() if not isinstance(element, _simple.Wrong)}
            )
        return list(read.values())

    def _check_keys(self, type_name: str, decision: _decisions.Keyed, given: Given, read: Given) -> None:
        """Whether each element has what it is told apart by and must say, and no other has the same."""
        keys: dict[str, tuple[t.Any, ...]] = {}
        for place, element in read.items():
            if isinstance(element, _simple.Wrong):
                continue
            self._check_needs(decision, given[place], place)
            for name in decision.by:
                if name not in given[place]:
                    self._tell(place, f"has no {name}; the elements are told apart by {' and '.join(decision.by)}.")
                elif element.get(name, "") is None and _query.reference_of(_steps(type_name, ())[name].field):
                    self._tell(f"{place}.{name}", "is null; the element means nothing without it.")
            if set(decision.by) <= set(element):
                keys[place] = tuple(element[name] for name in decision.by)
        self._check_twins(keys)

    def _check_needs(self, decision: _decisions.Keyed, element: Given, place: str) -> None:
        for name in decision.needs:
            if name not in element:
                self._tell(place, f"has no {name}; write null for it where the element is to have none.")

    def _check_twins(self, keys: t.Mapping[str, tuple[t.Any, ...]]) -> None:
        seen: dict[tuple[t.Any, ...], str] = {}
        for place, key in keys.items():
            if key in seen:
                shown = ", ".join("null" if part is None else str(part) for part in key)
                self._tell(place, f"is '{shown}' again, like {seen[key]}; each may stand there once.")
            seen.setdefault(key, place)

    def _element(self, step: _Step, value: t.Any, path: str) -> t.Any | _simple.Wrong:
        return self._wrong(path, "is null; leave it out.") if value is None else self._single(step, value, path)

    def _single(self, step: _Step, value: t.Any, path: str) -> t.Any | _simple.Wrong:
        """A value, or one element of a list."""
        if step.inside is not None:
            if isinstance(value, dict):
                return self._object(*step.inside, value, path)
            return self._wrong(path, f"is {_values.sort_of(value)}; it must be a mapping of properties.")
        read = _simple.read_value(step.field.described, step.element, value)
        return self._wrong(path, read.why) if isinstance(read, _simple.Wrong) else read

    def _wrong(self, path: str, why: str) -> _simple.Wrong:
        self._tell(path, why)
        return _simple.Wrong(why)

    def _tell(self, path: str, why: str) -> None:
        self.problems.append((path, why))


@functools.cache
def _steps(type_name: str, only: tuple[str, ...]) -> t.Mapping[str, _Step]:
    """What can be set of a type, by name."""
    return {one.name: _step(one) for one in _kinds.configured(type_name, only)}


def _step(one: _kinds.Field) -> _Step:
    decision, described, reference = one.decision, one.described, _query.reference_of(one)
    may_be_null = described.is_nullable if reference is None else None in reference.none
    return _Step(
        one,
        may_be_null and not described.is_list and not isinstance(decision, _decisions.Secret),
        _simple.goes_in(described, decision),
        decision if not described.is_list else decision.of if isinstance(decision, _decisions.List) else None,
        (described.type, _query.only_of(one)) if _query.has_properties(one) else None,
    )


def why_not(kind: _decisions.Kind, type_name: str, only: tuple[str, ...], name: str) -> str:
    """Why a property cannot be set, and which one may be meant."""
    known = _schema.properties(type_name).get(name)
    if known is None:
        return _unknown(kind, type_name, only, name)
    if not known.span.is_current:
        return f"has been taken out of the API after {known.span.until}; threecx_xapi can set it on older systems."
    decision = next(one.decision for one in _kinds.fields(type_name) if one.name == name)
    if decision.is_configuration:
        return f"cannot be set here, where {' and '.join(only)} can."
    why = getattr(decision, "why", "")
    if isinstance(decision, _decisions.Twin):
        return f"says the same as another property or kind, which is to be given in its place: {why}."
    if isinstance(decision, _decisions.Refused):
        return f"is not written: {why}. threecx_xapi can set what you are sure of."
    return f"cannot be set: {why}."


def _unknown(kind: _decisions.Kind, type_name: str, only: tuple[str, ...], name: str) -> str:
    elsewhere = _paths(kind.name).get(name)
    near = _schema.nearest(name, _steps(type_name, only))
    if elsewhere is not None and (near is None or near.lower() != name.lower()):
        return f"is no property here; there is {elsewhere}."
    if near:
        return f"is no property; did you mean {near}?"
    return f"is no property; threecx_config_info shows those that {kind.name} have."


@functools.cache
def _paths(kind_name: str) -> t.Mapping[str, str]:
    """Where the names stand that can be set of a kind, those on top first."""
    found: dict[str, str] = {}
    waiting: list[tuple[str, tuple[str, ...], str]] = [(_kinds.type_of(kind_name), (), kind_name)]
    for type_name, only, path in waiting:
        new = {name: step for name, step in _steps(type_name, only).items() if name not in found}
        found.update({name: f"{path}.{name}" for name in new})
        waiting += [(*step.inside, found[name]) for name, step in new.items() if step.inside is not None]
    return found
