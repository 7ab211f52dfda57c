# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decisions on the properties of objects that there are several of, by type. See C(_kinds) for how to read them.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions

# The roles that people can have, as reported from live systems
ROLES = ("system_owners", "system_admins", "group_owners", "managers", "group_admins", "receptionists", "users")
# Decisions that many properties share
ID = _decisions.ReadOnly("the PBX's own number for it, another on every PBX")
COMPOSED = _decisions.ReadOnly("the PBX takes it from the object that the number belongs to")
TAGS = _decisions.ReadOnly("the PBX says by it where the object comes from")
WORKED_OUT = _decisions.ReadOnly("the PBX works it out")
STATE = _decisions.Operational("says how it is doing")
RIGHT = _decisions.Plain("a right that people can be given")
SWITCH = _decisions.Plain("a switch that people set")
OWN_NUMBER = _decisions.Plain("the number that people know the object by")
ROLE = _decisions.Plain("the name of a role; XAPI lists none, and there may be others than are known")
CALLER_ID = _decisions.Plain("what others see as the number that calls; it need not be one of the PBX")
LOGIN = _decisions.Plain("a name to log in with; without its password it opens nothing")
TIME_ZONE = _decisions.Plain("an id of Defs/TimeZones, a list that comes with 3CX; taken to be the same everywhere")
NUMBER = _decisions.Reference("Peers", "Number")
DEPARTMENT_ID = _decisions.Reference("Groups", "Id")
DEPARTMENT_NUMBER = _decisions.Reference("Groups", "Number")
PROMPT_SET = _decisions.Reference("PromptSets", "Folder")
# How the departments begin in which the PBX keeps whom a user has among his favourites. Whoever is there is a member of
# them: clients that are used with live systems leave these out of Users.Groups and RingGroups.Groups by their name.
FAVORITES = "___FAVORITES___"
MEMBERSHIP = _decisions.Keyed(by=("GroupId",), only=("GroupId", "Rights"), foreign=FAVORITES)
# Roles are for people; the other members of a department have none.
DEPARTMENTS = _decisions.Keyed(by=("GroupId",), only=("GroupId",), foreign=FAVORITES)
_IN_CONTENT = _decisions.ReadOnly("the PBX reads it out of Content")
CLICK_TO_CALL = _decisions.ReadOnly("the PBX makes it for the link of this object")

