import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheDirectory, fillDirectory } from '../../../workshop/engine/cache.js';
import { lock } from '../../../workshop/engine/lock.js';
import { temporaryDirectory } from './temporary.js';

describe('cacheDirectory', () => {
  it.each([
    [{ ENTRA_CUTOVER_CACHE: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/c'],
    [{ XDG_CACHE_HOME: '/x', HOME: '/h' }, join('/x', 'entra-cutover')],
    [{ HOME: '/h' }, join('/h', '.cache', 'entra-cutover')],
    [{}, join(tmpdir(), 'entra-cutover')],
    [{ ENTRA_CUTOVER_CACHE: '', HOME: '' }, join(tmpdir(), 'entra-cutover')],
  ])('for %o is %s', (environment, expected) => {
    expect(cacheDirectory(environment)).toBe(expected);
  });
});

describe('fillDirectory', () => {
  it('does the work once of several that want it at once, tells the others, and leaves nothing else behind', async () => {
    const root = temporaryDirectory();
    const directory = join(root, 'engine', 'v1');
    const [worked, told]: [string[], string[]] = [[], []];
    const fill = (name: string) =>
      fillDirectory(
        directory,
        async (staging) => {
          worked.push(name);
          await new Promise((resolve) => setTimeout(resolve, 100));
          writeFileSync(join(staging, 'file'), name);
        },
        () => told.push(name),
      );
    await Promise.all([fill('one'), fill('other'), fill('third')]);
    expect([worked.length, told.length]).toEqual([1, 2]);
    expect(told).not.toContain(worked[0]);
    expect(readFileSync(join(directory, 'file'), 'utf8')).toBe(worked[0]);
    expect(readdirSync(join(root, 'engine'))).toEqual(['v1']);
  });

  it('takes over from a process that died at it, and lets the next one try after a failure', async () => {
    const root = temporaryDirectory();
    const directory = join(root, 'v1');
    writeFileSync(`${directory}.lock`, `999999999 ${hostname()} x`);
    await fillDirectory(directory, () => Promise.reject(new Error('disk full'))).catch(() => undefined);
    await fillDirectory(directory, async (staging) => writeFileSync(join(staging, 'file'), 'second'));
    expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('second');
    expect(readdirSync(root)).toEqual(['v1']);
  });

  it('leaves nothing when the work fails', async () => {
    const directory = join(temporaryDirectory(), 'engine');
    const failing = fillDirectory(directory, async (staging) => {
      writeFileSync(join(staging, 'half'), '');
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(existsSync(directory)).toBe(false);
  });
});

describe('lock', () => {
  it('keeps others off until it is released, and takes over from a process that is gone', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'running'), String(process.ppid));
    expect(() => lock(directory)).toThrow(`in use by process ${process.ppid}`);
    writeFileSync(join(directory, 'running'), '0');
    const release = lock(directory);
    expect(readFileSync(join(directory, 'running'), 'utf8')).toBe(String(process.pid));
    release();
    expect(existsSync(join(directory, 'running'))).toBe(false);
  });
});
