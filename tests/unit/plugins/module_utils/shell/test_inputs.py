# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._values import (
    AMOUNT,
    CODEC,
    MAC,
    NUMBER,
    PATTERN,
    PIN,
    PORTS,
)
from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import Options
from ansible_collections.telephony.threecx.plugins.module_utils.shell._inputs import input_problems
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.options import OptionPlace, option_places

PLACES = option_places()
TEXTS = [place for place in PLACES if place.option.get("elements", place.option["type"]) in ("str", "path")]
MACS = [place for place in TEXTS if place.option.get("meaning") is MAC]
# Whose names tell what they must mean
NAMED = {
    **dict.fromkeys(("mac_address", "scratch_mac_address", "old_mac_address", "new_mac_address"), MAC),
    "number": NUMBER,
    "ignore": PATTERN,
    "codecs": CODEC,
}

OPTIONS: Options = {
    "flag": {"type": "bool"},
    "count": {"type": "int"},
    "wait": {"type": "float"},
    "port": {"type": "int", "within": range(65536)},
    "limit": {"type": "str", "meaning": AMOUNT},
    "guard": {"type": "str", "aliases": ["tag"]},
    "kind": {"type": "str", "choices": ["fxs", "dect"]},
    "secret": {"type": "str", "no_log": True},
    "patterns": {"type": "list", "elements": "str", "meaning": PATTERN},
    "counts": {"type": "list", "elements": "int"},
    "anything": {"type": "raw"},
    "mapping": {
        "type": "dict",
        "options": {
            "port": {"type": "int"},
            "name": {"type": "str"},
            "names": {"type": "list", "elements": "str"},
            "rows": {
                "type": "list",
                "elements": "dict",
                "options": {"inner": {"type": "dict", "options": {"texts": {"type": "list", "elements": "str"}}}},
            },
        },
    },
    "free": {"type": "dict"},
    "rows": {
        "type": "list",
        "elements": "dict",
        "options": {
            "mac": {"type": "str", "meaning": MAC},
            "lines": {"type": "list", "elements": "dict", "options": {"number": {"type": "str", "meaning": NUMBER}}},
            "codecs": {"type": "list", "elements": "str"},
        },
    },
}


def problems(**options: t.Any) -> list[str]:
    return list(input_problems(OPTIONS, options))


def problems_at(place: OptionPlace, value: t.Any) -> list[str]:
    return list(input_problems(place.module.SPEC.argument_spec, place.given(value)))


# Over all options of all modules


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_what_is_called_like_a_mac_address_means_one(place: OptionPlace) -> None:
    name = "mac_address" if place.path[-1].endswith("mac_address") else place.path[-1]
    assert name not in NAMED or place.option.get("meaning") is NAMED[name]
    assert (place.option.get("within") == PORTS) == ("_port" in name)


def test_there_are_such_options() -> None:
    assert len(MACS) >= 4
    assert len(TEXTS) > 100


wrong_types = st.one_of(st.integers(), st.floats(), st.booleans())


@pytest.mark.parametrize("place", TEXTS, ids=str)
@given(value=wrong_types)
def test_what_yaml_made_of_a_text_is_refused_everywhere_with_its_place(place: OptionPlace, value: t.Any) -> None:
    if place.option.get("meaning") is AMOUNT and isinstance(value, int) and not isinstance(value, bool):
        assert problems_at(place, value) == []
        return
    (problem,) = problems_at(place, value)
    assert "put it in quotes" in problem
    assert place.path[-1] in problem
    assert problem.count("entry 1") == sum(place.shape) + place.holds_list
    is_secret = place.option.get("no_log") or place.option.get("meaning") == PIN
    assert (str(value).lower() in problem) or is_secret
    # The sentence has an example of its own.
    shown = problem.replace("makes 64 of 0100", "")
    assert not (is_secret and f" {str(value).lower()} " in shown)


@pytest.mark.parametrize("place", [place for place in PLACES if place.holds_list], ids=str)
def test_null_in_a_list_is_refused_with_its_place(place: OptionPlace) -> None:
    (problem,) = problems_at(place, None)
    assert re.search(rf"entry 1 of ([a-z_]+\.)?{place.path[-1]} is null; leave it out\.", problem)


