# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.change._limit import Limit, read_limit, too_many

COUNTS = st.integers(min_value=0, max_value=1000)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_members_that_are_taken_out_of_lists_count_like_deletions(
    number: int, deletions: int, removals: int, present: int
) -> None:
    refusal = too_many(Limit(number, is_percent=False, things="objects"), deletions, removals, present)
    assert (refusal is not None) == (deletions + removals > number)


@given(st.integers(min_value=0, max_value=100), COUNTS, COUNTS, COUNTS)
def test_a_share_is_one_of_what_there_is(share: int, deletions: int, removals: int, present: int) -> None:
    refusal = too_many(read_limit(f"{share}%", "objects"), deletions, removals, present)
    assert (refusal is not None) == ((deletions + removals) * 100 > share * present)


@pytest.mark.parametrize(
    ("limit", "removals", "refusal"),
    [
        (
            Limit(2, is_percent=False),
            0,
            "This would delete 3 of 40 devices, and max_deletions allows 2 devices; nothing was changed.",
        ),
        (
            Limit(5, is_percent=True, things="objects"),
            9,
            "This would delete 3 of 40 objects and take 9 members out of lists, 12 in all, and max_deletions allows"
            " 5 percent; nothing was changed.",
        ),
    ],
)
def test_the_refusal_says_what_would_be_deleted(limit: Limit, removals: int, refusal: str) -> None:
    assert too_many(limit, 3, removals, 40) == refusal
