import { canonicalName } from '../../sources/records/columns.js';
import { isBooleanWord } from '../../sources/values/flags.js';
import { canonicalNames, isName, isStopgap, isTerm } from './vocabulary.js';

/** What is known of the values of a member. Of `data`, the rule, nothing stays but its shape. */
export type Kind =
  | 'data'
  | 'bytes'
  | 'prose'
  | 'time'
  | 'term'
  | 'attribute'
  | 'flag'
  | 'count'
  | 'span'
  | 'version'
  | 'result'
  | 'bits';

/** Members by what they hold; `parent/member` where the member alone does not tell. */
const members: Readonly<Record<Exclude<Kind, 'data'>, ReadonlySet<string>>> = {
  bytes: canonicalNames(`
objectGUID mS-DS-ConsistencyGuid objectSid sidHistory msExchMasterAccountSid msExchMailboxGuid ImmutableID sourceAnchor
onPremisesImmutableId onPremisesObjectIdentifier userCertificate thumbnailPhoto jpegPhoto photo
`),
  prose: paths(`
errorMessage errorSummary message guidance recommendedAction additionalDetails error-literal server-error-detail
extra-error-details errorDescription StepResultDetail provisioningSteps/description
`),
  time: canonicalNames(`
activityDateTime created createdDateTime currentBegan date-occurred deletedDateTime deletionTimestamp disconnection-time
end-date EndDate endTime expiration first-occurred last-export-delta-time last-import-delta-time lastLogon
lastLogonTimestamp lastPasswordChangeTimestamp lastSync lastUpdated lineage-time nextAttempt NextSyncCycleStartTimeInUTC
occurredAt occurredDateTime onPremisesLastSyncDateTime pwdLastSet readAt seriesBegan softDeletionTimestamp start-date
StartDate startTime steadyStateFirstAchievedTime steadyStateLastAchievedTime timeBegan timeEnded timestamp whenChanged
whenCreated
`),
  term: paths(`
action allow AMODT ATYPE assignment authenticationType authScheme category change changetype connector-state creationType
encoding error-code error-name error-type errorCategory errorCode errorType export-delta-operation extension-name fact
factoryTag features flowBehavior flowType flowTypes identityType import-delta-operation initiatingType initiatorType
kind lineage-type method NextSyncCyclePolicyType object-type objectClass objectType oc-value odatatype OMODT operation
exactMatchCriteria prevention primary-objectclass problem provisioningAction provisioningStepType pushStatus quarantineReason reason
Result resetScope run-profile-name RunProfileName scheduleState scope seed signOnMode skipReason statusCode status
step-result StepResult synchronizationPreventionType syncState templateId templates type userNameFormat userType
provisioningSteps/name sourceSystem/name targetSystem/name sourceSystem/displayName targetSystem/displayName
initiatedBy/displayName app/name features/name /name capabilities/name quarantine/state provisioningSteps/state
execution/state job/state result/result key/result
`),
  attribute: paths(`
anchorAttribute AttrName AttributeConflictName empty fields parameters/name parameters/value Parameters/Value
modifiedProperties/displayName propertyCausingError property secretKeys secrets/key synchronizedEntryCountByType/key
sourceAttributeName targetAttributeName sourceObjectName targetObjectName attr/name dn-attr/name attributes/name
`),
  flag: canonicalNames(`
accountEnabled BlockCredential connector deleted DirectorySynced DirSyncEnabled Enabled isCriticalSystemObject isDeleted
IsMultiValued multivalued need-full-sync obsoletion onPremisesSyncEnabled pending pending-ref-delete placeholder-delete
placeholder-link placeholder-parent rebuild-in-progress ref-retry rename-retry seen-by-import synced transient
`),
  count: canonicalNames(`
@odata.count alertThreshold at ChangedAttrCount Count countEntitled countEntitledForProvisioning countEscrowed
countEscrowedRaw countExported countExports countImported countImportedDeltas countImportedReferenceDeltas
countSuccessiveCompleteFailures current-export-step-counter CurrentStepNumber DeletionPrevention DisplayHint
durationInMilliseconds entraCutoverEvidence ExportDeletionThreshold export-add export-delete export-delete-add
export-rename export-update line matchingPriority PropertyCount pendingAdditions pendingDeletions pendingUpdates
priority records rejected retry-count run-number RunNumber search seriesCount skipped stage-add stage-delete
stage-delete-add stage-no-change stage-rename stage-update step-number StepNumber threshold ThresholdCount TotalSteps
ValueAdds ValueChangeCount ValueDeletes
`),
  span: canonicalNames(`
AllowedSyncCycleInterval CurrentlyEffectiveSyncCycleInterval CustomizedSyncCycleInterval
customerRequestedSynchronizationInterval interval PurgeRunHistoryInterval synchronizationInterval
`),
  version: canonicalNames('SchemaVersion synchronizationClientVersion tool version xmlVersion'),
  result: canonicalNames('result'),
  bits: canonicalNames(`
groupType msExchRecipientDisplayType msExchRecipientTypeDetails msExchRemoteRecipientType primaryGroupID
sAMAccountType userAccountControl
`),
};

