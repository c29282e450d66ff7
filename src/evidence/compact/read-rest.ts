import { type CsvTable, createRowReader, lastCellOf } from '../csv/read.js';
import { type CsvRow, countLines, createRowScanner } from '../csv/scan.js';
import type { ReadLog } from '../read-log.js';
import type { Columns, Segments } from './columns.js';
import { type CompactFile, readFully, segmentBytes, segmentCount } from './compact-file.js';
import type { CompactHeader, CompactSide } from './header.js';
import { partsOfPlace } from './place.js';

/** A file of one side with its header and the log of what is wrong with it. */
export interface CompactSource {
  readonly file: CompactFile;
  readonly header: CompactHeader;
  readonly log: ReadLog;
}

/** The rest of a file as objects, in the order of the file. */
export interface Rest<Item> {
  readonly records: readonly Item[];
  readonly table: CsvTable<Item>;
}

/** Places that are far apart on the average are read one by one, others many at a time. */
const smallWindow = 1 << 12;
const window = 1 << 17;
/** As long as a row may be for the compact scan (segments.ts), and one more segment for a last row. */
const largestWindow = 1 << 20;

/**
 * Reads the rows at these places (ascending) as the object path would: the same conversion, the same issues in the log,
 * the lines as they are in the file. Undefined when only the whole file can answer (a last cell that may be cut off).
 */
export function readRest<Item>(
  { segments }: Columns,
  { file, header, log }: CompactSource,
  side: CompactSide<Item>,
  places: Float64Array,
): Rest<Item> | undefined {
  const rows = createRowReader(log, (names, line) => side.tableOf(names, line, log));
  takeHeader(header, rows.take);
  const { table } = rows;
  if (table === undefined) throw new Error('the header was read before');
  const firstLines = linesBeforeSegments(file, (segments[side.number] as Segments).lines);
  const scanner = createRowScanner(file.delimiter);
  let buffer = Buffer.alloc(places.length * window > file.bytes ? window : smallWindow);
  let data = buffer.subarray(0, 0);
  let from = 0;
  for (const place of places) {
    const { segment, line, position } = partsOfPlace(place);
    const start = file.firstRow + segment * segmentBytes + position;
    const lineNumber = (firstLines[segment] as number) + line + 1;
    for (;;) {
      const isHere = start >= from && start < from + data.length;
      const next = isHere ? scanner.scan(data, start - from, lineNumber, from + data.length >= file.bytes) : -1;
      if (next >= 0) break;
      if (isHere && start === from) {
        if (buffer.length >= largestWindow) throw new Error('a row has grown since it was scanned');
        buffer = Buffer.alloc(buffer.length * 4);
      }
      from = start;
      data = buffer.subarray(0, readFully(file.descriptor, buffer, Math.min(buffer.length, file.bytes - from), from));
      if (data.length === 0) return undefined;
    }
    if (!scanner.row.terminated && !isSurelyWhole(scanner.row, table)) return undefined;
    rows.take(scanner.row);
  }
  return { records: rows.records, table };
}

/** True when the last cell of the file is whole by its own form, whatever the rows above hold. */
function isSurelyWhole<Item>(row: CsvRow, table: CsvTable<Item>): boolean {
  if (row.defect !== undefined) return true;
  const last = lastCellOf(row);
  return last.quoted || (last.text !== '' && !table.mayBeCutOff(last, []));
}

function takeHeader({ bytes, delimiter }: CompactHeader, take: (row: CsvRow) => void): void {
  const scanner = createRowScanner(delimiter);
  let line = 1;
  for (let at = 0; at < bytes.length; ) {
    const next = scanner.scan(bytes, at, line, true);
    take(scanner.row);
    line += countLines(bytes, at, next);
    at = next;
  }
}

/** How many lines of the file stand before each segment. */
function linesBeforeSegments(file: CompactFile, lines: Int32Array): Float64Array {
  const count = segmentCount(file);
  const before = new Float64Array(count);
  let sum = file.firstLine;
  for (let segment = 0; segment < count; segment += 1) {
    before[segment] = sum;
    sum += lines[segment] as number;
  }
  return before;
}
