import { isUtf8 } from 'node:buffer';
import { countLines, maximumRowBytes } from '../csv/scan.js';
import { type CellScanner, createCsvCells, unreadable } from './cells-of-row.js';
import { type Columns, controlWords, type Segments } from './columns.js';
import { type CompactFile, lineFeed, readFully, segmentBytes, segmentCount } from './compact-file.js';
import { createJsonCells, roomBytes } from './json-cells.js';
import { placeOf } from './place.js';
import { type RowTaker, refused, unplain } from './row-taker.js';

/** A row that begins in a segment mostly ends so many bytes after it. */
const tailBytes = 1 << 16;

export interface SegmentScanner {
  /** Scans one segment; false when only the object path can read the file. */
  scan(segment: number): boolean;
}

/**
 * Scans the segments of a file in any order and on any thread: plain rows go to the taker, any other to the rest. A
 * segment’s first row is taken to start after its first line break; whether that was no break within quotes shows when
 * the segment before it ends there (`segmentsJoin`).
 */
export function createSegmentScanner(
  { control, rest: bothRests, segments }: Columns,
  file: CompactFile,
  side: number,
  createTaker: (separator: number) => RowTaker,
): SegmentScanner {
  const input = Buffer.allocUnsafeSlow(1 + segmentBytes + tailBytes + 64 + roomBytes);
  const scanner = createCells(input, file);
  const taker = createTaker(scanner.separator);
  const rest = bothRests[side] as Float64Array;
  const { starts, ends, lines } = segments[side] as Segments;
  const leave = (place: number): boolean => {
    const index = Atomics.add(control, controlWords.rest + side, 1);
    if (index >= rest.length) return false;
    rest[index] = place;
    return true;
  };

  return {
    scan(segment) {
      const base = file.firstRow + segment * segmentBytes;
      const before = segment === 0 ? 0 : 1;
      const wanted = Math.min(file.end - base, segmentBytes + tailBytes) + before;
      if (readFully(file.descriptor, input, wanted, base - before) !== wanted) return false;
      const data = input.subarray(0, wanted);
      input.fill(lineFeed, wanted);
      const isLast = base - before + wanted >= file.end;
      const start = segment === 0 ? 0 : data.indexOf(lineFeed) + 1;
      starts[segment] = -1;
      lines[segment] = 0;
      // A long row goes on behind it.
      if (segment > 0 && start === 0) return true;
      const limit = Math.min(before + segmentBytes, data.length);
      let line = 0;
      let at = start;
      let end = -1;
      while (at < limit) {
        const place = placeOf(segment, line, at - before);
        let next = scanner.scan(at);
        if (next >= 0 && next <= wanted) {
          const found = taker.take(scanner.cells, place);
          if (found === refused || (found === unplain && !leave(place))) return false;
          line += 1;
        } else {
          next = scanner.pass(data, at, isLast);
          if (next === unreadable || (next < 0 && isLast) || !leave(place)) return false;
          if (next < 0) {
            const row = longRow(file, scanner, base - before + at);
            if (row === undefined) return false;
            line += countLines(row, 0, row.length);
            end = base - before + at + row.length;
            break;
          }
          line += countLines(data, at, next);
        }
        at = next;
      }
      if (!taker.finish()) return false;
      const text = data.subarray(start, at);
      if (!isUtf8(text) || text.includes(0)) return false;
      starts[segment] = base - before + start;
      ends[segment] = end < 0 ? base - before + at : end;
      lines[segment] = line;
      return true;
    },
  };
}

function createCells(input: Buffer, { format, kinds }: CompactFile): CellScanner {
  return format.name === 'csv'
    ? createCsvCells(input, format.delimiter, kinds.length)
    : createJsonCells(input, format.columns);
}

/** A row that is longer than what is read at a time: that of a group has all its members. Undefined where only the object path can read it. */
function longRow(file: CompactFile, scanner: CellScanner, from: number): Buffer | undefined {
  for (let length = 4 * segmentBytes; ; length = Math.min(length * 4, maximumRowBytes)) {
    const wanted = Math.min(length, file.end - from);
    const data = Buffer.allocUnsafe(wanted);
    if (readFully(file.descriptor, data, wanted, from) !== wanted) return undefined;
    const end = scanner.pass(data, 0, from + wanted >= file.end);
    if (end === -1 && length < maximumRowBytes && from + wanted < file.end) continue;
    if (end < 0) return undefined;
    const row = data.subarray(0, end);
    return isUtf8(row) && !row.includes(0) ? row : undefined;
  }
}

/** True when every segment ends where the next one starts: no line break within quotes was taken for the end of a row. */
export function segmentsJoin({ segments }: Columns, file: CompactFile, side: number): boolean {
  const { starts, ends } = segments[side] as Segments;
  let at = file.firstRow;
  for (let segment = 0; segment < segmentCount(file); segment += 1) {
    if (starts[segment] === -1) continue;
    if (starts[segment] !== at) return false;
    at = ends[segment] as number;
  }
  return at === file.end;
}

/** How many lines of the file stand before each segment, and in the end before what follows the last row. */
export function linesBeforeSegments({ segments }: Columns, file: CompactFile, side: number): Float64Array {
  const { lines } = segments[side] as Segments;
  const count = segmentCount(file);
  const before = new Float64Array(count + 1);
  before[0] = file.firstLine;
  for (let segment = 0; segment < count; segment += 1)
    before[segment + 1] = (before[segment] as number) + (lines[segment] as number);
  return before;
}
