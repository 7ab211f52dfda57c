# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""When to try a request again, and how long to wait before.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import random
import time
from datetime import timezone
from email.utils import parsedate_to_datetime

# Too many requests, and the three that a proxy or an overloaded server sends in place of an answer.
PASSING_STATUSES = (429, 502, 503, 504)
LONGEST_WAIT = 60.0
# All waits of one request together. A server that asks for more than is left of it is not waited for at all.
LONGEST_TOTAL_WAIT = 120.0
_FIRST_WAIT = 0.5


def seconds_to_wait(attempt: int, retry_after: str | None, now: float | None = None) -> float:
    """Seconds before the next try: what the server asks for, or else C(LONGEST_WAIT) at most.

    :param attempt: how many tries there were, from 1.
    :param retry_after: the header C(Retry-After), in either form of RFC 9110, section 10.2.3.
    :param now: the current time in seconds since the epoch.
    """
    asked = read_retry_after(retry_after, now)
    if asked is not None:
        return asked
    # Half of the wait is random, so that many hosts that failed together do not come back together.
    return min(_FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT) * random.uniform(0.5, 1.0)


def read_retry_after(value: str | None, now: float | None = None) -> float | None:
    """The seconds that a server asks to wait, or None where it does not say.

    :param value: the header C(Retry-After), in either form of RFC 9110, section 10.2.3.
    :param now: the current time in seconds since the epoch.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        # More digits than any sensible wait has are cut, so that no number is too large to be one.
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
        # The oldest form of HTTP dates names no zone: they all are in UTC.
        end = (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(end - (time.time() if now is None else now), 0.0)
