import { randomFillSync } from 'node:crypto';
import { type CompactFile, segmentCount } from './compact-file.js';

// What the threads of a compact assessment share. An on-premises row that is plain is a number, and what is known of it stands at
// this number in each column. Pages that are never touched cost nothing, so the sizes are upper bounds.

export const onPremNumber = 0;
export const entraNumber = 1;

/** The words of `control`. */
export const controlWords = {
  /** Which step the other threads may take part in. */
  step: 0,
  /** Pieces of work that are in hand. */
  inHand: 1,
  /** 0, or one of `refusals`. */
  refused: 2,
  /** Row numbers and bytes of the arena that are taken. */
  rows: 4,
  arena: 5,
  /** Rows of each side that become objects: this word and the next. */
  rest: 7,
  /** Keys in the table. */
  keys: 9,
  /** The next piece of each step: this word and those behind it. */
  nextPiece: 10,
} as const;

/** Why a run ends: only the object path can read what was met; a table is too small. */
export const refusals = { unreadable: 1, full: 2 } as const;

/** What is known of a segment of a file, by its number. */
export interface Segments {
  /** Where its first row starts, and where the first row after it does; -1 for one in which no row starts. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly lines: Int32Array;
}

export interface Columns {
  readonly control: Int32Array;
  /** A record of `recordWords` for each row, as large as a line of the processor’s cache; and the same memory as numbers. */
  readonly records: Int32Array;
  readonly numbers: Float64Array;
  /** Texts; places in it are in units of four bytes, and 0 is nowhere. */
  readonly arena: Uint8Array;
  /** Open addressing: the number of the row plus one. */
  readonly anchorSlots: Int32Array;
  /** Open addressing, two words each: a part of a key’s hash, and the row that has it. */
  readonly keys: Int32Array;
  /** Places of the rows of each side that become objects. */
  readonly rest: readonly [Float64Array, Float64Array];
  readonly segments: readonly [Segments, Segments];
  /** The columns of each file in which a plain row has a value; nothing where the file tells itself what it shows. */
  readonly seen: readonly [Uint8Array, Uint8Array];
  readonly digests: Uint8Array;
  /** What the hashes of this run start from. */
  readonly seed: Int32Array;
}

// The words of a record.
export const recordWords = 16;
/** Four words: the bytes of its objectGUID in the order of the source anchor. */
export const anchorWord = 0;
/** The flags below. */
export const stateWord = 4;
/** Where its names and addresses stand in the arena (text-record.ts). */
export const textWord = 5;
/** Where the container of its distinguished name stands in the arena. */
export const containerWord = 6;
/** Where the UPN stands in the arena as Entra writes it, if in another letter case. */
export const otherNameWord = 7;
/** Four words: the object id of the Entra row that agrees in everything. */
export const objectIdWord = 8;
// The numbers of a record, of which there are half as many.
export const recordNumbers = 8;
/** The place of the row in its file. */
export const placeNumber = 6;
/** The place of that Entra row, plus one; 0 for none. */
export const partnerNumber = 7;

export const usedFlag = 1;
/** The row became an object: somebody else has one of its keys, or a pair is not alike in everything. */
export const takenFlag = 2;
export const enabledFlag = 4;
export const disabledFlag = 8;
/** mS-DS-ConsistencyGuid is there, and equal to objectGUID. */
export const consistencyFlag = 16;
/** An Entra row agrees with it. */
export const pairedFlag = 32;

/** A plain row has a GUID of 36 letters, a name of three, a delimiter and a line break: it is never shorter. */
const shortestRow = 41;
/** Numbers and arena that a thread takes at a time. */
export const rowBlock = 1 << 12;
export const arenaBlock = 1 << 18;
export const digestBytes = 32;

/** What the start of the on-premises file lets expect. */
export interface Expected {
  readonly rows: number;
  readonly keys: number;
}

/** The columns for two files; undefined where they would be larger than the engine allows. */
export function createColumns(onPrem: CompactFile, entra: CompactFile, expected: Expected): Columns | undefined {
  const rows = Math.ceil(onPrem.end / shortestRow) + 4 * rowBlock;
  // A row needs less than it has bytes, but for its head.
  const arenaBytes = onPrem.end + entra.end + 8 * arenaBlock;
  // Positions in the arena are words of four bytes.
  if (arenaBytes >= 2 ** 32 || rows >= 2 ** 27) return undefined;
  const words = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(count * 4));
  const numbers = (count: number): Float64Array => new Float64Array(new SharedArrayBuffer(count * 8));
  const bytes = (count: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(count));
  const segmentsOf = (file: CompactFile): Segments => {
    const count = segmentCount(file) + 1;
    return { starts: numbers(count), ends: numbers(count), lines: words(count) };
  };
  const restOf = (file: CompactFile): Float64Array => numbers(Math.ceil(file.end / 32) + 1);
  // Lines of JSON have a list of what they show.
  const seenOf = ({ format, kinds }: CompactFile): Uint8Array => bytes(format.name === 'csv' ? kinds.length : 0);
  const keySlots = 2 ** Math.ceil(Math.log2(Math.max(1 << 10, expected.keys * 1.25)));
  try {
    const records = words(rows * recordWords);
    return {
      control: words(32),
      records,
      numbers: new Float64Array(records.buffer),
      arena: bytes(arenaBytes),
      anchorSlots: words(2 ** Math.ceil(Math.log2(Math.max(1 << 10, expected.rows * 1.5)))),
      keys: words(keySlots * 2),
      rest: [restOf(onPrem), restOf(entra)],
      segments: [segmentsOf(onPrem), segmentsOf(entra)],
      seen: [seenOf(onPrem), seenOf(entra)],
      digests: bytes(2 * digestBytes),
      seed: randomFillSync(words(2)),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
