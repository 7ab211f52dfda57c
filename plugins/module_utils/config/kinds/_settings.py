# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decisions on the properties of settings, which are single objects, by type. See C(_kinds) for how to read them.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Decision,
    File,
    Keyed,
    Numbers,
    Ordered,
    Plain,
    ReadOnly,
    Reference,
    Refused,
    Secret,
    Twin,
    Unordered,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._objects import (
    ID,
    LOGIN,
    NUMBER,
    STATE,
    SWITCH,
    TIME_ZONE,
    WORKED_OUT,
)

_CONCEALED = Secret(is_concealed=True)
_EXPIRES = ReadOnly("the certificate says it")
_ALLOWED = ReadOnly("the licence says it")
_PUBLIC_ADDRESS = Plain("an address that everybody may know")
_DIALLED = Plain("digits that people dial")
_FIRST_NUMBER = Plain("the number from which the PBX numbers those that it adds")

SETTINGS: t.Mapping[str, t.Mapping[str, Decision]] = {
    "AISettings": {"APIKey": _CONCEALED, "ManagementAPIKey": _CONCEALED},
    "AmazonCredentials": {"AccessKey": Secret(), "SecretKey": _CONCEALED},
    "CDRSettings": {
        "EnabledFields": Keyed(by=("Name",), is_ordered=True),
        "PossibleFields": ReadOnly("the names that EnabledFields may have"),
    },
    "CallParkingSettings": {
        "AutoPickupForwardDN": NUMBER,
        "AutoPickupForwardExternalNumber": Plain("a number outside"),
        "MusicOnHold": File(),
    },
    "CodecsSettings": {"ExternalCodecList": Ordered(), "LocalCodecList": Ordered()},
    "ConferenceSettings": {
        "EnablePin": Plain("whether a PIN is asked for, not the PIN"),
        "Extension": ReadOnly("the number of the conference, which cannot be changed"),
        "ExternalNumbers": Plain("numbers that callers from outside dial"),
        "Id": ID,
        "LogoPath": File(),
        "MusicOnHold": File(),
        "PinNumber": Secret(),
    },
    "ConsoleRestrictions": {
        "Id": ID,
        "IpWhitelist": Unordered(),
        "MyIpAddress": ReadOnly("the address of whoever asks"),
    },
    "CountryCodes": {"CountryCodes": Unordered()},
    "CrmIntegration": {
        "Id": ID,
        "PossibleValues": ReadOnly("what the CRM has to choose from"),
        "VariableChoices": Keyed(by=("Key",)),
    },
    "DataConnectorSettings": {"IsBigQueryEnabled": SWITCH},
    "RemoteMySqlConfig": {"Password": _CONCEALED, "UserId": LOGIN},
    "RemotePostgreConfig": {
        "CACertificate": _CONCEALED,
        "ClientCertificate": _CONCEALED,
        "ClientPrivateKey": _CONCEALED,
        "Password": _CONCEALED,
    },
    "RemoteSqlServerConfig": {"Password": _CONCEALED, "UserId": LOGIN},
    "DialCodeSettings": {
        "DialCodeHideCallerID": _DIALLED,
        "DialCodeLoggedInQueue": _DIALLED,
        "DialCodeLoggedOutQueue": _DIALLED,
        "DialCodeProfileStatus": _DIALLED,
    },
    "EmergencyNotificationsSettings": {
        "EmergencyDNPrompt": Reference("Peers", "Number", inside="Number"),
        "EmergencyPlayPrompt": File(),
        "SpecifiedList": Numbers(),
    },
    "FaxServerSettings": {
        "AuthId": LOGIN,
        "AuthPassword": _CONCEALED,
        "FaxServerId": ID,
        "Number": ReadOnly("the number of the fax server, which cannot be changed"),
    },
    "GeneralSettingsForApps": {
        "AllowChangePassword": SWITCH,
        "BrandLogoImage": Refused("a picture as text, too long for a file that people read"),
        "BrandMainImage": Refused("a picture as text of up to 2.8 MB, too long for a file that people read"),
        "BrandUrl": _PUBLIC_ADDRESS,
        "NameOfCustomAvailableStatus": Plain("a name that people read"),
        "NameOfCustomOutOfOfficeStatus": Plain("a name that people read"),
    },
    "GeneralSettingsForPbx": {"OperatorExtension": NUMBER},
    "GoogleSettings": {
        "ClientId": Plain("Google's name for the application; without its secret it opens nothing"),
        "ClientSecret": _CONCEALED,
        "Id": ID,
        "IsExtensionSignInEnabled": SWITCH,
        "ProjectId": Plain("Google's name for the project"),
        "ProvisionUrl": ReadOnly("the PBX makes it, and it may hold a token"),
    },
    "GoogleUserSync": {
        "IsEnabled": SWITCH,
        "IsSyncDepartments": SWITCH,
        "IsSyncPersonalContacts": SWITCH,
        "IsSyncPhoto": SWITCH,
        "SelectedUsers": Unordered(),
        "StartingExtensionNumber": _FIRST_NUMBER,
    },
    "HotelServices": {"HotelGroups": Refused("whether departments stand here by name or by number is not said")},
    "MailSettings": {"CanEditMailServerType": _ALLOWED, "MailPassword": _CONCEALED},
    "Microsoft365Integration": {
        "ApplicationId": Plain("Microsoft's name for the application"),
        "Id": ID,
        "TenantId": Plain("Microsoft's name for the company"),
    },
    "ADUsersSyncConfiguration": {
        "IsEnabled": SWITCH,
        "IsSyncDepartments": SWITCH,
        "IsSyncDetails": SWITCH,
        "IsSyncOfficePhone": SWITCH,
        "IsSyncPhoto": SWITCH,
        "SelectedGroups": Unordered(),
        "SelectedUsers": Unordered(),
        "StartingExtensionNumber": _FIRST_NUMBER,
    },
    "StatusSyncConfiguration": {
        "M365ToPbxBindings": Keyed(by=("From",)),
        "PBXToM365Bindings": Keyed(by=("From",)),
    },
    "UsersSyncConfiguration": {"IsEnabled": SWITCH, "SelectedUsers": Unordered()},
    "Microsoft365TeamsIntegration": {
        "Id": ID,
        "IsDynamicIP": Refused("whether a person or the PBX sets it is not said"),
        "IsNativeFQDN": WORKED_OUT,
        "SbcCertificate": _CONCEALED,
        "SbcCertificateExpirationDate": _EXPIRES,
        "SbcPrivateKey": _CONCEALED,
    },
    "MusicOnHoldSettings": {
        "Id": ID,
        "MusicOnHold": File(),
        "MusicOnHold1": File(),
        "MusicOnHold2": File(),
        "MusicOnHold3": File(),
        "MusicOnHold4": File(),
        "MusicOnHold5": File(),
        "MusicOnHold6": File(),
        "MusicOnHold7": File(),
        "MusicOnHold8": File(),
        "MusicOnHold9": File(),
        "MusicOnHoldRandomize": SWITCH,
        "MusicOnHoldRandomizePerCall": SWITCH,
    },
    "NetworkSettings": {
        "Id": ID,
        "PbxPublicFQDN": ReadOnly("the name that 3CX has given the PBX"),
    },
    "NotificationSettings": {
        "CanEditEmailAddresses": _ALLOWED,
        "CanEditMailServerType": _ALLOWED,
        "FakeId": ID,
        "NotifyCodes": Unordered(),
        "Setpoints": Keyed(by=("Type",)),
    },
    "OfficeHours": {"OfficeHolidays": Twin("the kind Holidays"), "TimeZoneId": TIME_ZONE},
    "PhonesSettings": {"UseProvisioningSecret": SWITCH},
    "RemoteArchivingSettings": {"Id": ID},
    "LocationSettings": {
        "FtpPassword": _CONCEALED,
        "FtpValidateCertificate": SWITCH,
        "GbJson": _CONCEALED,
        "NsPassword": _CONCEALED,
        "SftpPassword": _CONCEALED,
        "SftpPrivateKey": _CONCEALED,
    },
    "SecureSipSettings": {"Certificate": _CONCEALED, "PrivateKey": _CONCEALED},
    "SyslogCategoryConfig": {
        "IsAuditLogsEnabled": SWITCH,
        "IsEventLogsEnabled": SWITCH,
        "IsSystemAlertsEnabled": SWITCH,
    },
    "SyslogCustomRelayConfig": {"ClientCertificate": _CONCEALED, "ClientPrivateKey": _CONCEALED},
    "VoicemailSettings": {
        "Extension": ReadOnly("the number of the voicemail, which cannot be changed"),
        "Id": ID,
        "TranscribeKeyGrok": _CONCEALED,
        "TranscribeSecretKey": _CONCEALED,
        "UsedSpace": STATE,
    },
}
