import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf, isAssigned, oktaJoiner } from '../service-facts.js';
import { about } from '../subject.js';

/** Okta assigned the licence, and nobody would look after it. */
export const licenseOwnerLost: Rule = {
  id: 'license-owner-lost',
  category: 'service',
  severity: 'warning',
  title: 'The licence would have no owner',
  help: 'Okta assigns licences to the people of its app. Such a licence is assigned directly in Entra, not through a group, and no sync tool knows it.',
  consequence: 'The person keeps the licence, but nobody takes it back when they leave, and newcomers get none.',
  remedy: 'Assign the licence through a group (group-based licensing) before the cutover.',
  find(population) {
    const owners = new Set(
      population.oktaApps.filter(({ licenseManagement }) => licenseManagement === true).map(({ id }) => id),
    );
    if (owners.size === 0) return [];
    const direct = indexBy(
      factsOf(population, 'licence').filter(({ throughGroup }) => throughGroup === undefined),
      ({ entraObjectId }) => entraObjectId.toLowerCase(),
    );
    const join = oktaJoiner(population);
    const assigned = population.oktaUsers.filter((user) => isAssigned(user) && owners.has(user.appId));
    // Without the people of the app, everybody with a direct licence may have it from Okta.
    const people = population.oktaUsers.length === 0 ? population.identities : assigned.map(join);
    return [...new Set(people)].flatMap((identity): FindingDraft[] => {
      const licences = direct.get(identity?.entra?.entraObjectId?.toLowerCase()) ?? [];
      if (identity === undefined || licences.length === 0) return [];
      return [
        {
          ...about(identity),
          found: licences
            .map(({ skuId }) => skuId)
            .sort()
            .join(', '),
        },
      ];
    });
  },
};
