# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the phone system demands of an object, and what it keeps to itself."""

from __future__ import annotations

from ..behaviour import Behaviour
from ..errors import ODataError, refused
from .facts import Resource
from .state import NUMBERED, Record, State

_NOT_FOUND = "WARNINGS.XAPI.NOT_FOUND"
_IN_USE = "WARNINGS.XAPI.ALREADY_IN_USE"
_DUPLICATE = "WARNINGS.XAPI.DUPLICATE"
_FORBIDDEN = "WARNINGS.XAPI.FORBIDDEN_CHANGE"
_UNDELETABLE = "WARNINGS.CANNOT_BE_DELETED"

# What POST cannot do without. The description says nothing of it; see the reports of those who create objects.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "BlackListNumbers": ("CallerId",),
    "Blocklist": ("IPAddrMask",),
    "Groups": ("Name",),
    "Holidays": ("Name", "Group"),
    "InboundRules": ("TrunkDN", "Condition"),
    "OutboundRules": ("Name",),
    "Parameters": ("Name",),
    "Parkings": ("Number",),
    "PhoneTemplates": ("Id", "Content"),
    "Playlists": ("Name",),
    "Sbcs": ("Name", "DisplayName"),
    "ScheduledReports": ("Name", "ReportType"),
    "ServicePrincipals": ("Number",),
    "TenantProperties": ("Name", "Value"),
    "TrunkTemplates": ("Id", "Content"),
    "WebsiteLinks": ("Link", "Name", "DN"),
}
_UNIQUE = {
    "Groups": ("Name", _DUPLICATE),
    "Parameters": ("Name", _DUPLICATE),
    "BlackListNumbers": ("CallerId", _DUPLICATE),
}
# What a client may send, and is passed over: it says how things are, not how they should be.
READ_ONLY = frozenset(
    {
        ("User", "IsRegistered"),
        ("User", "Internal"),
        ("User", "Tags"),
        ("Group", "Groups"),
        ("Group", "IsDefault"),
        ("Group", "LastLoginTime"),
        ("Queue", "IsRegistered"),
        ("RingGroup", "IsRegistered"),
        ("Receptionist", "IsRegistered"),
        ("CallFlowApp", "IsRegistered"),
        ("Trunk", "IsOnline"),
        ("Trunk", "ConfigurationIssue"),
        ("Trunk", "TrunkRegTimes"),
        ("Fax", "FaxServer"),
        ("Sbc", "Connection"),
        ("Sbc", "HasConnection"),
        ("Sbc", "LocalIPv4"),
        ("Sbc", "ProvisionLink"),
        ("Sbc", "PublicIP"),
        ("Sbc", "Version"),
        ("ServicePrincipal", "IsSystem"),
        ("ServicePrincipal", "LastUsed"),
        ("BlocklistAddr", "AddedBy"),
        ("CDRSettings", "PossibleFields"),
        ("CrmIntegration", "PossibleValues"),
        ("ConferenceSettings", "Extension"),
        ("ConsoleRestrictions", "MyIpAddress"),
        ("FaxServerSettings", "Number"),
        ("MailSettings", "CanEditMailServerType"),
        ("NotificationSettings", "CanEditEmailAddresses"),
        ("NetworkSettings", "PbxPublicFQDN"),
        ("VoicemailSettings", "Extension"),
        ("VoicemailSettings", "UsedSpace"),
    }
)
# Derived when shown, and yet a client's to change.
WRITABLE = frozenset({("Group", "Members"), ("OutboundRule", "Routes")})
# Nested values that PATCH never leaves parts of: a destination without a number would lead to the one before.
WHOLE = frozenset({"Destination", "Peer", "Schedule"})
# Elements of lists that have a name which tells them apart.
NAME_OF_ELEMENT = {"ForwardingProfile": "Name", "Phone": "MacAddress", "ReceptionistForward": "Input"}
_ROUTES = 5


def check_required(resource: Resource, values: Record) -> None:
    """Raises ODataError (400)."""
    lacking = [name for name in _REQUIRED.get(resource.name, ()) if values.get(name) in (None, "")]
    if lacking:
        raise refused(*((name, "WARNINGS.XAPI.REQUIRED") for name in lacking))


