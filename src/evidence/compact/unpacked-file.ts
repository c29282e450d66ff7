import { closeSync, openSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileText } from '../file-text.js';
import { isGzip } from '../gzip.js';
import { createReadLog } from '../read-log.js';
import { isUtf16 } from '../text-decoding.js';

/** The text of an evidence file that lies on the disk in another form than UTF-8. */
export interface UnpackedFile {
  /** Open for reading and writing; nobody else can open it, and with it the file is gone. */
  readonly descriptor: number;
  /** SHA-256 of the evidence file’s own bytes, in lower-case hex. */
  readonly sha256: string;
}

/** More than columns can hold (columns.ts): a small archive may have no end. */
const mostBytes = 2 ** 32;
/** A byte order mark. The file’s own is gone, so this one is text, which columns would take for a mark. */
const mark = Buffer.from('\uFEFF');

/** True for a file that starts with these bytes and is read only in another form: compressed, or in UTF-16. */
export function needsUnpacking(start: Buffer): boolean {
  return isGzip(start) || isUtf16(start);
}

/**
 * Unpacks a file as the object path does, into a file without a name in the folder for temporary files. Undefined where the content has
 * any defect, where the path can’t be read, and where there is no room: the object path reads it, and says what is wrong.
 */
export async function unpackFile(path: string): Promise<UnpackedFile | undefined> {
  const descriptor = await openNameless().catch(() => undefined);
  if (descriptor === undefined) return undefined;
  const log = createReadLog(path);
  const sha256 = await readFileText(path, log, () => writerTo(descriptor)).catch(() => undefined);
  if (sha256 !== undefined && log.summary().issues.length === 0) return { descriptor, sha256 };
  closeSync(descriptor);
  return undefined;
}

/** Opens a file that only this process and its threads have: its name is gone before anything is written. */
async function openNameless(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover-'));
  try {
    return openSync(join(folder, 'text'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function writerTo(descriptor: number) {
  let bytes = 0;
  return {
    line: 1,
    push(chunk: Buffer): void {
      if (bytes === 0 && chunk.indexOf(mark) === 0) throw new Error('a second byte order mark');
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Error('more than columns can hold');
      // At the end of what was written before.
      writeFileSync(descriptor, chunk);
    },
    end(): void {},
  };
}
