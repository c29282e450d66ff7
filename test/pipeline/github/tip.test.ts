import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { supersededBy } from '../../../src/pipeline/github/tip.js';
import { git } from '../../../workshop/github/repository.js';
import { repository } from '../../cli/run-cli.js';

// A bare origin whose main moves on, and a checkout of an older commit, as a runner has it that waited for its approval.
const stackFile = 'Pulumi.staging.yaml';
const shipped = readFileSync(join(repository, stackFile), 'utf8');
let folder = '';
let work = '';
let deployed = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entra-cutover-tip-'));
  work = join(folder, 'work');
  const origin = join(folder, 'origin.git');
  for (const path of [work, origin]) mkdirSync(path);
  await git(origin, 'init', '--quiet', '--bare', '--initial-branch=main');
  await git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  await git(work, 'init', '--quiet', '--initial-branch=main');
  await git(work, 'remote', 'add', 'origin', origin);
  deployed = join(folder, 'deployed');
  await merge({ [stackFile]: shipped, 'README.md': 'x' });
  await checkOut();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function merge(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '--allow-empty', '-m', 'x');
  await git(work, 'push', '--quiet', 'origin', 'main');
}

async function checkOut(): Promise<void> {
  rmSync(deployed, { recursive: true, force: true });
  await git(folder, 'clone', '--quiet', '--depth=2', `file://${join(folder, 'origin.git')}`, deployed);
}

const asked = (branch = 'main') => supersededBy({ stack: 'staging', directory: deployed, remote: 'origin', branch });

it('asking cuts off no history: what main had before the merge is needed afterwards', async () => {
  await merge({ 'docs/a.txt': 'x' });
  await checkOut();
  await asked();
  expect(await git(deployed, 'rev-parse', 'HEAD^1')).toMatch(/^[0-9a-f]{40}$/);
  await merge({ 'docs/b.txt': 'x' });
  expect(await asked()).toEqual([]);
  expect(await git(deployed, 'rev-parse', 'HEAD^1')).toMatch(/^[0-9a-f]{40}$/);
});

it('the tip itself, and a tip that changes only what deploys nothing, are what is deployed', async () => {
  expect(await asked()).toEqual([]);
  await merge({ 'docs/a.txt': 'x', 'README.md': 'y', 'policy-pack/README.md': 'z' });
  expect(await asked()).toEqual([]);
  // Undone: the same content under another commit.
  await merge({ 'waivers/w.yaml': 'waivers: []' });
  await git(work, 'rm', '--quiet', 'waivers/w.yaml');
  await merge({});
  expect(await asked()).toEqual([]);
});

it.each([
  ['its phase', { [stackFile]: shipped.replace('cutover:phase: assess', 'cutover:phase: stage') }],
  ['another stack', { 'Pulumi.prod.yaml': shipped }],
  ['evidence', { 'evidence/a.ndjson': 'x' }],
  ['repairs', { 'remediations/july.yaml': 'x' }],
  ['the tool', { 'package-lock.json': '{}' }],
])('a commit that main has left behind is not: main changed %s', async (_, files) => {
  await merge(files);
  const reasons = await asked();
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toContain(`which changes ${Object.keys(files)[0]}.`);
});

it('a hold on main is named first, and stops the older run for good', async () => {
  await merge({ [stackFile]: shipped.replace('cutover:hold: false', 'cutover:hold: true') });
  expect(await asked()).toEqual([expect.stringContaining('holds staging'), expect.stringContaining(stackFile)]);
  // Its own deployment goes ahead: it pauses what may be paused, and the provider refuses the rest.
  await checkOut();
  expect(await asked()).toEqual([]);
});

it('a branch that is not there deploys nothing; a remote that is not there is said', async () => {
  expect(await asked('gone')).toEqual([expect.stringContaining('no branch gone')]);
  rmSync(join(folder, 'origin.git'), { recursive: true });
  await expect(asked()).rejects.toThrow('git ls-remote');
});
