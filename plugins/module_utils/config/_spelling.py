# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The spelling in which values are exported and compared, whatever the PBX makes of them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t

# The PBX says 09:00:00.0000000 (reported from live systems).
_TIME = re.compile(r"(\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?")


def is_spelt(type_name: str) -> bool:
    """Whether values of one of XAPI's simple types have more than one spelling."""
    return type_name == "time"


def spell(type_name: str, value: t.Any) -> t.Any:
    """A single value of one of XAPI's simple types in its canonical spelling.

    A time of day has minutes, and seconds where they are not zero.
    """
    if not is_spelt(type_name) or not isinstance(value, str):
        return value
    found = _TIME.fullmatch(value)
    if found is None:
        return value
    minutes, seconds, fraction = found[1], found[2] or "00", (found[3] or "").rstrip("0")
    if fraction:
        return f"{minutes}:{seconds}.{fraction}"
    return minutes if seconds == "00" else f"{minutes}:{seconds}"
