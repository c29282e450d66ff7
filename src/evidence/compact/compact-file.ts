import { readSync } from 'node:fs';

/** A member of the JSON objects of a file; its number is its place among the others. */
export interface JsonColumn {
  readonly name: string;
  /** What its value is: `lowerText` has no capital letters, `texts` is a list, `object` has columns of its own. */
  readonly type: 'text' | 'lowerText' | 'flag' | 'texts' | 'number' | 'object';
  /** The number of the object that it is a member of; -1 for the one that the line is. */
  readonly parent: number;
}

/** How the rows of a file are written. */
export type CompactFormat =
  | { readonly name: 'csv'; readonly delimiter: number }
  | { readonly name: 'jsonLines'; readonly columns: readonly JsonColumn[] };

/** A file with a known header, as both threads see it. */
export interface CompactFile {
  /** The open file; a descriptor counts in every thread of the process. */
  readonly descriptor: number;
  readonly format: CompactFormat;
  /** Where the first row after the header starts, and how many lines stand before it. */
  readonly firstRow: number;
  readonly firstLine: number;
  /** Where the last row ends. */
  readonly end: number;
  /** The part of the file that its hash is over. */
  readonly hashed: { readonly from: number; readonly to: number };
  /** What each column holds (kinds.ts). */
  readonly kinds: Uint8Array;
  /** True where somebody may be found by a distinguished name: then it is kept of each row. */
  readonly keepsNames: boolean;
}

export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
/** Bytes of a file that one thread reads at a time. */
export const segmentBytes = 1 << 19;

export function segmentCount({ end, firstRow }: CompactFile): number {
  return Math.ceil((end - firstRow) / segmentBytes);
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
