import type { Verdict } from './judge.js';
import type { Mutation } from './mutations/mutation.js';
import type { Risk } from './risks.js';

/** Why a risk that the evidence shows is not told; undefined where it is. */
export function unseen(verdict: Verdict, risk: Risk): string | undefined {
  const named = verdict.findings.some(({ rule }) => risk.rules.includes(rule));
  if (!named) return `${risk.kind}: none of ${risk.rules.join(', ')} among the findings (${verdict.decision})`;
  return risk.blocks && verdict.decision !== 'blocked' ? `${risk.kind}: ${verdict.decision}, not blocked` : undefined;
}

/**
 * Why the answer after a mutation is a false "cleared"; undefined where it is none. Right is: blocked, indeterminate, or
 * "cleared" with the lost question open and out of scope.
 */
export function falselyCleared(verdict: Verdict, risk: Risk | undefined, mutation: Mutation): string | undefined {
  if (mutation.trace === undefined || verdict.decision !== 'cleared') return undefined;
  if (risk === undefined && !mutation.always) return undefined;
  if (
    risk !== undefined &&
    !risk.blocks &&
    verdict.findings.some(({ rule }) => risk.rules.includes(rule)) &&
    !mutation.always
  )
    return undefined;
  const lost = [...mutation.questions, ...(mutation.always ? [] : (risk?.questions ?? []))];
  const open = lost.filter((question) => verdict.openQuestions.includes(question) && !verdict.scope.includes(question));
  if (open.length > 0) return undefined;
  const told =
    lost.length === 0 ? '' : `, and none of ${lost.join(', ')} is open (${verdict.openQuestions.join(', ')})`;
  return `cleared although ${mutation.trace}; ${risk === undefined ? 'nobody was at risk' : `at risk: ${risk.kind}`}${told}`;
}

/** Why the answer about an organization in which nobody is at risk is wrong; undefined where it is "cleared". */
export function blamed({ decision, findings }: Verdict): string | undefined {
  return decision === 'cleared' ? undefined : `healthy, but ${decision}: ${told(findings)}`;
}

/** What changed although nothing did for anybody; undefined where the decision and everybody's outcome are the same. */
export function differs(before: Verdict, after: Verdict): string | undefined {
  if (before.decision !== after.decision) return `${before.decision} became ${after.decision}: ${told(after.findings)}`;
  const other = [...before.outcomes].filter(([who, outcome]) => after.outcomes.get(who) !== outcome);
  if (other.length === 0 && before.outcomes.size === after.outcomes.size) return undefined;
  return `another outcome: ${other
    .map(([who, outcome]) => `${who} ${outcome} → ${after.outcomes.get(who)}`)
    .slice(0, 3)
    .join('; ')}`;
}

function told(findings: Verdict['findings']): string {
  const named = findings.filter(({ severity, rule }) => severity === 'error' || rule.startsWith('evidence'));
  return [...new Set(named.map(({ rule, found }) => `${rule} (${found ?? ''})`))].slice(0, 3).join('; ');
}
