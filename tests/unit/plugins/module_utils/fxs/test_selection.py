# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import public_record
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._selection import (
    FILTER_FIELDS,
    is_selected,
    odata_filter,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import ADAPTERS, BASES, entities


@pytest.mark.parametrize(
    ("wanted", "raw", "expression"),
    [
        ({}, None, None),
        ({}, "", None),
        ({"name": None}, None, None),
        ({"name": "Lobby"}, None, "Name eq 'Lobby'"),
        ({"name": "O'Hara's"}, None, "Name eq 'O''Hara''s'"),
        ({"name": "x' or 'a' eq 'a"}, None, "Name eq 'x'' or ''a'' eq ''a'"),
        ({"name": ""}, None, "Name eq ''"),
        ({"model": "HT802", "group": "GRP0001"}, None, "Group eq 'GRP0001' and Model eq 'HT802'"),
        ({}, "contains(Name,'Lobby')", "(contains(Name,'Lobby'))"),
        ({"brand": "Patton"}, "Name eq 'a' or Name eq 'b'", "Brand eq 'Patton' and (Name eq 'a' or Name eq 'b')"),
        # XAPI cannot filter by what belongs to the template.
        ({"device_type": "fxs", "template": "x"}, None, None),
        (
            {"model_name": "a", "language": "b", "time_zone": "c"},
            None,
            "Language eq 'b' and ModelName eq 'a' and TimeZone eq 'c'",
        ),
    ],
)
def test_an_expression_asks_for_all_that_is_wanted(
    wanted: dict[str, str | None], raw: str | None, expression: str | None
) -> None:
    assert odata_filter(wanted, raw) == expression


@given(entities([*ADAPTERS, *BASES]).map(public_record), st.data())
def test_a_device_is_selected_exactly_when_all_values_are_its_own(
    record: dict[str, t.Any], data: st.DataObject
) -> None:
    own = {name: record[name] for name in data.draw(st.sets(st.sampled_from(FILTER_FIELDS)))}
    assert is_selected(record, own)
    name = data.draw(st.sampled_from(FILTER_FIELDS))
    assert not is_selected(record, {**own, name: f"{record[name]}x"})


@given(entities([*ADAPTERS, *BASES]).map(public_record))
def test_every_device_is_selected_when_nothing_is_wanted(record: dict[str, t.Any]) -> None:
    assert is_selected(record, {})
    assert is_selected(record, dict.fromkeys(FILTER_FIELDS))


def test_every_text_of_a_record_can_be_asked_for() -> None:
    # The MAC address has an option of its own.
    others = {"mac_address", "line_count", "codecs", "lines", "provisioning", "variables"}
    assert set(FILTER_FIELDS) == set(public_record({"MacAddress": "001A2B3C4D5E"})) - others
