import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownPackage, packageSource } from '../../src/cli/own-package.js';
import { folderWith } from './run-cli.js';

const { version } = await ownPackage();
const tarball = `entra-cutover-${version}.tgz`;
const content = 'the package';
const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
const itself = { wanted: `file:${tarball}`, tarball: { name: tarball } };

it.each<[what: string, record: object | undefined, source: object]>([
  ['a registry', { resolved: `https://registry.example/entra-cutover/-/${tarball}` }, { wanted: version }],
  ['its own file', { resolved: 'file:../here.tgz', integrity }, { ...itself, tarball: { name: tarball, content } }],
  ['a file that was changed since', { resolved: 'file:../here.tgz', integrity: 'sha512-other' }, itself],
  ['a file that is gone', { resolved: 'file:../gone.tgz', integrity }, itself],
  [
    'a release at an address',
    { resolved: `https://github.com/o/entra-cutover/releases/${tarball}`, integrity },
    itself,
  ],
  ['another package manager', undefined, itself],
])('a repository gets the package from where the running one came from: %s', async (_, record, source) => {
  const folder = folderWith({ 'here.tgz': content });
  const modules = join(folder, 'app', 'node_modules');
  mkdirSync(modules, { recursive: true });
  if (record !== undefined)
    writeFileSync(
      join(modules, '.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/entra-cutover': record } }),
    );
  const found = await packageSource(join(modules, 'entra-cutover'));
  const text = found.tarball?.content?.toString();
  expect({ ...found, ...(text && { tarball: { ...found.tarball, content: text } }) }).toEqual(source);
  rmSync(folder, { recursive: true });
});
