# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phone system adds to a new object by itself."""

from __future__ import annotations

from typing import Any

from ..seed import random_text
from .facts import Resource
from .people import RIGHTS, USER, profiles
from .state import NUMBERED, Record, State

# Where free numbers are looked for, where no object of the kind is there.
_FIRST = {"Users": 100, "RingGroups": 600, "Queues": 700, "Receptionists": 800, "Fax": 880, "Trunks": 10000}

# What a new department takes over from the default one.
_LIKE_DEFAULT = ("Language", "TimeZoneId", "PromptSet", "Hours", "BreakTime", "Rights")


def completed(state: State, resource: Resource, values: Record) -> Record:
    """The values of a new object with what they lack: its number, its department, its secrets."""
    if resource.name in NUMBERED:
        number = values.get("Number") or _free_number(state, resource.name)
        values = {"Groups": [_membership(state)], **values, "Number": number}
    more = _MORE.get(resource.name)
    return {**more(state, values), **values} if more else values


def _free_number(state: State, name: str) -> str:
    used = [int(row["Number"]) for row in state.rows(name) if row["Number"].isdigit()]
    number = max(used, default=_FIRST.get(name, 900) - 1) + 1
    while state.numbered(str(number)):
        number += 1
    return str(number)


def _membership(state: State) -> Record:
    default = state.find("Groups", "IsDefault", True) or {}
    return {"GroupId": default.get("Id"), "Rights": RIGHTS["users"]}


def _user(state: State, values: Record) -> Record:
    number = values["Number"]
    return {
        **USER,
        "IsRegistered": False,
        "AuthID": random_text(state.rng, 10),
        "AuthPassword": random_text(state.rng),
        "DeskphonePassword": random_text(state.rng),
        "VMPIN": str(state.rng.randrange(10**9, 10**10)),
        "PrimaryGroupId": next((item.get("GroupId") for item in values["Groups"]), None),
        "ForwardingProfiles": profiles(state, number),
    }


def _group(state: State, _values: Record) -> Record:
    used = [int(row["Number"][3:]) for row in state.rows("Groups")]
    default = state.find("Groups", "IsDefault", True) or {}
    alike = {name: default.get(name) for name in _LIKE_DEFAULT}
    return {**alike, "Number": f"GRP{max(number for number in used if number < 9000) + 1:04}", "IsDefault": False}


def _sbc(state: State, _values: Record) -> Record:
    link = f"https://pbx.example.com/sbc/{random_text(state.rng)}"
    return {"Password": random_text(state.rng), "ProvisionLink": link, "HasConnection": False}


def _fax(state: State, values: Record) -> Record:
    return {"AuthID": f"fax{values['Number']}", "AuthPassword": random_text(state.rng), "FaxServer": False}


def _blacklisted(state: State, _values: Record) -> Record:
    return {"Id": f"bl-{state.new_id()}"}


def _template(_state: State, _values: Record) -> Record:
    return {"IsCustom": True, "TemplateType": "Supported"}


def _blocked(_state: State, _values: Record) -> Record:
    return {"AddedBy": "Manual"}


_MORE: dict[str, Any] = {
    "Users": _user,
    "Groups": _group,
    "Sbcs": _sbc,
    "Fax": _fax,
    "BlackListNumbers": _blacklisted,
    "Blocklist": _blocked,
    "PhoneTemplates": _template,
    "TrunkTemplates": _template,
}
