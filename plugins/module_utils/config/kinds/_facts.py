# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The names, types and versions of what XAPI configures. Read it through C(_schema).

Made by tests/tools/describe_api.py from the official descriptions: change nothing here.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

VERSIONS = (
    "20.0.4",
    "20.0.5",
    "20.0.6",
    "20.0.6b",
    "20.0.7",
    "20.0.7b",
    "20.0.7c",
    "20.0.8",
    "20.0.8b",
    "20.0.9",
    "20.0.10",
)

COLLECTIONS = """
AISettings AISettings - get:20.0.9- patch:20.0.9-
AmazonIntegrationSettings AmazonIntegrationSettings - get:20.0.7b- patch:20.0.7b-
AntiHackingSettings AntiHackingSettings - get patch
BlackListNumbers BlackListNumber Id delete get patch post
Blocklist BlocklistAddr Id delete get patch post
CDRSettings CDRSettings - get patch
CallFlowApps CallFlowApp Id delete get patch post
CallParkingSettings CallParkingSettings - get patch
CallTypesSettings CallTypesSettings - get patch
ChatLogSettings ChatLogSettings - get patch
CodecsSettings CodecsSettings - get patch
ConferenceSettings ConferenceSettings - get patch
ConsoleRestrictions ConsoleRestrictions - get patch
Contacts Contact Id delete get patch post
CountryCodes CountryCodes - get patch
CrmIntegration CrmIntegration - get patch
DataConnectorSettings DataConnectorSettings - get:20.0.6b- patch:20.0.6b-
DialCodeSettings DialCodeSettings - get patch
E164Settings E164Settings - get patch
EmailTemplate EmailTemplate TemplatePath get patch
EmergencyNotificationsSettings EmergencyNotificationsSettings - get patch
Fax Fax Id by-Number:20.0.8- delete get patch post
FaxServerSettings FaxServerSettings - get patch
Fxs Fxs MacAddress delete get patch post
FxsTemplates FxsTemplate Id delete get patch post
GeneralSettingsForApps GeneralSettingsForApps - get patch
GeneralSettingsForPbx GeneralSettingsForPbx - get patch
GoogleSettings GoogleSettings - get patch
Groups Group Id delete get patch post
Holidays Holiday Id delete:20.0.6b- get:20.0.6b- patch:20.0.6b- post:20.0.7b-
HotelServices HotelServices - get patch
InboundRules InboundRule Id delete get patch post
LoggingSettings LoggingSettings - get patch
MailSettings MailSettings - get:20.0.7b- patch:20.0.7b-
Microsoft365Integration Microsoft365Integration - get patch
Microsoft365TeamsIntegration Microsoft365TeamsIntegration - get patch
MusicOnHoldSettings MusicOnHoldSettings - get patch
NetworkSettings NetworkSettings - get patch
NotificationSettings NotificationSettings - get patch
OfficeHours OfficeHours - get patch
OutboundRules OutboundRule Id delete get patch post
Parameters Parameter Id delete get patch post
Parkings Parking Id by-Number:20.0.8- delete get patch post
Peers Peer Id by-Number:20.0.8- get
PhoneBookSettings PhoneBookSettings - get patch
PhoneTemplates PhoneTemplate Id delete get patch post
PhonesSettings PhonesSettings - get patch
Playlists Playlist Name delete get patch post
PromptSets PromptSet Id delete get patch
Queues Queue Id by-Number:20.0.8- delete get patch post
Receptionists Receptionist Id by-Number:20.0.8- delete get patch post
RemoteArchivingSettings RemoteArchivingSettings - get patch
RingGroups RingGroup Id by-Number:20.0.8- delete get patch post
Sbcs Sbc Name delete get patch post
ScheduledReports ScheduledReport Id delete get patch post
SecureSipSettings SecureSipSettings - get patch
ServicePrincipals ServicePrincipal Id delete get patch post
SyslogSettings SyslogSettings - get:20.0.9- patch:20.0.9-
TenantProperties Property Name delete get patch post
TrunkTemplates TrunkTemplate Id delete get patch post
Trunks Trunk Id by-Number:20.0.8- delete get patch post
Users User Id by-Number:20.0.8- delete get patch post
VoicemailSettings VoicemailSettings - get patch
WebsiteLinks Weblink Link delete get patch post
"""

