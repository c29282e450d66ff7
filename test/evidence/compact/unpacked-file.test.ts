import { closeSync, fstatSync, mkdtempSync, readdirSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { needsUnpacking, unpackFile } from '../../../src/evidence/compact/unpacked-file.js';

const folder = mkdtempSync(join(tmpdir(), 'unpacked-'));
const temporary = join(folder, 'temporary');
const path = join(folder, 'evidence');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const isWindows = process.platform === 'win32';

function useForTemporaryFiles(directory: string): void {
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) vi.stubEnv(name, directory);
}

/** What the file was unpacked into, and what lies in the folder for temporary files meanwhile. */
async function unpacked(content: Buffer): Promise<{ text: string; mode: number; lying: string[] } | undefined> {
  const own = mkdtempSync(temporary);
  useForTemporaryFiles(own);
  writeFileSync(path, content);
  const found = await unpackFile(path);
  const lying = readdirSync(own);
  if (found === undefined) {
    expect(lying).toEqual([]);
    return undefined;
  }
  const { size, mode } = fstatSync(found.descriptor);
  const text = Buffer.alloc(size);
  readSync(found.descriptor, text, 0, size, 0);
  closeSync(found.descriptor);
  return { text: text.toString(), mode: mode & 0o777, lying };
}

it.each([
  ['gzip', gzipSync('Zoë')],
  ['UTF-16', Buffer.from('\uFEFFZoë', 'utf16le')],
  ['UTF-16 in gzip', gzipSync(Buffer.from('\uFEFFZoë', 'utf16le').swap16())],
  ['gzip in two members', Buffer.concat([gzipSync('Zo'), gzipSync('ë')])],
])('unpacks %s into a file of its owner that has no name', async (_what, content) => {
  expect(needsUnpacking(content)).toBe(true);
  expect(await unpacked(content)).toEqual({ text: 'Zoë', mode: isWindows ? expect.any(Number) : 0o600, lying: [] });
});

it.each([
  ['gzip that is cut off', gzipSync('Zoë').subarray(0, -4)],
  ['gzip and more', Buffer.concat([gzipSync('Zoë'), Buffer.from('x')])],
  ['gzip of bytes that are no text', gzipSync(Buffer.from([0xc3, 0x28]))],
  ['UTF-16 that is cut off', Buffer.from('\uFEFFZoë', 'utf16le').subarray(0, -1)],
  ['a second byte order mark', Buffer.from('\uFEFF\uFEFFZoë', 'utf16le')],
  ['nothing in gzip', gzipSync('')],
])('leaves %s to the object path, which says what is wrong', async (_what, content) => {
  expect(await unpacked(content)).toBeUndefined();
});

it('leaves a file to the object path where there is no folder for temporary files, and one that is not there', async () => {
  writeFileSync(path, gzipSync('Zoë'));
  useForTemporaryFiles(join(folder, 'none'));
  expect(await unpackFile(path)).toBeUndefined();
  vi.unstubAllEnvs();
  expect(await unpackFile(join(folder, 'nothing'))).toBeUndefined();
});
