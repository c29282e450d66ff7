import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOrganisation } from '../../workshop/bench/organisation.js';
import { cloneRepository, installProject } from '../../workshop/campaigns/compatibility/installed.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { run } from '../../workshop/engine/processes.js';
import { createProject, type Project, scenarioFolder } from '../../workshop/engine/project.js';
import { setConfiguration } from '../../workshop/engine/stack-settings.js';
import { FakeGithub } from '../../workshop/github/fake-github.js';
import { createRepository } from '../../workshop/github/repository.js';
import { logOf, outcomesOf, runWorkflow } from '../../workshop/github/runner.js';
import { removeTemporaryFolders } from '../../workshop/github/temporary.js';

// The product as a user has it: from the packed tarball in an empty folder to a pipeline that reviews and deploys, without anything
// else of the repository. npm installs it as it would for a user, from the registry.
const workFolder = mkdtempSync(join(tmpdir(), 'entra-cutover package '));
const directory = join(workFolder, 'project');
const installed = join(directory, 'node_modules', 'entra-cutover');
const cli = join(installed, 'dist', 'cli', 'main.js');
const stackFile = 'Pulumi.staging.yaml';
const tenantId = '11111111-2222-3333-4444-555555555555';
const values = {
  '--tenant': tenantId,
  '--domain': 'corp.onmicrosoft.com',
  '--okta-org': 'https://corp.okta.com',
  '--service-principal': '77777777-0000-4000-8000-000000000001',
  '--ad-domain': 'corp.example',
  '--notify': 'identity-operations@corp.example',
};
const apps = [
  { id: '0oa1office365staging01', label: 'Microsoft Office 365' },
  { id: '0oa1office365staging02', label: 'Microsoft Office 365 Frontline' },
];
const github = new FakeGithub();
let project: Project;
let tarball: string;
/** What init wrote. */
let written: readonly string[];

const entraCutover = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(process.execPath, [cli, ...args], { cwd: directory });
  expect(code, stderr).toBe(0);
  return stdout;
};

/** The directory's evidence, where the stack that init wrote looks for it. */
const collect = (scenario: string): Promise<string> => {
  const from = join(scenarioFolder(scenario), 'OnPremIDs.csv');
  const dated = ['--exported-at', new Date().toISOString(), '--output', 'evidence/on-prem.ndjson.gz'];
  return entraCutover('collect', 'on-prem', '--from', from, ...dated);
};

beforeAll(async () => {
  // In a copy: tests that run at the same time need dist/ as it is.
  const copy = join(workFolder, 'copy');
  cloneRepository(copy);
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', workFolder], { cwd: copy });
  tarball = join(workFolder, packed.toString().trim().split('\n').at(-1) ?? '');
  const engine = await acquireEngine({ say: () => {} });
  project = await createProject({ directory, engine, scenario: 'mismatching-organisation' });
  // Of it the organization stays; the rest a user makes.
  for (const name of readdirSync(directory).filter((entry) => entry !== '.entra-cutover'))
    rmSync(join(directory, name), { recursive: true, force: true });
  const tool = installProject(join(workFolder, 'npx'), tarball);
  const given = [
    ...Object.entries(values).flat(),
    ...apps.flatMap(({ id, label }) => ['--okta-app', `${id}=${label}`]),
  ];
  const init = await run(process.execPath, [tool, 'init', '--stack', 'staging', ...given], { cwd: directory });
  if (init.code !== 0) throw new Error(init.stderr);
  written = readdirSync(directory).filter((entry) => entry !== '.entra-cutover');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], { cwd: directory });
  // The stand-ins instead of a tenant and an Okta org.
  const stack = join(directory, stackFile);
  setConfiguration(stack, 'tenant', { id: tenantId, domain: values['--domain'], graphEndpoint: 'embedded' });
  setConfiguration(stack, 'okta', { orgUrl: 'embedded', apps, drain: { timeoutSeconds: 60, pollSeconds: 1 } });
  await collect('mismatching-organisation');
  await github.start();
});

afterAll(async () => {
  github.stop();
  await project?.stop();
  rmSync(workFolder, { recursive: true, force: true });
  removeTemporaryFolders();
});

