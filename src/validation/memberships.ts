import { normalizeDn } from '../domain/distinguished-name.js';
import type { EntraObject } from '../domain/objects.js';
import { type Identity, isMatched, type PairedIdentity } from './identity.js';

/** Who is a member of a group in Entra, and not of the on-premises group that takes it over. */
export interface Memberships {
  /** False where the evidence does not show of every member whether it stays. */
  readonly areKnown: boolean;
  readonly lost: readonly { readonly identity: Identity; readonly group: EntraObject }[];
}

/**
 * Compares the direct members of the groups that are taken over: people, groups, contacts and devices.
 *
 * @param groups what Entra has of groups: one that the correlation left out may be taken over by any.
 */
export function compareMembers(
  identities: readonly Identity[],
  objects: readonly Identity[],
  groups: readonly EntraObject[],
  onPremComplete: boolean,
): Memberships {
  const lost: { identity: Identity; group: EntraObject }[] = [];
  const correlated = new Set(objects.flatMap((one) => [one.entra, ...(one.side === 'onPrem' ? one.others : [])]));
  let areKnown = groups.every((group) => group.synced !== true || correlated.has(group));
  let byObjectId: ReadonlyMap<string | undefined, Identity> | undefined;
  for (const group of objects.filter(isTakenOver)) {
    byObjectId ??= new Map([...identities, ...objects].map((one) => [one.entra?.entraObjectId?.toLowerCase(), one]));
    const kept = new Set(group.onPrem.members?.map(normalizeDn));
    const foreign = new Set([...kept].map(foreignSid));
    if (group.entra.members === undefined) areKnown = false;
    for (const member of group.entra.members ?? []) {
      const identity = byObjectId.get(member.toLowerCase());
      const stays = identity === undefined ? undefined : isKept(identity, kept, foreign, onPremComplete);
      if (stays === undefined) areKnown = false;
      else if (!stays && identity !== undefined) lost.push({ identity, group: group.entra });
    }
  }
  return { areKnown, lost };
}

/** Whether the on-premises group has the member; undefined where nobody knows its distinguished name. */
function isKept(
  identity: Identity,
  kept: ReadonlySet<string>,
  foreign: ReadonlySet<string | undefined>,
  onPremComplete: boolean,
): boolean | undefined {
  const [name, sid] =
    identity.side === 'onPrem'
      ? [identity.onPrem.distinguishedName, identity.onPrem.objectSid]
      : [identity.entra.onPremisesDistinguishedName, identity.entra.onPremisesSecurityIdentifier];
  if (sid !== undefined && foreign.has(sid)) return true;
  if (name !== undefined) return kept.has(normalizeDn(name));
  // Who has no on-premises side can't be a member.
  return identity.side === 'entra' && onPremComplete ? false : undefined;
}

/** The container of what stands for the members from other forests. */
export const foreignPrincipals = 'ForeignSecurityPrincipals';
const foreignPrincipal = new RegExp(`^CN=(S-1-\\d+(?:-\\d+)+),CN=${foreignPrincipals},`, 'i');

/** The SID of a member from another forest by its normal name ("Foreign security principals", Active Directory). */
function foreignSid(distinguishedName: string): string | undefined {
  return foreignPrincipal.exec(distinguishedName)?.[1]?.toUpperCase();
}

function isTakenOver(identity: Identity): identity is PairedIdentity {
  return isMatched(identity) && identity.onPrem.objectType === 'group';
}
