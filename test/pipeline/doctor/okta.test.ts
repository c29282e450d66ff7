import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import type { Settings } from '../../../src/config/settings.js';
import { checkOkta } from '../../../src/pipeline/doctor/okta.js';

async function advised(environment: NodeJS.ProcessEnv, status = 500): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('{"errorSummary":"no"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const okta = { orgUrl: 'embedded', apps: [] } as unknown as Settings['okta'];
    const embedded = { ...environment, ENTRA_CUTOVER_EMBEDDED_OKTA: `http://127.0.0.1:${port}` };
    const [check] = await checkOkta({ okta }, embedded, []);
    return `${check?.state}: ${check?.found} → ${check?.fix}`;
  } finally {
    server.close();
  }
}

it.each([
  ['no credential', {}],
  ['a key that can’t be read', { OKTA_API_CLIENT_ID: '0oa1', OKTA_API_PRIVATE_KEY: 'nowhere.pem' }],
])('%s: sends to the credential, not to scopes of an app', async (_, environment) => {
  expect(await advised(environment as NodeJS.ProcessEnv)).toMatch(
    /^unknown: no credential: .*OKTA_.* → Fix the credential/,
  );
});

it('a refusal for want of a right: names the scopes of anyone who signed in', async () => {
  expect(await advised({ OKTA_API_TOKEN: 'x' }, 403)).toMatch(
    /^missing: no permission: .*403.* → Give the administrator who made the API token the scopes okta\.apps\.read/,
  );
});

it('a token that is not valid: names no scopes', async () => {
  expect(await advised({ OKTA_API_TOKEN: 'x' }, 401)).toMatch(/^unknown: no credential: .*401.* → Fix the credential/);
});
