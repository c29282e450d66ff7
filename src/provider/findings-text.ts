import type { Assessment, Finding, Subject } from '../domain/assessment.js';
import { grouped } from '../domain/counted.js';

/** People named in one message; a thousand lines would hide the first. */
const named = 20;

/**
 * One line for each finding that keeps the decision from being cleared: who, which rule and diagnosis, what to do; twenty
 * at most and how many more there are. Empty for a cleared assessment.
 */
export function blockingLines({ decision, findings }: Pick<Assessment, 'decision' | 'findings'>): string[] {
  if (decision === 'cleared') return [];
  const blocking = findings.filter(({ severity, waived }) => severity === 'error' && !waived);
  const lines = blocking.slice(0, named).map(line);
  const more = blocking.length - lines.length;
  return more > 0 ? [...lines, `… and ${grouped(more)} more: entra-cutover assess lists them all.`] : lines;
}

/** What the decision is, with its blocking lines below. */
export function decisionText(assessment: Assessment): string {
  const verdict = {
    cleared: 'cleared',
    blocked: 'blocked: switching over now would duplicate, orphan or delete somebody',
    indeterminate: 'indeterminate: the evidence does not show that switching over is safe',
  }[assessment.decision];
  return [`The assessment is ${verdict}.`, ...blockingLines(assessment).map((text) => `- ${text}`)].join('\n');
}

function line({ rule, diagnosis, subject, found, expected, remedy }: Finding): string {
  const what = diagnosis === undefined || diagnosis === 'unknown' ? rule : `${rule} (${diagnosis})`;
  const facts = [found && `found ${found}`, expected && `expected ${expected}`].filter(Boolean).join(', ');
  return [`${personOf(subject)}${what}`, facts, remedy]
    .filter(Boolean)
    .join('. ')
    .replaceAll(/[\r\n]+/g, ' ');
}

function personOf(subject: Subject | undefined): string {
  if (subject === undefined) return '';
  const { userPrincipalName, name, distinguishedName, objectGuid, entraObjectId } = subject;
  const person = userPrincipalName ?? name ?? distinguishedName ?? objectGuid ?? entraObjectId;
  return `${person ?? `a ${subject.objectType}`}: `;
}
