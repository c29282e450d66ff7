import type { OktaApp } from '../../domain/okta.js';
import type { FindingDraft, Rule } from '../rule.js';

/** Newcomers would sign in without the anchor that Entra holds (OKTA-32, CONNECT-22, CLOUDSYNC-7). */
export const joinerClaimMissing: Rule = {
  id: 'joiner-claim-missing',
  category: 'anchors',
  severity: 'warning',
  title: 'Okta sends no ImmutableID for newcomers',
  help: 'The federation stays, so Okta sends the ImmutableID at sign-in also of people who are created after the cutover. Where the mapping takes it from mS-DS-ConsistencyGuid alone, a newcomer has none: Entra takes the objectGUID as anchor, Entra Connect writes it into mS-DS-ConsistencyGuid with its next export, and cloud sync never does.',
  consequence: 'The account of a newcomer is there, and sign-in fails: Okta sends nothing that Entra could find it by.',
  remedy:
    'Let the mapping of the ImmutableID fall back on the objectGUID (externalId of the person’s Active Directory profile) where mS-DS-ConsistencyGuid is empty, or fill it when an account is created. Then try one newcomer before the cutover.',
  find({ oktaApps, settings: { federatedDomains, syncTool } }) {
    if (federatedDomains?.size === 0) return [];
    return oktaApps.flatMap((app): FindingDraft[] =>
      takesGuidAlone(app)
        ? [
            {
              found: `${app.label} (${app.id}): ${app.anchorMapping?.expression}`,
              expected: 'mS-DS-ConsistencyGuid, else the objectGUID',
              at: app.at,
              ...(syncTool === 'connect' && {
                consequence:
                  'A newcomer can’t sign in until Entra Connect has written the anchor into Active Directory and Okta has imported it.',
              }),
            },
          ]
        : [],
    );
  },
};

/** What an expression of Okta's takes the ImmutableID from: that attribute, and what may stand in for it. */
export const claimSources = { guid: /(?:ms-?ds-?)?consistency-?guid/i, other: /externalId|objectGuid/i } as const;

/** True where nothing else is named that could take its place. */
function takesGuidAlone({ anchorMapping }: OktaApp): boolean {
  const { expression = '' } = anchorMapping ?? {};
  return claimSources.guid.test(expression) && !claimSources.other.test(expression);
}
