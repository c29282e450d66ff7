import type { Rule } from '../rule.js';
import { entraSubject } from '../subject.js';
import { accessThrough } from '../what-hangs.js';

/** An Office 365 app of the org that the stack does not declare. */
export const oktaAppUndeclared: Rule = {
  id: 'okta-app-undeclared',
  category: 'configuration',
  severity: 'error',
  title: 'Okta has an Office 365 app that is not declared',
  help: 'Every Office 365 app can provision. The cutover switches off those that the stack declares, and no other.',
  consequence: 'The app would continue to provision while Entra does: two writers.',
  remedy:
    'Declare the app under cutover:okta.apps. Don’t delete it in Okta instead: that ends sign-in through it, and may deactivate accounts in Entra.',
  find: ({ oktaApps, settings: { declaredOktaApps } }) =>
    oktaApps
      .filter(({ id }) => declaredOktaApps !== undefined && !declaredOktaApps.has(id))
      .map(({ id, label, at }) => ({ found: `${label} (${id})`, at })),
};

/** Okta pushes groups into the tenant. */
export const oktaGroupPushActive: Rule = {
  id: 'okta-group-push-active',
  category: 'configuration',
  severity: 'warning',
  title: 'Okta pushes groups',
  help: 'Groups that Okta pushes are not those of Active Directory: the sync tool neither knows nor updates them. Okta does not tell which groups of Entra they are. The finding names the cloud groups by which people have licenses or roles, since they may be among them.',
  consequence:
    'The pushed groups keep their last members: access that depends on them is no longer given or taken away.',
  remedy:
    'Rebuild the groups in Active Directory or in Entra, then unlink the pushed groups in Okta, and leave them in the tenant.',
  find(population) {
    const pushing = population.oktaApps.filter(({ groupPush }) => groupPush === true);
    if (pushing.length === 0) return [];
    const access = accessThrough(population);
    const groups = population.entraObjects
      .filter((object) => object.objectType === 'group' && object.synced === false && access(object).length > 0)
      .sort((a, b) => ((a.displayName ?? '') < (b.displayName ?? '') ? -1 : 1));
    const named = groups.map((group) => `${group.displayName ?? group.entraObjectId}: ${access(group).join(', ')}`);
    return pushing.map(({ id, label, at }) => ({
      found: [`${label} (${id})`, ...named].join('; '),
      ...(groups.length > 0 && { related: groups.map(entraSubject) }),
      at,
    }));
  },
};

/** Okta defers deprovisioning: deletions may come after the switch. */
export const oktaDeferredDeprovisioning: Rule = {
  id: 'okta-deferred-deprovisioning',
  category: 'configuration',
  severity: 'warning',
  title: 'Okta defers deprovisioning',
  help: 'Okta deactivates people who were unassigned some time later. What still waits when provisioning is switched off is never done, or is done after the cutover.',
  consequence: 'People who left would keep an active account, or lose it in the middle of the cutover.',
  remedy: 'Let Okta finish what it deferred, or deactivate those accounts by hand, before the cutover.',
  find: ({ oktaApps }) =>
    oktaApps
      .filter(({ deferredDeprovisioning }) => deferredDeprovisioning === true)
      .map(({ id, label, at }) => ({ found: `${label} (${id})`, at })),
};
