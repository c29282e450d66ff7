import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { isOlderVersion } from '../domain/version.js';
import { onPremIdentities } from './identity.js';
import type { Population } from './population.js';

/** An older server goes on to write Exchange attributes (ENTRA-23). */
export const leastVersionForExchange = '2.5.190.0';

/** True where the sync leaves the addresses and other Exchange attributes of the account alone. */
export function keepsExchange(
  { exchangeCloudManaged }: EntraObject,
  population: Pick<Population, 'settings' | 'connectConfig'>,
): boolean {
  return exchangeCloudManaged === true && !writesExchange(population);
}

/** True where an Entra Connect may take over that would write Exchange attributes all the same; nobody knows which tool does where none is told. */
function writesExchange({ settings, connectConfig }: Pick<Population, 'settings' | 'connectConfig'>): boolean {
  if (settings.syncTool === 'cloudSync') return false;
  const versions = connectConfig.flatMap(({ serverVersion }) => serverVersion ?? []);
  return (
    versions.length === 0 || versions.some((version) => isOlderVersion(version, leastVersionForExchange) !== false)
  );
}

/** The accounts that keep their addresses, by the on-premises objects that they belong to. */
export function accountsKeepingAddresses(population: Population): ReadonlyMap<OnPremObject, EntraObject> {
  const accounts = new Map<OnPremObject, EntraObject>();
  for (const { onPrem, entra } of onPremIdentities(population))
    if (entra !== undefined && keepsExchange(entra, population)) accounts.set(onPrem, entra);
  return accounts;
}
