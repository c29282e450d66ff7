import type { AccessPolicyFact, SyncPrincipalFact } from '../../domain/service.js';
import { type SyncRole, syncRolesIn } from '../../domain/sync-roles.js';
import { type Membership, membershipIn } from '../nested-groups.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';
import type { SyncTool } from '../settings.js';
import { entraSubject } from '../subject.js';
import { type SyncAccount, syncAccountsOf } from '../sync-accounts.js';

/** A Conditional Access policy asks the sync's account for what no service can give (ENTRA-25), or blocks an application (ENTRA-31). */
export const syncAccountChallenged: Rule = {
  id: 'sync-account-challenged',
  category: 'configuration',
  severity: 'warning',
  title: 'Conditional Access stops the account or the application of the sync',
  help: 'Entra Connect signs in as an application, or with an account of its own. A policy for all users that asks the account for multifactor authentication or a compliant device, or blocks it, stops the sync: nobody is there to answer. A policy for applications (workload identities) can block the application of the sync, or that of this pipeline. Policies for users don’t concern applications. The account is known by its directory role or its name. Where a policy is for all users and the evidence has neither account nor application of the sync, the rule is not checked. A policy whose conditions leave out every sign-in of a sync is left alone: legacy authentication, browsers, phones, the device code flow. Whether the sync meets conditions on apps, places, risks and devices is not checked: the finding names them.',
  consequence: 'The sync may be refused at its next sign-in: nothing is synchronized, passwords included.',
  remedy:
    'Exclude the account, or the role Directory Synchronization Accounts, from the policy, and let it sign in from the server’s addresses only; or change the server to application-based authentication.',
  unchecked(population) {
    const policies = policiesThatAsk(population);
    const { syncTool } = population.settings;
    if (!arePoliciesRead(population)) return 'the evidence does not have the Conditional Access policies';
    const accounts = accountsOf(population);
    const members = membershipOf(population, accounts);
    if (accounts.some((account) => policies.some((policy) => concerns(policy, account, members) === undefined)))
      return 'the evidence does not have the members of each group that a Conditional Access policy includes or excludes';
    const principals = principalsOf(population);
    if (principals.some((one) => policies.some((policy) => policy.principalFilter && mayConcern(policy, one))))
      return 'a Conditional Access policy for applications chooses them by a filter, which is not evaluated';
    const tool = syncTool === undefined ? 'a sync' : signers[syncTool];
    const isKnown = principals.some(({ signsInFor }) => signsInFor !== 'pipeline');
    if (isKnown) return undefined;
    // The tool may be installed after the reading: its account would be among all users.
    if (accounts.length === 0 && policies.some(isForUnknownAccount))
      return `a Conditional Access policy is for all users or for a role of the sync, and the evidence has neither an account nor an application with which ${tool} signs in: once it is installed, run collect entra again`;
    // That an account of a server is there does not tell that the server still signs in with it (CONNECT-41).
    const known = new Set(factsOf(population, 'syncPrincipal').map(({ entraObjectId }) => entraObjectId));
    return policies.some((policy) => mayConcernAnother(policy, known, syncTool))
      ? `a Conditional Access policy is for applications, and the evidence does not tell which one ${tool} signs in as`
      : undefined;
  },
  find: (population) => {
    const policies = policiesThatAsk(population);
    if (policies.length === 0) return [];
    return [...ofAccounts(population, policies), ...ofPrincipals(population, policies)];
  },
};

/** Policies that demand something of a sign-in as that of a sync is (ENTRA-34). */
function policiesThatAsk(population: Population): Policies {
  return factsOf(population, 'accessPolicy').filter(({ demands, sparesSync }) => demands.length > 0 && !sparesSync);
}

/** The permission to read them is optional; a tenant of which nobody read them may have any. */
function arePoliciesRead(population: Population): boolean {
  const isRead = population.sources.some(({ kind, fields }) => kind === 'entra' && fields.has('accessPolicies'));
  return isRead || factsOf(population, 'accessPolicy').length > 0;
}

type Policies = readonly AccessPolicyFact[];

