# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests do to the records and ask of them behind the API's back."""

from __future__ import annotations

import copy
from typing import Any

from .state import NUMBERED, Record, State
from .values import UnbindableError, bound


class Backdoor:
    """The objects of one phone system by kind and key. The key is that of the set, or the number of what has one.

    Methods raise KeyError for an unknown kind or object, and ValueError for values that no object of the kind has.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def objects(self, kind: str) -> list[Record]:
        """All objects of an entity set as they are stored: navigations and concealed secrets too, nothing derived."""
        if kind not in self._state.facts.resources:
            raise KeyError(kind)
        return [_stored(row) for row in self._state.rows(kind)]

    def setting(self, kind: str) -> Record:
        """A singleton as it is stored."""
        if kind not in self._state.facts.resources:
            raise KeyError(kind)
        return _stored(self._state.single(kind))

    def add(self, kind: str, values: Record) -> Record:
        """Add an object without a question, one like another too; what it lacks is blank."""
        values = self._bound(kind, values)
        if kind in NUMBERED:
            values = {"Groups": [], **values}
            values["Groups"] = [{**item, "Number": values["Number"]} for item in values["Groups"]]
        return _stored(self._state.add(kind, values))

    def change(self, kind: str, key: Any, values: Record) -> Record:
        """Change properties; the key of a singleton is None."""
        values = self._bound(kind, values)
        row = self._row(kind, key)
        if "Groups" in values:
            values["Groups"] = [{**item, "Number": row["Number"]} for item in values["Groups"]]
        self._state.change(kind, row, values)
        return _stored(row)

    def remove(self, kind: str, key: Any) -> None:
        """Remove an object; what refers to it goes on naming it."""
        self._state.remove(kind, self._row(kind, key))

    def _row(self, kind: str, key: Any) -> Record:
        resource = self._state.facts.resources[kind]
        if resource.single:
            return self._state.single(kind)
        row = self._state.row(kind, key) or self._state.find(kind, "Number", key)
        if row is None:
            raise KeyError(key)
        return row

    def _bound(self, kind: str, values: Record) -> Record:
        try:
            return bound(self._state.facts, self._state.facts.resources[kind].type, copy.deepcopy(values))
        except UnbindableError as error:
            raise ValueError(f"unfit value: {error}") from None


def _stored(row: Record) -> Record:
    return {name: copy.deepcopy(value) for name, value in row.items() if not name.startswith("_")}
