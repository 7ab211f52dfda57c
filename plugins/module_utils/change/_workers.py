# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Work off many things side by side.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import queue
import typing as t
from concurrent.futures import ThreadPoolExecutor

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors

T = t.TypeVar("T")


def work_off(things: t.Iterable[T], work: t.Callable[[T], None], parallel: int) -> None:
    """Do something about each of many things, with so many workers.

    :param work: must not raise anything.
    """
    # A future for each of thousands of things would cost more memory than all that is known about them.
    waiting: queue.SimpleQueue[T] = queue.SimpleQueue()
    for thing in things:
        waiting.put(thing)
    if waiting.empty():
        return

    def one_worker(_number: int) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                work(waiting.get_nowait())

    with ThreadPoolExecutor(parallel) as workers:
        list(workers.map(one_worker, range(parallel)))


def unforeseen(what: str, error: Exception, done: str = "changed") -> _errors.UnforeseenError:
    """A fault of this collection in the work on one object.

    :param what: the object.
    :param done: what may have been done with it.
    """
    return _errors.UnforeseenError(error, f"Whether {what} was {done} is not known.")
