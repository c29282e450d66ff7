// What the vendors call things: nothing of it tells who anybody is. Everything that is not here is replaced.

/**
 * What a value may hold. `word`: one of the vendors' own words, which stays, or a number under 10000; `number`: a number; `prose`: a vendor's sentence, of which the
 * common words stay; `data`: somebody's, of which nothing stays but its shape.
 */
export type Role = 'word' | 'number' | 'prose' | 'data';

function lowered(words: string): ReadonlySet<string> {
  return new Set(words.trim().toLowerCase().split(/\s+/));
}

/** Members of Graph, Okta and Active Directory, elements of csexport, columns of PowerShell. */
const names = lowered(`
$ref $schema @odata.context @odata.count @odata.deltaLink @odata.id @odata.nextLink @odata.type _embedded _links
accessibility accidentalDeletionPrevention account-name accountDisabled accountEnabled action activate active
activityDateTime additionalDetails adminDescription alertThreshold algorithm-step alias allow AllowedSyncCycleInterval
allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled allowPartialMatch AMODT anchor anchorAttribute api app
appDisplayName appId applicationId applicationTemplateId appRoleAssignments apps appuser assigned assignedLicenses
assignedPlans attr AttributeConflictName AttributeConflictValues attributeMappings AttrName ATYPE auditLogs
authenticationType authorize authScheme autoActivateNewUsers autoConfirmExactMatch autoConfirmNewUsers
autoConfirmPartialMatch autoSubmitToolbar badPwdCount base baseUrl blockCloudObjectTakeoverThroughHardMatchEnabled
BlockCredential blockSoftMatchEnabled body businessPhones bypassDirSyncOverridesEnabled c call-stack callback
capabilities category cd-error change ChangedAttrCount changeId city cloudAnchor CloudAnchor
cloudPasswordPolicyForPasswordSyncedUsersEnabled cn co code commonName company companyName
concurrentCredentialUpdateEnabled concurrentOrgIdProvisioningEnabled configuration connection connection-result
connections connector connector-state ConnectorConnectionErrors ConnectorId ConnectorName Connectors count
countEntitled countEntitledForProvisioning countEscrowed countEscrowedRaw countExported countExports countImported
countImportedDeltas countImportedReferenceDeltas country countryCode countryLetterCode countSuccessiveCompleteFailures
create created createdDateTime creationType credentials cs-dn cs-mv-links cs-mv-value cs-object cs-objects CsObjectId
current-export-step-counter currentBegan currentExportData CurrentlyEffectiveSyncCycleInterval CurrentStepNumber
custom customerRequestedSynchronizationInterval CustomizedSyncCycleInterval cycleId date-occurred deactivate default
defaultValue definitions deletedDateTime DeletionPrevention delta department description details deviceId
deviceWritebackEnabled directories directory directoryExtensionsEnabled directoryScopeId directorySynced
dirSyncEnabled disabledPlans disconnection-id disconnection-time disconnection-type discoverable displayName
distinguishedName dn dn-attr dn-value dnsDomainName domain domain-name domainName domains durationInMilliseconds
editable email employeeID employeeNumber employeeType enabled encoding end-date EndDate endTime entry error error-code
error-literal error-name error-type errorCategory errorCauses errorCode errorId errorInformation errorLink
errorMessage errorRedirectUrl errorSummary escrowed-export escrowed-export-hologram escrowsPruned exactMatchCriteria
expiration export-add export-counters export-delete export-delete-add export-delta-operation export-errordetail
export-hologram export-rename export-status export-update ExportDeletionThreshold exportMissingReferences expression
extension-error-info extension-name extensionAttribute1 extensionAttribute10 extensionAttribute11 extensionAttribute12
extensionAttribute13 extensionAttribute14 extensionAttribute15 extensionAttribute2 extensionAttribute3
extensionAttribute4 extensionAttribute5 extensionAttribute6 extensionAttribute7 extensionAttribute8
extensionAttribute9 externalId externalIp extra-error-details factoryTag faxNumber features first-occurred firstName
flowBehavior flowType flowTypes fopeConflictResolutionEnabled forceDelete fullImport fully-qualified-domain-name
givenName GlobalSettings group-push groupPush groupPushMappings groups groupTypes groupWriteBackEnabled guid guidance
hide hints hologram href id identities identityType immutableId import-delta-operation import-errordetail
import-status importRules importSettings inbound-flow-counters incrementalImport info initials initiatedBy
initiatingType initiatorType interval invocationId iOS isActive isCriticalSystemObject
isEffectivelyEntitledForProvisioning isInProvisioningScopeDisplayName IsMultiValued isPresent isPrivileged
IsRunComplete isSoftDeleted isVerified jobId jobs jobTitle key l label last-export-delta-time last-import-delta-time
lastExecution lastLogon lastName lastPasswordChangeTimestamp lastSuccessfulExecution
lastSuccessfulExecutionWithExports lastSync lastUpdated legacyExchangeDN licenseAssignmentStates licenses lifecycle
lifecycleCreate lifecycleDeactivate lineage-time lineage-type links loginRedirectUrl logo ma-connection
ma-discovery-counters ma-discovery-errors ma-id ma-name ma-run machineName mail mailEnabled mailNickname
MaintenanceEnabled manager mappings master matchingPriority member memberOf members message meta metadata
Microsoft.SynchronizationOption.AnchorAttribute mobile mobilePhone modifiedProperties mS-DS-ConsistencyGuid
msDS-ConsistencyGuid mSDSConsistencyGuid msExchImmutableId msExchMailboxGuid msExchMasterAccountSid
msExchRecipientDisplayType msExchRecipientTypeDetails msExchRemoteRecipientType msftTenant multivalued mutability
mv-link name need-full-sync netBiosName network newValue nextAttempt NextSyncCyclePolicyType
NextSyncCycleStartTimeInUTC notes notifications oauth2 object-type objectCategory objectClass objectclass objectGUID
objectId ObjectIdInConflict objectMappings objectSid ObjectType obsoletion oc-value odatatype office365 officeLocation
oldValue OMODT onPremisesDistinguishedName onPremisesDomainName onPremiseSecurityIdentifier
onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime onPremisesObjectIdentifier
onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled
onPremisesSynchronization onPremisesUserPrincipalName operation operatorName organization originatingReplicaToken orn
otherMails outbound-flow-counters parameters Parameters partition-id partition-name passThroughAuthentication password
passwordPolicies passwordProfile passwordSyncEnabled passwordWritebackEnabled pending pending-import
pending-import-hologram pending-ref-delete physicalDeliveryOfficeName placeholder-delete placeholder-link
placeholder-parent policies postalCode preferredLanguage primary-objectclass primaryGroupID principal principalId
priority profile progress properties propertyCausingError provisioning provisioningAction provisioningStatusInfo
provisioningSteps provisioningStepType provisioningTaskIdentifier proxyAddress proxyAddresses PSComputerName
PurgeRunHistoryInterval pushStatus pwdLastSet quarantine quarantineUponProxyAddressesConflictEnabled
quarantineUponUpnConflictEnabled reason rebuild-in-progress recommendedAction ref-retry rename-retry
reportableIdentifier requests required responses result Result retry-count retry-errors roleDefinitionId run-details
run-history run-number run-profile-name RunHistoryId RunNumber RunProfileId RunProfileName RunProfileResults
RunStepResults sAMAccountName schedule Scheduler SchedulerSuspended schema schemas SchemaVersion scope
scopeEvaluationResult secrets security-id securityEnabled securityIdentifier seed seen-by-import self selfService
sequencers seriesBegan seriesCount server-error-detail servicePrincipal servicePrincipalDisplayName servicePrincipalId
servicePrincipals settings sid signingCertificate signOnMode skipReason sn softDeletionTimestamp softMatchOnUpnEnabled
source sourceAnchor sourceAnchorBinary sourceDirectoryName sourceIdentity sourceObjectName sourceOperandName
sourceSystem st stage-add stage-delete stage-delete-add stage-no-change stage-rename stage-update StagingModeEnabled
start-date StartDate startTime state status statusInfo steadyStateFirstAchievedTime steadyStateLastAchievedTime
step-details step-id step-number step-result step-type StepHistoryId StepNumber StepResult streetAddress
successful-batch supportedPublishingTypes surname SyncCycleEnabled SyncCycleInProgress synchronization
synchronization-errors synchronizationClientVersion synchronizationInterval synchronizationJobSettings
synchronizationPreventionType synchronizationRules synchronized-hologram synchronizedEntryCountByType
synchronizeUpnForManagedUsersEnabled syncState target targetAddress targetAttributeName targetDirectoryName
targetIdentity targetObjectName targetOperand targetSystem telephoneNumber templateId templates tenantId
ThresholdCount thumbnailPhoto timeBegan timeEnded timestamp timezone title TotalSteps transient troubleshootingUrl
type unapplied-export unapplied-export-hologram unconfirmed-export unconfirmed-export-hologram unifiedGroupContainer
unifiedGroupWritebackEnabled update upn usageLocation user-principal-name userAccountControl userCertificate
userContainer userCreateAndMatch userForcePasswordChangeOnLogonEnabled username userName Username userNameExpression
userNameFormat userPrincipalName users userType userWritebackEnabled value ValueAdds ValueChangeCount ValueDeletes
values version visibility vpn web whenChanged whenCreated windowsTransportEnabled writebackConfiguration
wsFedConfigureType
`);

