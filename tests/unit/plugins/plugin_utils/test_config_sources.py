# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import random
import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import key_of
from ansible_collections.telephony.threecx.plugins.plugin_utils._config_sources import FilesError, put_together
from ansible_collections.telephony.threecx.plugins.plugin_utils._config_tree import LEFT_OUT, Layout, tree_files
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.written_yaml import read_yaml

COMMON = {
    "Users.yml": {"Users": [{"Number": "410", "FirstName": "Gate", "Groups": [{"GroupId": "A"}]}, {"Number": "411"}]},
    "CodecsSettings.yml": {"CodecsSettings": {"LocalCodecList": ["PCMA", "PCMU"], "ExternalCodecList": ["OPUS"]}},
}
SITE = {
    "people/410.yml": {"Users": [{"Number": "410", "Groups": [], "LastName": None}]},
    "people/500.yml": {"Users": [{"Number": "500"}]},
    "codecs.yml": {"CodecsSettings": {"LocalCodecList": ["G722"]}, "Holidays": []},
}
numbers = st.text("0123456789", min_size=1, max_size=4)
values = st.dictionaries(st.sampled_from(["FirstName", "LastName", "Groups"]), st.text(max_size=3), max_size=3)
trees = st.dictionaries(numbers, values, max_size=6)


