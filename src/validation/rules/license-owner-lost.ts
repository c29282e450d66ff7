import { ownerLostRule } from '../owner-lost.js';
import { factsOf } from '../service-facts.js';

/** Okta assigned the license, and nobody would look after it (OKTA-29). */
export const licenseOwnerLost = ownerLostRule(
  {
    id: 'license-owner-lost',
    category: 'service',
    severity: 'warning',
    title: 'The license would have no owner',
    help: 'Okta assigns licenses to the people of its app. Such a license is assigned directly in Entra, not through a group, and no sync tool knows it.',
    consequence: 'The person keeps the license, but nobody takes it back when they leave, and newcomers get none.',
    remedy: 'Assign the license through a group (group-based licensing) before the cutover.',
  },
  {
    managed: 'licenseManagement',
    what: 'licenses',
    direct: (population) =>
      factsOf(population, 'licence').flatMap(({ entraObjectId, skuId, throughGroup }) =>
        throughGroup === undefined ? [{ entraObjectId, name: skuId }] : [],
      ),
  },
);
