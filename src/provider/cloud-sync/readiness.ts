import type { CloudSyncActivationInputs } from '../../config/resource-table.js';
import type { GraphClient } from '../../connectors/graph/client.js';
import { convertAgent } from '../../connectors/graph/convert-facts.js';
import { GraphApiError } from '../../connectors/graph/errors.js';
import { agentsPath } from '../../connectors/graph/queries.js';
import { jobIsOff, type SynchronizationJob } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import { graphReads } from '../../domain/permissions.js';
import { jsonObject } from '../../evidence/json-document.js';

const neededSecrets = ['Domain', 'AppKey', 'SyncNotificationSettings'];

/** What a configuration of cloud sync needs before anything is switched, one sentence for each thing. */
export interface Readiness {
  /** What is missing, or could not be read. */
  readonly missing: readonly string[];
  /**
   * What this application may not read, because Microsoft allows it to a person only. It stops nothing; without an agent the job does
   * nothing.
   */
  readonly unseen: readonly string[];
}

/** Asks the tenant; what may not be read by an application is told apart from what is missing. */
export async function readinessOf(
  client: GraphClient,
  inputs: CloudSyncActivationInputs,
  passwordHash: SynchronizationJob | undefined,
): Promise<Readiness> {
  const agents = await agentProblems(client);
  const missing = [
    ...(agents ?? []),
    ...(await secretProblems(client, inputs)),
    ...(passwordHash !== undefined && !jobIsOff(passwordHash) && !inputs.active
      ? [`The password hash job already runs (${passwordHash.statusCode}): pause it in the Entra admin center.`]
      : []),
  ];
  return { missing, unseen: agents === undefined ? [unseenAgents] : [] };
}

const unseenAgents = `Whether a provisioning agent is up may not be read by this application (${graphReads.agents.permission}): look in the Entra admin center, or run entra-cutover doctor with az login.`;

/** Without an agent that is up, a job neither reads Active Directory nor notices that it does not. Undefined where nobody may look. */
export async function agentProblems(client: GraphClient): Promise<string[] | undefined> {
  return asked('the provisioning agents', async () => {
    const agents: { name: string; active: boolean }[] = [];
    try {
      for await (const item of client.list(agentsPath, 'beta')) {
        const agent = convertAgent(item, { origin: client.graphUrl, line: 1 });
        if (agent !== undefined) agents.push({ name: agent.machineName, active: agent.status === 'active' });
      }
    } catch (error) {
      if (error instanceof GraphApiError && error.status === 403) return undefined;
      throw error;
    }
    const down = agents.filter(({ active }) => !active).map(({ name }) => name);
    if (agents.length === 0) return ['No provisioning agent is registered: install one on a server of the domain.'];
    if (down.length === agents.length) {
      return [`Every provisioning agent is down (${down.join(', ')}): start the service on one of them.`];
    }
    return [];
  });
}

/** Values are masked, so that the keys are all that can be checked; azuread declares the values (CLOUDSYNC-9). */
async function secretProblems(
  client: GraphClient,
  { servicePrincipalId }: CloudSyncActivationInputs,
): Promise<string[]> {
  return asked('the secrets of the synchronization', async () => {
    const path = `/servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization/secrets`;
    const value = jsonObject(await client.get(path))?.get('value');
    const keys = (Array.isArray(value) ? value : []).map((secret) => jsonObject(secret)?.get('key'));
    const missing = neededSecrets.filter((key) => !keys.includes(key));
    if (missing.length === 0) return [];
    return [
      `The synchronization lacks ${missing.join(', ')}: without SyncNotificationSettings nothing limits its deletions to the declared number. Run the update again, so that azuread sets all of them together.`,
    ];
  });
}

async function asked<Problems extends string[] | undefined>(
  what: string,
  ask: () => Promise<Problems>,
): Promise<Problems | string[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`Whether ${what} are as they should be could not be read: ${error.message}`];
  }
}
