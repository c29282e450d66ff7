import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf, managedByOkta } from '../service-facts.js';
import { about } from '../subject.js';

/** Okta assigned the license, and nobody would look after it. */
export const licenseOwnerLost: Rule = {
  id: 'license-owner-lost',
  category: 'service',
  severity: 'warning',
  title: 'The license would have no owner',
  help: 'Okta assigns licenses to the people of its app. Such a license is assigned directly in Entra, not through a group, and no sync tool knows it.',
  consequence: 'The person keeps the license, but nobody takes it back when they leave, and newcomers get none.',
  remedy: 'Assign the license through a group (group-based licensing) before the cutover.',
  find(population) {
    const direct = indexBy(
      factsOf(population, 'licence').filter(({ throughGroup }) => throughGroup === undefined),
      ({ entraObjectId }) => entraObjectId.toLowerCase(),
    );
    return managedByOkta(population, ({ licenseManagement }) => licenseManagement === true).flatMap(
      (identity): FindingDraft[] => {
        const licences = direct.get(identity.entra?.entraObjectId?.toLowerCase()) ?? [];
        if (licences.length === 0) return [];
        return [
          {
            ...about(identity),
            found: licences
              .map(({ skuId }) => skuId)
              .sort()
              .join(', '),
          },
        ];
      },
    );
  },
};