function paths(words: string): ReadonlySet<string> {
  return new Set(
    words
      .trim()
      .split(/\s+/)
      .map((path) => path.split('/').map(canonicalName).join('/')),
  );
}

/**
 * What the value of a member, an element, a column or an attribute of this name may hold.
 *
 * @param parent the member around it: `ConvertTo-Json` writes times and intervals as objects.
 */
export function kindOf(name: string, parent = ''): Kind {
  const path = `${parent}/${name}`;
  const kind = kinds.get(path) ?? findKind(name, parent);
  // Names may be somebody's: not too many are kept.
  if (kinds.size < 10_000) kinds.set(path, kind);
  return kind;
}

const kinds = new Map<string, Kind>();

function findKind(name: string, parent: string): Kind {
  const [member, around] = [canonicalName(name), canonicalName(parent)];
  if (members.time.has(around) && /^(value|datetime)$/.test(member)) return 'time';
  if (members.span.has(around)) return 'span';
  const all = Object.entries(members) as [Exclude<Kind, 'data'>, ReadonlySet<string>][];
  const found = (path: string): Kind | undefined => all.find(([, known]) => known.has(path))?.[0];
  return found(`${around}/${member}`) ?? found(member) ?? 'data';
}

const spans = /^(-?(\d{1,3}\.)?\d\d:\d\d:\d\d(\.0+)?|P(T?\d{1,4}[YMWDHS]){1,6}|\d{1,4}([.,]\d{1,12})?|\d{1,9}0{7})$/;
const versions = /^(entra-cutover )?\d{1,4}(\.\d{1,5}){0,3}$/;

/** True for a value that may stay as it is: true, false, no value, or what the documentation of the member lists. */
export function mayStay(text: string, kind: Kind): boolean {
  const word = text.trim();
  if (isStopgap(word)) return true;
  switch (kind) {
    case 'term':
      return isTerm(word);
    case 'attribute':
      return isName(word) || isTerm(word);
    case 'flag':
      return /^[01]$/.test(word) || isBooleanWord(word);
    case 'count':
      return /^\d{1,6}$/.test(word);
    case 'span':
      return spans.test(word);
    case 'version':
      return versions.test(word);
    case 'result':
      return isTerm(word) || /^\d{1,3}( Success)?$/.test(word);
    case 'bits':
      return isDocumentedNumber(word);
    default:
      return false;
  }
}

const accountTypes = [0x100, 0x200, 0x800, 0x1000, 0x2000];
const controlFlags = 0x5fff_3bfb;
const otherNumbers = new Set(
  [
    // sAMAccountType, groupType, msExchRecipientDisplayType.
    '268435456 268435457 536870912 536870913 805306368 805306369 805306370',
    '-2147483646 -2147483644 -2147483640 -2147483643 -2147483642 -1073741818 -1073741816',
  ].flatMap((numbers) => numbers.split(' ').map(Number)),
);

/** Small numbers, single bits (types of recipients), values of lists, and accounts of one type whose flags all have a name. */
function isDocumentedNumber(text: string): boolean {
  if (!/^-?(\d{1,13}|0x[0-9a-f]{1,11})$/i.test(text)) return false;
  const number = Number(text);
  const types = accountTypes.filter((type) => (number & type) !== 0).length;
  const isControl = number > 0 && number < 2 ** 27 && types === 1 && (number & ~controlFlags) === 0;
  return Math.abs(number) < 1000 || Number.isInteger(Math.log2(number)) || otherNumbers.has(number) || isControl;
}
