import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStackFile } from '../../../src/config/parse.js';
import type { Settings } from '../../../src/config/settings.js';
import { dataPlacesOf } from '../../../src/pipeline/review/data-files.js';
import { layOutTree } from '../../../src/pipeline/review/judged-tree.js';
import { review } from '../../../src/pipeline/review/review.js';
import { git } from '../../../workshop/github/repository.js';
import { repository } from '../../cli/run-cli.js';

// Two checkouts: the base branch’s, which judges, and a proposal, which only brings data.
const stackFile = 'Pulumi.staging.yaml';
const shipped = readFileSync(join(repository, stackFile), 'utf8').replace(
  '.entra-cutover/embedded/on-prem.evidence.ndjson',
  'evidence/a.ndjson',
);
const evil = 'of the proposal';
let folder = '';
let tool = '';
let data = '';
const put = (checkout: string, path: string, text: string): void => {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
};
const judge = [
  'index.ts',
  'dist/cli/main.js',
  'evidence/README.md',
  'evidence/key.pem',
  'evidence/key.json',
  'tool.json',
];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-cutover-data-'));
  [tool, data] = [join(folder, 'tool'), join(folder, 'data')];
  for (const path of judge) put(tool, path, 'of the base branch');
  put(tool, 'evidence/a.ndjson', 'old');
  put(data, 'evidence/a.ndjson', 'new');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function settingsWith(onPrem: readonly string[], more: Partial<Settings> = {}): Settings {
  const { settings } = parseStackFile(shipped, 'x');
  if (settings === undefined) throw new Error('the shipped stack has no settings');
  return { ...settings, ...more, evidence: { ...settings.evidence, onPrem, ...more.evidence } };
}

function lay(settings: Settings, base = settingsWith(['evidence/a.ndjson'])): Promise<void> {
  const places = dataPlacesOf(base);
  return layOutTree(join(folder, 'tree'), {
    stack: 'staging',
    tool,
    data,
    stackFile: shipped,
    settings,
    places,
    waiversFrom: 'tool',
  });
}

const laidOut = (path: string): string => readFileSync(join(folder, 'tree', path), 'utf8');

describe('data', () => {
  it.each(['evidence/a.ndjson', './evidence/a.ndjson', '././evidence//a.ndjson', 'evidence/b/../a.ndjson'])(
    'is the proposal’s, written as %s',
    async (path) => {
      await lay(settingsWith([path]));
      expect(laidOut('evidence/a.ndjson')).toBe('new');
      expect(lstatSync(join(folder, 'tree', 'evidence')).isSymbolicLink()).toBe(false);
      for (const name of judge.filter((path) => path !== 'evidence/key.json'))
        expect(laidOut(name)).toBe('of the base branch');
    },
  );

  it.each(['csv', 'json', 'ndjson', 'xml', 'yaml', 'ldif', 'CSV', 'ndjson.gz'])('may end in .%s', async (ending) => {
    put(data, `evidence/deep/er.${ending}`, 'new');
    await lay(settingsWith([`evidence/deep/er.${ending}`]));
    expect(laidOut(`evidence/deep/er.${ending}`)).toBe('new');
  });

  it('lies where the base branch has it: its own folders, and files that its stack names', async () => {
    for (const path of ['exports/b.csv', 'connect/px.xml', 'root.csv']) put(data, path, 'new');
    const { review: _, ...plain } = settingsWith(['connect/px.xml', 'root.csv']);
    const base = { ...plain, review: { dataFolders: ['./exports/'.replace('./', '')] } };
    put(tool, 'connect/px.xml', 'old');
    put(tool, 'connect/tool.js', 'of the base branch');
    await lay(settingsWith(['exports/b.csv', 'connect/px.xml', 'root.csv']), base);
    expect(['exports/b.csv', 'connect/px.xml', 'root.csv'].map(laidOut)).toEqual(['new', 'new', 'new']);
    expect(laidOut('connect/tool.js')).toBe('of the base branch');
    await expect(lay(settingsWith(['connect/other.xml']), base)).rejects.toThrow('data belongs below exports');
  });

  it('that is not there stays missing: the base branch’s does not take its place', async () => {
    rmSync(join(data, 'evidence'), { recursive: true });
    await lay(settingsWith(['evidence/a.ndjson']));
    expect(() => laidOut('evidence/a.ndjson')).toThrow('ENOENT');
  });
});

