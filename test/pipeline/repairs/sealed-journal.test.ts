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
    await sealedJournal(file, 'prod', keys, 'seal').append([{ previous: 'secret value' }, { previous: null }]);
    await sealedJournal(file, 'prod', keys, 'seal').append([{ previous: 'later' }]);
    expect(await sealedJournal(file, 'prod', keys, 'seal').read()).toEqual([
      { previous: 'secret value' },
      { previous: null },
      { previous: 'later' },
    ]);
    expect(readFileSync(file, 'latin1')).not.toContain('secret');
    expect(Buffer.from(readFileSync(file, 'latin1'), 'base64').toString('latin1')).not.toContain('secret');
  });

  it('needs its key, its stack and its order', async () => {
    const [file, keys] = [path(), environment()];
    const journal = sealedJournal(file, 'prod', keys, 'seal');
    await journal.append([1]);
    await journal.append([2]);
    expect(() => sealedJournal(file, 'prod', {}, 'seal')).toThrow('make it with `openssl rand -base64 32`');
    expect(() => sealedJournal(file, 'prod', {}, 'open')).toThrow(/is not set: .* No other key, and no new one/);
    expect(() => sealedJournal(file, 'prod', environment('short'), 'open')).toThrow(/32 bytes\. .* no new one/);
    expect(() => sealedJournal(file, 'prod', environment('short'), 'seal')).toThrow('not the Base64 of 32 bytes');
    await expect(sealedJournal(file, 'prod', environment(), 'seal').read()).rejects.toThrow("can't be decrypted");
    await expect(sealedJournal(file, 'prod', environment(), 'seal').append([3])).rejects.toThrow("can't be decrypted");
    await expect(sealedJournal(file, 'staging', keys, 'seal').read()).rejects.toThrow("can't be decrypted");
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
    const journal = sealedJournal(file, 'prod', keys, 'seal');
    await journal.append([1]);
    appendFileSync(file, 'AAAAcut off');
    expect(await journal.read()).toEqual([1]);
    await journal.append([2]);
    expect(await journal.read()).toEqual([1, 2]);
  });

  it('is empty before anything was replaced', async () => {
    expect(await sealedJournal(path(), 'prod', environment(), 'seal').read()).toEqual([]);
  });
});
