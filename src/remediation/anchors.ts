import type { Finding } from '../domain/assessment.js';
import { counted } from '../domain/counted.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { decodeGuidAnchor, objectGuidAnchor } from '../domain/source-anchor.js';
import { isMangledByExcel, mangledByExcel } from '../validation/anchor-advice.js';
import type { OnPremIdentity } from '../validation/identity.js';
import { type AccountOwners, findCandidates } from '../validation/keys.js';
import { decide, type Proposal, repair } from './proposal.js';
import { isInScope, samePerson, type View } from './view.js';

/**
 * The repair of somebody whose own Entra account carries another anchor, or none. From the least dangerous on: the cloud's
 * 16 bytes into mS-DS-ConsistencyGuid, which changes nothing in the cloud (OKTA-24); the ImmutableID through Graph, where
 * Graph allows it (GRAPH-14); Okta, while it still provisions; a person.
 */
export function repairAnchor(finding: Finding, view: View): Proposal {
  const identity = view.identityOf(finding);
  if (!isInScope(identity)) return decide(finding, 'person-decides', finding.remedy);
  const { onPrem, entra } = identity;
  if (entra === undefined) {
    return decide(
      finding,
      'person-decides',
      'No Entra account is shown to be this person’s own (SID, UPN or primary address): find out whose account it is, then bind by hand.',
    );
  }
  const { sourceAnchor = '' } = identity;
  const { attribute } = view.population.settings.sourceAnchor;
  if (entra.immutableId !== undefined && isMangledByExcel(sourceAnchor, entra.immutableId))
    return decide(finding, 'correct-at-source', mangledByExcel(attribute, sourceAnchor, entra.immutableId));
  const matchedBy = samePerson(onPrem, entra, view);
  if (matchedBy.length === 0) {
    return decide(
      finding,
      'person-decides',
      'Neither SID, UPN nor primary address proves that both are the same person, and names prove nothing: ask the owner of the account.',
    );
  }
  const bytes = entra.immutableId === undefined ? undefined : decodeGuidAnchor(entra.immutableId);
  if (bytes !== undefined && view.anchorIsWritable) return bindOnPremises(finding, view, identity, entra, matchedBy);
  return bindInEntra(finding, view, identity, entra, matchedBy);
}

function bindOnPremises(
  finding: Finding,
  view: View,
  identity: OnPremIdentity,
  entra: EntraObject,
  matchedBy: readonly string[],
): Proposal {
  const { onPrem } = identity;
  const { immutableId = '' } = entra;
  if (!view.consistencyGuidKnown) {
    return decide(
      finding,
      'person-decides',
      'The on-premises evidence has no mS-DS-ConsistencyGuid, so its present value is unknown and can’t be compared. Export it too (entra-cutover collect on-prem), then run remediate again.',
    );
  }
  if (onPrem.objectGuid === undefined)
    return decide(finding, 'person-decides', 'The evidence has no objectGUID for it.');
  const others = (view.byImmutableId.get(immutableId) ?? []).filter((other) => other !== entra);
  if (others.length > 0) {
    return decide(
      finding,
      'person-decides',
      `${counted(others.length, 'more Entra object carries', 'more Entra objects carry')} this ImmutableID (the recycle bin counts): one of them has to lose it first.`,
    );
  }
  const change = {
    system: 'activeDirectory' as const,
    objectId: onPrem.objectGuid,
    attribute: 'mS-DS-ConsistencyGuid',
    expected: onPrem.consistencyGuid ?? null,
    desired: immutableId,
    matchedBy,
  };
  const why =
    'The cloud’s ImmutableID is canonical Base64 of 16 bytes and nobody else has it: written on-premises, it changes neither the cloud nor sign-in.';
  return { bindings: [repair(view, finding, identity, change, why)] };
}

