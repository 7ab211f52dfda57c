# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log of requests, which tests read to see what a client really sent."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass
class LogEntry:
    """One request to the token endpoint or the XAPI; holds no secret.

    `path` and `query` are decoded. `status` is None while the request is being worked on and for ever when the
    connection was closed without an answer. `authorized` tells whether the token was active when the request came, or
    whether the login succeeded. `client_id` is the API client of the token or login, None when unknown.
    """

    method: str
    path: str
    query: str
    if_match: str | None
    authorized: bool = False
    client_id: str | None = None
    status: int | None = None


class RequestLog:
    """Entries in the order in which the requests came; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[LogEntry] = []

    def add(self, entry: LogEntry) -> None:
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> list[LogEntry]:
        with self._lock:
            return list(self._entries)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
