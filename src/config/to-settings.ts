import { parseSourceAnchor } from '../domain/source-anchor.js';
import { normalizeDistinguishedName } from './consistency.js';
import type { Configuration } from './schema.js';
import type { Endpoint, Settings } from './settings.js';

/** Checked configuration in the product's own words; see Settings for what is normalised. */
export function toSettings(configuration: Configuration): Settings {
  const { 'cutover:tenant': tenant, 'cutover:okta': okta, 'cutover:cloudSync': cloudSync } = configuration;
  const { 'cutover:verifiedDomains': verifiedDomains, 'cutover:waivers': waivers } = configuration;
  const { domain, graphEndpoint } = tenant;
  const { 'cutover:remediations': remediations, 'cutover:directory': directory } = configuration;
  const { journal, lost } = configuration['cutover:audit'];
  const { organizationalUnits, excludedOrganizationalUnits } = configuration['cutover:scope'];
  const { creations, softMatches, deletions, percentages } = configuration['cutover:thresholds'];
  const sourceAnchor = parseSourceAnchor(configuration['cutover:sourceAnchor']);
  // The schema's pattern is the parser's: to get here means that the two have drifted apart.
  if (sourceAnchor === undefined)
    throw new Error(`The schema accepted the source anchor ${configuration['cutover:sourceAnchor']}.`);
  return {
    phase: configuration['cutover:phase'],
    hold: String(configuration['cutover:hold']) === 'true',
    syncTool: configuration['cutover:syncTool'],
    embedded: graphEndpoint === 'embedded',
    tenant: { id: lower(tenant.id), ...(domain === undefined ? {} : { domain: lower(domain) }), graphEndpoint },
    okta: { ...okta, orgUrl: endpoint(okta.orgUrl) },
    ...(cloudSync !== undefined && {
      cloudSync: {
        ...cloudSync,
        servicePrincipalId: lower(cloudSync.servicePrincipalId),
        domain: lower(cloudSync.domain),
      },
    }),
    ...cutoverSettings(configuration),
    evidence: configuration['cutover:evidence'],
    sourceAnchor,
    scope: {
      organizationalUnits: organizationalUnits.map(normalizeDistinguishedName),
      excludedOrganizationalUnits: excludedOrganizationalUnits.map(normalizeDistinguishedName),
    },
    ...(verifiedDomains === undefined ? {} : { verifiedDomains: [...new Set(verifiedDomains.map(lower))] }),
    thresholds: {
      creations: {
        total: creations.default,
        perOrganizationalUnit: Object.fromEntries(
          Object.entries(creations.perOrganizationalUnit).map(([unit, limit]) => [
            normalizeDistinguishedName(unit),
            limit,
          ]),
        ),
      },
      softMatches,
      deletions,
      ...(percentages && { percentages: knownOnly(percentages) }),
    },
    ...(waivers === undefined ? {} : { waivers }),
    ...(remediations === undefined ? {} : { remediations }),
    ...(directory === undefined ? {} : { directory: { ...directory, server: lower(directory.server) } }),
    review: configuration['cutover:review'],
    report: configuration['cutover:report'],
    audit: { ...(journal !== undefined && { journal }), ...(lost && { lost }) },
  };
}

/** What only the cutover itself needs. */
function cutoverSettings(
  configuration: Configuration,
): Pick<Settings, 'connect' | 'matching' | 'pilot' | 'waves' | 'wave'> {
  const { 'cutover:connect': connect, 'cutover:matching': matching, 'cutover:waves': waves = [] } = configuration;
  return {
    ...(connect !== undefined && { connect: withoutAbsentManifest(connect) }),
    ...(matching !== undefined && { matching }),
    pilot: (configuration['cutover:pilot'] ?? []).map(normalizeDistinguishedName),
    waves: waves.map(({ name, organizationalUnits }) => ({
      name,
      organizationalUnits: organizationalUnits.map(normalizeDistinguishedName),
    })),
    wave: Number(configuration['cutover:wave']),
  };
}

function withoutAbsentManifest(
  connect: NonNullable<Configuration['cutover:connect']>,
): NonNullable<Settings['connect']> {
  const { manifest, ...evidence } = connect.evidence;
  return { ...connect, evidence: { ...evidence, ...(manifest !== undefined && { manifest }) } };
}

/** Without the keys that the stack leaves out: the engine has no undefined. */
function knownOnly<Fields extends object>(fields: Fields): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function lower(text: string): string {
  return text.toLowerCase();
}

function endpoint(url: string): Endpoint {
  return url === 'embedded' ? url : (lower(url).replace(/\/$/, '') as Endpoint);
}
