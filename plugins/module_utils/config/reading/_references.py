# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the PBX stores where one object refers to another, and what people call that object. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import threading
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema

Row = t.Mapping[str, t.Any]


# What objects of a kind, or Peers, are referred to by
_Stored = tuple[str, str]


class Unresolved(t.NamedTuple):
    """Why the object that a reference means has no name, or why nothing can be stored for a name.

    :param is_gone: of a name, whether there is certainly no object that has it.
    """

    why: str
    is_gone: bool = False


class Pending(t.NamedTuple):
    """An object that is to be created, so that the PBX has nothing yet by which others could refer to it."""

    kind: _decisions.Kind
    key: tuple[str, ...]

    @property
    def phase(self) -> int:
        return self.kind.phase

    @property
    def missed(self) -> str:
        """What is said of it where it is needed, and has not come about."""
        return (
            f"{self.kind.name} {_visible.shown(', '.join(self.key))} was to be created by this task, and is not there"
        )


class Index:
    """The names of the objects that others refer to, and what the PBX stores for them.

    Several threads may add objects and look for others at once.

    :param rows: all objects of each kind that is referred to, as the PBX lists them.
    :param unavailable: why a kind cannot be read, for those that cannot.
    """

    def __init__(self, rows: t.Mapping[str, t.Iterable[Row]], unavailable: t.Mapping[str, str]) -> None:
        self._unavailable = unavailable
        # Whoever only looks takes no lock, so that sets and tuples in these are replaced, and never changed, once all
        # rows are in.
        self._guard = threading.Lock()
        self._names: dict[_Stored, dict[object, set[str]]] = {}
        self._values: dict[_Stored, dict[str, tuple[t.Any, ...]]] = {}
        self._expected: dict[str, set[str]] = {}
        self._add_all(rows)

    def expect(self, kind_name: str, key: tuple[str, ...]) -> None:
        """Take note that an object will be created. Not to be called once others add or look."""
        self._expected.setdefault(kind_name, set()).add(", ".join(key))

    def add(self, kind_name: str, entity: Row) -> None:
        """Take up an object that has been created.

        :param entity: what the PBX shows of it, with its key and what others refer to it by.
        """
        with self._guard:
            for name in called(kind_name):
                for stored in STORED.get(name, ()):
                    self._add_one((name, stored), entity.get(stored), name_of(name, entity))

    def _add_one(self, at: _Stored, value: object, name: str) -> None:
        if not isinstance(value, (str, int)):
            return
        names = self._names.setdefault(at, {})
        names[value] = {*names.get(value, ()), name}
        known = self._values.get(at)
        if known is not None and value not in known.get(name, ()):
            known[name] = (*known.get(name, ()), value)

    def stored(self, reference: _decisions.Reference, name: str) -> t.Any | Unresolved | Pending:
        """What the PBX stores for the object that people call so.

        :param name: the key of the object; of a department, its number will do.
        :returns: the value, why there is none, or which object must be created before there is one.
        """
        name = self.canonical(reference, name)
        values = self._values_of(reference).get(name, ())
        if len(values) == 1:
            return values[0]
        if values:
            found = " and ".join(sorted(map(str, values)))
            what = f"{len(values)} objects of {reference.to} are called {_visible.shown(name)}"
            return Unresolved(f"{what}, with the {reference.stored} {found}")
        return self._pending(reference, name) or self._nothing_stored(reference, name)

    def _pending(self, reference: _decisions.Reference, name: str) -> Pending | None:
        """The object of that name that will be created; whatever is known by its number will be one of Peers."""
        kinds = (_kinds.KINDS[kind_name] for kind_name, names in self._expected.items() if name in names)
        is_peer = reference.to == _decisions.PEERS
        found = (kind for kind in kinds if (kind.is_numbered if is_peer else kind.name == reference.to))
        return next((Pending(kind, (name,)) for kind in found), None)

    def canonical(self, reference: _decisions.Reference, text: str) -> str:
        """The name of the object that a user means by a text: its key, or the number that only the PBX gives."""
        if text in self._values_of(reference) or "Number" not in STORED[reference.to] - {*key_of_kind(reference.to)}:
            return text
        names = self._names.get((reference.to, "Number"), {}).get(text, set())
        return next(iter(names)) if len(names) == 1 else text

    def _values_of(self, reference: _decisions.Reference) -> t.Mapping[str, tuple[t.Any, ...]]:
        """By name, what the objects of a kind are referred to by: looked at only where something is written."""
        at = (reference.to, reference.stored)
        if at not in self._values:
            with self._guard:
                found: dict[str, tuple[t.Any, ...]] = {}
                for value, names in self._names.get(at, {}).items():
                    for name in names:
                        found[name] = (*found.get(name, ()), value)
                self._values[at] = found
        return self._values[at]

    def _nothing_stored(self, reference: _decisions.Reference, name: str) -> str | Unresolved:
        if reference.to in self._unavailable:
            is_name = reference.stored in key_of_kind(reference.to)
            return name if is_name else Unresolved(f"{reference.to} cannot be read")
        if reference.to == _decisions.PEERS:
            # One number is as near as another.
            return Unresolved(f"nothing has the number {_visible.shown(name)}", is_gone=True)
        near = _schema.nearest(name, (*self._values_of(reference), *self._expected.get(reference.to, ())))
        hint = f"; did you mean {_visible.shown(near)}?" if near else ""
        return Unresolved(f"no object of {reference.to} is called {_visible.shown(name)}{hint}", is_gone=True)

    def _add_all(self, rows: t.Mapping[str, t.Iterable[Row]]) -> None:
        for kind_name, entities in rows.items():
            for entity in entities:
                for stored in STORED.get(kind_name, ()):
                    names = self._names.setdefault((kind_name, stored), {})
                    value = entity.get(stored)
                    if isinstance(value, (str, int)):
                        names.setdefault(value, set()).add(name_of(kind_name, entity))

    def name(self, reference: _decisions.Reference, value: object) -> str | Unresolved:
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
            is_name = isinstance(value, str) and reference.stored in key_of_kind(reference.to)
            return str(value) if is_name else Unresolved(f"{reference.to} cannot be read")
        return Unresolved(f"there is no object of {reference.to} with the {reference.stored} {value!r}")


