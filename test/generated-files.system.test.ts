import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { generatedFiles } from '../workshop/documentation/generated-files.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-generated-'));

afterAll(() => rmSync(folder, { recursive: true }));

// A page that is broken into lines while it holds this machine's folders is right here and wrong on the next machine.
it('generated files are the same in a repository whose folder has another name', async () => {
  const copy = join(folder, 'a-repository-in-a-folder-with-a-rather-long-name');
  for (const part of ['src', 'workshop', 'scenarios', 'docs', 'schemas', 'package.json', 'tsconfig.json'])
    cpSync(join(repository, part), join(copy, part), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  const program = [join('node_modules', 'tsx', 'dist', 'cli.mjs'), join('workshop', 'documentation', 'generate.ts')];
  const made = spawnSync(process.execPath, program, { cwd: copy, encoding: 'utf8' });
  expect(made).toMatchObject({ status: 0, stderr: '' });
  for (const { path } of await generatedFiles())
    expect(readFileSync(join(copy, path), 'utf8'), path).toBe(readFileSync(join(repository, path), 'utf8'));
}, 120_000);
