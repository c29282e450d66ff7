import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGraphSession } from '../../src/connectors/graph/client.js';
import { openOktaSession } from '../../src/connectors/okta/client.js';
import { githubContext } from '../../src/pipeline/github/client.js';
import { type Organisation, startOrganisation } from '../../workshop/simulators/index.js';

let organisation: Organisation;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: 'scenarios/repaired-organisation' });
});
afterAll(() => organisation.stop());

const off = { NODE_TLS_REJECT_UNAUTHORIZED: '0', OKTA_API_TOKEN: 'canary-okta-token' };

describe('certificate checks', () => {
  it('can’t be switched off: nothing is opened while Node’s switch is set', async () => {
    await expect(openOktaSession('https://corp.okta.com', 'read', undefined, off)).rejects.toThrow(
      /NODE_TLS_REJECT_UNAUTHORIZED=0 .* NODE_EXTRA_CA_CERTS/,
    );
    const target = { graphEndpoint: 'https://graph.microsoft.com', tenantId: '11111111-2222-3333-4444-555555555555' };
    await expect(openGraphSession(target, undefined, off)).rejects.toThrow(/NODE_TLS_REJECT_UNAUTHORIZED=0/);
    const github = { ...off, GITHUB_REPOSITORY: 'owner/name', GITHUB_TOKEN: 'canary-github-token' };
    expect(() => githubContext(github)).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED=0/);
    expect(githubContext({ ...github, NODE_TLS_REJECT_UNAUTHORIZED: '1' }).repository).toBe('owner/name');
  });

  it('refuse a certificate that nobody vouches for, before a token is sent', async () => {
    const { graph } = organisation.endpoints;
    const before = organisation.requests().length;
    const module = JSON.stringify(new URL('../../src/connectors/graph/session.ts', import.meta.url).href);
    const program = `
      import { createGraphSession } from ${module};
      const session = createGraphSession({
        graphUrl: '${graph.url}', tenantId: '${graph.tenantId}',
        getAccessToken: async () => 'canary-access-token', wait: async () => {},
      });
      console.log(await session.send({ method: 'GET', path: '/organization' }).catch((error) => error.message));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', program],
      { env: { PATH: process.env.PATH } },
    );
    expect(stdout).toMatch(/can't be reached/);
    expect(stdout).not.toContain('canary');
    expect(organisation.requests()).toHaveLength(before);
  }, 30_000);
});
