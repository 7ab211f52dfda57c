# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The people of a company: departments, users with their phones, SBCs, groups that ring."""

from __future__ import annotations

import random
from typing import Any

from ..seed import random_text
from .plan import Plan
from .plausible import end_call, plausible, route, schedule, to
from .state import Record, State

ROLES = ("system_owners", "system_admins", "group_owners", "managers", "group_admins", "receptionists", "users")
_CITIES = ("Berlin", "Limassol", "London", "Madrid", "Milan", "Paris", "Lyon", "Oslo", "Porto", "Zürich")
_TEAMS = ("Sales", "Service", "Accounts", "Workshop", "Logistics", "IT", "Human Resources", "Purchasing")
# Among them names that YAML 1.1 reads as something else.
_FIRST = ("Ana", "Björn", "Chloé", "Dario", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "No", "Yuki", "Zoë")
_LAST = ("Adler", "Bianchi", "Costa", "Dupont", "Eriksen", "Fischer", "García", "Null", "O'Brien", "Šimić", "True")
_PROFILES = ("Available", "Away", "Out of office", "Custom 1", "Custom 2")
# In these one is there to answer.
_PRESENT = ("Available", "Custom 1")
_LANGUAGES = ("DE", "EN", "ES", "FR", "IT")
_ZONES = ("51", "45", "50")


def rights(role: str) -> Record:
    """What a role allows in a department."""
    rank = ROLES.index(role)
    return {
        "RoleName": role,
        "CanSeeGroupMembers": True,
        "CanSeeGroupCalls": rank < 6,
        "CanSeeGroupRecordings": rank < 4,
        "CanIntercom": rank < 6,
        "CanBargeIn": rank < 4,
        "PerformOperations": rank < 6,
        "AssignClearOperations": rank < 5,
        "AllowIVR": True,
        "AllowParking": True,
        "AllowToChangePresence": rank < 5,
        "AllowToManageCompanyBook": rank < 5,
        "ShowMyCalls": True,
        "ShowMyPresence": True,
        "ShowMyPresenceOutside": False,
        "Invalid": False,
    }


RIGHTS = {role: rights(role) for role in ROLES}
_HOURS = schedule("SpecificHours", "09:00", "17:30")
_BREAK = schedule("SpecificHours", "12:30", "13:15")


def profiles(state: State, number: str) -> list[Record]:
    """The five ways to forward calls that every user has."""
    voicemail = to("VoiceMail", number)
    available = {
        f"{reason}{origin}": voicemail
        for reason in ("NoAnswer", "Busy", "NotRegistered")
        for origin in ("Internal", "External")
    }
    away = {"Internal": voicemail, "External": voicemail, "AllHoursInternal": True, "AllHoursExternal": True}
    return [
        {
            "Id": state.new_id(),
            "Name": name,
            "CustomName": "",
            "CustomMessage": "",
            "AcceptMultipleCalls": True,
            "BlockPushCalls": False,
            "DisableRingGroupCalls": False,
            "OfficeHoursAutoQueueLogOut": False,
            "RingMyMobile": False,
            "NoAnswerTimeout": 20,
            "AvailableRoute": available if name in _PRESENT else None,
            "AwayRoute": None if name in _PRESENT else away,
        }
        for name in _PROFILES
    ]


