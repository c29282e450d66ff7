import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOrganisation } from '../../workshop/bench/organisation.js';
import { cloneRepository, installProject } from '../../workshop/campaigns/compatibility/installed.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { run } from '../../workshop/engine/processes.js';
import { createProject, type Project, scenarioFolder } from '../../workshop/engine/project.js';
import { repository } from '../cli/run-cli.js';

// The product as a user has it: the packed tarball in a project of its own, without anything else of the repository.
const workFolder = mkdtempSync(join(tmpdir(), 'entra-cutover package '));
const directory = join(workFolder, 'project');
const installed = join(directory, 'node_modules', 'entra-cutover');
const cli = join(installed, 'dist', 'cli', 'main.js');
let project: Project;

beforeAll(async () => {
  // In a copy: whoever runs beside this file needs dist/ as it is.
  const copy = join(workFolder, 'copy');
  cloneRepository(copy);
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', workFolder], { cwd: copy });
  const engine = await acquireEngine({ say: () => {} });
  project = await createProject({ directory, engine, scenario: 'mismatching-organisation' });
  // What createProject took from the repository goes; what a user has comes instead.
  for (const name of ['node_modules', 'package.json', 'index.js', 'Pulumi.yaml'])
    rmSync(join(directory, name), { recursive: true, force: true });
  installProject(directory, join(workFolder, packed.toString().trim().split('\n').at(-1) ?? ''));
  const written = await run(process.execPath, [cli, 'init', '--stack', 'prod', '--directory', directory], {
    cwd: directory,
  });
  if (written.code !== 0) throw new Error(written.stderr);
});

afterAll(async () => {
  await project?.stop();
  rmSync(workFolder, { recursive: true, force: true });
});

describe('the packed product in an empty project', () => {
  it('assesses two exports', async () => {
    const scenario = join(workFolder, 'exports');
    cpSync(scenarioFolder('mismatching-organisation'), scenario, { recursive: true });
    const files = ['--on-prem', join(scenario, 'OnPremIDs.csv'), '--entra', join(scenario, 'AzureADSyncedIDS.csv')];
    const { code, stdout } = await run(process.execPath, [cli, 'assess', ...files], { cwd: directory });
    expect(code).toBe(2);
    expect(stdout).toContain('BLOCKED');
  });

  it('assesses two large exports, which two threads read', async () => {
    const exports = writeOrganisation(mkdtempSync(join(workFolder, 'large ')), 50_000);
    const identities = join(workFolder, 'identities.jsonl');
    const files = ['--on-prem', exports.onPrem, '--entra', exports.entra, '--identities', identities];
    const { code, stderr } = await run(process.execPath, [cli, 'assess', ...files, '--quiet'], { cwd: directory });
    expect([code, stderr]).toEqual([2, '']);
    const hardMatches = readFileSync(identities, 'utf8').match(/"outcome":"hardMatch"/g)?.length ?? 0;
    expect(hardMatches).toBeGreaterThan(50_000 - exports.defective * 2);
    // Nothing else starts the helper thread.
    const helper = join('dist', 'pipeline', 'assess', 'compact', 'helper.js');
    renameSync(join(installed, helper), join(workFolder, 'helper.js'));
    const without = await run(process.execPath, [cli, 'assess', ...files, '--quiet'], { cwd: directory });
    renameSync(join(workFolder, 'helper.js'), join(installed, helper));
    expect(without.stderr).toMatch(/Cannot find module .*helper\.js/);
  });

  it('holds no sources, and of the workshop the programs of demo and rehearse', () => {
    for (const name of ['workshop', 'test', 'src']) expect(readdirSync(installed)).not.toContain(name);
    expect(readdirSync(join(installed, 'dist', 'workshop')).sort()).toEqual([
      'demo',
      'language-host',
      'plugins',
      'rehearsal',
    ]);
    expect(readdirSync(join(installed, 'scenarios')).sort()).toEqual([
      'mismatching-organisation',
      'repaired-organisation',
    ]);
  });

  const runDemo = async (...args: readonly string[]): Promise<string> => {
    const folder = mkdtempSync(join(workFolder, 'demo '));
    const { code, stdout, stderr } = await run(process.execPath, [cli, 'demo', ...args], { cwd: folder });
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('at no moment were two provisioners on');
    const kept = readdirSync(join(folder, '.entra-cutover', 'demo'));
    expect(kept).toEqual(expect.arrayContaining(['blocked.html', 'cleared.html']));
    return stdout;
  };

  it('runs the demo in the folder of the user', async () => {
    await runDemo();
  });

  it('runs the demo of Entra Connect, on one screen, from the exports to the verified export', async () => {
    const lines = (await runDemo('--tool', 'connect')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => [...line].length > 100)).toEqual([]);
    const inOrder = [
      /tomas\.eriksson@corp\.example: HjYHbk45QqeBTGvjNp7nZA==/,
      /anna\.berg@corp\.example: proxyAddresses/,
      /the update is refused/,
      /lifecycle\/deactivate/,
      /SYNC1> Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled \$false/,
      /SYNC1> Configure > Configure staging mode/,
      /SYNC1> Set-ADSyncScheduler -SyncCycleEnabled \$true; Start-ADSyncSyncCycle -PolicyType Delta/,
      /everybody is who they were: success, 38 updates, 0 additions/,
      /the hash chain is whole/,
    ].map((wanted) => lines.findIndex((line) => wanted.test(line)));
    expect(inOrder).not.toContain(-1);
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
  });

  it('has no demo of another tool', async () => {
    const { code, stderr } = await run(process.execPath, [cli, 'demo', '--tool', 'scim'], { cwd: workFolder });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/'scim' is invalid.*cloudSync, connect/)]);
  });

  it('gives a program that the type checker accepts', async () => {
    const options = {
      compilerOptions: {
        module: 'NodeNext',
        target: 'ES2023',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ['node'],
      },
      include: ['index.ts'],
    };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(options));
    const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(await run(process.execPath, [tsc, '-p', directory])).toMatchObject({ code: 0, stdout: '' });
  });

  it('runs on the real engine, with its own provider', async () => {
    await project.pulumi(['stack', 'select', '--create', 'staging']);
    const { code, stdout, stderr } = await project.pulumi(['up', '--yes', '--skip-preview']);
    expect(code, stderr + stdout).toBe(0);
    const outputs = await project.pulumi(['stack', 'output', '--json']);
    expect(JSON.parse(outputs.stdout)).toMatchObject({ decision: 'blocked', phase: 'assess' });
  });
});