describe('what is not data', () => {
  it.each([
    'index.ts',
    '././index.ts',
    './/dist/cli/main.js',
    'dist/cli/main.js',
    'evidence/../index.ts',
    'tool.json',
    'evidence/new.ts',
    'evidence/README.md',
    'evidence/key.pem',
    'package.json',
    'node_modules/x/package.json',
    'Evidence/a.csv',
    'evidence',
    'evidence/',
    'evidence.csv',
    '../secret.csv',
    '/etc/secret.csv',
    'C:\\secret.csv',
    '..\\secret.csv',
    'evidence\\..\\tool.json',
    'evidence/\u0000.csv',
    'evidence/a\nb.csv',
    'evidence/..',
    '.git/x.json',
    '.github/workflows/deploy.yaml',
  ])('%j is refused, and nothing of the judge is touched', async (path) => {
    for (const name of [...judge, 'evidence/new.ts', 'package.json', '.github/workflows/deploy.yaml'])
      put(data, name, evil);
    const refused = lay(settingsWith([path]));
    await expect(refused).rejects.toThrow('is not taken from the proposal');
    for (const name of judge) expect(readFileSync(join(tool, name), 'utf8')).toBe('of the base branch');
  });

  it('a key or the waivers of the base branch are its own, wherever they lie', async () => {
    const base = settingsWith(['evidence/a.ndjson'], { waivers: 'waivers/w.yaml' });
    const signed = { ...base, evidence: { ...base.evidence, signers: ['./evidence/key.json'] } };
    put(tool, 'waivers/w.yaml', 'of the base branch');
    for (const name of ['evidence/key.json', 'waivers/w.yaml']) put(data, name, evil);
    for (const path of ['evidence/key.json', 'waivers/w.yaml'])
      await expect(lay({ ...signed, evidence: { ...signed.evidence, onPrem: [path] } }, signed)).rejects.toThrow(
        'not taken',
      );
    await lay(signed, signed);
    for (const name of ['evidence/key.json', 'waivers/w.yaml']) expect(laidOut(name)).toBe('of the base branch');
  });

  it.each([
    ['a link', (): void => symlinkSync(join(folder, 'secret'), join(data, 'evidence', 'l.csv')), 'evidence/l.csv'],
    ['a link inside', (): void => symlinkSync('a.ndjson', join(data, 'evidence', 'l.csv')), 'evidence/l.csv'],
    ['behind a link', (): void => symlinkSync(folder, join(data, 'evidence', 'up')), 'evidence/up/secret'],
    ['a folder', (): void => mkdirSync(join(data, 'evidence', 'f.csv')), 'evidence/f.csv'],
  ])('%s is refused', async (_, make, path) => {
    writeFileSync(join(folder, 'secret'), 'of the runner');
    writeFileSync(join(folder, 'secret.csv'), 'of the runner');
    make();
    await expect(lay(settingsWith([path.replace(/secret$/, 'secret.csv')]))).rejects.toThrow(
      'is not taken from the proposal',
    );
  });

  it('behind a link of the base branch nothing is written', async () => {
    symlinkSync(join(tool, 'dist'), join(tool, 'evidence', 'latest'));
    put(data, 'evidence/latest/x.csv', evil);
    await expect(lay(settingsWith(['evidence/latest/x.csv']))).rejects.toThrow('something of its own');
    expect(() => readFileSync(join(tool, 'dist', 'x.csv'))).toThrow('ENOENT');
  });
});