OBJECTS: t.Mapping[str, t.Mapping[str, _decisions.Decision]] = {
    # What several kinds have inside
    "Destination": {
        "Name": COMPOSED,
        "Number": NUMBER,
        "Tags": TAGS,
        "Type": COMPOSED,
    },
    "Route": {"IsPromptEnabled": SWITCH, "Prompt": _decisions.File()},
    "Schedule": {"Periods": _decisions.Keyed(by=("DayOfWeek", "Start"))},
    "UserGroup": {
        "CanDelete": WORKED_OUT,
        "GroupId": DEPARTMENT_ID,
        # Reported from live systems: what is written here is taken and ignored
        "GroupRights": _decisions.ReadOnly("the rights of the department, which Groups.Rights says"),
        "Id": ID,
        "MemberName": COMPOSED,
        "Name": COMPOSED,
        "Number": NUMBER,
        # The rights of a role are those that the department gives it; the official examples write the role only.
        "Rights": _decisions.Part(only=("RoleName",)),
        "Tags": TAGS,
        "TranscriptionMode": _decisions.Twin("the property of the same name of the member"),
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
        "AccessPassword": _decisions.Secret(),
        "AgentSettings": _decisions.Refused("agents that answer by AI came in 20.0.9 and were changed in 20.0.10"),
        "AuthID": LOGIN,
        "AuthPassword": _decisions.Secret(),
        "Blfs": _decisions.Refused(
            "a text of XML with the ids and positions of keys, which mean nothing on another PBX"
        ),
        "ClickToCallId": CLICK_TO_CALL,
        "ContactImage": _decisions.File(),
        "CurrentProfileName": _decisions.Operational("people choose their status at their phones"),
        "DeskphonePassword": _decisions.Secret(),
        "DisplayName": _decisions.ReadOnly("the PBX composes it of FirstName and LastName"),
        "EmergencyLocationId": _decisions.Refused("the id of a place, another on every PBX; places are no kind yet"),
        "ForwardingExceptions": _decisions.Ordered(),
        "ForwardingProfiles": _decisions.Keyed(by=("Name",), is_fixed=True),
        "Greetings": _decisions.Keyed(by=("Type",), is_fixed=True),
        "Groups": MEMBERSHIP,
        "HotdeskingAssignment": _decisions.Operational("who sits at a shared phone just now"),
        "Id": ID,
        "Internal": _decisions.Refused("nobody was seen writing it, and what it does is not said"),
        "IsRegistered": STATE,
        "LastName": _decisions.Plain("a name of the person"),
        "Number": OWN_NUMBER,
        "OfficeHoursProps": _decisions.Unordered(),
        "OutboundCallerID": CALLER_ID,
        "Phones": _decisions.Refused("the list is replaced as a whole, with the ids and secrets of all phones in it"),
        "PrimaryGroupId": DEPARTMENT_ID,
        "PromptSet": PROMPT_SET,
        "QueueStatus": _decisions.Operational("people log in to their queues and out of them"),
        "SIPID": _decisions.Plain("a name by which others reach the extension"),
        "Tags": TAGS,
        "VMPIN": _decisions.Secret(),
        "PinProtected": _decisions.Plain("whether a PIN is asked for, not the PIN"),
        "PinProtectTimeout": _decisions.Plain("a time, not the PIN"),
        "VMDisablePinAuth": _decisions.Plain("whether a PIN is asked for, not the PIN"),
    },
    "ExtensionRule": {
        "CallerId": _decisions.Refused("20.0.9 has replaced it by Condition and Data"),
        "Id": ID,
    },
    "ForwardingProfile": {"Id": ID},
    "Greeting": {
        "DisplayName": _decisions.ReadOnly("the PBX takes it from the file"),
        "Filename": _decisions.File(),
    },
    # Groups
    "Group": {
        "CallHandlingMode": _decisions.Unordered(),
        "ClickToCallId": CLICK_TO_CALL,
        "CurrentGroupHours": _decisions.Operational("people open and close a department at their phones"),
        "CustomPrompt": _decisions.File(),
        "Groups": _decisions.ReadOnly("departments are members of no other"),
        "HasMembers": WORKED_OUT,
        "Id": ID,
        "IsDefault": _decisions.ReadOnly("the PBX has one default department from the beginning"),
        "LastLoginTime": STATE,
        "Members": _decisions.Twin("Groups of the users, queues and other members"),
        "MusicOnHold": _decisions.File(),
        "Number": _decisions.ReadOnly("the PBX gives it; a department is called by its name"),
        "OfficeHolidays": _decisions.Twin("the kind Holidays"),
        "OverrideExpiresAt": _decisions.Operational("how long people have opened or closed a department"),
        "PromptSet": PROMPT_SET,
        "Props": _decisions.Refused(
            "the licence and limits of a company on a PBX of several, which its owner has bought"
        ),
        "Rights": _decisions.Keyed(by=("RoleName",), is_fixed=True),
        "TimeZoneId": TIME_ZONE,
    },
    # Sbcs
    "Sbc": {
        "Connection": STATE,
        "Group": DEPARTMENT_NUMBER,
        "HasConnection": STATE,
        "LocalIPv4": STATE,
        "Password": _decisions.Secret(),
        "PhoneMAC": _decisions.ReadOnly("of a router phone, which is an SBC besides"),
        "PhoneUserId": _decisions.ReadOnly("of a router phone, which is an SBC besides"),
        "ProvisionLink": _decisions.ReadOnly(
            "a secret that the PBX makes: whoever has it can fetch the SBC's configuration"
        ),
        "PublicIP": STATE,
        "Version": STATE,
    },
    # RingGroups
    "RingGroup": {
        "ClickToCallId": CLICK_TO_CALL,
        "GreetingFile": _decisions.File(),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "IsRegistered": STATE,
        "Members": _decisions.Keyed(by=("Number",), only=("Number",), is_ordered=True),
        "Number": OWN_NUMBER,
    },
    "RingGroupMember": {"Id": ID, "Name": COMPOSED, "Number": NUMBER, "Tags": TAGS},
    # Queues
    "Queue": {
        "Agents": _decisions.Keyed(by=("Number",), only=("Number", "SkillGroup"), is_ordered=True),
        "CallbackOfferPrompt": _decisions.File(),
        "ClickToCallId": CLICK_TO_CALL,
        "ComfortPrompts": _decisions.Ordered(of=_decisions.File()),
        "ComfortPromptsInterval": _decisions.Plain("seconds between two prompts"),
        "DestinationNoAnswerPrompt": _decisions.File(),
        "GreetingFile": _decisions.File(),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "IntroFile": _decisions.File(),
        "IsRegistered": STATE,
        "Managers": _decisions.Keyed(by=("Number",), only=("Number",)),
        "MaxCallersInQueue": _decisions.Plain("how many callers may wait"),
        "MaxWaitTimeSkillGroupValues": _decisions.Ordered(),
        "NotifyCodes": _decisions.Unordered(),
        "Number": OWN_NUMBER,
        "OnHoldFile": _decisions.File(),
        "PlayFullPrompt": SWITCH,
        "PromptSet": PROMPT_SET,
        "StopBackgroundWhenPrompt": SWITCH,
    },
    "QueueAgent": {
        "Id": ID,
        "Name": COMPOSED,
        "Number": NUMBER,
        "SkillGroup": _decisions.Plain("how skilled the agent is"),
        "Tags": TAGS,
    },
    "QueueManager": {"Id": ID, "Name": COMPOSED, "Number": NUMBER, "Tags": TAGS},
    # Receptionists
    "Receptionist": {
        "ForwardSmsTo": _decisions.Numbers(),
        "Forwards": _decisions.Keyed(by=("Input",)),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "InvalidKeyForwardDN": NUMBER,
        "IsRegistered": STATE,
        "Number": OWN_NUMBER,
        "PromptFilename": _decisions.File(),
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
        "AuthPassword": _decisions.Secret(),
        "FaxServer": _decisions.ReadOnly("the PBX has one fax server from the beginning"),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "Number": OWN_NUMBER,
        "OutboundCallerId": CALLER_ID,
    },
    # Holidays
    "Holiday": {"Group": DEPARTMENT_NUMBER, "HolidayPrompt": _decisions.File(), "Id": ID, "IsRecurrent": SWITCH},
    # BlackListNumbers
    "BlackListNumber": {
        "CallerId": _decisions.Plain("the number of a caller from outside"),
        "Id": ID,
    },
    # Trunks
    "Trunk": {
        "AuthID": LOGIN,
        "AuthPassword": _decisions.Secret(is_concealed=True),
        "Certificate": _decisions.Refused("a text of which nobody says whether the key of the certificate is in it"),
        "CertificateExpirationDate": WORKED_OUT,
        "CertificateName": _decisions.Refused("it goes with the certificate"),
        "ConfigurationIssue": STATE,
        "DidNumbers": _decisions.Unordered(),
        "EmergencyGeoLocations": _decisions.Refused("ids of places, others on every PBX; places are no kind yet"),
        "ExternalNumber": _decisions.Plain("the main number, as callers from outside dial it"),
        "Groups": DEPARTMENTS,
        "Id": ID,
        "InCIDFormatting": _decisions.Ordered(),
        "IsOnline": STATE,
        "Number": OWN_NUMBER,
        "OutCIDFormatting": _decisions.Ordered(),
        "OutboundCallerID": CALLER_ID,
        "PublicInfoGroups": _decisions.Refused(
            "of bridges; whether departments stand here by name or by number is not said"
        ),
        "ReceiveExtensions": _decisions.Refused("of bridges; nobody was seen writing it"),
        "RoutingRules": _decisions.Twin("the kind InboundRules"),
        "ScriptName": _decisions.Refused("it came in 20.0.10, and nobody was seen writing it"),
        "SeparateAuthId": LOGIN,
        "Tags": TAGS,
        "TrunkRegTimes": STATE,
    },
    "CIDFormatting": {"Priority": _decisions.ReadOnly("20.0.7 has replaced it by the order of the list")},
    "Gateway": {
        "Codecs": _decisions.Ordered(),
        "Id": ID,
        "InboundParams": _decisions.Refused("pairs of ids from the PBX's own lists of parameters and values"),
        "Internal": _decisions.Refused("nobody was seen writing it, and what it does is not said"),
        "IsCustom": _decisions.ReadOnly("the template says it"),
        "OutboundCallerID": CALLER_ID,
        "OutboundParams": _decisions.Refused("pairs of ids from the PBX's own lists of parameters and values"),
        "SourceIdentification": _decisions.Refused("pairs of ids from the PBX's own lists of parameters and values"),
        "TemplateFilename": _decisions.ReadOnly("the template from which the trunk was made"),
        "Type": _decisions.ReadOnly("the template says it"),
        "VariableChoices": _decisions.Refused("values under names that the template gives, passwords among them"),
    },
    "TrunkMessaging": {"Webhook": _decisions.ReadOnly("the PBX makes it, and it may hold a token")},
    # InboundRules
    "InboundRule": {
        "CustomData": _decisions.ReadOnly("the template of the trunk says it"),
        "Id": ID,
        "TrunkDN": _decisions.Reference("Trunks", "Number", inside="Number"),
    },
    # OutboundRules
    "OutboundRule": {
        "DNRanges": _decisions.Keyed(by=("From", "To")),
        "GroupIds": _decisions.Unordered(of=DEPARTMENT_ID),
        "GroupNames": _decisions.Twin("GroupIds"),
        "Id": ID,
        "Priority": _decisions.Plain("the place of a rule among the others"),
        # Reported from live systems: five places, the unused ones with the trunk -1
        "Routes": _decisions.Positional(places=5, empty=("TrunkId", -1)),
    },
    "OutboundRoute": {
        "CallerID": CALLER_ID,
        "TrunkId": _decisions.Reference("Trunks", "Id", none=(None, -1)),
        "TrunkName": _decisions.Twin("TrunkId"),
    },
    # Fxs
    "Fxs": {
        "Codecs": _decisions.Ordered(),
        "FxsLines": _decisions.Keyed(by=("Key",), needs=("Number",)),
        "Group": DEPARTMENT_NUMBER,
        "MacAddress": _decisions.MacAddress(),
        "Password": _decisions.Secret(),
        # With the user and the password of the device, as stock templates make it (reported from live systems)
        "Registered": _decisions.ReadOnly("the link to the device's own pages; threecx_fxs_info shows it"),
        "Secret": _decisions.Secret(),
        "Template": _decisions.Reference("FxsTemplates", "Id", inside="Id"),
        "Variables": _decisions.Keyed(by=("Name",)),
    },
    "DeviceLine": {"Name": COMPOSED, "Number": NUMBER},
    "FxsProvisioning": {
        "ProvLink": _decisions.ReadOnly(
            "a secret that the PBX makes: whoever has it can fetch the device's configuration"
        ),
        "SbcName": _decisions.Reference("Sbcs", "Name"),
    },
    "Variable": {"Value": _decisions.Secret(named_by="Name")},
    # FxsTemplates
    "FxsTemplate": {
        "AllowSSLProvisioning": _IN_CONTENT,
        "AllowedNetConfigs": _IN_CONTENT,
        "Brand": _IN_CONTENT,
        "DeviceType": _IN_CONTENT,
        "Id": _decisions.Plain("the name of the file, by which people know the template"),
        "IsCustom": _decisions.ReadOnly("whether the template comes with 3CX"),
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
        "ScriptCode": _decisions.Secret(),
        "Trunk": _decisions.Reference("Trunks", "Number", inside="Number"),
    },
    "Contact": {"Id": ID},
    "CrmChoice": {"Value": _decisions.Secret()},
    "Parameter": {"Id": ID, "Value": _decisions.Secret()},
    "Peer": {"Number": NUMBER},
    "Property": {"Value": _decisions.Secret()},
    "ScheduledReport": {"Id": ID, "ReportLink": _decisions.ReadOnly("whoever has it can read the report")},
    "ServicePrincipal": {
        "Groups": MEMBERSHIP,
        "Id": ID,
        "IsSystem": _decisions.ReadOnly("whether 3CX itself made it"),
        "LastUsed": STATE,
        "Peers": _decisions.Keyed(by=("Number",), only=("Number",)),
    },
    "TrunkVariable": {"DefaultValue": _decisions.Secret()},
    "Weblink": {
        "DN": _decisions.Reference("Peers", "Number", inside="Number"),
        "Group": DEPARTMENT_NUMBER,
        "Id": ID,
        "Website": _decisions.Unordered(),
    },
}
