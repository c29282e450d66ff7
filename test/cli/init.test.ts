import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { type InitOptions, initCommand } from '../../src/cli/init.js';
import { packageRoot } from '../../src/cli/own-package.js';
import { createProgram } from '../../src/cli/program.js';
import {
  azurePipelines,
  codeOwners,
  ignored,
  program,
  projectFile,
  pulumiInstall,
  repositoryFiles,
} from '../../src/cli/project-files.js';
import { engineVersion } from '../../workshop/engine/cache.js';
import { folderWith } from './run-cli.js';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const { version } = JSON.parse(read('package.json')) as { version: string };
const tarball = `entra-cutover-${version}.tgz`;
const kind = { stack: 'prod', tool: 'cloudSync', host: 'github' } as const;

it('this repository is deployed by what init writes', async () => {
  expect(read('index.ts')).toBe(program.replace("'entra-cutover'", "'./src/resources/index.js'"));
  const withoutName = (text: string) => text.replace(/^name: .*\ndescription: .*\n/, '').replace(/path: .*/, 'path:');
  expect(withoutName(read('Pulumi.yaml')).replace('npm run check', 'npm run types')).toBe(withoutName(projectFile));
  expect(lines(read('.gitignore'))).toEqual(expect.arrayContaining(lines(ignored)));
  expect(lines(read('.github/CODEOWNERS'))).toEqual(expect.arrayContaining(lines(codeOwners)));
  const files = await repositoryFiles({ ...kind, tool: 'connect' }, version);
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
  const files = await repositoryFiles(kind, version);
  const manifest = JSON.parse(files['package.json'] ?? '') as Record<string, Record<string, string>>;
  expect(manifest.dependencies?.['entra-cutover']).toBe(version);
  const packages = [...Object.values(manifest.dependencies ?? {}), ...Object.values(manifest.devDependencies ?? {})];
  expect(packages.length).toBe(6);
  for (const wanted of packages) expect(wanted).toMatch(/^\^?\d/);
  for (const text of Object.values(files))
    for (const [, script, more] of text.matchAll(/npm run (\w+)( --if-present)?/g))
      if (more === undefined) expect(Object.keys(manifest.scripts ?? {})).toContain(script);
});

it('the pipeline of Azure DevOps runs commands and flags that there are, and what the workflows run', async () => {
  const files = await repositoryFiles({ ...kind, host: 'azureDevOps' }, version);
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
    expect((await repositoryFiles({ ...kind, host }, version))['.pulumi.version']).toBe(`${pinned}\n`);
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
    const files = await repositoryFiles({ ...kind, host, backend }, version);
    expect((parse(files['Pulumi.yaml'] ?? '') as { backend?: unknown }).backend).toEqual(backend && { url: backend });
    const pipelines = Object.entries(files).filter(([path]) => path.endsWith('.yml'));
    const steps = pipelines.flatMap(([, text]) => stepsOf(parse(text)));
    const ofState = steps.filter(({ run, bash, inputs }) =>
      /pulumi (preview|up|refresh)|audit verify/.test(run ?? bash ?? inputs?.inlineScript ?? ''),
    );
    expect(ofState.length).toBe(6);
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
  const files = await repositoryFiles({ ...kind, host: 'azureDevOps' }, version);
  const steps = stepsOf(parse(files['azure-pipelines.yml'] ?? ''));
  const named = (name: string) => steps.find(({ displayName }) => displayName === name);
  expect(named('Keep the report')?.condition).toBe("and(succeededOrFailed(), eq(variables['reviewWasMade'], 'true'))");
  expect(named('Keep the journal that could not be published')?.condition).toContain('always()');
});

it('the stages of Azure DevOps have different names for different stacks', async () => {
  const stacks = ['prod-eu', 'prod.eu', 'prod_eu', 'prod--eu', 'prod-_eu', 'prod_-eu', 'prod_heu', 'prod_deu'];
  for (const path of Object.values(azurePipelines))
    for (const [, expression = ''] of read(path).matchAll(/\$\{\{ (replace\(.*\)) \}\}/g)) {
      const steps = [...expression.matchAll(/'(.)', '(\w+)'/g)].map(([, from = '', to = '']) => [from, to] as const);
      const names = stacks.map((stack) => steps.reduce((name, [from, to]) => name.replaceAll(from, to), stack));
      expect(new Set(names).size).toBe(stacks.length);
      for (const name of names) expect(name).toMatch(/^\w+$/);
    }
});

