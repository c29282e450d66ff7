import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** An on-premises user without an Entra account: Entra would create one. */
export const onPremOnly = onPremRule(
  {
    id: 'on-prem-only',
    category: 'population',
    severity: 'warning',
    title: 'Entra would create an account',
    help: 'The user is in scope and no Entra object matches by anchor, UPN or primary SMTP address.',
    consequence:
      'A new account appears in Entra at the cutover. That is right for a new joiner and a duplicate for anybody who already has one under another name.',
    remedy:
      'Check that the person is new. Leave accounts that should not be in the cloud out of the scope, and declare how many creations are expected.',
  },
  (identity) =>
    identity.outcome === 'onPremOnly'
      ? { ...about(identity), ...(identity.sourceAnchor !== undefined && { expected: identity.sourceAnchor }) }
      : undefined,
);
