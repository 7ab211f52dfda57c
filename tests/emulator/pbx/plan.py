# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How large a company is, and which extension numbers it uses for what."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 5000


@dataclass(frozen=True)
class Plan:
    """Numbers of objects for so many users, and where their extension numbers begin."""

    users: int

    def __post_init__(self) -> None:
        if not 1 <= self.users <= LARGEST:
            raise ValueError(f"a company has 1 to {LARGEST} users, not {self.users}")

    def share(self, part: int) -> int:
        """One for every `part` users, and one at least."""
        return max(1, self.users // part)

    def number(self, kind: str, position: int) -> str:
        """The extension number of the object of that kind in that position, three or four digits long."""
        if self.users <= 400:
            first = {"Users": 100, "RingGroups": 600, "Queues": 700, "Receptionists": 800, "Fax": 880}[kind]
        else:
            first = {"Users": 1000, "RingGroups": 6000, "Queues": 7000, "Receptionists": 8000, "Fax": 8800}[kind]
        return str(first + position)
