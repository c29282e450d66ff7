import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** Enabled on one side, disabled on the other. */
export const accountStateChange = onPremRule(
  {
    id: 'account-state-change',
    category: 'population',
    severity: 'error',
    title: 'The account would be disabled or enabled',
    help: 'After the match the on-premises state rules: userAccountControl decides accountEnabled in Entra.',
    consequence: 'The on-premises state replaces the one in Entra.',
    remedy: 'Bring the on-premises account into the state that the person should have, and export again.',
  },
  (identity) => {
    const { onPrem, entra, outcome } = identity;
    if (outcome !== 'hardMatch' && outcome !== 'softMatch' && outcome !== 'anchorMismatch') return undefined;
    if (onPrem.enabled === undefined || entra?.accountEnabled === undefined || onPrem.enabled === entra.accountEnabled)
      return undefined;
    return {
      ...about(identity),
      expected: onPrem.enabled ? 'enabled' : 'disabled',
      found: entra.accountEnabled ? 'enabled' : 'disabled',
      consequence: onPrem.enabled
        ? 'The account is disabled in Entra and enabled on-premises: somebody who was locked out could sign in again.'
        : 'The account is enabled in Entra and disabled on-premises: the person would be locked out.',
    };
  },
);
