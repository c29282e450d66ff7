import {
  acknowledgedVersions,
  factsAbout,
  isAccepted,
  triedVersions,
  untriedVersions,
  type VersionInUse,
  versionText,
} from '../domain/tried-versions.js';
import { rulesOfFacts } from '../domain/vendor-facts/age.js';
import { vendorFacts } from '../domain/vendor-facts/index.js';
import { isOlderVersion } from '../domain/version.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { leastConnectVersion } from '../validation/rules/connect-version.js';

/** What a stack runs. */
export interface VersionDemands {
  /** The plugins that its program runs. */
  readonly plugins: readonly VersionInUse[];
}

/**
 * What is known of a version that nobody has run this product with comes from the vendor's pages: a stack must acknowledge it, best after a
 * trial in a test tenant. Files alone decide no cutover, so nothing is demanded of them.
 *
 * @param demands of a stack; none where files are assessed, or stand-ins answer.
 */
export function judgeVersions(population: Population, demands: VersionDemands | null | undefined): FindingDraft[] {
  if (!demands) return [];
  const inUse = [...demands.plugins, ...versionsOfSync(population)];
  return untriedVersions(inUse).map((one): FindingDraft => {
    const tried = triedVersions[one.product];
    const rules = rulesOfFacts(vendorFacts.filter(({ id }) => id.startsWith(factsAbout[one.product])));
    const accepted = isAccepted(one, population.settings.versionsAccepted);
    return {
      severity: accepted ? 'info' : 'error',
      found: `${versionText(one)}${accepted ? '; acknowledged' : ''}`,
      expected: tried.length > 0 ? `${tried.join(' or ')}, which was tried` : 'one that was tried; none was yet',
      ...(rules.length > 0 && {
        consequence: `What these rules know of it is from the vendor’s pages and recorded answers: ${rules.join(', ')}.`,
      }),
    };
  });
}

/** The servers of Entra Connect that the settings show, each version once; the agents of cloud sync, as somebody acknowledged them. */
function versionsOfSync(population: Population): VersionInUse[] {
  const { settings, connectConfig } = population;
  if (settings.syncTool === 'cloudSync') {
    const product = 'provisioning agent';
    const told = acknowledgedVersions(product, settings.versionsAccepted);
    return told.length === 0 ? [{ product }] : told.map((version) => ({ product, version }));
  }
  // One that no longer synchronizes is connect-version's affair.
  const versions = connectConfig.flatMap(({ serverVersion }) =>
    serverVersion !== undefined && isOlderVersion(serverVersion, leastConnectVersion) === false ? serverVersion : [],
  );
  return [...new Set(versions)].sort().map((version) => ({ product: 'Entra Connect', version }));
}
