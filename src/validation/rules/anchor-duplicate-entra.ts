import type { OnPremIdentity } from '../identity.js';
import { firstOthers, indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, entraSubject } from '../subject.js';

const isShared = ({ ambiguity }: OnPremIdentity): boolean => ambiguity === 'anchor-shared-in-entra';

/** Several Entra users carry the same ImmutableID: one finding for each person concerned. */
export const anchorDuplicateEntra: Rule = {
  id: 'anchor-duplicate-entra',
  category: 'anchors',
  severity: 'error',
  title: 'Several Entra users carry one ImmutableID',
  help: 'Entra keeps ImmutableIDs unique; an export that shows one twice was made from two tenants, edited by hand, or folded to one letter case.',
  consequence: 'Nobody can say which of the accounts the on-premises person would take over. It can’t be waived.',
  remedy:
    'Export the Entra side again. If both accounts really exist, clear the ImmutableID of the one that is not the person’s.',
  find({ identities, entraUsers }) {
    const byImmutableId = indexBy(entraUsers, ({ immutableId }) => immutableId);
    return identities.flatMap((identity): FindingDraft[] => {
      const own = identity.entra?.immutableId;
      const anchors = identity.side === 'entra' ? [own] : isShared(identity) ? [own, identity.sourceAnchor] : [];
      const shared = anchors.map((anchor) => byImmutableId.get(anchor) ?? []).find(({ length }) => length > 1);
      if (shared === undefined) return [];
      const related = firstOthers(shared, identity.entra).map(entraSubject);
      return [{ ...about(identity), found: shared[0]?.immutableId, related }];
    });
  },
};
