import { isUtf8 } from 'node:buffer';
import type { FormatResult } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import { recogniseBinary, recogniseText } from '../recognise.js';
import type { CompactFile } from './compact-file.js';
import { openCsv } from './open-csv.js';
import { openEvidence } from './open-evidence.js';
import type { CompactSide } from './sides.js';

/** The first bytes of an open file. */
export interface CompactStart {
  readonly descriptor: number;
  /** The size of the file, and of the byte order mark at its start. */
  readonly bytes: number;
  readonly mark: number;
  /** What stands behind that mark. */
  readonly head: Buffer;
}

/** A file that can be read compactly. */
export interface OpenFormat<Item> {
  readonly layout: Omit<CompactFile, 'descriptor'>;
  /** The fields that the plain rows show, where they have values in these columns. */
  shownBy(seen: Uint8Array): readonly string[];
  createRest(log: ReadLog): RestReader<Item>;
}

/** Reads the rows that become objects as the object path does: the same conversion, the same issues in the log. */
export interface RestReader<Item> {
  /** A row gives one at most. */
  readonly records: readonly Item[];
  /** Takes the row that starts there and stands on the line; returns as `CellScanner.pass` does. */
  take(data: Buffer, from: number, line: number, isLast: boolean): number;
  /**
   * What the file says as a whole, once all rows are taken that may have a defect.
   *
   * @param records of these rows, in the order of the file; the reader may complete them by what only the whole tells.
   */
  finish(records: Item[], whole: WholeFile): FormatResult<Item>;
}

interface WholeFile {
  readonly shown: readonly string[];
  readonly rows: number;
  readonly lines: number;
  readonly sha256: string;
}

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

/** True for text that every reader takes as it is. */
export function isPlainText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0) && !bytes.includes(0x0d);
}
