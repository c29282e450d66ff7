import { isUtf8 } from 'node:buffer';
import { countLines, createRowScanner } from '../csv/scan.js';
import { type CompactFile, lineFeed, readFully } from './compact-file.js';
import type { Kernel } from './kernel.js';
import { endsRegion, guardBytes, linesRegion, segmentBytes, startsRegion, tailBytes } from './layout.js';
import { numbersOf, type SharedPopulation, wordsOf } from './memory.js';

export function segmentCount({ bytes, firstRow }: CompactFile): number {
  return Math.ceil((bytes - firstRow) / segmentBytes);
}

export interface SegmentScanner {
  /** Scans one segment; false when only the object path can read the file. */
  scan(segment: number): boolean;
}

/**
 * Scans the segments of a file in any order and on any thread: plain rows become records, any other goes to the rest. A
 * segment’s first row is taken to start after its first line break; whether that was no break within quotes shows when
 * the segment before it ends there (`segmentsJoin`).
 */
export function createSegmentScanner(
  population: SharedPopulation,
  kernel: Kernel,
  file: CompactFile,
  side: number,
): SegmentScanner {
  const { input, inputStart, linesTaken } = kernel;
  const exact = createRowScanner(file.delimiter);
  const starts = numbersOf(population, startsRegion + side);
  const ends = numbersOf(population, endsRegion + side);
  const lines = wordsOf(population, linesRegion + side);

  return {
    scan(segment) {
      const base = file.firstRow + segment * segmentBytes;
      const before = segment === 0 ? 0 : 1;
      const wanted = Math.min(file.bytes - base, segmentBytes + tailBytes) + before;
      if (readFully(file.descriptor, input, wanted, base - before) !== wanted) return false;
      const data = input.subarray(0, wanted);
      input.fill(lineFeed, wanted, wanted + guardBytes);
      const final = base - before + wanted >= file.bytes;
      const start = segment === 0 ? 0 : data.indexOf(lineFeed) + 1;
      if (segment > 0 && start === 0) return false;
      const origin = inputStart + before;
      const limit = Math.min(before + segmentBytes, data.length);
      let line = 0;
      let at = start;
      while (at < limit) {
        at =
          kernel.scanRows(side, segment, origin, inputStart + at, inputStart + limit, inputStart + wanted, line) -
          inputStart;
        line = linesTaken.value;
        if (at >= limit) break;
        const next = exact.scan(data, at, 0, final);
        if (next < 0) return false;
        kernel.leave(side, segment, line, at - before);
        line += countLines(data, at, next);
        at = next;
      }
      kernel.closeChunks();
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
export function segmentsJoin(population: SharedPopulation, file: CompactFile, side: number): boolean {
  const starts = numbersOf(population, startsRegion + side);
  const ends = numbersOf(population, endsRegion + side);
  const count = segmentCount(file);
  for (let segment = 1; segment < count; segment += 1) if (starts[segment] !== ends[segment - 1]) return false;
  return starts[0] === file.firstRow && ends[count - 1] === file.bytes;
}
