import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type InitOptions, initCommand } from '../../src/cli/init.js';
import { createProgram } from '../../src/cli/program.js';
import {
  azurePipelines,
  codeOwners,
  ignored,
  packageRoot,
  program,
  projectFile,
  repositoryFiles,
} from '../../src/cli/project-files.js';
import { engineVersion } from '../../workshop/engine/cache.js';
import { folderWith } from './run-cli.js';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const kind = { stack: 'prod', tool: 'cloudSync', host: 'github' } as const;

it('this repository is deployed by what init writes', async () => {
  expect(read('index.ts')).toBe(program.replace("'entra-cutover'", "'./src/resources/index.js'"));
  const withoutName = (text: string) => text.replace(/^name: .*\ndescription: .*\n/, '').replace(/path: .*/, 'path:');
  expect(withoutName(read('Pulumi.yaml')).replace('npm run check', 'npm run types')).toBe(withoutName(projectFile));
  expect(lines(read('.gitignore'))).toEqual(expect.arrayContaining(lines(ignored)));
  expect(lines(read('.github/CODEOWNERS'))).toEqual(expect.arrayContaining(lines(codeOwners)));
  const files = await repositoryFiles({ ...kind, tool: 'connect' });
  const shared = Object.keys(files).filter((path) =>
    /^\.github\/(workflows|actionlint)|^export-scripts|PulumiPolicy|^\.pulumi\.version/.test(path),
  );
  for (const path of shared) expect(files[path], path).toBe(read(path));
  const own = ['check.yml', 'release.yml'];
  const workflows = readdirSync(join(packageRoot, '.github', 'workflows')).filter((name) => !own.includes(name));
  expect(shared.filter((path) => path.includes('workflows')).sort()).toEqual(
    workflows.map((name) => `.github/workflows/${name}`).sort(),
  );
});

it('a repository pins this package, and names only scripts of npm that it has', async () => {
  const files = await repositoryFiles(kind);
  const manifest = JSON.parse(files['package.json'] ?? '') as Record<string, Record<string, string>>;
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(manifest.dependencies?.['entra-cutover']).toBe(version);
  const packages = [...Object.values(manifest.dependencies ?? {}), ...Object.values(manifest.devDependencies ?? {})];
  expect(packages.length).toBe(6);
  for (const wanted of packages) expect(wanted).toMatch(/^\^?\d/);
  for (const text of Object.values(files))
    for (const [, script, more] of text.matchAll(/npm run (\w+)( --if-present)?/g))
      if (more === undefined) expect(Object.keys(manifest.scripts ?? {})).toContain(script);
});

it('the pipeline of Azure DevOps runs commands and flags that there are, and what the workflows run', async () => {
  const files = await repositoryFiles({ ...kind, host: 'azureDevOps' });
  expect(Object.keys(files).filter((path) => path.startsWith('.github'))).toEqual([]);
  const [pipeline = '', collection = ''] = Object.keys(azurePipelines).map((path) => files[path] ?? '');
  expect(parse(pipeline)).toMatchObject({ trigger: { branches: { include: ['main'] } }, pr: 'none' });
  expect(parse(collection)).toMatchObject({ trigger: 'none', pr: 'none', pool: { name: 'directory' } });
  const text = `${pipeline}\n${collection}`;
  const commands = [...text.matchAll(/npx entra-cutover ([^\n|>]*)/g)].map(([, line = '']) => line.trim());
  expect(commands.length).toBeGreaterThan(10);
  const known = createProgram();
  for (const line of commands) {
    const words = line.replaceAll(/"[^"]*"/g, 'x').split(/\s+/);
    const command = words.reduce<Command>(
      (found, word) => found.commands.find((child) => child.name() === word) ?? found,
      known,
    );
    expect(command, line).not.toBe(known);
    const flags = command.options.map(({ long }) => long);
    for (const flag of words.filter((word) => word.startsWith('--'))) expect(flags, line).toContain(flag);
  }
  const atGithub = [read('.github/workflows/preview.yml'), read('.github/workflows/deploy.yml')].join();
  for (const command of [
    'review',
    'comment',
    'deploy tip',
    'deploy check',
    'audit fetch',
    'audit verify',
    'audit publish',
  ])
    for (const pipeline of [text, atGithub]) expect(pipeline).toContain(`npx entra-cutover ${command} --stack`);
});

