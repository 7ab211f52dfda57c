# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Properties that the phone system makes of others, whatever a client sends for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .state import NUMBERED, Record, State


def display_name(record: Record) -> str:
    """What people call a numbered object: first and last name, the name of a trunk's gateway, or its name."""
    if "Gateway" in record:
        return str(record["Gateway"].get("Name") or "")
    words = (record.get("FirstName"), record.get("LastName"), record.get("Name"))
    return " ".join(word for word in words if word)


def group_by_id(state: State, group_id: int | None) -> Record:
    return state.row("Groups", group_id) or {}


def _found(state: State, number: str | None) -> tuple[str, Record] | None:
    return state.numbered(number) if number else None


def _type_of(state: State, record: Record, prop: str = "Number") -> str | None:
    found = _found(state, record.get(prop))
    return kind_of_number(found[0]) if found else None


def kind_of_number(name: str) -> str:
    """What Peers and destinations call the objects of a set."""
    return "Group" if name == "Groups" else NUMBERED[name]


def _name_of(state: State, record: Record) -> str | None:
    found = _found(state, record.get("Number"))
    return display_name(found[1]) if found else None


def _id_of(state: State, record: Record) -> int | None:
    found = _found(state, record.get("Number"))
    return found[1]["Id"] if found else None


def _id_or_zero(state: State, record: Record) -> int:
    return _id_of(state, record) or 0


def _tags_of(state: State, record: Record) -> list[str]:
    found = _found(state, record.get("Number"))
    return found[1].get("Tags", []) if found else []


def _routing_rules(state: State, record: Record) -> list[Record]:
    rules = state.rows("InboundRules")
    return [rule for rule in rules if (rule.get("TrunkDN") or {}).get("Number") == record["Number"]]


def _holidays(state: State, record: Record) -> list[Record]:
    return [row for row in state.rows("Holidays") if row.get("Group") == record["Number"]]


def _system_holidays(state: State, _record: Record) -> list[Record]:
    default = state.find("Groups", "IsDefault", True)
    return _holidays(state, default) if default else []


def _group_names(state: State, record: Record) -> list[str]:
    return [group_by_id(state, group_id).get("Name", "") for group_id in record.get("GroupIds", ())]


def _group_rights(state: State, record: Record) -> Record | None:
    """What the department gives to all with the member's role."""
    role = (record.get("Rights") or {}).get("RoleName")
    rights = group_by_id(state, record["GroupId"]).get("Rights", ())
    return next((right for right in rights if right["RoleName"] == role), None)


def _trunk_name(state: State, record: Record) -> str | None:
    trunk = state.row("Trunks", record.get("TrunkId"))
    return display_name(trunk) if trunk else None


def _member_of(state: State, record: Record) -> list[Record]:
    """The departments of a numbered object, as Peers show them."""
    found = _found(state, record.get("Number"))
    if found is None:
        return []
    primary = found[1].get("PrimaryGroupId")
    return [
        {
            "GroupID": membership["GroupId"],
            "IsPrimary": membership["GroupId"] == primary,
            "Name": group_by_id(state, membership["GroupId"]).get("Name"),
            "Number": group_by_id(state, membership["GroupId"]).get("Number"),
            "RoleName": (membership.get("Rights") or {}).get("RoleName"),
        }
        for membership in found[1].get("Groups", ())
    ]


Derive = Callable[[State, Record], Any]

# Names, types and ids of what a number leads to.
_MORE: dict[str, dict[str, Derive]] = {
    "Destination": {"Type": _type_of},
    "RingGroupMember": {"Id": _id_or_zero},
    "QueueAgent": {"Id": _id_of},
    "QueueManager": {"Id": _id_of},
    "Peer": {"Id": _id_or_zero, "Type": _type_of, "MemberOf": _member_of},
}
_BY_NUMBER: dict[tuple[str, str], Derive] = {
    (owner, prop): derive
    for owner, more in _MORE.items()
    for prop, derive in {"Name": _name_of, "Tags": _tags_of, **more}.items()
}

# How many routes an outbound rule shows; those that are not used have -1 for the id of their trunk.
ROUTES = 5
UNUSED_ROUTE: Record = {"TrunkId": -1, "Prepend": "", "Append": "", "StripDigits": 0, "CallerID": ""}


def _padded_routes(_state: State, record: Record) -> list[Record]:
    routes = record.get("Routes", [])
    return [*routes, *[UNUSED_ROUTE] * (ROUTES - len(routes))]


DERIVED: dict[tuple[str, str], Derive] = {
    **_BY_NUMBER,
    ("UserGroup", "Id"): _id_of,
    ("UserGroup", "MemberName"): _name_of,
    ("UserGroup", "Type"): _type_of,
    ("UserGroup", "Tags"): _tags_of,
    ("UserGroup", "Name"): lambda state, record: group_by_id(state, record["GroupId"]).get("Name"),
    ("UserGroup", "CanDelete"): lambda _state, _record: True,
    ("UserGroup", "GroupRights"): _group_rights,
    ("User", "DisplayName"): lambda _state, record: display_name(record),
    ("Group", "Members"): lambda state, record: state.members(record["Id"]),
    ("Group", "HasMembers"): lambda state, record: bool(state.members(record["Id"])),
    ("Group", "OfficeHolidays"): _holidays,
    ("OfficeHours", "OfficeHolidays"): _system_holidays,
    ("ReceptionistForward", "PeerType"): lambda state, record: _type_of(state, record, "ForwardDN"),
    ("Receptionist", "TimeoutForwardPeerType"): lambda state, record: _type_of(state, record, "TimeoutForwardDN"),
    ("OutboundRule", "GroupNames"): _group_names,
    ("OutboundRule", "Routes"): _padded_routes,
    ("OutboundRoute", "TrunkName"): _trunk_name,
    ("Trunk", "RoutingRules"): _routing_rules,
}


def _peers(state: State) -> list[Record]:
    """Everything that has a number, departments too."""
    numbered = [row for name in NUMBERED for row in state.rows(name)]
    return [{"Number": row["Number"], "Hidden": row.get("_hidden", False)} for row in numbered] + [
        {"Number": group["Number"], "Hidden": False} for group in state.rows("Groups")
    ]


def _did_numbers(state: State) -> list[Record]:
    rules = {((rule.get("TrunkDN") or {}).get("Number"), rule.get("Data")): rule for rule in state.rows("InboundRules")}
    return [
        {
            "Number": did,
            "TrunkId": trunk["Id"],
            "TemplateFileName": trunk["Gateway"].get("TemplateFilename"),
            "RoutingRule": rules.get((trunk["Number"], did)),
        }
        for trunk in state.rows("Trunks")
        for did in trunk.get("DidNumbers", ())
    ]


def _sip_devices(state: State) -> list[Record]:
    """The phones of all users, as they registered; they show passwords and links of the phones."""
    return [
        {
            "Id": phone["Id"],
            "DN": {"Number": user["Number"]},
            "ProvLink": phone.get("ProvisioningLinkLocal"),
            "PhoneWebPassword": (phone.get("Settings") or {}).get("Secret"),
            "Registrar": {"MAC": phone.get("MacAddress"), "Model": phone.get("Name")},
        }
        for user in state.rows("Users")
        for phone in user.get("Phones", ())
    ]


# Entity sets that are made of others, and can only be read.
VIRTUAL: dict[str, Callable[[State], list[Record]]] = {
    "Peers": _peers,
    "DidNumbers": _did_numbers,
    "SipDevices": _sip_devices,
}
