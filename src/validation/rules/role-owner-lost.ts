import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf, managedByOkta } from '../service-facts.js';
import { about } from '../subject.js';

/** Okta assigned the directory role, and nobody would take it back (OKTA-31). */
export const roleOwnerLost: Rule = {
  id: 'role-owner-lost',
  category: 'service',
  severity: 'warning',
  title: 'The directory role would have no owner',
  help: 'Okta assigns directory roles to the people of its app. Such a role is assigned directly in Entra, and no sync tool knows it.',
  consequence: 'The person keeps the role, but nobody takes it back when they change jobs, and newcomers get none.',
  remedy:
    'Decide who looks after the role: assign it in Entra, best as an eligible one (Privileged Identity Management), and take it back where nobody needs it.',
  find(population) {
    const direct = indexBy(
      factsOf(population, 'roleHolder').filter(
        ({ assignment, throughGroup }) => assignment === 'active' && throughGroup === undefined,
      ),
      ({ entraObjectId }) => entraObjectId.toLowerCase(),
    );
    return managedByOkta(population, ({ roleManagement }) => roleManagement === true).flatMap(
      (identity): FindingDraft[] => {
        const roles = direct.get(identity.entra?.entraObjectId?.toLowerCase())?.map(({ role }) => role) ?? [];
        return roles.length === 0 ? [] : [{ ...about(identity), found: [...new Set(roles)].sort().join(', ') }];
      },
    );
  },
};
