# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Have workers that are free do ahead what another one needs in order.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import itertools
import typing as t
from collections import deque
from concurrent.futures import Executor, Future

from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection

# Things that are being done, or wait for their turn, whatever a server says of how many there are: one for each worker.
_MOST = _connection.MAX_PARALLEL

T = t.TypeVar("T")
S = t.TypeVar("S")


def in_order(work: t.Callable[[S], T], things: t.Iterable[S], helpers: Executor) -> t.Generator[T, None, None]:
    """What comes of each thing, in their order.

    :param helpers: who may do some of it meanwhile. All that none of them has begun is done here, so that workers of
        the same pool may call this: none waits for one that is not at work.
    :raises Exception: what work raises, when it is the turn of that thing.
    """
    left = iter(things)
    tasks: deque[tuple[S, Future[T]]] = deque()
    try:
        while True:
            for thing in itertools.islice(left, _MOST - len(tasks)):
                tasks.append((thing, helpers.submit(work, thing)))
            if not tasks:
                return
            for position, (thing, outcome) in enumerate(tasks):
                if tasks[0][1].done():
                    break
                # What a helper has begun cannot be taken from it any more.
                if outcome.cancel():
                    tasks[position] = thing, _done(work, thing)
            yield tasks.popleft()[1].result()
    finally:
        for _thing, outcome in tasks:
            outcome.cancel()


def _done(work: t.Callable[[S], T], thing: S) -> Future[T]:
    """Do it here; a failure is told in its turn."""
    outcome: Future[T] = Future()
    try:
        outcome.set_result(work(thing))
    except Exception as error:
        outcome.set_exception(error)
    return outcome