def users(tree: t.Mapping[str, t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    return [{"Number": number, **value} for number, value in tree.items()]


def problems_of(*layers: t.Mapping[str, t.Any]) -> list[str]:
    with pytest.raises(FilesError) as caught:
        put_together(layers)
    head, *problems = str(caught.value).splitlines()
    assert head == "The files make no configuration:"
    return problems


def test_trees_are_laid_over_each_other_by_object_and_property() -> None:
    found = put_together([COMMON, SITE])
    assert found.config == {
        "Users": [
            {"Number": "410", "FirstName": "Gate", "Groups": [], "LastName": None},
            {"Number": "411"},
            {"Number": "500"},
        ],
        "CodecsSettings": {"LocalCodecList": ["G722"], "ExternalCodecList": ["OPUS"]},
        "Holidays": [],
    }
    assert found.files == {
        "Users": [["Users.yml", "people/410.yml"], ["Users.yml"], ["people/500.yml"]],
        "CodecsSettings": [["CodecsSettings.yml", "codecs.yml"]],
        "Holidays": [],
    }


def test_an_object_inside_is_taken_as_a_whole() -> None:
    there = {"Queues": [{"Number": "8", "ForwardNoAnswer": {"To": "Extension", "Number": "410"}}]}
    here = {"Queues": [{"Number": "8", "ForwardNoAnswer": {"To": "None"}}]}
    found = put_together([{"a.yml": there}, {"b.yml": here}])
    assert found.config == here


@given(trees, st.sampled_from(["kind", "object"]))
@example({"1": {"FirstName": "{# no comment #}"}}, "kind")
def test_an_export_is_read_as_it_was_written(tree: dict[str, dict[str, t.Any]], layout: Layout) -> None:
    config = {"Users": users(tree), "CodecsSettings": {"LocalCodecList": ["PCMA"]}}
    texts = tree_files(config, {"secrets": []}, layout=layout, name_of=lambda kind, value: key_of(KINDS[kind], value))
    files = {path: read_yaml(text) for path, text in texts.items() if path != LEFT_OUT}
    found = put_together([files]).config
    # Without objects there are no files of objects, so that nothing is said of the kind.
    assert {"Users": [], **found} == config


@given(trees, st.randoms(), st.integers(1, 4))
def test_how_objects_are_spread_does_not_matter(
    tree: dict[str, dict[str, t.Any]], chance: random.Random, count: int
) -> None:
    files: dict[str, dict[str, t.Any]] = {f"{number}.yml": {"Users": []} for number in range(count)}
    for user in users(tree):
        files[f"{chance.randrange(count)}.yml"]["Users"].append(user)
    found = put_together([files])
    assert sorted(found.config["Users"], key=str) == sorted(users(tree), key=str)
    for user, (file,) in zip(found.config["Users"], found.files["Users"]):
        assert user in files[file]["Users"]


@given(st.lists(trees, min_size=1, max_size=4))
def test_the_last_tree_that_has_a_property_decides(layers: list[dict[str, dict[str, t.Any]]]) -> None:
    found = put_together([{f"{number}.yml": {"Users": users(tree)}} for number, tree in enumerate(layers)])
    wanted: dict[str, dict[str, t.Any]] = {}
    for tree in layers:
        for number, value in tree.items():
            wanted.setdefault(number, {}).update(value)
    assert {user["Number"]: user for user in found.config["Users"]} == {
        number: {"Number": number, **value} for number, value in wanted.items()
    }
    for user, files in zip(found.config["Users"], found.files["Users"]):
        assert files == [f"{number}.yml" for number, tree in enumerate(layers) if user["Number"] in tree]


def test_an_object_in_two_places_of_a_tree_is_told_with_both() -> None:
    double = {"a.yml": {"Users": [{"Number": "410"}, {"Number": "411"}, {"Number": "411"}]}}
    other = {"b.yml": {"Users": [{"Number": "410"}], "CodecsSettings": {}}, "c.yml": {"CodecsSettings": {}}}
    rules = {"Holidays": [{"Group": "Lyon", "Name": "Noël"}]}
    assert problems_of({**double, **other, "d.yml": rules, "e.yml": rules}) == [
        'Users "411" is in a.yml twice; keep it in one place of this tree',
        'Users "410" is in a.yml and in b.yml; keep it in one place of this tree',
        "CodecsSettings is in b.yml and in c.yml; keep it in one place of this tree",
        'Holidays "Lyon, Noël" is in d.yml and in e.yml; keep it in one place of this tree',
    ]


def test_a_device_is_the_same_in_each_spelling_of_its_mac_address() -> None:
    one, other = ({"Fxs": [{"MacAddress": mac, "Name": mac}]} for mac in ("00:1a:2b:3c:4d:5e", "001A2B3C4D5E"))
    assert put_together([{"a.yml": one}, {"b.yml": other}]).config == other


@pytest.mark.parametrize("here", [None, ""])
@pytest.mark.parametrize("there", [None, ""])
def test_an_object_is_the_same_without_a_part_of_its_key_that_may_be_empty(here: t.Any, there: t.Any) -> None:
    key = {"TrunkDN": "10001", "Condition": "ForwardAll"}
    base, site = ({"InboundRules": [{**key, "Data": data, "RuleName": data}]} for data in (there, here))
    assert put_together([{"a.yml": base}, {"b.yml": site}]).config == site
    assert problems_of({"a.yml": base, "b.yml": site}) == [
        'InboundRules "10001, ForwardAll, " is in a.yml and in b.yml; keep it in one place of this tree'
    ]


def test_objects_without_a_whole_key_are_left_to_whoever_checks_them() -> None:
    nameless: dict[str, t.Any] = {"Users": [{"FirstName": "A"}, {"FirstName": "B"}, {"Number": 410}, {"Number": 410}]}
    assert put_together([{"a.yml": nameless}]).config == nameless
    rule: dict[str, t.Any] = {"TrunkDN": "10001", "Condition": "ForwardAll"}
    rules = {"InboundRules": [rule, rule, *[{**rule, "Condition": None, "Data": ""}] * 2, *[{**rule, "Data": 1}] * 2]}
    assert put_together([{"a.yml": rules}]).config == rules


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "holds nothing; it must hold kinds with their objects, such as Users with a list"),
        ({}, "holds nothing; it must hold kinds with their objects, such as Users with a list"),
        ([{"Number": "410"}], "holds a list; it must hold kinds with their objects, such as Users with a list"),
        ("Users", "holds a text; it must hold kinds with their objects, such as Users with a list"),
        ({"users": []}, "has 'users', which is no kind of object; did you mean Users?"),
        ({False: []}, "has False, which is no kind of object"),
        ({"unavailable": {}}, "has 'unavailable', which is no kind of object"),
        ({"Users": None}, "has nothing for Users; it must be a list, of which each element is an object"),
        (
            {"Users": {"Number": "410"}},
            "has a mapping for Users; it must be a list, of which each element is an object",
        ),
        ({"Users": ["410"]}, "has a text for Users[0]; it must be a mapping"),
        (
            {"CodecsSettings": []},
            "has a list for CodecsSettings; it must be a mapping, since there is only one object of this kind",
        ),
        ({"Users": [{"Number": "410", 5: 1}]}, "has 5 in Users[0], which is no text; put it in quotes"),
        (
            {"Users": [{"Number": "410", "Groups": [{"GroupId": datetime.date(2026, 1, 2)}]}]},
            "has a date for Users[0].Groups[0].GroupId, which YAML has made of a text; put it in quotes",
        ),
    ],
)
def test_a_file_that_holds_something_else_is_refused(content: t.Any, problem: str) -> None:
    assert problems_of({"Users.yml": {"Users": []}, "a.yml": content}) == [f"a.yml {problem}"]


def test_a_kind_that_is_only_read_is_refused_with_the_reason() -> None:
    (problem,) = problems_of({"Contacts.yml": {"Contacts": []}})
    assert problem.startswith("Contacts.yml has Contacts, which are only read: ")


def test_what_cannot_be_seen_in_a_name_is_escaped() -> None:
    assert problems_of({"a\n.yml": {"Users": [1]}}) == ["a\\n.yml has a number for Users[0]; it must be a mapping"]
