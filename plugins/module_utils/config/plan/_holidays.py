# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Tell holidays that would never be. Pure.

Of one that goes over the turn of a year, the year of its end is easily forgotten: phones would ring as on any day.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import datetime
import typing as t

_KIND = "Holidays"
_FIRST, _LAST = ("Year", "Month", "Day"), ("YearEnd", "MonthEnd", "DayEnd")
_EVERY_YEAR = "IsRecurrent"
# A year in which there is every day, for holidays that are of no year
_LEAP_YEAR = 2000


def dated_by(kind_name: str) -> tuple[str, ...]:
    """The properties that must be known of an object to tell when it is."""
    return (*_FIRST, *_LAST, _EVERY_YEAR) if kind_name == _KIND else ()


def misdated(kind_name: str, after: t.Mapping[str, t.Any], fields: t.Container[str]) -> t.Iterator[str]:
    """Why a holiday cannot be when it is said to be: the rest of sentences that begin with its place.

    :param after: the object as it is to be, with what C(dated_by) names.
    :param fields: the properties that differ.
    """
    if not any(name in fields for name in dated_by(kind_name)):
        return
    first, last = (_day(after, names) for names in (_FIRST, _LAST))
    for names, found in ((_FIRST, first), (_LAST, last)):
        if isinstance(found, str):
            yield f"{names[2]} is {after[names[2]]} and {names[1]} is {after[names[1]]}, {found}."
    is_of_a_year = after.get(_EVERY_YEAR) is not True and after.get("Year") and after.get("YearEnd")
    if is_of_a_year and isinstance(first, datetime.date) and isinstance(last, datetime.date) and last < first:
        yield f"YearEnd, MonthEnd and DayEnd are {last}, which is before {first}, when it begins."


def _day(after: t.Mapping[str, t.Any], names: tuple[str, ...]) -> datetime.date | str | None:
    """A day, why it is none, or nothing where it is not known."""
    found = [after.get(name) for name in names]
    # An end of zeros may be how a PBX tells that there is no other day than the first; nobody has described it.
    if not all(isinstance(number, int) for number in found) or (names is _LAST and not any(found[1:])):
        return None
    year, month, day = t.cast("list[int]", found)
    try:
        return datetime.date(year or _LEAP_YEAR, month, day)
    except (ValueError, OverflowError):
        return "which is no day of that year" if year else "which is no day of any year"
