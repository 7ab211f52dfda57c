# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Where an object is not what somebody wants of it: the one place that says when two values are the same. Pure.

Both sides are in the form of an export. Only what is wanted is looked at.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _values
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _spelling
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _overlay
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query

Natural = t.Any
# What is the matter with a place: its value is another one; an element that is wanted is not there, or cannot be added;
# one that is not wanted is there; elements are in another order; or nothing can be said of it.
What = t.Literal["value", "lacks", "fixed", "has", "order", "unshown", "concealed"]
# Of these, nobody knows whether they differ
UNKNOWN: tuple[What, ...] = ("unshown", "concealed")


class Difference(t.NamedTuple):
    """One place where an object is not what is wanted.

    :param path: from the object on, elements of lists by their keys: C(Groups[Lyon].Rights.RoleName).
    :param removed: how many elements would be taken out of a list, but for those that others of no other meaning
        replace.
    :param is_secret: whether it is one of a secret, which is not told then.
    """

    what: What
    path: str
    wanted: Natural = None
    found: Natural = None
    removed: int = 0
    is_secret: bool = False


class Place(t.NamedTuple):
    """Where in an object something stands.

    :param path: for people, see C(Difference).
    :param name: whatever the elements of lists: C(Users.Groups.Rights).
    """

    path: str
    name: str

    def of(self, name: str) -> Place:
        return Place(f"{self.path}.{name}" if self.path else name, f"{self.name}.{name}")

    def at(self, key: object) -> Place:
        return self._replace(path=f"{self.path}[{key}]")


