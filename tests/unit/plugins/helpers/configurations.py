# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects of every kind as a PBX may show them, and what somebody may want of them."""

from __future__ import annotations

import typing as t

from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Decision,
    Keyed,
    Kind,
    List,
    Part,
    Positional,
    Reference,
    Secret,
    Unordered,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index

Json = t.Any
Json_object = dict[str, t.Any]

_NUMBERS = ("100", "101", "102", "410", "GRP0001")
#: What a small PBX has of that which others refer to.
REFERRED: dict[str, list[Json_object]] = {
    "Groups": [
        {"Id": 11, "Name": "Lyon", "Number": "GRP0001", "IsDefault": False},
        {"Id": 12, "Name": "__DEFAULT__", "Number": "GRP0000", "IsDefault": True},
        {"Id": 13, "Name": "Paris", "Number": "GRP0003", "IsDefault": False},
        {"Id": 14, "Name": "410", "Number": "GRP0004", "IsDefault": False},
    ],
    "Trunks": [{"Id": 7, "Number": "10000"}, {"Id": 8, "Number": "10001"}, {"Id": 9, "Number": "10002"}],
    "Peers": [{"Number": number} for number in (*_NUMBERS, "10000", "10001")],
    "PromptSets": [{"PromptSetName": "English", "Folder": "1"}, {"PromptSetName": "French", "Folder": "F2"}],
    "Sbcs": [{"Name": "LYON-01"}, {"Name": "PARIS-01"}],
    "FxsTemplates": [{"Id": "own.fxs.xml"}],
}
#: Kinds that are written by this collection; devices have rules of their own.
WRITTEN = [kind for kind in _kinds.KINDS.values() if kind.is_understood and kind.name != "Fxs"]
# How deep an object goes; deeper ones are null
_DEPTH = 5


def index() -> Index:
    return Index(REFERRED, {})


_SIMPLE: dict[str, st.SearchStrategy[Json]] = {
    "bool": st.booleans(),
    "int32": st.integers(-1, 60),
    "int64": st.integers(0, 3),
    "uint8": st.integers(0, 60),
    "float": st.sampled_from([0.0, 1.5]),
    "double": st.sampled_from([0.0, 1.5]),
    "decimal": st.sampled_from([0.0, 1.5]),
    "text": st.sampled_from(["", "a", "b", "No", "410"]),
    "time": st.sampled_from(["09:00:00.0000000", "17:30:00.0000000", "17:30:15.0000000"]),
    "duration": st.sampled_from(["PT8H", "P0D", "PT13H30M"]),
    "date-time": st.just("2026-04-17T08:00:00Z"),
    "uuid": st.just("00000000-0000-4000-8000-000000000000"),
    "ConcealedPassword": st.just({"Concealed": True, "Value": None}),
    "ConcealedDataFile": st.just({"Concealed": True, "Contents": None, "Name": "company.pem"}),
}


def rows(kind: Kind) -> st.SearchStrategy[Json_object]:
    """An object as the PBX shows it, whatever it works out itself included."""
    return _objects(_kinds.type_of(kind.name), (), _DEPTH)


def _objects(type_name: str, only: tuple[str, ...], depth: int) -> st.SearchStrategy[Json_object]:
    fields = [
        field for field in _kinds.fields(type_name) if field.name in only or not only or not field.is_configuration
    ]
    return st.fixed_dictionaries({field.name: _property(field, depth) for field in fields})


def _property(field: _kinds.Field, depth: int) -> st.SearchStrategy[Json]:
    described, decision = field.described, field.decision
    element = _element(field, decision.of if isinstance(decision, List) else decision, depth)
    if described.is_list:
        return _lists(field, element) if depth or not _schema.is_type(described.type) else st.just([])
    return st.one_of(st.none(), element) if described.is_nullable and not isinstance(decision, Reference) else element


def _element(field: _kinds.Field, decision: Decision | None, depth: int) -> st.SearchStrategy[Json]:
    type_name = field.described.type
    if isinstance(decision, Reference):
        values = [row[decision.stored] for row in REFERRED[decision.to]]
        stored = st.sampled_from(values if field.described.is_list else [*values, *decision.none])
        return stored.map(lambda value: {decision.inside: value}) if decision.inside else stored
    if type_name in _SIMPLE:
        return _SIMPLE[type_name]
    if _schema.is_enumeration(type_name):
        return st.sampled_from(sorted(_schema.values(type_name)))
    only = (
        decision.only if isinstance(decision, Part) else field.decision.only if isinstance(field.decision, List) else ()
    )
    return _objects(type_name, only, depth - 1) if depth else st.just({})


def _lists(field: _kinds.Field, element: st.SearchStrategy[Json]) -> st.SearchStrategy[list[Json]]:
    decision = field.decision
    if isinstance(decision, Keyed):
        key = decision.by
        return st.lists(element, max_size=4, unique_by=lambda row: tuple(row[name] or "" for name in key)).map(
            lambda found: [row for row in found if not _refers_to_nothing(field, row)]
        )
    if isinstance(decision, Positional):
        name, empty = decision.empty
        return st.lists(element, max_size=decision.places).map(
            lambda found: [*found, *[{name: empty}] * (decision.places - len(found))]
        )
    is_set = isinstance(decision, Unordered)
    return st.lists(element, max_size=4, unique_by=repr if is_set else None)


def _refers_to_nothing(field: _kinds.Field, row: Json_object) -> bool:
    """Elements that are told apart by what they refer to are nothing without it."""
    by = t.cast("Keyed", field.decision).by
    decisions = {one.name: one.decision for one in _kinds.fields(field.described.type)}
    return any(isinstance(decisions[name], Reference) and row[name] in (None, "", -1) for name in by)


def secrets_in(kind: Kind) -> dict[str, bool]:
    """The paths of the secrets that an object may have, and whether the PBX conceals them."""
    return dict(_secrets(_kinds.type_of(kind.name), "", _DEPTH))


def _secrets(type_name: str, path: str, depth: int) -> t.Iterator[tuple[str, bool]]:
    for field in _kinds.configured(type_name):
        place = f"{path}{field.name}"
        if isinstance(field.decision, Secret):
            yield place, field.decision.is_concealed
        elif _schema.is_type(field.described.type) and not field.described.is_list and depth:
            yield from _secrets(field.described.type, f"{place}.", depth - 1)


@st.composite
def wishes(draw: st.DrawFn, kind: Kind, value: Json_object) -> Json_object:
    """A part of an exported object: of its properties, of what is in objects inside and in elements of keyed lists.

    Other lists are wanted with all that their elements have, since nothing tells which of them is which.
    """
    return _part(draw, _kinds.type_of(kind.name), value, kind.key)


def _part(draw: st.DrawFn, type_name: str, value: Json_object, always: tuple[str, ...]) -> Json_object:
    fields = {field.name: field for field in _kinds.fields(type_name)}
    wanted = set(draw(st.lists(st.sampled_from(sorted(value)), max_size=8))) if value else set()
    return {
        name: _wanted(draw, fields[name], inner) for name, inner in value.items() if name in wanted or name in always
    }


def _wanted(draw: st.DrawFn, field: _kinds.Field, value: Json) -> Json:
    decision = field.decision
    if isinstance(value, dict):
        return _part(draw, field.described.type, value, ())
    if isinstance(value, list) and isinstance(decision, Keyed):
        elements = [_part(draw, field.described.type, row, decision.by) for row in value]
        return draw(st.permutations(elements)) if not decision.is_ordered else elements
    return value