def check_unique(state: State, resource: Resource, values: Record, behaviour: Behaviour) -> None:
    """Raises ODataError (400, or 500 for a holiday) for what is there already."""
    number = values.get("Number")
    if number and (resource.name in NUMBERED or resource.name == "Groups") and state.numbered(number):
        raise refused(("Number", _IN_USE))
    if resource.key in values and state.row(resource.name, values[resource.key]):
        raise refused((resource.key, _IN_USE))
    name, token = _UNIQUE.get(resource.name, ("", ""))
    if name and state.find(resource.name, name, values.get(name)):
        raise refused((name, token))
    if resource.name == "Holidays" and _same_holiday(state, values):
        raise refused(("Name", _DUPLICATE)) if behaviour.holiday_duplicate == 400 else ODataError(500, "")


def _same_holiday(state: State, values: Record) -> bool:
    holidays = state.rows("Holidays")
    return any(row["Name"] == values["Name"] and row["Group"] == values["Group"] for row in holidays)


def check_fixed(resource: Resource, row: Record, values: Record) -> None:
    """Raises ODataError (400) for another key or number; the same one is accepted and taken out of the values."""
    for name in {resource.key, "Number" if resource.name in (*NUMBERED, "Groups") else resource.key} - {""}:
        if name in values and values.pop(name) != row.get(name):
            raise refused((name, _FORBIDDEN))


def check_values(state: State, resource: Resource, values: Record, whole: Record, behaviour: Behaviour) -> None:
    """Raises ODataError (400) for values that do not fit to what is there; `whole` is the object with them."""
    for name, value in values.items():
        longest = state.facts.types[resource.type][name].longest
        if longest and isinstance(value, str) and len(value) > longest:
            raise refused((name, "WARNINGS.STRING_TOO_LONG"))
    if resource.name == "Users" and values.get("PrimaryGroupId") and behaviour.primary_group == "member":
        memberships = {item.get("GroupId") for item in whole.get("Groups", ())}
        if values["PrimaryGroupId"] not in memberships:
            raise refused(("PrimaryGroupId", _NOT_FOUND))
    if resource.name == "InboundRules" and whole.get("Condition") == "BasedOnDID":
        trunk = state.numbered((whole.get("TrunkDN") or {}).get("Number", ""))
        if trunk is None or whole.get("Data") not in trunk[1].get("DidNumbers", ()):
            raise refused(("Data", _NOT_FOUND))
    if len(values.get("Routes", ())) > _ROUTES and resource.name == "OutboundRules":
        raise refused(("Routes", "WARNINGS.XAPI.TOO_MANY_ITEMS_IN_LIST"))


def check_deletable(state: State, resource: Resource, row: Record) -> None:
    """Raises ODataError (400) for what belongs to the system or is in use."""
    token = _why_kept(state, resource.name, row)
    if token:
        raise refused((resource.key, token))


def _why_kept(state: State, name: str, row: Record) -> str | None:
    operator = state.single("GeneralSettingsForPbx").get("OperatorExtension")
    reasons: dict[str, tuple[bool, str]] = {
        "Groups": (bool(row.get("IsDefault")), "WARNINGS.GROUP_CANNOT_BE_DELETED"),
        "Users": (row.get("Number") == operator, "WARNINGS.OPERATOR_CANNOT_BE_DELETED"),
        "Fax": (bool(row.get("FaxServer")), "WARNINGS.FAX_SERVER_CANNOT_BE_DELETED"),
        "ServicePrincipals": (bool(row.get("IsSystem")), _UNDELETABLE),
        "PhoneTemplates": (not row.get("IsCustom"), _UNDELETABLE),
        "TrunkTemplates": (not row.get("IsCustom"), _UNDELETABLE),
        "PromptSets": (row.get("PromptSetType") == "System", _UNDELETABLE),
    }
    kept, token = reasons.get(name, (False, ""))
    if kept:
        return token
    if name == "Groups" and state.members(row["Id"]):
        return "WARNINGS.GROUP_WITH_MEMBERS_CANNOT_BE_DELETED"
    return None
