import type { OktaApp } from '../../domain/okta.js';
import { anchorIsGuid, type SourceAnchorSetting } from '../../domain/source-anchor.js';
import { domainOfName } from '../account.js';
import { type Claim, namesAndNumbers, newcomerClaims } from '../newcomer-claim.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';

/** Newcomers would sign in without the anchor that Entra holds (OKTA-32, CONNECT-22, CLOUDSYNC-7). */
export const joinerClaimMissing: Rule = {
  id: 'joiner-claim-missing',
  category: 'anchors',
  severity: 'warning',
  title: 'Okta does not send the ImmutableID of newcomers',
  help: 'The federation stays, so Okta must send the right ImmutableID at sign-in for people who are created after the cutover, too. Where the mapping takes it from mS-DS-ConsistencyGuid and does not check whether that is empty, a newcomer has none: Entra takes the objectGUID as anchor, Entra Connect writes it into mS-DS-ConsistencyGuid with its next export, and cloud sync never writes it. A mapping that sends nothing, the Okta id, or a name or number of the person instead of the source anchor fails for each newcomer. A mapping that takes the ImmutableID from another attribute is not checked.',
  consequence: 'The account of a newcomer is there, and sign-in fails: Okta sends nothing that Entra could find it by.',
  remedy:
    'Let the mapping of the ImmutableID fall back on the objectGUID (externalId of the person’s Active Directory profile) where mS-DS-ConsistencyGuid is empty, or fill it when an account is created. Then try one newcomer before the cutover.',
  unchecked(population) {
    const { sourceAnchor } = population.settings;
    const apps = appsThatSignIn(population);
    if (apps.some((app) => app.anchorMapping === undefined))
      return 'the evidence of Okta does not show what fills the ImmutableID';
    return apps.some((app) => judged(app, sourceAnchor) === 'unknown')
      ? 'a mapping of Okta takes the ImmutableID from something whose value for a newcomer the evidence does not show'
      : undefined;
  },
  find(population) {
    const { syncTool, sourceAnchor } = population.settings;
    const isDefault = nameKeyOf(sourceAnchor.attribute) === 'msdsconsistencyguid';
    return appsThatSignIn(population).flatMap((app): FindingDraft[] => {
      const verdict = judged(app, sourceAnchor);
      if (verdict !== 'unfilled' && verdict !== 'wrong') return [];
      return [
        {
          found: `${app.label} (${app.id}): ${app.anchorMapping?.expression || '(empty)'}`,
          expected: isDefault ? 'mS-DS-ConsistencyGuid, else the objectGUID' : sourceAnchor.attribute,
          at: app.at,
          ...(syncTool === 'connect' &&
            isDefault &&
            verdict === 'unfilled' && {
              consequence:
                'A newcomer can’t sign in until Entra Connect has written the anchor into Active Directory and Okta has imported it.',
            }),
        },
      ];
    });
  },
};

/** `unfilled`: nothing until mS-DS-ConsistencyGuid is filled. `unknown`: the evidence does not tell what a newcomer would send. */
type Verdict = 'right' | 'unfilled' | 'wrong' | 'unknown';

/** What an app sends of a newcomer, held against their source anchor; `unknown` where the evidence does not show its mapping. */
function judged({ anchorMapping }: OktaApp, anchor: SourceAnchorSetting): Verdict {
  if (anchorMapping === undefined) return 'unknown';
  const verdicts = newcomerClaims(anchorMapping.expression).map((claim) => verdictOf(claim, anchor));
  // Somebody gets nothing, whichever condition decides who.
  if (verdicts.some((one) => one === 'unfilled')) return 'unfilled';
  const [verdict = 'unknown', ...more] = new Set(verdicts);
  return more.length === 0 ? verdict : 'unknown';
}

function verdictOf(claim: Claim, anchor: SourceAnchorSetting): Verdict {
  if (claim.of === 'unfilled' || claim.of === 'unknown') return claim.of;
  const isGuid = anchorIsGuid(anchor);
  if (claim.of === 'guid') return isGuid ? 'right' : 'wrong';
  if (claim.of !== 'attribute') return 'wrong';
  return isGuid && namesAndNumbers.includes(claim.name.toLowerCase()) ? 'wrong' : 'unknown';
}

const nameKeyOf = (attribute: string): string => attribute.replaceAll(/[-_]/g, '').toLowerCase();

/** Without those that are switched off, and those whose people all sign in at Entra: their domains are managed there. */
function appsThatSignIn({ oktaApps, oktaUsers, settings }: Population): readonly OktaApp[] {
  const { federatedDomains, verifiedDomains } = settings;
  if (federatedDomains?.size === 0) return [];
  const isManaged = (domain: string): boolean =>
    federatedDomains?.has(domain) === false && verifiedDomains?.has(domain) === true;
  return oktaApps.filter(({ id, status, domain }) => {
    if (status.toUpperCase() === 'INACTIVE') return false;
    const people = oktaUsers.filter(({ appId }) => appId === id);
    const isOfManaged = people.length > 0 && people.every(({ userName }) => isManaged(domainOfName(userName)));
    return !isOfManaged || (domain !== undefined && !isManaged(domain.toLowerCase()));
  });
}
