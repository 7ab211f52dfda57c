# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Decisions on the properties of settings, which are single objects, by type. See C(_kinds) for how to read them.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _objects

_CONCEALED = _decisions.Secret(is_concealed=True)
_EXPIRES = _decisions.ReadOnly("the certificate says it")
_ALLOWED = _decisions.ReadOnly("the licence says it")
_PUBLIC_ADDRESS = _decisions.Plain("an address that everybody may know")
_DIALLED = _decisions.Plain("digits that people dial")
_FIRST_NUMBER = _decisions.Plain("the number from which the PBX numbers those that it adds")

SETTINGS: t.Mapping[str, t.Mapping[str, _decisions.Decision]] = {
    "AISettings": {"APIKey": _CONCEALED, "ManagementAPIKey": _CONCEALED},
    "AmazonCredentials": {"AccessKey": _decisions.Secret(), "SecretKey": _CONCEALED},
    "CDRSettings": {
        "EnabledFields": _decisions.Keyed(by=("Name",), is_ordered=True),
        "PossibleFields": _decisions.ReadOnly("the names that EnabledFields may have"),
    },
    "CallParkingSettings": {
        "AutoPickupForwardDN": _objects.NUMBER,
        "AutoPickupForwardExternalNumber": _decisions.Plain("a number outside"),
        "MusicOnHold": _decisions.File(),
    },
    "CodecsSettings": {"ExternalCodecList": _decisions.Ordered(), "LocalCodecList": _decisions.Ordered()},
    "ConferenceSettings": {
        "EnablePin": _decisions.Plain("whether a PIN is asked for, not the PIN"),
        "Extension": _decisions.ReadOnly("the number of the conference, which cannot be changed"),
        "ExternalNumbers": _decisions.Plain("numbers that callers from outside dial"),
        "Id": _objects.ID,
        "LogoPath": _decisions.File(),
        "MusicOnHold": _decisions.File(),
        "PinNumber": _decisions.Secret(),
    },
    "ConsoleRestrictions": {
        "Id": _objects.ID,
        "IpWhitelist": _decisions.Unordered(),
        "MyIpAddress": _decisions.ReadOnly("the address of whoever asks"),
    },
    "CountryCodes": {"CountryCodes": _decisions.Unordered()},
    "CrmIntegration": {
        "Id": _objects.ID,
        "PossibleValues": _decisions.ReadOnly("what the CRM has to choose from"),
        "VariableChoices": _decisions.Keyed(by=("Key",)),
    },
    "DataConnectorSettings": {"IsBigQueryEnabled": _objects.SWITCH},
    "RemoteMySqlConfig": {"Password": _CONCEALED, "UserId": _objects.LOGIN},
    "RemotePostgreConfig": {
        "CACertificate": _CONCEALED,
        "ClientCertificate": _CONCEALED,
        "ClientPrivateKey": _CONCEALED,
        "Password": _CONCEALED,
    },
    "RemoteSqlServerConfig": {"Password": _CONCEALED, "UserId": _objects.LOGIN},
    "DialCodeSettings": {
        "DialCodeHideCallerID": _DIALLED,
        "DialCodeLoggedInQueue": _DIALLED,
        "DialCodeLoggedOutQueue": _DIALLED,
        "DialCodeProfileStatus": _DIALLED,
    },
    "EmergencyNotificationsSettings": {
        "EmergencyDNPrompt": _decisions.Reference("Peers", "Number", inside="Number"),
        "EmergencyPlayPrompt": _decisions.File(),
        "SpecifiedList": _decisions.Numbers(),
    },
    "FaxServerSettings": {
        "AuthId": _objects.LOGIN,
        "AuthPassword": _CONCEALED,
        "FaxServerId": _objects.ID,
        "Number": _decisions.ReadOnly("the number of the fax server, which cannot be changed"),
    },
    "GeneralSettingsForApps": {
        "AllowChangePassword": _objects.SWITCH,
        "BrandLogoImage": _decisions.Refused("a picture as text, too long for a file that people read"),
        "BrandMainImage": _decisions.Refused("a picture as text of up to 2.8 MB, too long for a file that people read"),
        "BrandUrl": _PUBLIC_ADDRESS,
        "NameOfCustomAvailableStatus": _decisions.Plain("a name that people read"),
        "NameOfCustomOutOfOfficeStatus": _decisions.Plain("a name that people read"),
    },
    "GeneralSettingsForPbx": {"OperatorExtension": _objects.NUMBER},
    "GoogleSettings": {
        "ClientId": _decisions.Plain("Google's name for the application; without its secret it opens nothing"),
        "ClientSecret": _CONCEALED,
        "Id": _objects.ID,
        "IsExtensionSignInEnabled": _objects.SWITCH,
        "ProjectId": _decisions.Plain("Google's name for the project"),
        "ProvisionUrl": _decisions.ReadOnly("the PBX makes it, and it may hold a token"),
    },
    "GoogleUserSync": {
        "IsEnabled": _objects.SWITCH,
        "IsSyncDepartments": _objects.SWITCH,
        "IsSyncPersonalContacts": _objects.SWITCH,
        "IsSyncPhoto": _objects.SWITCH,
        "SelectedUsers": _decisions.Unordered(),
        "StartingExtensionNumber": _FIRST_NUMBER,
    },
    "HotelServices": {
        "HotelGroups": _decisions.Refused("whether departments stand here by name or by number is not said")
    },
    "MailSettings": {"CanEditMailServerType": _ALLOWED, "MailPassword": _CONCEALED},
    "Microsoft365Integration": {
        "ApplicationId": _decisions.Plain("Microsoft's name for the application"),
        "Id": _objects.ID,
        "TenantId": _decisions.Plain("Microsoft's name for the company"),
    },
    "ADUsersSyncConfiguration": {
        "IsEnabled": _objects.SWITCH,
        "IsSyncDepartments": _objects.SWITCH,
        "IsSyncDetails": _objects.SWITCH,
        "IsSyncOfficePhone": _objects.SWITCH,
        "IsSyncPhoto": _objects.SWITCH,
        "SelectedGroups": _decisions.Unordered(),
        "SelectedUsers": _decisions.Unordered(),
        "StartingExtensionNumber": _FIRST_NUMBER,
    },
    "StatusSyncConfiguration": {
        "M365ToPbxBindings": _decisions.Keyed(by=("From",)),
        "PBXToM365Bindings": _decisions.Keyed(by=("From",)),
    },
    "UsersSyncConfiguration": {"IsEnabled": _objects.SWITCH, "SelectedUsers": _decisions.Unordered()},
    "Microsoft365TeamsIntegration": {
        "Id": _objects.ID,
        "IsDynamicIP": _decisions.Refused("whether a person or the PBX sets it is not said"),
        "IsNativeFQDN": _objects.WORKED_OUT,
        "SbcCertificate": _CONCEALED,
        "SbcCertificateExpirationDate": _EXPIRES,
        "SbcPrivateKey": _CONCEALED,
    },
    "MusicOnHoldSettings": {
        "Id": _objects.ID,
        "MusicOnHold": _decisions.File(),
        "MusicOnHold1": _decisions.File(),
        "MusicOnHold2": _decisions.File(),
        "MusicOnHold3": _decisions.File(),
        "MusicOnHold4": _decisions.File(),
        "MusicOnHold5": _decisions.File(),
        "MusicOnHold6": _decisions.File(),
        "MusicOnHold7": _decisions.File(),
        "MusicOnHold8": _decisions.File(),
        "MusicOnHold9": _decisions.File(),
        "MusicOnHoldRandomize": _objects.SWITCH,
        "MusicOnHoldRandomizePerCall": _objects.SWITCH,
    },
    "NetworkSettings": {
        "Id": _objects.ID,
        "PbxPublicFQDN": _decisions.ReadOnly("the name that 3CX has given the PBX"),
    },
    "NotificationSettings": {
        "CanEditEmailAddresses": _ALLOWED,
        "CanEditMailServerType": _ALLOWED,
        "FakeId": _objects.ID,
        "NotifyCodes": _decisions.Unordered(),
        "Setpoints": _decisions.Keyed(by=("Type",)),
    },
    "OfficeHours": {"OfficeHolidays": _decisions.Twin("the kind Holidays"), "TimeZoneId": _objects.TIME_ZONE},
    "PhonesSettings": {"UseProvisioningSecret": _objects.SWITCH},
    "RemoteArchivingSettings": {"Id": _objects.ID},
    "LocationSettings": {
        "FtpPassword": _CONCEALED,
        "FtpValidateCertificate": _objects.SWITCH,
        "GbJson": _CONCEALED,
        "NsPassword": _CONCEALED,
        "SftpPassword": _CONCEALED,
        "SftpPrivateKey": _CONCEALED,
    },
    "SecureSipSettings": {"Certificate": _CONCEALED, "PrivateKey": _CONCEALED},
    "SyslogCategoryConfig": {
        "IsAuditLogsEnabled": _objects.SWITCH,
        "IsEventLogsEnabled": _objects.SWITCH,
        "IsSystemAlertsEnabled": _objects.SWITCH,
    },
    "SyslogCustomRelayConfig": {"ClientCertificate": _CONCEALED, "ClientPrivateKey": _CONCEALED},
    "VoicemailSettings": {
        "Extension": _decisions.ReadOnly("the number of the voicemail, which cannot be changed"),
        "Id": _objects.ID,
        "TranscribeKeyGrok": _CONCEALED,
        "TranscribeSecretKey": _CONCEALED,
        "UsedSpace": _objects.STATE,
    },
}
