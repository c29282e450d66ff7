import type { Subject } from '../../domain/assessment.js';
import type { OnPremObject } from '../../domain/objects.js';
import { effectiveSourceAnchor } from '../../domain/source-anchor.js';
import { anchorRemedy } from '../anchor-advice.js';
import type { OnPremIdentity } from '../identity.js';
import type { Population } from '../population.js';
import { onPremRule } from '../rule.js';
import { about, entraSubject, onPremSubject } from '../subject.js';

/** The anchor of one person sits on the Entra object of another: the two would become one account. */
export const anchorHeldByAnother = onPremRule(
  {
    id: 'anchor-held-by-another',
    category: 'anchors',
    severity: 'error',
    title: 'The source anchor sits on another person’s account',
    help: 'The Entra object that carries this person’s anchor belongs, by name, SID or address, to somebody else. Two people whose anchors were exchanged show this for both.',
    consequence: 'Entra would hand the other person’s account, mailbox and files to this person. It can’t be waived.',
    remedy:
      'Find out whose account it is. Give each person their own anchor (mS-DS-ConsistencyGuid on-premises, or the ImmutableID in Entra). To exchange two people’s values, park one of them first, as `entra-cutover remediate` proposes: no two people may have one anchor, not even for a moment.',
  },
  (identity, population) => {
    if (identity.outcome !== 'anchorHeldByAnother') return undefined;
    return {
      ...about(identity),
      expected: identity.sourceAnchor,
      found: identity.entra?.immutableId,
      related: [holderOf(identity)],
      ...anchorRemedy(population.settings.sourceAnchor, 'Find out whose account it is. '),
      ...(isSwap(identity, population) && {
        consequence:
          'The two people’s anchors are exchanged: Entra would hand each of them the other’s account, mailbox and files. It can’t be waived.',
      }),
    };
  },
  'all',
);

/** The somebody else: their on-premises side, where there is one, with the Entra object that holds the anchor. */
function holderOf(identity: OnPremIdentity): Subject {
  const holder = identity.others.find((other) => !('attributes' in other));
  const owner = ownerOf(identity);
  return { objectType: 'user', ...(holder && entraSubject(holder)), ...(owner && onPremSubject(owner)) };
}

/** True when the somebody else's anchor sits on this person's object: two values were exchanged. */
function isSwap(identity: OnPremIdentity, { settings }: Population): boolean {
  const owner = ownerOf(identity);
  const theirs = owner && effectiveSourceAnchor(owner, settings.sourceAnchor);
  return theirs !== undefined && theirs === identity.entra?.immutableId;
}

function ownerOf({ others }: OnPremIdentity): OnPremObject | undefined {
  return others.find((other) => 'attributes' in other);
}