describe('the tarball', () => {
  it('has nothing to say against it for publint, nor for attw, with which only an ES module may require it', async () => {
    const data = new Uint8Array(readFileSync(tarball));
    const { messages, pkg } = await publint({ pack: { tarball: data.buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
    const analysis = await checkPackage(createPackageFromTarballData(data));
    if (analysis.types === false) throw new Error('the tarball has no types');
    // attw's own profile `esm-only`.
    const leftOut = ['node10', 'node16-cjs'];
    const problems = analysis.problems.filter(
      (problem) => !('resolutionKind' in problem) || !leftOut.includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
  });

  it('links from its pages to what it holds, or to an address', () => {
    const pages = readdirSync(installed, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'));
    expect(pages.length).toBeGreaterThan(100);
    const missing = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)|(?:href|src)="([^"#]+)/g)]
        .map(([, link, attribute]) => link ?? attribute ?? '')
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(installed, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it('has a source map with the sources for each program and chunk, and no script', () => {
    const dist = join(installed, 'dist');
    const programs = readdirSync(dist, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.js'));
    expect(programs.length).toBeGreaterThan(10);
    for (const name of programs) {
      const map = JSON.parse(readFileSync(join(dist, `${name}.map`), 'utf8')) as Record<string, string[]>;
      expect(map.sourcesContent?.length, name).toBe(map.sources?.length);
    }
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).not.toHaveProperty('scripts');
    expect(Object.keys(manifest)).toEqual(expect.arrayContaining(['repository', 'bugs', 'homepage']));
  });
});

describe('the packed product in an empty project', () => {
  it('does not take another file of its tarball’s name for the package', async () => {
    const folder = join(workFolder, 'other');
    mkdirSync(folder);
    writeFileSync(join(folder, basename(tarball)), 'another');
    const { code, stderr } = await run(process.execPath, [cli, 'init', '--stack', 'staging'], { cwd: folder });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`overwrites nothing: ${basename(tarball)}.`)]);
    expect(readdirSync(folder)).toEqual([basename(tarball)]);
  });

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
      /the hash chain is intact/,
    ].map((wanted) => lines.findIndex((line) => wanted.test(line)));
    expect(inOrder).not.toContain(-1);
    expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
  });

  it('has no demo of another tool', async () => {
    const { code, stderr } = await run(process.execPath, [cli, 'demo', '--tool', 'scim'], { cwd: workFolder });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/'scim' is invalid.*cloudSync, connect/)]);
  });

  it('gives a program that the type checker accepts', async () => {
    const types = await run('npm', ['run', '--silent', 'types'], { cwd: directory });
    expect(types).toMatchObject({ code: 0, stdout: '' });
  });

  it('runs on the real engine, with its own provider', async () => {
    await project.pulumi(['stack', 'init', 'staging']);
    const { code, stdout, stderr } = await project.pulumi(['up', '--yes', '--skip-preview']);
    expect(code, stderr + stdout).toBe(0);
    const outputs = await project.pulumi(['stack', 'output', '--json']);
    expect(JSON.parse(outputs.stdout)).toMatchObject({ decision: 'blocked', phase: 'assess' });
  });
});

describe('the repository that init wrote', () => {
  it('has everything that a pipeline needs, and adds another stack without touching anything', async () => {
    const names = ['.github', '.gitignore', 'README.md', 'Pulumi.yaml', stackFile, 'index.ts', 'package.json'];
    expect(written).toEqual(expect.arrayContaining([...names, 'policy-pack', 'PERMISSIONS.md', 'tsconfig.json']));
    const said = await entraCutover('init', '--stack', 'prod');
    expect(said).toContain('Written to .: Pulumi.prod.yaml\n');
    expect(readFileSync(join(directory, 'Pulumi.prod.yaml'), 'utf8')).toContain('audit/prod.jsonl');
    rmSync(join(directory, 'Pulumi.prod.yaml'));
  });

  it('reviews a proposal and deploys it, from the package at its pinned version alone', async () => {
    await project.organisation.replacePeople(scenarioFolder('repaired-organisation'));
    await collect('repaired-organisation');
    const names = [...written, 'package-lock.json'];
    const ignored = `${readFileSync(join(directory, '.gitignore'), 'utf8')}node_modules\n`;
    const repository = await createRepository(workFolder, { '.gitignore': ignored }, { directory, names });
    // As the workflow `collect` leaves it.
    const jobs = [{ name: 'collect staging', conclusion: 'success' }];
    const collected = { id: 1, path: '.github/workflows/collect.yml', event: 'schedule', conclusion: 'success', jobs };
    github.runs.push({ ...collected, head_branch: 'main' });
    github.artifacts.push({ name: 'evidence-staging', run: 1, folder: join(directory, 'evidence'), fork: false });
    const vars = { CUTOVER_STACKS: '["staging"]', CUTOVER_EVIDENCE: 'collected' };
    const modules = join(directory, 'node_modules');
    const machine = { origin: repository.origin, github, env: project.env, vars, secrets: {}, modules };
    const proposed = repository.read(stackFile).replace('cutover:phase: assess', 'cutover:phase: stage');
    const { head, merge } = await repository.propose('stage', { [stackFile]: proposed });
    const [review, reviewed] = await runWorkflow({
      ...{ ...machine, workflow: 'preview.yml', commit: merge, event: 'pull_request', ref: 'refs/pull/1/merge' },
      pullRequest: { number: 1, head, base: 'main' },
    });
    if (review === undefined) throw new Error('the workflow has no job');
    expect(review.conclusion, logOf(review)).toBe('success');
    expect(reviewed?.conclusion).toBe('success');
    expect(github.comments.at(-1)?.body).toMatch(/CLEARED[\s\S]*assess → stage: \*\*passed\*\*/);
    const merged = await repository.squash('stage');
    const [deployment] = await runWorkflow({
      ...{ ...machine, workflow: 'deploy.yml', commit: merged, event: 'push', ref: 'refs/heads/main' },
    });
    if (deployment === undefined) throw new Error('the workflow has no job');
    expect(deployment.conclusion, logOf(deployment)).toBe('success');
    expect(outcomesOf(deployment)).toMatchObject({ Deploy: 'success', 'Publish the audit journal': 'success' });
    const outputs = await project.pulumi(['stack', 'output', '--json']);
    expect(JSON.parse(outputs.stdout)).toMatchObject({ decision: 'cleared', phase: 'stage' });
  }, 600_000);
});
