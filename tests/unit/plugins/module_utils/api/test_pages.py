# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the pages of a collection are over, and whether they have shown all of it."""

from __future__ import annotations

import typing as t
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api import _pages
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


# Pages that were read side by side


@pytest.mark.parametrize(
    ("keys", "count", "skips"),
    [
        (FULL, None, []),
        (FULL, 99, []),
        (FULL, 100, [99]),
        (FULL, 198, [99]),
        (FULL, 199, [99, 198]),
        (FULL[1:], 500, []),
        ([*FULL, "x"], 500, []),
    ],
)
def test_after_a_full_page_the_count_tells_of_the_others(keys: list[str], count: int | None, skips: list[int]) -> None:
    assert list(read(keys, count=count).linked) == skips


def test_a_page_that_begins_with_the_last_row_is_taken_without_it() -> None:
    reading = read(FULL, count=101)
    assert reading.link(page(["99", "100"]))
    assert (reading.skip, reading.is_over, reading.is_complete) == (101, True, True)


def test_the_last_row_alone_proves_that_there_is_no_other() -> None:
    reading = read(FULL, count=100)
    assert reading.link(page(["99"]))
    assert (reading.skip, reading.is_over, reading.is_complete) == (100, True, True)


@pytest.mark.parametrize("keys", [["98", "99", "100"], ["0a", "99", "100"]])
def test_what_comes_before_the_last_row_was_shown_or_is_new(keys: list[str]) -> None:
    reading = read(FULL, count=101)
    assert reading.link(page(keys))
    assert (reading.skip, reading.is_over, reading.is_complete) == (101, True, True)


@pytest.mark.parametrize("keys", [FULL, ["98", "99"]])
def test_a_page_that_ends_where_the_one_before_did_is_no_progress(keys: list[str]) -> None:
    reading = read(FULL, count=150)
    assert reading.link(page(keys))
    assert (reading.skip, reading.is_over, reading.is_complete) == (100, True, False)


@pytest.mark.parametrize("keys", [[], ["98"], ["100"], [None, "100"]])
def test_a_page_without_the_last_row_is_left(keys: list[object]) -> None:
    reading = read(FULL, count=101)
    assert not reading.link(page(keys))
    assert (reading.skip, reading.is_over, reading.is_complete) == (100, True, False)


def test_after_a_row_without_a_key_pages_are_read_as_they_come() -> None:
    reading = read([*FULL[1:], None], count=101)
    assert not reading.link(page([None, "100"]))
    assert (reading.skip, reading.is_over) == (100, False)


_SIZE = 3


@st.composite
def _readings(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, list[int]]], set[int]]:
    """The rows of the first page and their count, the further pages as they are read, and what was there always.

    The pages are read in any order, and between them somebody adds and removes rows.
    """
    rows = sorted(draw(st.sets(st.integers(0, 40), min_size=_SIZE, max_size=15)))
    always, first = set(rows), rows
    skips = draw(st.permutations(range(_SIZE - 1, len(rows), _SIZE - 1)))
    pages = []
    for skip in skips:
        added, removed = draw(st.sets(st.integers(0, 40), max_size=2)), draw(st.sets(st.integers(0, 40), max_size=2))
        rows = sorted({*rows, *added} - removed)
        always &= set(rows)
        pages.append((skip, rows[skip : skip + _SIZE]))
    return first, sorted(pages), always


@given(_readings())
def test_linked_pages_miss_nothing_whatever_is_changed_meanwhile(
    pages_read: tuple[list[int], list[tuple[int, list[int]]], set[int]],
) -> None:
    first, pages, always = pages_read
    with mock.patch.object(_pages, "PAGE_SIZE", _SIZE):
        reading = read(first[:_SIZE], count=len(first))
        assert [skip for skip, _rows in pages] == list(reading.linked)
        shown = first[:_SIZE]
        for _skip, keys in pages:
            if reading.is_over or not reading.link(page(keys)):
                break
            shown += [key for key in keys if key not in shown]
    assert {key for key in always if key <= max(shown)} <= set(shown)
    if reading.is_complete:
        assert always <= set(shown)
