import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { journalKeyVariable, readSealed, replaceFile, writeSealed } from '../../src/audit/index.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-replaced-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file that is replaced', () => {
  it('is there as a whole, for its owner alone, in a folder that was not there', async () => {
    const path = join(folder, 'new', 'file');
    await replaceFile(path, (file) => file.writeFile('first'));
    await replaceFile(path, (file) => file.writeFile('second'));
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['second', 0o600]);
    expect(readdirSync(join(folder, 'new'))).toEqual(['file']);
  });

  it('stays as it was when the writing fails, and nothing is left behind', async () => {
    const own = join(folder, 'failing');
    const path = join(own, 'file');
    await replaceFile(path, (file) => file.writeFile('first'));
    const failing = replaceFile(path, async (file) => {
      await file.writeFile('half');
      throw new Error('The tenant went away.');
    });
    await expect(failing).rejects.toThrow('The tenant went away.');
    expect([readFileSync(path, 'utf8'), readdirSync(own)]).toEqual(['first', ['file']]);
  });

  it('is never written through what somebody put in its way', async () => {
    const other = join(folder, 'other');
    const path = join(folder, 'target');
    writeFileSync(other, 'untouched');
    symlinkSync(other, `${path}.${process.pid}.partial`);
    await replaceFile(path, (file) => file.writeFile('mine'));
    expect([readFileSync(other, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['untouched', 'mine']);
  });
});

describe('a sealed file', () => {
  it('of lines longer than what is read at once is read as it was written', async () => {
    const path = join(folder, 'long.sealed');
    const environment = { [journalKeyVariable]: randomBytes(32).toString('base64') };
    // Random text does not pack.
    const lists = Array.from({ length: 5 }, (_, index) => [index, randomBytes(100_000).toString('base64')]);
    await writeSealed(
      path,
      'prod',
      environment,
      (async function* () {
        yield* lists;
      })(),
    );
    const read: unknown[] = [];
    for await (const list of readSealed(path, 'prod', environment)) read.push(list);
    expect(read).toEqual(lists);
  });
});