it('one file pins the Pulumi CLI for every pipeline, at the version that the tests run and the page names', async () => {
  const pinned = read('.pulumi.version').trim();
  expect(`v${pinned}`).toBe(engineVersion);
  expect(read('docs/supported-versions.md')).toContain(`built and tested with ${pinned}`);
  const pipelines = [
    'action.yml',
    ...readdirSync(join(packageRoot, '.github', 'workflows')).map((name) => `.github/workflows/${name}`),
  ];
  let installed = 0;
  for (const path of pipelines)
    for (const [step] of read(path).matchAll(/uses: pulumi\/actions@.*\n(.*\n.*)/g)) {
      installed += 1;
      expect(step, path).toMatch(
        /with:\n\s+pulumi-version-file: (base\/|\$\{\{ inputs\.folder \}\}\/)?\.pulumi\.version$/,
      );
    }
  expect(installed).toBe(4);
  const azure = read('templates/azure-pipelines.yml');
  const installations = [...azure.matchAll(/get\.pulumi\.com.*/g)].map(([line]) => line);
  expect(installations).toEqual(Array(3).fill('get.pulumi.com | sh -s -- --version "$(cat .pulumi.version)"'));
  for (const host of ['github', 'azureDevOps'] as const)
    expect((await repositoryFiles({ ...kind, host }))['.pulumi.version']).toBe(`${pinned}\n`);
});

interface Step {
  readonly run?: string;
  readonly bash?: string;
  readonly displayName?: string;
  readonly condition?: string;
  readonly inputs?: { readonly inlineScript?: string };
  readonly env?: Readonly<Record<string, string>>;
}

/** Every step of a pipeline, however deep, of either host. */
function stepsOf(value: unknown): readonly Step[] {
  if (Array.isArray(value)) return value.flatMap(stepsOf);
  if (typeof value !== 'object' || value === null) return [];
  const isStep = ['run', 'bash', 'task', 'publish', 'download', 'uses'].some(
    (key) => typeof Object(value)[key] === 'string',
  );
  return isStep ? [value as Step] : Object.values(value).flatMap(stepsOf);
}