it('the permissions page is for the stack and for the host of the pipeline', async () => {
  const page = async (host: 'github' | 'azureDevOps') =>
    (await repositoryFiles({ ...kind, host, stack: 'emea' }, version))['PERMISSIONS.md'] ?? '';
  const [github, azure] = [await page('github'), await page('azureDevOps')];
  expect(github).toContain('"subject": "repo:ORGANIZATION/REPOSITORY:environment:emea-preview"');
  expect(github).toContain('…:environment:emea`');
  expect(azure).not.toMatch(/actions\.githubusercontent|ORGANIZATION\/REPOSITORY|components\.md/);
  expect(azure).toContain('`entra-cutover-emea-preview` (the reader) and `entra-cutover-emea` (the deployer)');
  for (const text of [github, azure]) {
    expect(text).not.toMatch(/\bprod\b/);
    expect(text).toContain('az ad app permission admin-consent --id "$APP"');
  }
});

it('links from what it writes to a file that is there, or to a page of this version', async () => {
  for (const tool of ['cloudSync', 'connect'] as const) {
    const files = await repositoryFiles({ ...kind, tool }, version);
    const pages = Object.entries(files).filter(([path]) => path.endsWith('.md'));
    const links = pages.flatMap(([, text]) => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link));
    expect(links.length).toBeGreaterThan(6);
    for (const link of links) {
      const [, path, anchor] = /\/blob\/v[\d.]+\/(docs\/[^#]+)#?(.*)/.exec(link) ?? [];
      if (path === undefined) expect([...Object.keys(files), pulumiInstall], link).toContain(link);
      else expect(anchor === '' || headings(read(path)).includes(anchor ?? ''), link).toBe(true);
    }
  }
});

const headings = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

/** What a page may name and a repository commits. */
const committed = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** Files of data, reports and keys that the pages name in code without a folder: a command that is copied writes them next to the stacks. */
function filesNamedInPages(): Map<string, string> {
  const kinds = 'csv|html|json|jsonl|key|ldif|ndjson(?:\\.gz)?|p12|pem|pfx|sarif|xlsx|xml';
  const name = new RegExp(`(?<![\\w./\\\\*<>{}$-])[\\w][\\w.-]*\\.(?:${kinds})(?![\\w/*-]|\\.\\w)`, 'g');
  const found = new Map<string, string>();
  for (const page of pages()) {
    const code = [...read(page).matchAll(/^ *```[^\n]*\n[\s\S]*?^ *```|`[^`\n]+`/gm)];
    for (const [text] of code) for (const [file] of text.matchAll(name)) found.set(file, page);
  }
  return found;
}

function pages(): string[] {
  const all = readdirSync(join(packageRoot, 'docs'), { recursive: true }).map((path) => join('docs', String(path)));
  return ['README.md', ...all.filter((path) => path.endsWith('.md'))];
}

it('ignores the keys and the people that the pages write next to the stack files', () => {
  const folder = folderWith({ '.gitignore': ignored });
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const named = filesNamedInPages();
  for (const file of ['users.json', 'state.json', 'bob.okta.json', 'OnPremIDs.csv', 'provisioning-log.json'])
    expect([...named.keys()]).toContain(file);
  const secrets = [
    ...named.keys(),
    ...['signing-key.pem', 'certificate.pem', 'certificate.pfx', 'okta-service-app.pem', 'keys/signing-key.pem'],
    ...['report.html', 'report.json', 'identities.ndjson', 'repairs.ldif', 'evidence/x.csv', 'shareable/export.xml'],
    ...['OnPremIDs.csv.gz', 'directory.ldif.gz', 'users.tsv'],
  ].filter((file) => !committed.includes(file) && !/-(ca|root)\.pem$/.test(file));
  const wanted = [
    ...['corp-ca.pem', 'corp-root.pem', 'keys/collector.pem', 'remediations/prod.yaml', 'README.md', '.mocharc.json'],
    ...committed,
  ];
  const found = spawnSync('git', ['check-ignore', '--no-index', ...secrets, ...wanted], {
    cwd: folder,
    encoding: 'utf8',
  });
  const isIgnored = new Set(found.stdout.split('\n'));
  const left = secrets.filter((file) => !isIgnored.has(file));
  expect(left.map((file) => `${file} of ${named.get(file) ?? 'this test'}`)).toEqual([]);
  for (const file of wanted) expect(isIgnored.has(file), file).toBe(false);
  rmSync(folder, { recursive: true });
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

  it('pins the package’s own file where it came from no registry, never a name that anybody may take', async () => {
    const folder = folderWith({});
    await init(folder);
    expect(JSON.parse(at(folder, 'package.json')).dependencies['entra-cutover']).toBe(`file:${tarball}`);
    expect(at(folder, 'README.md')).toContain('Where it is not here yet, put it here first');
    rmSync(folder, { recursive: true });
  });

  const everything = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();
  const inTheWay: readonly (readonly [what: string, prepare: (folder: string) => void, why: RegExp])[] = [
    [
      'a file in place of a folder',
      (f) => writeFileSync(join(f, '.github'), ''),
      /: \.github \(a file, where a folder is expected\)\. Move/,
    ],
    ['a link that leads nowhere', (f) => symlinkSync('/nonexistent', join(f, 'README.md')), /README\.md \(a link that/],
    ['other content', (f) => writeFileSync(join(f, 'tsconfig.json'), '{}'), /nothing: tsconfig\.json\. Move/],
    ['a folder in place of a file', (f) => mkdirSync(join(f, 'index.ts')), /index\.ts \(it is a folder/],
    [
      'a link in place of a folder',
      (f) => symlinkSync('/nonexistent', join(f, 'policy-pack')),
      /policy-pack: can't be made/,
    ],
  ];
  it.each(inTheWay)('writes nothing where something is in its way: %s', async (_, prepare, why) => {
    const folder = folderWith({});
    prepare(folder);
    const before = everything(folder);
    await expect(init(folder)).rejects.toThrow(why);
    await expect(init(folder, { stack: 'staging' })).rejects.toThrow(/Nothing was left behind/);
    expect(everything(folder)).toEqual(before);
    rmSync(folder, { recursive: true });
  });

  it('ends below a folder that takes no other', async () => {
    await expect(init('/proc/x/y')).rejects.toThrow(/can't be made a folder/);
  });

  it('goes on where an earlier one was interrupted, and keeps what it wrote', async () => {
    const whole = folderWith({});
    await init(whole);
    const half = folderWith({ 'Pulumi.prod.yaml': at(whole, 'Pulumi.prod.yaml'), 'index.ts': at(whole, 'index.ts') });
    await init(half);
    expect(everything(half)).toEqual(everything(whole));
    for (const folder of [whole, half]) rmSync(folder, { recursive: true });
  });

  it('keeps a README, and adds to lists of lines what they lack', async () => {
    const folder = folderWith({ 'README.md': '# Ours\n', '.gitignore': 'node_modules/\n*.log' });
    await init(folder);
    expect(at(folder, 'README.md')).toBe('# Ours\n');
    expect(at(folder, 'CUTOVER.md')).toContain('## Next steps');
    expect(at(folder, '.gitignore')).toMatch(/^node_modules\/\n\*\.log\n\.entra-cutover\/\n/);
    expect(at(folder, '.gitignore').split('\n')).toEqual(expect.arrayContaining(lines(ignored)));
    rmSync(folder, { recursive: true });
  });

  it('takes the package’s file out of the ignored ones, and names what git would still leave out', async () => {
    const folder = folderWith({ '.gitignore': `*.tgz\n!/entra-cutover-*.tgz\n.pulumi*\n*.tgz\n`, [tarball]: 'x' });
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    const said: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    await init(folder, { quiet: false });
    write.mockRestore();
    execFileSync('git', ['add', '--all'], { cwd: folder });
    const taken = execFileSync('git', ['ls-files'], { cwd: folder, encoding: 'utf8' });
    expect(taken).toContain(`${tarball}\n`);
    expect(taken).not.toContain('.pulumi.version');
    expect(said.join('')).toContain('`git add --force .pulumi.version`');
    rmSync(folder, { recursive: true });
  });

  it('names with one more stack what is missing or of another version, and what the workflows go by', async () => {
    const folder = folderWith({});
    const said: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    await init(folder, { quiet: false });
    expect(said.join('')).not.toMatch(/compare with|bring back|CONNECT_STACKS/);
    rmSync(join(folder, '.github', 'workflows', 'drift.yml'));
    writeFileSync(join(folder, '.pulumi.version'), '3.200.0\r\n');
    writeFileSync(join(folder, 'tsconfig.json'), '{}');
    await init(folder, { stack: 'emea', tool: 'connect', quiet: false });
    write.mockRestore();
    const all = said.join('');
    expect(all).toContain('bring back what init writes and is not here: .github/workflows/drift.yml\n');
    expect(all).toMatch(/compare with entra-cutover .*: \.pulumi\.version\n/);
    expect(all).toContain('set the repository variable CUTOVER_STACKS to ["emea","prod"]');
    expect(all).toContain('set CUTOVER_CONNECT_STACKS to ["emea"]');
    expect(all).toContain(`install the Pulumi CLI ${engineVersion.slice(1)}: https://www.pulumi.com/docs/install/`);
    expect(all).toContain(`put ${tarball} here`);
    rmSync(folder, { recursive: true });
  });

  it('adds a stack to the pipelines of Azure DevOps as Git for Windows checks them out', async () => {
    const folder = folderWith({});
    await init(folder, { host: 'azureDevOps' });
    for (const name of Object.keys(azurePipelines))
      writeFileSync(join(folder, name), at(folder, name).replaceAll('\n', '\r\n'));
    await init(folder, { stack: 'emea' });
    for (const name of Object.keys(azurePipelines)) {
      expect(at(folder, name)).toContain('default: [prod, emea]\r\n');
      expect(at(folder, name).replaceAll('\r\n', '')).not.toContain('\n');
    }
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

  it('says to commit what `pulumi stack init` writes into the stack file, where it writes something', async () => {
    const said: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const folders = [];
    for (const backend of [undefined, 'https://pulumi.corp.example', 'gs://corp-state']) {
      const folder = folderWith({});
      folders.push(folder);
      await init(folder, { quiet: false, ...(backend && { backend }) });
      said.push('\0');
    }
    write.mockRestore();
    const pages = folders.map((folder) => at(folder, 'README.md'));
    for (const texts of [pages, said.join('').split('\0').slice(0, 3)])
      expect(texts.map((text) => /ommit `?Pulumi\.prod\.yaml/.test(text))).toEqual([false, false, true]);
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  it.each([
    ['main', 'CODEOWNERS', false],
    ['master', 'docs/CODEOWNERS', true],
  ])('says what stands against the pipeline in a repository on %s with %s', async (branch, owners, isOther) => {
    const folder = folderWith({});
    execFileSync('git', ['init', '--quiet', '--initial-branch', branch], { cwd: folder });
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, owners), '* @corp/security\n');
    const said: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    await init(folder, { quiet: false });
    expect(said.join('').includes(`merge ${branch} into main`)).toBe(isOther);
    // GitHub would read that one instead.
    expect(everything(folder).some((name) => name.includes('.github/CODEOWNERS'))).toBe(false);
    expect(said.join('')).toContain(`let ${owners} name who approves`);
    said.length = 0;
    await init(folder, { quiet: false, stack: 'emea' });
    write.mockRestore();
    expect(said.join('')).not.toContain('CODEOWNERS');
    rmSync(folder, { recursive: true });
  });

  it('refuses a subfolder of a repository, where no workflow would run, until it is a repository of its own', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'there'));
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    for (const name of ['there', join('new', 'cutover')])
      await expect(init(join(folder, name)), name).rejects.toThrow(/inside another git repository[\s\S]*git init/);
    expect(readdirSync(folder).sort()).toEqual(['.git', 'there']);
    execFileSync('git', ['init', '--quiet', join(folder, 'there')]);
    await init(join(folder, 'there'));
    await init(folder);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['prod', 'prod-preview', /-preview behind it/],
    ['prod-collect', 'prod', /-collect behind it/],
    ['prod', 'Prod-Connect', /-connect behind it/],
    ['prod', 'PROD', /letter case/],
  ])('refuses a stack that would share what the pipeline names after it: %s, %s', async (first, second, why) => {
    const folder = folderWith({});
    await init(folder, { stack: first });
    const before = everything(folder);
    await expect(init(folder, { stack: second })).rejects.toThrow(why);
    expect(everything(folder)).toEqual(before);
    await init(folder, { stack: 'prod-eu' });
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
