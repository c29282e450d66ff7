import type { EntraObject } from '../../domain/objects.js';
import type { Identity, OnPremIdentity } from '../identity.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, entraSubject } from '../subject.js';

/** Somebody is a member of a group in Entra and not of the on-premises group that takes it over. */
export const groupMembershipLoss: Rule = {
  id: 'group-membership-loss',
  category: 'population',
  severity: 'error',
  title: 'The person would lose a group membership',
  help: 'After the cutover the members of a synchronised group are those of Active Directory. Direct members are compared, where both sides show them.',
  consequence: 'The person loses what hangs on the group: access, licences, mail to the list.',
  remedy: 'Make the person a member of the on-premises group before the cutover.',
  find({ identities, objects, fields, onPremComplete }) {
    if (!fields.onPrem.has('members') || !fields.entra.has('members')) return [];
    const byObjectId = new Map(
      identities.map((identity): [string, Identity] => [identity.entra?.entraObjectId?.toLowerCase() ?? '', identity]),
    );
    const lost = new Map<Identity, EntraObject[]>();
    for (const group of objects.filter(isTakenOver)) {
      const kept = new Set(group.onPrem.members?.map((member) => member.toLowerCase()));
      for (const member of group.entra?.members ?? []) {
        const identity = byObjectId.get(member.toLowerCase());
        if (identity === undefined || group.entra === undefined) continue;
        const name = distinguishedNameOf(identity);
        // Whose distinguished name is unknown may well be a member; who has no on-premises side can't be one.
        const gone = name === undefined ? identity.side === 'entra' && onPremComplete : !kept.has(name.toLowerCase());
        if (gone) lost.set(identity, [...(lost.get(identity) ?? []), group.entra]);
      }
    }
    return [...lost].map(
      ([identity, groups]): FindingDraft => ({
        ...about(identity),
        found: groups
          .map(({ displayName, entraObjectId }) => displayName ?? entraObjectId ?? '')
          .sort()
          .join(', '),
        related: groups.map(entraSubject),
      }),
    );
  },
};

function isTakenOver(identity: Identity): identity is OnPremIdentity {
  const joined = identity.outcome === 'hardMatch' || identity.outcome === 'softMatch';
  return identity.side === 'onPrem' && joined && identity.onPrem.objectType === 'group';
}

function distinguishedNameOf(identity: Identity): string | undefined {
  return identity.side === 'onPrem' ? identity.onPrem.distinguishedName : identity.entra.onPremisesDistinguishedName;
}