const backends: readonly (readonly [url: string | undefined, secrets: readonly string[]])[] = [
  [undefined, ['PULUMI_ACCESS_TOKEN']],
  ['https://pulumi.corp.example', ['PULUMI_ACCESS_TOKEN']],
  ['azblob://state?storage_account=corpidentity', ['AZURE_STORAGE_SAS_TOKEN']],
  ['s3://corp-state?region=eu-central-1', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']],
  ['gs://corp-state', ['GOOGLE_CREDENTIALS']],
];

it.each(backends)('each step that reads or writes the state signs in to %s', async (backend, secrets) => {
  for (const host of ['github', 'azureDevOps'] as const) {
    const files = await repositoryFiles({ ...kind, host, backend });
    expect((parse(files['Pulumi.yaml'] ?? '') as { backend?: unknown }).backend).toEqual(backend && { url: backend });
    const pipelines = Object.entries(files).filter(([path]) => path.endsWith('.yml'));
    const steps = pipelines.flatMap(([, text]) => stepsOf(parse(text)));
    const ofState = steps.filter(({ run, bash, inputs }) =>
      /pulumi (preview|up|refresh)|audit verify/.test(run ?? bash ?? inputs?.inlineScript ?? ''),
    );
    expect(ofState.length).toBe(host === 'github' ? 6 : 4);
    const value = (name: string) => (host === 'github' ? `\${{ secrets.${name} }}` : `$(${name})`);
    for (const { env = {} } of ofState)
      expect(env).toMatchObject(
        Object.fromEntries([...secrets, 'PULUMI_CONFIG_PASSPHRASE'].map((name) => [name, value(name)])),
      );
    const others = backends.flatMap(([, names]) => names).filter((name) => !secrets.includes(name));
    for (const name of others) expect(pipelines.map(([, text]) => text).join(), name).not.toContain(name);
    for (const name of secrets) expect(files['README.md']).toContain(name);
  }
});

it('on Azure DevOps a review that fails is kept and shown, and so is a journal that could not be published', async () => {
  const files = await repositoryFiles({ ...kind, host: 'azureDevOps' });
  const steps = stepsOf(parse(files['azure-pipelines.yml'] ?? ''));
  const named = (name: string) => steps.find(({ displayName }) => displayName === name);
  expect(named('Keep the report')?.condition).toBe("and(succeededOrFailed(), eq(variables['reviewWasMade'], 'true'))");
  expect(named('Keep the journal that could not be published')?.condition).toContain('always()');
});

describe('init', () => {
  const init = (directory: string, options: Partial<InitOptions> = {}) =>
    initCommand({ stack: 'prod', directory, tool: 'cloudSync', quiet: true, ...options });
  const at = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

  it('adds each further stack to the pipelines of Azure DevOps, and keeps to the host that it finds', async () => {
    const folder = folderWith({});
    await init(folder, { host: 'azureDevOps', stack: 'pilot' });
    await init(folder, { stack: 'prod', tool: 'connect' });
    await init(folder, { stack: 'emea-2' });
    for (const name of Object.keys(azurePipelines))
      expect(parse(at(folder, name))).toMatchObject({
        parameters: expect.arrayContaining([
          expect.objectContaining({ name: 'stacks', default: ['pilot', 'prod', 'emea-2'] }),
        ]),
      });
    expect(readdirSync(folder)).not.toContain('.github');
    expect(readdirSync(join(folder, 'export-scripts')).sort()).toEqual([
      'Export-ConnectEvidence.ps1',
      'Export-DirectoryEvidence.ps1',
    ]);
    rmSync(folder, { recursive: true });
  });

  it('pins the package’s own file where it lies in the repository', async () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const tarball = `entra-cutover-${version}.tgz`;
    const folder = folderWith({});
    writeFileSync(join(folder, tarball), '');
    await init(folder);
    expect(JSON.parse(at(folder, 'package.json')).dependencies['entra-cutover']).toBe(`file:${tarball}`);
    rmSync(folder, { recursive: true });
  });

  const refused: readonly (readonly [what: string, options: Partial<InitOptions>, why: RegExp])[] = [
    ['a server of Entra Connect', { connectServer: 'SYNC1' }, /--connect-server is about Entra Connect/],
    ['a service principal', { tool: 'connect', servicePrincipal: 'x' }, /--service-principal is about cloud sync/],
    ['a domain of cloud sync', { tool: 'connect', adDomain: 'corp.example' }, /--ad-domain is about cloud sync/],
    ['who is told', { tool: 'connect', notify: ['a@corp.example'] }, /--notify is about cloud sync/],
    ['a file as backend', { backend: 'file:///srv/pulumi' }, /one machine[\s\S]*pulumi login/],
    ['an unknown backend', { backend: 'ftp://host' }, /expected azblob:/],
    ['no URL', { backend: 'state' }, /expected azblob:/],
    ['a container without its account', { backend: 'azblob://state' }, /storage_account is missing/],
    ['a bucket without its region', { backend: 's3://state' }, /region is missing/],
    ['a credential in the URL', { backend: 's3://key:secret@state?region=x' }, /a credential in it/],
  ];
  it.each(refused)('refuses what would not count: %s', async (_, options, why) => {
    const folder = folderWith({});
    await expect(init(folder, options)).rejects.toThrow(why);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('refuses another host or backend than the repository has', async () => {
    const folder = folderWith({});
    const backend = 'gs://corp-state';
    await init(folder, { backend });
    await expect(init(folder, { stack: 'emea', host: 'azureDevOps' })).rejects.toThrow(/has the pipeline of github/);
    await expect(init(folder, { stack: 'emea', backend: 'gs://other' })).rejects.toThrow(/names gs:\/\/corp-state/);
    await init(folder, { stack: 'emea', host: 'github', backend });
    expect(readdirSync(folder)).toContain('Pulumi.emea.yaml');
    rmSync(folder, { recursive: true });
  });
});