@pytest.mark.parametrize("place", MACS, ids=str)
@pytest.mark.parametrize("mark", ["\ufeff", "\u200e", "\u200b", "\u00a0"])
def test_a_mark_in_a_mac_address_is_refused_everywhere(place: OptionPlace, mark: str) -> None:
    (problem,) = problems_at(place, f"C0:74:AD{mark}:0C:0A:72")
    assert mark not in problem
    assert mark.encode("unicode_escape").decode() in problem


@pytest.mark.parametrize("place", MACS, ids=str)
@pytest.mark.parametrize(
    "mac", ["C074AD0C0A72", "c0:74:ad:0c:0a:72", "c074-ad0c-0a72", "C0.74.AD.0C.0A.72", "c074ad-0c0a72"]
)
def test_a_mac_address_is_taken_everywhere(place: OptionPlace, mac: str) -> None:
    assert problems_at(place, mac) == []


@pytest.mark.parametrize("place", [place for place in TEXTS if place.option.get("no_log")], ids=str)
@pytest.mark.parametrize("secret", ["S3cr3t-of-mine\n", " S3cr3t-of-mine", "\ufeffS3cr3t-of-mine"])
def test_a_secret_with_more_around_it_is_refused_everywhere_without_showing_it(place: OptionPlace, secret: str) -> None:
    (problem,) = problems_at(place, secret)
    assert "S3cr3t-of-mine" not in problem
    assert place.path[-1] in problem


