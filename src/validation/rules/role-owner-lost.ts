import { ownerLostRule } from '../owner-lost.js';
import { factsOf } from '../service-facts.js';

/** Okta assigned the directory role, and nobody would take it back (OKTA-31). */
export const roleOwnerLost = ownerLostRule(
  {
    id: 'role-owner-lost',
    category: 'service',
    severity: 'warning',
    title: 'The directory role would have no owner',
    help: 'Okta assigns directory roles to the people of its app. Such a role is assigned directly in Entra, and no sync tool knows it.',
    consequence: 'The person keeps the role, but nobody takes it back when they change jobs, and newcomers get none.',
    remedy:
      'Decide who looks after the role: assign it in Entra, best as an eligible one (Privileged Identity Management), and take it back where nobody needs it.',
  },
  {
    managed: 'roleManagement',
    what: 'directory roles',
    direct: (population) =>
      factsOf(population, 'roleHolder').flatMap(({ entraObjectId, role, assignment, throughGroup }) =>
        assignment === 'active' && throughGroup === undefined ? [{ entraObjectId, name: role }] : [],
      ),
  },
);
