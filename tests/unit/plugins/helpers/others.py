# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other values than those that an object has, each by its type and by what it means."""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Keyed, Ordered
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import Field, type_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import (
    has_properties,
    only_of,
    readable,
    reference_of,
)

Values = dict[str, t.Any]

_DESTINATION = "Destination"
# Two values of each type, one of which is another one in any case
_TWO: dict[str, tuple[t.Any, t.Any]] = {
    "time": ("10:15", "11:00"),
    "duration": ("PT2H", "PT3H"),
    "date-time": ("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"),
    "uuid": ("11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"),
}
_WHOLE = ("uint8", "int32", "int64", "decimal", "double", "float")


class Others:
    """Makes other values.

    :param choices: what a reference may lead to, by kind, and for Peers; two of each, if it is to lead elsewhere.
    """

    def __init__(self, choices: t.Mapping[str, t.Sequence[str]]) -> None:
        self._choices = choices

    def of_kind(self, name: str, value: Values, stays: t.Container[str]) -> Values:
        """An object of a kind with other values for all its properties but some."""
        return self._object(type_of(name), (), value, stays)

    def _object(self, type_name: str, only: tuple[str, ...], value: Values, stays: t.Container[str]) -> Values:
        if type_name == _DESTINATION:
            return self._destination(value)
        changed = {
            field.name: self._another(field, value[field.name])
            for field in readable(type_name, only, None)
            if field.name in value and field.name not in stays
        }
        return {**value, **changed}

    def _destination(self, value: Values) -> Values:
        """Where a call goes is said by several properties together."""
        if value.get("To") == "External":
            return {"To": "Extension", "Number": self._choices["Peers"][0], "External": ""}
        return {"To": "External", "Number": None, "External": "+49301"}

    def _another(self, field: Field, value: t.Any) -> t.Any:
        if field.described.is_list:
            return self._list(field, value)
        if has_properties(field):
            return self._new(field) if value is None else self._object(field.described.type, only_of(field), value, ())
        return self._single(field, value)

    def _new(self, field: Field) -> Values:
        """An object where there was none, or an element for an empty list."""
        if field.described.type == _DESTINATION:
            return self._destination({})
        inside = {one.name: one for one in readable(field.described.type, only_of(field), None)}
        return {name: self._another(one, [] if one.described.is_list else None) for name, one in inside.items()}

    def _single(self, field: Field, value: t.Any) -> t.Any:
        """Another value that has no parts."""
        type_name, reference = field.described.type, reference_of(field)
        if reference is not None:
            return _other_than(value, self._choices.get(reference.to, ()))
        if _schema.is_enumeration(type_name):
            return _other_than(value, [one for one, span in _schema.values(type_name).items() if span.is_current])
        if type_name == "bool":
            return not value
        if type_name in _WHOLE:
            return (value or 0) + 1
        return _other_than(value, _TWO.get(type_name) or _two_texts(value or "", field.described.longest))

    def _list(self, field: Field, value: list[t.Any]) -> list[t.Any]:
        """A list that has lost an element, or got its first, and has the others in another order where that counts."""
        decision = field.decision
        is_ordered = isinstance(decision, Ordered) or (isinstance(decision, Keyed) and decision.is_ordered)
        if not has_properties(field):
            return _less(value, is_ordered=is_ordered) if value else [self._single(field, None)]
        by = decision.by if isinstance(decision, Keyed) else ()
        elements = [self._object(field.described.type, only_of(field), one, by) for one in value]
        if isinstance(decision, Keyed) and decision.is_fixed:
            return elements
        return _less(elements, is_ordered=is_ordered) if value else [self._new(field)]


def _less(elements: list[t.Any], *, is_ordered: bool) -> list[t.Any]:
    return elements[:0:-1] if is_ordered else elements[1:]


def _other_than(value: t.Any, choices: t.Iterable[t.Any]) -> t.Any:
    return next((one for one in choices if one != value), value)


def _two_texts(text: str, longest: int | None) -> tuple[str, str]:
    """A text that is longer by a character, or else that ends in another way."""
    room = (longest or len(text) + 1) - 1
    return f"{text[:room]}7", f"{text[:room]}8"
