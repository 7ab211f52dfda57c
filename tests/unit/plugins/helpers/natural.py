# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects as people write them and as an export has them: by their kinds and places, and as strategies."""

from __future__ import annotations

import functools
import typing as t

from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Keyed,
    Kind,
    MacAddress,
    Positional,
    Secret,
    Unordered,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import Field
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._objects import OWN_NUMBER
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import (
    has_properties,
    only_of,
    readable,
    reference_of,
)

UNDERSTOOD = [kind for kind in _kinds.KINDS.values() if kind.is_understood]
WHOLE = ("uint8", "int32", "int64")

_LONGEST = 12
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=_LONGEST).filter(
    lambda text: not any(mark in text for mark in "/:{<$")
)
_numbers = st.from_regex(r"[0-9]{2,4}", fullmatch=True)
_times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


class Place(t.NamedTuple):
    """Where a property stands in the objects of a kind, at whatever depth.

    :param path: as messages name it, such as C(Groups[0].GroupId).
    :param wrap: makes an object, whole but for this, of a value of the property.
    :param is_key: whether the object, or an element of a list, is told apart by it.
    """

    kind: Kind
    path: str
    field: Field
    wrap: t.Callable[[t.Any], dict[str, t.Any]]
    is_key: bool


def places(kind: Kind) -> list[Place]:
    """All places of a kind that a person can set."""
    return list(_places(kind, _kinds.type_of(kind.name), (), kind.key, "", lambda inner: inner))


def _places(
    kind: Kind,
    type_name: str,
    only: tuple[str, ...],
    key: tuple[str, ...],
    path: str,
    wrap: t.Callable[[dict[str, t.Any]], dict[str, t.Any]],
    needs: tuple[str, ...] = (),
) -> t.Iterator[Place]:
    fields = {field.name: field for field in readable(type_name, only, None)}
    rest = {name: sample(fields[name]) for name in (*key, *needs)}
    for field in fields.values():
        here = f"{path}.{field.name}" if path else field.name

        def around(value: t.Any, name: str = field.name) -> dict[str, t.Any]:
            return wrap({**rest, name: value})

        yield Place(kind, here, field, around, field.name in key)
        if not has_properties(field):
            continue
        keyed = field.decision if isinstance(field.decision, Keyed) else Keyed()
        inside: t.Callable[[t.Any], dict[str, t.Any]] = around
        if field.described.is_list:
            here, inside = f"{here}[0]", functools.partial(_in_a_list, around)
        yield from _places(kind, field.described.type, only_of(field), keyed.by, here, inside, keyed.needs)


def _in_a_list(around: t.Callable[[t.Any], dict[str, t.Any]], value: t.Any) -> dict[str, t.Any]:
    return around([value])


def sample(field: Field) -> t.Any:
    """A value that the property can have, as an element of a list where it holds one."""
    type_name = field.described.type
    if isinstance(field.decision, MacAddress):
        return "001A2B3C4D5E"
    if _schema.is_enumeration(type_name):
        return sorted(_schema.values(type_name))[0]
    values = {"bool": True, "time": "09:00", "duration": "PT8H", **dict.fromkeys(WHOLE, 7)}
    return "410" if reference_of(field) else values.get(type_name, "410")


def objects(kind: Kind) -> st.SearchStrategy[dict[str, t.Any]]:
    """Some of the properties of an object with its key, as an export would have them."""
    return _objects(_kinds.type_of(kind.name), (), kind.key)


def _objects(type_name: str, only: tuple[str, ...], key: tuple[str, ...]) -> st.SearchStrategy[dict[str, t.Any]]:
    fields = [field for field in readable(type_name, only, None) if not isinstance(field.decision, Secret)]
    values = {field.name: st.deferred(lambda field=field: _values(field)) for field in fields}  # type: ignore[misc]
    needed = {field.name: _singles(field) for field in fields if field.name in key}
    optional = {name: value for name, value in values.items() if name not in key}
    some = st.sets(st.sampled_from(sorted(optional)), max_size=4) if optional else st.just(set())
    return some.flatmap(
        lambda names: st.fixed_dictionaries({**needed, **{name: optional[name] for name in sorted(names)}})
    )


def _values(field: Field) -> st.SearchStrategy[t.Any]:
    if field.described.is_list:
        return _lists(field)
    reference = reference_of(field)
    may_be_null = field.described.is_nullable if reference is None else True
    return st.one_of(st.none(), _singles(field)) if may_be_null else _singles(field)


def _lists(field: Field) -> st.SearchStrategy[list[t.Any]]:
    decision = field.decision
    longest = decision.places if isinstance(decision, Positional) else 3
    by = decision.by if isinstance(decision, Keyed) else ()

    def key(element: t.Any) -> t.Any:
        return tuple(element[name] for name in by) if by else element

    is_told_apart = isinstance(decision, (Keyed, Unordered))
    return st.lists(_singles(field), max_size=longest, unique_by=key if is_told_apart else None)


def _singles(field: Field) -> st.SearchStrategy[t.Any]:
    if reference_of(field) is not None:
        return _texts.filter(lambda text: text != "")
    if has_properties(field):
        key = (*field.decision.by, *field.decision.needs) if isinstance(field.decision, Keyed) else ()
        return _objects(field.described.type, only_of(field), key)
    return _simple(field)


def _simple(field: Field) -> st.SearchStrategy[t.Any]:
    type_name, longest = field.described.type, field.described.longest or _LONGEST
    if isinstance(field.decision, MacAddress):
        return st.from_regex(r"[02468ACE][02468ACE][0-9A-F]{9}1", fullmatch=True)
    if field.decision is OWN_NUMBER:
        return _numbers
    if _schema.is_enumeration(type_name):
        return st.sampled_from(sorted(_schema.values(type_name)))
    durations = st.sampled_from(["P0D", "PT8H", "PT13H30M"])
    simple = {"bool": st.booleans(), "time": _times, "duration": durations, **dict.fromkeys(WHOLE, st.integers(0, 255))}
    return simple.get(type_name, _texts.filter(lambda text: 0 < len(text) <= longest))
