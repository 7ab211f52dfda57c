# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phone system holds beside its FXS devices: records of entity sets by their keys, and singletons.

A record holds what was stored, by XAPI's names; what it lacks is blank (see `values`) or derived (see `derived`). Names
with an underscore are the emulator's own. Nested values are never changed in place, so that records may share them.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator
from typing import Any

from .facts import Facts, Resource, facts
from .secrets import secrets_in

Record = dict[str, Any]

# Kinds of extension numbers, which share one range: set, and what Peers and Destinations call their type.
NUMBERED = {
    "Users": "Extension",
    "Queues": "Queue",
    "RingGroups": "RingGroup",
    "Receptionists": "IVR",
    "Parkings": "Parking",
    "Fax": "Fax",
    "Trunks": "ExternalLine",
    "CallFlowApps": "RoutePoint",
    "ServicePrincipals": "RoutePoint",
}


class State:
    """All records. Callers hold the lock of the store."""

    def __init__(self, rng: random.Random, known_secrets: set[str]) -> None:
        self.facts: Facts = facts()
        self.rng = rng
        self._known_secrets = known_secrets
        self._sets: dict[str, dict[Any, Record]] = {}
        self._singles: dict[str, Record] = {}
        self._revision = 0
        # Ids differ from system to system: where they begin, and how many others had one in between.
        self._last_id = rng.randrange(20, 900)
        self._index_revision = -1
        self._by_number: dict[str, tuple[str, Record]] = {}
        self._members: dict[int, list[Record]] = {}

    def copied(self) -> State:
        """The same records for themselves, and the same randomness."""
        found = copy.copy(self)
        found.rng = copy.copy(self.rng)
        found._sets = {name: {key: dict(row) for key, row in rows.items()} for name, rows in self._sets.items()}
        found._singles = {name: dict(row) for name, row in self._singles.items()}
        found._index_revision = -1
        return found

    # Reading

    def rows(self, name: str) -> Iterable[Record]:
        """All records of an entity set in the order in which they were made."""
        return self._sets.get(name, {}).values()

    def row(self, name: str, key: Any) -> Record | None:
        return self._sets.get(name, {}).get(key)

    def find(self, name: str, prop: str, value: Any) -> Record | None:
        """The first record of a set with that value."""
        return next((row for row in self.rows(name) if row.get(prop) == value), None)

    def single(self, name: str) -> Record:
        return self._singles.setdefault(name, {})

    def numbered(self, number: str) -> tuple[str, Record] | None:
        """Set and record of what has that number, an extension or a department."""
        self._index()
        return self._by_number.get(number)

    def members(self, group_id: int) -> list[Record]:
        """The memberships of a department, as they are stored with its members."""
        self._index()
        return self._members.get(group_id, [])

    def everything(self) -> Iterator[tuple[Resource, Record]]:
        """All that is stored, with the set or singleton that it is of."""
        for name, rows in self._sets.items():
            for row in rows.values():
                yield self.facts.resources[name], row
        for name, row in self._singles.items():
            yield self.facts.resources[name], row

    # Changing

    def new_id(self) -> int:
        self._last_id += self.rng.choice((1, 1, 1, 2, 5))
        return self._last_id

    def add(self, name: str, record: Record) -> Record:
        """Store a new record of an entity set; a numeric key that it lacks is made up."""
        resource = self.facts.resources[name]
        if resource.key == "Id" and "Id" not in record:
            record = {"Id": self.new_id(), **record}
        key = record[resource.key] if resource.key else len(self._sets.get(name, ())) + 1
        self._sets.setdefault(name, {})[key] = self._touched(resource.type, record)
        return record

    def change(self, name: str, record: Record, values: Record) -> None:
        self.update(self.facts.resources[name], record, values)

    def update(self, resource: Resource, record: Record, values: Record) -> None:
        record.update(self._touched(resource.type, values))

    def set_single(self, name: str, values: Record) -> None:
        self.single(name).update(self._touched(self.facts.resources[name].type, values))

    def remove(self, name: str, record: Record) -> None:
        rows = self._sets[name]
        key = next(key for key, row in rows.items() if row is record)
        del rows[key]
        self._revision += 1

    def _touched(self, type_name: str, values: Record) -> Record:
        self._revision += 1
        values["_revision"] = self._revision
        self._known_secrets.update(secrets_in(self.facts, type_name, values))
        return values

    def _index(self) -> None:
        if self._index_revision == self._revision:
            return
        self._by_number, self._members = {}, {}
        for name in (*NUMBERED, "Groups"):
            for row in self.rows(name):
                self._by_number.setdefault(row["Number"], (name, row))
                for membership in row.get("Groups", ()):
                    self._members.setdefault(membership["GroupId"], []).append(membership)
        self._index_revision = self._revision
