# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What in the records refers to what, whether it is there, and what becomes of it when its target is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .facts import Facts, Property
from .plausible import end_call
from .state import NUMBERED, Record, State

# Destinations of these kinds lead to no number of the phone system.
_NOWHERE = ("None", "External", "Deflect", "Boomerang", "VoiceMailOfDestination", "Callback", "ProceedWithNoExceptions")
_KEYS_TO_NOWHERE = ("EndCall", "CallByName", "RepeatPrompt", "CustomInput")

# Type and property to what its value is: the number of an extension or of a department, or an id or a name.
REFERENCES: dict[tuple[str, str], str] = {
    ("Destination", "Number"): "number",
    ("RingGroupMember", "Number"): "number",
    ("QueueAgent", "Number"): "number",
    ("QueueManager", "Number"): "number",
    ("Peer", "Number"): "number",
    ("ReceptionistForward", "ForwardDN"): "number",
    ("Receptionist", "TimeoutForwardDN"): "number",
    ("Receptionist", "InvalidKeyForwardDN"): "number",
    ("User", "HotdeskingAssignment"): "number",
    ("GeneralSettingsForPbx", "OperatorExtension"): "number",
    ("CallParkingSettings", "AutoPickupForwardDN"): "number",
    ("User", "PrimaryGroupId"): "group",
    ("UserGroup", "GroupId"): "group",
    ("OutboundRule", "GroupIds"): "group",
    ("Sbc", "Group"): "group number",
    ("Holiday", "Group"): "group number",
    ("Weblink", "Group"): "group number",
    ("Sbc", "PhoneUserId"): "user",
    ("OutboundRoute", "TrunkId"): "trunk",
    ("PhoneSettings", "SbcName"): "SBC",
    ("Phone", "TemplateName"): "phone template",
}
# These are nothing without what they refer to, so their lists lose them with it.
_ELEMENTS = ("RingGroupMember", "QueueAgent", "QueueManager", "Peer", "UserGroup", "OutboundRoute")
# A trunk that does not exist is stored as a route that is not used, without a word (reported).
_LENIENT = (("OutboundRoute", "TrunkId"),)
_IDS = {"group": "Groups", "user": "Users", "trunk": "Trunks", "SBC": "Sbcs", "phone template": "PhoneTemplates"}

Targets = dict[str, Any]


def targets_of(name: str, row: Record) -> Targets:
    """What others may refer to a record by: kind of reference to value."""
    targets = {kind: row["Name" if name == "Sbcs" else "Id"] for kind, set_ in _IDS.items() if set_ == name}
    if name in NUMBERED:
        targets["number"] = row["Number"]
    if name == "Groups":
        targets["group number"] = row["Number"]
    return targets


def missing(state: State, type_name: str, values: Record) -> list[str]:
    """The places of references to what does not exist. An object may refer to its own number."""
    return [
        place
        for owner, name, place, record in _walk(state.facts, type_name, values)
        if (owner, name) in REFERENCES and (owner, name) not in _LENIENT and _leads_somewhere(owner, record)
        for value in _values(record[name])
        if value != values.get("Number") and not _exists(state, REFERENCES[owner, name], value)
    ]


def referring(state: State, row: Record, targets: Targets) -> list[str]:
    """Where other records refer to one with these targets."""
    found = []
    for resource, other in state.everything():
        if other is not row:
            found += [
                f"{resource.name}.{place}"
                for owner, name, place, record in _walk(state.facts, resource.type, other)
                if targets.get(REFERENCES.get((owner, name), "")) in _values(record[name])
                and _leads_somewhere(owner, record)
            ]
    return found


def without(facts: Facts, type_name: str, record: Record, targets: Targets) -> Record:
    """The properties of a record that change when what has these targets is gone."""
    changed = {}
    for name, prop in facts.types[type_name].items():
        if name in record:
            value = _without(facts, type_name, name, prop, record[name], targets)
            if value != record[name]:
                changed[name] = value
    return changed


def _walk(facts: Facts, type_name: str, record: Record, place: str = "") -> Iterator[tuple[str, str, str, Record]]:
    """Type, property, place and record of everything that a record holds, at all levels."""
    for name, prop in facts.types[type_name].items():
        if name not in record:
            continue
        where = f"{place}.{name}" if place else name
        yield type_name, name, where, record
        if prop.kind in facts.types:
            for inner in _values(record[name]):
                yield from _walk(facts, prop.kind, inner, where)


def _values(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def _leads_somewhere(owner: str, record: Record) -> bool:
    if owner == "Destination":
        return record.get("To") not in _NOWHERE
    return owner != "ReceptionistForward" or record.get("ForwardType") not in _KEYS_TO_NOWHERE


def _exists(state: State, kind: str, value: Any) -> bool:
    if kind == "number":
        return state.numbered(value) is not None
    if kind == "group number":
        return state.find("Groups", "Number", value) is not None
    return state.row(_IDS[kind], value) is not None


def _without(facts: Facts, owner: str, name: str, prop: Property, value: Any, targets: Targets) -> Any:
    kind = REFERENCES.get((owner, name), "")
    if kind in targets and targets[kind] in _values(value):
        return [item for item in value if item != targets[kind]] if prop.many else (None if prop.nullable else "")
    if prop.kind not in facts.types or value is None:
        return value
    if prop.many:
        kept = [item for item in value if not _is_only(prop.kind, item, targets)]
        return [{**item, **without(facts, prop.kind, item, targets)} for item in kept]
    if prop.kind == "Peer" and _is_only("Peer", value, targets):
        return None
    if prop.kind == "Destination" and "number" in targets and value.get("Number") == targets["number"]:
        return end_call()
    return {**value, **without(facts, prop.kind, value, targets)}


def _is_only(type_name: str, item: Record, targets: Targets) -> bool:
    """Whether an element of a list is nothing but a reference to what is gone."""
    kinds = [(name, kind) for (owner, name), kind in REFERENCES.items() if owner == type_name]
    return type_name in _ELEMENTS and any(kind in targets and item.get(name) == targets[kind] for name, kind in kinds)
