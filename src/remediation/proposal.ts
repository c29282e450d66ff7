import type { Finding } from '../domain/assessment.js';
import type { Binding, DecisionKind, OpenDecision, Reasoned } from '../domain/remediation.js';
import type { OnPremIdentity } from '../validation/identity.js';
import { personOf, type View } from './view.js';

/** What one finding leads to: repairs, or what a person has to do. */
export type Proposal =
  | { readonly bindings: readonly Reasoned<Binding>[] }
  | { readonly decision: Reasoned<OpenDecision> };

/** What a binding adds to what follows from finding and person. */
type Change = Pick<Binding, 'system' | 'objectId' | 'attribute' | 'expected' | 'desired' | 'matchedBy'>;

/** A repair of the person whom the finding is about. */
export function repair(
  view: View,
  finding: Finding,
  { onPrem, entra }: Pick<OnPremIdentity, 'onPrem' | 'entra'>,
  change: Change,
  why: string,
): Reasoned<Binding> {
  const entry: Binding = {
    person: personOf(onPrem, entra),
    rule: finding.rule,
    ...change,
    ...(view.isPrivileged(entra) && { privileged: true as const }),
  };
  return { entry, why, otherwise: finding.consequence };
}

/** Something that a person has to do about the finding. */
export function decide(finding: Finding, action: DecisionKind, why: string): { decision: Reasoned<OpenDecision> } {
  const { subject, rule, consequence } = finding;
  const objectId = subject?.objectGuid ?? subject?.entraObjectId;
  const entry: OpenDecision = {
    person: subject?.userPrincipalName ?? subject?.name ?? subject?.distinguishedName ?? objectId ?? '(everybody)',
    rule,
    ...(objectId !== undefined && { objectId }),
    action,
  };
  return { decision: { entry, why, otherwise: consequence } };
}
