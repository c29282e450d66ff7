import { identityRule } from '../rule.js';
import { about } from '../subject.js';

/** A synced Entra account, or one with an ImmutableID, that no on-premises user in scope stands behind. */
export const entraOnly = identityRule(
  {
    id: 'entra-only',
    category: 'population',
    severity: 'error',
    title: 'A synced account has no on-premises source',
    help: 'The account is synchronised, or carries an ImmutableID, and nobody in the on-premises evidence matches it by any key.',
    consequence:
      'After the cutover nothing on-premises owns the account: Entra Connect would delete it, cloud sync would leave it orphaned.',
    remedy:
      'Bring the on-premises account into the scope or the evidence, or decide with the owner that the account may go, and accept that loss by name.',
  },
  (identity, { onPremComplete }) => {
    if (identity.side !== 'entra' || identity.outcome !== 'entraOnly' || identity.excludedTwin !== undefined)
      return undefined;
    const found = identity.entra.immutableId;
    const draft = { ...about(identity), found };
    if (onPremComplete) return draft;
    return {
      ...draft,
      severity: 'warning' as const,
      consequence: 'The on-premises evidence is incomplete: the account’s source may be among what was not read.',
      remedy: 'Complete the on-premises evidence first.',
    };
  },
  'all',
);
