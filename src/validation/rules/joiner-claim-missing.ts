import type { OktaApp } from '../../domain/okta.js';
import type { FindingDraft, Rule } from '../rule.js';

/** Newcomers would sign in without the anchor that Entra holds (OKTA-32, CONNECT-22, CLOUDSYNC-7). */
export const joinerClaimMissing: Rule = {
  id: 'joiner-claim-missing',
  category: 'anchors',
  severity: 'warning',
  title: 'Okta sends no ImmutableID for newcomers',
  help: 'The federation stays, so Okta must send the right ImmutableID at sign-in for people who are created after the cutover, too. Where the mapping takes it from mS-DS-ConsistencyGuid and does not check whether that is empty, a newcomer has none: Entra takes the objectGUID as anchor, Entra Connect writes it into mS-DS-ConsistencyGuid with its next export, and cloud sync never writes it.',
  consequence: 'The account of a newcomer is there, and sign-in fails: Okta sends nothing that Entra could find it by.',
  remedy:
    'Let the mapping of the ImmutableID fall back on the objectGUID (externalId of the person’s Active Directory profile) where mS-DS-ConsistencyGuid is empty, or fill it when an account is created. Then try one newcomer before the cutover.',
  unchecked: ({ oktaApps, settings: { federatedDomains } }) =>
    federatedDomains?.size !== 0 && oktaApps.length > 0 && oktaApps.every((app) => app.anchorMapping === undefined)
      ? 'the evidence of Okta does not show what fills the ImmutableID'
      : undefined,
  find({ oktaApps, settings: { federatedDomains, syncTool } }) {
    if (federatedDomains?.size === 0) return [];
    return oktaApps.filter(signsIn).flatMap((app): FindingDraft[] =>
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
export const claimSources = {
  guid: /(?:ms[-_]?ds[-_]?)?consistency[-_]?guid/i,
  other: /externalId|objectGuid/i,
} as const;

/**
 * True where nothing else takes its place when it is empty. Another condition, hasDirectoryUser() for instance, does not help anyone
 * whose value is empty.
 */
function takesGuidAlone({ anchorMapping }: OktaApp): boolean {
  const { expression = '' } = anchorMapping ?? {};
  if (!claimSources.guid.test(expression)) return false;
  return !claimSources.other.test(expression) || !conditionsOf(expression).some((one) => claimSources.guid.test(one));
}

/** What stands before each `?`. */
function conditionsOf(expression: string): readonly string[] {
  return expression
    .split('?')
    .slice(0, -1)
    .map((part) => part.slice(part.lastIndexOf(':') + 1));
}

/** An app that is switched off signs nobody in. */
function signsIn({ status }: OktaApp): boolean {
  return status.toUpperCase() !== 'INACTIVE';
}
