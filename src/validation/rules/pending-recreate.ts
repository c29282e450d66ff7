import { describeLosses } from '../attribute-change.js';
import { connectorJoiner } from '../connector-subject.js';
import type { Rule } from '../rule.js';

/** Entra Connect would delete the object and create it again (csexport `replace` and `delete-add`). */
export const pendingRecreate: Rule = {
  id: 'pending-recreate',
  category: 'staging',
  severity: 'error',
  title: 'A recreation is staged',
  help: 'The staging server would delete the object in Entra and create another one in its place, as after a change of the anchor.',
  consequence:
    'The person would get a new, empty account: mailbox, licenses, group memberships and files stay with the deleted one. It can’t be waived.',
  remedy: 'Find out why the anchor changed and restore it before the export.',
  find(population) {
    const join = connectorJoiner(population);
    return population.pendingExports
      .filter(({ operation }) => operation === 'recreate')
      .map((object) => {
        const lost = describeLosses(object.losses);
        return { subject: join(object).subject, at: object.at, ...(lost !== '' && { found: lost }) };
      });
  },
};
