# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Memberships in departments, written from both sides: `Groups` of a member, and `Members` of a department."""

from __future__ import annotations

from typing import Any

from ..behaviour import Behaviour
from ..errors import refused
from .people import RIGHTS
from .state import NUMBERED, Record, State

_NOT_FOUND = "WARNINGS.XAPI.NOT_FOUND"
_BY_NUMBER = ("Peer", "QueueAgent", "QueueManager", "RingGroupMember")


class Members:
    """Keeps both sides the same: what is stored is the list `Groups` of each member."""

    def __init__(self, state: State, behaviour: Behaviour) -> None:
        self._state = state
        self._behaviour = behaviour

    def stored(self, number: str, memberships: list[Record]) -> list[Record]:
        """The memberships of the object with that number, as they are stored. Raises ODataError (400)."""
        return [{**item, "Number": number, "Rights": self._rights(item)} for item in memberships]

    def wanted(self, members: list[Record]) -> dict[str, Record]:
        """The members that a body names, by their numbers. Raises ODataError (400)."""
        found = {}
        for position, member in enumerate(members):
            number = member.get("Number") or number_of(self._state, member.get("Id"))
            numbered = self._state.numbered(number) if number else None
            if numbered is None or numbered[0] not in NUMBERED:
                raise refused((f"Members[{position}].Number", _NOT_FOUND))
            found[numbered[1]["Number"]] = {**member, "Rights": self._rights(member)}
        return found

    def add(self, group: Record, members: dict[str, Record]) -> None:
        """Let these be members of a department beside others."""
        for number, member in members.items():
            found = self._state.numbered(number)
            if found is not None and self._behaviour.group_members == "written":
                self._place(*found, group["Id"], member)

    def replace(self, group: Record, members: dict[str, Record]) -> None:
        """Let these be the members of a department, and nobody else."""
        if self._behaviour.group_members == "ignored":
            return
        for name in NUMBERED:
            for row in self._state.rows(name):
                self._place(name, row, group["Id"], members.get(row["Number"]))

    def _place(self, name: str, row: Record, group_id: int, membership: Record | None) -> None:
        """Let an object be a member of a department with that membership, or none."""
        before = row.get("Groups", [])
        after = [item for item in before if item["GroupId"] != group_id]
        if membership is not None:
            after.append({**membership, "Number": row["Number"], "GroupId": group_id})
        if after != before:
            self._state.change(name, row, {"Groups": after})

    def _rights(self, membership: Record) -> Record:
        """The rights of a member: those of its role, with what was sent besides. Raises ODataError (400)."""
        place = "GroupRights" if self._behaviour.member_roles == "group-rights" else "Rights"
        sent = membership.get(place) or {}
        role = sent.get("RoleName") or "users"
        if role not in RIGHTS:
            raise refused((f"{place}.RoleName", _NOT_FOUND))
        return {**RIGHTS[role], **{name: value for name, value in sent.items() if value is not None}}


def number_of(state: State, id_: Any) -> str | None:
    """The number of the object with that id."""
    rows = (row for name in NUMBERED for row in state.rows(name))
    return next((row["Number"] for row in rows if row["Id"] == id_), None)


def by_number(state: State, kind: str, value: Any) -> Any:
    """References to numbered objects by their numbers, where a body has their ids. Raises ODataError (400)."""
    if kind not in _BY_NUMBER or value is None:
        return value
    if isinstance(value, list):
        return [by_number(state, kind, item) for item in value]
    if value.get("Number") or value.get("Id") is None:
        return value
    number = number_of(state, value["Id"])
    if number is None:
        raise refused(("Id", _NOT_FOUND))
    return {**value, "Number": number}
