# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Send a write until it is known what became of it.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors


class Planned(t.Protocol):
    """What is to be written to one object."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""


P = t.TypeVar("P", bound=Planned)

# After these it takes another look to know what there is to do.
_UNSETTLED = (_errors.NotFoundError, _errors.StaleError, _errors.UnclearError)


def settle(
    planned: P,
    *,
    write: t.Callable[[P], None],
    decide_again: t.Callable[[_errors.ThreeCXError, bool], P],
    pause: t.Callable[[_errors.ThreeCXError], bool],
) -> P | None:
    """Carry out a plan.

    A write with an unclear outcome, one that failed after such a one, and one that found the object changed or gone, is
    settled by reading the object again and deciding anew.

    :param write: sends what a plan says, once.
    :param decide_again: reads the object and makes another plan, after this failure; told besides whether this write or
        one before may have been carried out.
    :param pause: waits before another try of what may or may not have been carried out; false when there were enough.
    :returns: the plan that changed the object in the end, or None when somebody else was first.
    :raises ThreeCXError: when it could not be done, or when it is no longer to be done.
    """
    # What may have been carried out, and why nobody knows
    unclear: tuple[P, _errors.UnclearError] | None = None
    stale_before = False
    while planned.changes:
        try:
            write(planned)
            return planned
        except _errors.StoppedError:
            # What was sent before may still be under way, so that this was tried.
            if unclear is not None:
                raise unclear[1] from None
            raise
        except _errors.ThreeCXError as error:
            # What was sent before may have been carried out by now, and be why this one was refused.
            if unclear is None and not isinstance(error, _UNSETTLED):
                raise
            failure = error
        stale = isinstance(failure, _errors.StaleError)
        unclear = (planned, failure) if isinstance(failure, _errors.UnclearError) else unclear
        planned = decide_again(failure, unclear is not None)
        if planned.changes and isinstance(failure, _errors.UnclearError) and pause(failure):
            # What was under way, behind a proxy that gave up, may have been carried out during the wait.
            planned = decide_again(failure, True)
        elif planned.changes and not (stale and not stale_before):
            raise failure
        stale_before = stale_before or stale
    return None if unclear is None else unclear[0]
