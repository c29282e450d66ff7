import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { isOlderVersion } from '../domain/version.js';
import type { Exclusion } from './filters.js';
import type { Identity, OnPremIdentity } from './identity.js';
import type { InScopeUser } from './keys.js';
import type { Population } from './population.js';

/** Why the sync leaves an object alone that Active Directory still has (ENTRA-18). */
export const cloudManagedExclusion: Exclusion = {
  kind: 'cloud-managed',
  reason: 'its account is managed in the cloud (isCloudManaged)',
};

/** An older server goes on to write Exchange attributes (ENTRA-23). */
export const leastVersionForExchange = '2.5.190.0';

/**
 * The users in scope whose account the sync leaves alone: it is managed in the cloud, and bears the anchor of nobody else. Whoever is
 * led to such an account by a name only is not among them: what a sync does to those is not documented.
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

/** True where the sync leaves the addresses and other Exchange attributes of the account alone. */
export function keepsExchange(
  { exchangeCloudManaged }: EntraObject,
  population: Pick<Population, 'settings' | 'connectConfig'>,
): boolean {
  return exchangeCloudManaged === true && !writesExchange(population);
}

/** True where Entra Connect takes over with a server that would write Exchange attributes all the same, or may do so. */
function writesExchange({ settings, connectConfig }: Pick<Population, 'settings' | 'connectConfig'>): boolean {
  if (settings.syncTool !== 'connect') return false;
  const versions = connectConfig.flatMap(({ serverVersion }) => serverVersion ?? []);
  return (
    versions.length === 0 || versions.some((version) => isOlderVersion(version, leastVersionForExchange) !== false)
  );
}

/** The accounts that keep their addresses, by the on-premises objects that they belong to. */
export function accountsKeepingAddresses(population: Population): ReadonlyMap<OnPremObject, EntraObject> {
  const accounts = new Map<OnPremObject, EntraObject>();
  for (const identity of [...population.identities, ...population.objects]) {
    if (identity.side === 'onPrem' && identity.entra !== undefined && keepsExchange(identity.entra, population))
      accounts.set(identity.onPrem, identity.entra);
  }
  return accounts;
}
