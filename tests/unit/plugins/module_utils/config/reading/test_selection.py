# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which objects are shown, and what is wrong with options that say so."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import MAX_PARALLEL
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import Exported
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._selection import (
    Selection,
    read_selection,
)


def selection(**options: t.Any) -> Selection:
    params: dict[str, t.Any] = {"kinds": None, "departments": None, "keys": None, "include": [], "parallel": 4}
    return read_selection({**params, **options})


def names(selected: Selection) -> list[str]:
    return [kind.name for kind in selected.kinds]


def test_without_options_it_is_all_that_is_understood() -> None:
    found = selection()
    assert set(names(found)) == {kind.name for kind in KINDS.values() if kind.is_understood}
    assert (found.departments, found.keys) == (None, {})


@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=8))
def test_kinds_come_once_and_in_the_order_in_which_they_would_be_written(given_names: list[str]) -> None:
    found = selection(kinds=given_names)
    assert set(names(found)) == set(given_names)
    places = [(kind.phase, kind.name) for kind in found.kinds]
    assert places == sorted(set(places))


def test_keys_alone_name_their_kinds() -> None:
    found = selection(keys={"Users": ["410", "411"], "InboundRules": [{"Data": "1", "TrunkDN": "2", "Condition": "3"}]})
    assert names(found) == ["Users", "InboundRules"]
    assert found.keys == {"Users": {("410",), ("411",)}, "InboundRules": {("2", "3", "1")}}
    assert names(selection(keys={"Users": ["410"]}, kinds=["Sbcs", "Users"])) == ["Sbcs", "Users"]


@pytest.mark.parametrize("spelling", ["001A2B3C4D5E", "00:1a:2b:3c:4d:5e", "001a.2b3c.4d5e"])
def test_a_device_is_wanted_by_any_spelling_of_its_mac_address(spelling: str) -> None:
    assert selection(keys={"Fxs": [spelling]}).wants(KINDS["Fxs"], ("001A2B3C4D5E",), Exported())


@pytest.mark.parametrize("operational", [True, False])
@pytest.mark.parametrize("built_in", [True, False])
def test_what_else_is_wanted(operational: bool, built_in: bool) -> None:
    include = ["operational"] * operational + ["built_in"] * built_in
    found = selection(include=include)
    assert (found.with_operational, found.with_built_in) == (operational, built_in)


@pytest.mark.parametrize("parallel", [1, 2, MAX_PARALLEL])
def test_so_many_kinds_are_read_at_a_time(parallel: int) -> None:
    assert selection(parallel=parallel).parallel == parallel


LYON, BOTH, NONE = Exported(departments={"Lyon"}), Exported(departments={"Lyon", "Paris"}), Exported()


@pytest.mark.parametrize(
    ("options", "kind", "key", "told", "is_wanted"),
    [
        ({}, "Users", ("410",), NONE, True),
        ({"keys": {"Users": ["410"]}}, "Users", ("410",), NONE, True),
        ({"keys": {"Users": ["410"]}}, "Users", ("411",), NONE, False),
        ({"keys": {"Users": ["410"]}}, "Queues", ("411",), NONE, True),
        ({"departments": ["Lyon"]}, "Users", ("410",), LYON, True),
        ({"departments": ["Paris", "Lyon"]}, "Users", ("410",), LYON, True),
        ({"departments": ["Paris"]}, "Users", ("410",), LYON, False),
        ({"departments": ["Paris"]}, "Users", ("410",), BOTH, True),
        ({"departments": ["Lyon"]}, "Users", ("410",), NONE, False),
        # What is called like a department is none, and a department is not in those that it refers to.
        ({"departments": ["Lyon"]}, "Users", ("Lyon",), NONE, False),
        ({"departments": ["Lyon"]}, "BlackListNumbers", ("Lyon",), NONE, False),
        ({"departments": ["Lyon"]}, "Groups", ("Lyon",), NONE, True),
        ({"departments": ["Lyon"]}, "Groups", ("Paris",), LYON, False),
        ({"departments": ["Lyon"]}, "WebsiteLinks", ("Lyon",), NONE, False),
        ({"departments": ["Lyon"], "keys": {"Users": ["410"]}}, "Users", ("410",), LYON, True),
        ({"departments": ["Lyon"], "keys": {"Users": ["410"]}}, "Users", ("411",), LYON, False),
        ({"departments": ["Paris"], "keys": {"Users": ["410"]}}, "Users", ("410",), LYON, False),
    ],
)
def test_an_object_is_wanted_by_its_key_and_by_its_departments(
    options: dict[str, t.Any], kind: str, key: tuple[str, ...], told: Exported, is_wanted: bool
) -> None:
    assert selection(**options).wants(KINDS[kind], key, told) is is_wanted


WHOLE = "a mapping with TrunkDN, Condition, Data, each a text in quotes"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"kinds": []}, "kinds is empty; leave the option out where that is meant."),
        ({"departments": []}, "departments is empty; leave the option out where that is meant."),
        ({"keys": {}}, "keys is empty; leave the option out where that is meant."),
        ({"parallel": 0}, f"parallel is 0; it must be a number from 1 to {MAX_PARALLEL}."),
        (
            {"parallel": MAX_PARALLEL + 1},
            f"parallel is {MAX_PARALLEL + 1}; it must be a number from 1 to {MAX_PARALLEL}.",
        ),
        ({"kinds": ["User"]}, "kinds names 'User', which is no kind of object; did you mean Users?"),
        ({"keys": {"Sbc": ["A"]}}, "keys names 'Sbc', which is no kind of object; did you mean Sbcs?"),
        (
            {"kinds": ["qqqqqq"]},
            f"kinds names 'qqqqqq', which is no kind of object; known are {', '.join(sorted(KINDS))}.",
        ),
        ({"kinds": ["Sbcs"], "keys": {"Users": ["410"]}}, "keys names Users, which is not among kinds."),
        (
            {"keys": {"CodecsSettings": ["1"]}},
            "keys names CodecsSettings, of which there is only one object; name it in kinds.",
        ),
        ({"keys": {"Users": "410"}}, "keys, Users: it must be a list of keys."),
        ({"keys": {"Users": ["410", 411]}}, "keys, Users, entry 2 is 411; it must be a text in quotes."),
        (
            {"keys": {"Users": [{"Number": 410}]}},
            "keys, Users, entry 1 is {'Number': 410}; it must be a text in quotes.",
        ),
        ({"keys": {"InboundRules": ["1"]}}, f"keys, InboundRules, entry 1 is '1'; it must be {WHOLE}."),
        (
            {"keys": {"InboundRules": [{"TrunkDN": "1", "Condition": "2"}]}},
            f"keys, InboundRules, entry 1 is {{'TrunkDN': '1', 'Condition': '2'}}; it must be {WHOLE}.",
        ),
        (
            {"keys": {"Users": [{"Number": "410", "Id": "5"}]}},
            "keys, Users, entry 1 is {'Number': '410', 'Id': '5'}; it must be a text in quotes.",
        ),
    ],
)
def test_what_is_wrong_with_an_option_is_told_in_one_sentence(options: dict[str, t.Any], why: str) -> None:
    with pytest.raises(InputError) as error:
        selection(**options)
    assert str(error.value) == why


def test_a_key_may_be_given_as_a_mapping() -> None:
    assert selection(keys={"Users": [{"Number": "410"}, "411"]}).keys == {"Users": {("410",), ("411",)}}
