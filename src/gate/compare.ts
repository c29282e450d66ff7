import type { Assessment, Finding, IdentityLine, Subject } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import type { Phase } from '../domain/phase.js';
import type { Comparison, ReviewVerdict, RuleAndSubject, Standing } from '../domain/review.js';
import { isEvidenceRule } from '../domain/rule.js';

/** The phases in which a deployment switches a provisioner over, so that whatever is not cleared is refused. */
const switching: ReadonlySet<Phase> = new Set(['cutover', 'complete']);

/**
 * What a later assessment can be compared with.
 *
 * @param digestOf turns an identity's key into a digest, so that the standing names nobody who is well.
 */
export function standingOf(
  { decision, digest, findings }: Assessment,
  identities: readonly IdentityLine[],
  digestOf: (key: string) => string,
): Standing {
  const pairs = (wanted: (finding: Finding) => boolean) =>
    sortedPairs(findings.filter(wanted).map((finding) => pairOf(finding, digestOf)));
  return {
    decision,
    digest,
    errors: pairs(({ severity, waived }) => severity === 'error' && !waived),
    waived: pairs(({ waived, acceptance }) => waived || acceptance !== undefined),
    hardMatches: identities
      .filter(({ outcome }) => outcome === 'hardMatch')
      .map((line) => digestOf(personKey(line)))
      .sort(),
  };
}

/** The key that an identity keeps from one assessment to the next. */
export function personKey({
  objectGuid,
  entraObjectId,
  userPrincipalName,
  sourceAnchor,
}: IdentityLine | Subject): string {
  return objectGuid ?? entraObjectId ?? userPrincipalName?.toLowerCase() ?? sourceAnchor ?? '';
}

function pairOf({ rule, subject, at }: Finding, digestOf: (key: string) => string): RuleAndSubject {
  if (subject === undefined) return { rule, key: at?.origin ?? '', who: at?.origin ?? 'the environment' };
  const key = personKey(subject) || subject.immutableId || subject.name || '';
  return { rule, key: digestOf(`${subject.objectType} ${key}`), who: subject.userPrincipalName ?? subject.name ?? key };
}

function sortedPairs(pairs: readonly RuleAndSubject[]): RuleAndSubject[] {
  const byKey = new Map(pairs.map((pair) => [textOf(pair), pair]));
  return [...byKey].sort(([a], [b]) => byText(a, b)).map(([, pair]) => pair);
}

function textOf({ rule, key }: RuleAndSubject): string {
  return `${rule}\u0000${key}`;
}

/** What became worse and what better. */
export function compareStandings(before: Standing, after: Standing): Comparison {
  const hardMatches = new Set(after.hardMatches);
  return {
    newErrors: without(after.errors, before.errors),
    fixedErrors: without(before.errors, after.errors),
    newWaived: without(after.waived, before.waived),
    lostHardMatches: before.hardMatches.filter((digest) => !hardMatches.has(digest)),
  };
}

function without(pairs: readonly RuleAndSubject[], others: readonly RuleAndSubject[]): RuleAndSubject[] {
  const known = new Set(others.map(textOf));
  return pairs.filter((pair) => !known.has(textOf(pair)));
}

/**
 * What a proposal is told. Before the cutover the gate reports and in it enforces (docs/decisions/0002), but worse than
 * the base branch never passes; a rollback is never stopped.
 *
 * @param comparison with the base branch; undefined where it has no such environment yet.
 */
export function reviewVerdict(
  phase: Phase,
  { decision }: Pick<Standing, 'decision'>,
  comparison: Comparison | undefined,
): ReviewVerdict {
  if (decision === 'cleared' && (comparison?.lostHardMatches.length ?? 0) === 0) return 'passed';
  if (phase === 'rollback') return 'noted';
  const worse = comparison?.newErrors ?? [];
  if (worse.some(({ rule }) => !isEvidenceRule(rule)) || (comparison?.lostHardMatches.length ?? 0) > 0) return 'failed';
  if (switching.has(phase)) return decision === 'blocked' ? 'failed' : 'undecided';
  return worse.length > 0 ? 'undecided' : 'noted';
}

/**
 * Whether a deployment may go ahead with fresh evidence: never with worse than what was reviewed, and new waivers count as
 * worse. A rollback is never stopped by what the evidence says.
 *
 * @param comparison of the reviewed standing with the one now.
 */
export function deploymentVerdict(
  phase: Phase,
  { decision }: Pick<Standing, 'decision'>,
  comparison: Comparison,
): ReviewVerdict {
  if (phase === 'rollback') return decision === 'cleared' ? 'passed' : 'noted';
  if (comparison.newWaived.length > 0) return 'failed';
  return reviewVerdict(phase, { decision }, comparison);
}
