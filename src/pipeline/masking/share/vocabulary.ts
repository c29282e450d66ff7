import { requestedAttributes } from '../../../connectors/active-directory/attributes.js';
import { unnamedValues } from '../../../domain/connect.js';
import { canonicalName } from '../../../evidence/records/columns.js';
import { entraNames, synchronisedProperties } from '../../../evidence/records/entra.js';
import { onPremNames } from '../../../evidence/records/on-prem.js';
import { isExcelWord, isNoValue, isTypeName } from '../../../evidence/values/words.js';
import { uncomparedFields } from '../../../validation/read-twice.js';
import { hybridAttributes } from '../../../validation/rules/pending-writeback.js';
import { members, paths } from './member-kinds.js';
import { ownEvidence } from './own-evidence.js';
import { inDistinguishedNames, isCollection, isTestedName, isTestedWord, testedWords } from './tested.js';

// What the vendors call things: the whole of what may stay. Everything that is not here is invented.

function lowered(words: string): ReadonlySet<string> {
  return new Set(words.trim().toLowerCase().split(/\s+/));
}

/** Members of Graph, Okta and Active Directory, elements of csexport, columns of PowerShell. */
const names: ReadonlySet<string> = new Set([
  ...Object.entries({ ...onPremNames, ...entraNames }).flatMap(([name, spellings]) => [
    canonicalName(name),
    ...spellings,
  ]),
  ...synchronisedProperties,
  ...uncomparedFields,
  ...paths([...ownEvidence.names, ...requestedAttributes([]), ...hybridAttributes].join(' ')),
  ...Object.values(members).flatMap((known) =>
    [...known].flatMap((path) => path.split('/').filter((name) => name !== '')),
  ),
  ...paths(`
$ref $schema @odata.context @odata.deltaLink @odata.id @odata.nextLink @removed _embedded _links about accessibility accessPolicies
accidentalDeletionPrevention account-name accountDisabled AccountDomainSid activate active activityIdentifier
AddedProperties after algorithm-step allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled allowPartialMatch anchor
answer api app appDisplayName applicationFilter applicationId applicationTemplateId appOwnerOrganizationId appRoleAssignedTo
appRoleAssignments appRoleId appRoles apps appuser assigned assignedByGroup assignedLicenses assignedPlans
AttributeConflictValues attributeMappings auditLogs authenticationFlows authenticationMethods authenticationStrength authorize
autoActivateNewUsers autoConfirmExactMatch autoConfirmNewUsers autoConfirmPartialMatch autoSubmitToolbar
azureDirectoryPolicy badPwdCount base baseUrl batch blockCloudObjectTakeoverThroughHardMatchEnabled
applications blockSoftMatchEnabled body builtInControls bypassDirSyncOverridesEnabled call-stack callback cd-error changeId
changesFrom clientApplications clientAppTypes cloudPasswordPolicyForPasswordSyncedUsersEnabled code codePage comment concurrentCredentialUpdateEnabled
concurrentOrgIdProvisioningEnabled conditions configuration connection connection-result connections
ConnectorConnectionErrors ConnectorId Connectors contacts containerExclusions containerInclusions create credentials
cs-dn cs-id cs-mv-links cs-mv-value cs-object cs-objects currentExportData custom custom-data customAuthenticationFactors
customSynchronizationRules cycleId DateTime Days dc deactivate default defaultValue definitions deletedItems delta
deltatoken details deviceFilter devices deviceWritebackEnabled directories directory directoryExtensionsEnabled directoryObjects
directoryRoles directoryScopeId disabledPlans disconnection-id disconnection-type discoverable discovery-errors
dn-value domain-name DomainDnsZones domains editable email entry error errorCauses errorId errorInformation errorLink
errorRedirectUrl escrowed-export escrowed-export-hologram escrowsPruned excludeLocations excludePlatforms expand export-counters export-errordetail
export-hologram export-only export-status exportMissingReferences extension-error-info extensionAttributes externalId
externalIp federationConfiguration filter firstName fopeConflictResolutionEnabled forceDelete ForestDnsZones
fullImport fully-qualified-domain-name GlobalSettings grantControls groupPushMappings groups groupTypes
groupWriteBackEnabled guid headers hide hints hologram homeMDB homepage host Hours href identities import-errordetail
import-flow import-status importRules importSettings inbound-flow-counters includeApplications
includeAuthenticationContextClassReferences includeLocations includePlatforms includeUserActions incrementalImport insiderRiskLevels instanceType
internalDomainFederation invocationId iOS isActive isEffectivelyEntitledForProvisioning
isInProvisioningScopeDisplayName isPresent IsFixedSize isPrivileged IsReadOnly isResolved IsSynchronized SyncRoot IsRunComplete isSoftDeleted issues isVerified jobs
lastExecution lastName lastSuccessfulExecution lastSuccessfulExecutionWithExports ldap licenseAssignmentStates
licenses lifecycle lifecycleCreate lifecycleDeactivate limit link locations login loginRedirectUrl logo logonCount ma-connection
ma-discovery-counters ma-discovery-errors ma-id ma-run manager@delta mappings master mayBeCut memberOf members@delta
meta metadata microsoft microsoft.graph.device microsoft.graph.group microsoft.graph.orgContact microsoft.graph.user
Milliseconds Minutes msExchImmutableId msftTenant mutability mv-link network newdn newrdn newsuperior newValue notifications oauth2
oauth2PermissionGrants objectCategory objectIdentifier ObjectIdInConflict objectMappings objectVersion office365
oldValue onpremisesDirectoryPolicy onPremisesExtensionAttributes onPremisesSynchronization operatorName organization
origin originatingReplicaToken orn otherMails ou outbound-flow-counters partition-id partition-name partitionFilters
passThroughAuthentication password passwordPolicies passwordProfile passwordWritebackEnabled path pending-import
pending-import-hologram pendingObjectsAddition pendingObjectsDeletion pendingObjectsUpdate platforms policies primarySMTP
principal principalId principalType profile progress PropertyNames provisionedBy provisionedUsers provisioning
provisioningStatusInfo provisioningTaskIdentifier provisionOnDemand proxyAddress PSComputerName PSPath
PSShowComputerName quarantineUponProxyAddressesConflictEnabled quarantineUponUpnConflictEnabled RemovedProperties
request requests required resourceId response responses retry-errors roleAssignments roleDefinitionId
roleEligibilityScheduleInstances run-details run-history run-profile RunHistoryId RunProfileId RunProfileResults
rule RunspaceId RunStepResults schedule schemas scopeEvaluationResult search Seconds security-id securityIdentifier select self
selfService sequencers server service serviceInstance servicePrincipal servicePrincipalDisplayName servicePrincipalFilter
servicePrincipals serviceProvisioningErrors settings sha256 signature signer signInActivity signingCertificate skiptoken
softMatchOnUpnEnabled sourceDirectoryName sourceIdentity sourceOperandName standardSynchronizationRules statusInfo
step-details step-id step-type StepHistoryId street stringKeyStringValuePair subscribedSkus successful-batch
supportedPublishingTypes sync-errors synchronization synchronization-errors synchronizationJobSettings
synchronizationRules synchronized-hologram synchronizeUpnForManagedUsersEnabled target targetDirectoryName
targetIdentity targetOperand tenantId termsOfUse thumbnailLogo Ticks timezone top TotalDays TotalHours TotalMilliseconds
TotalMinutes TotalSeconds transferMethods troubleshootingUrl uid unapplied-export unapplied-export-hologram unconfirmed-export
unconfirmed-export-hologram unifiedGroupContainer unifiedGroupWritebackEnabled update userContainer userCreateAndMatch
userForcePasswordChangeOnLogonEnabled userNameExpression users users.read userWritebackEnabled uSNChanged uSNCreated
visibility vpn web windowsTransportEnabled writebackConfiguration wsFedConfigureType
`),
]);