/** Values of enumerations. */
const terms = lowered(`
AAD2ADExchangeHybridWriteback Active ACTIVE AD2AADDeviceSync AD2AADPasswordHash AD2AADProvisioning add
ADDCInPassthrough Always AppKey application APPROVED Attribute AttributeValueMustBeUnique Authorization AUTO base64
binary BOOKMARK boolean BROWSER_PLUGIN CHANGE completed-discovery-errors completed-export-errors completed-sync-errors
computer Constant contact DataValidationFailed DELETE delete delete-add DeletingCloudOnlyObjectNotAllowed Delta
DEPROVISIONED device disable Disabled DISABLED Domain DomainFQDN DONT_PUSH E0000001 E0000003 E0000006 E0000007
E0000011 E0000047 E0000075 EMAIL ENABLED Enabled enabledForCount enabledForPercentage EncounteredBaseEscrowThreshold
EncounteredEscrowProportionThreshold EncounteredQuarantineException EncounteredTotalEscrowThreshold EntryExportAdd
EntryExportDelete EntryExportUpdate EntryImport EntryImportAdd EntryImportDelete EntryImportUpdate EntryLevelErrors
EntrySynchronizationAdd EntrySynchronizationDelete EntrySynchronizationScoping EntrySynchronizationSkip
EntrySynchronizationUpdate ERROR ExistingAdminRoleConflict explicit export Failed failure Federated federated
FederatedDomainChange FlowAlways FlowWhenChanged Function GET GROUP group GROUP_PUSH Guest IMPLICIT import
IMPORT_NEW_USERS IMPORT_PROFILE_UPDATES IMPORTED in-progress INACTIVE INBOUND_PROVISIONING inetOrgPerson
IngestionInterrupted Initial integer InvalidHardMatch InvalidSoftMatch joined KEEP_EXISTING LargeObject Managed
managed MANUAL MATCHED matching Member modify none nonServiceFailure normal NotConfigured notEnabled NotInScope NotRun
OAUTH2 ObjectAddOnly ObjectTypeMismatch obsolete OKTA organizationalPerson other OUT_OF_SYNC Paused person POST
processing projected PropertyConflict PROVISIONED provisioned ProxyAddress publicFolder PUSH PUSH_NEW_USERS
PUSH_PASSWORD_UPDATES PUSH_PROFILE_UPDATES PUSH_USER_DEACTIVATION PUT Quarantine QuarantinedAttributeValueMustBeUnique
QuarantinedOnDemand QuarantineTooManyDeletesThreshold RANDOM RedundantExport reference referenceResolution rename
replace REVOKED SAML_1_1 SAML_2_0 scoping skipped STAGED stagedDelete stay stopped-connectivity
stopped-extension-dll-exception stopped-server string Succeeded success SUSPENDED SYNCHRONIZED SYNCING
SyncNotificationSettings system text/html TOKEN TooManyDeletes top UNASSIGNED UNKNOWN update
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User USER user USER_PROVISIONING USERNAME warning WS_FEDERATION
`);

