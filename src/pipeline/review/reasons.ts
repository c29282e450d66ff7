import type { Assessment, IdentityLine } from '../../domain/assessment.js';
import { counted, grouped } from '../../domain/counted.js';
import type { Phase } from '../../domain/phase.js';
import { type Comparison, isAboutNobody, type ReviewVerdict, type RuleAndSubject } from '../../domain/review.js';
import { personKey } from '../../gate/compare.js';
import { ruleRegistry } from '../../validation/rules/index.js';
import { type Assessed, digestOf } from './standing.js';

/** People named in one sentence; the comment's tables and the reports have the rest. */
const named = 5;

/** Why a proposal gets its verdict, the most severe first, one sentence each. */
export function reasonsOf(judged: {
  readonly verdict: ReviewVerdict;
  readonly phase: Phase;
  readonly after: Assessed;
  readonly comparison: Comparison | undefined;
}): string[] {
  const { verdict, phase, after, comparison } = judged;
  const reasons = comparison === undefined ? [] : namedWorse(comparison, after);
  const { decision } = after.standing;
  if (decision === 'cleared') return reasons;
  const enforced = verdict === 'failed' || verdict === 'undecided';
  if (phase === 'rollback') reasons.push(`The assessment is ${decision}; a rollback is never stopped by it.`);
  else if (phase === 'cutover' || phase === 'complete')
    reasons.push(`Phase ${phase} switches provisioning and needs a cleared assessment; it is ${decision}.`);
  else if (!enforced) reasons.push(`The assessment is ${decision}, as before; phase ${phase} switches nothing.`);
  return reasons;
}

/** What became worse, in sentences; empty when nothing did. */
export function namedWorse(
  { newErrors, lostHardMatches }: Comparison,
  { assessment, identities }: Pick<Assessed, 'assessment' | 'identities'>,
): string[] {
  const reasons: string[] = [];
  const people = newErrors.filter((pair) => !isAboutNobody(pair));
  if (people.length > 0) {
    const listed = people.map(({ rule, who }) => `${who} (${rule})`);
    reasons.push(`${counted(people.length, 'new error')}: ${list(listed)}.`);
  }
  const others = newErrors.filter(isAboutNobody);
  reasons.push(...others.slice(0, named).map((pair) => aboutTheWhole(pair, assessment)));
  if (others.length > named) reasons.push(`${counted(others.length - named, 'more new error')} about the evidence.`);
  if (lostHardMatches.length > 0) {
    const names = namesOf(new Set(lostHardMatches), identities);
    reasons.push(`${counted(lostHardMatches.length, 'hard match', 'hard matches')} lost: ${list(names)}.`);
  }
  return reasons;
}

/** A rule that names nobody says itself what is wrong: that evidence is missing, and which. */
function aboutTheWhole({ rule, key }: RuleAndSubject, { findings }: Assessment): string {
  const [first, ...more] = findings.filter(
    (finding) => finding.rule === rule && finding.subject === undefined && (finding.at?.origin ?? '') === key,
  );
  const title = ruleRegistry.find(({ id }) => id === rule)?.title ?? rule;
  const found = first?.found ?? first?.consequence;
  const what = found === undefined ? '' : `: ${found.replace(/\.$/, '')}`;
  return `${title} (${rule})${what}${more.length > 0 ? ` (and ${grouped(more.length)} more)` : ''}.`;
}

function namesOf(digests: ReadonlySet<string>, identities: readonly IdentityLine[]): string[] {
  const names = identities
    .filter((line) => digests.has(digestOf(personKey(line))))
    .map(
      ({ userPrincipalName, entraUserPrincipalName, objectGuid }) =>
        userPrincipalName ?? entraUserPrincipalName ?? objectGuid ?? '',
    );
  const gone = digests.size - names.length;
  return gone > 0 ? [...names, `${gone} no longer in the evidence`] : names;
}

function list(items: readonly string[]): string {
  const more = items.length - named;
  return more > 0 ? `${items.slice(0, named).join(', ')} and ${grouped(more)} more` : items.join(', ');
}
