# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a question can come to. Pure.

Answers are sentences of the collection's own, with nothing in them that a phone system holds: of what it sends, only
numbers, statuses, names of XAPI and tokens like C(WARNINGS.XAPI.NOT_FOUND) find their way into one.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence

Part = t.Literal["read", "login", "write", "never"]


@dataclass(frozen=True)
class Finding:
    """The answer to one question.

    :param answer: a sentence without its end.
    :param how: how it was found.
    :param problem: where the collection fails on such a system; empty where it copes.
    :param settings: the switches of the emulator that play it.
    """

    answer: str
    how: str
    problem: str = ""
    settings: t.Mapping[str, t.Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One thing that only a phone system can tell.

    :param text: the question.
    :param part: what has to be done for an answer.
    :param switches: the switches of the emulator that it stands for.
    :param decide: the answer out of what was seen; raises UnknownError, saying why there is none.
    """

    id: str
    text: str
    part: Part
    switches: tuple[str, ...]
    decide: t.Callable[[_evidence.Evidence], Finding]


def found(answer: str, how: str, problem: str = "", **settings: t.Any) -> Finding:
    """An answer, with the switches of the emulator that play it."""
    return Finding(answer, how, problem, settings)
