import type { Assessment, Diagnosis, Finding, Subject } from '../domain/assessment.js';
import { counted, grouped } from '../domain/counted.js';
import { type EvidenceKind, type EvidenceQuestion, questionWords, type RecordPosition } from '../domain/evidence.js';
import type { RuleMetadata } from '../domain/rule.js';
import { shorten } from './escape.js';

// The words that every report uses for the same thing. Values are returned raw: each report escapes them for its target.

/** Each other kind answers the question of its name. */
const kinds: Readonly<Record<EvidenceKind, string>> = {
  ...questionWords,
  onPrem: 'on-premises directory',
  entra: 'Microsoft Entra',
};

const diagnoses: ReadonlyMap<string, string> = new Map<Exclude<Diagnosis, `attribute:${string}`>, string>([
  ['byte-order-swapped', "the GUID's first three fields are in the wrong byte order"],
  ['guid-text-encoded', "the GUID's text was used instead of its bytes"],
  ['hex-encoded', 'hexadecimal instead of Base64'],
  ['case-folded', 'the letter case was lost: Base64 distinguishes it'],
  ['object-guid-instead-of-consistency-guid', 'made from objectGUID, but mS-DS-ConsistencyGuid is set'],
  ['okta-user-id', 'an Okta user id'],
  ['unknown', 'no known wrong encoding of this person explains it'],
]);

/** How many people there are: `3 users on premises, 4 in Microsoft Entra`. */
export function usersText({ onPremUsers, entraUsers }: Assessment['counts']): string {
  return `${counted(onPremUsers, 'user')} on premises, ${grouped(entraUsers)} in Microsoft Entra`;
}

/** The questions as a phrase: `pending exports, okta`. */
export function questionList(names: readonly EvidenceQuestion[]): string {
  return questionNames(names).join(', ');
}

/** Each question in words. */
export function questionNames(names: readonly EvidenceQuestion[]): readonly string[] {
  return names.map((name) => questionWords[name]);
}

/** Why nothing can be said by a rule that found nothing, or undefined where it looked. */
export function skippedReason(
  { id, needs = [] }: Pick<RuleMetadata, 'id' | 'needs'>,
  { openQuestions, unchecked }: Pick<Assessment, 'openQuestions' | 'unchecked'>,
): string | undefined {
  const open = needs.filter((question) => openQuestions.includes(question));
  if (open.length > 0) return `not checked: the evidence does not answer ${questionList(open)}`;
  const reason = unchecked?.[id];
  return reason === undefined ? undefined : `not checked: ${reason}`;
}

/** What an evidence source is about, in words. */
export function evidenceKindName(kind: EvidenceKind): string {
  return kinds[kind];
}

/** What a diagnosis says, in words. */
export function diagnosisMeaning(diagnosis: Diagnosis): string {
  const attribute = /^attribute:(.+)$/.exec(diagnosis)?.[1];
  return attribute === undefined ? (diagnoses.get(diagnosis) ?? diagnosis) : `the value of the attribute ${attribute}`;
}

/** What would come of it, or undefined where nothing was predicted: Entra's own answer, and whether sign-in breaks. */
export function predictionText({ prediction }: Finding): string | undefined {
  if (prediction === undefined) return undefined;
  const { refusal, signInBreaks } = prediction;
  const quarantined = refusal === 'QuarantinedDuplicate';
  return [
    ...(refusal === undefined
      ? []
      : [quarantined ? `Entra would keep the value back (${refusal})` : `Entra would answer ${refusal}`]),
    ...(signInBreaks ? ['federated sign-in would break'] : []),
  ].join('; ');
}

/** How an identity is called: its UPN, or the best key that is known of it. */
export function subjectName(subject: Subject): string {
  const { userPrincipalName, name, entraObjectId, objectGuid, immutableId, sourceAnchor } = subject;
  const known = userPrincipalName ?? name ?? entraObjectId ?? objectGuid ?? immutableId ?? sourceAnchor;
  const label = shorten(known ?? '(without any name)', 200);
  return subject.objectType === 'user' ? label : `${subject.objectType} ${label}`;
}

/** One key per identity: findings of different rules about the same person carry the same identifiers. */
export function identityKey(subject: Subject): string {
  const { objectGuid, entraObjectId, userPrincipalName, sourceAnchor, immutableId, name } = subject;
  return objectGuid ?? entraObjectId ?? userPrincipalName?.toLowerCase() ?? sourceAnchor ?? immutableId ?? name ?? '';
}

/** Whom a finding is about: somebody, or the whole environment. */
export function findingSubject(finding: Finding): string {
  return finding.subject === undefined ? 'the environment' : subjectName(finding.subject);
}

/** `OnPremIDs.csv:42`, as editors and terminals make it a link. */
export function positionText(at: RecordPosition): string {
  return `${at.origin}:${at.line}`;
}

/** Why a finding does not count as it otherwise would, or undefined. */
export function acceptanceText(finding: Finding): string | undefined {
  const { acceptance, waived } = finding;
  if (acceptance === undefined) return waived ? 'waived' : undefined;
  const terms = `until ${acceptance.expires} by ${acceptance.owner}: ${acceptance.reason}`;
  return `${waived ? 'waived' : 'loss accepted'} ${terms}`;
}
