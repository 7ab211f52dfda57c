# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decisions on the properties of objects that there are several of, by type. See C(_kinds) for how to read them.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Decision,
    File,
    Keyed,
    MacAddress,
    Numbers,
    Operational,
    Ordered,
    Part,
    Plain,
    Positional,
    ReadOnly,
    Reference,
    Refused,
    Secret,
    Twin,
    Unordered,
)

# The roles that people can have, as reported from live systems
ROLES = ("system_owners", "system_admins", "group_owners", "managers", "group_admins", "receptionists", "users")
# Decisions that many properties share
ID = ReadOnly("the PBX's own number for it, another on every PBX")
COMPOSED = ReadOnly("the PBX takes it from the object that the number belongs to")
TAGS = ReadOnly("the PBX says by it where the object comes from")
WORKED_OUT = ReadOnly("the PBX works it out")
STATE = Operational("says how it is doing")
RIGHT = Plain("a right that people can be given")
SWITCH = Plain("a switch that people set")
OWN_NUMBER = Plain("the number that people know the object by")
ROLE = Plain("the name of a role; XAPI lists none, and there may be others than are known")
CALLER_ID = Plain("what others see as the number that calls; it need not be one of the PBX")
LOGIN = Plain("a name to log in with; without its password it opens nothing")
TIME_ZONE = Plain("an id of Defs/TimeZones, a list that comes with 3CX; taken to be the same everywhere")
NUMBER = Reference("Peers", "Number")
DEPARTMENT_ID = Reference("Groups", "Id")
DEPARTMENT_NUMBER = Reference("Groups", "Number")
PROMPT_SET = Reference("PromptSets", "Folder")
# How the departments begin in which the PBX keeps whom a user has among his favourites. Whoever is there is a member of
# them: clients that are used with live systems leave these out of Users.Groups and RingGroups.Groups by their name.
FAVORITES = "___FAVORITES___"
MEMBERSHIP = Keyed(by=("GroupId",), only=("GroupId", "Rights"), foreign=FAVORITES)
# Roles are for people; the other members of a department have none.
DEPARTMENTS = Keyed(by=("GroupId",), only=("GroupId",), foreign=FAVORITES)
_IN_CONTENT = ReadOnly("the PBX reads it out of Content")
CLICK_TO_CALL = ReadOnly("the PBX makes it for the link of this object")

