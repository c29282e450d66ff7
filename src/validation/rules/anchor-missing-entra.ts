import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** The person exists in Entra without an ImmutableID: only a soft match, or nothing, can join the two. */
export const anchorMissingEntra = onPremRule(
  {
    id: 'anchor-missing-entra',
    category: 'anchors',
    severity: 'warning',
    title: 'The Entra account has no ImmutableID yet',
    help: 'Entra joins such an account by UPN or primary SMTP address (soft match) when the person is first exported, unless soft match is blocked in the tenant.',
    consequence: 'The match rests on a name instead of an anchor: whoever bears the name gets the account.',
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
    return {
      ...expected,
      // An Entra side that was not read completely may just not show the ImmutableID.
      ...(entraComplete && { severity: 'error' as const }),
      consequence: `The account is the person’s by ${matchedBy === 'sid' ? 'SID' : 'account name'} only, and Entra does not soft match on that: it would create a second account.`,
      // The SID is unique in Entra: the second account can't have it (facts 2.8).
      ...(matchedBy === 'sid' && { prediction: { refusal: 'AttributeValueMustBeUnique' as const } }),
    };
  },
);
