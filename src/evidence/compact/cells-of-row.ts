import { createRowScanner } from '../csv/scan.js';
import { semicolon } from './cells.js';

const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];

/** The cells of the row that was scanned last, as positions in the bytes that hold it. */
export interface RowCells {
  readonly data: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The column of each cell; a format may leave out cells that are empty. */
  readonly columns: Uint16Array;
  readonly count: number;
}

/** Nobody but the object path can read the file. */
export const unreadable = -2;

/** Scans the rows of a format in bytes behind which a line feed stands. */
export interface CellScanner {
  readonly cells: RowCells;
  /** What stands between the values of a list. */
  readonly separator: number;
  /** Scans the row that starts there; returns where the next one starts, or -1 for a row that is not written as usual. */
  scan(from: number): number;
  /**
   * Where the row ends that starts there, however it is written: -1 where the data ends before it does, or `unreadable`.
   *
   * @param isLast says that no row follows the data.
   */
  pass(data: Buffer, from: number, isLast: boolean): number;
}

/**
 * Scans rows of CSV in `data`. Another number of cells than the header has, a line break within quotes and text behind a quote are not
 * usual. Doubled quotes stay in their cell: no key has any.
 */
export function createCsvCells(data: Uint8Array, delimiter: number, count: number): CellScanner {
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const exact = createRowScanner(delimiter);
  return {
    cells: { data, starts, ends, columns: Uint16Array.from({ length: count }, (_, column) => column), count },
    separator: semicolon,
    pass: (bytes, from, isLast) => exact.scan(bytes, from, 0, isLast),
    scan(from) {
      let at = from;
      for (let cell = 0; cell < count; cell += 1) {
        let byte: number;
        if (data[at] === quote) {
          at += 1;
          starts[cell] = at;
          for (;;) {
            byte = data[at] as number;
            while (byte > quote) {
              at += 1;
              byte = data[at] as number;
            }
            if (byte === lineFeed) return -1;
            if (byte !== quote) at += 1;
            else if (data[at + 1] === quote) at += 2;
            else break;
          }
          ends[cell] = at;
          at += 1;
          byte = data[at] as number;
          if (byte === carriageReturn && data[at + 1] === lineFeed) {
            at += 1;
            byte = lineFeed;
          }
        } else {
          starts[cell] = at;
          byte = data[at] as number;
          while (byte !== delimiter && byte !== lineFeed) {
            at += 1;
            byte = data[at] as number;
          }
          const isBroken = byte === lineFeed && at > (starts[cell] as number) && data[at - 1] === carriageReturn;
          ends[cell] = isBroken ? at - 1 : at;
        }
        at += 1;
        if (byte === lineFeed) return cell === count - 1 ? at : -1;
        if (byte !== delimiter) return -1;
      }
      return -1;
    },
  };
}
