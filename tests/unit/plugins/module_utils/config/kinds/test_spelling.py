# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._schema import is_flags
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._spelling import (
    is_spelt,
    is_well_spelt,
    spell,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values

TYPES = st.sampled_from(["time", "duration", "TranscriptionType", "DayOfWeek", "text", "int32", "bool"])
# What durations and times are made of
_LIKE_THEM = st.text("-PTDHMS0123459:., ", max_size=12)


@pytest.mark.parametrize(
    ("type_name", "written", "spelt"),
    [
        ("time", "09:00:00.0000000", "09:00"),
        ("time", "9:00", "09:00"),
        ("time", "0:00", "00:00"),
        ("time", "23:59:59.9999999", "23:59:59.9999999"),
        ("time", "09:00:30.5000000", "09:00:30.5"),
        ("duration", "PT8H", "PT8H"),
        ("duration", "8:00", "PT8H"),
        ("duration", "13:30", "PT13H30M"),
        ("duration", "13:30:15", "PT13H30M15S"),
        ("duration", "PT90M", "PT1H30M"),
        ("duration", "PT24H", "P1D"),
        ("duration", "24:00", "P1D"),
        ("duration", "P1DT0H", "P1D"),
        ("duration", "PT0S", "P0D"),
        ("duration", "-PT0S", "P0D"),
        ("duration", "0:00", "P0D"),
        ("duration", "-PT1H", "-PT1H"),
        ("duration", "PT1.50S", "PT1.5S"),
        ("duration", "PT0.000S", "P0D"),
        ("TranscriptionType", "Voicemail,Recordings", "Recordings, Voicemail"),
        ("TranscriptionType", "Both", "Both"),
    ],
)
def test_every_value_has_one_spelling(type_name: str, written: str, spelt: str) -> None:
    assert spell(type_name, written) == spelt
    assert is_well_spelt(type_name, written)


@pytest.mark.parametrize(
    ("type_name", "written"),
    [
        *[("time", text) for text in ("", "9", "24:00", "9:60", "09:00Z", " 9:00", "09:00:", "\u0669:00")],
        *[("duration", text) for text in ("", "P", "PT", "P1DT", "8", "8:60", "PT1H ", "P1H", "PT\u0661H", "12345:00")],
        *[("TranscriptionType", text) for text in ("", ",", "Voicemail,")],
    ],
)
def test_what_is_no_value_of_its_type_stays(type_name: str, written: str) -> None:
    assert spell(type_name, written) == written
    assert not is_well_spelt(type_name, written)


@given(TYPES, st.one_of(json_values, _LIKE_THEM))
@example("duration", "PT999999999H999999999M999999999.1S")
def test_a_spelling_stays_as_it_is(type_name: str, value: t.Any) -> None:
    spelt = spell(type_name, value)
    assert repr(spell(type_name, spelt)) == repr(spelt)
    assert is_spelt(type_name) or spelt is value


@given(st.timedeltas(min_value=datetime.timedelta(0), max_value=datetime.timedelta(days=30)))
def test_a_duration_of_the_same_length_is_the_same(length: datetime.timedelta) -> None:
    whole, micro = int(length.total_seconds()), length.microseconds
    fraction = f".{micro:06}" if micro else ""
    in_seconds = f"PT{whole}{fraction}S"
    in_parts = f"P{length.days}DT{length.seconds // 3600}H{length.seconds // 60 % 60}M{length.seconds % 60}{fraction}S"
    assert spell("duration", in_seconds) == spell("duration", in_parts)


def test_only_flags_stand_beside_each_other_in_a_text() -> None:
    assert is_flags("TranscriptionType")
    assert spell("DayOfWeek", "Monday,Friday") == "Monday,Friday"
    assert not is_spelt("DayOfWeek")
