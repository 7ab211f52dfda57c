# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The spelling in which values are exported and compared, whatever the PBX makes of them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema

# The PBX says 09:00:00.0000000 (reported from live systems); people write 9:00 as well.
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]+))?)?")
# ISO 8601, as the description has it and the PBX says it: PT13H30M, P0D (reported from live systems)
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=.*[0-9])(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,9})(?:\.(?P<fraction>[0-9]+))?S)?)?"
)
# 13:30, as people write it
_CLOCK = re.compile(r"(?P<hours>[0-9]{1,4}):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9]))?")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def is_spelt(type_name: str) -> bool:
    """Whether values of one of XAPI's simple types, or of an enumeration, have more than one spelling."""
    return _speller(type_name) is not None


def spell(type_name: str, value: t.Any) -> t.Any:
    """A single value of one of XAPI's simple types, or of an enumeration, in its canonical spelling.

    A time of day has minutes, and seconds where they are not zero: C(09:00). A duration has whole days, hours, minutes
    and seconds, each where it is not zero: C(PT13H30M), and C(P0D) for none. Several values of an enumeration in one
    text are in alphabetical order. What is no value of its type stays as it is.
    """
    speller = _speller(type_name)
    if speller is None or not isinstance(value, str):
        return value
    spelt = speller(value)
    return value if spelt is None else spelt


def is_well_spelt(type_name: str, text: str) -> bool:
    """Whether a text is a value of a type that C(is_spelt)."""
    speller = _speller(type_name)
    return speller is not None and speller(text) is not None


@functools.cache
def _speller(type_name: str) -> t.Callable[[str], str | None] | None:
    if _schema.is_enumeration(type_name):
        return _flags if _schema.is_flags(type_name) else None
    return {"time": _time, "duration": _duration}.get(type_name)


def _time(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    minutes, seconds, fraction = f"{found[1]:0>2}:{found[2]}", found[3] or "00", (found[4] or "").rstrip("0")
    if fraction:
        return f"{minutes}:{seconds}.{fraction}"
    return minutes if seconds == "00" else f"{minutes}:{seconds}"


def _duration(text: str) -> str | None:
    found = _DURATION.fullmatch(text) or _CLOCK.fullmatch(text)
    if found is None:
        return None
    parts = {name: value or "" for name, value in found.groupdict().items()}
    days, hours, minutes, seconds = (int(parts.get(name) or 0) for name in ("days", "hours", "minutes", "seconds"))
    whole = days * _DAY + hours * _HOUR + minutes * _MINUTE + seconds
    fraction = parts.get("fraction", "").rstrip("0")
    return _composed(parts.get("sign", ""), whole, fraction)


def _composed(sign: str, whole: int, fraction: str) -> str:
    """A duration of so many seconds."""
    days, rest = divmod(whole, _DAY)
    hours, minutes, seconds = rest // _HOUR, rest % _HOUR // _MINUTE, rest % _MINUTE
    second = f"{seconds}.{fraction}S" if fraction else f"{seconds}S" if seconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + second
    if not days and not clock:
        return "P0D"
    return sign + "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


def _flags(text: str) -> str | None:
    names = [name.strip() for name in text.split(",")]
    return ", ".join(sorted(set(names))) if all(names) else None
