# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How many things are told in one message. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t


def first_of(sentences: t.Sequence[str], most: int) -> str:
    """The first of many sentences, and how many more there are.

    :param most: how many of them to tell.
    """
    more = f" (and {len(sentences) - most} more)" if len(sentences) > most else ""
    return f"{' '.join(sentences[:most])}{more}"


def listed(names: t.Sequence[str], most: int | None = None) -> str:
    """Names in a row, with "and" before the last: C(a, b and c), or C(a, b and 4 more).

    :param most: after how many of them to stop, where two and more would be left.
    """
    shown = list(names)
    if most is not None and len(names) > most + 1:
        shown = [*names[:most], f"{len(names) - most} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
