# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is known of each kind of object that a 3CX phone system has, decided by hand.

C(KINDS) has a C(Kind) for each collection: by what its objects are known, in which order they are written, which of
them are built in. C(TYPES) has a decision for each property that means more than its own value, by type, since
a destination or a schedule means the same wherever it stands (they are written down in C(_objects) and C(_settings), in
the words of C(_decisions)):

- A property without a decision is a plain value that a person can set: a text, a number, a boolean, a member of an
  enumeration; or an object, for whose properties its own type decides.
- C(is_configuration) of a decision says whether the property is part of an export. C(fields) gives each
  property together with its decision, or with C(PLAIN).
- A kind that is C(never_written) has decisions for whatever could be a secret; all else is shown as it is.
- Where a list or an object inside has C(only), these of its properties are configuration, and no other is.

C(DESTINATIONS) says of which properties belong together, since they say only together where calls go.

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

import functools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import (
    _decisions,
    _objects,
    _schema,
    _settings,
)

PLAIN = _decisions.Plain("")

TYPES: t.Mapping[str, t.Mapping[str, _decisions.Decision]] = {**_objects.OBJECTS, **_settings.SETTINGS}

# An example of 3CX's says of the keys of an IVR that the number must be one of what the word says.
_KEY = _decisions.Destination(
    "ForwardType",
    "ForwardDN",
    to_number=("Extension", "IVR", "Queue", "RingGroup"),
    # Of C(CustomInput) nobody has described whether it takes a number.
    to_nobody=("EndCall", "CallByName", "RepeatPrompt"),
)
# The types that are destinations, or have one among their own properties
DESTINATIONS: t.Mapping[str, _decisions.Destination] = {
    "Destination": _decisions.Destination(
        "To",
        "Number",
        to_number=("Extension", "IVR", "Queue", "RingGroup", "RoutePoint"),
        to_nobody=("None",),
        outside="External",
        to_outside=("External",),
    ),
    "ReceptionistForward": _KEY,
    "Receptionist": _KEY._replace(to="TimeoutForwardType", number="TimeoutForwardDN"),
    "CallParkingSettings": _decisions.Destination(
        "AutoPickupForwardType",
        "AutoPickupForwardDN",
        to_number=("DN", "RoutePoint"),
        to_nobody=("TransferBack",),
        outside="AutoPickupForwardExternalNumber",
        to_outside=("ExternalNumber",),
    ),
}

_FAVORITES = _decisions.BuiltIn(
    "Name", _objects.FAVORITES, "the favourites of one user, which the PBX keeps as a department"
)
_DEFAULT = _decisions.BuiltIn(
    "IsDefault", True, "the default department, which cannot be deleted", is_configuration=True
)
_FAX_SERVER = _decisions.BuiltIn(
    "FaxServer", True, "the fax server, which cannot be deleted; FaxServerSettings are its settings"
)
_ROUTER_PHONE = _decisions.BuiltIn(
    "PhoneMAC", r"(?!0*$)[0-9A-Fa-f]", "the SBC in a router phone, which comes with the phone", is_configuration=True
)
_STOCK = _decisions.BuiltIn("IsCustom", False, "a template that comes with 3CX")
_WEB_MEETINGS = _decisions.BuiltIn("Tags", r"WM$", "the way to web meetings, which the PBX keeps as a trunk")

