import { isUtf8 } from 'node:buffer';
import { countLines, createRowScanner } from '../csv/scan.js';
import { createCellScanner } from './cells-of-row.js';
import { type Columns, controlWords, type Segments } from './columns.js';
import { type CompactFile, lineFeed, readFully, segmentBytes, segmentCount } from './compact-file.js';
import { placeOf } from './place.js';
import { type RowTaker, refused, unplain } from './row-taker.js';

/** A row that begins in a segment must end so many bytes after it at most. */
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
  taker: RowTaker,
): SegmentScanner {
  const input = Buffer.allocUnsafeSlow(1 + segmentBytes + tailBytes + 64);
  const scanner = createCellScanner(input, file.delimiter, file.kinds.length);
  const exact = createRowScanner(file.delimiter);
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
      const wanted = Math.min(file.bytes - base, segmentBytes + tailBytes) + before;
      if (readFully(file.descriptor, input, wanted, base - before) !== wanted) return false;
      const data = input.subarray(0, wanted);
      input.fill(lineFeed, wanted);
      const final = base - before + wanted >= file.bytes;
      const start = segment === 0 ? 0 : data.indexOf(lineFeed) + 1;
      if (segment > 0 && start === 0) return false;
      const limit = Math.min(before + segmentBytes, data.length);
      let line = 0;
      let at = start;
      while (at < limit) {
        const place = placeOf(segment, line, at - before);
        let next = scanner.scan(at);
        if (next >= 0 && next <= wanted) {
          const found = taker.take(scanner.cells, place);
          if (found === refused || (found === unplain && !leave(place))) return false;
          line += 1;
        } else {
          next = exact.scan(data, at, 0, final);
          if (next < 0 || !leave(place)) return false;
          line += countLines(data, at, next);
        }
        at = next;
      }
      if (!taker.finish()) return false;
      const text = data.subarray(start, at);
      if (!isUtf8(text) || text.includes(0)) return false;
      starts[segment] = base - before + start;
      ends[segment] = base - before + at;
      lines[segment] = line;
      return true;
    },
  };
}

/** True when every segment ends where the next one starts: no line break within quotes was taken for the end of a row. */
export function segmentsJoin({ segments }: Columns, file: CompactFile, side: number): boolean {
  const { starts, ends } = segments[side] as Segments;
  const count = segmentCount(file);
  for (let segment = 1; segment < count; segment += 1) if (starts[segment] !== ends[segment - 1]) return false;
  return starts[0] === file.firstRow && ends[count - 1] === file.bytes;
}
