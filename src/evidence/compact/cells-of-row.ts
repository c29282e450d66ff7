const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];

/** The cells of the row that was scanned last, as positions in the bytes that hold it. */
export interface RowCells {
  readonly data: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** As many as the header has. */
  readonly count: number;
}

export interface CellScanner {
  readonly cells: RowCells;
  /**
   * Scans the row that starts there; returns where the next one starts. -1 for a row that only the exact scanner reads: another number
   * of cells, a line break within quotes, text behind a quote. A line feed must follow the bytes.
   */
  scan(from: number): number;
}

/** Scans rows of CSV in `data`. Doubled quotes stay in their cell: no key has any. */
export function createCellScanner(data: Uint8Array, delimiter: number, count: number): CellScanner {
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  return {
    cells: { data, starts, ends, count },
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
