import { recogniseBinary, recogniseText } from '../recognise.js';
import { openCsv } from './open-csv.js';
import { openEvidence } from './open-evidence.js';
import type { CompactStart, OpenFormat } from './open-format.js';
import type { CompactSide } from './sides.js';

const headBytes = 64 * 1024;

/** How many bytes of a file `openFormat` needs to see at least, where the file has them. */
export const startBytes = headBytes + 3;

/**
 * The format of a file in UTF-8, or undefined where the object path must read the file: another format or encoding, another kind of
 * evidence, or a beginning or an end with any defect.
 *
 * @param start the first bytes of the file.
 */
export function openFormat<Item>(
  start: Buffer,
  file: Pick<CompactStart, 'descriptor' | 'bytes'>,
  side: CompactSide<Item>,
): OpenFormat<Item> | undefined {
  const mark = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  const head = start.subarray(mark, mark + headBytes);
  if ((head[0] ?? 0) >= 0x80 || head.includes(0) || recogniseBinary(start) !== undefined) return undefined;
  switch (recogniseText(head).format) {
    case 'csv':
      return openCsv({ ...file, mark, head }, side);
    case 'evidence-file':
      return openEvidence({ ...file, mark, head }, side);
    default:
      return undefined;
  }
}