OBJECTS: t.Mapping[str, t.Mapping[str, Decision]] = {
    # What several kinds have inside
    "Destination": {
        "Name": COMPOSED,
        "Number": NUMBER,
        "Tags": TAGS,
        "Type": COMPOSED,
    },
    "Route": {"IsPromptEnabled": SWITCH, "Prompt": File()},
    "Schedule": {"Periods": Keyed(by=("DayOfWeek", "Start"))},
    "UserGroup": {
        "CanDelete": WORKED_OUT,
        "GroupId": DEPARTMENT_ID,
        # Reported from live systems: what is written here is taken and ignored
        "GroupRights": ReadOnly("the rights of the department, which Groups.Rights says"),
        "Id": ID,
        "MemberName": COMPOSED,
        "Name": COMPOSED,
        "Number": NUMBER,
        # The rights of a role are those that the department gives it; the official examples write the role only.
        "Rights": Part(only=("RoleName",)),
        "Tags": TAGS,
        "TranscriptionMode": Twin("the property of the same name of the member"),
        "Type": COMPOSED,
    },
    "Rights": {
        "CanBargeIn": RIGHT,
        "CanIntercom": RIGHT,
        "CanSeeGroupCalls": RIGHT,
        "CanSeeGroupMembers": RIGHT,
        "CanSeeGroupRecordings": RIGHT,
        "Invalid": WORKED_OUT,
        "RoleName": ROLE,
    },
    # Users
    "User": {
        "AccessPassword": Secret(),
        "AgentSettings": Refused("agents that answer by AI came in 20.0.9 and were changed in 20.0.10"),
        "AuthID": LOGIN,
        "AuthPassword": Secret(),
        "Blfs": Refused("a text of XML with the ids and positions of keys, which mean nothing on another PBX"),
        "ClickToCallId": CLICK_TO_CALL,
        "ContactImage": File(),
        "CurrentProfileName": Operational("people choose their status at their phones"),
        "DeskphonePassword": Secret(),
        "DisplayName": ReadOnly("the PBX composes it of FirstName and LastName"),
        "EmergencyLocationId": Refused("the id of a place, another on every PBX; places are no kind yet"),
        "ForwardingExceptions": Ordered(),
        "ForwardingProfiles": Keyed(by=("Name",), is_fixed=True),
        "Greetings": Keyed(by=("Type",), is_fixed=True),
        "Groups": MEMBERSHIP,
        "HotdeskingAssignment": Operational("who sits at a shared phone just now"),
        "Id": ID,
        "Internal": Refused("nobody was seen writing it, and what it does is not said"),
        "IsRegistered": STATE,
        "LastName": Plain("a name of the person"),
        "Number": OWN_NUMBER,
        "OfficeHoursProps": Unordered(),
        "OutboundCallerID": CALLER_ID,
        "Phones": Refused("the list is replaced as a whole, with the ids and secrets of all phones in it"),
        "PrimaryGroupId": DEPARTMENT_ID,
        "PromptSet": PROMPT_SET,
        "QueueStatus": Operational("people log in to their queues and out of them"),
        "SIPID": Plain("a name by which others reach the extension"),
        "Tags": TAGS,
        "VMPIN": Secret(),
        "PinProtected": Plain("whether a PIN is asked for, not the PIN"),
        "PinProtectTimeout": Plain("a time, not the PIN"),
        "VMDisablePinAuth": Plain("whether a PIN is asked for, not the PIN"),
    },
    "ExtensionRule": {
        "CallerId": Refused("20.0.9 has replaced it by Condition and Data"),
        "Id": ID,
    },
    "ForwardingProfile": {"Id": ID},
    "Greeting": {
        "DisplayName": ReadOnly("the PBX takes it from the file"),
        "Filename": File(),
    },
    # Groups
    "Group": {
        "CallHandlingMode": Unordered(),
        "ClickToCallId": CLICK_TO_CALL,
        "CurrentGroupHours": Operational("people open and close a department at their phones"),
        "CustomPrompt": File(),
        "Groups": ReadOnly("departments are members of no other"),
        "HasMembers": WORKED_OUT,
        "Id": ID,
        "IsDefault": ReadOnly("the PBX has one default department from the beginning"),
        "LastLoginTime": STATE,
        "Members": Twin("Groups of the users, queues and other members"),
        "MusicOnHold": File(),
        "Number": ReadOnly("the PBX gives it; a department is called by its name"),
        "OfficeHolidays": Twin("the kind Holidays"),
        "OverrideExpiresAt": Operational("how long people have opened or closed a department"),
        "PromptSet": PROMPT_SET,
        "Props": Refused("the licence and limits of a company on a PBX of several, which its owner has bought"),
        "Rights": Keyed(by=("RoleName",), is_fixed=True),
        "TimeZoneId": TIME_ZONE,
    },
    # Sbcs
    "Sbc": {
        "Connection": STATE,
        "Group": DEPARTMENT_NUMBER,
        "HasConnection": STATE,
        "LocalIPv4": STATE,
        "Password": Secret(),
        "PhoneMAC": ReadOnly("of a router phone, which is an SBC besides"),
        "PhoneUserId": ReadOnly("of a router phone, which is an SBC besides"),
        "ProvisionLink": ReadOnly("a secret that the PBX makes: whoever has it can fetch the SBC's configuration"),
        "PublicIP": STATE,
        "Version": STATE,
    },
    # RingGroups
    "RingGroup": {
        "ClickToCallId": CLICK_TO_CALL,
        "GreetingFile": File(),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "IsRegistered": STATE,
        "Members": Keyed(by=("Number",), only=("Number",), is_ordered=True),
        "Number": OWN_NUMBER,
    },
    "RingGroupMember": {"Id": ID, "Name": COMPOSED, "Number": NUMBER, "Tags": TAGS},
    # Queues
    "Queue": {
        "Agents": Keyed(by=("Number",), only=("Number", "SkillGroup"), is_ordered=True),
        "CallbackOfferPrompt": File(),
        "ClickToCallId": CLICK_TO_CALL,
        "ComfortPrompts": Ordered(of=File()),
        "ComfortPromptsInterval": Plain("seconds between two prompts"),
        "DestinationNoAnswerPrompt": File(),
        "GreetingFile": File(),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "IntroFile": File(),
        "IsRegistered": STATE,
        "Managers": Keyed(by=("Number",), only=("Number",)),
        "MaxCallersInQueue": Plain("how many callers may wait"),
        "MaxWaitTimeSkillGroupValues": Ordered(),
        "NotifyCodes": Unordered(),
        "Number": OWN_NUMBER,
        "OnHoldFile": File(),
        "PlayFullPrompt": SWITCH,
        "PromptSet": PROMPT_SET,
        "StopBackgroundWhenPrompt": SWITCH,
    },
    "QueueAgent": {
        "Id": ID,
        "Name": COMPOSED,
        "Number": NUMBER,
        "SkillGroup": Plain("how skilled the agent is"),
        "Tags": TAGS,
    },
    "QueueManager": {"Id": ID, "Name": COMPOSED, "Number": NUMBER, "Tags": TAGS},
    # Receptionists
    "Receptionist": {
        "ForwardSmsTo": Numbers(),
        "Forwards": Keyed(by=("Input",)),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "InvalidKeyForwardDN": NUMBER,
        "IsRegistered": STATE,
        "Number": OWN_NUMBER,
        "PromptFilename": File(),
        "PromptSet": PROMPT_SET,
        "TimeoutForwardDN": NUMBER,
        "TimeoutForwardPeerType": COMPOSED,
    },
    "ReceptionistForward": {"ForwardDN": NUMBER, "Id": ID, "PeerType": COMPOSED},
    # Parkings
    "Parking": {"Groups": DEPARTMENTS, "Id": ID, "Number": OWN_NUMBER},
    # Fax
    "Fax": {
        "AuthID": LOGIN,
        "AuthPassword": Secret(),
        "FaxServer": ReadOnly("the PBX has one fax server from the beginning"),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "Number": OWN_NUMBER,
        "OutboundCallerId": CALLER_ID,
    },
    # Holidays
    "Holiday": {"Group": DEPARTMENT_NUMBER, "HolidayPrompt": File(), "Id": ID, "IsRecurrent": SWITCH},
    # BlackListNumbers
    "BlackListNumber": {
        "CallerId": Plain("the number of a caller from outside"),
        "Id": ID,
    },
    # Trunks
    "Trunk": {
        "AuthID": LOGIN,
        "AuthPassword": Secret(is_concealed=True),
        "Certificate": Refused("a text of which nobody says whether the key of the certificate is in it"),
        "CertificateExpirationDate": WORKED_OUT,
        "CertificateName": Refused("it goes with the certificate"),
        "ConfigurationIssue": STATE,
        "DidNumbers": Unordered(),
        "EmergencyGeoLocations": Refused("ids of places, others on every PBX; places are no kind yet"),
        "ExternalNumber": Plain("the main number, as callers from outside dial it"),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "InCIDFormatting": Ordered(),
        "IsOnline": STATE,
        "Number": OWN_NUMBER,
        "OutCIDFormatting": Ordered(),
        "OutboundCallerID": CALLER_ID,
        "PublicInfoGroups": Refused("of bridges; whether departments stand here by name or by number is not said"),
        "ReceiveExtensions": Refused("of bridges; nobody was seen writing it"),
        "RoutingRules": Twin("the kind InboundRules"),
        "ScriptName": Refused("it came in 20.0.10, and nobody was seen writing it"),
        "SeparateAuthId": LOGIN,
        "Tags": TAGS,
        "TrunkRegTimes": STATE,
    },
    "CIDFormatting": {"Priority": ReadOnly("20.0.7 has replaced it by the order of the list")},
    "Gateway": {
        "Codecs": Ordered(),
        "Id": ID,
        "InboundParams": Refused("pairs of ids from the PBX's own lists of parameters and values"),
        "Internal": Refused("nobody was seen writing it, and what it does is not said"),
        "IsCustom": ReadOnly("the template says it"),
        "OutboundCallerID": CALLER_ID,
        "OutboundParams": Refused("pairs of ids from the PBX's own lists of parameters and values"),
        "SourceIdentification": Refused("pairs of ids from the PBX's own lists of parameters and values"),
        "TemplateFilename": ReadOnly("the template from which the trunk was made"),
        "Type": ReadOnly("the template says it"),
        "VariableChoices": Refused("values under names that the template gives, passwords among them"),
    },
    "TrunkMessaging": {"Webhook": ReadOnly("the PBX makes it, and it may hold a token")},
    # InboundRules
    "InboundRule": {
        "CustomData": ReadOnly("the template of the trunk says it"),
        "Id": ID,
        "TrunkDN": Reference("Trunks", "Number", inside="Number"),
    },
    # OutboundRules
    "OutboundRule": {
        "DNRanges": Keyed(by=("From", "To")),
        "GroupIds": Unordered(of=DEPARTMENT_ID),
        "GroupNames": Twin("GroupIds"),
        "Id": ID,
        "Priority": Plain("the place of a rule among the others"),
        # Reported from live systems: five places, the unused ones with the trunk -1
        "Routes": Positional(places=5, empty=("TrunkId", -1)),
    },
    "OutboundRoute": {
        "CallerID": CALLER_ID,
        "TrunkId": Reference("Trunks", "Id", none=(None, -1)),
        "TrunkName": Twin("TrunkId"),
    },
    # Fxs
    "Fxs": {
        "Codecs": Ordered(),
        "FxsLines": Keyed(by=("Key",)),
        "Group": DEPARTMENT_NUMBER,
        "MacAddress": MacAddress(),
        "Password": Secret(),
        # With the user and the password of the device, as stock templates make it (reported from live systems)
        "Registered": ReadOnly("the link to the device's own pages; threecx_fxs_info shows it"),
        "Secret": Secret(),
        "Template": Reference("FxsTemplates", "Id", inside="Id"),
        "Variables": Keyed(by=("Name",)),
    },
    "DeviceLine": {"Name": COMPOSED, "Number": NUMBER},
    "FxsProvisioning": {
        "ProvLink": ReadOnly("a secret that the PBX makes: whoever has it can fetch the device's configuration"),
        "SbcName": Reference("Sbcs", "Name"),
    },
    "Variable": {"Value": Secret(named_by="Name")},
    # FxsTemplates
    "FxsTemplate": {
        "AllowSSLProvisioning": _IN_CONTENT,
        "AllowedNetConfigs": _IN_CONTENT,
        "Brand": _IN_CONTENT,
        "DeviceType": _IN_CONTENT,
        "Id": Plain("the name of the file, by which people know the template"),
        "IsCustom": ReadOnly("whether the template comes with 3CX"),
        "Languages": _IN_CONTENT,
        "Models": _IN_CONTENT,
        "NumberOfExtensions": _IN_CONTENT,
        "RpsEnabled": _IN_CONTENT,
        "TemplateType": _IN_CONTENT,
        "TimeZones": _IN_CONTENT,
        "URL": _IN_CONTENT,
        "Variables": _IN_CONTENT,
    },
    # What is only read: what must not be shown, and what refers to something else
    "BlocklistAddr": {"Id": ID},
    "CallFlowApp": {
        "CompilationLastSuccess": STATE,
        "CompilationResult": STATE,
        "CompilationSucceeded": STATE,
        "Groups": DEPARTMENTS,
        "Id": ID,
        "InvalidScript": STATE,
        "IsRegistered": STATE,
        "RejectedCode": STATE,
        "ScriptCode": Secret(),
        "Trunk": Reference("Trunks", "Number", inside="Number"),
    },
    "Contact": {"Id": ID},
    "CrmChoice": {"Value": Secret()},
    "Parameter": {"Id": ID, "Value": Secret()},
    "Peer": {"Number": NUMBER},
    "Property": {"Value": Secret()},
    "ScheduledReport": {"Id": ID, "ReportLink": ReadOnly("whoever has it can read the report")},
    "ServicePrincipal": {
        "Groups": MEMBERSHIP,
        "Id": ID,
        "IsSystem": ReadOnly("whether 3CX itself made it"),
        "LastUsed": STATE,
        "Peers": Keyed(by=("Number",), only=("Number",)),
    },
    "TrunkVariable": {"DefaultValue": Secret()},
    "Weblink": {
        "DN": Reference("Peers", "Number", inside="Number"),
        "Group": DEPARTMENT_NUMBER,
        "Id": ID,
        "Website": Unordered(),
    },
}
