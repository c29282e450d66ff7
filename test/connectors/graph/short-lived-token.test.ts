import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GetTokenOptions } from '@azure/identity';
import { afterAll, expect, it, vi } from 'vitest';
import { graphTokens } from '../../../src/connectors/graph/credentials.js';

// Entra's side of it: an assertion is taken until it ends. Each credential asks for a token once, as a session does.
const sent = vi.hoisted((): string[] => []);
const lifetime = vi.hoisted(() => ({ seconds: 3600 }));
vi.mock('@azure/identity', () => {
  const exchange = (assertion: string): { token: string; expiresOnTimestamp: number } => {
    sent.push(assertion);
    const { exp, sub } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
    if (sub === 'stranger') throw new Error('AADSTS700211: No matching federated identity record found.');
    if (exp * 1000 > Date.now()) return { token: 'access', expiresOnTimestamp: Date.now() + lifetime.seconds * 1000 };
    throw new Error('AADSTS700024: Client assertion is not within its valid time range. Trace ID: 1');
  };
  return {
    ClientAssertionCredential: class {
      readonly #assertion: () => Promise<string>;
      constructor(_tenant: string, _client: string, assertion: () => Promise<string>) {
        this.#assertion = assertion;
      }
      async getToken(_scope: string, _options?: GetTokenOptions) {
        return exchange(await this.#assertion());
      }
    },
    WorkloadIdentityCredential: class {
      readonly #path: string;
      constructor({ tokenFilePath }: { tokenFilePath: string }) {
        this.#path = tokenFilePath;
      }
      async getToken() {
        const { readFileSync } = await import('node:fs');
        return exchange(readFileSync(this.#path, 'utf8'));
      }
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-token-'));
afterAll(() => rmSync(folder, { recursive: true }));

const endingIn = (seconds: number, subject = 's'): string =>
  ['{}', JSON.stringify({ sub: subject, exp: Math.floor(Date.now() / 1000) + seconds }), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const signIn = async (environment: NodeJS.ProcessEnv): Promise<string> => {
  const target = { tenantId: '1111', graphUrl: 'https://graph.microsoft.com', embedded: false };
  return (await graphTokens({ ...target, environment }))({ renew: false });
};

it('says of an expired token that it ended, and how to get another one; never to check the client id', async () => {
  const token = endingIn(-60);
  const file = join(folder, 'token');
  writeFileSync(file, token);
  for (const variables of [{ ARM_OIDC_TOKEN: token }, { ARM_OIDC_TOKEN_FILE_PATH: file }]) {
    const refused = await signIn({ ARM_CLIENT_ID: 'app', ...variables }).then(String, String);
    expect(refused).toMatch(/AADSTS700024: .*range\. The identity token of ARM_OIDC_TOKEN\w* ended at 20\d\d-.*Z\. /);
    expect(refused).toMatch(/Azure DevOps live for 10 minutes: there, pass SYSTEM_ACCESSTOKEN/);
    expect(refused).not.toContain('Check AZURE_CLIENT_ID');
    expect(refused).not.toContain(token);
  }
});

it('says of a refused token file to unset its variable: the pod of a runner brings one of its own', async () => {
  const file = join(folder, 'of the pod');
  writeFileSync(file, endingIn(600, 'stranger'));
  const inPod = { AZURE_CLIENT_ID: 'app', AZURE_FEDERATED_TOKEN_FILE: file };
  const github = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x.example', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
  for (const environment of [inPod, { ...inPod, ...github }, { ...inPod, ARM_OIDC_TOKEN: endingIn(600) }])
    expect(await signIn(environment).then(String, String)).toMatch(/AADSTS700211.* Unset AZURE_FEDERATED_TOKEN_FILE/);
});

it('a session asks once while its token is good, and again near the end or when told to', async () => {
  const environment = { ARM_CLIENT_ID: 'app', ARM_OIDC_TOKEN: endingIn(600) };
  const tokens = await graphTokens({
    tenantId: '1',
    graphUrl: 'https://graph.microsoft.com',
    embedded: false,
    environment,
  });
  const asked = async (renew: boolean): Promise<number> => {
    sent.length = 0;
    for (let call = 0; call < 3; call++) await tokens({ renew });
    return sent.length;
  };
  expect(await asked(false)).toBe(1);
  expect(await asked(true)).toBe(3);
  lifetime.seconds = 299;
  expect(await asked(true)).toBe(3);
  expect(await asked(false)).toBe(3);
  lifetime.seconds = 3600;
});

it('in a task of Azure DevOps, each sign-in gets a new token: a cutover outlives the one that the task began with', async () => {
  let given = 0;
  const azureDevOps = createServer((_request, response) => {
    given += 1;
    response.end(JSON.stringify({ oidcToken: endingIn(600, `given ${given}`) }));
  });
  await new Promise<void>((resolve) => azureDevOps.listen(0, '127.0.0.1', resolve));
  const { port } = azureDevOps.address() as { port: number };
  const task = {
    ARM_CLIENT_ID: 'app',
    ARM_OIDC_TOKEN: endingIn(-60),
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'connection',
    SYSTEM_OIDCREQUESTURI: `http://127.0.0.1:${port}/oidctoken`,
    SYSTEM_ACCESSTOKEN: 'of-the-job',
  };
  try {
    sent.length = 0;
    expect([await signIn(task), await signIn(task)]).toEqual(['access', 'access']);
    expect([given, new Set(sent).size]).toEqual([2, 2]);
  } finally {
    azureDevOps.close();
  }
});
