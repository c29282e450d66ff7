import { isLeftAlone } from '../cloud-managed.js';
import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** Okta synchronizes somebody whom Entra will leave out. */
export const excludedButSynced = onPremRule(
  {
    id: 'excluded-but-synced',
    category: 'population',
    severity: 'error',
    title: 'Entra leaves out an account that is in the cloud today',
    help: 'Entra’s default filters, or the configured scope, exclude the on-premises account, but its account in Entra is synchronized or carries an ImmutableID.',
    consequence: 'Entra Connect may delete the cloud account; cloud sync would no longer update it.',
    remedy:
      'Bring the account into the scope, or fix the attribute that excludes it. What only the OU scope leaves out may be accepted as a loss by name.',
  },
  (identity) => {
    const { entra, exclusion } = identity;
    if (entra === undefined || exclusion === undefined) return undefined;
    if (isLeftAlone(identity)) return undefined;
    const synced = entra.synced ?? true;
    if (!synced && entra.immutableId === undefined) return undefined;
    return {
      ...about(identity),
      found: exclusion.reason,
      ...(exclusion.kind !== 'scope' && { unacceptable: 'Entra’s own filters exclude the account, not the OU scope' }),
      consequence: `Entra leaves the on-premises account out because ${exclusion.reason}: Entra Connect may delete the cloud account, cloud sync would orphan it.`,
    };
  },
  'all',
);
