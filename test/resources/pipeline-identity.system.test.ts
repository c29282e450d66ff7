import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployPermissions, readPermissions } from '../../src/domain/permissions.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { prepareEnvironment } from '../../workshop/engine/environment.js';
import { runPulumi } from '../../workshop/engine/run-pulumi.js';
import { type Organisation, startOrganisation } from '../../workshop/simulators/index.js';

const cwd = fileURLToPath(new URL('fixtures/identity', import.meta.url));

describe('the pipeline’s identities on the real engine', () => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'identity-test-'));
  let organisation: Organisation;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    organisation = await startOrganisation({ scenario: 'scenarios/repaired-organisation' });
    const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
    ({ env } = await prepareEnvironment({ engine, workDirectory, endpoints: organisation.endpoints }));
    expect(await runPulumi(['stack', 'select', '--create', 'identity'], { env, cwd })).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await organisation.stop();
    rmSync(workDirectory, { recursive: true, force: true });
    // The engine writes the salt of its passphrase there.
    rmSync(join(cwd, 'Pulumi.identity.yaml'), { force: true });
  });

  const pulumi = (args: string, more: NodeJS.ProcessEnv = {}) =>
    runPulumi([...args.split(' '), '--stack', 'identity', '--non-interactive'], { env: { ...env, ...more }, cwd });
  const posts = (path: RegExp): number =>
    organisation.requests().filter((request) => request.method === 'POST' && path.test(request.path)).length;

  it('name a permission that does not exist once, in seconds, and make nothing', async () => {
    const began = Date.now();
    const { code, stdout, stderr } = await pulumi('up --yes --skip-preview', { FIXTURE_PERMISSION: 'No.Such.Thing' });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('Microsoft Graph has no application permission No.Such.Thing.');
    expect(stdout + stderr).not.toMatch(/node_modules|Invalid string length/);
    expect(Date.now() - began).toBeLessThan(60_000);
    expect(posts(/applications|servicePrincipals/)).toBe(0);
  });

  it('are made: two applications, each with its permissions and a federated credential for each environment', async () => {
    const { code, stdout, stderr } = await pulumi('up --yes --skip-preview');
    expect(code, stdout + stderr).toBe(0);
    expect(posts(/\/applications$/)).toBe(2);
    expect(posts(/\/federatedIdentityCredentials$/)).toBe(4);
    expect(posts(/\/appRoleAssignedTo$/)).toBe(2 * readPermissions.length + deployPermissions.length);
    const again = await pulumi('up --yes --skip-preview --expect-no-changes');
    expect(again.code, again.stdout + again.stderr).toBe(0);
  });
});
