import { acknowledgedVersions } from '../../domain/tried-versions.js';
import { isOlderVersion } from '../../domain/version.js';
import { leastVersionForExchange } from '../exchange-managed.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';

/** Since 2026-09-30 the service refuses every older one (CONNECT-31). */
export const leastConnectVersion = '2.5.79.0';

/** The least provisioning agent that leaves objects alone which are managed in the cloud (ENTRA-18). */
const leastAgentVersion = '1.1.1370.0';

/** The Entra Connect server that takes over is too old to synchronize. */
export const connectVersion: Rule = {
  id: 'connect-version',
  category: 'configuration',
  severity: 'error',
  title: 'The sync tool is too old',
  help: 'Since 30 September 2026 Microsoft Entra refuses Entra Connect Sync older than 2.5.79.0: all its synchronization services fail until it is upgraded. The version of the server that takes over is in its global settings (Microsoft.Synchronize.ServerConfigurationVersion); where that is not known, an old version that the tenant saw last is a warning. It is a warning, too, where the version may overwrite what is managed in the cloud: Entra Connect older than 2.5.190.0 the Exchange attributes of a mailbox (IsExchangeCloudManaged), a provisioning agent older than 1.1.1370.0 whole objects (isCloudManaged). Graph does not tell the version of an agent: a stack acknowledges it (cutover:evidence.versionsAccepted).',
  consequence:
    'Nothing would be synchronized after the cutover: Okta is off, and changes, joiners, leavers and passwords reach nobody.',
  remedy:
    'Upgrade the server (the installer is in the Entra admin center), compare the version under Programs and Features with the one in its settings, and export the settings again.',
  find: (population) =>
    population.settings.syncTool === 'connect'
      ? [...ofServers(population), ...ofTenant(population), ...forExchange(population)]
      : ofAgents(population),
};

function ofServers({ connectConfig }: Population): FindingDraft[] {
  return connectConfig.flatMap(({ serverVersion, at }) =>
    isOlderVersion(serverVersion, leastConnectVersion)
      ? [{ expected: `${leastConnectVersion} or newer`, found: serverVersion, at }]
      : [],
  );
}

/** What synchronized last may be another server than the one that takes over, so it is a warning, and none where both are known. */
function ofTenant(population: Population): FindingDraft[] {
  if (knowsConnectVersion(population)) return [];
  return factsOf(population, 'connectExport').flatMap(
    ({ clientVersion, clientMachineName = 'an unnamed server', at }) =>
      isOlderVersion(clientVersion, leastConnectVersion)
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
  return connectConfig.some(({ serverVersion }) => isOlderVersion(serverVersion, leastConnectVersion) !== undefined);
}

/** Exchange attributes that are managed in the cloud need a newer server (ENTRA-23). */
function forExchange({ connectConfig, entraUsers }: Population): FindingDraft[] {
  const count = entraUsers.filter(({ exchangeCloudManaged }) => exchangeCloudManaged).length;
  if (count === 0) return [];
  return connectConfig.flatMap(({ serverVersion, at }) =>
    isOlderVersion(serverVersion, leastConnectVersion) === false &&
    isOlderVersion(serverVersion, leastVersionForExchange)
      ? [
          {
            severity: 'warning' as const,
            expected: `${leastVersionForExchange} or newer`,
            found: `${serverVersion}, and IsExchangeCloudManaged is true of ${count}`,
            consequence:
              'The server may overwrite addresses and other Exchange attributes that are managed in the cloud with those of Active Directory.',
            at,
          },
        ]
      : [],
  );
}

/**
 * Agents that must respect objects which are managed in the cloud (ENTRA-18). Nothing but their servers tells their version: a stack
 * acknowledges what somebody saw there.
 */
function ofAgents(population: Population): FindingDraft[] {
  const { settings, entraUsers, entraObjects } = population;
  if (settings.syncTool !== 'cloudSync') return [];
  const count = [...entraUsers, ...entraObjects].filter(({ cloudManaged }) => cloudManaged).length;
  if (count === 0) return [];
  const warning = (found: string, remedy: string): FindingDraft => ({
    severity: 'warning',
    expected: `${leastAgentVersion} or newer`,
    found: `${found}, and isCloudManaged is true of ${count}`,
    consequence:
      'An older agent does not know objects that are managed in the cloud: Active Directory may overwrite them.',
    remedy,
  });
  const told = acknowledgedVersions('provisioning agent', settings.versionsAccepted);
  if (told.length > 0)
    return told
      .filter((version) => isOlderVersion(version, leastAgentVersion) !== false)
      .map((version) =>
        warning(
          `${version}, as the stack acknowledges`,
          'Install the new agent from the Entra admin center on each server that has this one. Then acknowledge its version instead (cutover:evidence.versionsAccepted).',
        ),
      );
  // One that does not run writes nothing; agent-unhealthy tells of it.
  const agents = factsOf(population, 'agent').filter(({ status }) => status.toLowerCase() === 'active');
  return agents.map(({ machineName, at }) => ({
    ...warning(
      `${machineName}: Microsoft Graph does not tell the version of an agent`,
      'Look at the product version of AADConnectProvisioningAgent.exe on the server. The agent updates itself; where it is older, install the new one. Then acknowledge the version of each agent (cutover:evidence.versionsAccepted).',
    ),
    at,
  }));
}