/** Values of several words. */
const phrases: ReadonlySet<string> = new Set([
  'active directory',
  'azure active directory',
  'microsoft entra id',
  'azure ad provisioning service',
  'full import',
  'delta import',
  'full synchronization',
  'delta synchronization',
  'full import full synchronization',
  'active in the source system',
  'scoping filter evaluation passed',
  'user to user',
  'watermark, escrows, quarantinestate',
  'add,update,delete',
  'provision active directory users',
  'userprincipalname proxyaddresses',
]);

/** Members whose value is one of these words, or a small number. */
const wordMembers = lowered(`
action allow AMODT AttributeConflictName AttrName ATYPE authenticationType authScheme category change ChangedAttrCount
code connector connector-state count CurrentStepNumber displayName encoding error-code error-name error-type
errorCategory errorCode errorLink errorName errorType exactMatchCriteria export-delta-operation factoryTag features
flowBehavior flowType flowTypes identityType import-delta-operation initiatingType initiatorType IsMultiValued key
label lineage-type method multivalued name need-full-sync NextSyncCyclePolicyType object-type objectClass objectType
obsoletion oc-value odatatype OMODT operation pending pending-ref-delete placeholder-delete placeholder-link
placeholder-parent primary-objectclass propertyCausingError provisioningAction provisioningStepType pushStatus reason
rebuild-in-progress ref-retry rename-retry resetScope result Result retry-count run-number run-profile-name RunNumber
RunProfileName scope seed seen-by-import signOnMode skipReason sourceAttributeName sourceDirectoryName
sourceObjectName state status step-number step-result StepNumber StepResult synchronizationPreventionType syncState
targetAttributeName targetDirectoryName targetObjectName templateId TotalSteps transient type userNameFormat userType
value ValueAdds ValueChangeCount ValueDeletes version
`);