function ofAccounts(population: Population, policies: Policies): FindingDraft[] {
  const accounts = accountsOf(population);
  const members = membershipOf(population, accounts);
  return accounts.flatMap((one) => {
    const asking = policies.filter((policy) => concerns(policy, one, members));
    if (asking.length === 0) return [];
    return [{ subject: entraSubject(one.account), at: one.account.at, found: shown(asking) }];
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
    .map(({ name, demands, undecided = [] }) => {
      const open = undecided.length === 0 ? '' : `; not checked: ${undecided.join(', ')}`;
      return `${name} (${demands.join(', ')}${open})`;
    })
    .sort()
    .join('; ');

/** Applications that sign in for the tool that takes over, or for the pipeline. */
function principalsOf(population: Population): readonly SyncPrincipalFact[] {
  const { syncTool } = population.settings;
  return factsOf(population, 'syncPrincipal').filter(
    ({ signsInFor }) => signsInFor === 'pipeline' || signsInFor === (syncTool ?? signsInFor),
  );
}

/** True where the policy concerns an account of a sync that the evidence doesn’t have: nothing but its role excludes it. */
function isForUnknownAccount(policy: AccessPolicyFact): boolean {
  return (policy.everybody || namesRole(policy, 'included')) && !namesRole(policy, 'excluded');
}

/** True where the policy includes the application and does not exclude it, its filter left aside. */
function mayConcern(policy: AccessPolicyFact, { entraObjectId }: SyncPrincipalFact): boolean {
  const { everyPrincipal, includedPrincipals = [], excludedPrincipals = [], principalFilter } = policy;
  if (excludedPrincipals.includes(entraObjectId)) return false;
  // A filter alone chooses among all.
  const all = everyPrincipal || (principalFilter && includedPrincipals.length === 0);
  return all === true || includedPrincipals.includes(entraObjectId);
}

/**
 * True where the policy may concern an application that is none of these: one that an administrator brought to Entra Connect has any name.
 * That of cloud sync is known once it is there, and a policy can't name it before.
 */
function mayConcernAnother(policy: AccessPolicyFact, known: ReadonlySet<string>, tool?: SyncTool): boolean {
  const { everyPrincipal, includedPrincipals = [], principalFilter } = policy;
  if (everyPrincipal || principalFilter) return true;
  return tool !== 'cloudSync' && includedPrincipals.some((id) => !known.has(id));
}

/** Accounts that sign in for the tool that takes over: one that is switched off, or of the other tool, stops nothing. */
function accountsOf(population: Population): readonly SyncAccount[] {
  const { syncTool } = population.settings;
  return [...syncAccountsOf(population).values()].filter(
    ({ account, tool }) => (tool ?? syncTool) === (syncTool ?? tool) && account.accountEnabled !== false,
  );
}

function membershipOf({ entraObjects }: Population, accounts: readonly SyncAccount[]): Membership {
  return membershipIn(
    entraObjects,
    accounts.map(({ account }) => account),
  );
}

/** Whether the policy is for the account; undefined where that hangs on a group whose members nobody read. */
function concerns(
  policy: AccessPolicyFact,
  { account, roles }: SyncAccount,
  isMember: Membership,
): boolean | undefined {
  const id = account.entraObjectId?.toLowerCase() ?? '';
  const among = (users: readonly string[], groups: readonly string[]): boolean | undefined => {
    if (users.includes(id)) return true;
    const answers = groups.map((group) => isMember(group, account));
    return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
  };
  const isIncluded =
    policy.everybody || namesRole(policy, 'included', roles) || among(policy.includedUsers, policy.includedGroups);
  const isExcluded = namesRole(policy, 'excluded', roles) || among(policy.excludedUsers, policy.excludedGroups);
  if (isIncluded === false || isExcluded === true) return false;
  return isIncluded === undefined || isExcluded === undefined ? undefined : true;
}

/** True where the policy does this with a role of the account, or with any of a sync where nothing tells which one it holds. */
function namesRole(
  { syncRole, onPremSyncRole }: AccessPolicyFact,
  stance: 'included' | 'excluded',
  held: readonly SyncRole[] = [],
): boolean {
  const named = syncRolesIn((role) => (role === 'directory' ? syncRole : onPremSyncRole) === stance);
  return named.some((role) => held.length === 0 || held.includes(role));
}
