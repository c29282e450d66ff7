import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted } from '../domain/counted.js';

/** Compressed data that can't be unpacked in whole; the message is one sentence. */
export class DamagedGzip extends Error {
  override readonly name = 'DamagedGzip';
}

/** In pieces of 16 KiB, which zlib chooses itself, the same takes four times as long. */
const chunkSize = 256 * 1024;

/** True for data that starts with gzip’s magic number. */
export function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/**
 * The bytes, unpacked when they start with gzip's magic number: whether to unpack is told by content, never by name. A file
 * of several members is healthy; bytes after the last one that are none may be what somebody meant to be read. Throws
 * DamagedGzip, after everything that could be unpacked.
 */
export async function* unpacked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let given = 0;
  const bytes = countLengths(source, (length) => {
    given += length;
  });
  const first = await bytes.next();
  if (first.done) return;
  const all = continued(first.value, bytes);
  if (!isGzip(first.value)) {
    yield* all;
    return;
  }
  const gunzip = createGunzip({ chunkSize });
  Readable.from(all)
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new DamagedGzip(`The gzip data is damaged or cut off (${error.message}).`);
  }
  // What zlib did not take: it ends quietly at a zero after a member.
  for await (const _ of bytes);
  const further = given - gunzip.bytesWritten;
  if (further > 0)
    throw new DamagedGzip(
      `${counted(further, 'byte follows the gzip data that is', 'bytes follow the gzip data that are')} no further gzip member.`,
    );
}

async function* countLengths(bytes: AsyncIterable<Buffer>, count: (length: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}

async function* continued(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => ({ next: () => rest.next() }) };
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
