import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence, EvidenceSource } from '../../src/domain/evidence.js';
import type { FormatReader } from '../../src/evidence/format-reader.js';
import { createReadLog, type ReadLog } from '../../src/evidence/read-log.js';

export const origin = 'sample';

type ReadFiles<Item> = (paths: readonly string[]) => Promise<Evidence<Item>[]>;

/** What a reader makes of a text, handed over in pieces of the given length in characters. */
export function readText<Item>(
  text: string,
  create: (log: ReadLog, head: Buffer) => FormatReader<Item>,
  piece = 1 << 16,
) {
  const log = createReadLog(origin);
  const reader = create(log, Buffer.from(text.slice(0, 4096)));
  for (let start = 0; start < text.length; start += piece) reader.push(Buffer.from(text.slice(start, start + piece)));
  reader.end();
  const { records } = reader.result();
  return { records, ...log.summary() };
}

/** Writes the content to a file, reads it, and removes it. */
export async function readFile<Item>(content: string | Uint8Array, read: ReadFiles<Item>): Promise<Evidence<Item>> {
  const [evidence] = await readEach([content], read);
  if (evidence === undefined) throw new Error('one evidence per file expected');
  return evidence;
}

/** The lengths in characters at which a cut text passes for a complete one. Of zero bytes no reader is asked. */
export function textLengthsThatPass<Item>(
  text: string,
  create: (log: ReadLog, head: Buffer) => FormatReader<Item>,
): readonly number[] {
  const lengths = Array.from({ length: text.length - 1 }, (_, index) => index + 1);
  return lengths.filter((length) => isComplete(readText(text.slice(0, length), create)));
}

/** The lengths in bytes at which a cut file passes for a complete one. */
export async function lengthsThatPass<Item>(bytes: Uint8Array, read: ReadFiles<Item>): Promise<readonly number[]> {
  const lengths = [...bytes.keys()];
  const cuts = await readEach(
    lengths.map((length) => bytes.subarray(0, length)),
    read,
  );
  return lengths.filter((length) => isComplete(cuts[length]?.source));
}

/** UTF-16LE with a byte order mark: what PowerShell 5.1 redirects. */
export function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}

async function readEach<Item>(contents: readonly (string | Uint8Array)[], read: ReadFiles<Item>) {
  const folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  const path = join(folder, 'file');
  const evidence: Evidence<Item>[] = [];
  try {
    for (const content of contents) {
      await writeFile(path, content);
      evidence.push(...(await read([path])));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return evidence;
}

function isComplete(source: Pick<EvidenceSource, 'rejected' | 'issues'> | undefined): boolean {
  return source?.rejected === 0 && source.issues.length === 0;
}
