import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { primaryAddress, smtpAddresses } from '../account.js';
import { firstOthers, indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, subjectOfObject } from '../subject.js';

/** Several on-premises users in scope bear the same SMTP address, or a group or contact of Entra bears a user's primary one. */
export const duplicateProxyAddress: Rule = {
  id: 'duplicate-proxy-address',
  category: 'population',
  severity: 'error',
  title: 'Several accounts bear one SMTP address',
  help: 'An SMTP address belongs to one object in Entra. Mail and every smtp: entry of proxyAddresses count, without letter case. A user’s primary address that a group or contact of Entra bears is a conflict of types.',
  consequence: 'Entra would quarantine the address for all but one of them: mail to it goes astray.',
  remedy: 'Leave the address with the one person it belongs to.',
  find({ identities, inScope, entraObjects }) {
    const otherTypes = indexBy(entraObjects, primaryAddress);
    const bearers = bearersOf(inScope);
    return identities.flatMap((identity): FindingDraft[] => {
      if (identity.side !== 'onPrem' || identity.outcome === 'excluded') return [];
      const shared = [...smtpAddresses(identity.onPrem)]
        .filter((address) => (bearers.get(address)?.length ?? 0) > 1)
        .sort();
      const conflict = typeConflict(identity.onPrem, otherTypes);
      if (conflict.length > 0) {
        return [
          {
            ...about(identity),
            ...(identity.entra === undefined && { prediction: { refusal: 'ObjectTypeMismatch' } }),
            found: primaryAddress(identity.onPrem) ?? '',
            related: conflict.map(subjectOfObject),
            consequence:
              'A group or contact of Entra bears the person’s primary address: Entra would refuse the person’s export, or take the address away.',
          },
        ];
      }
      if (shared.length === 0) return [];
      const others = new Set(shared.flatMap((address) => firstOthers(bearers.get(address) ?? [], identity.onPrem)));
      return [
        {
          ...about(identity),
          found: shared.join(', '),
          related: [...others].map(subjectOfObject),
          prediction: { refusal: 'QuarantinedDuplicate' },
        },
      ];
    });
  },
};

/** The groups and contacts of Entra that bear the user's primary address. */
function typeConflict(
  user: OnPremObject,
  otherTypes: ReadonlyMap<string, readonly EntraObject[]>,
): readonly EntraObject[] {
  return otherTypes.get(primaryAddress(user) ?? '') ?? [];
}

/** The users in scope by each of their addresses. */
function bearersOf(inScope: readonly OnPremObject[]): ReadonlyMap<string, readonly OnPremObject[]> {
  const bearers = new Map<string, OnPremObject[]>();
  for (const user of inScope) {
    for (const address of smtpAddresses(user)) {
      const known = bearers.get(address);
      if (known === undefined) bearers.set(address, [user]);
      else known.push(user);
    }
  }
  return bearers;
}
