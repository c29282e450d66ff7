import { oldestFactDays, oldFacts, rulesOfFacts, tellOldFacts } from '../../domain/vendor-facts/age.js';
import { type VendorFact, vendorFacts } from '../../domain/vendor-facts/index.js';
import { type Check, warning } from './check.js';

/** Vendor facts behind rules that nobody has compared with their sources for long; silent while there are none. */
export function checkFacts(now: Date, facts: readonly VendorFact[] = vendorFacts): readonly Check[] {
  const old = oldFacts(facts, now.toISOString());
  if (old.length === 0) return [];
  return [
    warning(
      'vendor facts',
      `${tellOldFacts(old)} were not checked for ${oldestFactDays} days; these rules rest on them: ${rulesOfFacts(old).join(', ')}`,
      'Use a newer version, or compare them with their sources (docs/vendor-facts.md). A stack acknowledges them: cutover:evidence.factsAcceptedUntil.',
    ),
  ];
}
