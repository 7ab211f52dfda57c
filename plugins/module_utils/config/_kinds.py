# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is known of each kind of object that a 3CX phone system has, decided by hand.

C(KINDS) has a C(Kind) for each collection: by what its objects are known, in which order they are written, which of
them are built in. C(TYPES) has a decision for each property that means more than its own value, by type, since
a destination or a schedule means the same wherever it stands:

- A property without a decision is a plain value that a person can set: a text, a number, a boolean, a member of an
  enumeration; or an object, for whose properties its own type decides.
- C(is_configuration) of a decision says whether the property is part of an export. C(field) and C(fields) give a
  property together with its decision, or with C(PLAIN).
- Where a list or an object inside has C(only), these of its properties are configuration, and no other is.

Example: C(User.Groups) is C(Keyed(by=("GroupId",), only=("GroupId", "Rights"))), so its elements are told apart by
C(GroupId); and C(UserGroup.GroupId) is C(Reference("Groups", "Id")), so the PBX stores the C(Id) of an object of the
kind C(Groups) there, whose key is C(Name): an export says C({"GroupId": "Sales", "Rights": {"RoleName": "users"}}).

Where the evidence for a decision does not suffice, the property is C(Refused), with the reason. The tests demand
a decision for whatever could be a reference, a list, a secret or read-only by its type or its name, so that a new
description of the API becomes a list of questions.

Sources, where no other is named: the official descriptions from 20.0.4 to 20.0.10 for what there is; the official
examples in 3cx/xapi-tutorial for keys, creations and numbers that cannot be changed; public clients that were run
against live systems for lists that are replaced as a whole.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.telephony.threecx.plugins.module_utils.config import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config._decisions import (
    BuiltIn,
    Decision,
    File,
    Keyed,
    Kind,
    List,
    Operational,
    Ordered,
    Part,
    Plain,
    ReadOnly,
    Reference,
    Refused,
    Secret,
    Twin,
    Unordered,
)

PLAIN = Plain("")

# Common decisions
_ID = ReadOnly("the PBX's own number for it, another on every PBX")
_COMPOSED = ReadOnly("the PBX takes it from the object that the number belongs to")
_TAGS = ReadOnly("the PBX says by it where the object comes from")
_STATE = Operational("says how it is doing")
_RIGHT = Plain("a right that people can be given")
_SWITCH = Plain("a switch that people set")
_OWN_NUMBER = Plain("the number that people know the object by")
_CALLER_ID = Plain("what others see as the number that calls; it need not be one of the PBX")
_NUMBER = Reference("Peers", "Number")
_BY_ID = Reference("Groups", "Id")
_BY_GROUP_NUMBER = Reference("Groups", "Number")
_PROMPT_SET = Reference("PromptSets", "Folder")
_MEMBERSHIP = Keyed(by=("GroupId",), only=("GroupId", "Rights"))
_CLICK_TO_CALL = ReadOnly("the PBX makes it for the link of this object")

