import type { IdentityLine } from '../../domain/assessment.js';
import { counted, grouped } from '../../domain/counted.js';
import type { Phase } from '../../domain/phase.js';
import type { Comparison, ReviewVerdict } from '../../domain/review.js';
import { personKey } from '../../gate/compare.js';
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
  const reasons = comparison === undefined ? [] : namedWorse(comparison, after.identities);
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
export function namedWorse({ newErrors, lostHardMatches }: Comparison, identities: readonly IdentityLine[]): string[] {
  const reasons: string[] = [];
  if (newErrors.length > 0) {
    const listed = newErrors.map(({ rule, who }) => `${who} (${rule})`);
    reasons.push(`${counted(newErrors.length, 'new error')}: ${list(listed)}.`);
  }
  if (lostHardMatches.length > 0) {
    const names = namesOf(new Set(lostHardMatches), identities);
    reasons.push(`${counted(lostHardMatches.length, 'hard match', 'hard matches')} lost: ${list(names)}.`);
  }
  return reasons;
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