describe('a review', () => {
  const commit = async (checkout: string): Promise<void> => {
    await git(checkout, 'init', '--quiet');
    await git(checkout, 'add', '--all', '--force');
    await git(checkout, 'commit', '--quiet', '--allow-empty', '-m', 'x');
  };
  const reviewed = async () => {
    for (const checkout of [tool, data]) await commit(checkout);
    return review({ stack: 'staging', base: tool, head: data, work: join(folder, 'work'), at: '2026-11-29T00:00:00Z' });
  };
  beforeEach(() => {
    rmSync(data, { recursive: true });
    for (const checkout of [tool, data]) {
      put(checkout, stackFile, shipped);
      for (const path of judge) put(checkout, path, 'of the base branch');
    }
  });

  it('says where the backend needs what no stack file says about the encryption, and fails nothing', async () => {
    const withoutSalt = shipped.replace(/^encryptionsalt: .*\n/m, '');
    expect(withoutSalt).not.toBe(shipped);
    const said = async (backend: string, text: string) => {
      for (const checkout of [tool, data]) {
        put(checkout, stackFile, text);
        put(checkout, 'Pulumi.yaml', `name: x\nbackend: { url: '${backend}' }\n`);
      }
      const { verdict, reasons } = await reviewed();
      return { verdict, said: reasons.filter((reason) => reason.includes('encryptionsalt')) };
    };
    const { verdict } = await said('gs://corp-state', shipped);
    expect(await said('gs://corp-state', withoutSalt)).toEqual({
      verdict,
      said: [expect.stringMatching(/Pulumi\.staging\.yaml has neither[\s\S]*commit what it writes/)],
    });
    expect((await said('gs://corp-state', shipped)).said).toEqual([]);
    expect((await said('https://api.pulumi.com', withoutSalt)).said).toEqual([]);
  });

  it('names every file that differs and is not data, added and removed ones too', async () => {
    for (const path of [
      '.npmrc',
      '.gitattributes',
      'scripts/row.ts',
      'keys/signer.pem',
      'evidence/key.pem',
      'index.ts',
    ])
      put(data, path, evil);
    rmSync(join(data, 'tool.json'));
    for (const path of ['evidence/b.csv', 'waivers/w.yaml', 'remediations/r.json']) put(data, path, 'data');
    const { judge: changed } = await reviewed();
    expect(changed.files).toEqual([
      '.gitattributes',
      '.npmrc',
      'evidence/key.pem',
      'index.ts',
      'keys/signer.pem',
      'scripts/row.ts',
      'tool.json',
    ]);
  });

  it('names a changed judge behind whose name another file hides', async () => {
    // Git puts a tab between object and path, and a path may hold one.
    put(data, 'index.ts', evil);
    put(data, 'index.ts\tz', 'of the base branch');
    put(data, 'evidence/b.csv\tindex.ts', evil);
    expect((await reviewed()).judge.files).toEqual(['evidence/b.csv\tindex.ts', 'index.ts', 'index.ts\tz']);
  });

  it('of data alone names nothing', async () => {
    put(data, 'evidence/b.csv', 'data');
    put(data, stackFile, shipped.replace('cutover:phase: assess', 'cutover:phase: stage'));
    expect((await reviewed()).judge).toEqual({ settings: [], files: [], waivers: [] });
  });

  it.each([
    ['the proposal', () => [data]],
    ['the base branch', () => [tool]],
    ['neither', () => []],
  ])('tells whether there is a hold: %s', async (_, holders) => {
    for (const checkout of holders())
      put(checkout, stackFile, shipped.replace('cutover:hold: false', 'cutover:hold: true'));
    expect((await reviewed()).held).toBe(holders().length > 0 ? true : undefined);
  });

  it('reads no stack file and no waivers through a link', async () => {
    writeFileSync(join(folder, 'secret'), 'waivers: []');
    put(
      data,
      stackFile,
      shipped.replace('  cutover:thresholds:', '  cutover:waivers: waivers/w.yaml\n  cutover:thresholds:'),
    );
    mkdirSync(join(data, 'waivers'));
    symlinkSync(join(folder, 'secret'), join(data, 'waivers', 'w.yaml'));
    expect(await reviewed()).toMatchObject({ verdict: 'failed', reasons: [expect.stringContaining('a link')] });
    rmSync(join(data, stackFile));
    symlinkSync(join(folder, 'secret'), join(data, stackFile));
    await expect(reviewed()).rejects.toThrow('a link');
  });
});
