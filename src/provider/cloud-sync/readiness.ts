import type { CloudSyncActivationInputs } from '../../config/resource-table.js';
import type { GraphClient } from '../../connectors/graph/client.js';
import { convertAgent } from '../../connectors/graph/convert-facts.js';
import { jobIsOff, type SynchronizationJob } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';

const neededSecrets = ['Domain', 'AppKey', 'SyncNotificationSettings'];

/** What a configuration of cloud sync needs before anything is switched, one sentence for each thing that is missing. */
export async function readinessProblems(
  client: GraphClient,
  inputs: CloudSyncActivationInputs,
  passwordHash: SynchronizationJob | undefined,
): Promise<string[]> {
  return [
    ...(await agentProblems(client)),
    ...(await secretProblems(client, inputs)),
    ...(passwordHash !== undefined && !jobIsOff(passwordHash) && !inputs.active
      ? [`The password hash job already runs (${passwordHash.statusCode}): pause it in the Entra admin center.`]
      : []),
  ];
}

/** Without an agent that is up, a job neither reads Active Directory nor notices that it does not. */
async function agentProblems(client: GraphClient): Promise<string[]> {
  return asked('the provisioning agents', async () => {
    const agents: { name: string; active: boolean }[] = [];
    for await (const item of client.list('/onPremisesPublishingProfiles/provisioning/agents', 'beta')) {
      const agent = convertAgent(item, { origin: client.graphUrl, line: 1 });
      if (agent !== undefined) agents.push({ name: agent.machineName, active: agent.status === 'active' });
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

async function asked(what: string, ask: () => Promise<string[]>): Promise<string[]> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`Whether ${what} are as they should be could not be read: ${error.message}`];
  }
}
