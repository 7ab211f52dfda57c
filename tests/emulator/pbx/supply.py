# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every phone system has, whoever uses it: settings, templates, prompts, its own objects, and lists to look
things up in."""

from __future__ import annotations

from typing import Any

from .people import People
from .plausible import outside, plausible
from .state import Record, State

# How the departments begin that the system keeps for a user's favourites
FAVOURITES = "___FAVORITES___"
# Settings that refer to something, or that a made-up value would make no sense for; all others are plausible ones.
_SETTINGS: dict[str, Record] = {
    "AntiHackingSettings": {"HackAuthRequests": 25, "MaxRequestPerPeriod": 2000, "ThrottlePeriodLength": 10},
    "CallTypesSettings": {
        "Local": {"Prefix": "", "DigitsLength": "3-8"},
        "National": {"Prefix": "0,+49", "DigitsLength": "9-12"},
        "Mobile": {"Prefix": "015,016,017", "DigitsLength": "11-12"},
        "International": {"Prefix": "00,+", "DigitsLength": ""},
    },
    "CDRSettings": {
        "PossibleFields": ["duration", "time-start", "time-end", "from-no", "to-no"],
        "EnabledFields": [{"Name": "time-start", "Length": 20}, {"Name": "from-no", "Length": 0}],
    },
    "CodecsSettings": {"LocalCodecList": ["PCMA", "PCMU", "G722"], "ExternalCodecList": ["PCMA", "G729"]},
    "ConferenceSettings": {"Extension": "*700", "Id": 0, "ExternalNumbers": "+49301200", "Zone": "EU"},
    "ConsoleRestrictions": {
        "Id": "0",
        "AccessRestricted": False,
        "IpWhitelist": ["10.0.0.0/8"],
        "MyIpAddress": "10.0.0.9",
    },
    "CountryCodes": {"CountryCodes": ["DE", "FR", "NO"]},
    "CrmIntegration": {
        "Id": "crm",
        "Name": "Example CRM",
        "Country": "DE",
        "PossibleValues": [{"Id": 1, "Name": "Example CRM"}],
    },
    "DialCodeSettings": {
        "DialCodePark": "*0",
        "DialCodeUnpark": "*1",
        "DialCodeVMail": "*4",
        "DialCodePickup": "*20*",
        "DialCodeIntercom": "*9",
    },
    "E164Settings": {"CountryCode": "49", "CountryName": "Germany", "AreaCode": "30", "InternationalCode": "00"},
    "FaxServerSettings": {"Number": "888", "AuthId": "fax", "FaxServerId": 0},
    "GeneralSettingsForApps": {"BrandLogoImage": "iVBORw0KGgo=", "BrandMainImage": ""},
    "GeneralSettingsForPbx": {"HDAutoLogoutTime": "PT13H30M", "ScheduledReportGenerationTime": "P0D"},
    "GoogleSettings": {"Id": "google", "ClientId": "123.apps.example.com"},
    "HotelServices": {"HotelGroups": [], "NoAnswerDestination": outside("+49301200")},
    "MailSettings": {"MailServerType": "Custom", "MailServer": "mail.example.com", "CanEditMailServerType": True},
    "Microsoft365Integration": {"Id": 0, "TenantId": "", "ApplicationId": ""},
    "Microsoft365TeamsIntegration": {"Id": 0, "IsNativeFQDN": True},
    "MusicOnHoldSettings": {"Id": 0, "MusicOnHold": "onhold.wav", "MusicOnHold1": "quiet"},
    "NetworkSettings": {"Id": "0", "PbxPublicFQDN": "pbx.example.com", "SipPort": 5060, "TunnelPort": 5090},
    "NotificationSettings": {
        "EmailAddresses": "office@example.com",
        "CanEditEmailAddresses": True,
        "NotifyCodes": ["StorageLimit", "EmergencyNumberDialed"],
        "Setpoints": [
            {"Type": "DiskUsage", "Enabled": True, "Value": 90},
            {"Type": "CpuUsage", "Enabled": False, "Value": None},
        ],
    },
    "OfficeHours": {"TimeZoneId": "51", "SystemLanguage": "EN"},
    "RemoteArchivingSettings": {"Id": 0},
    "VoicemailSettings": {"Id": 0, "Extension": "666"},
}
# What only a company in use has, since a new system has no second user.
_NUMBERS = {
    "GeneralSettingsForPbx": "OperatorExtension",
    "CallParkingSettings": "AutoPickupForwardDN",
}
_UNUSED = ("Defs", "MyUser", "MyGroup", "LicenseStatus", "SystemStatus", "Firewall")
TIME_ZONES = (
    ("51", "Europe/Berlin", "W. Europe Standard Time"),
    ("45", "Europe/London", "GMT Standard Time"),
    ("50", "Europe/Paris", "Romance Standard Time"),
    ("2", "America/New_York", "Eastern Standard Time"),
)


class System:
    """Makes the rest of a phone system around its people."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._state: State = people.state
        self._add = people.state.add

    def everything(self, client_id: str, small: bool) -> None:
        """`small` leaves out what only a company in use has."""
        self._settings()
        self._look_up()
        self._templates()
        self._prompts()
        self._principals(client_id)
        self._own_objects()
        if not small:
            self._lists()

    def _settings(self) -> None:
        for name, resource in self._state.facts.resources.items():
            if resource.single and name not in _UNUSED:
                self._state.set_single(name, {**plausible(self._state, resource.type), **_SETTINGS.get(name, {})})
        operator = self._people.plan.number("Users", 0)
        for name, prop in _NUMBERS.items():
            self._state.set_single(name, {prop: operator})
        choices = [{"Key": "Domain", "Value": "example"}, {"Key": "ApiKey", "Value": self._people.secret()}]
        self._state.set_single("CrmIntegration", {"VariableChoices": choices})
        self._state.set_single("EmergencyNotificationsSettings", {"EmergencyDNPrompt": {"Number": operator}})
        self._state.set_single("SystemStatus", self._status())
        self._state.set_single("LicenseStatus", {"LicenseKey": self._people.secret(), "LicenseActive": True})

    def _status(self) -> Record:
        return {
            **plausible(self._state, "SystemStatus"),
            "FQDN": "pbx.example.com",
            "LicenseKey": self._people.secret(),
            "Version": "20.0.10.1621",
            "UserExtensions": self._people.plan.users,
        }

    def _look_up(self) -> None:
        zones = [
            {"Id": id_, "Name": iana, "IanaName": iana, "WindowsName": windows} for id_, iana, windows in TIME_ZONES
        ]
        codecs = [
            {"Id": id_, "Name": name, "RfcName": name} for id_, name in enumerate(("PCMA", "PCMU", "G722", "G729"))
        ]
        parameters = [
            {"Id": id_, "Name": name, "Description": name, "CanHaveDID": id_ == 2}
            for id_, name in enumerate(("$From", "$To", "$CalledNum", "$CallerNum"), 1)
        ]
        values = [{"Id": id_, "Name": f"value {id_}", "Description": ""} for id_ in range(1, 5)]
        lists = {
            "TimeZones": zones,
            "Codecs": codecs,
            "GatewayParameters": parameters,
            "GatewayParameterValues": values,
        }
        self._state.set_single("Defs", {"Id": 0, **lists})
        for name, code in (("Germany", "49"), ("France", "33"), ("Norway", "47")):
            self._add("Countries", {**plausible(self._state, "Country"), "Name": name, "CountryCode": code})
        self._add("NetworkInterfaces", {"Id": "10.0.0.2"})
        for name in ("3CXPhoneSystem01", "nginx"):
            self._add("Services", {**plausible(self._state, "ServiceInfo"), "Name": name, "Status": "Running"})

    def _templates(self) -> None:
        for id_, custom in (("yealinkT5x.ph.xml", False), ("yealink.T54W_Custom.ph.xml", True)):
            template = {**plausible(self._state, "PhoneTemplate"), "Id": id_, "IsCustom": custom}
            models = [{"Name": "Yealink T54W", "UserAgent": "T54W", "CanBeSBC": True, "AddAllowed": True, "URL": ""}]
            self._add("PhoneTemplates", {**template, "Models": models, "Content": "<doc/>", "Languages": ["English"]})
        for id_, custom in (("generic.pv.xml", False), ("our-provider.pv.xml", True)):
            template = {**plausible(self._state, "TrunkTemplate"), "Id": id_, "IsCustom": custom, "Name": id_}
            self._add("TrunkTemplates", {**template, "Content": "<doc/>", "Editors": ["Voip"]})

    def _prompts(self) -> None:
        for folder, name, kind in (("1", "English prompts", "System"), ("2", "Our own", "Custom")):
            prompt = {"Id": f"{folder}.1", "Filename": "1.wav", "Transcription": "one"}
            self._add(
                "PromptSets",
                {
                    **plausible(self._state, "PromptSet"),
                    "Folder": folder,
                    "PromptSetName": name,
                    "PromptSetType": kind,
                    "Prompts": [prompt],
                },
            )
        for file in ("welcome.wav", "closed.wav", "onhold.wav"):
            self._add(
                "CustomPrompts",
                {"Filename": file, "DisplayName": file, "FileLink": f"/prompts/{file}", "PromptType": "File"},
            )
        self._add("Playlists", {**plausible(self._state, "Playlist"), "Name": "quiet", "Files": ["b.wav", "a.wav"]})

    def _principals(self, client_id: str) -> None:
        """The API client of the tests, and one of the system's own."""
        for number, system in ((client_id, False), ("3cx-sync", True)):
            membership = self._people.membership(number, self._people.groups[0], "system_owners")
            rights = {"XAPIEnabled": not system, "CallControlEnabled": system, "MyPhoneEnabled": False}
            self._add(
                "ServicePrincipals",
                {"Number": number, "IsSystem": system, **rights, "Groups": [membership], "Peers": []},
            )

    def _own_objects(self) -> None:
        """What the system made by itself, and for each kind of raw setting an open and a secret one."""
        favourites = self._people.department(9000, FAVOURITES + self._people.plan.number("Users", 0))
        self._state.change("Groups", favourites, {"Rights": []})
        blocked = {"IPAddrMask": "203.0.113.9", "BlockType": "Block", "ExpiresAt": "2026-12-01T08:00:00Z"}
        self._add("Blocklist", {**blocked, "AddedBy": "AutoBlacklist", "Description": "too many requests"})
        for name, value in (("VMAIL_QUOTA", "500"), ("SMTP_PASSWORD", self._people.secret())):
            self._add("Parameters", {"Name": name, "Value": value, "Description": ""})
            self._add("TenantProperties", {"Name": name.lower(), "Value": value, "Description": None})
        for lang in ("en", "de"):
            template = {**plausible(self._state, "EmailTemplate"), "TemplatePath": f"welcome.{lang}", "Lang": lang}
            self._add("EmailTemplate", {**template, "Subject": "Welcome", "Body": "<p>{{name}}</p>"})

    def _lists(self) -> None:
        for position in range(5):
            caller = {
                "Id": f"bl-{self._state.new_id()}",
                "CallerId": f"+4917{position}000*",
                "Description": "advertising",
            }
            self._add("BlackListNumbers", caller)
        manual = {"IPAddrMask": "10.1.0.0/16", "BlockType": "Allow", "ExpiresAt": "2036-01-01T00:00:00Z"}
        self._add("Blocklist", {**manual, "AddedBy": "Manual", "Description": "office"})
        for position in range(self._people.plan.share(10)):
            self._add("Contacts", _contact(plausible(self._state, "Contact"), position))
        report: dict[str, Any] = plausible(self._state, "ScheduledReport")
        self._add("ScheduledReports", {**report, "Name": "Lost calls", "DN": self._people.plan.number("Queues", 0)})


def _contact(common: Record, position: int) -> Record:
    source = "3CX" if position % 3 else "M365"
    name = {"FirstName": f"Contact {position}", "LastName": "", "CompanyName": "Example Ltd"}
    return {**common, **name, "PhoneNumber": f"+49305{position:05}", "ContactType": source}
