# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the PBX stores where one object refers to another, and what people call that object. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config import _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config._decisions import Kind, Reference

Row = t.Mapping[str, t.Any]


class Unresolved(t.NamedTuple):
    """Why the object that a reference means has no name."""

    why: str


class Index:
    """The names of the objects that others refer to.

    :param rows: all objects of each kind that is referred to, as the PBX lists them.
    :param unavailable: why a kind cannot be read, for those that cannot.
    """

    def __init__(self, rows: t.Mapping[str, t.Iterable[Row]], unavailable: t.Mapping[str, str]) -> None:
        self._unavailable = unavailable
        self._names: dict[tuple[str, str], dict[object, set[str]]] = {}
        self._add_all(rows)

    def _add_all(self, rows: t.Mapping[str, t.Iterable[Row]]) -> None:
        for kind_name, entities in rows.items():
            for entity in entities:
                for stored in STORED.get(kind_name, ()):
                    names = self._names.setdefault((kind_name, stored), {})
                    value = entity.get(stored)
                    if isinstance(value, (str, int)):
                        names.setdefault(value, set()).add(name_of(kind_name, entity))

    def name(self, reference: Reference, value: object) -> str | Unresolved:
        """What people call the object that this value stands for.

        :param value: what the PBX has stored; not one that refers to nothing.
        """
        names = self._names.get((reference.to, reference.stored), {}).get(value, set())
        if len(names) == 1:
            return next(iter(names))
        if names:
            return Unresolved(f"several {reference.to} have the {reference.stored} {value!r}")
        if reference.to in self._unavailable:
            # A number is its own name; only whether it leads anywhere is not known then.
            is_name = isinstance(value, str) and reference.stored in _key_of(reference.to)
            return str(value) if is_name else Unresolved(f"{reference.to} cannot be read")
        return Unresolved(f"there is no object of {reference.to} with the {reference.stored} {value!r}")


def name_of(kind_name: str, entity: Row) -> str:
    """What people call an object that others can refer to: the value of its key, or its other name."""
    kind = _kinds.KINDS.get(kind_name)
    alias = None if kind is None else alias_of(kind, entity)
    return alias or ", ".join(str(entity.get(name)) for name in _key_of(kind_name))


def alias_of(kind: Kind, entity: Row) -> str | None:
    """The other name of the one object of a kind that has one."""
    return kind.alias[1] if kind.alias is not None and entity.get(kind.alias[0]) is True else None


def _key_of(kind_name: str) -> tuple[str, ...]:
    # Peers are whatever has a number.
    kind = _kinds.KINDS.get(kind_name)
    return kind.key if kind is not None else ("Number",)


def _stored() -> dict[str, set[str]]:
    """By kind, the properties that stand for its objects in others."""
    found: dict[str, set[str]] = {}
    for decisions in _kinds.TYPES.values():
        for decision in decisions.values():
            for inner in (decision, getattr(decision, "of", None)):
                if isinstance(inner, Reference):
                    found.setdefault(inner.to, set()).add(inner.stored)
    return found


STORED: t.Mapping[str, t.AbstractSet[str]] = _stored()
