import type { EntraObject } from '../../domain/objects.js';
import type { AccessPolicyFact } from '../../domain/service.js';
import { isSyncAccount } from '../account.js';
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
  find: (population) => {
    const policies = factsOf(population, 'accessPolicy');
    if (policies.length === 0) return [];
    return population.entraUsers.filter(isSyncAccount).flatMap((account) => {
      const own = groupsOf(account, population.entraObjects);
      const asking = policies.filter((policy) => concerns(policy, account, own));
      if (asking.length === 0) return [];
      const found = asking.map(({ name, demands }) => `${name} (${demands.join(', ')})`).sort();
      return [{ subject: entraSubject(account), at: account.at, found: found.join('; ') }];
    });
  },
};

function groupsOf({ entraObjectId }: EntraObject, groups: readonly EntraObject[]): ReadonlySet<string> {
  const id = entraObjectId?.toLowerCase() ?? '';
  const of = groups.filter(({ members }) => members?.some((member) => member.toLowerCase() === id));
  return new Set(of.flatMap((group) => group.entraObjectId?.toLowerCase() ?? []));
}

function concerns(policy: AccessPolicyFact, account: EntraObject, groups: ReadonlySet<string>): boolean {
  const id = account.entraObjectId?.toLowerCase() ?? '';
  const names = (users: readonly string[], some: readonly string[]): boolean =>
    users.includes(id) || some.some((group) => groups.has(group));
  if (policy.syncRole === 'excluded' || names(policy.excludedUsers, policy.excludedGroups)) return false;
  return policy.everybody || policy.syncRole === 'included' || names(policy.includedUsers, policy.includedGroups);
}
