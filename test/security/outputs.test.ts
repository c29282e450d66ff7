import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../src/cli/output.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-cutover outputs '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a report', () => {
  it('replaces a link instead of writing through it, and is its owner’s alone', async () => {
    const [victim, report] = [join(folder, 'victim'), join(folder, 'report.html')];
    await writeFile(victim, 'precious', { mode: 0o644 });
    await symlink(victim, report);
    await writeFileAtomically(report, ['people']);
    expect(await readFile(victim, 'utf8')).toBe('precious');
    expect((await lstat(report)).isSymbolicLink()).toBe(false);
    expect((await stat(report)).mode & 0o777).toBe(0o600);
  });

  it('takes no wider mode over from the file that it replaces', async () => {
    const report = join(folder, 'report.json');
    await writeFile(report, 'old', { mode: 0o666 });
    await writeFileAtomically(report, ['people']);
    expect((await stat(report)).mode & 0o777).toBe(0o600);
  });

  it('that can’t be written leaves nothing behind', async () => {
    const report = join(folder, 'a file');
    await writeFile(report, '');
    await expect(writeFileAtomically(join(report, 'report.json'), ['people'])).rejects.toThrow(/can't be written/);
  });
});
