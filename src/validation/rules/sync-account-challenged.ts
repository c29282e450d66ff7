import type { EntraObject } from '../../domain/objects.js';
import type { AccessPolicyFact } from '../../domain/service.js';
import { toolOfSyncAccount } from '../account.js';
import type { Population } from '../population.js';
import type { Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';
import { entraSubject } from '../subject.js';

/** A Conditional Access policy asks the account of the sync for what no service can give (ENTRA-25). */
export const syncAccountChallenged: Rule = {
  id: 'sync-account-challenged',
  category: 'configuration',
  severity: 'warning',
  title: 'Conditional Access stops the account of the sync',
  help: 'Entra Connect signs in with an account of its own where it does not use an application. A policy for all users that asks it for multifactor authentication or a compliant device, or blocks it, stops the sync: nobody is there to answer. Policies for users don’t concern applications. Which apps and places a policy applies to is not checked.',
  consequence: 'The sync may be refused at its next sign-in: nothing is synchronized, passwords included.',
  remedy:
    'Exclude the account, or the role Directory Synchronization Accounts, from the policy, and let it sign in from the server’s addresses only; or change the server to application-based authentication.',
  unchecked(population) {
    const named = factsOf(population, 'accessPolicy').flatMap(({ includedGroups }) => includedGroups);
    const known = new Set(
      population.entraObjects.flatMap((one) => (one.members && one.entraObjectId?.toLowerCase()) ?? []),
    );
    return accountsOf(population).length > 0 && named.some((group) => !known.has(group))
      ? 'the evidence does not have the members of each group that a Conditional Access policy includes'
      : undefined;
  },
  find: (population) => {
    const policies = factsOf(population, 'accessPolicy');
    if (policies.length === 0) return [];
    return accountsOf(population).flatMap((account) => {
      const own = groupsOf(account, population.entraObjects);
      const asking = policies.filter((policy) => concerns(policy, account, own));
      if (asking.length === 0) return [];
      const found = asking.map(({ name, demands }) => `${name} (${demands.join(', ')})`).sort();
      return [{ subject: entraSubject(account), at: account.at, found: found.join('; ') }];
    });
  },
};

/** Accounts that sign in for the tool that takes over: one that is switched off, or of the other tool, stops nothing. */
function accountsOf({ entraUsers, settings: { syncTool } }: Population): readonly EntraObject[] {
  return entraUsers.filter((account) => {
    const tool = toolOfSyncAccount(account);
    return tool !== undefined && (syncTool ?? tool) === tool && account.accountEnabled !== false;
  });
}

/** The groups of the account, and those that they are members of: a policy concerns nested members too (ENTRA-30). */
function groupsOf({ entraObjectId }: EntraObject, groups: readonly EntraObject[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = entraObjectId === undefined ? [] : [entraObjectId.toLowerCase()];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const { members, entraObjectId: group } of groups) {
      const own = group?.toLowerCase();
      if (own === undefined || found.has(own) || !members?.some((member) => member.toLowerCase() === id)) continue;
      found.add(own);
      waiting.push(own);
    }
  }
  return found;
}

function concerns(policy: AccessPolicyFact, account: EntraObject, groups: ReadonlySet<string>): boolean {
  const id = account.entraObjectId?.toLowerCase() ?? '';
  const names = (users: readonly string[], some: readonly string[]): boolean =>
    users.includes(id) || some.some((group) => groups.has(group));
  if (policy.syncRole === 'excluded' || names(policy.excludedUsers, policy.excludedGroups)) return false;
  return policy.everybody || policy.syncRole === 'included' || names(policy.includedUsers, policy.includedGroups);
}
