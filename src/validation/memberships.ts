import { normalizeDn } from '../domain/distinguished-name.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import type { CleanPairs } from './clean-pairs.js';
import { isLeftAlone } from './cloud-managed.js';
import { type Identity, isMatched, type PairedIdentity } from './identity.js';

/** Who is a member of a group in Entra, and not of the on-premises group that takes it over. */
export interface Memberships {
  /** False where the evidence does not show of every member whether it stays. */
  readonly areKnown: boolean;
  readonly lost: readonly { readonly identity: Identity; readonly group: EntraObject }[];
  /** The object ids of clean pairs that the on-premises group does not have either: they are to become objects. */
  readonly lostPairs: readonly string[];
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
  { memberOf }: Pick<CleanPairs, 'memberOf'> = {},
): Memberships {
  const lost: { identity: Identity; group: EntraObject }[] = [];
  const lostPairs = new Set<string>();
  const correlated = new Set(objects.flatMap((one) => [one.entra, ...(one.side === 'onPrem' ? one.others : [])]));
  let areKnown = groups.every((group) => group.synced !== true || correlated.has(group));
  let byObjectId: ReadonlyMap<string | undefined, Identity> | undefined;
  for (const group of objects.filter(isTakenOver)) {
    byObjectId ??= indexByObjectId([...identities, ...objects]);
    const kept = new Set(group.onPrem.members?.map(normalizeDn));
    const foreign = new Set([...kept].map(foreignSid));
    if (group.entra.members === undefined) areKnown = false;
    for (const member of group.entra.members ?? []) {
      const identity = byObjectId.get(member.toLowerCase());
      const names = identity === undefined ? memberOf?.(member) : namesOf(identity);
      // Who has no on-premises side can't be a member.
      const isOfCloud = identity?.side === 'entra' && onPremComplete;
      const stays = names === undefined ? undefined : (isKept(names, kept, foreign) ?? (isOfCloud ? false : undefined));
      if (stays === undefined) areKnown = false;
      else if (stays) continue;
      else if (identity === undefined) lostPairs.add(member);
      else lost.push({ identity, group: group.entra });
    }
  }
  return { areKnown, lost, lostPairs: [...lostPairs] };
}

/** By the object of Entra. Where the sync leaves it alone, it is still a member by the name that its source has. */
function indexByObjectId(all: readonly Identity[]): ReadonlyMap<string | undefined, Identity> {
  return new Map([...all, ...all.filter(isLeftAlone)].map((one) => [one.entra?.entraObjectId?.toLowerCase(), one]));
}

type Names = Pick<OnPremObject, 'distinguishedName' | 'objectSid'>;

function namesOf(identity: Identity): Names {
  if (identity.side === 'onPrem') return identity.onPrem;
  const { onPremisesDistinguishedName: distinguishedName, onPremisesSecurityIdentifier: objectSid } = identity.entra;
  return { ...(distinguishedName && { distinguishedName }), ...(objectSid && { objectSid }) };
}

/** Whether the on-premises group has the member; undefined where nobody knows its distinguished name. */
function isKept(
  { distinguishedName: name, objectSid: sid }: Names,
  kept: ReadonlySet<string>,
  foreign: ReadonlySet<string | undefined>,
): boolean | undefined {
  if (sid !== undefined && foreign.has(sid)) return true;
  return name === undefined ? undefined : kept.has(normalizeDn(name));
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
