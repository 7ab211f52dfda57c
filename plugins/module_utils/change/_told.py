# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How what happened to many objects is told in one message. Pure.

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