class People:
    """Makes one company; methods are called in the order in which a kind needs others to be there."""

    def __init__(self, state: State, plan: Plan) -> None:
        self.state = state
        self.plan = plan
        self.rng: random.Random = state.rng
        self.groups: list[Record] = []
        self.sbc_names: list[str] = []

    # Departments

    def departments(self, count: int) -> None:
        self.groups.append(self.department(0, "DEFAULT"))
        for number in range(1, count + 1):
            round_, place = divmod(number - 1, len(_CITIES) * len(_TEAMS))
            name = f"{_CITIES[place % len(_CITIES)]} {_TEAMS[place % len(_TEAMS)]}" + (f" {round_ + 1}" * (round_ > 0))
            self.groups.append(self.department(number, name))

    def department(self, number: int, name: str) -> Record:
        operator = self.plan.number("Users", 0)
        return self.state.add(
            "Groups",
            {
                "Number": f"GRP{number:04}",
                "Name": name,
                "IsDefault": number == 0,
                "Language": _LANGUAGES[number % len(_LANGUAGES)],
                "TimeZoneId": _ZONES[number % len(_ZONES)],
                "PromptSet": "1",
                "Hours": _HOURS,
                "BreakTime": _BREAK,
                "OfficeRoute": route(to("Extension", operator)),
                "OutOfOfficeRoute": route(to("VoiceMail", operator)),
                "BreakRoute": route(end_call()),
                "HolidaysRoute": route(to("VoiceMail", operator)),
                "CustomOperator": to("Extension", operator),
                "CurrentGroupHours": "Default",
                "OverrideHolidays": number % 3 == 1,
                "AllowCallService": True,
                "AnswerAfter": 0,
                "GloballyVisible": True,
                "Rights": list(RIGHTS.values()),
                "Props": {"LiveChatMaxCount": 20, "SbcMaxCount": 20, "DectMaxCount": 20},
                "ClickToCallId": name.lower().replace(" ", ""),
            },
        )

    def membership(self, number: str, group: Record, role: str = "users") -> Record:
        return {"Number": number, "GroupId": group["Id"], "Rights": RIGHTS[role]}

    # SBCs

    def sbcs(self, count: int) -> None:
        for number in range(1, count + 1):
            city = _CITIES[number % len(_CITIES)]
            name = f"{city[:6].upper()}-{number:02}".replace("Ü", "U")
            self.sbc_names.append(name)
            self.state.add("Sbcs", self._sbc(name, f"{city}, cellar {number}", self.groups[number % len(self.groups)]))

    def _sbc(self, name: str, display_name: str, group: Record) -> Record:
        online = self.rng.random() < 0.8
        return {
            "Name": name,
            "DisplayName": display_name,
            "Group": group["Number"],
            "Password": self.secret(),
            "ProvisionLink": f"https://pbx.example.com/sbc/{self.secret()}",
            "HasConnection": online,
            "LocalIPv4": f"10.{self.rng.randrange(256)}.0.5" if online else None,
            "PublicIP": "198.51.100.7" if online else None,
            "Version": "20.0.702" if online else None,
            "LogLevel": "Low",
            "LogSize": 100,
            "AudioPort": 20000,
            "PassiveServerIsEnabled": False,
            "Security": "TLS",
        }

    # People

    def users(self) -> None:
        for position in range(self.plan.users):
            group = self.groups[position % len(self.groups)] if position else self.groups[0]
            self.state.add("Users", self._user(position, group))

    def _user(self, position: int, group: Record) -> Record:
        number = self.plan.number("Users", position)
        first, last = _FIRST[position % len(_FIRST)], _LAST[position // 3 % len(_LAST)]
        role = "system_owners" if position == 0 else ("managers" if position % 20 == 1 else "users")
        memberships = [self.membership(number, group, role)]
        if position % 7 == 3 and group is not self.groups[0]:
            memberships.append(self.membership(number, self.groups[0]))
        return {
            **USER,
            **(self._everything() if position % 11 == 5 else {}),
            "Number": number,
            "FirstName": first,
            "LastName": last,
            "EmailAddress": f"user{number}@example.com",
            "Mobile": f"+4930{5550000 + position}" if position % 4 == 0 else "",
            "OutboundCallerID": "",
            "Language": _LANGUAGES[position % len(_LANGUAGES)],
            "PrimaryGroupId": group["Id"],
            "Groups": memberships,
            "PromptSet": "1",
            "ForwardingProfiles": profiles(self.state, number),
            "Phones": [self._phone(position)] if position % 3 == 0 else [],
            **self._credentials(number),
        }

    def _everything(self) -> Record:
        """What few people use: every property has a value, and calls of one caller go elsewhere."""
        rule = {
            "Id": self.state.new_id(),
            "Condition": "BasedOnCallerID",
            "CallType": "ExternalCallsOnly",
            "Data": "+4930999*",
            "Enabled": True,
            "Destination": to("Extension", self.plan.number("Users", 0)),
            "Hours": schedule("SpecificHours", "09:00", "12:00"),
        }
        return {
            **plausible(self.state, "User"),
            "HotdeskingAssignment": None,
            "ForwardingExceptions": [rule],
            "Greetings": [{"Type": "Default", "Filename": "greeting.wav", "DisplayName": "Default"}],
        }

    def _credentials(self, number: str) -> Record:
        return {
            "AuthID": random_text(self.rng, 10),
            "AuthPassword": self.secret(),
            "AccessPassword": self.secret(),
            "DeskphonePassword": self.secret(),
            "SIPID": f"{number}sip",
            "VMPIN": str(self.rng.randrange(10**9, 10**10)),
        }

    def _phone(self, position: int) -> Record:
        mac = f"805EC0{position * 7919 % 2**24:06X}"
        link = f"/provisioning/{self.secret()}/{mac.lower()}.cfg"
        remote = bool(self.sbc_names) and position % 2 == 0
        return {
            "Id": self.state.new_id(),
            "MacAddress": mac,
            "Name": "Yealink T54W",
            "TemplateName": "yealinkT5x.ph.xml",
            "Interface": "10.0.0.2",
            "ProvisioningLinkLocal": f"http://10.0.0.2:5000{link}",
            "ProvisioningLinkExt": f"https://pbx.example.com{link}",
            "Settings": {
                "PhoneLanguage": "English",
                "TimeZone": "+1",
                "ProvisionType": "SBC" if remote else "LocalLan",
                "SbcName": self.sbc_names[position % len(self.sbc_names)] if remote else None,
                "Codecs": ["PCMA", "PCMU", "G722"],
                "Secret": self.secret(),
                "VlanInfos": [],
                "LocalSipPort": 5060,
            },
        }

    # Groups that ring

    def ring_groups(self, count: int) -> None:
        for position in range(count):
            number = self.plan.number("RingGroups", position)
            group = self.groups[position % len(self.groups)]
            self.state.add(
                "RingGroups",
                {
                    "Number": number,
                    "Name": f"{group['Name']} calls {position + 1}",
                    "Groups": [self.membership(number, group)],
                    "Members": [{"Number": member} for member in self.some_users(5)],
                    "RingStrategy": ("RingAll", "Hunt")[position % 2],
                    "RingTime": 20,
                    "ForwardNoAnswer": to("Extension", self.plan.number("Users", 0)),
                    "OutOfOfficeRoute": route(to("VoiceMail", number)),
                    "BreakRoute": route(end_call()),
                    "HolidaysRoute": route(end_call()),
                    "VMEmailOptions": "None",
                    "ClickToCallId": f"group{number}",
                    "IsRegistered": True,
                },
            )

    def some_users(self, most: int) -> list[str]:
        """Numbers of different users in no order."""
        count = min(self.plan.users, self.rng.randrange(1, most + 1))
        return [self.plan.number("Users", user) for user in self.rng.sample(range(self.plan.users), count)]

    def secret(self) -> str:
        return random_text(self.rng)


# What most users have alike.
USER: dict[str, Any] = {
    "Enabled": True,
    "Internal": False,
    "IsRegistered": True,
    "CurrentProfileName": "Available",
    "QueueStatus": "LoggedIn",
    "AllowOwnRecordings": True,
    "RecordCalls": False,
    "VMEnabled": True,
    "VMEmailOptions": "Notification",
    "VMPlayMsgDateTime": "Play24Hr",
    "VMPlayCallerID": True,
    "VMDisablePinAuth": False,
    "SRTPMode": "SRTPDisabled",
    "TranscriptionMode": "Inherit",
    "MyPhonePush": True,
    "MyPhoneShowRecordings": True,
    "PbxDeliversAudio": False,
    "AllowLanOnly": False,
    "BlockTunnel": False,
    "Enable2FA": False,
    "HideInPhonebook": False,
    "PinProtected": False,
    "PinProtectTimeout": 0,
    "SendEmailMissedCalls": True,
    "CallUsEnableChat": True,
    "CallUsEnablePhone": True,
    "CallUsEnableVideo": False,
    "CallUsRequirement": "Both",
    "Hours": schedule(),
    "BreakTime": schedule("Never"),
    "OfficeHoursProps": ["GlobalSchedule"],
    "Tags": [],
    "Blfs": "<PhoneDevice><BLFS/></PhoneDevice>",
}