class Comparer:
    """Compares objects of one kind.

    :param merge: the lists whose other elements stay, such as C(Users.Groups).
    :param renew_secrets: whether secrets that cannot be compared count as different.
    """

    def __init__(
        self, kind: _decisions.Kind, version: _query.Version, merge: t.Collection[str], *, renew_secrets: bool = False
    ) -> None:
        self.version = version
        self._merge = merge
        self._renews_secrets = renew_secrets
        self.kind = kind
        self.place = Place("", kind.name)

    def differences(self, wanted: t.Mapping[str, Natural], found: t.Mapping[str, Natural]) -> t.Iterator[Difference]:
        """Where an object is not what is wanted of it, in the order of what is wanted.

        :param wanted: with its secrets.
        :param found: the same, exported C(to_compare).
        """
        yield from self._object(self.place, _kinds.type_of(self.kind.name), (), wanted, found)

    def fields(self, type_name: str, only: tuple[str, ...]) -> t.Mapping[str, _kinds.Field]:
        """What can be set of a type, by name."""
        return _fields(type_name, only, self.version)

    def keeps_others(self, at: Place, field: _kinds.Field) -> bool:
        """Whether elements of a list stay that are not wanted."""
        decision = field.decision
        if isinstance(decision, _decisions.Keyed) and decision.is_fixed:
            return True
        return at.name in self._merge and isinstance(decision, (_decisions.Keyed, _decisions.Unordered))

    def keeps(self, at: Place, field: _kinds.Field, element: Natural) -> bool:
        """Whether an element of a list stays that is not wanted."""
        is_foreign = isinstance(field.decision, _decisions.Keyed) and field.decision.is_foreign(element)
        return is_foreign or _query.is_hidden_from_us(field, element) or self.keeps_others(at, field)

    def is_same(self, at: Place, field: _kinds.Field, wanted: Natural, found: Natural) -> bool:
        """Whether a property has what is wanted of it, as far as anybody can tell."""
        return all(one.what in UNKNOWN for one in self._value(at, field, wanted, found))

    def is_same_element(self, at: Place, field: _kinds.Field, wanted: Natural, found: Natural) -> bool:
        """The same for an element of a list."""
        return all(one.what in UNKNOWN for one in self._single(at, field, wanted, found))

    def partners(self, at: Place, field: _kinds.Field, wanted: list[Natural], found: list[Natural]) -> list[int | None]:
        """For each element that is wanted, which of those that are there it is; None where it is a new one."""
        decision = field.decision
        if isinstance(decision, _decisions.Keyed):
            return _claimed(
                [key_of_element(decision, row) for row in wanted], [key_of_element(decision, row) for row in found]
            )
        if not _query.has_properties(field):
            return _claimed([_comparable(field, row) for row in wanted], [_comparable(field, row) for row in found])
        claims = _Claims(len(wanted), len(found))
        claims.take(lambda here, there: here == there and self.is_same_element(at, field, wanted[here], found[there]))
        claims.take(lambda here, there: self.is_same_element(at, field, wanted[here], found[there]))
        if isinstance(decision, _decisions.Positional):
            name = decision.empty[0]
            claims.take(lambda here, there: _has_same(name, wanted[here], found[there]))
        else:
            claims.take(lambda here, there: here == there)
        return claims.partners

    def _object(
        self,
        at: Place,
        type_name: str,
        only: tuple[str, ...],
        wanted: t.Mapping[str, Natural],
        found: t.Mapping[str, Natural],
    ) -> t.Iterator[Difference]:
        fields = self.fields(type_name, only)
        for name, value in wanted.items():
            field = fields.get(name)
            if field is not None and _export.is_secret(field.decision, wanted):
                yield from self._secret(at.of(name), field, value, found.get(name))
            elif field is None or name not in found:
                yield Difference("unshown", at.of(name).path, value)
            elif value != found[name]:
                yield from self._value(at.of(name), field, value, found[name])

    def _secret(self, at: Place, field: _kinds.Field, wanted: str, found: Natural) -> t.Iterator[Difference]:
        """Neither a secret that the PBX shows to nobody can be compared, nor one that it does not show: it may hide it,
        and it may have none."""
        is_concealed = isinstance(field.decision, _decisions.Secret) and field.decision.is_concealed
        if is_concealed or found is None:
            yield Difference("value" if self._renews_secrets else "concealed", at.path, is_secret=True)
        elif wanted != found:
            yield Difference("value", at.path, is_secret=True)

    def _value(self, at: Place, field: _kinds.Field, wanted: Natural, found: Natural) -> t.Iterator[Difference]:
        if field.described.is_list and isinstance(wanted, list):
            yield from self._list(at, field, wanted, found if isinstance(found, list) else [])
        else:
            yield from self._single(at, field, wanted, found)

    def _single(self, at: Place, field: _kinds.Field, wanted: Natural, found: Natural) -> t.Iterator[Difference]:
        """A value, or one element of a list."""
        if wanted == found:
            # Most are, and this takes no time.
            return
        if (
            isinstance(wanted, t.Mapping)
            and _query.has_properties(field)
            and (isinstance(found, t.Mapping) or not wanted)
        ):
            yield from self._object(at, field.described.type, _query.only_of(field), wanted, found or {})
        elif _comparable(field, wanted) != _comparable(field, found):
            is_gone = wanted is None and isinstance(found, t.Mapping)
            yield Difference("value", at.path, wanted, found, _elements_inside(found) if is_gone else 0)

    def _list(
        self, at: Place, field: _kinds.Field, wanted: list[Natural], found: list[Natural]
    ) -> t.Iterator[Difference]:
        decision = field.decision
        if isinstance(decision, _decisions.Positional):
            wanted, found = _overlay.without_empty_end(decision, wanted), _overlay.without_empty_end(decision, found)
        partners = self.partners(at, field, wanted, found)
        if isinstance(decision, (_decisions.Keyed, _decisions.Unordered)):
            yield from self._elements(at, field, wanted, found, partners)
        elif partners == list(range(len(found))):
            for place, element in enumerate(wanted):
                yield from self._single(at.at(place), field, element, found[place])
        else:
            new = 0 if self._holds_members(field) else partners.count(None)
            removed = max(0, len(found) - len(partners) + partners.count(None) - new)
            yield Difference("value", at.path, wanted, found, removed)

    def _holds_members(self, field: _kinds.Field) -> bool:
        """Whether elements of a list stand for something else: an agent, a trunk, a number.

        One that is replaced is taken out then. Of others, such as opening hours, it is what has changed.
        """
        decision = field.decision
        if isinstance(decision, _decisions.Unordered):
            return True
        names = (
            decision.by
            if isinstance(decision, _decisions.Keyed)
            else decision.empty[:1]
            if isinstance(decision, _decisions.Positional)
            else ()
        )
        fields = self.fields(field.described.type, _query.only_of(field)) if names else {}
        return any(name in fields and _query.reference_of(fields[name]) is not None for name in names)

    def _elements(
        self, at: Place, field: _kinds.Field, wanted: list[Natural], found: list[Natural], partners: list[int | None]
    ) -> t.Iterator[Difference]:
        """Of a list whose elements can be told apart, whatever their order."""
        decision = field.decision
        is_fixed = isinstance(decision, _decisions.Keyed) and decision.is_fixed
        for element, partner in zip(wanted, partners):
            place = at.at(label(decision, element))
            if partner is None:
                yield Difference("fixed" if is_fixed else "lacks", place.path, element)
            else:
                yield from self._single(place, field, element, found[partner])
        if self.keeps_others(at, field):
            return
        there = [partner for partner in partners if partner is not None]
        new = 0 if self._holds_members(field) else partners.count(None)
        others = [
            place for place in range(len(found)) if place not in there and not self.keeps(at, field, found[place])
        ]
        for count, rest in enumerate(others):
            path = at.at(label(decision, found[rest])).path
            yield Difference("has", path, None, found[rest], removed=int(count >= new))
        if isinstance(decision, _decisions.Keyed) and decision.is_ordered and there != sorted(there):
            yield Difference("order", at.path)