TYPES = """
ADUsersSyncConfiguration
 EnableSSO bool?
 IsEnabled bool?
 IsSyncDepartments bool? 20.0.5-
 IsSyncDetails bool? 20.0.6-
 IsSyncOfficePhone bool?
 IsSyncPhoto bool?
 SelectedGroups text[] 20.0.9-
 SelectedUsers text[]
 SetTeamsPresence bool?
 StartingExtensionNumber text
 StatusSyncConfiguration StatusSyncConfiguration? 20.0.5-
 SyncEvents bool?
 SyncGuestUsers bool?
 SyncPersonalContacts bool?
 SyncType IntegrationSyncType?
AISettings 20.0.9-
 APIKey ConcealedPassword?
 CompanyDescription text?
 CompanyName text?
 CompletionModel text?
 ManagementAPIKey ConcealedPassword? 20.0.10-
 Provider text? 20.0.10-
 RealtimeModel text?
AgentRoutingAction 20.0.9-
 Action text
 Name text?
 Number text?
 Tags UserTag[]
 Type PeerType?
AgentRoutingDirectory 20.0.9-
 Description text
 Name text?
 Number text?
 Tags UserTag[]
 Type PeerType?
AgentSettings 20.0.9-
 AbusiveCallerAction AgentRoutingAction?
 AgentFallback AgentRoutingAction? 20.0.10-
 AgentType text?
 AllowWebsearch bool? 20.0.10-
 AllowedExtensions text?
 BossInterruptionSettings BossInterruptionSettings? 20.0.10-
 CallPrioritySettings CallPrioritySettings? 20.0.9-20.0.9
 CallerDoesNotRespondAction AgentRoutingAction?
 CheckStatusBeforeTransfer bool?
 ConfidentialModeEnabled bool? 20.0.9-20.0.9
 EnableNameMatching bool?
 EnableSpamProtection bool? 20.0.9-20.0.9
 FirstMessage text?
 HumanHandoff AgentRoutingDirectory? 20.0.10-
 Knowledgebase text[]
 Language text?
 MaxCallDuration int32?
 PhoneBookMatching bool? 20.0.9-20.0.9
 PhonebookOverride Peer?@
 RoutingDirectory AgentRoutingDirectory[]
 SpamAction AgentRoutingAction?
 SpamInstructions text?
 SwitchLanguage bool?
 SystemPrompt text?
 TokenBudget CallTokenBudget? 20.0.9-20.0.9
 Voice text?
AmazonCredentials 20.0.7b-
 AccessKey text?
 SecretKey ConcealedPassword?
AmazonIntegrationSettings 20.0.7b-
 S3Config S3Config?
 ServiceAccountCredentials AmazonCredentials?
AntiHackingSettings
 HackAuthRequests int32?
 HackBarrierAmber int32?
 HackBarrierGreen int32?
 HackBarrierRed int32?
 HackBlacklistDuration int32?
 HackChallengeRequests int32?
 MaxRequestPerPeriod int32?
 SecurityDefenseProgram bool?
 ThrottlePeriodLength int32?
ArchiveSubsystem
 Archiving bool?
 Enabled bool?
 Folder text?
 ScheduleDays int32?
AutoSchedulerSettings
 Enabled bool?
 ProfileAvailable text?
 ProfileAway text?
 ProfileDND text?
AvailableRouting
 BusyAllCalls bool?
 BusyExternal Destination?
 BusyInternal Destination?
 NoAnswerAllCalls bool?
 NoAnswerExternal Destination?
 NoAnswerInternal Destination?
 NotRegisteredAllCalls bool?
 NotRegisteredExternal Destination?
 NotRegisteredInternal Destination?
AwayRouting
 AllHoursExternal bool?
 AllHoursInternal bool?
 External Destination?
 Internal Destination?
BackupSchedule 20.0.6b-
 Day DayOfWeek?
 RepeatHours int32?
 RepeatMinutes int32? 20.0.8-
 ScheduleType ScheduleType?
 Time time?
BlackListNumber
 CallerId text
 Description text?
 Id text
BlocklistAddr
 AddedBy AddedBy?
 BlockType BlockType?
 Description text?
 ExpiresAt date-time?
 IPAddrMask text?
 Id int32
BossInterruptionSettings 20.0.10-
 Block InterruptionDecision?
 Interrupt InterruptionDecision?
 Notify InterruptionDecision?
CDRSettings
 Enabled bool?
 EnabledFields CDRSettingsField[]
 LogSize int32?
 LogType TypeOfCDRLog?
 PossibleFields text[]
 RemoveCommaDelimiters bool?
 SocketIpAddress text?
 SocketPort int32?
CDRSettingsField
 Length int32?
 Name text?
CIDFormatting
 Priority int32? -20.0.6b
 ReplacePattern text?
 SourcePattern text?
CallFlowApp
 CompilationLastSuccess date-time?
 CompilationResult text?
 CompilationSucceeded bool?
 Groups UserGroup[]@
 Id int32
 InvalidScript bool?
 IsRegistered bool?
 Name text?
 Number text?
 RejectedCode text?
 RoutingType CfaRoutingType?
 ScriptCode text? -20.0.4
 ScriptCode text(200000)? 20.0.5-20.0.5
 ScriptCode text? 20.0.6-
 TranscriptionMode TranscriptionType?
 Trunk Trunk?@
CallParkingSettings
 AutoPickupEnabled bool?
 AutoPickupForwardDN text?
 AutoPickupForwardExternalNumber text?
 AutoPickupForwardType TypeOfAutoPickupForward?
 AutoPickupTimeout int32?
 MaximumParkedCalls int32?
 MusicOnHold text?
CallPriority 20.0.9-20.0.9
 Action text?
 Instructions text?
CallPrioritySettings 20.0.9-20.0.9
 IsEnabled bool?
 PriorityHigh CallPriority?
 PriorityLow CallPriority?
 PriorityMedium CallPriority?
CallTokenBudget 20.0.9-20.0.9
 Enabled bool?
 MaxInputTokens int32?
 MinInputTokens int32?
 NormalSpeechTpm int32?
 Tolerance float
CallTypeInfo
 DigitsLength text?
 Prefix text?
CallTypesSettings
 International CallTypeInfo?
 Local CallTypeInfo?
 Mobile CallTypeInfo?
 National CallTypeInfo?
ChatLogSettings
 AutoClearMonths int32?
 AutoCloseDays int32?
 RemoteStorageEnabled bool?
Choice
 Key text
 Value text
CodecsSettings
 ExternalCodecList text[]
 LocalCodecList text[]
ConcealedDataFile
 Concealed bool?
 Contents text?
 Name text?
ConcealedPassword
 Concealed bool?
 Value text?
ConferenceSettings
 ApiKey text? -20.0.4
 AutoCallParticipants bool?
 DtmfMode DtmfMode? 20.0.9-
 EnableLocalMCU bool? -20.0.9
 EnablePin bool?
 Extension text?
 ExternalNumbers text(500)? -20.0.4
 ExternalNumbers text? 20.0.5-
 Id int32
 LogoPath text?
 MusicOnHold text?
 PinNumber text?
 VideoConferenceMode VideoConferenceMode? 20.0.10-
 Zone text?
ConsoleRestrictions
 AccessRestricted bool?
 Id text
 IpWhitelist text[]
 MyIpAddress text?
Contact
 Business text?
 Business2 text?
 BusinessFax text?
 CompanyName text?
 ContactType text? -20.0.8b
 ContactType ContactSource? 20.0.9-
 Department text?
 Email text?
 FirstName text?
 Home text?
 Id int32
 LastName text?
 Mobile2 text?
 Other text?
 Pager text?
 PhoneNumber text?
 Tag text?
 Title text?
CountryCodes
 CountryCodes text[]
CrmChoice
 Key text
 Value text?
CrmIntegration
 Country text?
 EnabledForDidCalls bool?
 EnabledForExternalCalls bool?
 Id text
 Name text
 PhonebookPriorityOptions PhonebookPriorityOptions?
 PhonebookSynchronization bool?
 PossibleValues CrmSelectableValue[]@
 VariableChoices CrmChoice[]
CrmSelectableValue
 Id int32
 Name text?
CustomQueueRingtone
 Queue text?
 Ringtone text?
DNRange
 From text?
 To text?
DataConnectorSettings 20.0.6b-
 DataTypesToOffload DataTypesToOffload? 20.0.7b-
 IsBigQueryEnabled bool?
 OffloadDestination OffloadDestination?
 PurgeAfterSync bool?
 RemoteMySqlConfig RemoteMySqlConfig? 20.0.7b-
 RemotePostgreConfig RemotePostgreConfig?
 RemoteSqlServerConfig RemoteSqlServerConfig? 20.0.7c-
 Schedule BackupSchedule?
DataTypesToOffload 20.0.7b-
 AudioMetrics bool?
 CallHistory bool?
 Recordings bool?
 SystemMetrics bool?
Destination
 External text?
 Name text?
 Number text?
 Tags UserTag[]
 To DestinationType -20.0.8b
 To DestinationType? 20.0.9-
 Type PeerType?
DeviceLine
 Key int32
 Name text?
 Number text
DialCodeSettings
 DialCodeBillingCode text?
 DialCodeHideCallerID text?
 DialCodeHotdesking text?
 DialCodeHotelAccess text?
 DialCodeIntercom text?
 DialCodeLoggedInQueue text?
 DialCodeLoggedOutQueue text?
 DialCodeOutOffice text?
 DialCodePark text?
 DialCodePickup text?
 DialCodeProfileStatus text?
 DialCodeUnpark text?
 DialCodeVMail text?
E164Settings
 AreaCode text?
 CountryCode text?
 CountryName text?
 Enabled bool?
 InternationalCode text?
 NationalCode text?
 Prefix text?
 RemoveAreaCode bool?
 RemoveCountryCode bool?
EmailTemplate
 Body text -20.0.4
 Body text(10240) 20.0.5-20.0.6
 Body text(102400) 20.0.6b-
 From text?
 IsConference bool?
 IsDefault bool?
 Lang text?
 Name text?
 Subject text?
 TemplatePath text
EmergencyGeoLocation
 FriendlyName text
 Id text
EmergencyGeoTrunkLocation
 Id text
 Location EmergencyGeoLocation
 ProviderUri text
 TrunkDn text?
EmergencyNotificationsSettings
 ChatRecipients ChatRecipientsType?
 EmergencyDNPrompt Peer?@
 EmergencyPlayPrompt text?
 SpecifiedList text?
ExtensionRule
 CallType RuleCallTypeType? 20.0.9-
 CallerId text? -20.0.8b
 Condition RuleConditionType? 20.0.9-
 Data text? 20.0.9-
 Destination Destination?
 Enabled bool? 20.0.9-
 Hours Schedule?
 Id int32
Fax
 AuthID text?
 AuthPassword text?
 FaxServer bool?
 Groups UserGroup[]@
 Id int32
 Number text?
 OutboundCallerId text?
 TranscriptionMode TranscriptionType?
FaxServerSettings
 AuthId text?
 AuthPassword ConcealedPassword?
 AutoCleanup bool?
 Email text?
 FaxServerId int32?
 G711ToT38Fallback bool?
 MaxAge int32?
 Number text
 RemoteStorageEnabled bool?
ForwardingProfile
 AcceptMultipleCalls bool?
 AvailableRoute AvailableRouting?
 AwayRoute AwayRouting?
 BlockPushCalls bool?
 CustomMessage text?
 CustomName text?
 DisableRingGroupCalls bool?
 Id int32
 Name text?
 NoAnswerTimeout int32?
 OfficeHoursAutoQueueLogOut bool?
 RingMyMobile bool?
Fxs
 Brand text?
 Codecs text[]
 FxsLineCount int32?
 FxsLines DeviceLine[]
 Group text?
 Language text?
 MacAddress text
 Model text?
 ModelName text?
 Name text?
 Password text?
 Provisioning FxsProvisioning?
 Registered RegistrarFxs?@
 Secret text?
 Template FxsTemplate?@
 TimeZone text?
 Variables Variable[]
FxsModel
 CanBeSBC bool? 20.0.5-
 DisplayName text
 UserAgent text
FxsProvisioning
 LocalAudioPortEnd int32?
 LocalAudioPortStart int32?
 LocalInterface text?
 LocalSipPort int32?
 Method ProvType?
 ProvLink text?
 RemoteFQDN text?
 RemotePort int32?
 SbcName text?
FxsTemplate
 AllowSSLProvisioning bool?
 AllowedNetConfigs text[]
 Brand text
 Content text?
 DeviceType DeviceType
 Id text
 IsCustom bool
 Languages text[]
 Models FxsModel[]
 NumberOfExtensions int32
 RpsEnabled bool? 20.0.5-
 TemplateType TemplateType
 TimeZones text[]
 URL text
 Variables FxsVariable[]
FxsVariable
 Choices FxsVariableChoice[]
 Name text
 Title text
 ValidationType text?
FxsVariableChoice
 DisplayName text
 Name text
Gateway
 Codecs text[]
 DeliverAudio bool?
 DestNumberInRemotePartyIDCalled bool?
 DestNumberInRequestLineURI bool?
 DestNumberInTo bool?
 Host text?
 IPInRegistrationContact IPInRegistrationContactType?
 Id int32?
 InboundParams GatewayParameterBinding[]
 Internal bool?
 IsCustom bool? 20.0.10-
 Lines int32?
 MatchingStrategy MatchingStrategyType?
 Name text?
 OutboundCallerID text?
 OutboundParams GatewayParameterBinding[]
 Port int32?
 ProxyHost text?
 ProxyPort int32?
 RequireRegistrationFor RequireRegistrationForType?
 SRTPMode SRTPModeType?
 SourceIdentification GatewayParameterBinding[]
 SpecifiedIPForRegistrationContact text?
 SupportReinvite bool?
 SupportReplaces bool?
 TemplateFilename text?
 TimeBetweenReg int32?
 Type GatewayType -20.0.9
 Type GatewayType? 20.0.10-
 UseIPInContact bool?
 VariableChoices Choice[]
GatewayParameterBinding
 Custom text?
 ParamId int32
 ValueId int32
GeneralLiveChatSettings
 AllowSoundNotifications bool?
 Authentication Authentication?
 DisableOfflineMessages bool?
 EnableGA bool?
 EnableOnMobile bool?
 GdprEnabled bool?
 Greeting LiveChatGreeting?
GeneralSettingsForApps
 AllowBlockCalls bool? 20.0.8b-
 AllowChangePassword bool?
 AutoSchedulerSettings AutoSchedulerSettings?
 AvatarStyle AvatarStyle? 20.0.5-
 BrandLogoImage text(1398101)? 20.0.5-20.0.8b
 BrandLogoImage text(136533)? 20.0.9-
 BrandMainImage text(2796202)? 20.0.5-
 BrandUrl text? 20.0.5-
 EnableChat bool?
 EnableSelectorCallerId bool? 20.0.10-
 HideAbandonedQueueCalls bool?
 HideCRMContacts bool?
 HideInteractionHistory bool?
 HideSystemExtensions bool?
 NameOfCustomAvailableStatus text?
 NameOfCustomOutOfOfficeStatus text?
GeneralSettingsForPbx
 AllRolesCanApproveApps bool? 20.0.10-
 AllowFwdToExternal bool?
 BusyMonitor bool?
 BusyMonitorTimeout int32?
 DisableOutboundCallsOutOfficeHours bool?
 EnableVMenuOutboundCalls bool?
 HDAutoLogoutEnabled bool?
 HDAutoLogoutTime duration?
 LimitCallPickup bool?
 OAuthCimdEnabled bool? 20.0.10-
 OAuthDcrEnabled bool? 20.0.10-
 OAuthOpenIdConnectEnabled bool? 20.0.10-
 OperatorExtension text?
 PlayBusy bool?
 ScheduledReportGenerationTime duration?
GoogleSettings
 ClientId text?
 ClientSecret ConcealedPassword?
 Id text
 IsExtensionSignInEnabled bool?
 ProjectId text? 20.0.5-
 ProvisionUrl text?
 ReCaptchaEnabled bool? 20.0.5-
 UserSync GoogleUserSync? 20.0.5-
GoogleUserSync 20.0.5-
 IsEnabled bool?
 IsSyncDepartments bool?
 IsSyncPersonalContacts bool?
 IsSyncPhoto bool?
 SelectedUsers text[]
 StartingExtensionNumber text?
 SyncType IntegrationSyncType?
 UseCalendarEventsAsPresence bool?
Greeting
 DisplayName text?
 Filename text?
 Type ProfileType
Group
 AllowCallService bool?
 AnswerAfter int32?
 BreakRoute Route?
 BreakTime Schedule?
 CallHandlingMode CallHandlingFlags[]
 CallUsEnableChat bool?
 CallUsEnablePhone bool?
 CallUsEnableVideo bool?
 CallUsRequirement Authentication?
 ClickToCallId text?
 CurrentGroupHours GroupHoursMode?
 CustomOperator Destination?
 CustomPrompt text?
 DisableCustomPrompt bool?
 GloballyVisible bool?
 Groups UserGroup[]@
 HasMembers bool?
 HolidaysRoute Route?
 Hours Schedule?
 Id int32
 IsDefault bool?
 Language text?
 LastLoginTime date-time?
 Members UserGroup[]@
 MusicOnHold text? 20.0.10-
 Name text?
 Number text?
 OfficeHolidays Holiday[]@
 OfficeRoute Route?
 OutOfOfficeRoute Route?
 OverrideExpiresAt date-time?
 OverrideHolidays bool?
 PromptSet text?
 Props GroupProps?
 Rights Rights[]@
 TimeZoneId text?
 TranscriptionMode TranscriptionType?
GroupProps
 DectMaxCount int32?
 DepartmentContactsMaxCount int32? 20.0.9-
 Fqdn text?
 LiveChatMaxCount int32?
 OutboundRulesMaxCount int32?
 PersonalContactsMaxCount int32?
 PromptsMaxCount int32?
 ResellerId text?
 ResellerName text?
 SbcMaxCount int32?
 StartupLicense StartupLicense?
 StartupOwnerEmail text?
 SubcriptionExpireDate date-time?
 Subscription text?
 SubscriptionType text?
 SystemNumberFrom text?
 SystemNumberTo text?
 TrunkNumberFrom text?
 TrunkNumberTo text?
 TrunksMaxCount int32? 20.0.5-
 UserNumberFrom text?
 UserNumberTo text?
Holiday
 Day uint8
 DayEnd uint8
 Group text? 20.0.7b-
 HolidayPrompt text?
 Id int32
 IsRecurrent bool?
 Month uint8
 MonthEnd uint8
 Name text
 TimeOfEndDate duration
 TimeOfStartDate duration
 Year int32
 YearEnd int32
HotelServices
 Enabled bool?
 HotelGroups text[]
 IntegrationType PmsIntegrationType?
 IpAddress text?
 NoAnswerDestination Destination?
 NoAnswerTimeout int32?
 Port int32?
InboundRule
 AlterDestinationDuringHolidays bool?
 AlterDestinationDuringOutOfOfficeHours bool?
 CallType RuleCallTypeType?
 Condition RuleConditionType?
 CustomData text?
 Data text?
 HolidaysDestination Destination?
 Hours Schedule?
 Id int32
 OfficeHoursDestination Destination?
 OutOfOfficeHoursDestination Destination?
 RuleName text?
 TrunkDN Peer?@
InterruptionDecision 20.0.10-
 Action text?
 Instructions text?
LiveChatAdvancedSettings
 CallTitle text?
 CommunicationOptions LiveChatCommunication?
 EnableDirectCall bool?
 IgnoreQueueOwnership bool?
LiveChatBox
 ButtonIconType ButtonIconType?
 ButtonIconUrl text?
 ChatDelay int32?
 Height text?
 LiveChatLanguage LiveChatLanguage?
 LiveMessageUserinfoFormat LiveMessageUserinfoFormat?
 MessageDateformat LiveChatMessageDateformat?
 MinimizedStyle LiveChatMinimizedStyle?
 OperatorIcon text? -20.0.4
 OperatorIcon text(1398101)? 20.0.5-20.0.8b
 OperatorIcon text(136533)? 20.0.9-
 OperatorName text?
 ShowOperatorActualName bool?
 WindowIcon text? -20.0.4
 WindowIcon text(1398101)? 20.0.5-20.0.8b
 WindowIcon text(136533)? 20.0.9-
LiveChatStyling
 Animation AnimationStyle?
 Minimized bool?
 Style text? -20.0.4
 Style text(2048)? 20.0.5-
 UseRubik bool?
LocationSettings
 FileSystemType FileSystemType?
 FtpPassword ConcealedPassword?
 FtpPath text?
 FtpUser text?
 FtpValidateCertificate bool?
 GbJson ConcealedDataFile?
 GbPath text?
 LocalPath text?
 NsDomain text?
 NsPassword ConcealedPassword?
 NsPath text?
 NsUser text?
 S3Path text? 20.0.7b-
 SftpHostKeyFingerprint text? 20.0.10-
 SftpPassword ConcealedPassword?
 SftpPath text?
 SftpPrivateKey ConcealedDataFile?
 SftpUser text?
 SharePointPath text?
LoggingSettings
 KeepLogs bool?
 KeepLogsDays int32?
 LoggingLevel int32?
M365ToPbxBinding 20.0.5-
 From SynchronizedM365Profile?
 To SynchronizedPbxProfile?
MailSettings 20.0.7b-
 CanEditMailServerType bool?
 MailAddress text?
 MailPassword ConcealedPassword?
 MailServer text?
 MailServerType MailServerType?
 MailSslEnabled bool?
 MailUser text?
Microsoft365Integration
 AdUsers ADUsersSyncConfiguration?
 ApplicationId text
 Id int32
 SharedMailboxesSync UsersSyncConfiguration?
 TenantId text
Microsoft365TeamsIntegration
 AreaCode text?
 DialPlanCode text?
 Enabled bool?
 Id int32
 IsDynamicIP bool?
 IsNativeFQDN bool?
 SbcCertificate ConcealedDataFile?
 SbcCertificateExpirationDate text?
 SbcFQDN text?
 SbcPrivateKey ConcealedDataFile?
 SecureSipEnabled bool?
 SipDomain text?
 TlsPortForNativeFQDN int32?
 TlsPortForNonNativeFQDN int32?
MusicOnHoldSettings
 Id int32
 MusicOnHold text?
 MusicOnHold1 text?
 MusicOnHold2 text?
 MusicOnHold3 text?
 MusicOnHold4 text?
 MusicOnHold5 text?
 MusicOnHold6 text?
 MusicOnHold7 text?
 MusicOnHold8 text?
 MusicOnHold9 text?
 MusicOnHoldRandomize bool?
 MusicOnHoldRandomizePerCall bool?
NetworkSettings
 AllowSourceAsOutbound bool?
 DirectSIPAllowExternal bool?
 DirectSIPLocalDomain text?
 FirewallKeepAlive bool?
 FirewallKeepAliveInterval int32?
 Id text
 IpV6BindingEnabled bool?
 PbxPublicFQDN text?
 PublicInterface text?
 PublicStaticIP text?
 SipPort int32?
 StunDisabled bool?
 StunPrimaryHost text?
 StunPrimaryPort int32?
 StunQuery int32?
 StunSecondaryHost text?
 StunSecondaryPort int32?
 StunThirdHost text?
 StunThirdPort int32?
 TunnelPort int32?
NotificationSettings
 AutoRestartFailedServices bool? 20.0.7b-
 CanEditEmailAddresses bool?
 CanEditMailServerType bool? -20.0.7
 EmailAddresses text?
 FakeId text -20.0.7
 MailAddress text? -20.0.7
 MailPassword ConcealedPassword? -20.0.7
 MailServer text? -20.0.7
 MailServerType MailServerType? -20.0.7
 MailSslEnabled bool? -20.0.7
 MailUser text? -20.0.7
 NotifyCallDenied bool? -20.0.7
 NotifyCodes NotifyCodes[] 20.0.7b-
 NotifyEmergencyNumberDialed bool? -20.0.7
 NotifyExtensionAdded bool?
 NotifyIPBlocked bool? -20.0.7
 NotifyLicenseLimit bool? -20.0.7
 NotifyNetworkError bool? -20.0.7
 NotifyRequestAntiHacked bool? -20.0.7
 NotifySTUNError bool? -20.0.7
 NotifyServiceStopped bool?
 NotifyStorageLimit bool? -20.0.7
 NotifySuccessScheduledBackups bool?
 NotifySystemOwners bool?
 NotifyTrunkError bool? -20.0.7
 NotifyTrunkFailover bool? -20.0.7
 NotifyTrunkStatusChanged bool? -20.0.7
 NotifyUpdatesAvailable bool?
 NotifyWhenRecordingsQuotaReached bool? -20.0.7
 NotifyWhenVoicemailQuotaReached bool? -20.0.7
 RecordingsQuotaPercentage int32? -20.0.7
 Setpoints Setpoint[] 20.0.7b-
 VoicemailQuotaPercentage int32? -20.0.7
OfficeHours
 BreakTime Schedule?
 Hours Schedule?
 OfficeHolidays Holiday[]@
 SystemLanguage text?
 TimeZoneId text?
OutboundRoute
 Append text?
 CallerID text?
 Prepend text?
 StripDigits uint8?
 TrunkId int32?
 TrunkName text?
OutboundRule
 DNRanges DNRange[]
 EmergencyRule bool?
 GroupIds int32[]
 GroupNames text[]
 Id int32
 Name text?
 NumberLengthRanges text?
 Prefix text?
 Priority int32?
 Routes OutboundRoute[]
Parameter
 Description text?
 Id int32
 Name text?
 Value text? -20.0.4
 Value text(131072)? 20.0.5-
Parking
 Groups UserGroup[]@
 Id int32
 Number text?
 TranscriptionMode TranscriptionType?
PbxToM365Binding 20.0.5-
 From SynchronizedPbxProfile?
 To SynchronizedM365Profile?
Peer
 Hidden bool?
 Id int32
 MemberOf PeerGroup[]@
 Name text?
 Number text?
 Tags UserTag[]
 Type PeerType?
PeerGroup
 GroupID int32
 IsPrimary bool? 20.0.9-
 Name text?
 Number text?
 RoleName text?
Period
 DayOfWeek DayOfWeek?
 Start time?
 Stop time?
Phone
 Id int32
 Interface text?
 MacAddress text?
 Name text?
 ProvisioningLinkExt text?
 ProvisioningLinkLocal text?
 Settings PhoneSettings?
 TemplateName text?
PhoneBookSettings
 PhoneBookAddQueueName TypeOfPhoneBookAddQueueName?
 PhoneBookDisplay TypeOfPhoneBookDisplay?
 ResolvingLength int32?
 ResolvingType TypeOfPhoneBookResolving?
PhoneDeviceVlanInfo
 Configurable bool?
 Enabled bool?
 Priority int32?
 PriorityConfigurable bool?
 PriorityMax int32?
 PriorityMin int32?
 Type PhoneDeviceVlanType?
 VlanId int32?
 VlanIdMax int32?
 VlanIdMin int32?
PhoneLldpInfo
 Configurable bool?
 Value bool?
PhoneModel
 AddAllowed bool?
 CanBeSBC bool?
 Name text?
 URL text?
 UserAgent text?
PhoneSettings
 AllowCustomQueueRingtones bool?
 Backlight text?
 Codecs text[]
 CustomLogo text?
 CustomQueueRingtones CustomQueueRingtone[]
 DateFormat text?
 Firmware text?
 FirmwareLang text?
 IsLogoCustomizable bool?
 IsSBC bool?
 LlDpInfo PhoneLldpInfo?
 LocalRTPPortEnd int32?
 LocalRTPPortStart int32?
 LocalSipPort int32?
 LogoDescription text?
 LogoFileExtensionAllowed text[]
 OwnBlfs bool? -20.0.7
 PhoneLanguage text?
 PowerLed text?
 ProvisionExtendedData text?
 ProvisionType ProvType?
 QueueRingTone text?
 RemoteSpmHost text?
 RemoteSpmPort int32?
 RingTone text?
 SbcName text?
 ScreenSaver text?
 Secret text?
 Srtp text?
 TimeFormat text?
 TimeZone text?
 VlanInfos PhoneDeviceVlanInfo[]
 XferType XferTypeEnum?
PhoneTemplate
 AddAllowed bool?
 AllowSSLProvisioning bool?
 AllowedNetConfigs text[]
 BacklightTimeouts text[]
 Codecs text[]
 Content text?
 DateFormats text[]
 DefaultQueueRingTone text?
 HotdeskingAllowed bool?
 Id text
 IsCustom bool?
 Languages text[]
 MaxQueueCustomRingtones int32?
 Models PhoneModel[]
 PowerLedSettings text[]
 QueueRingTones text[]
 RingTones text[]
 RpsEnabled bool?
 ScreenSaverTimeouts text[]
 TemplateType TemplateType?
 TimeFormats text[]
 TimeZones text[]
 URL text?
 XferTypeEnabled bool?
PhonesSettings
 AllowMultiQueueRingtones bool?
 AutoCleanupFirmware bool?
 AutoUpdatePhonesOnAdd bool? 20.0.9-
 CustomDNDProfile text?
 FanvilUpdateInterval int32? 20.0.5-
 GrandstreamUpdateInterval int32? 20.0.5-
 PhoneAllowMultiFirmwares bool?
 SnomUpdateInterval int32? 20.0.5-
 UseProvisioningSecret bool?
 UseRpcForLocalPhones bool?
 YealinkUpdateInterval int32? 20.0.5-
Playlist
 AutoGain bool?
 Files text[]
 MaxVolumePercent int32?
 Name text
 PromptName text?
 RepositoryPath text?
 Shuffle bool?
Prompt
 Filename text?
 Id text
 Transcription text?
PromptSet
 CultureCode text?
 Description text?
 Folder text?
 Id int32
 LanguageCode text?
 PromptSetName text?
 PromptSetType PromptSetType?
 Prompts Prompt[]@
 UseAlternateNumberPronunciation bool?
 Version text?
Property
 Description text?
 Name text
 Value text -20.0.4
 Value text(131072) 20.0.5-
Queue
 AgentAvailabilityMode bool?
 Agents QueueAgent[]@
 AnnounceEstimatedWaitTime bool? 20.0.10-
 AnnounceEstimatedWaitTimeInterval int32? 20.0.10-
 AnnounceQueuePosition bool?
 AnnouncementInterval int32?
 AutoLogoutMissedCalls int32? 20.0.10-
 BreakRoute Route?
 CallUsEnableChat bool?
 CallUsEnablePhone bool?
 CallUsEnableVideo bool?
 CallUsRequirement Authentication?
 CallbackEnableTime int32?
 CallbackOfferOnly bool? 20.0.10-
 CallbackOfferPrompt text? 20.0.10-
 CallbackPrefix text?
 ClickToCallId text?
 ComfortPrompts text[] 20.0.10-
 ComfortPromptsEnabled bool? 20.0.10-
 ComfortPromptsInterval int32? 20.0.10-
 DestinationNoAnswerPrompt text? 20.0.10-
 EnableIntro bool?
 ForwardNoAnswer Destination?
 GreetingFile text? 20.0.5-
 Groups UserGroup[]@
 HolidaysRoute Route?
 Id int32
 IntroFile text?
 IsRegistered bool?
 Managers QueueManager[]@
 MasterTimeout int32?
 MaxCallersInQueue int32?
 MaxWaitStrategyEnabled bool? 20.0.10-
 MaxWaitTimeSkillGroupValues int32[] 20.0.10-
 Name text?
 NotifyCodes QueueNotifyCode[]
 Number text?
 OfficeRoute Route? -20.0.6
 OnHoldFile text?
 OutOfOfficeRoute Route?
 PlayFullPrompt bool?
 PollingStrategy PollingStrategyType?
 PriorityQueue bool?
 PromptSet text?
 Recording QueueRecording?
 ResetQueueStatisticsSchedule ResetQueueStatisticsSchedule?
 ResetStatisticsScheduleEnabled bool?
 RingTimeout int32?
 SLATime int32?
 SkillBasedRingAllCumulativePollingEnabled bool? 20.0.10-
 StopBackgroundWhenPrompt bool? 20.0.10-
 TranscriptionMode TranscriptionType?
 TypeOfChatOwnershipType TypeOfChatOwnershipType?
 VMEmailList text? 20.0.9-
 VMEmailOptions VMEmailOptionsType? 20.0.9-
 WrapUpTime int32?
QueueAgent
 Id int32?
 Name text?
 Number text
 SkillGroup text?
 Tags UserTag[] 20.0.9-
QueueManager
 Id int32?
 Name text?
 Number text
 Tags UserTag[] 20.0.9-
Receptionist
 BreakRoute Route?
 ForwardSmsTo text?
 Forwards ReceptionistForward[]@
 Groups UserGroup[]@
 HolidaysRoute Route?
 IVRType IVRType?
 Id int32
 InvalidKeyForwardDN text?
 IsRegistered bool?
 Name text?
 Number text?
 OfficeRoute Route? -20.0.6
 OutOfOfficeRoute Route?
 PromptFilename text?
 PromptSet text?
 Timeout int32?
 TimeoutForwardDN text?
 TimeoutForwardPeerType PeerType?
 TimeoutForwardType IVRForwardType?
 TranscriptionMode TranscriptionType?
 TransferEnable bool? 20.0.8b-
 UseMSExchange bool?
ReceptionistForward
 CustomData text?
 ForwardDN text?
 ForwardType IVRForwardType
 Id int32
 Input text?
 PeerType PeerType?
RegistrarFxs
 InterfaceLink text
 MacAddress text
RemoteArchivingSettings
 Backups ArchiveSubsystem?
 Chats ArchiveSubsystem?
 Faxes ArchiveSubsystem?
 Id int32
 Location LocationSettings?
 Recordings ArchiveSubsystem?
 Voicemails ArchiveSubsystem?
RemoteMySqlConfig 20.0.7b-
 Database text?
 Host text? 20.0.7c-
 Password ConcealedPassword?
 Port int64?
 Server text? 20.0.7b-20.0.7b
 UserId text?
RemotePostgreConfig 20.0.6b-
 AuthenticateMode AuthenticateMode? 20.0.7-
 CACertificate ConcealedDataFile? 20.0.7-
 ClientCertificate ConcealedDataFile? 20.0.7-
 ClientPrivateKey ConcealedDataFile? 20.0.7-
 Database text?
 Host text?
 Password ConcealedPassword 20.0.6b-20.0.6b
 Password ConcealedPassword? 20.0.7-
 Port int32?
 ServerTrustMode ServerTrustMode? 20.0.7-
 Username text?
RemoteSqlServerConfig 20.0.7c-
 Database text?
 Host text?
 Password ConcealedPassword?
 Port int64?
 UserId text?
ResetQueueStatisticsSchedule
 Day DayOfWeek?
 Frequency ResetQueueStatisticsFrequency?
 Time time?
Rights
 AllowIVR bool?
 AllowParking bool?
 AllowToChangePresence bool?
 AllowToManageCompanyBook bool?
 AssignClearOperations bool?
 CanBargeIn bool?
 CanIntercom bool?
 CanSeeGroupCalls bool?
 CanSeeGroupMembers bool?
 CanSeeGroupRecordings bool?
 Invalid bool?
 PerformOperations bool?
 RoleName text
 ShowMyCalls bool?
 ShowMyPresence bool?
 ShowMyPresenceOutside bool?
RingGroup
 BreakRoute Route?
 CallUsEnableChat bool?
 CallUsEnablePhone bool?
 CallUsEnableVideo bool?
 CallUsRequirement Authentication?
 ClickToCallId text?
 ForwardNoAnswer Destination?
 GreetingFile text? 20.0.5-
 Groups UserGroup[]@
 HolidaysRoute Route?
 Id int32
 IsRegistered bool?
 Members RingGroupMember[]@
 MulticastAddress text?
 MulticastCodec text?
 MulticastPacketTime int32?
 MulticastPort int32?
 Name text?
 Number text?
 OfficeRoute Route? -20.0.6
 OutOfOfficeRoute Route?
 RingStrategy StrategyType?
 RingTime int32?
 TranscriptionMode TranscriptionType?
 VMEmailList text? 20.0.9-
 VMEmailOptions VMEmailOptionsType? 20.0.9-
RingGroupMember
 Id int32
 Name text?
 Number text?
 Tags UserTag[] 20.0.9-
Route
 IsPromptEnabled bool?
 Prompt text?
 Route Destination?
S3Config 20.0.7b-
 ApplyBucket bool?
 BucketName text?
 Region text?
Sbc
 AudioPort int32? 20.0.7c-
 Connection XSBCConnection? 20.0.8b-
 DisplayName text
 Group text?
 HasConnection bool?
 LocalIPv4 text?
 LogLevel SbcLogLevel? 20.0.7c-
 LogSize int32? 20.0.7c-
 Name text(12)
 PassiveServer text? 20.0.7c-
 PassiveServerIsEnabled bool? 20.0.7c-
 Password text
 PhoneMAC text?
 PhoneUserId int32?
 ProvisionLink text?
 PublicIP text?
 Security Security? 20.0.7c-
 Version text?
Schedule
 IgnoreHolidays bool?
 Periods Period[]
 Type RuleHoursType
ScheduledReport
 DN text
 EmailAddresses text(2048) -20.0.4
 EmailAddresses text 20.0.5-
 FilterDescription text(2048)
 Id int32
 Name text(50) -20.0.4
 Name text 20.0.5-
 ReportLink text(2048) -20.0.4
 ReportLink text 20.0.5-
 ReportParams text
 ReportType ScheduledReportType
 ScheduleType ReportScheduleType
SecureSipSettings
 Certificate ConcealedDataFile?
 PrivateKey ConcealedDataFile?
ServicePrincipal
 CallControlEnabled bool?
 Groups UserGroup[]@
 Id int32
 IsSystem bool? 20.0.9-
 LastUsed date-time?
 MyPhoneEnabled bool? 20.0.8-
 Number text?
 Peers Peer[]@
 TranscriptionMode TranscriptionType?
 XAPIEnabled bool?
Setpoint 20.0.7b-
 Enabled bool
 Type SetpointType
 Value int32?
StatusSyncConfiguration 20.0.5-
 M365ToPbxBindings M365ToPbxBinding[]
 PBXToM365Bindings PbxToM365Binding[]
 PBXToM365Busy bool?
SyslogCategoryConfig 20.0.9-
 IsAuditLogsEnabled bool?
 IsEventLogsEnabled bool?
 IsSystemAlertsEnabled bool?
SyslogCustomRelayConfig 20.0.9-
 ClientCertificate ConcealedDataFile?
 ClientPrivateKey ConcealedDataFile?
 Host text?
 Port int32?
 Protocol SyslogProtocol?
SyslogDatadogConfig 20.0.9-20.0.9
 ApiKey text?
 Url text?
SyslogElkConfig 20.0.9-20.0.9
 ApiKey text?
 IndexName text?
 Url text?
SyslogSettings 20.0.9-
 CategoryConfig SyslogCategoryConfig?
 CustomRelayConfig SyslogCustomRelayConfig?
 DatadogConfig SyslogDatadogConfig? 20.0.9-20.0.9
 ElasticConfig SyslogElkConfig? 20.0.9-20.0.9
 IntegrationType SyslogIntegrationType?
 IsEnabled bool? 20.0.9-20.0.9
 SplunkConfig SyslogSplunkConfig? 20.0.9-20.0.9
SyslogSplunkConfig 20.0.9-20.0.9
 Token text?
 Url text?
Trunk
 AuthID text?
 AuthPassword text? -20.0.4
 AuthPassword ConcealedPassword? 20.0.5-
 AutoHolidayMode HolidayMode? 20.0.9-20.0.9
 Certificate text?
 CertificateExpirationDate text? 20.0.8b-
 CertificateName text?
 ConfigurationIssue text?
 DidNumbers text[]
 Direction DirectionType?
 DisableCallTransfer bool? 20.0.10-
 DisableVideo bool?
 DiversionHeader bool?
 E164CountryCode text?
 E164ProcessIncomingNumber bool?
 EmergencyGeoLocations EmergencyGeoTrunkLocation[]@
 EnableInboundCalls bool?
 EnableOutboundCalls bool?
 ExternalNumber text?
 Gateway Gateway?
 Groups UserGroup[]@
 IPRestriction TypeOfIPDestriction? -20.0.7
 IPRestriction TypeOfIPRestriction? 20.0.7b-
 Id int32
 InCIDFormatting CIDFormatting[]
 IsOnline bool?
 IsWebmeetingBridge bool? -20.0.6
 Messaging TrunkMessaging?
 Number text?
 OutCIDFormatting CIDFormatting[]
 OutboundCallerID text?
 PublicIPinSIP text?
 PublicInfoGroups text[]
 PublishInfo bool?
 ReceiveExtensions Peer[]@
 ReceiveInfo bool?
 RemoteMyPhoneUriHost text?
 RemotePBXPreffix text?
 RoutingRules InboundRule[]@
 ScriptName text? 20.0.10-
 SecondaryRegistrar text?
 SeparateAuthId text?
 SimultaneousCalls int32?
 Tags UserTag[] 20.0.6b-
 TranscriptionMode TranscriptionType?
 TransportRestriction TypeOfTransportRestriction?
 TrunkRegTimes Variable[] 20.0.6-
 TunnelEnabled bool?
 TunnelRemoteAddr text?
 TunnelRemotePort int32?
 UseSeparateAuthId bool?
TrunkMessaging
 Enabled bool?
 NumberLength int32? 20.0.5-
 NumberLengthEnabled bool? 20.0.5-
 Provider text?
 Webhook text?
TrunkMessagingTemplate
 MessagingVariables TrunkVariable[]
 Optional bool?
 Outbound bool?
 Provider text?
 Type text?
TrunkTemplate
 AddAllowed bool?
 Content text?
 Countries text[]
 DefaultProxyPort int32?
 DefaultRegistrarPort int32?
 Description text?
 Editors TrunkEditorType[]
 Id text
 IsCustom bool? 20.0.10-
 MessagingTemplate TrunkMessagingTemplate?
 Name text
 Tags text[]
 TemplateType TemplateType
 Url text?
TrunkVariable
 DefaultValue text?
 MaxLength int32?
 MinLength int32?
 Name text?
 Option text?
 OptionType TrunkVariableType?
 Pattern text?
 Prompt text?
 Required bool?
 Title text?
 Validation text?
User
 AIAgent bool? 20.0.9-
 AccessPassword text?
 AgentSettings AgentSettings? 20.0.9-
 AllowLanOnly bool?
 AllowOwnRecordings bool?
 AuthID text?
 AuthPassword text?
 Blfs text? -20.0.4
 Blfs text(20480)? 20.0.5-
 BlockTunnel bool? 20.0.9-
 BreakTime Schedule?
 CallScreening bool?
 CallUsEnableChat bool?
 CallUsEnablePhone bool?
 CallUsEnableVideo bool?
 CallUsRequirement Authentication?
 ClickToCallId text?
 ContactImage text?
 CurrentProfileName text?
 DatevEnabled bool? 20.0.7b-
 DeskphonePassword text?
 DisplayName text?
 EmailAddress text?
 EmergencyAdditionalInfo text?
 EmergencyLocationId text?
 Enable2FA bool?
 EnableHotdesking bool?
 Enabled bool?
 FirstName text?
 ForbidRecording bool? 20.0.10-
 ForwardingExceptions ExtensionRule[]@
 ForwardingProfiles ForwardingProfile[]@
 GoogleCalendarEnabled bool? 20.0.5-
 GoogleContactsEnabled bool? 20.0.5-
 GoogleSignInEnabled bool?
 Greetings Greeting[]@
 Groups UserGroup[]@
 HideInPhonebook bool?
 HotdeskingAssignment text?
 Hours Schedule?
 Id int32
 Internal bool?
 IsRegistered bool?
 Language text?
 LastName text?
 MS365CalendarEnabled bool?
 MS365ContactsEnabled bool?
 MS365SignInEnabled bool?
 MS365TeamsEnabled bool?
 Mobile text?
 MyPhoneAllowDeleteRecordings bool?
 MyPhoneHideForwardings bool?
 MyPhonePush bool?
 MyPhoneShowRecordings bool?
 Number text?
 OfficeHoursProps OfficeHoursBits[]
 OutboundCallerID text?
 PbxDeliversAudio bool?
 Phones Phone[]@
 PinProtectTimeout int32?
 PinProtected bool?
 PrimaryGroupId int32?
 PromptSet text?
 QueueStatus QueueStatusType?
 RecordCalls bool?
 RecordEmailNotify bool? 20.0.5-
 RecordExternalCallsOnly bool?
 Require2FA bool?
 SIPID text?
 SRTPMode SRTPModeType?
 SendEmailMissedCalls bool?
 Tags UserTag[]
 TranscriptionMode TranscriptionType?
 VMDisablePinAuth bool?
 VMEmailOptions VMEmailOptionsType?
 VMEnabled bool?
 VMPIN text?
 VMPlayCallerID bool?
 VMPlayMsgDateTime VMPlayMsgDateTimeType?
 WebMeetingApproveParticipants bool?
 WebMeetingFriendlyName text?
UserGroup
 CanDelete bool?
 GroupId int32?
 GroupRights Rights?@
 Id int32?
 MemberName text?
 Name text?
 Number text?
 Rights Rights?@
 Tags UserTag[]
 TranscriptionMode TranscriptionType? 20.0.5-
 Type PeerType?
UsersSyncConfiguration
 IsEnabled bool?
 SelectedUsers text[]
 SyncType IntegrationSyncType?
Variable
 Name text
 Value text
VoicemailSettings
 AnalyzeModelGrok text? 20.0.10-
 AnalyzeModelOpenAI text? 20.0.10-
 AutoDeleteDays int32?
 AutoDeleteEnabled bool?
 CallRecordingStereo bool? 20.0.9-
 Extension text?
 Id int32
 MinDuration int32?
 OperatorEnabled bool? 20.0.6-
 Quota int32?
 RemoteStorageEnabled bool?
 SendEmailQuotaEnabled bool?
 SendEmailQuotaPercentage int32?
 TranscribeEngine TranscribeEngine?
 TranscribeKeyGrok ConcealedPassword? 20.0.10-
 TranscribeLanguage text?
 TranscribeModelOpenAI OpenAIModel? 20.0.7b-20.0.9
 TranscribeModelOpenAI text? 20.0.10-
 TranscribeRegion text?
 TranscribeSecretKey ConcealedPassword?
 UsedSpace int64?
Weblink
 Advanced LiveChatAdvancedSettings?
 CallsEnabled bool?
 ChatBox LiveChatBox?
 ChatEnabled bool?
 DN Peer?@
 DefaultRecord bool?
 EnableReCaptcha bool? 20.0.6b-
 General GeneralLiveChatSettings?
 Group text?
 Hidden bool?
 Id int32?
 Link text
 MeetingEnabled bool?
 Name text?
 Styling LiveChatStyling?
 Translations WebsiteLinksTranslations?
 Website text[]
WebsiteLinksTranslations
 AuthenticationMessage text?
 EndingMessage text?
 FirstResponseMessage text?
 GdprMessage text?
 GreetingMessage text?
 GreetingOfflineMessage text?
 InviteMessage text?
 OfflineEmailMessage text?
 OfflineFinishMessage text?
 OfflineFormInvalidEmail text?
 OfflineFormInvalidName text?
 OfflineFormMaximumCharactersReached text?
 OfflineNameMessage text?
 StartChatButtonText text?
 UnavailableMessage text?
 WindowTitle text?
XSBCConnection 20.0.8b-
 Calls int64?
 Cpu text?
 Disk text?
 ElapsedTime duration?
 Latency int64?
 Memory text?
 RegisteredPhones int64?
 UdpActive bool?
 Up bool?
"""

