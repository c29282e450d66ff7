import type { Finding } from '../domain/assessment.js';
import { decide, type Proposal, repair } from './proposal.js';
import { isInScope, personOf, samePerson, type View } from './view.js';

/** Clears the object identifier that refuses the hard match (ENTRA-6): the account itself stays as it is. */
export function clearObjectIdentifier(finding: Finding, view: View): Proposal {
  const identity = view.identityOf(finding);
  const entra = isInScope(identity) ? identity.entra : undefined;
  if (!isInScope(identity) || entra?.onPremisesObjectIdentifier === undefined || entra.entraObjectId === undefined)
    return decide(finding, 'person-decides', finding.remedy);
  const matchedBy = samePerson(identity.onPrem, entra, view);
  if (entra.immutableId !== undefined && entra.immutableId === identity.sourceAnchor) matchedBy.unshift('anchor');
  if (matchedBy.length === 0) return decide(finding, 'person-decides', finding.remedy);
  const change = {
    system: 'entra' as const,
    objectId: entra.entraObjectId,
    attribute: 'onPremisesObjectIdentifier',
    expected: entra.onPremisesObjectIdentifier,
    desired: null,
    matchedBy,
  };
  const why =
    'Entra refuses the match while the account carries another onPremisesObjectIdentifier, and clearing it is Microsoft’s documented recovery. It can’t be put back.';
  return { bindings: [repair(view, finding, identity, change, why)] };
}

/** Restores the deleted account that holds the person's anchor, where it is the person's own. */
export function restoreHolder(finding: Finding, view: View): Proposal {
  const identity = view.identityOf(finding);
  if (!isInScope(identity) || identity.sourceAnchor === undefined)
    return decide(finding, 'person-decides', finding.remedy);
  const holders = view.byImmutableId.get(identity.sourceAnchor) ?? [];
  const [holder] = holders;
  const { deletedDateTime, entraObjectId } = holder ?? {};
  if (holders.length !== 1 || holder === undefined || deletedDateTime === undefined || entraObjectId === undefined)
    return decide(finding, 'person-decides', finding.remedy);
  const matchedBy = samePerson(identity.onPrem, holder, view);
  if (matchedBy.length === 0 || identity.entra !== undefined) {
    const whose =
      identity.entra === undefined ? 'nothing proves it to be this person’s' : 'the person has another account';
    return decide(
      finding,
      'person-decides',
      `${personOf(undefined, holder)} in the recycle bin holds the anchor, and ${whose}: ask its owner, then restore it, or delete it for good.`,
    );
  }
  const change = {
    system: 'entra' as const,
    objectId: entraObjectId,
    attribute: 'deletedDateTime',
    expected: deletedDateTime,
    desired: null,
    matchedBy: ['anchor', ...matchedBy],
  };
  const why = 'The deleted account is the person’s own: restored, it matches by the anchor that it already has.';
  return { bindings: [repair(view, finding, { ...identity, entra: holder }, change, why)] };
}

/** A synchronized account without a source: only its owner knows whether it may go. */
export function decideOrphan(finding: Finding, view: View): Proposal {
  const identity = view.identityOf(finding);
  const excluded = identity?.side === 'onPrem' ? identity.exclusion : undefined;
  if (excluded?.kind === 'scope')
    return decide(
      finding,
      'bring-into-scope',
      `${excluded.reason}: add its organizational unit to cutover:scope, move the account, or accept the loss by name in the waiver file (acceptedLosses).`,
    );
  if (excluded !== undefined)
    return decide(
      finding,
      'bring-into-scope',
      `${excluded.reason}, which Entra’s own filters leave out: correct the attribute on-premises if the person is to stay; this can’t be accepted.`,
    );
  return decide(
    finding,
    'accept-loss',
    'Bring its on-premises account into the scope or the evidence; or agree with its owner that it may go, and accept that in the waiver file (acceptedLosses, by object id).',
  );
}
