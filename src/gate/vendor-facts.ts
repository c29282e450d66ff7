import { oldestFactDays, oldFacts, rulesOfFacts, tellOldFacts } from '../domain/vendor-facts/age.js';
import { type VendorFact, vendorFacts } from '../domain/vendor-facts/index.js';
import type { FindingDraft } from '../validation/rule.js';

/** What a stack says of vendor facts that nobody has checked for long. */
export interface FactDemands {
  /** Until this day (`YYYY-MM-DD`, inclusive) a review has acknowledged that they are old. */
  readonly acceptedUntil?: string;
}

/**
 * Vendors change their products: a rule whose facts were not compared with their sources for a long time may say something wrong. With
 * files it is a warning; a stack must acknowledge it until a date.
 *
 * @param demands of a stack; undefined where files are assessed.
 * @param facts the table, unless told otherwise.
 */
export function judgeFacts(
  at: string,
  demands: FactDemands | undefined,
  facts: readonly VendorFact[] = vendorFacts,
): FindingDraft[] {
  const old = oldFacts(facts, at);
  if (old.length === 0) return [];
  const accepted = demands?.acceptedUntil !== undefined && at.slice(0, 10) <= demands.acceptedUntil;
  return [
    {
      severity: accepted ? 'info' : demands === undefined ? 'warning' : 'error',
      found: `${tellOldFacts(old)}${accepted ? `; acknowledged until ${demands.acceptedUntil}` : ''}`,
      expected: `checked within ${oldestFactDays} days`,
      consequence: `These rules may say something that no longer holds: ${rulesOfFacts(old).join(', ')}.`,
    },
  ];
}
