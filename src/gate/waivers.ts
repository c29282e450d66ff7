import type { Finding } from '../domain/assessment.js';
import { counted } from '../domain/counted.js';
import { isInContainer } from '../domain/distinguished-name.js';
import { normalizeGuid } from '../domain/guid.js';
import { nearestKey } from '../domain/nearest-key.js';
import { isEvidenceRule } from '../domain/rule.js';
import type { AcceptedLoss, Waiver, WaiverFile } from '../domain/waiver.js';
import { acceptableLossRules } from '../domain/waiver.js';
import { ruleRegistry } from '../validation/rules/index.js';
import { thresholdRules } from '../validation/rules/thresholds.js';

/** A finding with what only the gate needs to know about it. */
export interface JudgedFinding {
  readonly finding: Finding;
  /** Why nobody may accept this loss; left out where somebody may. */
  readonly unacceptable?: string | undefined;
  /** The attributes that would go, for attribute-deletion. */
  readonly attributes?: readonly string[] | undefined;
}

const ruleNames = ruleRegistry.map(({ id }) => id);

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
 * What is expired, forbidden, refused or of no rule waives nothing and is named in a message; `unused` names what covers no finding.
 *
 * @param at the time of the assessment, ISO 8601 in UTC.
 */
export function applyWaivers(
  judged: readonly JudgedFinding[],
  files: readonly WaiverFile[],
  at: string,
): { findings: Finding[]; messages: string[]; unused: string[] } {
  const messages: string[] = [];
  const today = at.slice(0, 10);
  const waivers: Waiver[] = [];
  const losses: AcceptedLoss[] = [];
  const names = new Map<Waiver, { readonly origin: string; readonly unused: Set<string> }>();
  const unusedLosses = new Map<AcceptedLoss, string>();
  for (const { origin, waivers: candidates, acceptedLosses } of files) {
    for (const waiver of candidates) {
      const problem = waiverProblem(waiver, today);
      if (problem === undefined) {
        waivers.push(waiver);
        names.set(waiver, { origin, unused: new Set(waiver.subjects ?? [waiver.ou ?? '']) });
      } else
        messages.push(
          `${origin}: the waiver of ${waiver.rule} by ${waiver.owner} waives nothing: ${problem.replace(/[^?]$/, '$&.')}`,
        );
    }
    for (const loss of acceptedLosses) {
      const problem = lossProblem(loss, today);
      if (problem === undefined) {
        losses.push(loss);
        unusedLosses.set(loss, origin);
      } else
        messages.push(`${origin}: the accepted loss of ${loss.objectId} by ${loss.owner} accepts nothing: ${problem}.`);
    }
  }
  const findings = judged.map(({ finding, unacceptable, attributes }) => {
    const accepting = losses.filter((candidate) => accepts(candidate, finding));
    for (const one of accepting) unusedLosses.delete(one);
    const [loss] = accepting;
    if (loss !== undefined && unacceptable !== undefined) {
      messages.push(`The accepted loss of ${loss.objectId} by ${loss.owner} accepts nothing: ${unacceptable}.`);
      return finding;
    }
    if (loss !== undefined) return { ...finding, severity: 'warning' as const, acceptance: acceptanceOf(loss) };
    const waiving = waivers.filter((candidate) => {
      const covered = coveredNames(candidate, finding, attributes);
      for (const name of covered) names.get(candidate)?.unused.delete(name);
      return covered.length > 0;
    });
    const [waiver] = waiving;
    return waiver === undefined ? finding : { ...finding, waived: true, acceptance: acceptanceOf(waiver) };
  });
  const unused = [
    ...[...names].flatMap(([waiver, { origin, unused: left }]) => unusedText(origin, waiver, [...left])),
    ...[...unusedLosses].map(
      ([{ rule, objectId, owner }, origin]) =>
        `${origin}: the accepted loss of ${objectId} by ${owner} accepts nothing: ${rule} finds nothing about it. Remove it, or correct the id.`,
    ),
  ];
  return { findings, messages: [...new Set(messages)].sort(), unused: [...new Set(unused)].sort() };
}

/** Names of a waiver that a message lists at most. */
const namedUnused = 5;

/** What a waiver covers nothing of: a slip in a name leaves the finding as it was, and nobody would know why. */
function unusedText(origin: string, { rule, owner, attributes }: Waiver, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length - namedUnused;
  const whom = [...names.slice(0, namedUnused), ...(more > 0 ? [counted(more, 'other', 'others')] : [])].join(', ');
  const what = attributes === undefined ? '' : ' of these attributes alone';
  return [
    `${origin}: the waiver of ${rule} by ${owner} waives nothing for ${whom}: there is no such finding${what}. Remove it, or correct the name.`,
  ];
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
  if (!ruleNames.includes(rule)) {
    const meant = nearestKey(rule, ruleNames);
    return `there is no such rule${meant === undefined ? '; docs/rules lists them all' : `; did you mean ${meant}?`}`;
  }
  if (waiver.expires < today) return `it expired on ${waiver.expires}`;
  if (waiver.attributes !== undefined && rule !== 'attribute-deletion')
    return 'attributes belong to waivers of attribute-deletion only';
  return undefined;
}

function lossProblem(loss: AcceptedLoss, today: string): string | undefined {
  if (normalizeGuid(loss.objectId) === undefined)
    return 'objectId must be one object’s id (a GUID): no UPN, pattern, class or OU';
  if (loss.expires < today) return `it expired on ${loss.expires}`;
  if (loss.rule !== 'pending-delete') return undefined;
  // Who agreed to keep the account did not agree to what is staged.
  if (loss.disposition !== 'delete')
    return `its disposition is ${loss.disposition}, and the export would delete the object: take the deletion out of the pending exports, or have its owner agree to delete`;
  if (daysBetween(today, loss.expires) > stagedDeletionDays)
    return `a staged deletion is accepted for ${stagedDeletionDays} days at most`;
  return undefined;
}

function accepts(loss: AcceptedLoss, finding: Finding): boolean {
  const id = normalizeGuid(loss.objectId);
  return (
    loss.rule === finding.rule &&
    (id === finding.subject?.entraObjectId?.toLowerCase() || id === finding.subject?.objectGuid)
  );
}

/** Those of the waiver's subjects, or its OU, that cover the finding. */
function coveredNames(waiver: Waiver, { rule, subject }: Finding, attributes?: readonly string[]): readonly string[] {
  if (waiver.rule !== rule || subject === undefined) return [];
  const waived = waiver.attributes?.map((name) => name.toLowerCase());
  // A waiver of one attribute must not cover another that goes with it.
  if (waived !== undefined && !attributes?.every((name) => waived.includes(name.toLowerCase()))) return [];
  const { distinguishedName } = subject;
  if (waiver.ou !== undefined)
    return distinguishedName !== undefined && isInContainer(distinguishedName, waiver.ou) ? [waiver.ou] : [];
  const names = [subject.userPrincipalName, subject.objectGuid, subject.entraObjectId].map((name) =>
    name?.toLowerCase(),
  );
  return (waiver.subjects ?? []).filter((wanted) => names.includes(normalizeGuid(wanted) ?? wanted.toLowerCase()));
}

/** Whole days between two YYYY-MM-DD dates. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
