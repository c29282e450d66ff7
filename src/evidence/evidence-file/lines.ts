import { createReadStream } from 'node:fs';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { unpacked } from '../gzip.js';
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
    const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1024 * 1024 });
    for await (const piece of unpacked(stream)) {
      splitter.push(piece);
      yield* lines;
      lines = [];
    }
    splitter.end();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} can't be read: ${failureReason(error)}.`);
  }
  yield* lines;
}
