import type { EntraObject } from '../../domain/objects.js';
import type { AccessPolicyFact, SyncPrincipalFact } from '../../domain/service.js';
import { toolOfSyncAccount } from '../account.js';
import { groupsAround } from '../nested-groups.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';
import { entraSubject } from '../subject.js';

/** A Conditional Access policy asks the sync's account for what no service can give (ENTRA-25), or blocks an application (ENTRA-31). */
export const syncAccountChallenged: Rule = {
  id: 'sync-account-challenged',
  category: 'configuration',
  severity: 'warning',
  title: 'Conditional Access stops the account or the application of the sync',
  help: 'Entra Connect signs in as an application, or with an account of its own. A policy for all users that asks the account for multifactor authentication or a compliant device, or blocks it, stops the sync: nobody is there to answer. A policy for applications (workload identities) can block the application of the sync, or that of this pipeline. Policies for users don’t concern applications. Which apps, places and risks a policy applies to is not checked.',
  consequence: 'The sync may be refused at its next sign-in: nothing is synchronized, passwords included.',
  remedy:
    'Exclude the account, or the role Directory Synchronization Accounts, from the policy, and let it sign in from the server’s addresses only; or change the server to application-based authentication.',
  unchecked(population) {
    const policies = factsOf(population, 'accessPolicy');
    const named = policies.flatMap(({ includedGroups }) => includedGroups);
    const known = new Set(
      population.entraObjects.flatMap((one) => (one.members && one.entraObjectId?.toLowerCase()) ?? []),
    );
    const accounts = accountsOf(population);
    const principals = principalsOf(population);
    if (accounts.length > 0 && named.some((group) => !known.has(group)))
      return 'the evidence does not have the members of each group that a Conditional Access policy includes';
    if (principals.some((one) => policies.some((policy) => policy.principalFilter && mayConcern(policy, one))))
      return 'a Conditional Access policy for applications chooses them by a filter, which is not evaluated';
    const isKnown = accounts.length > 0 || principals.some(({ signsInFor }) => signsInFor === 'connect');
    return population.settings.syncTool === 'connect' &&
      !isKnown &&
      policies.some(({ everyPrincipal }) => everyPrincipal)
      ? 'a Conditional Access policy is for all applications, and the evidence does not tell which one Entra Connect signs in as'
      : undefined;
  },
  find: (population) => {
    const policies = factsOf(population, 'accessPolicy');
    if (policies.length === 0) return [];
    return [...ofAccounts(population, policies), ...ofPrincipals(population, policies)];
  },
};

type Policies = readonly AccessPolicyFact[];

function ofAccounts(population: Population, policies: Policies): FindingDraft[] {
  const accounts = accountsOf(population);
  const around = groupsAround(population.entraObjects, accounts);
  return accounts.flatMap((account) => {
    const groups = around(account);
    const asking = policies.filter((policy) => concerns(policy, account, groups));
    if (asking.length === 0) return [];
    return [{ subject: entraSubject(account), at: account.at, found: shown(asking) }];
  });
}

function ofPrincipals(population: Population, policies: Policies): FindingDraft[] {
  return principalsOf(population).flatMap((principal) => {
    const asking = policies.filter((policy) => !policy.principalFilter && mayConcern(policy, principal));
    if (asking.length === 0) return [];
    const { name, signsInFor, at } = principal;
    return [
      {
        at,
        expected: `no policy that stops ${name}, which signs in for ${signers[signsInFor]}`,
        found: shown(asking),
        ...(signsInFor === 'pipeline' && {
          consequence: 'This pipeline may be refused at its next sign-in, in the middle of the cutover too.',
        }),
        remedy:
          'Look up in the policy which places and risks it is for. Where it would stop the application, exclude the application from it.',
      },
    ];
  });
}

const signers = { connect: 'Entra Connect', cloudSync: 'cloud sync', pipeline: 'this pipeline' } as const;

const shown = (policies: Policies): string =>
  policies
    .map(({ name, demands }) => `${name} (${demands.join(', ')})`)
    .sort()
    .join('; ');

/** Applications that sign in for the tool that takes over, or for the pipeline. */
function principalsOf(population: Population): readonly SyncPrincipalFact[] {
  const { syncTool } = population.settings;
  return factsOf(population, 'syncPrincipal').filter(
    ({ signsInFor }) => signsInFor === 'pipeline' || signsInFor === (syncTool ?? signsInFor),
  );
}

/** True where the policy includes the application and does not exclude it, its filter left aside. */
function mayConcern(policy: AccessPolicyFact, { entraObjectId }: SyncPrincipalFact): boolean {
  const { everyPrincipal, includedPrincipals = [], excludedPrincipals = [], principalFilter } = policy;
  if (excludedPrincipals.includes(entraObjectId)) return false;
  // A filter alone chooses among all.
  const all = everyPrincipal || (principalFilter && includedPrincipals.length === 0);
  return all === true || includedPrincipals.includes(entraObjectId);
}

/** Accounts that sign in for the tool that takes over: one that is switched off, or of the other tool, stops nothing. */
function accountsOf({ entraUsers, settings: { syncTool } }: Population): readonly EntraObject[] {
  return entraUsers.filter((account) => {
    const tool = toolOfSyncAccount(account);
    return tool !== undefined && (syncTool ?? tool) === tool && account.accountEnabled !== false;
  });
}

function concerns(policy: AccessPolicyFact, account: EntraObject, groups: ReadonlySet<string>): boolean {
  const id = account.entraObjectId?.toLowerCase() ?? '';
  const names = (users: readonly string[], some: readonly string[]): boolean =>
    users.includes(id) || some.some((group) => groups.has(group));
  if (policy.syncRole === 'excluded' || names(policy.excludedUsers, policy.excludedGroups)) return false;
  return policy.everybody || policy.syncRole === 'included' || names(policy.includedUsers, policy.includedGroups);
}
