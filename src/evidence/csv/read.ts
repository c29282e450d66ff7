import { counted } from '../../domain/counted.js';
import type { Shown } from '../../domain/evidence.js';
import type { FormatReader } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import { duplicateColumns } from '../records/columns.js';
import { UnreadableValue } from '../values/unreadable-value.js';
import { detectDialect, isLeadingLine } from './dialect.js';
import { type CsvRow, createCsvScanner } from './scan.js';

/** What a kind of record makes of a table with a known header. */
export interface CsvTable<Item> {
  /**
   * What the table shows; asked for after the last row. May complete the records by what only the whole tells.
   *
   * @param elsewhere fields that rows outside the records have a value of.
   */
  shown(records: Item[], elsewhere?: ReadonlySet<string>): Shown;
  /** The record of one row, or undefined when it is of no kind that counts (skipped). Throws UnreadableValue. */
  readRow(row: CsvRow): Item | undefined;
  /** True when the last row, which no line break ends, may have lost the end of its last cell. */
  mayBeCutOff(cell: LastCell, before: readonly Item[]): boolean;
  /** Looks at the whole after the last row. */
  finish?(records: readonly Item[]): void;
}

/** The last cell of a file that does not end with a line break. */
export interface LastCell {
  readonly column: number;
  readonly text: string;
  readonly quoted: boolean;
}

/** Takes the rows of a table in their order. */
export interface RowReader<Item> {
  /** Columns of the header; 0 until it was read. */
  readonly columns: number;
  readonly records: Item[];
  /** Undefined until the header was read, and when it is of another kind. */
  readonly table: CsvTable<Item> | undefined;
  take(row: CsvRow): void;
}

/**
 * Makes records of rows: the first that is neither blank nor in front of a blank one is the header. `tableFor` gets the header and
 * returns undefined when the file is none of its kind (it has then said so in the log).
 */
export function createRowReader<Item>(
  log: ReadLog,
  tableFor: (header: readonly string[], line: number) => CsvTable<Item> | undefined,
): RowReader<Item> {
  const records: Item[] = [];
  let columns = 0;
  let table: CsvTable<Item> | undefined;

  const readHeader = (row: CsvRow): void => {
    if (isLeadingLine(row.text(0))) return;
    columns = row.length;
    const header = headerOf(row);
    const [duplicate] = duplicateColumns(header);
    if (row.defect !== undefined)
      log.incomplete(row.line, `The header line is malformed: ${row.defect}. Export the file again.`);
    else if (duplicate !== undefined) {
      log.incomplete(
        row.line,
        `Two columns of the header mean the same (“${duplicate}”), so nothing says which one counts. Export only one of them.`,
      );
    } else table = tableFor(header, row.line);
  };
  const readRecord = (row: CsvRow, reading: CsvTable<Item>): void => {
    const defect =
      row.defect ??
      (row.length === columns ? undefined : `it has ${counted(row.length, 'cell')}, the header has ${columns}`);
    if (defect !== undefined) {
      log.reject(row.line, `The row is malformed: ${defect}. Export the file again.`);
      return;
    }
    try {
      const record = reading.readRow(row);
      if (!row.terminated) reportCutOff(row, reading);
      if (record === undefined) log.skip();
      else records.push(record);
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      log.reject(row.line, error.message);
    }
  };
  const reportCutOff = (row: CsvRow, reading: CsvTable<Item>): void => {
    if (!reading.mayBeCutOff(lastCellOf(row), records)) return;
    log.incomplete(
      row.line,
      'The file ends without a line break in a cell that may have been cut off. Copy or export it again; if it is whole, end it with a line break.',
    );
  };
  return {
    get columns() {
      return columns;
    },
    get table() {
      return table;
    },
    records,
    take(row) {
      if (isBlank(row)) return;
      if (columns === 0) readHeader(row);
      else if (table !== undefined) readRecord(row, table);
    },
  };
}

/** The texts of a row's cells. */
export function headerOf(row: CsvRow): readonly string[] {
  return Array.from({ length: row.length }, (_, index) => row.text(index));
}

/** The last cell of a row that no line break ends. */
export function lastCellOf(row: CsvRow): LastCell {
  const column = row.length - 1;
  return { column, text: row.text(column), quoted: row.isQuoted(column) };
}

/**
 * Reads CSV text: `,`, `;` or tabs, an optional type line, blank lines, any order of columns. `head` is the start of the text.
 * `tableFor` as in `createRowReader`.
 */
export function createCsvReader<Item>(
  head: Buffer,
  log: ReadLog,
  tableFor: (header: readonly string[], line: number) => CsvTable<Item> | undefined,
): FormatReader<Item> {
  const rows = createRowReader(log, tableFor);
  const { delimiter, carriageReturns } = detectDialect(head);
  const scanner = createCsvScanner(delimiter, rows.take);
  return {
    get line() {
      return scanner.line;
    },
    push: carriageReturns ? (chunk) => scanner.push(withLineFeeds(chunk)) : scanner.push,
    isDone: () => rows.columns > 0 && rows.table === undefined,
    end() {
      scanner.end();
      if (rows.columns === 0)
        log.incomplete(
          scanner.line,
          'There is no header line, expected the names of the columns. Export the file again.',
        );
      rows.table?.finish?.(rows.records);
    },
    result: () => ({ records: rows.records, ...(rows.table?.shown(rows.records) ?? { fields: new Set() }) }),
  };
}

/** A copy whose rows end as everywhere else; of CR and LF a blank line remains. */
function withLineFeeds(chunk: Buffer): Buffer {
  return Buffer.from(chunk).map((byte) => (byte === 0x0d ? 0x0a : byte)) as Buffer;
}

/** True for an empty line and for one of nothing but delimiters, as spreadsheets leave them at the end. */
function isBlank(row: CsvRow): boolean {
  if (row.defect !== undefined) return false;
  for (let index = 0; index < row.length; index += 1)
    if (row.isQuoted(index) || row.text(index).trim() !== '') return false;
  return true;
}
