import { createHash } from 'node:crypto';
import { readFully } from './compact-file.js';

/** SHA-256 of the bytes of an open file. */
export function digestFile(descriptor: number): Buffer {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(1 << 18);
  for (let position = 0; ; ) {
    const read = readFully(descriptor, buffer, buffer.length, position);
    if (read === 0) return hash.digest();
    hash.update(buffer.subarray(0, read));
    position += read;
  }
}
