import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import { readParsed } from '../../../src/pipeline/assess/parsed-evidence.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-parsed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const csv = (upn: string): string => `UserPrincipalName,objectGUID\n${upn},00112233-4455-6677-8899-aabbccddeeff\n`;

/** A reader that counts. */
function counting() {
  let parsed = 0;
  const read: typeof readOnPremFiles = (paths) => {
    parsed += 1;
    return readOnPremFiles(paths);
  };
  return { read, parsed: () => parsed };
}

const names = async (path: string, read: typeof readOnPremFiles): Promise<unknown> =>
  (await readParsed(path, read)).flatMap(({ records }) => records.map(({ userPrincipalName }) => userPrincipalName));

describe('evidence of a process', () => {
  it('is parsed again only when its bytes differ, whatever its time and size say', async () => {
    const { read, parsed } = counting();
    const path = join(folder, 'one.csv');
    const at = new Date('2026-11-30T12:00:00Z');
    const write = (upn: string): void => {
      writeFileSync(path, csv(upn));
      utimesSync(path, at, at);
    };
    write('ada@corp.example');
    expect(await names(path, read)).toEqual(['ada@corp.example']);
    expect(await names(path, read)).toEqual(['ada@corp.example']);
    expect(parsed()).toBe(1);
    write('eva@corp.example');
    expect(await names(path, read)).toEqual(['eva@corp.example']);
    expect(parsed()).toBe(2);
    write('ada@corp.example');
    expect(await readParsed(path, read)).toEqual(await readOnPremFiles([path]));
  });

  it('is parsed once for those who ask side by side, and by each reader for itself', async () => {
    const [one, other] = [counting(), counting()];
    const path = join(folder, 'two.csv');
    writeFileSync(path, csv('ada@corp.example'));
    await Promise.all([readParsed(path, one.read), readParsed(path, one.read), readParsed(path, other.read)]);
    expect([one.parsed(), other.parsed()]).toEqual([1, 1]);
  });

  it('is kept only under the hash of the bytes that were parsed', async () => {
    const path = join(folder, 'swapped.csv');
    writeFileSync(path, csv('ada@corp.example'));
    let swaps = true;
    const read: typeof readOnPremFiles = (paths) => {
      if (swaps) writeFileSync(path, csv('eva@corp.example'));
      swaps = false;
      return readOnPremFiles(paths);
    };
    expect(await names(path, read)).toEqual(['eva@corp.example']);
    writeFileSync(path, csv('ada@corp.example'));
    expect(await names(path, read)).toEqual(['ada@corp.example']);
  });

  it('keeps no failure, and leaves it to the reader to say what is missing', async () => {
    const path = join(folder, 'three.csv');
    writeFileSync(path, csv('ada@corp.example'));
    let fails = true;
    const read: typeof readOnPremFiles = (paths) =>
      fails ? Promise.reject(new Error('disk')) : readOnPremFiles(paths);
    await expect(readParsed(path, read)).rejects.toThrow('disk');
    fails = false;
    expect(await names(path, read)).toEqual(['ada@corp.example']);
    rmSync(path);
    await expect(readParsed(path, read)).rejects.toThrow(`${path} does not exist`);
    await expect(readParsed(folder, read)).rejects.toThrow('is a directory');
  });
});
