import type { Settings } from '../../config/settings.js';
import { isAccepted, untriedVersions } from '../../domain/tried-versions.js';
import { oldestFactDays, oldFacts, tellOldFacts, tellWhatRests } from '../../domain/vendor-facts/age.js';
import { type VendorFact, vendorFacts } from '../../domain/vendor-facts/index.js';
import { pluginVersions } from '../assess/plugin-versions.js';
import { type Check, warning } from './check.js';

/** Vendor facts behind rules and commands that nobody has compared with their sources for long; silent while there are none. */
export function checkFacts(now: Date, facts: readonly VendorFact[] = vendorFacts): readonly Check[] {
  const old = oldFacts(facts, now.toISOString());
  if (old.length === 0) return [];
  return [
    warning(
      'vendor facts',
      `${tellOldFacts(old)} were not checked for ${oldestFactDays} days. ${tellWhatRests(old)}`,
      'Use a newer version, or compare them with their sources (docs/vendor-facts.md). A stack acknowledges them: cutover:evidence.factsAcceptedUntil.',
    ),
  ];
}

/** Plugins, and the sync tool of a stack, in versions that nobody has tried and the stack does not acknowledge. */
export function checkVersions({ syncTool, tenant, evidence }: Settings, directory: string): readonly Check[] {
  // No vendor changes the stand-ins.
  if (tenant.graphEndpoint === 'embedded') return [];
  const product = syncTool === 'connect' ? 'Entra Connect' : 'provisioning agent';
  const inUse = [{ product } as const, ...pluginVersions(directory, syncTool === 'cloudSync')];
  const open = untriedVersions(inUse).filter((one) => !isAccepted(one, evidence.versionsAccepted));
  if (open.length === 0) return [];
  return [
    warning(
      'versions',
      `${open.map(({ product: name, version }) => (version === undefined ? name : `${name} ${version}`)).join(', ')}: no version that was tried`,
      'Go through the cutover in a test tenant, then acknowledge each with its version: cutover:evidence.versionsAccepted (docs/supported-versions.md).',
    ),
  ];
}
