import { isOlderVersion } from '../../domain/version.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';

/** Since 2026-09-30 the service refuses every older one (CONNECT-31). */
export const leastConnectVersion = '2.5.79.0';

/** The Entra Connect server that takes over is too old to synchronize. */
export const connectVersion: Rule = {
  id: 'connect-version',
  category: 'configuration',
  severity: 'error',
  title: 'Entra Connect is too old',
  help: 'Since 30 September 2026 Microsoft Entra refuses Entra Connect Sync older than 2.5.79.0: all its synchronization services fail until it is upgraded. The version of the server that takes over is in its global settings (Microsoft.Synchronize.ServerConfigurationVersion); the tenant tells the version that synchronized last.',
  consequence:
    'Nothing would be synchronized after the cutover: Okta is off, and changes, joiners, leavers and passwords reach nobody.',
  remedy:
    'Upgrade the server (the installer is in the Entra admin center), compare the version under Programs and Features with the one in its settings, and export the settings again.',
  find: (population) =>
    population.settings.syncTool === 'connect' ? [...ofServers(population), ...ofTenant(population)] : [],
};

function ofServers({ connectConfig }: Population): FindingDraft[] {
  return connectConfig.flatMap(({ serverVersion, at }) =>
    serverVersion !== undefined && isOlderVersion(serverVersion, leastConnectVersion)
      ? [{ expected: `${leastConnectVersion} or newer`, found: serverVersion, at }]
      : [],
  );
}

/** What synchronized last may be another server than the one that takes over, so it is a warning, and none where both are known. */
function ofTenant(population: Population): FindingDraft[] {
  if (knowsConnectVersion(population)) return [];
  return factsOf(population, 'connectExport').flatMap(
    ({ clientVersion, clientMachineName = 'an unnamed server', at }) =>
      clientVersion !== undefined && isOlderVersion(clientVersion, leastConnectVersion)
        ? [
            {
              severity: 'warning' as const,
              expected: `${leastConnectVersion} or newer`,
              found: `${clientVersion} on ${clientMachineName}, which synchronized last`,
              at,
            },
          ]
        : [],
  );
}

/** True when the settings tell the version of the server: an exported policy does not. */
export function knowsConnectVersion({ connectConfig }: Pick<Population, 'connectConfig'>): boolean {
  return connectConfig.some(
    ({ serverVersion }) =>
      serverVersion !== undefined && isOlderVersion(serverVersion, leastConnectVersion) !== undefined,
  );
}
