import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { firstOthers, indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, subjectOfObject } from '../subject.js';

/** Several objects of one side have the same UPN. */
export const duplicateUpn: Rule = {
  id: 'duplicate-upn',
  category: 'population',
  severity: 'error',
  title: 'Several accounts have the same UPN',
  help: 'A UPN is unique in Entra. Two forests, or two exports, can bring the same one twice; letter case does not tell them apart.',
  consequence:
    'Entra would keep the name for one of them and quarantine it for the other, who gets a placeholder under onmicrosoft.com.',
  remedy: 'Give each account its own UPN, or leave all but one out of the scope.',
  find({ identities, inScope, entraUsers, signInName }) {
    const nameOf = (account: OnPremObject | EntraObject): string | undefined =>
      'attributes' in account ? signInName(account) : account.userPrincipalName;
    const key = (account: OnPremObject | EntraObject): string | undefined => nameOf(account)?.toLowerCase();
    const here = indexBy(inScope, key);
    const there = indexBy(entraUsers, key);
    return identities.flatMap((identity): FindingDraft[] => {
      if (identity.outcome === 'excluded') return [];
      const own = identity.side === 'onPrem' ? identity.onPrem : identity.entra;
      const name = key(own);
      const sharers = identity.side === 'onPrem' ? (here.get(name) ?? []) : [];
      const twins = there.get(name) ?? [];
      const others = [sharers, twins.length > 1 ? twins : []].flatMap((some) =>
        firstOthers<OnPremObject | EntraObject>(some, own, identity.entra),
      );
      if (others.length === 0) return [];
      return [
        {
          ...about(identity),
          found: nameOf(own),
          related: others.map(subjectOfObject),
          prediction: { refusal: 'QuarantinedDuplicate' },
        },
      ];
    });
  },
};
