# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A write is sent until it is known what became of it, and no more often than that."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    ApiError,
    NotFoundError,
    ServerError,
    StaleError,
    StoppedError,
    ThreeCXError,
    UnclearError,
)
from ansible_collections.telephony.threecx.plugins.module_utils.change._settle import settle

STALE, GONE, UNCLEAR, REFUSED, STOPPED = "stale", "gone", "unclear", "refused", "stopped"
ANSWER = ServerError()
ERRORS: dict[str, ThreeCXError] = {
    STALE: StaleError(STALE, status=412, server=ANSWER),
    GONE: NotFoundError(GONE, status=404, server=ANSWER),
    UNCLEAR: UnclearError(ThreeCXError(UNCLEAR)),
    REFUSED: ApiError(REFUSED, status=400, server=ANSWER),
    STOPPED: StoppedError(STOPPED),
}


@dataclass
class Plan:
    number: int
    changes: bool


@dataclass
class Played:
    """One object, and what becomes of each write to it.

    :param outcomes: of each write: an error, or an empty text where it is carried out.
    :param again: whether each plan that is made anew still changes anything.
    :param pauses: whether there may be another try after each unclear outcome.
    """

    outcomes: list[str]
    again: list[bool] = field(default_factory=list)
    pauses: list[bool] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def write(self, plan: Plan) -> None:
        self.written.append(plan.number)
        outcome = self.outcomes[len(self.written) - 1]
        if outcome:
            raise ERRORS[outcome]

    def decide_again(self, failure: ThreeCXError, maybe_done: bool) -> Plan:
        self.asked.append((str(failure), maybe_done))
        return Plan(len(self.asked), self.again[len(self.asked) - 1])

    def run(self, *, changes: bool = True) -> Plan | None:
        pauses = iter(self.pauses)
        return settle(
            Plan(0, changes),
            write=self.write,
            decide_again=self.decide_again,
            pause=lambda _failure: next(pauses),
        )


def test_what_is_carried_out_is_written_once() -> None:
    played = Played([""])
    assert played.run() == Plan(0, changes=True)
    assert (played.written, played.asked) == ([0], [])


def test_a_plan_without_changes_writes_nothing() -> None:
    played = Played([])
    assert played.run(changes=False) is None
    assert played.written == []


def test_an_object_that_was_changed_meanwhile_is_decided_on_anew_and_only_once() -> None:
    played = Played([STALE, ""], again=[True])
    assert played.run() == Plan(1, changes=True)
    assert played.asked == [(STALE, False)]
    played = Played([STALE, STALE], again=[True, True])
    with pytest.raises(StaleError):
        played.run()
    assert played.written == [0, 1]


@pytest.mark.parametrize("outcome", [STALE, GONE])
def test_what_somebody_else_has_done_is_not_done_by_this_task(outcome: str) -> None:
    played = Played([outcome], again=[False])
    assert played.run() is None
    assert played.asked == [(outcome, False)]


def test_what_is_gone_and_should_not_be_fails() -> None:
    with pytest.raises(NotFoundError):
        Played([GONE], again=[True]).run()


def test_a_lost_answer_is_settled_by_what_is_there_now() -> None:
    played = Played([UNCLEAR], again=[False])
    assert played.run() == Plan(0, changes=True)
    assert played.asked == [(UNCLEAR, True)]


def test_another_try_is_made_as_long_as_one_may() -> None:
    played = Played([UNCLEAR, UNCLEAR, ""], again=[True] * 4, pauses=[True, True])
    assert played.run() == Plan(4, changes=True)
    played = Played([UNCLEAR, UNCLEAR], again=[True] * 3, pauses=[True, False])
    with pytest.raises(UnclearError):
        played.run()
    assert played.written == [0, 2]


def test_what_was_under_way_may_have_been_carried_out_during_the_wait() -> None:
    played = Played([UNCLEAR], again=[True, False], pauses=[True])
    assert played.run() == Plan(0, changes=True)
    assert (played.written, played.asked) == ([0], [(UNCLEAR, True)] * 2)


@pytest.mark.parametrize("outcome", [STALE, GONE, REFUSED])
def test_what_was_lost_once_may_be_what_is_found_afterwards(outcome: str) -> None:
    """The second write finds what the first one has done."""
    played = Played([UNCLEAR, outcome], again=[True, True, False], pauses=[True])
    assert played.run() == Plan(0, changes=True)
    assert played.asked == [(UNCLEAR, True), (UNCLEAR, True), (outcome, True)]


def test_an_object_that_was_changed_after_a_lost_answer_gets_one_more_try() -> None:
    played = Played([UNCLEAR, STALE, ""], again=[True] * 3, pauses=[True])
    assert played.run() == Plan(3, changes=True)
    with pytest.raises(StaleError):
        Played([STALE, UNCLEAR, STALE], again=[True] * 4, pauses=[True]).run()


@pytest.mark.parametrize("course", [[UNCLEAR], [UNCLEAR, STALE], [STALE, UNCLEAR]])
def test_what_was_sent_once_is_not_told_as_not_sent_when_the_task_is_to_end(course: list[str]) -> None:
    """The last look has found it undone, but it may still be under way."""
    with pytest.raises(UnclearError):
        Played([*course, STOPPED], again=[True] * 3, pauses=[True]).run()


@pytest.mark.parametrize("course", [[], [STALE]])
def test_what_was_certainly_not_carried_out_is_told_as_not_sent_when_the_task_is_to_end(course: list[str]) -> None:
    with pytest.raises(StoppedError):
        Played([*course, STOPPED], again=[True]).run()


def test_what_the_pbx_refuses_is_not_tried_again() -> None:
    played = Played([REFUSED])
    with pytest.raises(ApiError):
        played.run()
    assert (played.written, played.asked) == ([0], [])


def test_what_the_pbx_refuses_after_a_lost_answer_is_looked_at_and_not_tried_again() -> None:
    played = Played([UNCLEAR, REFUSED], again=[True] * 3, pauses=[True])
    with pytest.raises(ApiError):
        played.run()
    assert (played.written, played.asked) == ([0, 2], [(UNCLEAR, True), (UNCLEAR, True), (REFUSED, True)])


def test_every_course_comes_to_an_end_and_tells_the_truth() -> None:
    """All courses of up to three failures: what is told as done was sent, and what may have been done is told so."""
    for course in _courses(3):
        for still in (True, False):
            # After an unclear outcome it is looked at twice: at once, and after the wait.
            looks = [True for outcome in course[:-1] for _look in range(2 if outcome == UNCLEAR else 1)]
            played = Played([*course, ""], again=[*looks, still, still], pauses=[True] * len(course))
            done = error = None
            try:
                done = played.run()
            except ThreeCXError as failure:
                error = failure
            sent = played.outcomes[: len(played.written)]
            assert played.written == sorted(set(played.written))
            told = UNCLEAR if sent[-1] == STOPPED and UNCLEAR in sent else sent[-1]
            assert error is None or error is ERRORS[told]
            assert done is None or done.number in played.written
            assert (done is None and error is None) <= (UNCLEAR not in sent)


def _courses(longest: int) -> t.Iterator[tuple[str, ...]]:
    courses: list[tuple[str, ...]] = [()]
    for _write in range(longest):
        courses = [(*course, outcome) for course in courses for outcome in ERRORS]
        yield from courses