def top(path: str) -> str:
    """The property of the object itself at which a path begins."""
    return path.partition(".")[0].partition("[")[0]


def label(decision: _decisions.Decision, element: Natural) -> str:
    """What messages call an element of a list: its key, or its value."""
    key = key_of_element(decision, element) if isinstance(decision, _decisions.Keyed) else (element,)
    return ", ".join("" if part is None else str(part) for part in key)


def key_of_element(decision: _decisions.Keyed, element: Natural) -> tuple[Natural, ...]:
    """What tells an element of a list apart from the others."""
    return tuple(_hashable(element.get(name)) for name in decision.by) if isinstance(element, t.Mapping) else ()


@functools.cache
def _fields(type_name: str, only: tuple[str, ...], version: _query.Version) -> t.Mapping[str, _kinds.Field]:
    return {field.name: field for field in _query.readable(type_name, only, version)}


def _comparable(field: _kinds.Field, value: Natural) -> Natural:
    """A value in a form in which it equals all that means the same."""
    decision = field.decision.of if isinstance(field.decision, _decisions.List) else field.decision
    if isinstance(decision, _decisions.MacAddress) and _values.is_mac(value):
        return _values.normalise_mac(value)
    # Some systems keep an empty text as null (reported from live systems).
    return None if value == "" else _spelling.spell(field.described.type, value)


def _elements_inside(value: Natural) -> int:
    """How many elements the lists have that go with an object."""
    if isinstance(value, list):
        return len(value)
    return sum(map(_elements_inside, value.values())) if isinstance(value, t.Mapping) else 0


def _hashable(value: Natural) -> Natural:
    return None if value == "" else str(value) if isinstance(value, (dict, list)) else value


def _has_same(name: str, wanted: Natural, found: Natural) -> bool:
    """Whether two objects have the same value, and one that means something."""
    value = wanted.get(name)
    return value is not None and isinstance(found, t.Mapping) and found.get(name) == value


def _claimed(wanted: list[Natural], found: list[Natural]) -> list[int | None]:
    """For each value that is wanted, the first of the same that no other has taken."""
    free: dict[Natural, list[int]] = {}
    for place in reversed(range(len(found))):
        free.setdefault(found[place], []).append(place)
    return [free[value].pop() if free.get(value) else None for value in wanted]


class _Claims:
    """Which element of a list is which of another one; each only once."""

    def __init__(self, wanted: int, found: int) -> None:
        self.partners: list[int | None] = [None] * wanted
        self._free = dict.fromkeys(range(found))

    def take(self, fits: t.Callable[[int, int], bool]) -> None:
        """Pair those that are not paired yet and fit."""
        for here, partner in enumerate(self.partners):
            there = next((there for there in self._free if fits(here, there)), None) if partner is None else None
            if there is not None:
                self.partners[here] = there
                del self._free[there]
