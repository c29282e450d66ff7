import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** The person exists in Entra without an ImmutableID: only a soft match, or nothing, can join the two. */
export const anchorMissingEntra = onPremRule(
  {
    id: 'anchor-missing-entra',
    category: 'anchors',
    severity: 'warning',
    title: 'The Entra account has no ImmutableID yet',
    help: 'Entra joins such an account by UPN or primary SMTP address (soft match) when the person is first exported. It is an error if that can’t happen: soft match is blocked in the tenant (blockSoftMatchEnabled), or the account is the person’s by SID or account name only.',
    consequence: 'The match rests on a name instead of an anchor: anyone who has that UPN or address gets the account.',
    remedy: 'Check that it is the same person, and set the ImmutableID to the source anchor before the cutover.',
  },
  (identity, { settings, entraComplete }) => {
    const { entra, outcome, matchedBy } = identity;
    if (entra === undefined || entra.immutableId !== undefined) return undefined;
    const expected = {
      ...about(identity),
      expected: identity.sourceAnchor,
    };
    if (outcome === 'softMatch') {
      if (!settings.softMatchBlocked) return expected;
      return {
        ...expected,
        severity: 'error' as const,
        consequence:
          'Soft match is blocked in the tenant (blockSoftMatchEnabled): Entra would refuse the match with a conflict.',
        prediction: { refusal: 'InvalidSoftMatch' as const },
      };
    }
    if (outcome !== 'onPremOnly') return undefined;
    // An Entra side that was not read completely may just not show the ImmutableID.
    const severity = entraComplete ? { severity: 'error' as const } : {};
    if (matchedBy === 'sid')
      return {
        ...expected,
        ...severity,
        consequence:
          'The account is the person’s by SID only, and Entra does not soft match on that. A second account can’t have the same SID: Entra would refuse the export.',
        prediction: { refusal: 'AttributeValueMustBeUnique' as const },
      };
    return {
      ...expected,
      ...severity,
      consequence:
        'The account is the person’s by account name only, and Entra does not soft match on that: it would create a second account.',
    };
  },
);
