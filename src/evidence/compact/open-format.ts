import type { FormatResult } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import type { CompactFile } from './compact-file.js';

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
