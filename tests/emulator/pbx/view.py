# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Records as the XAPI shows them: blanks filled in, secrets concealed, navigations only with $expand."""

from __future__ import annotations

from typing import Any

from ..behaviour import Behaviour
from ..odata import Projection
from ..records import without_nulls
from .derived import DERIVED
from .facts import Property, facts
from .state import Record, State
from .values import CONCEALED, blank

# Left out of every answer, of a single object too, unless $select names them (reported of ScriptCode).
ON_REQUEST = {
    "CallFlowApp": ("ScriptCode",),
    "PhoneTemplate": ("Content",),
    "TrunkTemplate": ("Content",),
}
_WHOLE = Projection()


class View:
    """Shows records of one phone system."""

    def __init__(self, state: State, behaviour: Behaviour) -> None:
        self._state = state
        self._behaviour = behaviour
        self._facts = state.facts

    def value(self, type_name: str, record: Record, name: str) -> Any:
        """A property as it is stored, derived or blank, not yet as it is shown."""
        derive = DERIVED.get((type_name, name))
        if derive is not None and (self._behaviour.padding or name != "Routes"):
            return derive(self._state, record)
        if name in record:
            return record[name]
        return blank(self._facts, self._facts.types[type_name][name])

    def shown(self, type_name: str, record: Record, projection: Projection = _WHOLE) -> dict[str, Any]:
        """A record as JSON, under the switch `nulls`."""
        shown = self._shown(type_name, record, projection)
        if self._behaviour.nulls == "omitted":
            shown = without_nulls(shown)
        return shown

    def _shown(self, type_name: str, record: Record, projection: Projection) -> dict[str, Any]:
        if type_name in CONCEALED:
            return _concealed(type_name, record)
        properties = self._facts.types[type_name]
        if projection.select is None:
            hidden = ON_REQUEST.get(type_name, ())
            names = [name for name, prop in properties.items() if not prop.navigation and name not in hidden]
        else:
            names = [name for name in projection.select if not properties[name].navigation]
        names = [name for name in names if not lacks(self._behaviour, type_name, name)]
        shown = {name: self._property(type_name, record, name, _WHOLE) for name in names}
        for name, inner in projection.expand.items():
            shown[name] = self._property(type_name, record, name, inner)
        return shown

    def _property(self, type_name: str, record: Record, name: str, projection: Projection) -> Any:
        prop: Property = self._facts.types[type_name][name]
        value = self.value(type_name, record, name)
        if value is None or prop.kind not in self._facts.types:
            return value
        if prop.many:
            return [self._shown(prop.kind, item, projection) for item in value]
        return self._shown(prop.kind, value, projection)


def lacks(behaviour: Behaviour, type_name: str, name: str) -> bool:
    """Whether `unknown_properties` names that property of a type, by itself, by the type, or by a set of the type."""
    unknown = behaviour.unknown_properties
    if not unknown or name in unknown:
        return bool(unknown)
    owners = {resource.name for resource in facts().resources.values() if resource.type == type_name}
    return any(f"{owner}.{name}" in unknown for owner in {type_name, *owners})


def _concealed(type_name: str, record: Record) -> dict[str, Any]:
    """What is left of a secret that GET hides: whether there is one, and a file's name."""
    there = bool(record.get("Value") or record.get("Contents"))
    if type_name == "ConcealedPassword":
        return {"Concealed": there, "Value": None}
    return {"Concealed": there, "Contents": None, "Name": record.get("Name")}
