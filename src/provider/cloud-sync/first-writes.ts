import { z } from 'zod';
import { createGraphClient, type GraphClient } from '../../connectors/graph/client.js';
import { grantedPermissions } from '../../connectors/graph/granted.js';
import { synchronizationPath } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import { graphWrites } from '../../domain/permissions.js';
import { entraClientId, entraSignIn } from '../../domain/sign-in.js';
import { jsonObject } from '../../evidence/json-document.js';
import type { ProviderFunction } from '../resource-type.js';
import { configurationOf } from './configuration.js';

const inputs = z.strictObject({
  ...configurationOf,
  secrets: z.array(z.string()).describe('Names of the secrets that are to be written.'),
});

/**
 * What to expect of the azuread plugin's first writes, before it makes them: it waits twice for what it wrote to be seen, and
 * a refused write of the secrets is tried ten times, without a word (PULUMI-7). Nothing is said where the secrets are there
 * already. It only informs, so whatever can't be read leaves it out.
 */
export const foretellFirstWrites: ProviderFunction<typeof inputs> = {
  name: 'foretellFirstWrites',
  description: 'What to expect of the azuread plugin’s first writes, before it makes them.',
  inputs,
  outputs: z.object({
    waits: z.string().exactOptional().describe('What takes long and what it needs, for people; left out: nothing.'),
    lacking: z.boolean().exactOptional().describe('True: the identity lacks the permission.'),
  }),
  async call(args, { ports, signal }) {
    try {
      const client = createGraphClient(await ports.openGraph(args, signal));
      if (await holdsSecrets(client, args)) return {};
      const lacking = await lackingPermission(client, ports.environment);
      return { waits: waits(lacking), lacking: lacking === true };
    } catch (error) {
      if (error instanceof UserError) return { waits: waits(undefined), lacking: false };
      throw error;
    }
  },
};

async function holdsSecrets(client: GraphClient, wanted: z.infer<typeof inputs>): Promise<boolean> {
  const answer = jsonObject(await client.get(`${synchronizationPath(wanted.servicePrincipalId)}/secrets`));
  const held = answer?.get('value');
  const keys = new Set((Array.isArray(held) ? held : []).map((secret) => jsonObject(secret)?.get('key')));
  return wanted.secrets.every((key) => keys.has(key));
}

/** Undefined where it can't be told: a person who signs in by the Azure CLI has rights of another kind. */
async function lackingPermission(client: GraphClient, environment: NodeJS.ProcessEnv): Promise<boolean | undefined> {
  const clientId = entraClientId(environment);
  if (clientId === undefined || entraSignIn(environment).kind === 'Azure CLI') return undefined;
  return !(await grantedPermissions(client, clientId)).has(graphWrites.synchronization.permission);
}

function waits(lacking: boolean | undefined): string {
  const here = lacking === true ? ', which the identity in use does not have' : '';
  return [
    `The secrets of cloud sync are to be written: that needs ${graphWrites.synchronization.permission}${here}.`,
    'The azuread plugin waits about 20 seconds each until job and secrets are seen; a refused write it tries ten times, for four and a half minutes, before it says so.',
    'Then interrupt it (Ctrl+C, once), grant the permission and run again: the next run goes on where this one stopped.',
  ].join(' ');
}
