import { readSync } from 'node:fs';

/** A file with a known header, as both threads see it. */
export interface CompactFile {
  /** The open file; a descriptor counts in every thread of the process. */
  readonly descriptor: number;
  readonly bytes: number;
  /** Where the first row after the header starts, and how many lines stand before it. */
  readonly firstRow: number;
  readonly firstLine: number;
  readonly delimiter: number;
  /** What each column holds (kinds.ts). */
  readonly kinds: Uint8Array;
}

export const lineFeed = 0x0a;
/** Bytes of a file that one thread reads at a time. */
export const segmentBytes = 1 << 19;

export function segmentCount({ bytes, firstRow }: CompactFile): number {
  return Math.ceil((bytes - firstRow) / segmentBytes);
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
