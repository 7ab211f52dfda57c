# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the pages of a collection are over, and whether they have shown all of it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ReplyError
from ansible_collections.telephony.threecx.plugins.module_utils.api._pages import PAGE_SIZE, Reading
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Request

FULL = [str(number) for number in range(PAGE_SIZE)]


def page(keys: t.Iterable[object]) -> list[dict[str, object]]:
    return [{"Id": key} for key in keys]


def read(*pages: t.Iterable[object], count: int | None = None, must_differ: bool = False) -> Reading:
    """A reading that was given these pages, with a count for the first."""
    reading = Reading(Request("GET", "/xapi/v1/Fxs"), "Id", must_differ=must_differ)
    for keys in pages:
        assert not reading.is_over, "nobody would have asked for another page"
        reading.add(page(keys), count if reading.skip == 0 else None)
    return reading


def test_nothing_is_known_before_the_first_page() -> None:
    reading = read()
    assert (reading.skip, reading.is_over, reading.is_complete) == (0, False, False)


@pytest.mark.parametrize(
    ("pages", "count"),
    [
        ([FULL], None),
        # Another one may have been added since they were counted.
        ([FULL], PAGE_SIZE),
        (["ab"], None),
        (["ab"], 3),
        (["ab"], 1),
        (["ab", "cd"], 5),
        # One row has moved to a later page.
        (["ab", "bc"], None),
        (["a", "ab"], None),
    ],
)
@pytest.mark.parametrize("must_differ", [True, False])
def test_another_page_is_asked_for(pages: list[t.Any], count: int | None, must_differ: bool) -> None:
    reading = read(*pages, count=count, must_differ=must_differ)
    assert (reading.skip, reading.is_over, reading.is_complete) == (sum(map(len, pages)), False, False)


@pytest.mark.parametrize(
    ("pages", "count"),
    [
        ([[]], None),
        ([[]], 0),
        (["ab"], 2),
        (["ab", "cd"], 4),
        ([FULL, "x"], PAGE_SIZE + 1),
        ([FULL, []], PAGE_SIZE),
        (["ab", "cd", []], None),
        # A count that is less than what was shown tells nothing.
        (["ab", []], 1),
    ],
)
@pytest.mark.parametrize("must_differ", [True, False])
def test_all_is_shown(pages: list[t.Any], count: int | None, must_differ: bool) -> None:
    reading = read(*pages, count=count, must_differ=must_differ)
    assert (reading.is_over, reading.is_complete) == (True, True)


@pytest.mark.parametrize(
    ("pages", "count"),
    [
        ([[]], 1),
        (["ab", []], 3),
        # The server passes $skip over.
        (["ab", "ab"], None),
        (["ab", "b"], None),
        (["ab", "cd", "ac"], None),
        (["a", "a"], 3),
    ],
)
@pytest.mark.parametrize("must_differ", [True, False])
def test_not_all_is_shown(pages: list[t.Any], count: int | None, must_differ: bool) -> None:
    reading = read(*pages, count=count, must_differ=must_differ)
    assert (reading.is_over, reading.is_complete) == (True, False)


@pytest.mark.parametrize("must_differ", [True, False])
def test_a_row_that_comes_twice_was_moved_only_where_the_key_is_known_to_tell_rows_apart(must_differ: bool) -> None:
    assert read("ab", "bc", [], must_differ=must_differ).is_complete is not must_differ


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (["a", "b", "a"], "several rows with the same Id"),
        (["a", None], "a row without Id"),
        ([None, None], "a row without Id"),
    ],
)
def test_rows_that_cannot_be_told_apart_are_refused_where_they_must(keys: list[object], problem: str) -> None:
    with pytest.raises(ReplyError, match=f"^GET /xapi/v1/Fxs shows {problem}"):
        read(keys, must_differ=True)
    assert read(keys).skip == len(keys)


def test_rows_without_a_key_are_all_different() -> None:
    assert read([None, "a"], [None, "b"], count=4).is_complete
