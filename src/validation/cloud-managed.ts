import type { EntraObject, OnPremObject } from '../domain/objects.js';
import type { Exclusion } from './filters.js';
import type { Identity, OnPremIdentity } from './identity.js';
import { indexBy } from './index-by.js';
import type { InScopeUser } from './keys.js';

/** Why the sync leaves an object alone that Active Directory still has (ENTRA-18). */
export const cloudManagedExclusion: Exclusion = {
  kind: 'cloud-managed',
  reason: 'its account is managed in the cloud (isCloudManaged)',
};

/**
 * Whether the sync leaves the object of Entra alone to which a key of the on-premises object led: it is managed in the cloud, and is not
 * known to be of another one. The anchor tells, else the SID. Graph shows neither of contacts: there the address counts.
 *
 * @param anchor the effective source anchor of the on-premises object.
 */
export function leavesAlone(
  { cloudManaged, immutableId, onPremisesSecurityIdentifier }: EntraObject,
  { objectSid }: OnPremObject,
  anchor: string | undefined,
): boolean {
  if (cloudManaged !== true) return false;
  if (immutableId !== undefined) return immutableId === anchor;
  return objectSid === undefined || objectSid === onPremisesSecurityIdentifier;
}

/**
 * The users in scope whose account the sync leaves alone: their anchor and SID lead to it and to no other, and those of nobody else do.
 * Somebody who is led to such an account by a name only is not among them: what a sync does to those is not documented.
 */
export function usersLeftAlone(
  inScope: readonly InScopeUser[],
  entra: readonly EntraObject[],
): ReadonlySet<InScopeUser> {
  if (!entra.some(({ cloudManaged }) => cloudManaged)) return new Set();
  const byAnchor = indexBy(entra, ({ immutableId }) => immutableId);
  const bySid = indexBy(entra, ({ onPremisesSecurityIdentifier }) => onPremisesSecurityIdentifier);
  const found = new Map<InScopeUser, EntraObject>();
  const claims = new Map<EntraObject, number>();
  for (const person of inScope) {
    const { user, anchor } = person;
    const accounts = new Set([...(byAnchor.get(anchor) ?? []), ...(bySid.get(user.objectSid) ?? [])]);
    for (const account of accounts) {
      claims.set(account, (claims.get(account) ?? 0) + 1);
      if (accounts.size === 1 && leavesAlone(account, user, anchor)) found.set(person, account);
    }
  }
  return new Set([...found].flatMap(([person, account]) => (claims.get(account) === 1 ? person : [])));
}

/**
 * True for an object whose account the sync leaves alone because it is managed in the cloud, also where the object is out of scope:
 * what leaves the scope deletes the account no more than its deletion in Active Directory would.
 */
export function isLeftAlone(identity: Identity): identity is OnPremIdentity {
  return identity.side === 'onPrem' && identity.outcome === 'excluded' && identity.entra?.cloudManaged === true;
}