/** Members whose value is a number with a meaning. */
const numberMembers = lowered(`
userAccountControl msExchRecipientTypeDetails msExchRemoteRecipientType msExchRecipientDisplayType countryCode
groupType primaryGroupID sAMAccountType
`);

/** Members that hold a vendor's sentence. */
const proseMembers = lowered(`
description errorMessage errorSummary message guidance recommendedAction additionalDetails error-literal
server-error-detail extra-error-details errorDescription StepResultDetail
`);

/** Words of the vendors' sentences. */
export const proseWords = lowered(`
a aad access account accounts activate active add added admin administrator again against already an and another any
api app application are as assigned at attribute attributes azure be because been being blocked both but by call can
cannot cause caused change changed changes check closed cloud conflict conflicting connect connector contact contains
correct could created creation currently data delete deleted deletes deletion denied determine did directory disabled
do does domain done duplicate each either email enabled entra error errors evaluating exceeded existing exists export
exported failed filter filters for found from group groups hard hardening has have http id if immutableid import
imported in instance integration internal into invalid is it its join limit link made manager mapping match matched
matches matching may message microsoft missing more multiple must name needed needs no not object objects of office
okta on one only onpremisesobjectidentifier operation operations or other password pending permission permissions
please policy possible privileged processed property provisioned provisioning proxy proxyaddresses quarantine rate
received record refused relationship request requests required resource response retrieved retry review role rules
scope scoping script security server service should since skipped so source sourceanchor staged state status step such
support supported sync synchronization synchronized synchronizing system systems target tenant than that the their
them then there these they this threshold timeout to too type unable under unique unless until update updated user
userprincipalname users validation value values was were when where which while who whose will windows with within
without written wrong you your
`);

/** Ends of host names. */
export const topLevelDomains = lowered(`
com net org edu gov mil int info biz io local lan internal intern corp test example invalid localdomain home ad ac at
au be br ca ch cn co cz de dk ee es eu fi fr gr hk hu ie il in is it jp kr lt lu lv me mx nl no nz pl pt ro ru se sg
si sk tr uk us za
`);

/** Ends of the vendors' own host names, the longer ones first. */
export const knownSuffixes: readonly string[] = [
  'mail.onmicrosoft.com',
  'onmicrosoft.com',
  'oktapreview.com',
  'okta-emea.com',
  'okta.com',
  'okta-gov.com',
  'graph.microsoft.com',
  'graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
  'login.microsoftonline.com',
  'syncfabric.windowsazure.com',
  'microsoft.com',
  'windows.net',
  'sharepoint.com',
];

/** True for a word or a phrase of the vendors, whatever its letter case. */
export function isKnown(text: string): boolean {
  const lower = text.toLowerCase();
  return names.has(lower) || terms.has(lower) || phrases.has(lower);
}

const vendorWords = new Set(
  [
    ...names,
    ...terms,
    ...phrases,
    ...proseWords,
    ...topLevelDomains,
    ...knownSuffixes,
    'https http smtp selected null true false beta',
  ].flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)),
);

/** True for a word that stands, alone or in a compound, in what the vendors say: seeing it tells nothing of anybody. */
export function isVendorWord(word: string): boolean {
  return vendorWords.has(word);
}

/** What the value of a member, an element, a column or an attribute of this name may hold. */
export function roleOf(name: string): Role {
  const lower = name.toLowerCase();
  if (numberMembers.has(lower)) return 'number';
  if (proseMembers.has(lower)) return 'prose';
  return wordMembers.has(lower) ? 'word' : 'data';
}
