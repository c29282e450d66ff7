import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import type { Finished } from '../../workshop/engine/processes.js';
import { createProject, type Project } from '../../workshop/engine/project.js';

const policyPack = join(packageDirectory, 'policy-pack');
const directory = mkdtempSync(join(tmpdir(), 'entra-cutover-backends-'));
let project: Project;

/**
 * What somebody might add to the program: a job that starts at once. Switching Okta on at the same time is for the unit tests of the
 * pack: the okta stand-in of the embedded stack has no okta.app.Connection.
 */
const byHand = `
import { SynchronizationJob } from '@pulumi/azuread';
const servicePrincipalId = '/servicePrincipals/' + settings.cloudSync.servicePrincipalId;
new SynchronizationJob('by-hand', { servicePrincipalId, templateId: 'AD2AADProvisioning' });
`;

const output = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;

beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  project = await createProject({ directory, engine, scenario: 'repaired-organisation' });
});

afterAll(async () => {
  await project?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('two people at one environment, on the file backend', () => {
  it('the second update is refused by the lock while the first one runs, and nothing is done twice', async () => {
    const clear = project.organisation.faults.add({
      service: 'graph',
      method: 'GET',
      path: /\/users\?/,
      delayMilliseconds: 1500,
      times: 6,
    });
    const locks = join(directory, '.entra-cutover/embedded/state/.pulumi/locks');
    const first = project.pulumi(['up', '--yes', '--skip-preview']);
    while (
      !existsSync(locks) ||
      !readdirSync(locks, { recursive: true }).some((name) => String(name).endsWith('.json'))
    )
      await pause(20);
    const second = await project.pulumi(['up', '--yes', '--skip-preview']);
    clear();
    expect(second.code).not.toBe(0);
    expect(output(second)).toContain('the stack is currently locked by 1 lock');
    const done = await first;
    expect(done.code, output(done)).toBe(0);
    const again = await project.pulumi(['up', '--yes', '--skip-preview']);
    expect(again.code, output(again)).toBe(0);
  });
});

describe('the policy pack in the real engine', () => {
  it('passes the reference program', async () => {
    const preview = await project.pulumi(['preview', '--policy-pack', policyPack]);
    expect(preview.code, output(preview)).toBe(0);
    expect(output(preview)).toMatch(/entra-cutover@v?0\.1\.0/);
  });

  it('refuses a program that starts a job by itself, with the way to fix it', async () => {
    const program = readFileSync(join(directory, 'index.js'), 'utf8');
    writeFileSync(join(directory, 'index.js'), `${program}\n${byHand}`);
    const preview = await project.pulumi(['preview', '--policy-pack', policyPack]);
    writeFileSync(join(directory, 'index.js'), program);
    const text = output(preview);
    expect(preview.code).not.toBe(0);
    for (const policy of ['synchronization-job-paused', 'deletions-protected']) expect(text).toContain(policy);
    expect(text).toContain('mandatory');
  });
});
