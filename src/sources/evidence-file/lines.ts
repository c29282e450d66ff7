import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../domain/errors.js';
import { createLineSplitter } from '../lines.js';

/**
 * The lines of an evidence file one by one, compressed or not, without holding more than a piece of it.
 *
 * @throws UserError when it can't be read.
 */
export async function* evidenceLines(path: string): AsyncGenerator<Buffer> {
  let lines: Buffer[] = [];
  const splitter = createLineSplitter((line) => lines.push(Buffer.from(line)));
  try {
    for await (const piece of await openText(path)) {
      splitter.push(piece);
      yield* lines;
      lines = [];
    }
    splitter.end();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} can't be read (${code ?? message}).`);
  }
  yield* lines;
}

async function openText(path: string): Promise<Readable> {
  const file = await open(path);
  const head = Buffer.alloc(2);
  await file.read(head, 0, 2, 0);
  await file.close();
  const stream = createReadStream(path, { highWaterMark: 1024 * 1024 });
  if (head[0] !== 0x1f || head[1] !== 0x8b) return stream;
  const text = createGunzip();
  stream.on('error', (error) => text.destroy(error));
  return stream.pipe(text);
}
