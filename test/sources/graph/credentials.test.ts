import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../simulators/index.js';
import { graphTokens } from '../../../src/sources/graph/credentials.js';

let organisation: Organisation;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: 'scenarios/repaired-organisation' });
});
afterAll(() => organisation.stop());

/** Opens a session in a process of its own, whose TLS trusts the simulator's CA from its start. */
async function readTenant(environment: NodeJS.ProcessEnv, graphEndpoint = 'embedded'): Promise<string> {
  const module = (path: string): string =>
    JSON.stringify(new URL(`../../../src/sources/graph/${path}`, import.meta.url).href);
  const program = `
    import { createGraphClient, openGraphSession } from ${module('client.ts')};
    const target = { graphEndpoint: ${JSON.stringify(graphEndpoint)}, tenantId: '${organisation.endpoints.graph.tenantId}' };
    try {
      const client = createGraphClient(await openGraphSession(target));
      console.log(JSON.stringify(await client.get('/organization?$select=id')));
    } catch (error) {
      console.log(error.name + ': ' + error.message);
    }`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program],
    {
      env: { PATH: process.env.PATH, ...environment },
    },
  );
  return stdout;
}

function environment(): NodeJS.ProcessEnv {
  const { graph } = organisation.endpoints;
  return {
    ENTRA_CUTOVER_EMBEDDED_GRAPH: graph.url,
    NODE_EXTRA_CA_CERTS: graph.caFile,
    AZURE_CLIENT_ID: graph.clientId,
    AZURE_FEDERATED_TOKEN_FILE: graph.federatedTokenFile,
  };
}

describe('signing in to Microsoft Graph', { timeout: 60_000 }, () => {
  it('exchanges a federated token by @azure/identity', async () => {
    expect(await readTenant(environment())).toContain(organisation.endpoints.graph.tenantId);
  });

  it('says what is missing, as the user’s mistake', async () => {
    const { AZURE_CLIENT_ID: _, ...withoutClient } = environment();
    expect(await readTenant(withoutClient)).toMatch(
      /^UserError: AZURE_FEDERATED_TOKEN_FILE is set and AZURE_CLIENT_ID is not/,
    );
    expect(await readTenant({})).toMatch(/^UserError: .*ENTRA_CUTOVER_EMBEDDED_GRAPH is not set/);
  });

  it('refuses a stand-in that is not on this machine', async () => {
    const elsewhere = { ...environment(), ENTRA_CUTOVER_EMBEDDED_GRAPH: 'https://graph.example:443' };
    expect(await readTenant(elsewhere)).toMatch(/^UserError: .*must be a URL on this machine/);
  });

  it('names a refused sign-in without the assertion', async () => {
    const answer = await readTenant({ ...environment(), AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000000' });
    expect(answer).toMatch(/^UserError: Signing in to the Entra tenant .* failed: .*700016/);
    expect(answer).not.toMatch(/eyJ/);
  });

  it('ends when nobody answers: the library itself would wait for ever', async () => {
    const silent = createServer(() => {});
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    try {
      const getAccessToken = await graphTokens({
        tenantId: organisation.endpoints.graph.tenantId,
        graphUrl: `https://localhost:${port}`,
        embedded: true,
        environment: environment(),
        limitMilliseconds: 300,
      });
      await expect(getAccessToken({ renew: false })).rejects.toThrow(
        /Signing in .* failed: no answer within 0\.3 seconds/,
      );
    } finally {
      silent.close();
    }
  });
});
