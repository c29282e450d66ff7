import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, mismatching, requestToken, send, signIn } from './clients.js';

let now = Date.UTC(2026, 10, 24);
let organisation: Organisation;
beforeEach(async () => {
  organisation = await startOrganisation({ scenario: mismatching, clock: () => now, tokenLifetimeSeconds: 600 });
});
afterEach(() => organisation.stop());

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

it('gives a token for the client secret, with the claims that the azuread plugin reads', async () => {
  const { graph } = organisation.endpoints;
  // The plugin sends two slashes: its loginEndpoint ends in one.
  const answer = await requestToken(
    organisation,
    { client_secret: graph.clientSecret },
    `//${graph.tenantId}/oauth2/v2.0/token`,
  );
  expect(answer.status).toBe(200);
  const [, payload = ''] = String(at(answer, 'access_token')).split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  expect(claims).toMatchObject({
    tid: graph.tenantId,
    appid: graph.clientId,
    oid: expect.any(String),
    exp: now / 1000 + 600,
  });
});

it('gives a token for the federated token, until that has expired', async () => {
  const assertion = {
    client_assertion_type: assertionType,
    client_assertion: await readFile(organisation.endpoints.graph.federatedTokenFile, 'utf8'),
  };
  expect((await requestToken(organisation, assertion)).status).toBe(200);
  now += 24 * 3600 * 1000;
  const late = await requestToken(organisation, assertion);
  expect([late.status, at(late, 'error_codes')]).toEqual([401, [700024]]);
});

it('refuses wrong credentials, tenants, clients and scopes as Entra does', async () => {
  const { graph } = organisation.endpoints;
  const wrong = await requestToken(organisation, { client_secret: 'wrong' });
  expect([wrong.status, at(wrong, 'error'), at(wrong, 'error_codes')]).toEqual([401, 'invalid_client', [7000215]]);
  expect(String(at(wrong, 'error_description'))).toMatch(/^AADSTS7000215: /);
  expect(
    (await requestToken(organisation, { client_assertion_type: assertionType, client_assertion: 'a.b.c' })).status,
  ).toBe(401);
  const secret = { client_secret: graph.clientSecret };
  expect((await requestToken(organisation, secret, '/common/oauth2/v2.0/token')).status).toBe(400);
  expect((await requestToken(organisation, { ...secret, client_id: 'other' })).status).toBe(400);
  expect((await requestToken(organisation, { ...secret, scope: 'User.Read' })).status).toBe(400);
  expect(JSON.stringify(organisation.requests())).not.toContain(graph.clientSecret);
});

it('refuses a token that is missing, forged or expired', async () => {
  const client = await signIn(organisation);
  const path = '/v1.0/organization';
  expect((await client('GET', path)).status).toBe(200);
  for (const authorization of ['', 'Bearer a.b.c', `Bearer ${Buffer.from('{}').toString('base64url')}..`]) {
    const answer = await client('GET', path, { headers: { authorization } });
    expect([answer.status, at(answer, 'error', 'code')]).toEqual([401, 'InvalidAuthenticationToken']);
  }
  now += 600_000;
  const expired = await client('GET', path);
  expect([expired.status, at(expired, 'error', 'message')]).toEqual([
    401,
    'Access token has expired or is not yet valid.',
  ]);
});

it('describes itself as a cloud of its own', async () => {
  const { url, caFile, tenantId } = organisation.endpoints.graph;
  const ca = await readFile(caFile, 'utf8');
  const metadata = await send(`${url}/metadata/endpoints?api-version=2022-09-01`, 'GET', {}, ca);
  expect(at(metadata, 'authentication', 'loginEndpoint')).toBe(`${url}/`);
  expect(at(metadata, 'microsoftGraphResourceId')).toBe(`${url}/`);
  const configuration = await send(`${url}/${tenantId}/v2.0/.well-known/openid-configuration`, 'GET', {}, ca);
  expect(at(configuration, 'token_endpoint')).toBe(`${url}/${tenantId}/oauth2/v2.0/token`);
  await expect(send(url, 'GET', {}, 'no certificate')).rejects.toThrow();
});

it('throttles by resource units with Retry-After, and limits reports on their own', async () => {
  const limited = await startOrganisation({
    scenario: mismatching,
    clock: () => now,
    rateLimit: { graph: { limit: 20, windowSeconds: 10 } },
  });
  try {
    const client = await signIn(limited);
    expect((await client('GET', '/v1.0/users')).headers['x-ms-resource-unit']).toBe('2');
    expect((await client('GET', '/v1.0/users?$select=id')).headers['x-ms-resource-unit']).toBe('1');
    const answers = await Promise.all(Array.from({ length: 6 }, () => client('GET', '/v1.0/auditLogs/provisioning')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
    now += 10_000;
    const last = [];
    for (let count = 0; count < 11; count += 1) last.push(await client('GET', '/v1.0/users'));
    expect(last[7]?.headers['x-ms-throttle-limit-percentage']).toBe('0.80');
    expect(last[6]?.headers['x-ms-throttle-limit-percentage']).toBeUndefined();
    const refused = last[10];
    expect(refused?.status).toBe(429);
    expect(refused?.headers).toMatchObject({ 'retry-after': '10', 'x-ms-throttle-scope': expect.any(String) });
    expect(refused && at(refused, 'error', 'code')).toBe('TooManyRequests');
  } finally {
    await limited.stop();
  }
});
