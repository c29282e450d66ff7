import { describeLosses } from '../attribute-change.js';
import { connectorJoiner } from '../connector-subject.js';
import type { Rule } from '../rule.js';

/** Entra Connect has a deletion staged. */
export const pendingDelete: Rule = {
  id: 'pending-delete',
  category: 'staging',
  severity: 'error',
  title: 'A deletion is staged',
  help: 'The staging server would delete this object in Entra with its first export: a cloud object with that anchor has no on-premises source in scope. A staged deletion carries no attributes; the distinguished name of the object in the connector space gives its anchor.',
  consequence: 'The account would go to the recycle bin, and its mailbox, licenses and files with it after 30 days.',
  remedy:
    'Bring the on-premises source into the scope, or repair its anchor. If the object may go, accept that loss by its object id, with the disposition delete.',
  find(population) {
    const join = connectorJoiner(population);
    return population.pendingExports
      .filter(({ operation }) => operation === 'delete')
      .map((object) => {
        const lost = describeLosses(object.losses);
        return { subject: join(object).subject, at: object.at, ...(lost !== '' && { found: lost }) };
      });
  },
};
