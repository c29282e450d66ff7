import { domainOfDistinguishedName } from '../domain/distinguished-name.js';
import { nameKey } from '../domain/name-key.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { sidsDiffer } from './account.js';
import { type OnPremAddresses, primaryAddress } from './addresses.js';
import type { MatchKey } from './identity.js';
import { type Index, indexBy } from './index-by.js';
import type { SignInName } from './sign-in-name.js';

/** An on-premises user that Entra would synchronize, with its effective source anchor. */
export interface InScopeUser {
  readonly user: OnPremObject;
  readonly anchor: string;
}

/** The Entra users by every key that can lead to them. */
export interface EntraIndex {
  readonly byImmutableId: Index<string, EntraObject>;
  readonly bySid: Index<string, EntraObject>;
  readonly byUserPrincipalName: Index<string, EntraObject>;
  readonly byPrimaryAddress: Index<string, EntraObject>;
  readonly byAccountName: Index<string, EntraObject>;
}

/** Indexes the Entra users. Anchors keep their letter case, names do not. */
export function indexEntra(users: readonly EntraObject[]): EntraIndex {
  return {
    byImmutableId: indexBy(users, (user) => user.immutableId),
    bySid: indexBy(users, (user) => user.onPremisesSecurityIdentifier),
    byUserPrincipalName: indexBy(users, (user) => user.userPrincipalName?.toLowerCase()),
    byPrimaryAddress: indexBy(users, primaryAddress),
    byAccountName: indexBy(users, ({ onPremisesSamAccountName: name }) => name && nameKey(name)),
  };
}

/** The Entra objects that keys other than the anchor lead to, each with those keys, strongest first. */
export type Candidates = ReadonlyMap<EntraObject, readonly MatchKey[]>;

/** What tells on-premises whose an account name is. */
export interface AccountOwners {
  /** Those who count for duplicates, by their account names: a shared one is not a key. */
  readonly byAccountName: ReadonlyMap<string, readonly unknown[]>;
  /** The SIDs of everybody, excluded people too: an account with the SID of somebody else is theirs, whatever it is called. */
  readonly sids: ReadonlySet<string | undefined>;
}

/** Finds the candidates of an on-premises user. */
export function findCandidates(
  user: OnPremObject,
  index: EntraIndex,
  owners: AccountOwners,
  signInName: SignInName,
  addresses: OnPremAddresses,
): Candidates {
  const candidates = new Map<EntraObject, MatchKey[]>();
  const add = (key: MatchKey, found: readonly EntraObject[] = []): void => {
    for (const entra of found) candidates.set(entra, [...(candidates.get(entra) ?? []), key]);
  };
  add('sid', index.bySid.get(user.objectSid));
  add('userPrincipalName', index.byUserPrincipalName.get(signInName(user)?.toLowerCase()));
  for (const address of addresses.primariesOf(user)) add('primaryAddress', index.byPrimaryAddress.get(address));
  add('accountName', foundByAccountName(user, index, owners));
  return candidates;
}

/**
 * An account name is unique only within a domain: it leads somewhere only when one user on each side has it and the
 * domains, where both are known, agree, and the account has not the SID of somebody else.
 */
function foundByAccountName(
  user: OnPremObject,
  index: EntraIndex,
  { byAccountName, sids }: AccountOwners,
): readonly EntraObject[] {
  const name = user.samAccountName && nameKey(user.samAccountName);
  if (!name || (byAccountName.get(name)?.length ?? 0) > 1) return [];
  const [found, ...more] = index.byAccountName.get(name) ?? [];
  if (found === undefined || more.length > 0) return [];
  const { onPremisesSecurityIdentifier: sid } = found;
  if (sidsDiffer(user, sid) && sids.has(sid)) return [];
  const here = domainOfDistinguishedName(user.distinguishedName);
  const there = found.onPremisesDomainName?.toLowerCase();
  return here !== undefined && there !== undefined && here !== there ? [] : [found];
}
