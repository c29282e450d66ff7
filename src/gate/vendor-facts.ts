import {
  furthestAcknowledgment,
  oldestFactDays,
  oldFacts,
  tellOldFacts,
  tellWhatRests,
} from '../domain/vendor-facts/age.js';
import { type VendorFact, vendorFacts } from '../domain/vendor-facts/index.js';
import type { FindingDraft } from '../validation/rule.js';

/** What a stack says of vendor facts that nobody has checked for long. */
export interface FactDemands {
  /** Until this day (`YYYY-MM-DD`, inclusive) a review has acknowledged that they are old. */
  readonly acceptedUntil?: string;
}

/**
 * Vendors change their products: a rule or a command whose facts were not compared with their sources for a long time may be wrong. With
 * files it is a warning; a stack must acknowledge it until a date. An acknowledgment holds as long as a check would: one that reaches
 * further is refused, whether or not a fact is old, since nobody would look again.
 *
 * @param demands of a stack; undefined where files are assessed.
 * @param facts the table, unless told otherwise.
 */
export function judgeFacts(
  at: string,
  demands: FactDemands | undefined,
  facts: readonly VendorFact[] = vendorFacts,
): FindingDraft[] {
  const { acceptedUntil } = demands ?? {};
  const furthest = furthestAcknowledgment(at);
  const isTooFar = acceptedUntil !== undefined && acceptedUntil > furthest;
  const refused: FindingDraft[] = isTooFar
    ? [
        {
          severity: 'error',
          found: `acknowledged until ${acceptedUntil}`,
          expected: `a day until ${furthest}, which is ${oldestFactDays} days from now`,
          consequence: 'An acknowledgment that reaches further is not taken: nobody would compare the facts again.',
          remedy: `Compare the facts with their sources, and set cutover:evidence.factsAcceptedUntil to ${furthest} or earlier.`,
        },
      ]
    : [];
  const old = oldFacts(facts, at);
  if (old.length === 0) return refused;
  const isAccepted = acceptedUntil !== undefined && !isTooFar && at.slice(0, 10) <= acceptedUntil;
  return [
    ...refused,
    {
      severity: isAccepted ? 'info' : demands === undefined ? 'warning' : 'error',
      found: `${tellOldFacts(old)}${isAccepted ? `; acknowledged until ${acceptedUntil}` : ''}`,
      expected: `checked within ${oldestFactDays} days`,
      consequence: tellWhatRests(old),
    },
  ];
}
