import { createSign, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { type Answer, at, firstApp, mismatching, okta, send } from './clients.js';

let now = Date.UTC(2026, 10, 24);
let organisation: Organisation;
beforeEach(async () => {
  organisation = await startOrganisation({ scenario: mismatching, clock: () => now, tokenLifetimeSeconds: 600 });
});
afterEach(() => organisation.stop());

/** A client assertion made without the stand-ins' own code. */
function assertion(changes: Readonly<Record<string, unknown>> = {}, algorithm = 'RS256'): string {
  const { url, serviceApp } = organisation.endpoints.okta;
  const claims = {
    iss: serviceApp.clientId,
    sub: serviceApp.clientId,
    aud: `${url}/oauth2/v1/token`,
    jti: randomUUID(),
    exp: now / 1000 + 300,
    ...changes,
  };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: algorithm, kid: serviceApp.keyId })}.${part(claims)}`;
  const signature = createSign('RSA-SHA256')
    .update(content)
    .sign(readFileSync(serviceApp.privateKeyFile, 'utf8'), 'base64url');
  return `${content}.${signature}`;
}

function requestToken(clientAssertion: string, scope = 'okta.apps.read'): Promise<Answer> {
  return send(`${organisation.endpoints.okta.url}/oauth2/v1/token`, 'POST', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: clientAssertion,
    }),
  });
}

it('gives a bearer token for a signed assertion, for the scopes asked for', async () => {
  const answer = await requestToken(assertion());
  expect([answer.status, at(answer, 'token_type'), at(answer, 'expires_in')]).toEqual([200, 'Bearer', 600]);
  const headers = { authorization: `Bearer ${at(answer, 'access_token')}` };
  expect((await okta(organisation, 'GET', firstApp, { headers })).status).toBe(200);
  const write = await okta(organisation, 'POST', `${firstApp}/connections/default/lifecycle/deactivate`, { headers });
  expect([write.status, at(write, 'errorCode')]).toEqual([403, 'E0000006']);
  const log = JSON.stringify(organisation.requests());
  expect(log).not.toContain(String(at(answer, 'access_token')));
  expect(log).not.toContain('eyJ');
});

it('refuses a token that has expired by its clock', async () => {
  const answer = await requestToken(assertion());
  const headers = { authorization: `Bearer ${at(answer, 'access_token')}` };
  now += 599_000;
  expect((await okta(organisation, 'GET', firstApp, { headers })).status).toBe(200);
  now += 1_000;
  expect(at(await okta(organisation, 'GET', firstApp, { headers }), 'errorCode')).toBe('E0000011');
});

it('refuses assertions with another audience, issuer, time, algorithm or signature', async () => {
  const good = assertion();
  const bad = [
    assertion({ aud: 'https://elsewhere.example/oauth2/v1/token' }),
    assertion({ iss: '0oaSomebodyElse' }),
    assertion({ exp: now / 1000 - 1 }),
    assertion({ exp: now / 1000 + 4000 }),
    assertion({}, 'none'),
    `${good.slice(0, -8)}AAAAAAAA`,
  ];
  for (const candidate of bad) expect((await requestToken(candidate)).status).toBe(401);
  expect((await requestToken(good)).status).toBe(200);
  expect(at(await requestToken(good, 'okta.users.manage'), 'error')).toBe('invalid_scope');
});