/** Through Graph, where it allows that; else what is left. */
function bindInEntra(
  finding: Finding,
  view: View,
  identity: OnPremIdentity,
  entra: EntraObject,
  matchedBy: readonly string[],
): Proposal {
  const { sourceAnchor } = identity;
  const found = entra.immutableId;
  if (sourceAnchor === undefined || entra.entraObjectId === undefined)
    return decide(finding, 'person-decides', finding.remedy);
  if (entra.synced !== false) {
    return found === undefined
      ? decide(
          finding,
          'okta-profile',
          `The account is synchronized, so Graph refuses to write its ImmutableID; Okta may fill an empty one while it still provisions. Set immutableId of the app user to ${sourceAnchor} (its mapping must not be pushed meanwhile), and wait until Okta has pushed it.`,
        )
      : decide(
          finding,
          'person-decides',
          `${whyNotOnPremises(found, view)}, and Graph refuses to change it while the account is synchronized. Choose: correct Okta’s mapping and see whether Okta may push it (whether it may is unconfirmed), or take the account out of Okta’s assignment, delete and restore it (it is cloud-managed then), and run remediate again.`,
        );
  }
  if (view.mayBeFederated(entra)) {
    return decide(
      finding,
      'upn-detour',
      `The account is cloud-managed, but its UPN is (or may be) in a federated domain, where Graph refuses the change: move the UPN to the onmicrosoft.com domain, set onPremisesImmutableId to ${sourceAnchor}, move the UPN back, and give Okta’s app profile the same value at the same time, or sign-in fails.`,
    );
  }
  const change = {
    system: 'entra' as const,
    objectId: entra.entraObjectId,
    attribute: 'onPremisesImmutableId',
    expected: found ?? null,
    desired: sourceAnchor,
    matchedBy,
  };
  const why = `The account is cloud-managed and its UPN is in a managed domain, where Graph lets the ImmutableID be set${found === undefined ? '; a hard match is safer than a match by name' : ''}.`;
  return { bindings: [repair(view, finding, identity, change, why)] };
}

/** Why the ImmutableID can't simply become the on-premises anchor. */
function whyNotOnPremises(found: string, { anchorIsWritable, population }: View): string {
  if (anchorIsWritable)
    return `The ImmutableID ${found} is not a 16-byte anchor, so mS-DS-ConsistencyGuid can’t hold it`;
  return `The source anchor is ${population.settings.sourceAnchor.attribute}, which does not give the ImmutableID ${found}`;
}

/**
 * Two on-premises people with one anchor: the one to whom the Entra holder proves to belong keeps it. The other gets the anchor
 * of their own account, or, without one, that of their objectGUID back.
 */
export function repairSharedAnchor(finding: Finding, view: View): Proposal {
  const identity = view.identityOf(finding);
  if (!isInScope(identity) || !view.anchorIsWritable || !view.consistencyGuidKnown)
    return decide(finding, 'person-decides', finding.remedy);
  const { onPrem, sourceAnchor = '' } = identity;
  const [holder, ...more] = view.byImmutableId.get(sourceAnchor) ?? [];
  const rivals = identity.others.filter((other): other is OnPremObject => 'attributes' in other);
  const owners = holder === undefined ? [] : rivals.filter((rival) => samePerson(rival, holder, view).length > 0);
  const mine = holder !== undefined && samePerson(onPrem, holder, view).length > 0;
  // Anyone who keeps the anchor needs nothing: the repair, or the decision, is the other one's.
  if (mine && owners.length === 0 && more.length === 0) return { bindings: [] };
  if (mine || more.length > 0 || owners.length !== 1 || onPrem.objectGuid === undefined)
    return decide(finding, 'person-decides', finding.remedy);
  const own = ownAccount(onPrem, view);
  if (own?.immutableId !== undefined && decodeGuidAnchor(own.immutableId) !== undefined) {
    return bindOnPremises(finding, view, { ...identity, entra: own }, own, samePerson(onPrem, own, view));
  }
  if (
    own !== undefined ||
    onPrem.consistencyGuid === undefined ||
    onPrem.consistencyGuid === objectGuidAnchor(onPrem.objectGuid)
  )
    return decide(finding, 'person-decides', finding.remedy);
  const change = {
    system: 'activeDirectory' as const,
    objectId: onPrem.objectGuid,
    attribute: 'mS-DS-ConsistencyGuid',
    expected: onPrem.consistencyGuid,
    desired: null,
    matchedBy: ['objectGuid'],
  };
  const why =
    'The Entra account belongs to the other person (SID, UPN or primary address), and this person has none: without the copied value the anchor is that of the objectGUID again.';
  return { bindings: [repair(view, finding, { onPrem }, change, why)] };
}

/** Nobody else is asked here: samePerson tells whose the account is. */
const noOwners: AccountOwners = { byAccountName: new Map(), sids: new Set() };

/** The one Entra account that proves itself this person's own, or undefined. */
function ownAccount(onPrem: OnPremObject, view: View): EntraObject | undefined {
  const { signInName, addresses } = view.population;
  const own = [...findCandidates(onPrem, view.entraIndex(), noOwners, signInName, addresses).keys()].filter(
    (entra) => samePerson(onPrem, entra, view).length > 0,
  );
  return own.length === 1 ? own[0] : undefined;
}
