# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A reference means the one object of that name and of that kind, or none at all."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Reference
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import (
    STORED,
    Index,
    Pending,
    Unresolved,
    alias_of,
    key_of_kind,
    name_of,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.configurations import REFERRED

DEPARTMENT = Reference("Groups", "Id")
TWINS = [
    {"Id": 21, "Name": "Oslo", "Number": "GRP0021", "IsDefault": False},
    {"Id": 22, "Name": "Bergen", "Number": "GRP0021", "IsDefault": False},
]
REFERENCES = [Reference(kind, stored) for kind in sorted(STORED) for stored in sorted(STORED[kind])]


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda one: f"{one.to}.{one.stored}")
def test_only_an_object_of_that_kind_is_waited_for(reference: Reference) -> None:
    """Of another one of the same name, nothing could be stored. Whatever is called by its number is one of Peers."""
    for kind in KINDS.values():
        index = Index(REFERRED, {})
        index.expect(kind.name, ("799",))
        is_meant = kind.key == ("Number",) if reference.to == "Peers" else kind.name == reference.to
        found = index.stored(reference, "799")
        assert found == Pending(kind, ("799",)) if is_meant else isinstance(found, Unresolved)


def test_a_number_that_two_departments_have_means_neither() -> None:
    index = Index({"Groups": TWINS}, {})
    assert index.canonical(DEPARTMENT, "GRP0021") == "GRP0021"
    assert isinstance(index.stored(DEPARTMENT, "GRP0021"), Unresolved)
    assert index.stored(DEPARTMENT, "Oslo") == 21


def test_a_name_comes_before_a_number() -> None:
    index = Index({"Groups": [*TWINS[:1], {"Id": 23, "Name": "GRP0021", "Number": "GRP0023", "IsDefault": False}]}, {})
    assert index.canonical(DEPARTMENT, "GRP0021") == "GRP0021"
    assert index.stored(DEPARTMENT, "GRP0021") == 23


@pytest.mark.parametrize("shown", [1, "true", "false", 2, [], {}, None, False], ids=repr)
def test_only_what_is_true_makes_an_object_the_one_with_another_name(shown: t.Any) -> None:
    row = {"Name": "Lyon", "IsDefault": shown}
    assert (alias_of(KINDS["Groups"], row), name_of("Groups", row)) == (None, "Lyon")
    assert name_of("Groups", {**row, "IsDefault": True}) == "DEFAULT"
    assert alias_of(KINDS["Sbcs"], {**row, "IsDefault": True}) is None


def test_what_people_know_objects_by() -> None:
    assert key_of_kind("InboundRules") == ("TrunkDN", "Condition", "Data")
    assert key_of_kind("CodecsSettings") == ()
    assert key_of_kind("Peers") == ("Number",)
    assert name_of("Holidays", {"Group": "Lyon", "Name": "May"}) == "Lyon, May"


@pytest.mark.parametrize("value", [None, 1.5, [11], {"Id": 11}], ids=repr)
def test_what_is_neither_text_nor_number_stands_for_nothing(value: t.Any) -> None:
    index = Index({"Groups": [{"Id": value, "Name": "Lyon", "Number": "GRP0001"}]}, {})
    assert isinstance(index.stored(DEPARTMENT, "Lyon"), Unresolved)
    index.add("Groups", {"Id": value, "Name": "Paris", "Number": "GRP0003"})
    assert isinstance(index.stored(DEPARTMENT, "Paris"), Unresolved)
    assert index.stored(Reference("Groups", "Number"), "Paris") == "GRP0003"


@given(st.lists(st.tuples(st.sampled_from(["Oslo", "Bergen", "Bodo"]), st.integers(1, 3)), max_size=6), st.data())
def test_it_does_not_matter_when_an_object_is_taken_up(rows: list[tuple[str, int]], data: st.DataObject) -> None:
    """At once, after others have been looked for, or again."""
    entities = [{"Id": number, "Name": name, "Number": f"GRP{number}", "IsDefault": False} for name, number in rows]
    first = data.draw(st.integers(0, len(entities)))
    index, whole = Index({"Groups": entities[:first]}, {}), Index({"Groups": entities}, {})
    names = ["Oslo", "Bergen", "Bodo", "GRP1"]
    for entity in entities[first:]:
        if data.draw(st.booleans()):
            index.stored(DEPARTMENT, data.draw(st.sampled_from(names)))
        index.add("Groups", entity)
    for name in names:
        assert index.stored(DEPARTMENT, name) == whole.stored(DEPARTMENT, name)
    assert [index.name(DEPARTMENT, number) for number in (1, 2, 3)] == [
        whole.name(DEPARTMENT, number) for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("reference", "value", "name"),
    [
        (Reference("Peers", "Number"), "410", "410"),
        (Reference("Peers", "Number"), 410, None),
        (Reference("Trunks", "Number"), "10000", "10000"),
        (Reference("Trunks", "Id"), "10000", None),
        (Reference("Trunks", "Id"), 7, None),
        (Reference("Groups", "Number"), "GRP0001", None),
    ],
)
def test_of_what_cannot_be_read_only_what_people_call_it_by_names_it(
    reference: Reference, value: t.Any, name: str | None
) -> None:
    index = Index({}, {"Peers": "403", "Trunks": "403", "Groups": "403"})
    unknown = Unresolved(f"{reference.to} cannot be read")
    assert index.name(reference, value) == (unknown if name is None else name)
    if isinstance(value, str):
        assert index.stored(reference, value) == (unknown if name is None else name)


def test_the_nearest_name_may_be_one_that_will_be_there() -> None:
    index = Index({}, {})
    index.expect("Groups", ("Hamburg",))
    why = "no object of Groups is called 'Hambrug'; did you mean 'Hamburg'?"
    assert index.stored(DEPARTMENT, "Hambrug") == Unresolved(why, is_gone=True)