def name_of(kind_name: str, entity: Row) -> str:
    """What people call an object that others can refer to: the value of its key, or its other name."""
    kind = _kinds.KINDS.get(kind_name)
    alias = None if kind is None else alias_of(kind, entity)
    return alias or ", ".join(str(entity.get(name)) for name in key_of_kind(kind_name))


def unknown_departments(option: str, given: t.Collection[str], known: t.Collection[str]) -> list[str]:
    """A sentence for each name that no department has.

    :param option: the option that names them.
    :param known: the names of all that the PBX has, or will have.
    """
    unknown = sorted(set(given) - set(known))
    near = (_schema.nearest(name, known) for name in unknown)
    return [
        f"{option} names the department {_visible.shown(name)}, and the PBX has none of this name"
        + (f"; did you mean {_visible.shown(meant)}?" if meant else ".")
        for name, meant in zip(unknown, near)
    ]


def alias_of(kind: _decisions.Kind, entity: Row) -> str | None:
    """The other name of the one object of a kind that has one."""
    return kind.alias[1] if kind.alias is not None and entity.get(kind.alias[0]) is True else None


def key_of_kind(kind_name: str) -> tuple[str, ...]:
    """The properties by which people know the objects of a kind, or peers; none of a single object."""
    # Peers are whatever has a number.
    kind = _kinds.KINDS.get(kind_name)
    return kind.key if kind is not None else ("Number",)


def _stored() -> dict[str, set[str]]:
    """By kind, the properties that stand for its objects in others."""
    found: dict[str, set[str]] = {}
    for decisions in _kinds.TYPES.values():
        for decision in decisions.values():
            for inner in (decision, getattr(decision, "of", None)):
                if isinstance(inner, _decisions.Reference):
                    found.setdefault(inner.to, set()).add(inner.stored)
    return found


@functools.cache
def called(kind_name: str) -> tuple[str, ...]:
    """As what others refer to the objects of a kind; departments, too, are Peers besides."""
    is_single = _schema.collections()[kind_name].key is None
    has_number = not is_single and "Number" in _schema.properties(_kinds.type_of(kind_name))
    return (kind_name, _decisions.PEERS) if has_number else (kind_name,)


STORED: t.Mapping[str, t.AbstractSet[str]] = _stored()
