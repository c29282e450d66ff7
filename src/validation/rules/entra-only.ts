import { decodeGuidAnchor } from '../../domain/source-anchor.js';
import type { EntraIdentity } from '../identity.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about } from '../subject.js';
import { syncAccountsOf } from '../sync-accounts.js';

/** A synced Entra account, or one with an ImmutableID, that no on-premises user in scope stands behind. */
export const entraOnly: Rule = {
  id: 'entra-only',
  category: 'population',
  severity: 'error',
  title: 'A synced account has no on-premises source',
  help: 'The account is synchronized, or carries an ImmutableID, and nobody in the on-premises evidence matches it by any key. Entra Connect neither changes nor deletes an object that it has not joined; only a staged delete, a filter or the scope of cloud sync deletes. A warning where the on-premises evidence is incomplete, for an account that is managed in the cloud (isCloudManaged), and for somebody whom Okta itself masters: an account that is known not to be synchronized, with an ImmutableID that is not a GUID. Information only for the account that Entra Connect or cloud sync made for its own sign-in: it holds the directory role Directory Synchronization Accounts or On Premises Directory Sync Account, whatever it is called, or has the name (`Sync_SERVER_…` or `ADToAADSyncServiceAccount`, under onmicrosoft.com) and the display name of the installation; and it has no trace of an on-premises object.',
  consequence:
    'The account stays as it is, and nobody manages it any more: people who leave keep access, and no change of name, department or license arrives.',
  remedy:
    'Bring the on-premises account into the scope or the evidence, or decide with the owner who manages the account from now on, and accept that by name (acceptedLosses: keep-orphan).',
  find(population) {
    const syncAccounts = syncAccountsOf(population);
    return [...population.identities, ...population.objects].flatMap((identity): FindingDraft[] => {
      if (identity.outcome !== 'entraOnly' || identity.excludedTwin !== undefined) return [];
      const draft = { ...about(identity), found: identity.entra.immutableId };
      if (syncAccounts.has(identity.entra)) return [{ ...draft, ...ofSyncServer }];
      if (!population.onPremComplete) return [{ ...draft, ...withoutTheWhole }];
      if (identity.entra.cloudManaged) return [{ ...draft, ...managedInTheCloud }];
      return [isMasteredByOkta(identity) ? { ...draft, ...masteredByOkta } : draft];
    });
  },
};

const withoutTheWhole = {
  severity: 'warning' as const,
  consequence: 'The on-premises evidence is incomplete: the account’s source may be among what was not read.',
  remedy: 'Complete the on-premises evidence first.',
};

const masteredByOkta = {
  severity: 'warning' as const,
  consequence:
    'The account is not synchronized and its ImmutableID is not a GUID: Okta itself masters the person. The account stays as it is; after the cutover nobody manages it, and a sign-in through Okta still goes by this ImmutableID.',
  remedy:
    'Decide with the owner who manages the account from now on. Leave the ImmutableID alone as long as the person signs in through Okta.',
};

const managedInTheCloud = {
  severity: 'warning' as const,
  consequence:
    'The account is managed in the cloud (isCloudManaged): no sync changes or deletes it. Where its on-premises object still exists, that one has another source anchor, and would get a second account.',
  remedy:
    'Look in Active Directory for the person under another name. Nothing to do where the object is gone; else correct its anchor, or keep it out of the scope.',
};

const ofSyncServer = {
  severity: 'info' as const,
  consequence:
    'Nothing: Entra Connect or cloud sync made the account for its own sign-in, and it never had an on-premises source.',
  remedy: 'Nothing to do while a server signs in with it. Delete accounts of servers that are gone.',
};

/** Somebody without an on-premises source whom no directory ever synchronized: the ImmutableID only serves the sign-in. */
export function isMasteredByOkta({ entra }: EntraIdentity): boolean {
  return entra.synced === false && entra.immutableId !== undefined && decodeGuidAnchor(entra.immutableId) === undefined;
}
