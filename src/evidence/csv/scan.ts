const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A row that is still open after so many bytes has a quote that nobody closes; reading on would swallow the file. */
export const maximumRowBytes = 16 * 1024 * 1024;

/** One row of a CSV file. The object is reused: it is valid only until the callback returns. */
export interface CsvRow {
  /** The line (1-based) on which the row starts. */
  readonly line: number;
  readonly length: number;
  /** Why the row is malformed, in words for a message; undefined for a sound row. */
  readonly defect: string | undefined;
  /** False for the last row of a file that does not end with a line break. */
  readonly terminated: boolean;
  /** The text of a cell; doubled quotes are undone, nothing is trimmed. Empty for a cell that is not there. */
  text(index: number): string;
  isQuoted(index: number): boolean;
}

/** Splits UTF-8 bytes into rows, however the chunks are cut. */
export interface CsvScanner {
  readonly line: number;
  push(chunk: Buffer): void;
  end(): void;
}

interface Cells {
  data: Buffer;
  line: number;
  length: number;
  defect: string | undefined;
  terminated: boolean;
  starts: Int32Array;
  ends: Int32Array;
  /** 0: plain, 1: quoted, 2: quoted with doubled quotes. */
  quoting: Uint8Array;
}

/**
 * A CSV tokenizer over bytes (RFC 4180): a cell becomes a string only when somebody asks for it. `delimiter` is one
 * byte. Calls `onRow` for every row, blank lines included (one empty cell).
 */
export function createCsvScanner(delimiter: number, onRow: (row: CsvRow) => void): CsvScanner {
  const cells = createCells();
  const row = rowOver(cells);
  let pending = Buffer.alloc(0);
  let stopped = false;

  const scan = (data: Buffer, final: boolean): void => {
    let position = 0;
    cells.data = data;
    while (position < data.length && !stopped) {
      const next = scanRow(cells, position, delimiter, final);
      if (next < 0) break;
      onRow(row);
      cells.line += countLines(data, position, next);
      position = next;
    }
    // A copy, so that the caller may use the memory of its chunk again.
    pending = Buffer.from(data.subarray(position));
  };
  return {
    get line() {
      return cells.line + countLines(pending, 0, pending.length);
    },
    push(chunk) {
      if (stopped) return;
      scan(pending.length === 0 ? chunk : Buffer.concat([pending, chunk]), false);
      if (pending.length <= maximumRowBytes) return;
      stopped = true;
      cells.length = 0;
      cells.defect = `it is longer than ${maximumRowBytes / 1024 / 1024} MiB, so a quote in it is never closed; nothing after it was read`;
      onRow(row);
    },
    end() {
      if (!stopped && pending.length > 0) scan(pending, true);
    },
  };
}

/** Scans one row at a time in bytes that somebody else holds. */
export interface RowScanner {
  readonly row: CsvRow;
  /**
   * Scans the row that starts at `from` and stands on `line` into `row`; returns where the next one starts, or -1 when
   * the data ends before the row does. `final` says that nothing follows the data.
   */
  scan(data: Buffer, from: number, line: number, final: boolean): number;
}

/** The same tokenizer for rows at known places. */
export function createRowScanner(delimiter: number): RowScanner {
  const cells = createCells();
  return {
    row: rowOver(cells),
    scan(data, from, line, final) {
      cells.data = data;
      cells.line = line;
      return scanRow(cells, from, delimiter, final);
    },
  };
}

function createCells(): Cells {
  return {
    data: Buffer.alloc(0),
    line: 1,
    length: 0,
    defect: undefined,
    terminated: true,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    quoting: new Uint8Array(64),
  };
}

function rowOver(cells: Cells): CsvRow {
  return {
    get line() {
      return cells.line;
    },
    get length() {
      return cells.length;
    },
    get defect() {
      return cells.defect;
    },
    get terminated() {
      return cells.terminated;
    },
    text(index) {
      if (index >= cells.length) return '';
      const text = cells.data.toString('utf8', cells.starts[index], cells.ends[index]);
      return cells.quoting[index] === 2 ? text.replaceAll('""', '"') : text;
    },
    isQuoted: (index) => index < cells.length && cells.quoting[index] !== 0,
  };
}

/** Scans one row into `cells`; returns where the next one starts, or -1 when the row needs more bytes. */
function scanRow(cells: Cells, from: number, delimiter: number, final: boolean): number {
  const { data } = cells;
  let position = from;
  cells.length = 0;
  cells.defect = undefined;
  cells.terminated = true;
  for (;;) {
    const opened = data[position] === quote;
    const start = opened ? position + 1 : position;
    let end = opened ? closeQuoted(cells, start) : start;
    if (end < 0) {
      if (!final) return -1;
      cells.defect = 'the quote opened in it is never closed: the file was cut off there';
      end = data.length;
    }
    position = opened ? Math.min(end + 1, data.length) : start;
    const after = position;
    while (position < data.length && data[position] !== delimiter && data[position] !== lineFeed) position += 1;
    const atEnd = position >= data.length;
    if (atEnd && !final) return -1;
    const stop =
      data[position] !== delimiter && position > after && data[position - 1] === carriageReturn
        ? position - 1
        : position;
    if (opened && stop > after) cells.defect ??= 'there is text after the closing quote of a cell';
    addCell(cells, start, opened ? end : stop, opened);
    if (atEnd) {
      // A lone carriage return at the end is half a line break, and as good as one: the row before it is whole.
      cells.terminated = stop < position;
      return data.length;
    }
    if (data[position] === lineFeed) return position + 1;
    position += 1;
  }
}

/** Where the closing quote stands, or -1. Notes doubled quotes for the cell that is about to be added. */
function closeQuoted(cells: Cells, start: number): number {
  const { data } = cells;
  let doubled = 1;
  for (let position = start; position < data.length; position += 1) {
    if (data[position] !== quote) continue;
    if (data[position + 1] !== quote) {
      growFor(cells);
      cells.quoting[cells.length] = doubled;
      return position;
    }
    doubled = 2;
    position += 1;
  }
  growFor(cells);
  cells.quoting[cells.length] = doubled;
  return -1;
}

function addCell(cells: Cells, start: number, end: number, quotedCell: boolean): void {
  growFor(cells);
  if (!quotedCell) cells.quoting[cells.length] = 0;
  cells.starts[cells.length] = start;
  cells.ends[cells.length] = end;
  cells.length += 1;
}

function growFor(cells: Cells): void {
  if (cells.length < cells.starts.length) return;
  const size = cells.starts.length * 2;
  const grow = <Values extends Int32Array | Uint8Array>(larger: Values, old: Values): Values => {
    larger.set(old);
    return larger;
  };
  cells.starts = grow(new Int32Array(size), cells.starts);
  cells.ends = grow(new Int32Array(size), cells.ends);
  cells.quoting = grow(new Uint8Array(size), cells.quoting);
}

/** Line breaks between two positions. */
export function countLines(data: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let position = from; position < to; position += 1) if (data[position] === lineFeed) lines += 1;
  return lines;
}