TYPES: t.Mapping[str, t.Mapping[str, Decision]] = {
    # What several kinds have inside
    "Destination": {
        "Name": _COMPOSED,
        "Number": _NUMBER,
        "Tags": _TAGS,
        "Type": _COMPOSED,
    },
    "Route": {"IsPromptEnabled": _SWITCH, "Prompt": File()},
    "Schedule": {"Periods": Keyed(by=("DayOfWeek", "Start"))},
    "UserGroup": {
        "CanDelete": ReadOnly("the PBX works it out"),
        "GroupId": _BY_ID,
        # Reported from live systems: what is written here is taken and ignored
        "GroupRights": ReadOnly("the rights of the department, which Groups.Rights says"),
        "Id": _ID,
        "MemberName": _COMPOSED,
        "Name": _COMPOSED,
        "Number": _NUMBER,
        # The rights of a role are those that the department gives it; the official examples write the role only.
        "Rights": Part(only=("RoleName",)),
        "Tags": _TAGS,
        "TranscriptionMode": Twin("the property of the same name of the member"),
        "Type": _COMPOSED,
    },
    "Rights": {
        "CanBargeIn": _RIGHT,
        "CanIntercom": _RIGHT,
        "CanSeeGroupCalls": _RIGHT,
        "CanSeeGroupMembers": _RIGHT,
        "CanSeeGroupRecordings": _RIGHT,
        "Invalid": ReadOnly("the PBX works it out"),
    },
    # Users
    "User": {
        "AccessPassword": Secret(),
        "AgentSettings": Refused("agents that answer by AI came in 20.0.9 and were changed in 20.0.10"),
        "AuthID": Plain("a name to log in with; without its password it opens nothing"),
        "AuthPassword": Secret(),
        "Blfs": Refused("a text of XML with the ids and positions of keys, which mean nothing on another PBX"),
        "ClickToCallId": _CLICK_TO_CALL,
        "ContactImage": File(),
        "CurrentProfileName": Operational("people choose their status at their phones"),
        "DeskphonePassword": Secret(),
        "DisplayName": ReadOnly("the PBX composes it of FirstName and LastName"),
        "EmergencyLocationId": Refused("the id of a place, another on every PBX; places are no kind yet"),
        "ForwardingExceptions": Ordered(),
        "ForwardingProfiles": Keyed(by=("Name",), is_fixed=True),
        "Greetings": Keyed(by=("Type",), is_fixed=True),
        "Groups": _MEMBERSHIP,
        "HotdeskingAssignment": Operational("who sits at a shared phone just now"),
        "Id": _ID,
        "Internal": Refused("nobody was seen writing it, and what it does is not said"),
        "IsRegistered": _STATE,
        "LastName": Plain("a name of the person"),
        "Number": _OWN_NUMBER,
        "OfficeHoursProps": Unordered(),
        "OutboundCallerID": _CALLER_ID,
        "Phones": Refused("the list is replaced as a whole, with the secret of each phone, which is not shown"),
        "PrimaryGroupId": _BY_ID,
        "PromptSet": _PROMPT_SET,
        "QueueStatus": Operational("people log in to their queues and out of them"),
        "SIPID": Plain("a name by which others reach the extension"),
        "Tags": _TAGS,
        "VMPIN": Secret(),
        "PinProtected": Plain("whether a PIN is asked for, not the PIN"),
        "PinProtectTimeout": Plain("a time, not the PIN"),
        "VMDisablePinAuth": Plain("whether a PIN is asked for, not the PIN"),
    },
    "ExtensionRule": {
        "CallerId": Refused("20.0.9 has replaced it by Condition and Data"),
        "Id": _ID,
    },
    "ForwardingProfile": {"Id": _ID},
    "Greeting": {
        "DisplayName": ReadOnly("the PBX takes it from the file"),
        "Filename": File(),
    },
    # Groups
    "Group": {
        "CallHandlingMode": Unordered(),
        "ClickToCallId": _CLICK_TO_CALL,
        "CurrentGroupHours": Operational("people open and close a department at their phones"),
        "CustomPrompt": File(),
        "Groups": ReadOnly("departments are members of no other"),
        "HasMembers": ReadOnly("the PBX works it out"),
        "Id": _ID,
        "IsDefault": ReadOnly("the PBX has one default department from the beginning"),
        "LastLoginTime": _STATE,
        "Members": Twin("Groups of the users, queues and other members"),
        "MusicOnHold": File(),
        "Number": ReadOnly("the PBX gives it; a department is called by its name"),
        "OfficeHolidays": Twin("the kind Holidays"),
        "OverrideExpiresAt": Operational("how long people have opened or closed a department"),
        "PromptSet": _PROMPT_SET,
        "Props": Refused("the licence and limits of a company on a PBX of several, which its owner has bought"),
        "Rights": Keyed(by=("RoleName",), is_fixed=True),
        "TimeZoneId": Plain("an id of Defs/TimeZones, a list that comes with 3CX; taken to be the same everywhere"),
    },
    # Sbcs
    "Sbc": {
        "Connection": _STATE,
        "Group": _BY_GROUP_NUMBER,
        "HasConnection": _STATE,
        "LocalIPv4": _STATE,
        "Password": Secret(),
        "PhoneMAC": ReadOnly("of a router phone, which is an SBC besides"),
        "PhoneUserId": ReadOnly("of a router phone, which is an SBC besides"),
        "ProvisionLink": ReadOnly("a secret that the PBX makes: whoever has it can fetch the SBC's configuration"),
        "PublicIP": _STATE,
        "Version": _STATE,
    },
}

_FAVORITES = BuiltIn("Name", r"___FAVORITES___", "the favourites of one user, which the PBX keeps as a department")
_DEFAULT = BuiltIn("IsDefault", True, "the default department, which cannot be deleted", is_configuration=True)

_ALL = (
    Kind(
        "Groups",
        key=("Name",),
        phase=2,
        alias=("IsDefault", "DEFAULT"),
        needs=("Name",),
        built_in=(_DEFAULT, _FAVORITES),
    ),
    Kind("Sbcs", key=("Name",), phase=3, fixed=("Name",), needs=("Name", "DisplayName", "Password")),
    Kind("Users", key=("Number",), phase=4, fixed=("Number",), needs=("Number",)),
    # Only read, and only when they are asked for by name: no decisions have been made on their properties.
    Kind("PromptSets", ("PromptSetName",), never_written="they come with 3CX, or are copied by an action"),
)
KINDS: t.Mapping[str, Kind] = {kind.name: kind for kind in sorted(_ALL, key=lambda kind: (kind.phase, kind.name))}


@dataclass(frozen=True)
class Field:
    """A property and what it means."""

    described: _schema.Property
    decision: Decision

    @property
    def name(self) -> str:
        return self.described.name

    @property
    def is_configuration(self) -> bool:
        return self.decision.is_configuration


def type_of(kind: str) -> str:
    """The type of the objects of a kind.

    :raises KeyError: when XAPI has no such collection.
    """
    return _schema.collections()[kind].type


def fields(type_name: str, only: t.Collection[str] = ()) -> t.Iterator[Field]:
    """The properties of a type that the newest description has, and what they mean, in alphabetical order.

    :param only: these alone, as a C(Part) or a list says; all of them when it is empty.
    :raises KeyError: when there is no such type.
    """
    decisions = TYPES.get(type_name, {})
    for name, found in _schema.properties(type_name).items():
        if found.span.is_current and (not only or name in only):
            yield Field(found, decisions.get(name, PLAIN))


def configured(type_name: str, only: t.Collection[str] = ()) -> list[Field]:
    """Those of C(fields) that a person can set, secrets included."""
    return [field for field in fields(type_name, only) if field.is_configuration]


def inside(field: Field) -> list[Field]:
    """What can be set of the object, or of each element of the list, that a property holds; nothing for a value."""
    if not _schema.is_type(field.described.type) or isinstance(field.decision, (Reference, Secret)):
        return []
    only = field.decision.only if isinstance(field.decision, (Part, List)) else ()
    return configured(field.described.type, only)
