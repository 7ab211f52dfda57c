# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.api._etag import parse_if_match, read_etag
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values

ETAG_CHARACTERS = "".join(map(chr, [0x20, 0x21, *range(0x23, 0x7F), *range(0x80, 0x100)]))
quoted = st.builds(lambda weak, tag: f'{weak}"{tag}"', st.sampled_from(["", "W/"]), st.text(ETAG_CHARACTERS))


@given(quoted)
def test_a_quoted_or_weak_etag_is_taken_as_it_is(tag: str) -> None:
    assert parse_if_match(tag) == tag
    assert read_etag({"etag": tag}, {}) == tag
    assert read_etag({}, {"@odata.etag": tag}) == tag


@pytest.mark.parametrize("bare", ["abc", "0", "XX", "JzEwMDEn", "a/b+c==", "W", "2026-11-24T00:00:00.000Z", "'1001'"])
def test_a_bare_etag_gets_quotes(bare: str) -> None:
    assert parse_if_match(bare) == parse_if_match(f" {bare} ") == f'"{bare}"'


def test_the_star_stands_for_any_etag() -> None:
    assert parse_if_match("*") == "*"


def test_the_star_in_quotes_is_an_ordinary_etag() -> None:
    assert parse_if_match('"*"') == '"*"'


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        " ",
        '"',
        '"abc',
        'abc"',
        'a"b',
        '"a"b"',
        '"a", "b"',
        "W/abc",
        'w/"abc"',
        'W/ "abc"',
        "two words",
        '"a\tb"',
        '"a\x00b"',
        '"a\x7fb"',
        "abc\r\nX-Injected: 1",
        "abc\n",
        '"abc"\r\n',
        "\tabc",
        "€",
        '"€"',
    ],
)
def test_what_is_no_etag_is_refused_without_showing_control_characters(wrong: str) -> None:
    with pytest.raises(InputError, match=r"^if_match is ") as caught:
        parse_if_match(wrong)
    assert str(caught.value).isprintable()


@given(st.text())
def test_an_etag_for_the_header_holds_no_control_characters(value: str) -> None:
    try:
        tag = parse_if_match(value)
    except InputError:
        return
    assert tag == "*" or tag.removeprefix("W/").startswith('"')
    assert all(char >= " " and char != "\x7f" for char in tag)
    tag.encode("latin-1")


def test_the_header_wins_over_the_annotation() -> None:
    assert read_etag({"etag": '"header"'}, {"@odata.etag": '"body"'}) == '"header"'


@pytest.mark.parametrize("useless", ["", "abc", '"a", "b"', None, 5, {}, ['"a"'], True, '"a\n"'])
def test_what_is_no_etag_counts_as_none(useless: t.Any) -> None:
    assert read_etag({}, {"@odata.etag": useless}) is None


@given(json_values)
def test_whatever_the_annotation_is_it_is_an_etag_or_none(value: t.Any) -> None:
    tag = read_etag({}, {"@odata.etag": value})
    assert tag is None or parse_if_match(tag) == tag
