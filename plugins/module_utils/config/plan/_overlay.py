# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What an object is once what is given has been written over it, in the form of an export. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query

Natural = t.Mapping[str, t.Any]


def laid_over(
    kind: _decisions.Kind, before: Natural, given: Natural, merge: t.Collection[str] = ()
) -> dict[str, t.Any]:
    """The whole object after a change.

    :param before: the object as it is exported; empty when there is none.
    :param given: what is written over it, in the same form. What it leaves out stays, inside objects and elements of
        keyed lists as well, but for what is C(left_behind).
    :param merge: the lists whose other elements stay, such as C(Users.Groups).
    """
    return _object(_kinds.type_of(kind.name), (), before, given, _Place(kind.name, frozenset(merge)))


class _Place(t.NamedTuple):
    path: str
    merge: frozenset[str]

    def of(self, name: str) -> _Place:
        return self._replace(path=f"{self.path}.{name}")


def _object(type_name: str, only: tuple[str, ...], before: t.Any, given: Natural, at: _Place) -> dict[str, t.Any]:
    known = before if isinstance(before, t.Mapping) else {}
    fields = {field.name: field for field in _query.readable(type_name, only, None)}
    laid = {
        name: _property(fields[name], known.get(name), value, at.of(name)) if name in fields else value
        for name, value in given.items()
    }
    return {**known, **_kinds.left_behind(type_name, known, given), **laid}


def _property(field: _kinds.Field, before: t.Any, given: t.Any, at: _Place) -> t.Any:
    if isinstance(given, list) and field.described.is_list:
        return _list(field, before if isinstance(before, list) else [], given, at)
    if isinstance(given, t.Mapping) and _query.has_properties(field):
        return _object(field.described.type, _query.only_of(field), before, given, at)
    return given


def _list(field: _kinds.Field, before: list[t.Any], given: list[t.Any], at: _Place) -> list[t.Any]:
    decision = field.decision
    stays = at.path in at.merge or (isinstance(decision, _decisions.Keyed) and decision.is_fixed)
    kept = [element for element in before if stays or _query.is_hidden_from_us(field, element)]
    if isinstance(decision, _decisions.Keyed):
        known = {_key(decision, element): element for element in before}
        found = {_key(decision, element): element for element in given}
        laid = [_element(field, known.get(key), element, at) for key, element in found.items()]
        others = (element for element in kept if _key(decision, element) not in found)
        return _export.sorted_as(decision, [*laid, *others])
    if isinstance(decision, _decisions.Unordered):
        return _export.sorted_as(decision, [*given, *(element for element in kept if element not in given)])
    return without_empty_end(decision, given) if isinstance(decision, _decisions.Positional) else given


def _element(field: _kinds.Field, before: t.Any, given: t.Any, at: _Place) -> t.Any:
    if isinstance(given, t.Mapping):
        return _object(field.described.type, _query.only_of(field), before, given, at)
    return given


def _key(decision: _decisions.Keyed, element: t.Any) -> tuple[str, ...]:
    return tuple(str(element.get(name)) for name in decision.by) if isinstance(element, t.Mapping) else (str(element),)


def without_empty_end(decision: _decisions.Positional, places: list[t.Any]) -> list[t.Any]:
    """The places up to the last one that means something; in an export, null stands for what says that it does not."""
    name = decision.empty[0]
    used = [
        place for place, row in enumerate(places) if not isinstance(row, t.Mapping) or row.get(name, "") is not None
    ]
    return places[: used[-1] + 1] if used else []
