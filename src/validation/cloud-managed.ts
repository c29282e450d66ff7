import type { EntraObject } from '../domain/objects.js';
import type { Exclusion } from './filters.js';
import type { Identity, OnPremIdentity } from './identity.js';
import type { InScopeUser } from './keys.js';

/** Why the sync leaves an object alone that Active Directory still has (ENTRA-18). */
export const cloudManagedExclusion: Exclusion = {
  kind: 'cloud-managed',
  reason: 'its account is managed in the cloud (isCloudManaged)',
};

/**
 * The users in scope whose account the sync leaves alone: it is managed in the cloud, and has the anchor of nobody else. Somebody who
 * is led to such an account by a name only is not among them: what a sync does to those is not documented.
 */
export function usersLeftAlone(
  inScope: readonly InScopeUser[],
  entra: readonly EntraObject[],
): ReadonlySet<InScopeUser> {
  if (!entra.some(({ cloudManaged }) => cloudManaged)) return new Set();
  const managed = new Map<string, boolean>();
  for (const { immutableId, cloudManaged } of entra) {
    if (immutableId !== undefined) managed.set(immutableId, cloudManaged === true && !managed.has(immutableId));
  }
  const bearers = new Map<string, number>();
  for (const { anchor } of inScope) bearers.set(anchor, (bearers.get(anchor) ?? 0) + 1);
  return new Set(inScope.filter(({ anchor }) => managed.get(anchor) === true && bearers.get(anchor) === 1));
}

/** True for an object that the sync leaves alone because it is managed in the cloud. */
export function isLeftAlone(identity: Identity): identity is OnPremIdentity {
  return identity.side === 'onPrem' && identity.exclusion?.kind === 'cloud-managed';
}
