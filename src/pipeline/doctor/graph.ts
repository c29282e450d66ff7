import type { Settings } from '../../config/settings.js';
import { createGraphClient, type GraphClient, openGraphSession } from '../../connectors/graph/client.js';
import { convertAgent } from '../../connectors/graph/convert-facts.js';
import { GraphApiError } from '../../connectors/graph/errors.js';
import { grantAdvice } from '../../connectors/graph/permissions.js';
import { readTenantId } from '../../connectors/graph/read.js';
import type { GraphVersion } from '../../connectors/graph/session.js';
import { UserError } from '../../domain/errors.js';
import { type GraphPartName, graphReads, type NeedingSetting, type Permission } from '../../domain/permissions.js';
import { jsonObject } from '../../evidence/json-document.js';
import { type Check, fine, missing, warning } from './check.js';
import { checkClock } from './clock.js';
import { failure } from './failure.js';
import { checkWrites } from './graph-writes.js';

const roles = '/roleManagement/directory';

/**
 * The smallest request that shows whether a part may be read. Of who is managed in the cloud there is none: it is asked object by object.
 */
const probes: Readonly<
  Record<
    Exclude<GraphPartName, 'organization' | 'synchronizationJobs' | `${string}Behavior`>,
    readonly [path: string, version?: GraphVersion]
  >
> = {
  users: ['/users?$select=id&$top=1'],
  objectIdentifiers: ['/users?$select=id,onPremisesObjectIdentifier&$top=1', 'beta'],
  groups: ['/groups?$select=id&$top=1'],
  contacts: ['/contacts?$select=id&$top=1'],
  devices: ['/devices?$select=id&$top=1'],
  domains: ['/domains?$select=id'],
  synchronizationFeatures: ['/directory/onPremisesSynchronization'],
  roles: [`${roles}/roleAssignments?$top=1`],
  eligibleRoles: [`${roles}/roleEligibilityScheduleInstances?$top=1`],
  accessPolicies: ['/identity/conditionalAccess/policies?$top=1'],
  applications: ['/servicePrincipals?$select=id&$top=1'],
  provisioningLog: ['/auditLogs/provisioning?$top=1'],
  agents: ['/onPremisesPublishingProfiles/provisioning/agents', 'beta'],
};

/** Whether the tenant answers, what of it may be read, its agents, and its clock. `machines`: where the agents run. */
export async function checkGraph(
  settings: Pick<Settings, 'tenant' | 'phase'> &
    Partial<Record<Exclude<NeedingSetting, 'cloudSync'>, unknown>> & {
      readonly cloudSync?: { readonly servicePrincipalId: string };
    },
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly checks: readonly Check[]; readonly machines: readonly string[] }> {
  const { tenant, cloudSync } = settings;
  const target = { tenantId: tenant.id, graphEndpoint: tenant.graphEndpoint };
  let client: GraphClient;
  try {
    client = createGraphClient(await openGraphSession(target, undefined, environment));
    const id = await readTenantId(client);
    if (id !== tenant.id.toLowerCase())
      return {
        checks: [missing('Microsoft Graph', `it answers for tenant ${id}`, `Sign in to tenant ${tenant.id}.`)],
        machines: [],
      };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { checks: [refused('Microsoft Graph', graphReads.organization, error)], machines: [] };
  }
  const checks: Check[] = [fine('Microsoft Graph', `${client.graphUrl} answers for tenant ${tenant.id}`)];
  const machines: string[] = [];
  for (const [name, [path, version]] of Object.entries(probes) as [
    keyof typeof probes,
    readonly [string, GraphVersion?],
  ][]) {
    const { check, body } = await probe(client, name, path, version);
    checks.push(check);
    if (name === 'agents' && check.state === 'fine') checks.push(...checkAgents(body, machines));
  }
  if (cloudSync !== undefined) {
    const path = `/servicePrincipals/${encodeURIComponent(cloudSync.servicePrincipalId)}/synchronization/jobs`;
    checks.push((await probe(client, 'synchronizationJobs', path)).check);
  }
  checks.push(...(await checkWrites(client, settings, environment)));
  return { checks: [...checks, checkClock('Microsoft Graph', client.clockSkewMilliseconds())], machines };
}

async function probe(
  client: GraphClient,
  name: GraphPartName,
  path: string,
  version?: GraphVersion,
): Promise<{ readonly check: Check; readonly body?: unknown }> {
  const part: Permission = graphReads[name];
  const title = `may read ${part.name}`;
  try {
    return { body: await client.get(path, version), check: fine(title, 'yes') };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Nobody can be eligible where there is no Privileged Identity Management.
    if (error instanceof GraphApiError && error.code === 'AadPremiumLicenseRequired')
      return { check: fine(title, 'the tenant has no Privileged Identity Management') };
    return { check: refused(title, part, error) };
  }
}

function refused(title: string, part: Permission, error: UserError): Check {
  if (error instanceof GraphApiError && error.status === 403) {
    const say = part.optional ? warning : missing;
    return say(title, `no permission: Microsoft Graph answered 403 (${error.code})`, grantAdvice(part));
  }
  return failure(title, error);
}

function checkAgents(body: unknown, machines: string[]): Check[] {
  const list = jsonObject(body)?.get('value');
  const agents = (Array.isArray(list) ? list : []).flatMap((item) => convertAgent(item, { origin: '', line: 1 }) ?? []);
  if (agents.length === 0)
    return [
      missing('provisioning agents', 'there is none', 'Install the provisioning agent on two servers of the domain.'),
    ];
  const alone =
    agents.filter(({ status }) => status === 'active').length === 1
      ? [
          warning(
            'provisioning agents',
            'only one is active',
            'Install a second one: a single agent is a single point of failure.',
          ),
        ]
      : [];
  return [
    ...agents.map(({ machineName, status }) => {
      machines.push(machineName);
      const name = `provisioning agent on ${machineName}`;
      return status === 'active'
        ? fine(name, status)
        : missing(name, status, `Start the service AADConnectProvisioningAgent on ${machineName}.`);
    }),
    ...alone,
  ];
}
