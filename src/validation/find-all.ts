import type { Population } from './population.js';
import type { FindingDraft, Rule } from './rule.js';
import { accountStateChange } from './rules/account-state-change.js';
import { anchorHeldByAnother } from './rules/anchor-held-by-another.js';
import { anchorMismatch } from './rules/anchor-mismatch.js';
import { duplicateProxyAddress } from './rules/duplicate-proxy-address.js';
import { duplicateUpn } from './rules/duplicate-upn.js';
import { populationRules } from './rules/index.js';
import { primaryAddressChange } from './rules/primary-address-change.js';
import { softDeletedHolder } from './rules/soft-deleted-holder.js';
import { upnChanged } from './rules/upn-changed.js';
import { upnSuffixUnverified } from './rules/upn-suffix-unverified.js';
import { asStaged } from './staged.js';

/** What one rule found, in its order. */
export interface Found {
  readonly rule: string;
  readonly draft: FindingDraft;
}

/** Rules that compare what Active Directory would bring with what Entra has: they judge what Entra Connect staged as well. */
const comparing: readonly Rule[] = [
  anchorMismatch,
  anchorHeldByAnother,
  upnChanged,
  upnSuffixUnverified,
  duplicateUpn,
  duplicateProxyAddress,
  primaryAddressChange,
  accountStateChange,
  softDeletedHolder,
];

/**
 * What every rule finds in the population, and in the one that Entra Connect has staged. Of one person and rule the more serious
 * finding counts, and of two alike what Active Directory itself brings.
 */
export function findAll(population: Population): readonly Found[] {
  const found = populationRules.flatMap((rule) => findings(rule, population));
  const staged = asStaged(population);
  if (staged === population) return found;
  const known = new Map(found.map((one) => [keyOf(one), one]));
  const replaced = new Map<Found, Found>();
  const added: Found[] = [];
  for (const rule of comparing) {
    for (const one of findings(rule, staged)) {
      const other = known.get(keyOf(one));
      if (other === undefined) added.push(one);
      else if (isError(one, rule) && !isError(other, rule)) replaced.set(other, one);
    }
  }
  return [...found.map((one) => replaced.get(one) ?? one), ...added];
}

function findings(rule: Rule, population: Population): Found[] {
  return rule.find(population).map((draft) => ({ rule: rule.id, draft }));
}

function keyOf({ rule, draft: { subject } }: Found): string {
  const { objectType, objectGuid, entraObjectId, immutableId, userPrincipalName } = subject ?? {};
  return JSON.stringify([rule, objectType, objectGuid, entraObjectId, immutableId, userPrincipalName]);
}

function isError({ draft }: Found, { severity }: Rule): boolean {
  return (draft.severity ?? severity) === 'error';
}

/** Why rules can't look at the population, by rule; left out are those that can. */
export function uncheckedRules(population: Population): Readonly<Record<string, string>> {
  return Object.fromEntries(
    populationRules.flatMap((rule) => {
      const reason = rule.unchecked?.(population);
      return reason === undefined ? [] : [[rule.id, reason]];
    }),
  );
}
