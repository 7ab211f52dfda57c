# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import typing as t
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._odata import (
    entity_path,
    literal,
    objects,
    plain,
    texts,
    whole,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("001A2B3C4D5E", "/Fxs('001A2B3C4D5E')"),
        ("000413246672", "/Fxs('000413246672')"),
        ("00:1a:2b:3c:4d:5e", "/Fxs('00%3A1a%3A2b%3A3c%3A4d%3A5e')"),
        ("O'Hara", "/Fxs('O%27%27Hara')"),
        ("../../Users", "/Fxs('..%2F..%2FUsers')"),
    ],
)
def test_a_key_is_always_quoted(key: str, path: str) -> None:
    assert entity_path("Fxs", key) == path


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_key_cannot_leave_its_quotes(key: str) -> None:
    path = entity_path("Fxs", key)
    assert re.fullmatch(r"/Fxs\('[A-Za-z0-9_.~%-]*'\)", path)
    assert unquote(path) == "/Fxs('" + key.replace("'", "''") + "')"


@given(st.text())
def test_a_literal_cannot_be_left(text: str) -> None:
    written = literal(text)
    assert (written[0], written[-1]) == ("'", "'")
    assert written[1:-1].replace("''", "") == text.replace("'", "")
    assert written[1:-1].replace("''", "'") == text


@given(json_values)
def test_a_malformed_value_gives_what_belongs_there_or_nothing(value: t.Any) -> None:
    rows, items = objects(value), texts(value)
    assert rows == [row for row in (value if isinstance(value, list) else []) if isinstance(row, dict)]
    assert items == [item for item in (value if isinstance(value, list) else []) if isinstance(item, str)]
    assert plain(value) is (None if isinstance(value, (list, dict)) else value)


@pytest.mark.parametrize("value", ["text", "", 5, 0, 1.5, True, None])
def test_a_plain_value_stays(value: t.Any) -> None:
    assert plain(value) is value


@pytest.mark.parametrize("value", [[], ["text"], {}, {"a": 1}])
def test_what_has_structure_is_no_plain_value(value: t.Any) -> None:
    assert plain(value) is None


def test_what_does_not_belong_into_an_array_is_left_out() -> None:
    mixed = ["a", {"b": 1}, None, 2, ["c"], {}, ""]
    assert texts(mixed) == ["a", ""]
    assert objects(mixed) == [{"b": 1}, {}]
    assert texts("ab") == []
    assert objects({"a": {}}) == []


@given(json_values)
def test_only_a_whole_number_is_one(value: t.Any) -> None:
    assert whole(value) == (value if isinstance(value, int) and value is not True and value is not False else None)


def test_a_flag_is_no_number() -> None:
    assert (whole(True), whole(False), whole(1.0), whole("1"), whole(0)) == (None, None, None, None, 0)
