import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { passwordOf } from '../../src/connectors/active-directory/settings.js';
import { oktaCredentials } from '../../src/connectors/okta/credentials.js';
import { createOktaSession } from '../../src/connectors/okta/session.js';

const canary = 'CANARY-7f3a9c';

async function messageOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.stack}` : String(error);
  }
  return '(nothing was thrown)';
}

// What an environment writes is searched in test/workshop/campaigns/faults/faults.alone.test.ts; here: what is said when a credential is at fault.
describe('a credential is never repeated', () => {
  it('in the refusal of a private key that is none', async () => {
    for (const key of [`-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`, canary]) {
      const environment = { OKTA_API_CLIENT_ID: 'client', OKTA_API_PRIVATE_KEY: key };
      const message = await messageOf(() => oktaCredentials('read', environment));
      expect(message).toMatch(/OKTA_API_PRIVATE_KEY/);
      expect(message).not.toContain(canary);
    }
  });

  it('in what is said of an answer, whatever the status, of a redirect, and of a broken connection', async () => {
    const answers = [401, 403, 404, 429, 500, 302, 0];
    for (const status of answers) {
      const server = createServer((request, response) => {
        if (status === 0) request.socket.destroy();
        else response.writeHead(status, { location: `http://127.0.0.1:9/${canary}` }).end(`{"errorSummary":"no"}`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const session = createOktaSession({
        orgUrl: `http://127.0.0.1:${port}`,
        credentials: { kind: 'token', token: canary },
        wait: async () => {},
      });
      const message = await messageOf(() => session.send({ method: 'POST', path: '/api/v1/apps/x' }));
      server.close();
      expect(message).toMatch(/Okta/);
      expect(message).not.toContain(canary);
    }
  });

  it('in the refusal of a directory’s password variable', () => {
    const server = { server: 'ldaps://dc', bindDn: 'CN=x', passwordVariable: 'LDAP_PASSWORD' } as never;
    expect(() => passwordOf(server, { OTHER: canary })).toThrow(/LDAP_PASSWORD/);
    expect(passwordOf(server, { LDAP_PASSWORD: canary })).toBe(canary);
  });
});
