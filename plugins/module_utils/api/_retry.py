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
# No single wait is longer, whatever Retry-After says, and all waits of one request together are bounded too.
LONGEST_WAIT = 60.0
LONGEST_TOTAL_WAIT = 120.0
_FIRST_WAIT = 0.5


def seconds_to_wait(attempt: int, retry_after: str | None, now: float | None = None) -> float:
    """Seconds before the next try.

    :param attempt: how many tries there were, from 1.
    :param retry_after: the header C(Retry-After), in either form of RFC 9110, section 10.2.3.
    :param now: the current time in seconds since the epoch.
    """
    asked = _parse_retry_after(retry_after, time.time() if now is None else now)
    if asked is not None:
        return min(max(asked, 0.0), LONGEST_WAIT)
    # Half of the wait is random, so that many hosts that failed together do not come back together.
    return min(_FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT) * random.uniform(0.5, 1.0)


def _parse_retry_after(value: str | None, now: float) -> float | None:
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        # More digits than any sensible wait has are cut, so that no number is too large to be one.
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
        # The oldest form of HTTP dates names no zone: they all are in UTC.
        return (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
