# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.change._workers import unforeseen, work_off


@pytest.mark.parametrize("parallel", [1, 2, 5])
@pytest.mark.parametrize("things", [0, 1, 2, 40])
def test_each_thing_is_done_once(things: int, parallel: int) -> None:
    done: list[int] = []
    work_off(iter(range(things)), done.append, parallel)
    assert sorted(done) == list(range(things))
    assert parallel > 1 or done == sorted(done)


@pytest.mark.parametrize("parallel", [1, 3])
def test_so_many_work_at_a_time_and_no_more(parallel: int) -> None:
    at_work, guard, most = 0, threading.Lock(), 0
    together = threading.Barrier(parallel, timeout=20)

    def work(_thing: int) -> None:
        nonlocal at_work, most
        with guard:
            at_work += 1
            most = max(most, at_work)
        together.wait()
        with guard:
            at_work -= 1

    work_off(range(3 * parallel), work, parallel)
    assert most == parallel


@pytest.mark.parametrize(("more", "done"), [((), "changed"), (("deleted",), "deleted")])
def test_a_fault_of_the_collection_says_of_what_nothing_is_known_and_not_what_python_says(
    more: tuple[str, ...], done: str
) -> None:
    with pytest.raises(ValueError, match="S3cr3t-Pass") as caught:
        raise ValueError("S3cr3t-Pass")
    told = str(unforeseen("Users[410]", caught.value, *more))
    assert f"Whether Users[410] was {done} is not known." in told
    assert "S3cr3t" not in told
