import { isOnPrem } from '../identity.js';
import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, entraSubject } from '../subject.js';

/** An account in Entra’s recycle bin holds the anchor of somebody who has no account. */
export const softDeletedHolder: Rule = {
  id: 'soft-deleted-holder',
  category: 'population',
  severity: 'error',
  title: 'A deleted account holds the anchor',
  help: 'Deleted accounts stay in the recycle bin for 30 days and keep their ImmutableID.',
  consequence:
    'The export would restore the deleted account, or be refused, instead of creating or matching the one that is meant.',
  remedy:
    'Restore the deleted account if it is the person’s. If it is not, wait until its 30 days are over, or let the owner of its mailbox decide to delete it for good: nobody can undo that.',
  find({ identities, deletedUsers }) {
    const byImmutableId = indexBy(deletedUsers, ({ immutableId }) => immutableId);
    return identities.filter(isOnPrem).flatMap((identity): FindingDraft[] => {
      if (identity.outcome === 'excluded' || identity.outcome === 'hardMatch') return [];
      const holders = byImmutableId.get(identity.sourceAnchor) ?? [];
      if (holders.length === 0) return [];
      return [{ ...about(identity), found: identity.sourceAnchor, related: holders.map(entraSubject) }];
    });
  },
};
