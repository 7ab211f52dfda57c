# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the benchmark says of its results, of all cases or of a few."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.tests.benchmark.ratios import (
    AIMS,
    IMPORTS,
    IMPORTS_AND_WAITS,
    PING,
    PLAIN,
    TAKES_AND_RETURNS,
    URI_LOOP,
    URI_PLAYBOOK,
    Aim,
    Measured,
    measured,
    ratio,
    seconds_of,
)
from ansible_collections.telephony.threecx.tests.benchmark.tables import TITLES, page


def case(letter: str, seconds: dict[str, list[float]], latency: float = 0.0, devices: int = 1000) -> dict[str, t.Any]:
    """A case with these contestants, the first of which is ours."""
    contestants = [
        {"name": name, "seconds": times, "processor": times, "memory_kb": [1024 * devices], "requests": [3]}
        for name, times in seconds.items()
    ]
    return {"case": letter, "latency": latency, "devices": devices, "contestants": contestants}


def test_a_ratio_is_the_median_of_those_of_the_rounds_that_both_took_part_in() -> None:
    assert ratio([2.0, 9.0, 4.0, 1000.0], [1.0, 3.0, 4.0]) == 2.0


def test_a_slow_contestant_is_compared_in_its_rounds_only() -> None:
    slow = case("g", {"it": [2.0, 90.0, 90.0], URI_LOOP: [100.0]})
    assert [one.ratio for one in measured(slow)] == [0.02]


def test_what_the_user_waits_for_is_told_without_ping() -> None:
    (found,) = measured(case("i", {"it": [4.0], PLAIN: [2.0], TAKES_AND_RETURNS: [1.5], PING: [1.0]}))
    assert found == Measured(AIMS["i"][0], 1.5, 1.25, 1.2)


def test_the_floor_of_one_object_waits_for_its_requests() -> None:
    at_once, later = (case("a", {"it": [1.0], IMPORTS: [0.5]}, latency) for latency in (0.0, 0.05))
    assert [seconds_of(one)[IMPORTS_AND_WAITS] for one in (at_once, later)] == [[0.5], pytest.approx([0.65])]


@pytest.mark.parametrize(
    ("ours", "floor", "is_possible", "is_reached"),
    [(1.2, 1.0, True, True), (1.3, 1.0, True, False), (2.5, 2.0, False, True), (2.6, 2.0, False, False)],
)
def test_where_the_floor_forbids_an_aim_the_ratio_to_the_floor_counts(
    ours: float, floor: float, is_possible: bool, is_reached: bool
) -> None:
    found = Measured(Aim(PLAIN, 1.25, TAKES_AND_RETURNS), ours, floor, ours / floor)
    assert (found.is_possible, found.is_reached) == (is_possible, is_reached)


def test_an_aim_needs_both_contestants_and_a_floor_all_that_it_is_made_of() -> None:
    assert measured(case("a", {"it": [1.0], PING: [0.5]})) == [Measured(AIMS["a"][1], 2.0)]
    assert measured(case("a", {"it": [1.0]})) == []
    assert measured(case("d", {"it": [1.0], PLAIN: [1.0]})) == []


def test_every_aim_is_about_contestants_of_a_case_that_is_told() -> None:
    assert AIMS.keys() <= TITLES.keys()
    made = seconds_of(case("i", {"it": [1.0], PING: [0.5]})).keys()
    assert {one.ours for aims in AIMS.values() for one in aims} <= made


def test_a_page_tells_what_was_measured_and_nothing_else() -> None:
    few = [
        case("f", {"it": [2.6], PLAIN: [1.0], TAKES_AND_RETURNS: [1.0]}),
        case("a", {"it": [1.0, 1.1], URI_PLAYBOOK: [4.0]}, 0.05, 20),
    ]
    text = page({"machine": {"ansible-core": "2.21.5", "python": "3.13.0", "processors": 2}, "cases": few})
    assert "ansible-core 2.21.5 on Python 3.13.0 and 2 processors" in text
    assert [line for line in text.splitlines() if line.startswith("### ")] == [
        f"### {TITLES['a']}: 20 devices, 50 ms per request",
        f"### {TITLES['f']}: 1,000 users, 0 ms per request",
    ]
    assert "| a) 20 devices, 50 ms: time / uri playbook | 0.5 | 0.250 |  |  | yes |" in text
    assert (
        "| f) 1,000 users, 0 ms: time / plain session | 1.25 | 2.600 | 2.000 | 1.300 | the floor is above; at most 1.25"
        " x the floor: no |" in text
    )
    assert "| uri playbook | 1 | 4.00 | 0.250 | 4.00 | 20 | 3 |" in text
    assert text.count(") 1,000") + text.count(") 20 ") == 2


def test_the_memory_of_a_fleet_is_told_where_there_are_two_sizes() -> None:
    sizes = [case("c", {"it": [1.0], PLAIN: [1.0]}, devices=devices) for devices in (10000, 1000)]
    assert "| c) 0 ms: memory in kB per device | 3 | 1024.000 | | | no |" in page({"cases": sizes})
    assert "memory in kB" not in page({"cases": sizes[:1]})


def test_without_results_there_is_a_page_all_the_same() -> None:
    assert "| reached |" in page({"cases": []})
