import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealedJournal } from '../../../src/audit/index.js';

const path = (): string => join(mkdtempSync(join(tmpdir(), 'sealed-')), 'staging.repairs.sealed');
const environment = (key = randomBytes(32).toString('base64')): NodeJS.ProcessEnv => ({
  ENTRA_CUTOVER_JOURNAL_KEY: key,
});

describe('the sealed journal', () => {
  it('gives back what was put in, in order, and shows nothing of it', async () => {
    const [file, keys] = [path(), environment()];
    await sealedJournal(file, 'prod', keys).append([{ previous: 'secret value' }, { previous: null }]);
    await sealedJournal(file, 'prod', keys).append([{ previous: 'later' }]);
    expect(await sealedJournal(file, 'prod', keys).read()).toEqual([
      { previous: 'secret value' },
      { previous: null },
      { previous: 'later' },
    ]);
    expect(readFileSync(file, 'latin1')).not.toContain('secret');
    expect(Buffer.from(readFileSync(file, 'latin1'), 'base64').toString('latin1')).not.toContain('secret');
  });

  it('needs its key, its stack and its order', async () => {
    const [file, keys] = [path(), environment()];
    const journal = sealedJournal(file, 'prod', keys);
    await journal.append([1]);
    await journal.append([2]);
    expect(() => sealedJournal(file, 'prod', {})).toThrow('ENTRA_CUTOVER_JOURNAL_KEY is not set');
    expect(() => sealedJournal(file, 'prod', environment('short'))).toThrow('not the Base64 of 32 bytes');
    await expect(sealedJournal(file, 'prod', environment()).read()).rejects.toThrow("can't be decrypted");
    await expect(sealedJournal(file, 'prod', environment()).append([3])).rejects.toThrow("can't be decrypted");
    await expect(sealedJournal(file, 'staging', keys).read()).rejects.toThrow("can't be decrypted");
    const [first = '', second = ''] = readFileSync(file, 'latin1').split('\n');
    for (const text of [
      `${second}\n${first}\n`,
      `${second}\n`,
      `${first}\n${first}\n`,
      `${first.slice(0, -8)}AAAAAAA=\n`,
    ]) {
      writeFileSync(file, text);
      await expect(journal.read(), text).rejects.toThrow("can't be decrypted");
    }
  });

  it('passes over a line that a crash cut off, and goes on after it', async () => {
    const [file, keys] = [path(), environment()];
    const journal = sealedJournal(file, 'prod', keys);
    await journal.append([1]);
    appendFileSync(file, 'AAAAcut off');
    expect(await journal.read()).toEqual([1]);
    await journal.append([2]);
    expect(await journal.read()).toEqual([1, 2]);
  });

  it('is empty before anything was replaced', async () => {
    expect(await sealedJournal(path(), 'prod', environment()).read()).toEqual([]);
  });
});
