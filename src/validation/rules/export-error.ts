import { connectorJoiner } from '../connector-subject.js';
import type { Rule } from '../rule.js';

/** Entra refused an export. Names: ENTRA-16. */
export const exportError: Rule = {
  id: 'export-error',
  category: 'staging',
  severity: 'error',
  title: 'Entra refused an export',
  help: 'The connector space holds an object whose last export failed.',
  consequence: 'The object is not synchronized until the error is fixed: its changes do not reach the cloud.',
  remedy:
    'Fix what the error names (for a conflict, usually the same UPN or address on another object), and run the export again.',
  find(population) {
    const join = connectorJoiner(population);
    return population.exportErrors.map((object) => {
      const conflict =
        object.conflictingAttribute === undefined
          ? ''
          : `: ${object.conflictingAttribute} ${object.conflictingValues.join(', ')}`;
      return {
        subject: join(object).subject,
        at: object.at,
        found: `${object.errorName}${conflict}`,
        ...(object.conflictingObjectId !== undefined && {
          related: [{ objectType: 'user' as const, entraObjectId: object.conflictingObjectId }],
        }),
      };
    });
  },
};
