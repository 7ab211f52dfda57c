# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
import typing as t
from email.utils import format_datetime, formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Waits
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils.api._retry import (
    LONGEST_TOTAL_WAIT,
    LONGEST_WAIT,
    seconds_to_wait,
)

# Sun, 06 Nov 1994 08:49:37 GMT
NOW = 784111777.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("60", 60),
        ("61", 61),
        ("3600", 3600),
        ("9" * 5000, 999999999),
        ("Sun, 06 Nov 1994 08:49:57 GMT", 20),
        ("Sunday, 06-Nov-94 08:49:57 GMT", 20),
        ("Sun Nov  6 08:49:57 1994", 20),
        ("Sun, 06 Nov 1994 10:49:57 +0200", 20),
        ("Sun, 06 Nov 1994 08:49:57 -0000", 20),
        ("Sun, 06 Nov 1994 09:49:37 GMT", 3600),
        ("Sun, 06 Nov 1994 08:49:36 GMT", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)
def test_retry_after_is_honoured_in_both_forms(monkeypatch: pytest.MonkeyPatch, header: str, seconds: float) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/St_Johns")
        time.tzset()
        wait = seconds_to_wait(1, header, NOW)
    time.tzset()
    assert wait == seconds


def test_a_date_is_compared_with_the_clock() -> None:
    assert 25 <= seconds_to_wait(1, formatdate(time.time() + 30, usegmt=True)) <= 30


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "soon",
        "-5",
        "1.5",
        "\u0663",
        "1e3",
        "0x10",
        "Sun, 99 Nov 1994 08:49:37 GMT",
        f"Sun, 06 Nov {10**30} 08:49:37 GMT",
    ],
)
@pytest.mark.parametrize(("attempt", "longest"), [(1, 0.5), (2, 1), (3, 2), (4, 4), (20, LONGEST_WAIT)])
def test_without_a_usable_header_the_wait_doubles_and_half_of_it_is_random(
    header: str | None, attempt: int, longest: float
) -> None:
    waits = {seconds_to_wait(attempt, header, NOW) for _try in range(200)}
    assert all(longest / 2 <= wait <= longest for wait in waits)
    assert max(waits) - min(waits) > longest / 4


_headers = st.one_of(
    st.none(),
    st.text(),
    st.datetimes().map(format_datetime),
    st.integers(0, 10**9).map(str),
    st.integers(0, 90).map(str),
)


@given(st.integers(0, 4), st.lists(_headers, min_size=5, max_size=5))
def test_no_headers_make_a_request_wait_longer_than_the_bound(retries: int, headers: list[str | None]) -> None:
    waits, total = Waits(retries), 0.0
    for number, header in enumerate(headers):
        error = ThreeCXError("No.")
        error.retry_after = header
        wait = waits.after(error)
        if wait is None:
            break
        assert wait >= 0
        total += wait
        assert number < retries
    assert total <= LONGEST_TOTAL_WAIT


_PARTS = ["Sun", ",", " ", "06", "Nov", "1994", "00:00:00", "GMT", "+9999", "-2400", "0000", "99:99", "\u0661", "\x00"]


@given(st.lists(st.sampled_from(_PARTS), max_size=10))
def test_whatever_looks_like_a_date_is_one_or_none(parts: t.Sequence[str]) -> None:
    assert seconds_to_wait(1, "".join(parts), NOW) >= 0
