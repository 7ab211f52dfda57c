# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating, changing and deleting everything but devices through the XAPI."""

from __future__ import annotations

from typing import Any

from ..behaviour import Behaviour
from ..errors import ODataError, refused
from ..writes import nameless, normalised
from . import priorities, rules
from .derived import DERIVED, UNUSED_ROUTE
from .facts import Property, Resource
from .members import Members, by_number
from .newcomers import completed
from .references import missing, referring, targets_of, without
from .state import NUMBERED, Record, State
from .values import CONCEALED, UnbindableError, bound
from .view import lacks

_NOT_FOUND = "WARNINGS.XAPI.NOT_FOUND"


class Writer:
    """Carries out the writes of one phone system under its switches. All methods raise ODataError."""

    def __init__(self, state: State, behaviour: Behaviour) -> None:
        self._state = state
        self._facts = state.facts
        self._behaviour = behaviour
        self._members = Members(state, behaviour)

    def create(self, resource: Resource, body: Record) -> Record:
        """Store a new object of a set and return it."""
        values = self._bound(resource, body, "POST")
        if resource.key == "Id" and self._facts.types[resource.type]["Id"].kind == "whole":
            values.pop("Id", None)
        if resource.name == "Groups":
            # A department's number is for the phone system to choose.
            values.pop("Number", None)
        rules.check_required(resource, values)
        rules.check_unique(self._state, resource, values, self._behaviour)
        values = self._merged(resource.type, {}, completed(self._state, resource, values))
        self._check(resource, values, values)
        members = self._members.wanted(values.pop("Members", [])) if resource.name == "Groups" else {}
        if resource.name in NUMBERED:
            values["Groups"] = self._members.stored(values["Number"], values["Groups"])
        if resource.name == priorities.KIND:
            values["Priority"] = priorities.first_priority(self._state, self._behaviour, values)
        row = self._state.add(resource.name, values)
        self._members.add(row, members)
        if resource.name == priorities.KIND:
            priorities.have_place(self._state, self._behaviour, row, None)
        return row

    def change(self, resource: Resource, row: Record, body: Record) -> None:
        """Change an object of a set or a singleton: lists are replaced whole, other values as `nested_patch` has it."""
        values = self._bound(resource, body, "PATCH")
        rules.check_fixed(resource, row, values)
        values = self._merged(resource.type, row, values)
        self._check(resource, values, {**row, **values})
        written = resource.name == "Groups" and "Members" in values
        members = self._members.wanted(values.pop("Members")) if written else None
        if resource.name in NUMBERED and "Groups" in values:
            values["Groups"] = self._members.stored(row["Number"], values["Groups"])
            values = {**self._another_primary_group(row, values), **values}
        before = row.get("Priority")
        self._state.update(resource, row, values)
        if members is not None:
            self._members.replace(row, members)
        if resource.name == priorities.KIND and "Priority" in values:
            priorities.have_place(self._state, self._behaviour, row, before)
        self._forget_rules(resource, row)

    def check_deletion(self, resource: Resource, row: Record) -> None:
        """Raises ODataError (400) for an object that cannot be deleted, or not as long as something refers to it."""
        rules.check_deletable(self._state, resource, row)
        targets = targets_of(resource.name, row)
        is_refused = self._behaviour.referenced_deletion == "refused"
        if is_refused and targets and referring(self._state, row, targets):
            raise refused((resource.key, "WARNINGS.CANNOT_BE_DELETED"))

    def delete(self, resource: Resource, row: Record) -> None:
        """Delete an object, and what becomes of references to it as `referenced_deletion` has it."""
        targets = targets_of(resource.name, row)
        self._state.remove(resource.name, row)
        if resource.name == priorities.KIND:
            priorities.close_gap(self._state, self._behaviour)
        if self._behaviour.referenced_deletion == "cleared" and targets:
            for other_resource, other in list(self._state.everything()):
                changed = without(self._facts, other_resource.type, other, targets)
                if changed:
                    self._state.update(other_resource, other, changed)

    # Bodies

    def _bound(self, resource: Resource, body: Record, method: str) -> Record:
        """What a body says, without what is derived, read-only or ignored."""
        try:
            for name in body:
                if lacks(self._behaviour, resource.type, name):
                    raise UnbindableError(name, resource.type)
            values = bound(self._facts, resource.type, body)
        except UnbindableError as error:
            raise self._unbindable(method, resource, error) from None
        for name in values:
            if name in self._behaviour.refuse_fields:
                raise refused((name, "WARNINGS.XAPI.FORBIDDEN_CHANGE"))
        properties = self._facts.types[resource.type]
        return {
            name: self._stored(properties[name].kind, name, value)
            for name, value in values.items()
            if name not in self._behaviour.ignore_fields and not self._made_by_the_system(resource.type, name)
        }

    def _unbindable(self, method: str, resource: Resource, error: UnbindableError) -> ODataError:
        """The answer to a body that cannot be bound, as the switch `unbindable` has it."""
        if self._behaviour.unbindable == "nameless":
            return nameless(method, resource.type)
        return ODataError(400, f"The property '{error.place}' of type 'Pbx.{error.type_name}' is not valid.")

    def _stored(self, kind: str, name: str, value: Any) -> Any:
        """A value as it is stored, whatever the client's way to say it."""
        if kind == "OutboundRoute":
            return [route if self._state.row("Trunks", route.get("TrunkId")) else UNUSED_ROUTE for route in value]
        if kind == "text" and value == "" and self._behaviour.empty_texts == "null":
            return None
        value = by_number(self._state, kind, value)
        return normalised(value) if name in self._behaviour.normalise_fields else value

    def _made_by_the_system(self, type_name: str, name: str) -> bool:
        made = (type_name, name) in DERIVED and (type_name, name) not in rules.WRITABLE
        return made or (type_name, name) in rules.READ_ONLY

    def _check(self, resource: Resource, values: Record, whole: Record) -> None:
        """Raises ODataError (400) for values that do not fit to each other or to what is there."""
        places = missing(self._state, resource.type, values)
        if places:
            raise refused(*((place, _NOT_FOUND) for place in places))
        rules.check_values(self._state, resource, values, whole, self._behaviour)

    def _another_primary_group(self, row: Record, values: Record) -> Record:
        """The department that takes the place of a main one which somebody leaves, as `left_primary_group` has it."""
        ids = [item.get("GroupId") for item in values["Groups"]]
        if row.get("PrimaryGroupId") in (None, *ids):
            return {}
        if self._behaviour.left_primary_group == "refused":
            raise refused(("Groups", "WARNINGS.XAPI.FORBIDDEN_CHANGE"))
        return {"PrimaryGroupId": ids[0] if ids else None}

    # Values

    def _merged(self, type_name: str, before: Record, values: Record) -> Record:
        """The values of a PATCH with what they leave of nested ones."""
        properties = self._facts.types[type_name]
        return {name: self._merged_one(properties[name], before.get(name), value) for name, value in values.items()}

    def _merged_one(self, prop: Property, known: Any, value: Any) -> Any:
        if prop.many:
            return self._with_ids(prop.kind, known, value)
        if prop.kind in CONCEALED:
            return _concealed(known, value)
        parts = prop.kind in self._facts.types and prop.kind not in rules.WHOLE
        if parts and known is not None and value is not None and self._behaviour.nested_patch == "merge":
            return {**known, **self._merged(prop.kind, known, value)}
        return value

    def _with_ids(self, kind: str, known: list[Any] | None, value: list[Any]) -> list[Any]:
        """Elements of a list that have an id of their own: the one they had, told by their names, or a new one."""
        properties = self._facts.types.get(kind, {})
        if not {"Id"} < set(properties) or (kind, "Id") in DERIVED or properties["Id"].kind != "whole":
            return value
        name = rules.NAME_OF_ELEMENT.get(kind, "Id")
        ids = {item.get(name): item["Id"] for item in known or () if "Id" in item}
        return [{**item, "Id": item.get("Id") or ids.get(item.get(name)) or self._state.new_id()} for item in value]

    def _forget_rules(self, resource: Resource, trunk: Record) -> None:
        """Inbound rules of numbers that a trunk does not have any more, as `did_rules` has it."""
        if resource.name != "Trunks" or self._behaviour.did_rules == "kept":
            return
        for rule in list(self._state.rows("InboundRules")):
            mine = (rule.get("TrunkDN") or {}).get("Number") == trunk["Number"]
            if mine and rule.get("Condition") == "BasedOnDID" and rule.get("Data") not in trunk["DidNumbers"]:
                self._state.remove("InboundRules", rule)


def _concealed(known: Record | None, value: Record | None) -> Record | None:
    """A secret that is not shown: an object without a value, as GET shows it, leaves it as it is."""
    if value is None:
        return None
    if value.get("Value") is None and value.get("Contents") is None:
        return known
    return {name: item for name, item in value.items() if name != "Concealed"}
