# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.change._limit import Limit, read_limit, too_many

COUNTS = st.integers(min_value=0, max_value=1000)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
@example(3, 2, 1, 40)
@example(3, 3, 1, 40)
def test_members_that_are_taken_out_of_lists_count_like_deletions(
    number: int, deletions: int, removals: int, present: int
) -> None:
    refusal = too_many(Limit(number, is_percent=False, things="objects"), deletions, removals, present)
    assert (refusal is not None) == (deletions + removals > number)


@given(st.integers(min_value=0, max_value=100), COUNTS, COUNTS, COUNTS)
@example(5, 5, 0, 100)
@example(5, 6, 0, 100)
@example(5, 2, 0, 60)
@example(99, 100, 0, 100)
@example(100, 100, 0, 100)
@example(0, 1, 0, 100)
def test_a_share_is_one_of_what_there_is(share: int, deletions: int, removals: int, present: int) -> None:
    refusal = too_many(read_limit(f"{share}%", "objects"), deletions, removals, present)
    assert (refusal is not None) == ((deletions + removals) * 100 > share * present)


@pytest.mark.parametrize(
    ("limit", "removals", "refusal"),
    [
        (
            Limit(2, is_percent=False),
            0,
            "This would delete 3 of 40 devices, and max_deletions allows 2 devices.",
        ),
        (
            Limit(5, is_percent=True, things="objects"),
            9,
            "This would delete 3 of 40 objects and take 9 members out of lists, 12 in all, and max_deletions allows"
            " 5 percent.",
        ),
    ],
)
def test_the_refusal_says_what_would_be_deleted(limit: Limit, removals: int, refusal: str) -> None:
    assert too_many(limit, 3, removals, 40) == refusal


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("0", (0, False)),
        ("10", (10, False)),
        (" 200 ", (200, False)),
        ("999999999", (999999999, False)),
        ("0%", (0, True)),
        ("5%", (5, True)),
        ("100%", (100, True)),
    ],
)
def test_a_limit_is_a_number_or_a_share(text: str, limit: tuple[int, bool]) -> None:
    assert read_limit(text) == Limit(*limit, "devices")
    assert read_limit(text, "objects") == Limit(*limit, "objects")


@pytest.mark.parametrize(
    "text", ["", "%", "-1", "101%", "200%", "5 %", "5%%", "1.5", "ten", "10 devices", "\u0661", "1" * 10]
)
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(
        InputError, match=r"^max_deletions is '.*'; it must be a number of objects, like 10, or a share"
    ):
        read_limit(text, "objects")
