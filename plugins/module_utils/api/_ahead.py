# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Have workers that are free do ahead what another one needs in order.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import itertools
import threading
import typing as t
from collections import deque
from concurrent.futures import Executor, Future

from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import MAX_PARALLEL

# Things that are being done, or wait for their turn, whatever a server says of how many there are: one for each worker.
_MOST = MAX_PARALLEL

T = t.TypeVar("T")
S = t.TypeVar("S")


class _Task(t.Generic[T]):
    """What the first to come does."""

    def __init__(self, work: t.Callable[[], T]) -> None:
        self.outcome: Future[T] = Future()
        self._work = work
        self._claim = threading.Lock()

    def do(self) -> None:
        """Do it, unless somebody is at it or has done it."""
        if not self.take_away():
            return
        try:
            self.outcome.set_result(self._work())
        except BaseException as error:
            # Whoever waits for it would wait for ever.
            self.outcome.set_exception(error)

    def take_away(self) -> bool:
        """Let nobody else begin; False when somebody has begun."""
        return self._claim.acquire(blocking=False)


def in_order(work: t.Callable[[S], T], things: t.Iterable[S], helpers: Executor) -> t.Generator[T, None, None]:
    """What comes of each thing, in their order.

    :param helpers: who may do some of it meanwhile. All that none of them has begun is done here, so that workers of
        the same pool may call this: none waits for one that is not at work.
    :raises Exception: what work raises, when it is the turn of that thing.
    """
    left = iter(things)
    tasks: deque[_Task[T]] = deque()
    try:
        while True:
            for thing in itertools.islice(left, _MOST - len(tasks)):
                tasks.append(_Task(functools.partial(work, thing)))
                helpers.submit(tasks[-1].do)
            if not tasks:
                return
            for task in tasks:
                if tasks[0].outcome.done():
                    break
                task.do()
            yield tasks.popleft().outcome.result()
    finally:
        for task in tasks:
            task.take_away()
