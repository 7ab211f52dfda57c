# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How much of a PBX one task may delete. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import sys
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors

_ALL_PERCENT = 100
_LIMIT = re.compile(r"([0-9]{1,9})(%?)")


class Limit(t.NamedTuple):
    """How many deletions are allowed: so many, or so many percent of those on the PBX.

    :param things: what is counted, for messages: C(devices), C(objects).
    """

    number: int
    is_percent: bool
    things: str = "devices"

    def allows(self, deletions: int, present: int) -> bool:
        return deletions * _ALL_PERCENT <= self.number * present if self.is_percent else deletions <= self.number

    def __str__(self) -> str:
        return f"{self.number} {'percent' if self.is_percent else self.things}"


#: For what is not limited, or has been counted elsewhere
NO_LIMIT = Limit(sys.maxsize, is_percent=False)


def read_limit(text: str, things: str = "devices") -> Limit:
    """Read the option C(max_deletions).

    :param things: see C(Limit).
    :raises InputError: when it is neither a number nor a share.
    """
    match = _LIMIT.fullmatch(text.strip())
    if match is None or (match.group(2) and int(match.group(1)) > _ALL_PERCENT):
        raise _errors.InputError(
            f"max_deletions is '{text}'; it must be a number of {things}, like 10, or a share, like 5%."
        )
    return Limit(int(match.group(1)), bool(match.group(2)), things)


def too_many(limit: Limit, deletions: int, removals: int, present: int) -> str | None:
    """Why so much may not be deleted, or None if it may.

    :param removals: how many members are taken out of lists, which count like deletions.
    :param present: how many things there are.
    """
    if limit.allows(deletions + removals, present):
        return None
    members = f" and take {removals} members out of lists, {deletions + removals} in all" if removals else ""
    return f"This would delete {deletions} of {present} {limit.things}{members}, and max_deletions allows {limit}."
