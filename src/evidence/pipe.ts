import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../domain/errors.js';

/** How long somebody has to begin writing into a named pipe. */
const patienceMilliseconds = 10_000;
const pauseMilliseconds = 2;
const pieceBytes = 64 * 1024;

/**
 * The bytes of a pipe (`<(…)`, /dev/stdin, a named pipe) until its writer closes it. It is opened without waiting for a
 * writer, so that the program can always be interrupted. Throws UserError when nobody writes into it.
 */
export async function* pipeBytes(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const since = Date.now();
  let hasWriter = false;
  try {
    for (;;) {
      const piece = await readPiece(file);
      if (piece === undefined || piece.length > 0) hasWriter = true;
      if (piece !== undefined && piece.length > 0) {
        yield piece;
        continue;
      }
      if (piece !== undefined && hasWriter) return;
      if (!hasWriter && Date.now() - since > patienceMilliseconds)
        throw new UserError(`${path} is a pipe that nobody writes into; give a file, or start what writes it first.`);
      await pause(pauseMilliseconds);
    }
  } finally {
    await file.close();
  }
}

/** What is there: empty at the end and without a writer, undefined where a writer has nothing yet. */
async function readPiece(file: Awaited<ReturnType<typeof open>>): Promise<Buffer | undefined> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
