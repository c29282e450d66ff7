import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createOktaClient } from '../../../src/connectors/okta/client.js';
import { oktaCredentials } from '../../../src/connectors/okta/credentials.js';
import { OktaApiError } from '../../../src/connectors/okta/errors.js';
import {
  listOffice365Apps,
  provisioningIsOff,
  readOffice365Apps,
  readOktaApp,
  readPendingProvisioning,
} from '../../../src/connectors/okta/read.js';
import { createOktaSession } from '../../../src/connectors/okta/session.js';
import { type Organisation, type OrganisationOptions, startOrganisation } from '../../../workshop/simulators/index.js';

const first = '0oa1office365staging01';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

async function start(
  options: Partial<OrganisationOptions> = {},
  environment?: (endpoints: Organisation['endpoints']) => NodeJS.ProcessEnv,
) {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', ...options });
  const { okta } = organisation.endpoints;
  const waits: number[] = [];
  const session = createOktaSession({
    orgUrl: okta.url,
    credentials: await oktaCredentials(
      'manage',
      environment?.(organisation.endpoints) ?? { OKTA_API_TOKEN: okta.apiToken },
    ),
    wait: async (milliseconds) => void waits.push(milliseconds),
  });
  return { organisation, session, client: createOktaClient(session), waits };
}

function serviceApp({ okta }: Organisation['endpoints']): NodeJS.ProcessEnv {
  const { clientId, keyId, privateKeyFile } = okta.serviceApp;
  return { OKTA_API_CLIENT_ID: clientId, OKTA_API_PRIVATE_KEY_ID: keyId, OKTA_API_PRIVATE_KEY: privateKeyFile };
}

describe('reading an Okta org', () => {
  it('finds every Office 365 app over several pages, and nothing else', async () => {
    const { client } = await start({ pageLimit: 1 });
    const apps = await listOffice365Apps(client);
    expect(apps.map(({ id }) => id).sort()).toEqual([first, '0oa1office365staging02']);
    const evidence = await readOffice365Apps(client);
    expect(evidence.source).toMatchObject({ kind: 'okta', records: 2, issues: [] });
    expect((await readOffice365Apps(client)).source.sha256).toBe(evidence.source.sha256);
  });

  it('reads an app that provisions, and takes only Okta’s own refusal as the proof that one does not', async () => {
    const { client, session, organisation } = await start();
    const before = await readOktaApp(client, first);
    expect(before.app).toMatchObject({ connectionStatus: 'ENABLED', integrationOff: false });
    expect(before.features.USER_PROVISIONING).toHaveProperty('create.lifecycleCreate.status', 'ENABLED');
    expect(provisioningIsOff(before.app)).toBe(false);

    await session.send({ method: 'POST', path: `/api/v1/apps/${first}/connections/default/lifecycle/deactivate` });
    const after = await readOktaApp(client, first);
    expect(provisioningIsOff(after.app)).toBe(true);
    expect(after.features).toEqual({});

    organisation.faults.add({ service: 'okta', path: /\/features$/, status: 400, times: 1 });
    await expect(readOktaApp(client, first)).rejects.toThrow(/answered 400 to GET .*\/features/);
  });

  it('counts what is still being pushed, page after page', async () => {
    const { client, session } = await start({ pageLimit: 2, readsUntilSettled: 1 });
    expect(await readPendingProvisioning(client, first)).toMatchObject({ syncing: 0 });
    const path = `/api/v1/apps/${first}/features/USER_PROVISIONING`;
    await session.send({ method: 'PUT', path, body: { update: { profile: { status: 'DISABLED' } } } });
    expect((await readPendingProvisioning(client, first)).syncing).toBeGreaterThan(0);
    expect((await readPendingProvisioning(client, first)).syncing).toBe(0);
  });

  it('refuses an app of another kind and an unknown one', async () => {
    const { client } = await start();
    const everything: unknown[] = [];
    for await (const app of client.list('/api/v1/apps?limit=200')) everything.push(app);
    const other = (everything as { id: string; name: string }[]).find(({ name }) => name !== 'office365');
    if (other !== undefined)
      await expect(readOktaApp(client, other.id)).rejects.toThrow(/expected office365|no connection|400/);
    await expect(readOktaApp(client, '0oanothere')).rejects.toThrow(/answered 404 .*E0000007/);
  });
});

