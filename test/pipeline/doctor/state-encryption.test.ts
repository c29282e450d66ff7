import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkStateEncryption } from '../../../src/pipeline/doctor/state-encryption.js';
import { git } from '../../../workshop/github/repository.js';
import { folderWith } from '../../cli/run-cli.js';

const stackFile = 'config:\n  cutover:hold: false\n';
const folder = folderWith({ 'Pulumi.prod.yaml': stackFile });
afterAll(() => rmSync(folder, { recursive: true }));

it('names what Pulumi wrote and nobody committed, and what the backend lacks', async () => {
  const check = (environment = {}) => checkStateEncryption('prod', folder, environment);
  expect(await check()).toMatchObject({ state: 'fine' });
  expect(await check({ PULUMI_BACKEND_URL: 'gs://state' })).toMatchObject({
    state: 'missing',
    fix: expect.stringContaining('pulumi stack init prod'),
  });
  writeFileSync(join(folder, 'Pulumi.prod.yaml'), `${stackFile}encryptionsalt: v1:a\n`);
  // Nobody has committed anything yet.
  expect(await check({ PULUMI_BACKEND_URL: 'gs://state' })).toMatchObject({ state: 'fine' });
  writeFileSync(join(folder, 'Pulumi.prod.yaml'), stackFile);
  await git(folder, 'init', '--quiet');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '-m', 'x');
  writeFileSync(join(folder, 'Pulumi.prod.yaml'), `${stackFile}encryptionsalt: v1:a\n`);
  expect(await check()).toMatchObject({ state: 'missing', fix: expect.stringContaining('Commit Pulumi.prod.yaml') });
  await git(folder, 'commit', '--quiet', '--all', '-m', 'y');
  expect(await check()).toMatchObject({ state: 'fine' });
});
