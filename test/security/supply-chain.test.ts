import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { lockfileProblems } from '../../workshop/release/lockfile.js';

const packageOf = (change: object) => ({
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x', license: 'MIT', ...change } },
});

describe('the lockfile', () => {
  it('has a hash and a license of the list for every package, and no package from elsewhere than a registry', async () => {
    expect(lockfileProblems(JSON.parse(await readFile('package-lock.json', 'utf8')))).toEqual([]);
  });

  it.each([
    [{ integrity: undefined }, /no SHA-512/],
    [{ integrity: 'sha1-x' }, /no SHA-512/],
    [{ resolved: 'git+ssh://git@github.com/a/a.git#1' }, /comes from git/],
    [{ resolved: 'http://registry.example/a.tgz' }, /comes from http:/],
    [{ license: 'GPL-3.0' }, /license GPL-3\.0/],
    [{ license: 'MPL-2.0' }, /license MPL-2\.0/],
    [{ license: undefined }, /license \(none\)/],
    [{ engines: { node: '>=22' } }, /wants Node 22/],
  ])('with %j is refused', (change, problem) => {
    expect(lockfileProblems(packageOf(change)).join()).toMatch(problem);
    expect(lockfileProblems(packageOf({}))).toEqual([]);
  });
});
