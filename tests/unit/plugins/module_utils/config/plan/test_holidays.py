# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A holiday is on days that there are, and ends after it has begun."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._holidays import dated_by, misdated

Day = tuple[t.Any, t.Any, t.Any]
NEVER = "which is no day of"


def told(first: Day, last: Day, *, every_year: bool | None = False, fields: t.Container[str] = ("Day",)) -> list[str]:
    values = dict(zip(dated_by("Holidays"), (*first, *last, every_year)))
    return list(misdated("Holidays", values, fields))


def test_a_holiday_over_the_turn_of_a_year_ends_in_the_next() -> None:
    assert told((2026, 12, 24), (2027, 1, 2)) == []
    assert told((2026, 12, 24), (2026, 1, 2)) == [
        "YearEnd, MonthEnd and DayEnd are 2026-01-02, which is before 2026-12-24, when it begins."
    ]
    # One of every year, and one of no year, goes on into the next.
    assert told((2026, 12, 24), (2026, 1, 2), every_year=True) == told((0, 12, 24), (0, 1, 2)) == []
    assert told((2026, 12, 24), (0, 1, 2)) == []


@given(st.dates(), st.dates())
def test_of_two_days_one_is_the_first(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    days: list[Day] = [(day.year, day.month, day.day) for day in (first, last)]
    assert told(*days, every_year=None) == []
    assert bool(told(*reversed(days), every_year=None)) is (first != last)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ((0, 2, 31), "Day is 31 and Month is 2, which is no day of any year."),
        ((0, 0, 1), "Day is 1 and Month is 0, which is no day of any year."),
        ((2026, 2, 29), "Day is 29 and Month is 2, which is no day of that year."),
        ((2028, 2, 29), None),
        ((0, 2, 29), None),
        ((99999, 1, 1), "Day is 1 and Month is 1, which is no day of that year."),
        ((None, 2, 31), None),
    ],
)
def test_there_is_such_a_day(day: Day, why: str | None) -> None:
    assert told(day, (0, 12, 31)) == ([] if why is None else [why])
    ending = "" if why is None else why.replace("Day is", "DayEnd is").replace("Month is", "MonthEnd is")
    assert told((0, 1, 1), day) == ([] if why is None else [ending])


def test_an_end_of_zeros_may_be_none() -> None:
    assert told((2026, 12, 24), (0, 0, 0)) == told((2026, 12, 24), (2026, 0, 0)) == []
    assert NEVER in told((2026, 0, 0), (2026, 12, 24))[0]
    assert NEVER in told((2026, 12, 24), (2026, 12, 0))[0]


def test_what_is_so_already_and_what_is_no_holiday_is_not_judged() -> None:
    assert told((0, 2, 31), (0, 2, 31), fields=("Name",)) == []
    for name in KINDS.keys() - {"Holidays"}:
        assert list(misdated(name, {"Day": 31, "Month": 2, "Year": 0}, ("Day",))) == []
        assert dated_by(name) == ()
