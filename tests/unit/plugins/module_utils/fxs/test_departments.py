# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._departments import (
    Department,
    read_departments,
    with_department,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import plan
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._wanted import Guards, Wanted
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import TEMPLATES_READ, seen

MAC = "001A2B3C4D5E"
KNOWN = [
    Department("GRP0000", "DEFAULT"),
    Department("GRP0001", "Reception"),
    Department("GRP0002", "Workshop"),
    Department("GRP0003", "Twice"),
    Department("GRP0004", "Twice"),
    Department("GRP0005", "RECEPTION 2"),
]


def wish(group: str | None, state: str = "present") -> Wanted:
    return Wanted(MAC, state, Guards(), {} if group is None else {"group": group, "name": "Lobby"})


def untouched() -> t.Iterator[Department]:
    yield from ()
    raise AssertionError("the departments were read")


@pytest.mark.parametrize("wanted", [wish(None), wish(""), wish("GRP0001"), wish("GRP12345"), wish("Nope", "absent")])
def test_what_is_no_name_is_not_looked_up(wanted: Wanted) -> None:
    assert with_department(wanted, untouched()) is wanted


@pytest.mark.parametrize(
    ("given", "number", "name"),
    [
        ("Reception", "GRP0001", "Reception"),
        ("reception", "GRP0001", "Reception"),
        (" Workshop ", "GRP0002", "Workshop"),
        ("DEFAULT", "GRP0000", "DEFAULT"),
        ("Reception 2", "GRP0005", "RECEPTION 2"),
        # Numbers of another form than was seen so far
        ("800", "800", "Night"),
        ("900", "801", "900"),
    ],
)
def test_a_name_gives_the_number(given: str, number: str, name: str) -> None:
    others = [Department("800", "Night"), Department("801", "900"), Department("900", "Day")]
    found = with_department(wish(given), [*KNOWN, *others])
    assert (found.values, found.department) == ({"group": number, "name": "Lobby"}, name)


def test_the_default_department_may_have_another_name() -> None:
    assert with_department(wish("DEFAULT"), [Department("GRP0000", "Main")]).values["group"] == "DEFAULT"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Twice", "group is 'Twice', and the PBX has several departments of that name: GRP0003, GRP0004. Give one"),
        ("Recepcion", "the PBX has no department of that name or number; it has 'Reception'."),
        ("Zzz", "it has 'DEFAULT', 'Reception', 'Workshop', 'Twice', 'Twice' and 'RECEPTION 2'."),
        ("grp0001", "the PBX has no department of that name or number"),
    ],
)
def test_a_name_that_does_not_tell_is_refused(name: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        with_department(wish(name), KNOWN)
    assert message in str(caught.value)


def test_of_many_departments_some_are_shown() -> None:
    with pytest.raises(InputError, match="'D24' and 15 more"):
        with_department(wish("Zzz"), [Department(f"GRP{number:04}", f"D{number}") for number in range(40)])


@pytest.mark.parametrize("given", ["Reception", " reception"])
@pytest.mark.parametrize("shown", ["GRP0001", "Reception"])
def test_a_device_may_show_number_or_name_of_its_department(shown: str, given: str) -> None:
    kind = {"Id": "grandstream.ht80x.fxs.xml", "DeviceType": "Fxs"}
    entity = {"MacAddress": MAC, "Name": "Lobby", "Template": kind, "Group": shown, "FxsLines": [], "Codecs": []}
    device = seen({**entity, "Variables": []})
    assert plan(with_department(wish(given), KNOWN), TEMPLATES_READ, device).action == "keep"
    planned = plan(with_department(wish("Workshop"), KNOWN), TEMPLATES_READ, device)
    assert (planned.fields, planned.body) == (("group",), {"Group": "GRP0002"})


_values = st.none() | st.text(max_size=5) | st.integers() | st.lists(st.integers(), max_size=1)


@given(st.lists(st.dictionaries(st.sampled_from(["Id", "Name", "Number"]), _values)))
def test_rows_that_cannot_be_meant_are_left_out(rows: list[dict[str, t.Any]]) -> None:
    favourites = {"Number": "GRP0009", "Name": "___FAVORITES___201"}
    found = read_departments([*rows, favourites, {"Number": "GRP0001", "Name": "Reception"}])
    assert found[-1] == Department("GRP0001", "Reception")
    assert all(row.number and row.name and "FAVORITES" not in row.name for row in found)
