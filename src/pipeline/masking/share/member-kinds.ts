import { parameterNames } from '../../../evidence/connect-config/global-settings.js';
import { canonicalName } from '../../../evidence/records/columns.js';
import { ownEvidence } from './own-evidence.js';

/** What is known of the values of a member. Of `data`, the rule, nothing stays but its shape. */
export type Kind =
  | 'data'
  | 'bytes'
  | 'anchor'
  | 'sourceAnchor'
  | 'prose'
  | 'time'
  | 'term'
  | 'terms'
  | 'code'
  | 'attribute'
  | 'flag'
  | 'count'
  | 'span'
  | 'version'
  | 'result'
  | 'bits'
  | 'rid'
  | 'connector'
  | 'profile'
  | 'signOn'
  | 'claim'
  | 'deed'
  | 'title';

/** Members by what they hold; `parent/member` where the member alone does not tell. */
export const members: Readonly<Record<Exclude<Kind, 'data'>, ReadonlySet<string>>> = {
  bytes: paths(`
objectGUID mS-DS-ConsistencyGuid objectSid sidHistory msExchMasterAccountSid msExchMailboxGuid msExchArchiveGUID msExchDisabledArchiveGUID onPremisesObjectIdentifier
userCertificate thumbnailPhoto jpegPhoto photo
`),
  anchor: paths('ImmutableID immutableIdClaim onPremisesImmutableId'),
  sourceAnchor: paths('sourceAnchor'),
  prose: paths(`
errorMessage errorSummary message guidance recommendedAction additionalDetails error-literal server-error-detail
extra-error-details errorDescription StepResultDetail provisioningSteps/description
`),
  time: paths(`
accountExpires activated activityDateTime badPasswordTime created createdDateTime currentBegan date-occurred deletedDateTime deletionTimestamp disconnection-time employeeHireDate
employeeLeaveDateTime end-date EndDate endTime expiration first-occurred last-export-delta-time last-import-delta-time lastLogin lastLogon
lastLogonTimestamp lastNonInteractiveSignInDateTime lastPasswordChangeDateTime lastPasswordChangeTimestamp lastSignInDateTime
lastSuccessfulSignInDateTime lockoutTime passwordChanged statusChanged lastSync lastUpdated lineage-time nextAttempt NextSyncCycleStartTimeInUTC
occurredAt occurredDateTime onPremisesLastSyncDateTime pwdLastSet readAt seriesBegan softDeletionTimestamp start-date
StartDate startTime steadyStateFirstAchievedTime steadyStateLastAchievedTime timeBegan timeEnded timestamp whenChanged
whenCreated ${[...ownEvidence.times].join(' ')}
`),
  term: paths(`
includeUsers excludeUsers includeRoles excludeRoles includeGroups excludeGroups includeServicePrincipals excludeServicePrincipals
allow AMODT ATYPE assignment authenticationType authScheme category change changetype connector-state creationType
encoding error-code error-name error-type errorCategory errorCode errorName errorType export-delta-operation extension-name fact
factoryTag flowBehavior flowType identityType import-delta-operation initiatingType initiatorType
kind lineage-type method nextCyclePolicy NextSyncCyclePolicyType object-type oc-value odatatype OMODT operation
exactMatchCriteria prevention primary-objectclass problem provisioningStepType pushStatus quarantineReason reason
resetScope scheduleState scope seed signOnMode signsInFor skipReason statusCode status syncRole onPremSyncRole
step-result StepResult synchronizationPreventionType syncState templateId templates type userNameFormat userType
quarantine/state provisioningSteps/state execution/state job/state result/result key/result
schedule/state status/code lastExecution/state lastSuccessfulExecution/state lastSuccessfulExecutionWithExports/state error/code
${[...ownEvidence.enumerations].join(' ')}
`),
  terms: paths('features flowTypes objectClass objectType'),
  code: paths(`
sourceSystem/name targetSystem/name sourceSystem/displayName targetSystem/displayName
initiatedBy/displayName name
`),
  attribute: paths(`
AttrName AttributeConflictName conflictingAttribute empty fields parameters/name parameters/value Parameters/Value
modifiedProperties/displayName propertyCausingError property secretKeys secrets/key synchronizedEntryCountByType/key
sourceAttributeName targetAttributeName sourceObjectName targetObjectName attr/name dn-attr/name attributes/name changes/name losses/name provisioningErrors/property
${parameterNames.sourceAnchor} ${parameterNames.userPrincipalName}
`),
  flag: paths(`
accountEnabled BlockCredential connector deleted DirectorySynced DirSyncEnabled Enabled isCriticalSystemObject isDeleted
isCloudManaged IsExchangeCloudManaged IsMultiValued multivalued need-full-sync obsoletion onPremisesSyncEnabled pending pending-ref-delete placeholder-delete
placeholder-link placeholder-parent rebuild-in-progress ref-retry rename-retry seen-by-import synced transient ${parameterNames.stagingMode} ${parameterNames.deletionThresholdOn}
`),
  count: paths(`
@odata.count alertThreshold at BinaryLength ChangedAttrCount Count countEntitled countEntitledForProvisioning countEscrowed
countEscrowedRaw countExported countExports countImported countImportedDeltas countImportedReferenceDeltas
countSuccessiveCompleteFailures current-export-step-counter CurrentStepNumber DeletionPrevention DisplayHint
durationInMilliseconds entraCutoverEvidence ExportDeletionThreshold export-add export-delete export-delete-add
export-rename export-update issues/line Length LongLength matchingPriority PropertyCount pendingAdditions pendingDeletions pendingUpdates
priority records rejected retry-count run-number RunNumber seriesCount skipped stage-add stage-delete
stage-delete-add stage-no-change stage-rename stage-update step-number StepNumber threshold ThresholdCount TotalSteps
ValueAdds ValueChangeCount ValueDeletes ${parameterNames.deletionThreshold} ${[...ownEvidence.counts].join(' ')}
`),
  span: paths(`
AllowedSyncCycleInterval CurrentlyEffectiveSyncCycleInterval CustomizedSyncCycleInterval
customerRequestedSynchronizationInterval interval PurgeRunHistoryInterval synchronizationInterval
`),
  version: paths(
    `SchemaVersion synchronizationClientVersion clientVersion serverVersion ${parameterNames.serverVersion} tool version xmlVersion`,
  ),
  result: paths('result'),
  connector: paths('ConnectorName ma-name'),
  profile: paths('profileName run-profile-name RunProfileName'),
  signOn: paths(`signOnMethod ${parameterNames.signOnMethod}`),
  claim: paths('anchorMapping/expression'),
  deed: paths('action provisioningAction provisioningSteps/name'),
  title: paths('title'),
  bits: paths(`
groupType msExchRecipientDisplayType msExchRecipientTypeDetails msExchRemoteRecipientType
RecipientTypeDetails sAMAccountType userAccountControl
`),
  rid: paths('primaryGroupID'),
};

/** Words of a list, each as `canonicalName` has it, and so the parts of a path. */
export function paths(words: string): ReadonlySet<string> {
  return new Set(
    words
      .trim()
      .split(/\s+/)
      .map((path) => path.split('/').map(canonicalName).join('/')),
  );
}
