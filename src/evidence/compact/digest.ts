import { createHash } from 'node:crypto';
import { type CompactFile, readFully } from './compact-file.js';

/** SHA-256 of what is hashed of a file. */
export function digestFile({ descriptor, hashed: { from, to } }: CompactFile): Buffer {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(1 << 18);
  for (let position = from; position < to; ) {
    const read = readFully(descriptor, buffer, Math.min(buffer.length, to - position), position);
    if (read === 0) break;
    hash.update(buffer.subarray(0, read));
    position += read;
  }
  return hash.digest();
}
