import { connectorJoiner } from '../connector-subject.js';
import type { Rule } from '../rule.js';

/** A synced cloud object that Entra Connect has not joined to anything on-premises. */
export const disconnector: Rule = {
  id: 'disconnector',
  category: 'staging',
  severity: 'warning',
  title: 'Entra Connect does not own a synced cloud object',
  help: 'The object was imported from Entra and is joined to nothing in Active Directory: exactly what a wrong anchor leaves behind.',
  consequence: 'Entra Connect will neither update nor delete it: the account keeps its last state and drifts away.',
  remedy:
    'Find its on-premises source: repair the anchor, bring it into the scope, or decide that it becomes a cloud account.',
  find(population) {
    const join = connectorJoiner(population);
    return population.disconnectors.map((object) => ({
      subject: join(object).subject,
      at: object.at,
      found: object.sourceAnchor,
    }));
  },
};
