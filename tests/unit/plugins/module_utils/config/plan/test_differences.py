# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When two values are the same, which element of a list is which, and how many are taken out."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Keyed
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS, type_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._differences import (
    Comparer,
    Difference,
    key_of_element,
)

CODECS = st.lists(st.sampled_from(["PCMU", "PCMA", "G722", "GSM", "G729"]), unique=True)


def differences(kind: str, wanted: dict[str, t.Any], found: dict[str, t.Any], **how: bool) -> list[Difference]:
    return list(Comparer(KINDS[kind], None, (), **how).differences(wanted, found))


def partners(kind: str, name: str, wanted: list[t.Any], found: list[t.Any]) -> list[int | None]:
    comparer = Comparer(KINDS[kind], None, ())
    return comparer.partners(comparer.place.of(name), comparer.fields(type_of(kind), ())[name], wanted, found)


def rule(source: str, **more: str) -> dict[str, str]:
    return {"SourcePattern": source, **more}


@given(CODECS, CODECS)
@example(["PCMU"], ["PCMA", "GSM"])
@example(["PCMU"], ["PCMA", "G722", "GSM", "G729"])
def test_of_an_ordered_list_as_many_are_taken_out_as_it_gets_shorter(wanted: list[str], found: list[str]) -> None:
    """Other elements are others in the same places."""
    told = differences("CodecsSettings", {"LocalCodecList": wanted}, {"LocalCodecList": found})
    expected = [Difference("value", "LocalCodecList", wanted, found, max(0, len(found) - len(wanted)))]
    assert told == ([] if wanted == found else expected)


@given(CODECS, CODECS)
@example(["PCMU"], ["PCMA", "GSM"])
@example(["PCMU"], ["PCMA", "G722", "GSM", "G729"])
def test_of_members_in_places_all_that_are_not_wanted_are_taken_out(wanted: list[str], found: list[str]) -> None:
    """One that is replaced is taken out, too."""
    sides = [{"Routes": [{"TrunkId": name} for name in side]} for side in (wanted, found)]
    assert sum(one.removed for one in differences("OutboundRules", *sides)) == len(set(found) - set(wanted))


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [
        # An element that fits two places stays in its own.
        (
            [rule("1", ReplacePattern="a"), rule("1")],
            [rule("1", ReplacePattern="b"), rule("1", ReplacePattern="a")],
            [0, 1],
        ),
        ([rule("new"), rule("1")], [rule("1"), rule("2")], [None, 0]),
        ([rule("2"), rule("new")], [rule("1"), rule("2")], [1, None]),
        ([rule("1"), rule("new")], [rule("1"), rule("2")], [0, 1]),
        ([rule("1"), rule("1")], [rule("1")], [0, None]),
    ],
    ids=str,
)
def test_an_element_is_the_same_one_or_the_one_in_its_place(
    wanted: list[t.Any], found: list[t.Any], expected: list[int | None]
) -> None:
    """A new one must not be taken for one that stood elsewhere: it would be stored with the rest of that one."""
    assert partners("Trunks", "InCIDFormatting", wanted, found) == expected


@pytest.mark.parametrize(("wanted", "found"), [("10000", "10001"), ("10001", "10000")])
def test_a_route_over_another_trunk_is_another_route(wanted: str, found: str) -> None:
    routes = ([{"TrunkId": wanted, "Prepend": "1"}], [{"TrunkId": found, "Prepend": "2"}])
    assert partners("OutboundRules", "Routes", *routes) == [None]


@pytest.mark.parametrize(
    ("wanted", "found", "is_same"),
    [
        ({"MacAddress": "00-1a-2b-3c-4d-5e"}, {"MacAddress": "001A2B3C4D5E"}, True),
        ({"MacAddress": "001A2B3C4D5F"}, {"MacAddress": "001A2B3C4D5E"}, False),
        ({"MacAddress": None}, {"MacAddress": "001A2B3C4D5E"}, False),
        ({"MacAddress": "none"}, {"MacAddress": "001A2B3C4D5E"}, False),
        # What only looks like one is a text like any other.
        ({"Name": "00-1a-2b-3c-4d-5e"}, {"Name": "001A2B3C4D5E"}, False),
    ],
    ids=str,
)
def test_a_mac_address_is_the_same_in_whatever_spelling(
    wanted: dict[str, t.Any], found: dict[str, t.Any], is_same: bool
) -> None:
    assert differences("Fxs", wanted, found) == (
        [] if is_same else [Difference("value", name, value, found[name]) for name, value in wanted.items()]
    )


@pytest.mark.parametrize(
    ("element", "key"),
    [
        ({"A": 1, "B": "x"}, (1, "x")),
        ({"A": "1", "B": ""}, ("1", None)),
        ({"A": [1], "B": {"x": 1}}, ("[1]", "{'x': 1}")),
        ({}, (None, None)),
        ("x", ()),
    ],
    ids=str,
)
def test_an_element_of_whatever_shape_has_a_key(element: t.Any, key: tuple[t.Any, ...]) -> None:
    found = key_of_element(Keyed(by=("A", "B")), element)
    assert found == key
    assert list(map(type, found)) == list(map(type, key))
    assert hash(found) == hash(key)


@pytest.mark.parametrize(
    ("wanted", "found"), [(None, ["PCMU"]), ("PCMU", ["PCMU"]), (["PCMU"], None)], ids=["null", "text", "no list"]
)
def test_what_is_no_list_is_another_value(wanted: t.Any, found: t.Any) -> None:
    (told,) = differences("CodecsSettings", {"LocalCodecList": wanted}, {"LocalCodecList": found})
    assert (told.what, told.path, told.removed) == ("value", "LocalCodecList", 0)


def test_a_list_where_no_list_belongs_is_another_value() -> None:
    assert differences("Users", {"Mobile": ["1"]}, {"Mobile": "1"}) == [Difference("value", "Mobile", ["1"], "1")]


def test_a_concealed_secret_counts_only_where_it_is_renewed_and_is_never_told() -> None:
    sides = {"MailPassword": "S3cr3t"}, {"MailPassword": {"Concealed": True, "Value": None}}
    assert differences("MailSettings", *sides) == [Difference("concealed", "MailPassword", is_secret=True)]
    renewed = differences("MailSettings", *sides, renew_secrets=True)
    assert renewed == [Difference("value", "MailPassword", is_secret=True)]
