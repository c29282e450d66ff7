import { isUtf8 } from 'node:buffer';
import { readSync } from 'node:fs';
import { countLines, createRowScanner } from '../csv/scan.js';
import { type SharedFile, segmentBytes } from './shared.js';

/** A file with a known header, as both threads see it. */
export interface CompactFile {
  /** The open file; a descriptor counts in every thread of the process. */
  readonly descriptor: number;
  readonly bytes: number;
  /** Where the first row after the header starts, and how many lines stand before it. */
  readonly firstRow: number;
  readonly firstLine: number;
  readonly delimiter: number;
  /** One of `cellKinds` for each column. */
  readonly kinds: Uint8Array;
}

/** Where a row stands: its segment, the lines of the segment before it, the position of its first byte in the segment. */
export interface RowPlace {
  segment: number;
  line: number;
  position: number;
}

/**
 * Takes the row at `at` of the data, which ends at `end`, when it is plain, and returns where the next one starts; -1
 * when it is not. The place is valid only during the call.
 */
export type TakePlainRow = (data: Buffer, at: number, end: number, place: Readonly<RowPlace>) => number;

/** A row that begins in a segment must end so many bytes after it at most. */
const tailBytes = 1 << 14;
/** Behind the data, so that a reader needs no check of the end. */
export const guardBytes = 64;
const lineFeed = 0x0a;

export function segmentCount({ bytes, firstRow }: CompactFile): number {
  return Math.ceil((bytes - firstRow) / segmentBytes);
}

export interface SegmentScanner {
  /** Scans one segment; false when only the object path can read the file. */
  scan(segment: number): boolean;
}

/**
 * Scans the segments of a file in any order and on any thread. A segment’s first row is taken to start after its first
 * line break; whether that was no break within quotes shows when the segment before it ends there (`segmentsJoin`).
 *
 * @param onOther gets the rows that are not plain.
 */
export function createSegmentScanner(
  file: CompactFile,
  shared: SharedFile,
  takePlain: TakePlainRow,
  onOther: (place: Readonly<RowPlace>) => void,
): SegmentScanner {
  const buffer = Buffer.allocUnsafeSlow(1 + segmentBytes + tailBytes + guardBytes);
  const exact = createRowScanner(file.delimiter);

  return {
    scan(segment) {
      const base = file.firstRow + segment * segmentBytes;
      const before = segment === 0 ? 0 : 1;
      const wanted = Math.min(file.bytes - base, segmentBytes + tailBytes) + before;
      if (readFully(file.descriptor, buffer, wanted, base - before) !== wanted) return false;
      const data = buffer.subarray(0, wanted);
      buffer.fill(lineFeed, wanted, wanted + guardBytes);
      const final = base - before + wanted >= file.bytes;
      const start = segment === 0 ? 0 : data.indexOf(lineFeed) + 1;
      if (segment > 0 && start === 0) return false;
      const limit = Math.min(before + segmentBytes, data.length);
      const place = { segment, line: 0, position: 0 };
      let at = start;
      while (at < limit) {
        place.position = at - before;
        let next = takePlain(buffer, at, wanted, place);
        if (next > 0) place.line += 1;
        else {
          next = exact.scan(data, at, 0, final);
          if (next < 0) return false;
          onOther(place);
          place.line += countLines(data, at, next);
        }
        at = next;
      }
      const text = data.subarray(start, at);
      if (!isUtf8(text) || text.includes(0)) return false;
      shared.starts[segment] = base - before + start;
      shared.ends[segment] = base - before + at;
      shared.lines[segment] = place.line;
      return true;
    },
  };
}

/** True when every segment ends where the next one starts: no line break within quotes was taken for the end of a row. */
export function segmentsJoin(file: CompactFile, { starts, ends }: SharedFile): boolean {
  const count = segmentCount(file);
  for (let segment = 1; segment < count; segment += 1) if (starts[segment] !== ends[segment - 1]) return false;
  return starts[0] === file.firstRow && ends[count - 1] === file.bytes;
}

/** Reads so many bytes at a position, as many as there are. */
export function readFully(descriptor: number, buffer: Uint8Array, length: number, position: number): number {
  let done = 0;
  while (done < length) {
    const read = readSync(descriptor, buffer, done, length - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}