# In the order in which they are written: files, what refers to nothing, departments, trunks and SBCs, whatever has
# a number, rules between them, settings that name numbers, and devices at last. Numbers refer to each other in circles
# (a user to a queue, a queue to a user), so that their routes can only be written once all of them are there.
_OBJECTS = (
    _decisions.Kind(
        "FxsTemplates",
        key=("Id",),
        phase=1,
        fixed=("Id",),
        needs=("Id", "Content"),
        risk="a template is exported as it stands, with any password that somebody has written into it",
        built_in=(_STOCK,),
    ),
    _decisions.Kind("BlackListNumbers", key=("CallerId",), phase=2, needs=("CallerId",)),
    _decisions.Kind(
        "Groups",
        key=("Name",),
        phase=3,
        alias=("IsDefault", "DEFAULT"),
        needs=("Name",),
        built_in=(_DEFAULT, _FAVORITES),
    ),
    _decisions.Kind(
        "Sbcs",
        key=("Name",),
        phase=4,
        fixed=("Name",),
        needs=("Name", "DisplayName", "Password"),
        built_in=(_ROUTER_PHONE,),
        not_known=(
            "what a creation must say: nobody was seen creating one, and these are the properties that may not be null",
            "whether an SBC takes up a change before the action Pbx.PushConfig",
        ),
    ),
    _decisions.Kind(
        "Trunks",
        key=("Number",),
        phase=4,
        fixed=("Number",),
        built_in=(_WEB_MEETINGS,),
        never_created="a trunk begins as the answer of Trunks/Pbx.InitTrunk for a template, most of which is the"
        " provider's",
    ),
    _decisions.Kind(
        "Users",
        key=("Number",),
        phase=5,
        fixed=("Number",),
        # Reported from live systems: the membership comes first.
        late=("PrimaryGroupId",),
        needs=("Number",),
        not_known=(
            "in which order Groups and PrimaryGroupId must be written; reported is that the membership comes first",
            "what becomes of PrimaryGroupId when Groups leave that department out, or whether the PBX refuses it",
            "what becomes of destinations, members and rules when the extension that they name is deleted",
        ),
    ),
    _decisions.Kind(
        "Fax",
        key=("Number",),
        phase=5,
        fixed=("Number",),
        needs=("Number",),
        starts_from="Fax/Pbx.InitFax()",
        built_in=(_FAX_SERVER,),
    ),
    _decisions.Kind("Parkings", key=("Number",), phase=5, fixed=("Number",), needs=("Number",)),
    _decisions.Kind("RingGroups", key=("Number",), phase=6, fixed=("Number",), needs=("Number", "Name")),
    _decisions.Kind("Queues", key=("Number",), phase=6, fixed=("Number",), needs=("Number", "Name")),
    _decisions.Kind("Receptionists", key=("Number",), phase=6, fixed=("Number",), needs=("Number", "Name")),
    _decisions.Kind(
        "InboundRules",
        key=("TrunkDN", "Condition", "Data"),
        phase=7,
        needs=("TrunkDN", "Condition"),
        not_known=("whether a rule goes with the number that is taken off its trunk, and the number with its rule",),
    ),
    _decisions.Kind(
        "OutboundRules",
        key=("Name",),
        phase=8,
        needs=("Name", "Routes"),
        ordered_by="Priority",
        not_known=("whether a change of Priority moves the other rules; there is the action Pbx.MoveUpDown as well",),
    ),
    _decisions.Kind(
        "Holidays",
        key=("Group", "Name"),
        phase=9,
        needs=(
            *("Group", "Name", "Day", "Month", "Year", "DayEnd", "MonthEnd", "YearEnd"),
            *("TimeOfStartDate", "TimeOfEndDate"),
        ),
        not_known=("how to tell a name that the department has already: the answer is 500 without a word (reported)",),
    ),
    _decisions.Kind(
        "Fxs",
        key=("MacAddress",),
        phase=11,
        fixed=("MacAddress",),
        needs=("MacAddress", "Template"),
        kept_back=("Codecs", "FxsLines", "Provisioning", "Variables"),
    ),
)
_EARLY_SETTINGS = (
    *("AISettings", "AmazonIntegrationSettings", "CDRSettings", "CallTypesSettings"),
    *("ChatLogSettings", "CodecsSettings", "ConferenceSettings", "CountryCodes", "DataConnectorSettings"),
    *("DialCodeSettings", "E164Settings", "FaxServerSettings", "GeneralSettingsForApps", "GoogleSettings"),
    *("LoggingSettings", "MailSettings", "Microsoft365Integration", "Microsoft365TeamsIntegration"),
    *("MusicOnHoldSettings", "NotificationSettings", "OfficeHours", "PhoneBookSettings", "PhonesSettings"),
    *("RemoteArchivingSettings", "SyslogSettings", "VoicemailSettings"),
)
# Those that name numbers
_LATE_SETTINGS = ("CallParkingSettings", "EmergencyNotificationsSettings", "GeneralSettingsForPbx", "HotelServices")
#: Settings of which any change is a risk, and what that is
RISKY_SETTINGS: t.Mapping[str, str] = {
    "AntiHackingSettings": "phones are blocked when the limits are low, and attackers are not when they are high",
    "ConsoleRestrictions": "whoever manages the PBX from an address that is not in the list is locked out",
    "NetworkSettings": "phones and trunks lose the PBX when its port or its addresses change",
    "SecureSipSettings": "phones that speak TLS lose the PBX when its certificate does not fit",
}
# What is only read, and left out of an export unless it is asked for by name. Decided is what must not be shown, and
# little else.
_READ = {
    "Blocklist": (("IPAddrMask",), "most entries come and go by themselves, when the PBX has blocked an attacker"),
    "CallFlowApps": (("Number",), "a program that the PBX compiles, and that may hold keys of other services"),
    "Contacts": ((), "they come from several sources by the thousand, and nothing tells two of them apart"),
    "CrmIntegration": ((), "keys and tokens of the CRM stand under names that its template gives"),
    "EmailTemplate": (("TemplatePath",), "nobody was seen writing one"),
    "Parameters": (("Name",), "the PBX's own variables, secrets among them; a wrong value can break it"),
    "PhoneTemplates": (("Id",), "IP phones are no kind yet"),
    "Playlists": (("Name",), "a list of files, which are uploaded by other means"),
    "PromptSets": (("PromptSetName",), "they come with 3CX, or are copied by an action"),
    "ScheduledReports": (("Name",), "the web client composes their link and parameters in a way that is not described"),
    "ServicePrincipals": (("Number",), "the access that the collection itself has is among them"),
    "TenantProperties": (("Name",), "the state of apps stands beside settings, secrets among them"),
    "TrunkTemplates": (("Id",), "trunks cannot be created yet"),
    "WebsiteLinks": (("Link",), "nested settings that are written as a whole; what each of them means is not decided"),
}
_ALL = (
    *_OBJECTS,
    *(_decisions.Kind(name, phase=2) for name in _EARLY_SETTINGS),
    *(_decisions.Kind(name, phase=10) for name in _LATE_SETTINGS),
    *(_decisions.Kind(name, phase=10, risk=risk) for name, risk in RISKY_SETTINGS.items()),
    *(_decisions.Kind(name, key, phase=2, never_written=why) for name, (key, why) in _READ.items()),
)
KINDS: t.Mapping[str, _decisions.Kind] = {
    kind.name: kind for kind in sorted(_ALL, key=lambda kind: (kind.phase, kind.name))
}


