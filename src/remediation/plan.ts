import type { Assessment, Finding } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import {
  type Binding,
  bindingKey,
  type OpenDecision,
  type Reasoned,
  type RemediationPlan,
} from '../domain/remediation.js';
import type { Population } from '../validation/population.js';
import { clearObjectIdentifier, decideOrphan, restoreHolder } from './accounts.js';
import { adviceFor } from './advice.js';
import { repairAnchor, repairSharedAnchor } from './anchors.js';
import { fillAttributes } from './attributes.js';
import { decide, type Proposal } from './proposal.js';
import { collisions } from './unique.js';
import { type View, viewOf } from './view.js';

type Repairer = (finding: Finding, view: View) => Proposal;

/** What can be done about each rule; whatever is not here is a person's decision, with the rule's own remedy. */
const repairers: Readonly<Record<string, Repairer>> = {
  'anchor-mismatch': repairAnchor,
  'anchor-malformed': repairAnchor,
  'anchor-held-by-another': repairAnchor,
  'anchor-missing-entra': repairAnchor,
  'anchor-duplicate-on-prem': repairSharedAnchor,
  'hard-match-blocked-object-identifier': clearObjectIdentifier,
  'soft-deleted-holder': restoreHolder,
  'attribute-deletion': fillAttributes,
  'entra-only': decideOrphan,
  'excluded-but-synced': decideOrphan,
  'okta-claim-differs': (finding) =>
    decide(
      finding,
      'okta-profile',
      'Sign-in sends Okta’s app profile value: set immutableId of the app user to the ImmutableID that Entra has; anchors of federated people do not change at a cutover.',
    ),
  'okta-app-undeclared': (finding) => decide(finding, 'correct-at-source', finding.remedy),
};

/** Warnings that a repair may fix; the others need nobody's hand before the cutover. */
const mendedWarnings = new Set(['anchor-missing-entra', 'attribute-deletion']);

/**
 * Proposes for each finding the least dangerous repair, or says that a person has to decide. Evidence and waived findings
 * are left alone: what was not read is to be read, and what is accepted is to stay. Sorted; equal input, equal plan.
 */
export function planRemediation({ findings }: Pick<Assessment, 'findings'>, population: Population): RemediationPlan {
  const view = viewOf(population);
  const bindings = new Map<string, Reasoned<Binding>>();
  const decisions: Reasoned<OpenDecision>[] = [];
  const findingOf = new Map<Reasoned<Binding>, Finding>();
  for (const finding of findings.filter(needsRepair)) {
    const proposal = onlyIfAllWereRead(finding, (repairers[finding.rule] ?? byRemedy)(finding, view), population);
    if ('decision' in proposal) decisions.push(proposal.decision);
    else
      for (const binding of proposal.bindings) {
        const key = bindingKey(binding.entry);
        if (bindings.has(key)) continue;
        bindings.set(key, binding);
        findingOf.set(binding, finding);
      }
  }
  const refused = collisions([...bindings.values()], view);
  for (const [binding, others] of refused) {
    const finding = findingOf.get(binding);
    if (finding === undefined) continue;
    bindings.delete(bindingKey(binding.entry));
    decisions.push(
      decide(
        finding,
        'person-decides',
        `${binding.entry.desired} would then also be the anchor of ${others.join(', ')}: settle that first, then run remediate again.`,
      ).decision,
    );
  }
  return {
    advice: adviceFor(population),
    bindings: [...bindings.values()].sort((a, b) => byText(sortKey(a.entry), sortKey(b.entry))),
    decisions: decisions.sort((a, b) => byText(decisionKey(a.entry), decisionKey(b.entry))),
  };
}

function needsRepair({ rule, severity, waived, acceptance, subject }: Finding): boolean {
  if (waived || acceptance !== undefined || subject === undefined || rule.startsWith('evidence-')) return false;
  return severity === 'error' || (severity === 'warning' && mendedWarnings.has(rule));
}

/** Every repair rests on nobody else having the value: with somebody unread, a person has to look first. */
function onlyIfAllWereRead(
  finding: Finding,
  proposal: Proposal,
  { onPremComplete, entraComplete }: Population,
): Proposal {
  if ('decision' in proposal || (onPremComplete && entraComplete)) return proposal;
  const side = onPremComplete ? 'Entra' : 'on-premises';
  const why = `The ${side} evidence is incomplete: somebody who was not read may have the value that a repair would write. Complete the evidence, then run remediate again.`;
  return decide(finding, 'person-decides', why);
}

const byRemedy: Repairer = (finding) => decide(finding, 'person-decides', finding.remedy);

function sortKey(binding: Binding): string {
  return `${binding.person.toLowerCase()}\u0000${bindingKey(binding)}`;
}

/** What names a decision. */
export function decisionKey({ person, rule, objectId, action }: OpenDecision): string {
  return [person.toLowerCase(), rule, objectId ?? '', action].join('\u0000');
}
