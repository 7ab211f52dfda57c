# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many things are told."""

from __future__ import annotations

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.change._told import first_of, listed


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, ""), (1, "S0."), (3, "S0. S1. S2."), (4, "S0. S1. S2. (and 1 more)"), (12, "S0. S1. S2. (and 9 more)")],
)
def test_the_rest_is_counted(number: int, told: str) -> None:
    assert first_of([f"S{position}." for position in range(number)], 3) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "a"), (2, "a and b"), (3, "a, b and c"), (4, "a, b, c and d"), (5, "a, b, c and 2 more")],
)
def test_names_stand_in_a_row(number: int, told: str) -> None:
    assert listed("abcde"[:number], 3) == told
    assert listed("abcde"[:number]).endswith("abcde"[number - 1])
