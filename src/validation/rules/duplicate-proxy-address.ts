import type { OnPremObject } from '../../domain/objects.js';
import { smtpAddresses } from '../account.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, subjectOfObject } from '../subject.js';

/** Several on-premises users in scope bear the same SMTP address. */
export const duplicateProxyAddress: Rule = {
  id: 'duplicate-proxy-address',
  category: 'population',
  severity: 'error',
  title: 'Several accounts bear one SMTP address',
  help: 'An SMTP address belongs to one object in Entra. Mail and every smtp: entry of proxyAddresses count, without letter case.',
  consequence: 'Entra would quarantine the address for all but one of them: mail to it goes astray.',
  remedy: 'Leave the address with the one person it belongs to.',
  find({ identities, inScope }) {
    const bearers = new Map<string, OnPremObject[]>();
    for (const user of inScope) {
      for (const address of smtpAddresses(user)) bearers.set(address, [...(bearers.get(address) ?? []), user]);
    }
    return identities.flatMap((identity): FindingDraft[] => {
      if (identity.side !== 'onPrem' || identity.outcome === 'excluded') return [];
      const shared = [...smtpAddresses(identity.onPrem)]
        .filter((address) => (bearers.get(address)?.length ?? 0) > 1)
        .sort();
      if (shared.length === 0) return [];
      const others = new Set(
        shared.flatMap((address) => bearers.get(address) ?? []).filter((user) => user !== identity.onPrem),
      );
      return [{ ...about(identity), found: shared.join(', '), related: [...others].map(subjectOfObject) }];
    });
  },
};