# One by one


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"guard": 5}, "guard is the number 5 and not a text."),
        ({"tag": 5}, "tag is the number 5 and not a text."),
        (
            {"guard": "a", "tag": "b"},
            "guard and tag are two names of one option, and have different values; leave one of them out.",
        ),
        ({"guard": False}, "guard is the boolean false and not a text."),
        ({"guard": ["a"]}, "guard is a list; it must be a text."),
        ({"guard": {}}, "guard is a mapping; it must be a text."),
        ({"secret": 12345678}, "secret is a number and not a text."),
        ({"secret": ["a"]}, "secret is a list; it must be a text."),
        ({"limit": 0.5}, "limit is the number 0.5 and not a text."),
        ({"limit": True}, "limit is the boolean true and not a text."),
        ({"kind": "fxs\u200b"}, "kind is 'fxs\\u200b'; it must be one of 'fxs', 'dect'."),
        ({"flag": "maybe"}, "flag is 'maybe'; it must be true or false."),
        ({"flag": ""}, "flag is ''; it must be true or false."),
        ({"flag": []}, "flag is a list; it must be true or false."),
        ({"count": True}, "count is the boolean true; it must be a whole number."),
        ({"count": "1\u200b"}, "count is '1\\u200b'; it must be a whole number."),
        ({"count": 1.5}, "count is the number 1.5; it must be a whole number."),
        ({"count": []}, "count is a list; it must be a whole number."),
        ({"port": 65536}, "port is the number 65536; it must be from 0 to 65535."),
        ({"port": "-1"}, "port is '-1'; it must be from 0 to 65535."),
        ({"port": "8.05E+11"}, "port is '8.05E+11'; it must be a whole number."),
        ({"count": "8.0"}, "count is '8.0'; it must be a whole number."),
        ({"count": float("inf")}, "count is the number inf; it must be a whole number."),
        ({"port": "many"}, "port is 'many'; it must be a whole number."),
        ({"wait": True}, "wait is the boolean true; it must be a number."),
        ({"wait": "long"}, "wait is 'long'; it must be a number."),
        ({"patterns": 8041827010}, "patterns is a number; it must be a list."),
        ({"patterns": {"a": 1}}, "patterns is a mapping; it must be a list."),
        ({"patterns": ["a", 8041827010]}, "entry 2 of patterns is the number 8041827010 and not a text."),
        ({"patterns": "a,\u200bb"}, "entry 2 of patterns is '\\u200bb', with characters that cannot be seen"),
        ({"patterns": ""}, "entry 1 of patterns is '', which no device has."),
        ({"patterns": "a\n"}, "entry 1 of patterns is 'a\\n', with a line break at its end; cut it off"),
        ({"counts": True}, "counts is a boolean; it must be a list."),
        ({"counts": 1.5}, "counts is a number; it must be a list."),
        ({"counts": [404, "x"]}, "entry 2 of counts is 'x'; it must be a whole number."),
        ({"mapping": 5}, "mapping is a number; it must be a mapping."),
        ({"mapping": "{"}, "mapping is a text; it must be a mapping."),
        ({"mapping": {"name": 5}}, "mapping.name is the number 5 and not a text."),
        ({"mapping": {"names": ["a", 5]}}, "entry 2 of mapping.names is the number 5 and not a text."),
        ({"mapping": {"names": [None]}}, "entry 1 of mapping.names is null; leave it out."),
        (
            {"mapping": {"rows": [{"inner": {"texts": ["a", True]}}]}},
            "mapping.rows, entry 1: entry 2 of inner.texts is the boolean true and not a text.",
        ),
        ({"rows": 5}, "rows is a number; it must be a list."),
        ({"rows": "x"}, "rows is a text; it must be a list."),
        ({"rows": [{}, "x"]}, "entry 2 of rows is a text; it must be a mapping."),
        ({"rows": [{}, {"mac": 690316452403}]}, "rows, entry 2: mac is the number 690316452403 and not a text."),
        (
            {"rows": [{"lines": [{"number": "1"}, {"number": 64}]}]},
            "rows, entry 1: lines, entry 2: number is the number 64 and not a text.",
        ),
        ({"rows": [{"codecs": ["a", None]}]}, "rows, entry 1: entry 2 of codecs is null; leave it out."),
    ],
)
def test_what_cannot_be_right_is_told_in_these_words(options: dict[str, t.Any], message: str) -> None:
    (problem,) = problems(**options)
    assert problem.startswith(message)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"guard": None, "flag": None, "patterns": None, "rows": None, "unknown": 5, "_ansible_verbosity": 4},
        {"guard": "", "secret": "", "limit": 10, "kind": "fxs"},
        {"flag": "yes"},
        {"flag": 0},
        {"count": "8", "wait": "2.5"},
        {"count": 8, "wait": 30},
        {"count": 8.0},
        {"count": " 8\r\n"},
        {"port": 0},
        {"port": "65535"},
        {"patterns": "C074AD*, Lobby", "rows": []},
        {"counts": 404},
        {"counts": "404, 409"},
        {"counts": [404, "409"]},
        {"patterns": [], "free": {"a": [1, None, {}], "b": True}},
        {"anything": [1, None, True]},
        {"rows": [{"mac": None, "lines": [{"number": ""}], "codecs": []}]},
    ],
)
def test_what_may_be_right_is_left_to_others(options: dict[str, t.Any]) -> None:
    assert problems(**options) == []


def test_a_template_says_nothing_yet_and_a_number_does() -> None:
    given = {"secret": "{{ a }}\n", "kind": "{{ b }}", "flag": "{{ c }}", "guard": 5, "patterns": "{{ d }}"}
    assert [text.split()[0] for text in input_problems(OPTIONS, given, are_templates=True)] == ["guard"]


PIN_OPTION: Options = {"pin": {"type": "str", "meaning": PIN}}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (471, "pin is a number and not a text."),
        ("47 11", "pin has other characters than digits (its value is not shown here)."),
        ("4711\n", "pin ends with a line break"),
        ("{{ pin }}", "pin is a template that nobody has evaluated"),
        ("\u0661\u0662\u0663\u0664", "pin has other characters than digits"),
    ],
)
def test_a_pin_that_cannot_be_right_is_told_and_not_shown(value: object, problem: str) -> None:
    (found,) = input_problems(PIN_OPTION, {"pin": value})
    assert found.startswith(problem)
    assert "47" not in found


def test_a_pin_has_digits() -> None:
    assert list(input_problems(PIN_OPTION, {"pin": "0471"})) == []


@pytest.mark.parametrize(
    "given", [{"guard": "a", "tag": "a"}, {"guard": "a", "tag": None}, {"guard": None, "tag": "b"}]
)
def test_one_value_under_two_names_is_no_contradiction(given: dict[str, t.Any]) -> None:
    assert problems(**given) == []
