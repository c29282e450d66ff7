import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { createProject, type Project } from '../../workshop/engine/project.js';
import type { Rehearsal } from '../../workshop/rehearsal/report.js';
import { runCli } from '../cli/run-cli.js';

const directory = mkdtempSync(join(tmpdir(), 'entra-cutover connect '));
let project: Project;
beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  const connect = { serverName: 'AADC7', entraConnector: 'corp.onmicrosoft.com – AAD' };
  project = await createProject({ directory, engine, scenario: 'repaired-organisation', connect });
});
afterAll(async () => {
  await project?.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('a stack of Entra Connect is rehearsed with its own server, cutover and way back', async () => {
  const { code, stdout, stderr } = await runCli(['rehearse', '--stack', 'staging'], {
    cwd: directory,
    env: project.env,
  });
  expect(code, stdout + stderr).toBe(0);
  const report = (name: string) => readFileSync(join(directory, 'reports', name), 'utf8');
  const { steps, people, violations, joiner } = JSON.parse(report('rehearsal-staging.json')) as Rehearsal;
  const stop = 'Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false';
  const pages = 'Configure > Configure staging mode > Next > sign in > clear “Enable staging mode”';
  expect(steps.map(({ name }) => name.split(' > Next > clear “Start')[0])).toEqual([
    'assess',
    'stage',
    'stage, after Enable-ADSyncExportDeletionThreshold -DeletionThreshold 10',
    'cutover',
    "cutover, after if ((Get-ADSyncScheduler).StagingModeEnabled) { Invoke-ADSyncRunProfile -ConnectorName 'corp.onmicrosoft.com – AAD' -RunProfileName 'Full Import'; Start-ADSyncSyncCycle -PolicyType Delta }",
    `cutover, after ${pages}`,
    'cutover, after Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Delta',
    'rollback',
    `rollback, after ${stop}`,
    `rollback, after ${pages.replace('clear', 'tick')}`,
  ]);
  expect(violations).toEqual([]);
  expect(joiner).toEqual({
    userPrincipalName: 'rehearsed.newcomer@corp.example',
    // A stack's evidence does not show Okta's mapping.
    unproven: expect.stringContaining('Okta’s default mapping'),
  });
  expect(people.filter(({ outcome }) => outcome === 'created' || outcome === 'deleted')).toEqual([]);
  expect(report('rehearsal-staging.md')).toMatch(/evidence about Entra Connect only where/);
  // Nobody's accounts were touched.
  expect(project.organisation.requests().filter(({ method }) => method === 'PATCH')).toEqual([]);
});
