import type { Settings } from '../../config/settings.js';
import { createOktaClient, type OktaClient, openOktaSession } from '../../connectors/okta/client.js';
import { type OktaAccess, scopesFor } from '../../connectors/okta/credentials.js';
import { dpopAdvice, OktaApiError } from '../../connectors/okta/errors.js';
import { listOffice365Apps } from '../../connectors/okta/read.js';
import { counted } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import { isSameMachine } from '../../domain/host-name.js';
import { oktaSignIn } from '../../domain/sign-in.js';
import { jsonObject } from '../../evidence/json-document.js';
import { type Check, fine, missing, warning } from './check.js';
import { checkClock } from './clock.js';
import { failure } from './failure.js';

/** Whether the org answers, its declared apps, what of it may be read, its clock, and agents next to Entra's. */
export async function checkOkta(
  { okta }: Pick<Settings, 'okta'>,
  environment: NodeJS.ProcessEnv,
  entraMachines: readonly string[],
): Promise<Check[]> {
  let client: OktaClient;
  let apps: readonly { readonly id: string }[];
  try {
    client = await open(okta.orgUrl, 'read', environment);
    apps = await listOffice365Apps(client);
  } catch (error) {
    return [problem('Okta', error, 'read', environment)];
  }
  const declared = new Set(okta.apps.map(({ id }) => id));
  const undeclared = apps.filter(({ id }) => !declared.has(id)).map(({ id }) => id);
  const absent = [...declared].filter((id) => !apps.some((app) => app.id === id));
  const checks = [
    fine('Okta', `${client.orgUrl} answers, ${counted(apps.length, 'Office 365 app')}`),
    undeclared.length + absent.length === 0
      ? fine('Office 365 apps of the stack', 'all of the org, and no other')
      : missing(
          'Office 365 apps of the stack',
          [...undeclared.map((id) => `${id} is not declared`), ...absent.map((id) => `${id} is not in the org`)].join(
            '; ',
          ),
          'Correct cutover:okta.apps: every app that provisions must be switched off.',
        ),
  ];
  checks.push(await checkCollection(okta.orgUrl, environment, apps[0]?.id));
  checks.push(...(await checkAgents(okta.orgUrl, environment, entraMachines)));
  return [...checks, checkClock('Okta', client.clockSkewMilliseconds())];
}

async function open(orgUrl: string, access: OktaAccess, environment: NodeJS.ProcessEnv): Promise<OktaClient> {
  return createOktaClient(await openOktaSession(orgUrl, access, undefined, environment));
}

async function checkCollection(
  orgUrl: string,
  environment: NodeJS.ProcessEnv,
  appId: string | undefined,
): Promise<Check> {
  const name = 'may read app profiles and mappings';
  try {
    const client = await open(orgUrl, 'collect', environment);
    if (appId !== undefined) await client.get(`/api/v1/meta/schemas/apps/${encodeURIComponent(appId)}/default`);
    await client.get('/api/v1/mappings?limit=1');
    return fine(name, 'yes');
  } catch (error) {
    return problem(name, error, 'collect', environment);
  }
}

/** Okta's AD agents and Entra's provisioning agents on one machine compete for it, and one restart stops both. */
async function checkAgents(
  orgUrl: string,
  environment: NodeJS.ProcessEnv,
  entraMachines: readonly string[],
): Promise<Check[]> {
  const name = 'agents next to Okta’s';
  try {
    const client = await open(orgUrl, 'agents', environment);
    const machines = new Set<string>();
    for await (const item of client.list('/api/v1/agentPools?poolType=AD')) {
      const agents = jsonObject(item)?.get('agents');
      for (const agent of Array.isArray(agents) ? agents : []) {
        const machine = jsonObject(agent)?.get('name');
        if (typeof machine === 'string') machines.add(machine);
      }
    }
    const shared = entraMachines.filter((machine) => [...machines].some((other) => isSameMachine(machine, other)));
    if (shared.length === 0)
      return [fine(name, `none of ${counted(machines.size, 'machine')} with an Okta AD agent has one of Entra’s`)];
    return shared.map((machine) =>
      warning(name, `${machine} has an Okta AD agent too`, 'Install Entra’s provisioning agent on another server.'),
    );
  } catch (error) {
    return [problem(name, error, 'agents', environment)];
  }
}

function problem(name: string, error: unknown, access: OktaAccess, environment: NodeJS.ProcessEnv): Check {
  if (!(error instanceof UserError)) throw error;
  if (error instanceof OktaApiError && error.demandsDpop)
    return missing(name, 'the org demands DPoP of the service app', dpopAdvice);
  if (!(error instanceof OktaApiError && error.lacksPermission)) return failure(name, error);
  const role = oktaSignIn(environment) === 'API token' ? 'the administrator who made the API token' : 'the service app';
  return missing(
    name,
    `no permission: ${error.message}`,
    `Give ${role} the scopes ${scopesFor(access)} and a read-only administrator role (docs/permissions.md).`,
  );
}
