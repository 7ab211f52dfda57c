# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The names by which a user refers to other objects, and what becomes of them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t
from dataclasses import replace

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _differences
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish

Natural = t.Any
_Rename = t.Callable[[_decisions.Reference, str, str], Natural]
_Part = tuple[str, tuple[str, ...]]


class Resolved(t.NamedTuple):
    """A target with every object that it refers to by the name that an export has for it.

    :param problems: what is wrong with references, as complete sentences.
    :param nowhere: those of them that are about one which leads nowhere, with the property of the object that holds it.
    """

    target: _wish.Target
    problems: list[str]
    nowhere: dict[str, str]


def resolve(target: _wish.Target, index: _references.Index, *, goes: bool = False) -> Resolved:
    """Call all that a target refers to what an export calls it.

    :param goes: whether it is to be absent. It is so where its key names what is not there: one task may delete both,
        and be run again.
    """
    problems: list[str] = []
    nowhere: dict[str, str] = {}

    def rename(reference: _decisions.Reference, name: str, path: str) -> str:
        found = index.stored(reference, name)
        is_of_key = goes and _differences.top(path) in target.kind.key
        if isinstance(found, _references.Unresolved) and not (is_of_key and found.is_gone):
            problems.append(f"{target.place}.{path}: {found.why}{'' if found.why.endswith('?') else '.'}")
            nowhere[problems[-1]] = _differences.top(path)
        return index.canonical(reference, name)

    renamed = _Renaming(rename, lambda path, why: problems.append(f"{target.place}.{path}: {why}"))
    value = renamed.object((_kinds.type_of(target.kind.name), ()), target.value, "")
    return Resolved(replace(target, value=value, key=_export.key_of(target.kind, value)), problems, nowhere)


def referenced(kind: _decisions.Kind, value: t.Mapping[str, Natural]) -> list[tuple[_decisions.Reference, str]]:
    """All that an object refers to, and by which names.

    :param value: the object, or some of its properties, in the form of an export.
    """
    found: list[tuple[_decisions.Reference, str]] = []

    def note(reference: _decisions.Reference, name: str, _path: str) -> str:
        found.append((reference, name))
        return name

    _Renaming(note, lambda _path, _why: None).object((_kinds.type_of(kind.name), ()), value, "")
    return found


def pending(
    kind: _decisions.Kind, value: t.Mapping[str, Natural], index: _references.Index
) -> set[_references.Pending]:
    """The objects that must be created before these properties of an object can be written.

    :param value: what is wanted of them, in the form of an export.
    """
    stored = (index.stored(reference, name) for reference, name in referenced(kind, value))
    return {one for one in stored if isinstance(one, _references.Pending)}


class _Renaming:
    """Goes through all names of other objects in one, and gives each another name.

    :param rename: gets the reference, the name and where it stands.
    :param tell: gets where something is wrong, and what.
    """

    def __init__(self, rename: _Rename, tell: t.Callable[[str, str], None]) -> None:
        self._rename = rename
        self._tell = tell

    def object(self, part: _Part, given: t.Mapping[str, Natural], path: str) -> dict[str, Natural]:
        refers = _referring(part)
        return {
            name: self._property(refers[name], value, f"{path}.{name}" if path else name) if name in refers else value
            for name, value in given.items()
        }

    def _property(self, field: _kinds.Field, value: Natural, path: str) -> Natural:
        if not isinstance(value, list):
            return self._single(field, value, path)
        renamed = [self._single(field, element, f"{path}[{position}]") for position, element in enumerate(value)]
        if renamed != value:
            self._check_twins(field, renamed, path)
        return renamed

    def _single(self, field: _kinds.Field, value: Natural, path: str) -> Natural:
        reference = _query.reference_of(field)
        if reference is not None:
            return value if value is None else self._rename(reference, value, path)
        if isinstance(value, t.Mapping):
            return self.object((field.described.type, _query.only_of(field)), value, path)
        return value

    def _check_twins(self, field: _kinds.Field, elements: list[Natural], path: str) -> None:
        """An object can be given twice, by both of its names."""
        decision = field.decision
        if not isinstance(decision, (_decisions.Keyed, _decisions.Unordered)):
            return
        seen: dict[object, int] = {}
        for position, element in enumerate(elements):
            key = _differences.key_of_element(decision, element) if isinstance(decision, _decisions.Keyed) else element
            first = seen.setdefault(key, position)
            if first != position:
                again = _differences.label(decision, element)
                self._tell(f"{path}[{position}]", f"is {again} again, like {path}[{first}]; each may stand there once.")


@functools.cache
def _referring(part: _Part) -> t.Mapping[str, _kinds.Field]:
    """The properties of a type that refer to other objects, or hold what does."""
    return {field.name: field for field in _query.readable(*part, None) if _refers(field, frozenset())}


def _refers(field: _kinds.Field, above: frozenset[_Part]) -> bool:
    if _query.reference_of(field) is not None:
        return True
    part = (field.described.type, _query.only_of(field))
    if not _query.has_properties(field) or part in above:
        return False
    return any(_refers(inner, above | {part}) for inner in _query.readable(*part, None))
