import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { recordPart } from '../../src/audit/index.js';
import { FakeGithub } from '../../workshop/github/fake-github.js';
import { repository, runCli } from './run-cli.js';

// What the workflow next to an Entra Connect server runs, and what init writes for it.
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-connect-workflow-'));
const github = new FakeGithub();
const env = () => ({ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: github.repository, GITHUB_TOKEN: github.token });
beforeAll(() => github.start());
afterAll(() => {
  github.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('init writes the stack, the script and the workflow as the package has them', async () => {
  const project = join(folder, 'project');
  const options = [
    '--tool',
    'connect',
    '--stack',
    'prod',
    '--connect-server',
    'SYNC1',
    '--domain',
    'corp.onmicrosoft.com',
  ];
  const { code, stderr } = await runCli(['init', '--directory', project, ...options]);
  expect(code, stderr).toBe(0);
  const read = (path: string, of = project): string => readFileSync(join(of, path), 'utf8');
  for (const path of ['export-scripts/Export-ConnectEvidence.ps1', '.github/workflows/connect.yml'])
    expect(read(path)).toBe(read(path, repository));
  const stack = read('Pulumi.prod.yaml');
  expect(stack).toMatch(/syncTool: connect[\s\S]*serverName: SYNC1\n\s+connectorName: corp.onmicrosoft.com - AAD/);
  expect(stack).not.toMatch(/cloudSync/);
  const assessed = await runCli(['assess', '--stack', 'prod'], { cwd: project });
  expect(assessed.stderr).toMatch(/FILL IN|fill in/i);
  expect(assessed.stderr).not.toMatch(/cutover:connect/);
});

it('the deployment is started again only where something is asked for at the server', async () => {
  const stack = join(folder, 'stack');
  mkdirSync(stack);
  writeFileSync(
    join(stack, 'Pulumi.connect.yaml'),
    readFileSync(join(repository, 'Pulumi.connect.yaml'), 'utf8').replace(
      /journal: .*/,
      'journal: audit/connect.jsonl',
    ),
  );
  const resume = async (next?: string, more: Readonly<Record<string, string>> = {}, expected = 0): Promise<string> => {
    await recordPart(
      join(stack, 'audit/connect.jsonl'),
      'connect',
      'entra-sync',
      { state: 'x', waitingFor: [], ...(next && { next }) },
      new Date().toISOString(),
    );
    const { code, stdout, stderr } = await runCli(['deploy', 'resume', '--stack', 'connect'], {
      cwd: stack,
      env: { ...env(), ...more },
    });
    expect(code, stderr).toBe(expected);
    return stdout;
  };
  expect(await resume()).toMatch(/nothing is asked for at the server/);
  expect(await resume('In Pulumi.connect.yaml, by a pull request: cutover:wave: 2')).toMatch(/nothing is asked for/);
  expect(await resume('In Pulumi.connect.yaml, by a pull request: cutover:hold: false')).toMatch(
    /nothing is asked for/,
  );
  expect(github.deployments).toEqual([]);
  const asked = 'On SYNC1, in Windows PowerShell as an administrator: Get-ADSyncScheduler';
  expect(await resume(asked)).toMatch(/started again/);
  expect(github.deployments).toEqual(['main']);
  // In the workflow: of two servers, the one of another stack answered.
  const jobs = [
    { name: 'export connect', conclusion: 'failure' },
    { name: 'export other', conclusion: 'success' },
  ];
  const path = '.github/workflows/connect.yml';
  github.runs.push({ id: 40, path, event: 'schedule', conclusion: '', head_branch: 'main', jobs });
  github.artifacts.push({ name: 'connect-other', run: 40, folder, fork: false });
  const silent = await resume(asked, { GITHUB_RUN_ID: '40' }, 3);
  expect(silent).toMatch(/not started: SYNC1 did not answer[\s\S]*waits for this: On SYNC1[\s\S]*“export connect”/);
  expect(await resume(undefined, { GITHUB_RUN_ID: '40' })).toMatch(/nothing is asked for/);
  // What it brought half an hour ago shows nothing newer.
  const before = [{ name: 'export connect', conclusion: 'success' }];
  github.runs.push({ id: 39, path, event: 'schedule', conclusion: 'success', head_branch: 'main', jobs: before });
  github.artifacts.push({ name: 'connect-connect', run: 39, folder, fork: false });
  await resume(asked, { GITHUB_RUN_ID: '40' }, 3);
  expect(github.deployments).toEqual(['main']);
  github.runs.push({ id: 41, path, event: 'schedule', conclusion: '', head_branch: 'main', jobs: before });
  github.artifacts.push({ name: 'connect-connect', run: 41, folder, fork: false });
  expect(await resume(asked, { GITHUB_RUN_ID: '41' })).toMatch(/started again/);
  expect(github.deployments).toEqual(['main', 'main']);
  // Nobody else runs the update after a hold file was removed.
  expect(await resume('Where it lies: remove the file that CUTOVER_HOLD_FILE names')).toMatch(/started again/);
});

it('each server is asked whether its stack goes on, also where another one did not answer', () => {
  const { jobs } = parse(readFileSync(join(repository, '.github/workflows/connect.yml'), 'utf8')) as {
    jobs: { resume: { if?: string; needs: string; strategy: object }; export: { strategy: object } };
  };
  expect(jobs.resume).toMatchObject({ needs: 'export', strategy: jobs.export.strategy });
  // Without a condition of its own a job waits for the success of each export.
  expect(jobs.resume.if).toContain('!cancelled()');
});

it('the export is found by its own workflow, and no other run’s', async () => {
  const find = (...more: string[]) => runCli(['evidence', 'find', '--stack', 'prod', ...more], { env: env() });
  const { code, stderr } = await find('--from', 'connect');
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/no evidence of prod from \.github\/workflows\/connect\.yml/),
  ]);
  const jobs = [{ name: 'export prod', conclusion: 'success' }];
  const runOf = (id: number, workflow: string) =>
    github.runs.push({
      ...{ id, jobs, path: `.github/workflows/${workflow}`, event: 'schedule', conclusion: 'success' },
      head_branch: 'main',
    });
  const keep = (run: number) => github.artifacts.push({ name: 'connect-prod', run, folder, fork: false });
  runOf(7, 'collect.yml');
  keep(7);
  expect((await find('--from', 'connect')).code).toBe(1);
  runOf(8, 'connect.yml');
  keep(8);
  expect((await find('--from', 'connect')).stdout).toMatch(/is that of run 8/);
});
