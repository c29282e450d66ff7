import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheDirectory, fillDirectory } from '../../engine/cache.js';
import { lock } from '../../engine/lock.js';
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
  it('lets the first of two win, and leaves nothing incomplete behind', async () => {
    const root = temporaryDirectory();
    const directory = join(root, 'engine', 'v1');
    const fill = (text: string) =>
      fillDirectory(directory, async (staging) => writeFileSync(join(staging, 'file'), text));
    await Promise.all([fill('one'), fill('other')]);
    expect(['one', 'other']).toContain(readFileSync(join(directory, 'file'), 'utf8'));
    expect(readdirSync(join(root, 'engine'))).toEqual(['v1']);
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
