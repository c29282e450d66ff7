import type { FindingDraft, Rule } from '../rule.js';
import { isAssigned, oktaJoiner } from '../service-facts.js';
import { entraSubject, onPremSubject } from '../subject.js';

/** Okta looks after somebody whom no on-premises account stands behind. */
export const lifecycleLost: Rule = {
  id: 'lifecycle-lost',
  category: 'population',
  severity: 'warning',
  title: 'Somebody assigned in Okta has no on-premises source',
  help: 'Okta creates, changes and deactivates the account today. The sync tool knows people of Active Directory only, so nobody takes that over.',
  consequence: 'Nobody would deactivate the account when the person leaves.',
  remedy:
    'Create the person in Active Directory, bring the account into the scope, or name who looks after the cloud account.',
  find(population) {
    if (!population.onPremComplete || population.oktaUsers.length === 0) return [];
    const join = oktaJoiner(population);
    const seen = new Set<string>();
    return population.oktaUsers.filter(isAssigned).flatMap((user): FindingDraft[] => {
      const identity = join(user);
      if (identity?.side === 'onPrem' && identity.outcome !== 'excluded') return [];
      const key = identity?.entra?.entraObjectId ?? user.entraObjectId ?? user.userName.toLowerCase();
      if (seen.has(key)) return [];
      seen.add(key);
      return [
        {
          subject: {
            objectType: 'user',
            userPrincipalName: user.userName,
            ...(user.entraObjectId !== undefined && { entraObjectId: user.entraObjectId }),
            ...(identity?.entra && entraSubject(identity.entra)),
            ...(identity?.side === 'onPrem' && onPremSubject(identity.onPrem)),
          },
          found: `assigned in Okta (${user.status})`,
          ...(identity?.entra?.cloudManaged && {
            consequence:
              'The account is managed in the cloud (isCloudManaged): no sync touches it, and nobody would deactivate it when the person leaves.',
          }),
          at: user.at,
        },
      ];
    });
  },
};
