import type { FindingDraft, Rule } from '../rule.js';
import { isAssigned, isFederated, oktaJoiner } from '../service-facts.js';
import { about } from '../subject.js';

/** What sign-in sends is not what Entra holds (ENTRA-12, OKTA-26). */
export const oktaClaimDiffers: Rule = {
  id: 'okta-claim-differs',
  category: 'anchors',
  severity: 'error',
  title: 'Okta sends another ImmutableID than Entra holds',
  help: 'On a federated domain the sign-in token carries the ImmutableID of Okta’s app profile. Provisioning and sign-in use the same profile, so a difference shows a push that never arrived or a value somebody changed on one side.',
  consequence: 'The person can’t sign in to Microsoft 365 with the ImmutableID that Okta sends.',
  remedy:
    'Correct Okta’s profile mapping or the person’s app profile so that it sends the ImmutableID that Entra holds.',
  find(population) {
    const { oktaUsers } = population;
    if (oktaUsers.length === 0) return [];
    const join = oktaJoiner(population);
    // An app whose schema has no such attribute shows nobody's claim: its absence then says nothing.
    const claiming = new Set(
      oktaUsers.filter(({ immutableId }) => immutableId !== undefined).map(({ appId }) => appId),
    );
    const seen = new Set<unknown>();
    return oktaUsers.flatMap((user): FindingDraft[] => {
      if (!isAssigned(user) || !claiming.has(user.appId)) return [];
      const identity = join(user);
      const held = identity?.entra?.immutableId;
      if (identity === undefined || held === undefined || held === user.immutableId || seen.has(identity)) return [];
      const federated = isFederated(identity.entra?.userPrincipalName, population);
      if (federated === false) return [];
      seen.add(identity);
      return [
        {
          ...about(identity),
          expected: held,
          found: user.immutableId ?? 'no ImmutableID',
          ...(federated
            ? { prediction: { signInBreaks: true } }
            : {
                severity: 'warning' as const,
                consequence:
                  'If the person’s domain is federated, sign-in does not work with what Okta sends; the evidence does not say whether it is.',
              }),
        },
      ];
    });
  },
};
