import type { Evidence } from '../../src/domain/evidence.js';
import { isComplete } from '../../src/evidence/read-log.js';
import { readFile } from './read-text.js';

/** The lengths at which a cut file passes for complete although it has records; read through a real file each. */
export async function completeCuts<Item>(
  content: string | Uint8Array,
  read: (paths: readonly string[]) => Promise<Evidence<Item>[]>,
): Promise<number[]> {
  const bytes = Buffer.from(content);
  const lengths: number[] = [];
  for (let length = 0; length < bytes.length; length += 1) {
    const { source } = await readFile(bytes.subarray(0, length), read);
    if (source.records > 0 && isComplete(source)) lengths.push(length);
  }
  return lengths;
}
