# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import threading
import typing as t
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._ahead import in_order


@pytest.fixture(params=[1, 3])
def workers(request: pytest.FixtureRequest) -> t.Iterator[Executor]:
    with ThreadPoolExecutor(request.param) as workers:
        yield workers


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 50])
def test_what_comes_of_things_keeps_their_order(workers: Executor, count: int) -> None:
    assert list(in_order(str, range(count), workers)) == [str(number) for number in range(count)]


def test_each_thing_is_done_once(workers: Executor) -> None:
    done: list[int] = []
    list(in_order(done.append, range(50), workers))
    assert sorted(done) == list(range(50))


def test_whoever_waits_works() -> None:
    # Two of them would wait for ever where the caller does nothing, or nobody helps.
    together = threading.Barrier(2, timeout=30)

    def work(number: int) -> int:
        together.wait()
        return number

    with ThreadPoolExecutor(1) as workers:
        assert list(in_order(work, range(20), workers)) == list(range(20))


def test_workers_of_the_same_pool_do_not_wait_for_each_other() -> None:
    with ThreadPoolExecutor(2) as workers:
        found = list(workers.map(lambda _number: list(in_order(str, range(30), workers)), range(6)))
    assert found == [[str(number) for number in range(30)]] * 6


def test_a_failure_comes_in_its_turn(workers: Executor) -> None:
    def work(number: int) -> int:
        if number == 2:
            raise ValueError("the third")
        return number

    found = in_order(work, range(9), workers)
    assert [next(found), next(found)] == [0, 1]
    with pytest.raises(ValueError, match="the third"):
        next(found)


def test_no_more_than_a_few_are_done_ahead(workers: Executor) -> None:
    # As many as a server says that there are
    with contextlib.closing(in_order(str, range(10**12), workers)) as found:
        assert [next(found), next(found)] == ["0", "1"]


def test_what_nobody_waits_for_any_more_is_not_begun() -> None:
    done: list[int] = []
    with ThreadPoolExecutor(1) as workers:
        is_over = threading.Event()
        workers.submit(is_over.wait, 30)
        found = in_order(done.append, range(9), workers)
        next(found)
        found.close()
        is_over.set()
    assert done == [0]
