import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, entraSubject } from '../subject.js';

/** An on-premises user without an Entra account: Entra would create one. */
export const onPremOnly: Rule = {
  id: 'on-prem-only',
  category: 'population',
  severity: 'warning',
  title: 'Entra would create an account',
  help: 'The user is in scope and no Entra object matches by anchor, UPN or primary SMTP address.',
  consequence:
    'A new account appears in Entra at the cutover. That is right for a new joiner and a duplicate for anybody who already has one under another name.',
  remedy:
    'Check that the person is new. Leave accounts that should not be in the cloud out of the scope, and declare how many creations are expected.',
  find({ identities, objects, deletedUsers, signInName, entraComplete }) {
    const deletedByName = indexBy(deletedUsers, ({ userPrincipalName }) => userPrincipalName?.toLowerCase());
    return [...identities, ...objects].flatMap((identity): FindingDraft[] => {
      if (identity.outcome !== 'onPremOnly') return [];
      const { sourceAnchor, onPrem } = identity;
      const draft = { ...about(identity), expected: sourceAnchor };
      if (!entraComplete) return [{ ...draft, ...notRead }];
      const former = deletedByName.get(signInName(onPrem)?.toLowerCase()) ?? [];
      if (former.length === 0) return [draft];
      return [
        {
          ...draft,
          related: former.map(entraSubject),
          consequence:
            'A new, empty account appears in Entra. A deleted account had the same name: somebody who was hired again does not get the old mailbox and files back this way.',
        },
      ];
    });
  },
};

/** Nobody is told to be new because of accounts that were not read. */
const notRead = {
  consequence: 'The Entra evidence is incomplete: the person’s account may be among what was not read.',
  remedy: 'Complete the Entra evidence first.',
};