ENUMS = """
AddedBy
 Manual
 Mcu
 Webmeeting
 AutoBlacklist
 Whitelist
AnimationStyle
 SlideUp
 SlideFromSide
 FadeIn
 NoAnimation
AuthenticateMode
 Password 20.0.7-
 CertificateFile 20.0.7-
Authentication
 Both
 Name
 Email
 None
AvatarStyle
 Square 20.0.5-
 Circle 20.0.5-
BlockType
 Block
 Allow
ButtonIconType
 Url
 Default
 Bubble
 DoubleBubble
CallHandlingFlags*
 WelcomeMessageForIncomingCalls
 HoldCall
CfaRoutingType
 DialCode
 Forward
 Trunk
ChatRecipientsType
 None
 MyGroupManagers
 MyGroupAllMembers
 AllGroupsManagers
ContactSource
 3CX 20.0.9-
 CRM 20.0.9-
 Google 20.0.9-
 M365 20.0.9-
DayOfWeek
 Sunday
 Monday
 Tuesday
 Wednesday
 Thursday
 Friday
 Saturday
DestinationType
 None
 VoiceMail
 Extension
 Queue
 RingGroup
 IVR
 External
 Fax
 Boomerang
 Deflect
 VoiceMailOfDestination
 Callback
 RoutePoint
 ProceedWithNoExceptions
DeviceType
 Fxs
 Dect
DirectionType
 None
 Inbound
 Outbound
 Both
DtmfMode*
 None 20.0.9-
 SipInfo 20.0.9-
 Rfc2833 20.0.9-
 SipAndRfc 20.0.9-
FileSystemType
 Local
 Ftp
 GoogleDrive
 NetworkShare
 Logs
 Sftp
 GoogleBucket
 SharePoint
 AmazonS3 20.0.7b-
GatewayType
 Unknown
 Analog
 Provider
 BridgeMaster
 BridgeSlave
 BridgeSlaveOverTunnel
 BRI
 T1
 E1
GroupHoursMode*
 Default
 ForceOpened
 ForceClosed
 ForceBreak
 ForceCustomOperator
 ForceHoliday
 HasForcedMask
HolidayMode
 Disabled 20.0.9-20.0.9
 PlayAndDrop 20.0.9-20.0.9
 PlayAndContinue 20.0.9-20.0.9
IPInRegistrationContactType
 External
 Internal
 Both
 Specified
IVRForwardType
 EndCall
 Extension
 RingGroup
 Queue
 IVR
 VoiceMail
 CallByName
 RepeatPrompt
 CustomInput
IVRType
 Default
 CodeBased
 ScriptBased
 Wakeup
IntegrationSyncType
 SyncAllUsers
 SyncAllUsersExceptSelected
 SyncSelected
 SyncSelectedGroups 20.0.9-
LiveChatCommunication
 ChatOnly
 PhoneAndChat
 PhoneOnly
 VideoPhoneAndChat
LiveChatGreeting
 Disabled
 OnlyOnDesktop
 OnlyOnMobile
 DesktopAndMobile
LiveChatLanguage
 browser
 en
 es
 de
 fr
 it
 pl
 ru
 pt
 zh
LiveChatMessageDateformat
 Date
 Time
 Both
LiveChatMinimizedStyle
 BubbleLeft
 BubbleRight
 BottomLeft
 BottomRight
LiveMessageUserinfoFormat
 Avatar
 Name
 Both
 None
MailServerType
 Tcx
 MS365
 Custom
 GoogleWorkspace 20.0.5-
MatchingStrategyType
 MatchAnyFields
 MatchAllFields
NotifyCodes
 StorageLimit 20.0.7b-
 EmergencyNumberDialed 20.0.7b-
 TrunkStatusChanged 20.0.7b-
 ExtensionRegChanged 20.0.7b-
 LicenseLimit 20.0.7b-
 TrunkFailover 20.0.7b-
 IPBlocked 20.0.7b-
 RequestAntiHacked 20.0.7b-
 NetworkError 20.0.7b-
 TrunkError 20.0.7b-
 STUNError 20.0.7b-
 CallDenied 20.0.7b-
 NumberBlocked 20.0.7c-
 NumberUnblocked 20.0.7c-
OfficeHoursBits*
 GlobalSchedule
 AutoSwitchProfiles
 AutoQueueLogOut
 BlockOutboundCalls
OffloadDestination
 None 20.0.6b-
 Postgre 20.0.6b-
 BigQuery 20.0.6b-
 MySql 20.0.7b-
 SqlServer 20.0.7c-
OpenAIModel
 Default 20.0.7b-20.0.9
 Custom 20.0.7b-20.0.9
 GPT_4o 20.0.7b-20.0.9
 GPT_4o_mini 20.0.7b-20.0.9
PeerType
 None
 Extension
 Queue
 RingGroup
 IVR
 Fax
 Conference
 Parking
 ExternalLine
 SpecialMenu
 Group
 RoutePoint
PhoneDeviceVlanType
 Wan
 Pc
PhonebookPriorityOptions
 NotQueryIfInPhonebookFound
 AlwaysQuery
PmsIntegrationType
 tcxpms
 fidelio
PollingStrategyType
 Hunt
 RingAll
 HuntRandomStart
 NextAgent
 LongestWaiting
 LeastTalkTime
 FewestAnswered
 HuntBy3s
 First3Available
 SkillBasedRouting_RingAll
 SkillBasedRouting_HuntRandomStart
 SkillBasedRouting_RoundRobin
 SkillBasedRouting_FewestAnswered
ProfileType
 Default
 Available
 Away
 OutOfOffice
 Available2
 OutOfOffice2
PromptSetType
 System
 Custom
ProvType
 LocalLan
 RemoteExt
 RemoteExtSipProxyMgr
 SBC
QueueNotifyCode
 Callback
 CallbackFail
 SLATimeBreached
 CallLost
 AgentAutoLogout 20.0.10-
QueueRecording
 Disabled
 AllowToOptOut
 AskToOptIn
QueueStatusType
 LoggedOut
 LoggedIn
ReportScheduleType
 Daily
 Weekly
 Monthly
 Hourly
 NotScheduled
RequireRegistrationForType
 Nothing
 IncomingCalls
 OutgoingCalls
 InOutCalls
ResetQueueStatisticsFrequency
 Disabled
 Daily
 Weekly
 Monthly
RuleCallTypeType
 AllCalls
 InternalCallsOnly
 ExternalCallsOnly
RuleConditionType
 NoAnswer
 PhoneBusy
 PhoneNotRegistered
 ForwardAll
 BasedOnCallerID
 BasedOnDID
RuleHoursType
 AllHours
 OfficeHours
 OutOfOfficeHours
 SpecificHours
 SpecificHoursExcludingHolidays
 OutOfSpecificHours
 OutOfSpecificHoursIncludingHolidays
 Never
 BreakTime
SRTPModeType
 SRTPDisabled
 SRTPEnabled
 SRTPEnforced
SbcLogLevel
 None 20.0.7c-
 Low 20.0.7c-
 Medium 20.0.7c-
 Verbose 20.0.7c-
ScheduleType
 Daily 20.0.6b-
 Weekly 20.0.6b-
 Monthly 20.0.6b-
 Hourly 20.0.6b-
 Immediate 20.0.6b-
 Minutely 20.0.8-
ScheduledReportType
 None
 CallLogs
 ChatLogs
 AuditLogs
 InboundRules
 QueueAbandonedCalls
 QueueAnsweredCallsByWaitingTime
 QueueCallbacks
 QueueFailedCallbacks
 QueuePerformanceOverview
 QueueDetailedStatistics
 QueueTeamGeneralStatistics
 SlaStatistics
 SlaBreaches
 AgentInQueueStatistics
 AgentLoginHistory
 ExtensionsStatisticsByRingGroups
 ExtensionStatistics
 CallCostByExtensionDept
 QueueChatPerformance
 QueueAgentsChat
 AbandonedChats
 RingGroups
 InboundCalls 20.0.6b-
 OutBoundCalls 20.0.6b-
 UserActivity 20.0.6b-
 CallDistribution 20.0.6b-
Security
 TCP 20.0.7c-
 TLS 20.0.7c-
ServerTrustMode
 Prefer 20.0.7-
 Require 20.0.7-
 VerifyFull 20.0.7-
SetpointType
 VoicemailQuota 20.0.7b-
 RecordingQuota 20.0.7b-
 CpuUsage 20.0.7b-
 InboundNetworkUsage 20.0.7b-
 OutboundNetworkUsage 20.0.7b-
 PhysicalMemoryUsage 20.0.7b-
 VirtualMemoryUsage 20.0.7b-
 DiskUsage 20.0.7b-
 TimeShift 20.0.7b-
StartupLicense
 Free
 Pro
StrategyType
 Hunt
 RingAll
 Paging
SynchronizedM365Profile
 Available 20.0.5-
 Busy 20.0.5-
 Away 20.0.5-
 AvailableIdle 20.0.5-
 BusyIdle 20.0.5-
 DoNotDisturb 20.0.5-
 BeRightBack 20.0.5-
 InMeeting 20.0.5-
 InCall 20.0.5-
SynchronizedPbxProfile
 Available 20.0.5-
 OutOfOffice 20.0.5-
 Away 20.0.5-
SyslogIntegrationType
 Custom 20.0.9-
 Splunk 20.0.9-20.0.9
 Elastic 20.0.9-20.0.9
 Datadog 20.0.9-20.0.9
 None 20.0.10-
SyslogProtocol
 Udp 20.0.9-
 Tcp 20.0.9-
 Tls 20.0.9-
TemplateType
 Preferred
 Supported
 Dedicated
 ThirdParty
 Deleted
 Unknown
TranscribeEngine
 None
 Google
 OpenAI
 Whisper
 Engine3CX
 Engine3CXLocal 20.0.8-
 Grok 20.0.10-
TranscriptionType*
 Nothing
 Voicemail
 Recordings
 Both
 Inherit
TrunkEditorType
 Messaging
 Voip
TrunkVariableType
 Text
 Password
TypeOfAutoPickupForward
 TransferBack
 DN
 ExtensionVoiceMail
 ExternalNumber
 RoutePoint
TypeOfCDRLog
 SingleFileForAllCalls
 SingleFileForEachCall
 PassiveSocket
 ActiveSocket
TypeOfChatOwnershipType
 TakeManually
 AutoAssign
TypeOfIPDestriction
 Any -20.0.7
 IPV4 -20.0.7
 IPV6 -20.0.7
TypeOfIPRestriction
 Any 20.0.7b-
 IPV4 20.0.7b-
 IPV6 20.0.7b-
TypeOfPhoneBookAddQueueName
 NotAdd
 Append
 Prepend
TypeOfPhoneBookDisplay
 FirstNameLastName
 LastNameFirstName
TypeOfPhoneBookResolving
 NotResolve
 MatchExact
 MatchLength
TypeOfTransportRestriction
 Any
 UDP
 TCP
 TLS
UserTag
 MS
 Teams
 Google
 WakeUp
 FaxServer
 Principal
 WeakID 20.0.6-
 WeakPass 20.0.6-
 WM 20.0.6b-
 AI 20.0.9-
VMEmailOptionsType
 None
 Notification
 Attachment
 AttachmentAndDelete
 VmailToMembers 20.0.9-
 EmailToExtrasOnly 20.0.9-
VMPlayMsgDateTimeType
 None
 Play12Hr
 Play24Hr
VideoConferenceMode
 Disabled 20.0.10-
 Cloud 20.0.10-
 Private 20.0.10-
XferTypeEnum
 BXfer
 AttXfer
"""
