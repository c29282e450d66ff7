import type { EntraObject } from '../domain/objects.js';
import { type SyncRole, syncRoleNames, syncRolesIn } from '../domain/sync-roles.js';
import { initialDomains, isGuest } from './account.js';
import { indexBy } from './index-by.js';
import type { Population } from './population.js';
import { factsOf } from './service-facts.js';

/**
 * How the accounts are called with which Entra Connect and cloud sync sign in, as their installation makes them: in a domain that only Entra gives
 * away ("Microsoft Entra Connect: Accounts and permissions"; "Prerequisites for Microsoft Entra Cloud Sync").
 */
export const syncAccounts = {
  connect: 'sync_[a-z0-9_-]{1,15}_[0-9a-f]{12}',
  cloudSync: 'ADToAADSyncServiceAccount',
} as const;
/** Their display name. */
export const syncAccountTitle = 'On-Premises Directory Synchronization Service Account';

const ofConnect = new RegExp(`^${syncAccounts.connect}@`, 'i');
const ofCloudSync = new RegExp(`^${syncAccounts.cloudSync}@`, 'i');
const inInitialDomain = new RegExp(`@[a-z0-9-]+${initialDomains}$`, 'i');

/** The account of a synchronization server. */
export interface SyncAccount {
  readonly account: EntraObject;
  /** Whose it is, by its name; undefined where somebody renamed it. */
  readonly tool: keyof typeof syncAccounts | undefined;
  /** The roles of a sync that it is known to hold. */
  readonly roles: readonly SyncRole[];
}

/**
 * The accounts of synchronization servers: they hold the role of a sync, whatever they are called, or are called as the installation calls
 * them. Entra may show them as synchronized, although they have no source. A person who holds the role, or is called so, has
 * traces of one: an ImmutableID, a SID, an account name.
 */
export function syncAccountsOf(
  population: Pick<Population, 'entraUsers' | 'service'>,
): ReadonlyMap<EntraObject, SyncAccount> {
  // What somebody may activate is a person’s: nobody is there to do it for a server.
  const active = factsOf(population, 'roleHolder').filter(({ assignment }) => assignment === 'active');
  const held = indexBy(active, ({ entraObjectId }) => entraObjectId.toLowerCase());
  const found = new Map<EntraObject, SyncAccount>();
  for (const account of population.entraUsers) {
    const names = held.get(account.entraObjectId?.toLowerCase())?.map(({ role }) => role);
    const roles = names === undefined ? [] : syncRolesIn((role) => names.includes(syncRoleNames[role]));
    if ((roles.length === 0 && !isCalledSo(account)) || isGuest(account) || hasSource(account)) continue;
    found.set(account, { account, tool: toolOf(account), roles });
  }
  return found;
}

function isCalledSo({ userPrincipalName = '', displayName = syncAccountTitle }: EntraObject): boolean {
  return (
    displayName === syncAccountTitle &&
    (ofConnect.test(userPrincipalName) || ofCloudSync.test(userPrincipalName)) &&
    inInitialDomain.test(userPrincipalName)
  );
}

function toolOf({ userPrincipalName = '' }: EntraObject): keyof typeof syncAccounts | undefined {
  if (ofConnect.test(userPrincipalName)) return 'connect';
  return ofCloudSync.test(userPrincipalName) ? 'cloudSync' : undefined;
}

function hasSource(account: EntraObject): boolean {
  const { immutableId, onPremisesSecurityIdentifier, onPremisesSamAccountName } = account;
  const { onPremisesDistinguishedName, onPremisesObjectIdentifier } = account;
  const traces = [immutableId, onPremisesSecurityIdentifier, onPremisesSamAccountName];
  return [...traces, onPremisesDistinguishedName, onPremisesObjectIdentifier].some((trace) => trace !== undefined);
}