describe('the Okta session', () => {
  it('signs in as a service app with private_key_jwt, key as file or PEM, and renews a rejected token', async () => {
    let now = Date.now();
    const { client, organisation } = await start({ clock: () => now, tokenLifetimeSeconds: 300 }, serviceApp);
    expect(await listOffice365Apps(client)).toHaveLength(2);
    const tokens = (): number => organisation.requests().filter(({ path }) => path === '/oauth2/v1/token').length;
    expect(tokens()).toBe(1);
    // The org's clock runs ahead: it refuses a token that we still take for valid.
    now += 400_000;
    await expect(listOffice365Apps(client)).rejects.toThrow(/POST \/oauth2\/v1\/token/);
    expect(tokens()).toBe(2);
    const pem = await readFile(organisation.endpoints.okta.serviceApp.privateKeyFile, 'utf8');
    const credentials = await oktaCredentials('read', {
      ...serviceApp(organisation.endpoints),
      OKTA_API_PRIVATE_KEY: pem,
    });
    expect(credentials).toMatchObject({ kind: 'service-app', scopes: 'okta.apps.read' });
  });

  it('waits for a rate limit by the server’s clock, and repeats reads but never writes', async () => {
    const { client, session, organisation, waits } = await start({ clock: () => Date.now() - 3_600_000 });
    organisation.faults.add({ service: 'okta', path: /\/apps\?/, times: 1, status: 429, retryAfterSeconds: 9 });
    organisation.faults.add({ service: 'okta', path: /\/apps\?/, times: 1, reset: true });
    expect(await listOffice365Apps(client)).toHaveLength(2);
    expect(waits).toHaveLength(2);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(8000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);

    organisation.faults.add({ service: 'okta', path: /deactivate/, status: 429, retryAfterSeconds: 9 });
    const path = `/api/v1/apps/${first}/connections/default/lifecycle/deactivate`;
    const problem = await session.send({ method: 'POST', path }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(OktaApiError);
    expect(organisation.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('gives up on a lasting 500 with one sentence that holds no token', async () => {
    const { client, organisation, waits } = await start();
    organisation.faults.add({ service: 'okta', path: /\/apps/, status: 500 });
    const problem = String(await listOffice365Apps(client).catch((error: unknown) => error));
    expect(problem).toMatch(/^UserError: Okta answered 500 to GET \/api\/v1\/apps: .*Run again later\.$/);
    expect(problem).not.toContain(organisation.endpoints.okta.apiToken);
    expect(waits).toHaveLength(4);
  });

  it('says what to set when a token is refused or there are no credentials', async () => {
    const { client } = await start({}, () => ({ OKTA_API_TOKEN: 'wrong-token' }));
    const problem = String(await listOffice365Apps(client).catch((error: unknown) => error));
    expect(problem).toMatch(/answered 401 .*Set OKTA_API_TOKEN/);
    expect(problem).not.toContain('wrong-token');
    await expect(oktaCredentials('read', {})).rejects.toThrow(/No credentials for Okta/);
    const secret = 'not-a-key-but-secret';
    const environment = { OKTA_API_CLIENT_ID: '0oa', OKTA_API_PRIVATE_KEY: secret };
    const refusal = String(await oktaCredentials('read', environment).catch((error: unknown) => error));
    expect(refusal).toMatch(/^SignInError: OKTA_API_PRIVATE_KEY holds neither/);
    expect(refusal).not.toContain(secret);
  });

  it('follows no link that leaves the org', async () => {
    const { session } = await start();
    await expect(session.send({ method: 'GET', path: 'http://127.0.0.1:1/api/v1/apps?after=x' })).rejects.toThrow(
      /it was not followed/,
    );
  });
});

describe('an org that demands DPoP of the service app', () => {
  /** An org whose token endpoint refuses with the given error. */
  async function refusal(error: string): Promise<OktaApiError> {
    const server = createServer((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error, error_description: 'Something about it' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as { port: number };
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const credentials = await oktaCredentials('read', { OKTA_API_CLIENT_ID: 'a', OKTA_API_PRIVATE_KEY: pem });
      const session = createOktaSession({ orgUrl: `http://127.0.0.1:${port}`, credentials, wait: async () => {} });
      return (await session
        .send({ method: 'GET', path: '/api/v1/apps' })
        .catch((problem: unknown) => problem)) as OktaApiError;
    } finally {
      server.close();
    }
  }

  it.each(['use_dpop_nonce', 'invalid_dpop_proof'])('is told apart by %s, with what to do', async (error) => {
    const problem = await refusal(error);
    expect(problem.demandsDpop).toBe(true);
    expect(problem.message).toMatch(/Something about it\. The org demands a proof of possession \(DPoP\).*turn .* off/);
  });

  it.each(['invalid_client', 'invalid_scope'])('and not seen in %s', async (error) => {
    const problem = await refusal(error);
    expect(problem.demandsDpop).toBe(false);
    expect(problem.message).not.toContain('DPoP');
  });
});
