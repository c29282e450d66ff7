import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { createProject, type Project } from '../../workshop/engine/project.js';

const directory = mkdtempSync(join(tmpdir(), 'stage-sign-in-'));
const up = ['up', '--yes', '--skip-preview', '--non-interactive'];

describe('stage, with azuread as slow and as forgetful as the real one', () => {
  let project: Project;
  let token = '';

  beforeAll(async () => {
    const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
    project = await createProject({ directory, engine, scenario: 'repaired-organisation' });
    // A workload identity as our own client knows it, and nothing that azuread has a name of its own for but the token.
    token = readFileSync(project.organisation.endpoints.graph.federatedTokenFile, 'utf8').trim();
    for (const name of ['ARM_CLIENT_ID', 'ARM_CLIENT_SECRET', 'ARM_TENANT_ID']) delete project.env[name];
    project.env.ARM_OIDC_TOKEN = token;
    const { clientId, keyId, privateKeyFile } = project.organisation.endpoints.okta.serviceApp;
    delete project.env.OKTA_API_TOKEN;
    Object.assign(project.env, {
      OKTA_API_CLIENT_ID: clientId,
      OKTA_API_PRIVATE_KEY_ID: keyId,
      OKTA_API_PRIVATE_KEY: readFileSync(privateKeyFile, 'utf8'),
    });
  });
  afterAll(async () => {
    await project.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const secretsWritten = (): number =>
    project.organisation.requests().filter(({ method, path }) => method === 'PUT' && path.endsWith('/secrets')).length;

  it('is reached by a service app of Okta, whatever the look-up of its connections comes to', async () => {
    const connections = { service: 'okta', method: 'GET', path: /connections\/default/ } as const;
    for (const status of [403, 404, 500]) {
      const forget = project.organisation.faults.add({ ...connections, status });
      const preview = await project.pulumi(['preview']);
      expect(preview.code, preview.stdout + preview.stderr).toBe(0);
      expect(preview.stdout).toContain('could not be read');
      forget();
    }
    const first = await project.pulumi(up.slice(0, 3));
    expect(first.code, first.stdout + first.stderr).toBe(0);
    expect(first.stdout).toMatch(/oktaBefore[\s\S]*ENABLED/);
    project.setPhase('stage');
  });

  it('names the permission while it waits, and ends soon when it is interrupted', async () => {
    project.organisation.faults.add({ service: 'graph', method: 'PUT', path: /synchronization\/secrets/, status: 403 });
    const env = { ...project.env, ENTRA_CUTOVER_STAND_IN_PACE: '1' };
    const child = spawn('pulumi', up, { cwd: directory, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    while (secretsWritten() === 0 && child.exitCode === null) await pause(200);
    await pause(3000);
    expect(output).toMatch(/that needs Synchronization\.ReadWrite\.All\..*four and a half minutes/);
    const interrupted = Date.now();
    child.kill('SIGINT');
    expect(await ended, output).not.toBe(0);
    expect(Date.now() - interrupted).toBeLessThan(60_000);
    expect(secretsWritten()).toBeLessThan(5);
  });

  it('goes on where it stopped, signs in under our own names, and keeps no token', async () => {
    project.organisation.faults.clear();
    const again = await project.pulumi(up.slice(0, 3));
    expect(again.code, again.stdout + again.stderr).toBe(0);
    const settled = await project.pulumi([...up.slice(0, 3), '--expect-no-changes']);
    expect(settled.code, settled.stdout + settled.stderr).toBe(0);
    expect(settled.stdout + settled.stderr).not.toContain('four and a half minutes');
    const jobs = project.organisation
      .requests()
      .filter(({ method, path }) => method === 'POST' && /\/jobs$/.test(path));
    expect(jobs).toHaveLength(1);
    const refresh = await project.pulumi(['refresh', '--yes', '--skip-preview']);
    expect(refresh.code, refresh.stdout + refresh.stderr).toBe(0);
    const state = join(directory, '.entra-cutover/embedded/state/.pulumi');
    const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
    expect(texts.join('\n')).toContain('ARM_CLIENT_ID');
    expect(texts.filter((text) => text.includes(token))).toEqual([]);
  });

  it('says what our provider can’t read as a message, in seconds and without a stack', async () => {
    project.organisation.faults.add({ service: 'graph', method: 'GET', path: /synchronization\/jobs$/, status: 403 });
    const began = Date.now();
    const { code, stdout, stderr } = await project.pulumi(['preview']);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/403/);
    expect(stdout + stderr).not.toMatch(/node_modules|Invalid string length/);
    expect(Date.now() - began).toBeLessThan(60_000);
  });
});