/** Values of enumerations. */
const terms = lowered(`${[...ownEvidence.words].join(' ')} 
#microsoft.graph.application #microsoft.graph.contact #microsoft.graph.device #microsoft.graph.directoryRole
#microsoft.graph.group #microsoft.graph.orgContact #microsoft.graph.servicePrincipal
#microsoft.graph.unifiedRoleAssignment #microsoft.graph.user AAD2ADExchangeHybridWriteback aborted Active
AD2AADDeviceSync AD2AADPasswordHash AD2AADProvisioning ADDCInPassthrough All Always AppKey application APPROVED
Attribute AttributeConflict AttributeValueMustBeUnique Authorization Authorization_RequestDenied AUTO base64 binary
BOOKMARK boolean BROWSER_PLUGIN CHANGE changed completed-discovery-errors completed-export-errors
completed-sync-errors completed-transient-objects completed-warnings Constant container count Create
DataValidationFailed delete-add deleted DeletingCloudOnlyObjectNotAllowed Delta DEPROVISIONED disable domainDNS
DomainFQDN DONT_PUSH E0000001 E0000003 E0000006 E0000007 E0000011 E0000047 E0000075 eligible EMAIL Enable
enabledForCount enabledForPercentage EncounteredBaseEscrowThreshold EncounteredEscrowProportionThreshold
EncounteredQuarantineException EncounteredTotalEscrowThreshold EntryExport EntryExportAdd EntryExportDelete
EntryExportReference EntryExportUpdate EntryImport EntryImportAdd EntryImportDelete EntryImportUpdate EntryLevelErrors
EntryMatching EntrySynchronization EntrySynchronizationAdd EntrySynchronizationDelete EntrySynchronizationScoping
EntrySynchronizationSkip EntrySynchronizationUpdate ERROR excluded ExistingAdminRoleConflict explicit export
export-delta Failed failure Federated FederatedDomainChange FlowAlways FlowWhenChanged foreignSecurityPrincipal
Function GET GROUP_PUSH Guest http://schemas.microsoft.com/powershell/2004/04 http://www.w3.org/2001/XMLSchema
http://www.w3.org/2001/XMLSchema-instance IMPLICIT import IMPORT_NEW_USERS IMPORT_PROFILE_UPDATES IMPORTED INACTIVE
cloudSync connect INBOUND_PROVISIONING included incomplete IngestionInterrupted Initial integer InvalidAuthenticationToken
InvalidHardMatch InvalidSoftMatch joined KEEP_EXISTING LargeObject Licensing Managed MANUAL MATCHED matching Member
Microsoft.ActiveDirectory.Management.ADAccount Microsoft.ActiveDirectory.Management.ADEntity
Microsoft.ActiveDirectory.Management.ADObject Microsoft.ActiveDirectory.Management.ADPrincipal
Microsoft.ActiveDirectory.Management.ADPropertyValueCollection Microsoft.ActiveDirectory.Management.ADUser
Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser microsoft.graph.user modify msDS-GroupManagedServiceAccount
msDS-ManagedServiceAccount no-start-connection no-start-credentials no-start-ma none nonServiceFailure normal
NotConfigured notEnabled NotInScope NotRun OAUTH2 ObjectAddOnly ObjectTypeMismatch obsolete office365 oktaApps
organizationalPerson organizationalUnit other OUT_OF_SYNC PassThroughAuthentication PasswordHashSync
PasswordHashSynchronization Paused percentage person POST pipeline processing projected PropertyConflict PROVISIONED
ProxyAddress ProxyAddresses PUSH PUSH_NEW_USERS PUSH_PASSWORD_UPDATES PUSH_PROFILE_UPDATES PUSH_USER_DEACTIVATION PUT
Quarantine QuarantinedAttributeValueMustBeUnique QuarantinedOnDemand QuarantineTooManyDeletesThreshold RANDOM
RedundantExport reference referenceResolution rename Request_BadRequest Request_ResourceNotFound
Request_UnsupportedQuery REVOKED RolesCompound row-rejected SAML_1_1 SAML_2_0 scoping ServicePrincipal ServicePrincipalsInMyTenant services
skipped SoftMatchConflict STAGED stagedDelete stay stopped-connectivity stopped-database-connection-lost
stopped-extension-dll-exception stopped-object-limit stopped-server stopped-user-termination-from-wmi-or-ui string
Succeeded SUSPENDED SYNCHRONIZED SYNCING SyncNotificationSettings system System.Array System.Boolean System.Byte[]
System.Collections.ArrayList System.Collections.Hashtable System.DateTime System.DBNull System.Enum System.Guid
System.Int32 System.Int64 System.Management.Automation.PSCustomObject System.Management.Automation.PSObject
System.Object System.Object[] System.String System.String[] System.TimeSpan System.ValueType System.Version text/html
TOKEN TooManyDeletes TooManyRequests top UNASSIGNED unconfirmed unnamed unreadable-text
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User USER_PROVISIONING USERNAME UserPrincipalName warning
WS_FEDERATION
AzureActiveDirectoryCannotUpdateObjectsMasteredOnPremises AzureDirectoryConflict AzureDirectoryInvalidCredentials Disabled
DuplicateSourceEntries DuplicateTargetEntries ImportSkipped InProgress InsufficientRights InternalServerError InvalidAnchor
NotEffectivelyEntitled SchemaPropertyCanOnlyAcceptValue stopped-deadlocked stopped-entry-export-error stopped-error-limit
stopped-import-read stopped-out-of-disk-space stopped-out-of-memory stopped-parsing-errors stopped-server-down UnprocessableEntity
WebExceptionProtocolError
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

/** Words of the vendors' sentences; none that is somebody's name as well. */
const proseWords = lowered(`
a aad access account accounts activate active add added admin administrator again against already an and another any
api app application are as assigned at attribute attributes azure be because been being blocked both bound but by call
can cannot cause caused change changed changes check closed cloud conflict conflicting connect connector contact
contains correct could created creation currently data delete deleted deletes deletion denied determine did directory
disabled do does domain done downstream duplicate each either email enabled entra entry error errors evaluated
evaluating exceeded existing exists export exported failed filter filters for found from group groups hard hardening
has have http id identifier if immutableid import imported in instance integration internal into invalid is it its
join made manager mapping match matched matches matching message microsoft missing more multiple must name needed
needs no not object objects of okta on one only onpremisesobjectidentifier operation operations or other out password
pending permission permissions please policy possible privileged processed property provisioned provisioning proxy
proxyaddresses quarantine rate received record refused relationship request requests required resource response
retrieved retry review role rules scope scoping script security server service settings should since skipped so source
sourceanchor staged state status step such support supported suspended sync synchronization synchronized synchronizing
system systems target tenant than that the their them then there these they this threshold timeout to too type unable
under unique unless until update updated user userprincipalname users validation value values was were when where
which while who whose windows with within without written wrong you your
`);

/** Words that the vendors write with a capital in the middle of a sentence. */
const properNouns = lowered('active directory microsoft entra azure ad okta exchange add update delete id upn http');

const hosts =
  String.raw`oktapreview\.com|okta-emea\.com|okta\.com|okta-gov\.com|graph\.microsoft\.com|graph\.microsoft\.us
microsoftgraph\.chinacloudapi\.cn|login\.microsoftonline\.com|syncfabric\.windowsazure\.com|microsoft\.com|windows\.net
sharepoint\.com|healthmailbox`.replaceAll('\n', '|');

/** What the vendors put into and before names and nobody looks for, as patterns. */
export const vendorParts: readonly string[] = [
  String.raw`(?<![\p{L}\p{N}])(?:${hosts}|(?<=(?<![\p{L}\p{N}])DC=\s*)(?:${inDistinguishedNames(hosts)}))(?![\p{L}\p{N}])`,
  String.raw`^(?:AD2AADDeviceSync|AD2AADPasswordHash|AD2AADProvisioning|AAD2ADExchangeHybridWriteback)\.`,
  '^(?:contact|device)_',
];

/** Elements and attributes of CliXML (MS-PSRP 2.2.5), in their letter case. */
const cliXmlNames: ReadonlySet<string> = new Set(
  `Objs Obj TN TNRef T ToString Props MS LST DCT STK QUE IE En Ref Nil S SS C B DT TS By SB U16 I16 U32 I32 U64 I64 Sg Db D BA G
URI Version XD SBK PR N RefId`.split(/\s+/),
);
const xmlNames: ReadonlySet<string> = new Set(['xml', 'xmlns', 'xsi', 'xsd', 'nil', 'space', 'lang']);

const schemes = lowered('file ftp ftps git git+https git+ssh http https ldap ldaps sip sips ssh urn');

/** What stands in the vendors' own addresses between the signs, in this letter case. */
const addressWords: ReadonlySet<string> = new Set(
  `v1 v1.0 beta api $metadata $entity $ref $count $batch $filter $top $skip $search $orderby $skiptoken $deltatoken $format
activate after allPrincipals applications appRoleAssignments apps auditLogs connections contacts custom-security default delta
deactivate deletedItems devices directory directoryObjects domains features filter groups home id jobs lifecycle limit logs mappings
members memberOf meta microsoft.graph.group microsoft.graph.user onPremisesSynchronization organization pause policies profile
provisioning restart roles schema schemas search secrets serviceAccounts servicePrincipals start subscribedSkus synchronization
templates types user users validateCredentials value CN OU DC UID cn ou dc uid`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** True for a name that XML itself gives. */
export function isXmlName(text: string): boolean {
  return xmlNames.has(text);
}

/** True for a name that CliXML gives, whatever it holds. */
export function isCliXmlName(text: string): boolean {
  return cliXmlNames.has(text);
}

/** True for the start of an address that everybody uses. */
export function isScheme(text: string): boolean {
  return schemes.has(text.toLowerCase());
}

/** True for a part of the path or the query of a vendor's address. */
export function isAddressWord(text: string): boolean {
  return addressWords.has(text) || isCollection(text);
}

/** True for an option of an attribute that says how it is shown (RFC 4522, and the ranges of Active Directory). */
export function isOption(text: string): boolean {
  return /^(binary|range=\d{1,6}-(\d{1,6}|\*))$/i.test(text);
}

/** True for the name of a member, an attribute or a column, however it is spelled. */
export function isName(text: string): boolean {
  return names.has(canonicalName(text)) || isTestedName(text);
}

/** True for a value of the vendors' enumerations. */
export function isTerm(text: string): boolean {
  // Types of .NET that PowerShell read again, or took columns of.
  const lower = text
    .trim()
    .toLowerCase()
    .replace(/^(selected|deserialized)\.(?=system\.|microsoft\.)/, '');
  return terms.has(lower) || phrases.has(lower) || isTestedWord(lower);
}

const partsOfTerms: ReadonlySet<string> = new Set(
  [...terms].filter((term) => /^[a-z]+(-[a-z]+)+$/.test(term)).flatMap((term) => term.split('-')),
);

/** True for a part of the terms that hyphens join: the vendors join others of the same parts. */
export function isPartOfTerm(part: string): boolean {
  return partsOfTerms.has(part.toLowerCase());
}

/** True for a value of the vendors' enumerations that nobody is called: of several words, or written as programs write theirs. */
export function isCode(text: string): boolean {
  return isTerm(text) && (phrases.has(text.trim().toLowerCase()) || /[_\d]|[a-z][A-Z]/.test(text));
}

/** True for what says that there is no value, or true or false. */
export function isStopgap(text: string): boolean {
  const word = text.trim();
  return (
    /^(true|false|-)$/i.test(word) ||
    isNoValue(word) ||
    isExcelWord(word) ||
    unnamedValues.test(word) ||
    (isTypeName(word) && isTerm(word))
  );
}

/** True for a word of a vendor's sentence where it stands: capitals only at the start, in proper nouns and inside of names. */
export function isProse(word: string, first: boolean): boolean {
  const lower = word.toLowerCase();
  if (/[a-z][A-Z]/.test(word)) return isName(word);
  return proseWords.has(lower) && (word === lower || first || properNouns.has(lower));
}

const noValues = ['true', 'false', 'null', 'none'];

/** Every word of the above: seeing one tells nothing of anybody, and none is invented. */
export const publicWords: ReadonlySet<string> = new Set(
  [names, terms, phrases, proseWords, properNouns, noValues]
    .flatMap((words) => [...words])
    .concat(testedWords, vendorParts)
    .flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? []),
);