class Field(t.NamedTuple):
    """A property and what it means."""

    described: _schema.Property
    decision: _decisions.Decision

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


def left_behind(type_name: str, before: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> dict[str, None]:
    """The same as C(Destination.left_behind), for a type that may be none."""
    destination = DESTINATIONS.get(type_name)
    return {} if destination is None else destination.left_behind(before, given)


def fields(type_name: str, only: t.Collection[str] = ()) -> t.Iterator[Field]:
    """The properties of a type that the newest description has, and what they mean, in alphabetical order.

    :param only: these alone, as a C(Part) or a list says; all of them when it is empty.
    :raises KeyError: when there is no such type.
    """
    decisions = TYPES.get(type_name, {})
    for name, found in _schema.properties(type_name).items():
        if found.span.is_current and (not only or name in only):
            yield Field(found, decisions.get(name, PLAIN))


def former(type_name: str, only: t.Collection[str] = ()) -> t.Iterator[Field]:
    """The properties that the newest description no longer has, which a PBX of an older version may well have.

    :raises KeyError: when there is no such type.
    """
    decisions = TYPES.get(type_name, {})
    for name, found in _schema.properties(type_name).items():
        if not found.span.is_current and (not only or name in only):
            gone = _decisions.Refused(f"it went with the release after {found.span.until}")
            yield Field(found, decisions.get(name, gone))


@functools.cache
def configured(type_name: str, only: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Those of C(fields) that a person can set, secrets included."""
    return tuple(field for field in fields(type_name, only) if field.is_configuration)


def inside(field: Field) -> tuple[Field, ...]:
    """What can be set of the object, or of each element of the list, that a property holds; nothing for a value."""
    if not _schema.is_type(field.described.type) or isinstance(
        field.decision, (_decisions.Reference, _decisions.Secret)
    ):
        return ()
    only = field.decision.only if isinstance(field.decision, (_decisions.Part, _decisions.List)) else ()
    return configured(field.described.type, only)
