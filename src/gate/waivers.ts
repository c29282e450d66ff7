import type { Finding } from '../domain/assessment.js';
import { normalizeGuid } from '../domain/guid.js';
import { isEvidenceRule } from '../domain/rule.js';
import type { AcceptedLoss, Waiver, WaiverFile } from '../domain/waiver.js';
import { acceptableLossRules } from '../domain/waiver.js';
import { isInContainer } from '../validation/account.js';
import { thresholdRules } from '../validation/rules/thresholds.js';

/** A finding with what only the gate needs to know about it. */
export interface JudgedFinding {
  readonly finding: Finding;
  /** Why nobody may accept this loss; left out where somebody may. */
  readonly unacceptable?: string | undefined;
  /** The attributes that would go, for attribute-deletion. */
  readonly attributes?: readonly string[] | undefined;
}

const neverWaivable: ReadonlySet<string> = new Set([
  'anchor-held-by-another',
  'anchor-duplicate-on-prem',
  'anchor-duplicate-entra',
  'joined-to-another',
  'pending-recreate',
  'two-writers',
]);

/** Days ahead that the acceptance of a staged deletion may last at most (contract, "Rule identifiers"). */
const stagedDeletionDays = 14;

/**
 * Applies waivers and accepted losses: a waived finding stays with `waived: true`, an accepted loss becomes a warning.
 * What is expired, forbidden or refused waives nothing and is named in a message.
 *
 * @param at the time of the assessment, ISO 8601 in UTC.
 */
export function applyWaivers(
  judged: readonly JudgedFinding[],
  files: readonly WaiverFile[],
  at: string,
): { findings: Finding[]; messages: string[] } {
  const messages: string[] = [];
  const today = at.slice(0, 10);
  const waivers: Waiver[] = [];
  const losses: AcceptedLoss[] = [];
  for (const { origin, waivers: candidates, acceptedLosses } of files) {
    for (const waiver of candidates) {
      const problem = waiverProblem(waiver, today);
      if (problem === undefined) waivers.push(waiver);
      else messages.push(`${origin}: the waiver of ${waiver.rule} by ${waiver.owner} waives nothing: ${problem}.`);
    }
    for (const loss of acceptedLosses) {
      const problem = lossProblem(loss, today);
      if (problem === undefined) losses.push(loss);
      else
        messages.push(`${origin}: the accepted loss of ${loss.objectId} by ${loss.owner} accepts nothing: ${problem}.`);
    }
  }
  const findings = judged.map(({ finding, unacceptable, attributes }) => {
    const loss = losses.find((candidate) => accepts(candidate, finding));
    if (loss !== undefined && unacceptable !== undefined) {
      messages.push(`The accepted loss of ${loss.objectId} by ${loss.owner} accepts nothing: ${unacceptable}.`);
      return finding;
    }
    if (loss !== undefined) return { ...finding, severity: 'warning' as const, acceptance: acceptanceOf(loss) };
    const waiver = waivers.find((candidate) => waives(candidate, finding, attributes));
    return waiver === undefined ? finding : { ...finding, waived: true, acceptance: acceptanceOf(waiver) };
  });
  return { findings, messages: [...new Set(messages)].sort() };
}

function acceptanceOf({ reason, owner, expires }: Waiver | AcceptedLoss): NonNullable<Finding['acceptance']> {
  return { reason, owner, expires };
}

function waiverProblem(waiver: Waiver, today: string): string | undefined {
  const { rule } = waiver;
  if (neverWaivable.has(rule)) return 'this rule can’t be waived; repair the people it names';
  if (thresholdRules.some(({ id }) => id === rule))
    return 'a limit is set, not waived; raise it to the number you checked';
  if (isEvidenceRule(rule)) return 'missing or incomplete evidence can’t be waived; complete it';
  if ((acceptableLossRules as readonly string[]).includes(rule))
    return 'losses are accepted one by one under acceptedLosses';
  if (waiver.expires < today) return `it expired on ${waiver.expires}`;
  if (waiver.attributes !== undefined && rule !== 'attribute-deletion')
    return 'attributes belong to waivers of attribute-deletion only';
  return undefined;
}

function lossProblem(loss: AcceptedLoss, today: string): string | undefined {
  if (normalizeGuid(loss.objectId) === undefined)
    return 'objectId must be one object’s id (a GUID): no UPN, pattern, class or OU';
  if (loss.expires < today) return `it expired on ${loss.expires}`;
  if (loss.rule === 'pending-delete' && daysBetween(today, loss.expires) > stagedDeletionDays) {
    return `a staged deletion is accepted for ${stagedDeletionDays} days at most`;
  }
  return undefined;
}

function accepts(loss: AcceptedLoss, finding: Finding): boolean {
  const id = normalizeGuid(loss.objectId);
  return (
    loss.rule === finding.rule &&
    (id === finding.subject?.entraObjectId?.toLowerCase() || id === finding.subject?.objectGuid)
  );
}

function waives(waiver: Waiver, { rule, subject }: Finding, attributes?: readonly string[]): boolean {
  if (waiver.rule !== rule || subject === undefined) return false;
  const waived = waiver.attributes?.map((name) => name.toLowerCase());
  // A waiver of one attribute must not cover another that goes with it.
  if (waived !== undefined && !attributes?.every((name) => waived.includes(name.toLowerCase()))) return false;
  if (waiver.ou !== undefined)
    return subject.distinguishedName !== undefined && isInContainer(subject.distinguishedName, waiver.ou);
  const names = [subject.userPrincipalName, subject.objectGuid, subject.entraObjectId].map((name) =>
    name?.toLowerCase(),
  );
  return (waiver.subjects ?? []).some((wanted) => names.includes(normalizeGuid(wanted) ?? wanted.toLowerCase()));
}

/** Whole days between two YYYY-MM-DD dates. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
