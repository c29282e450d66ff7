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
  conflicts: 6,
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
  /** Where its first row starts, and where the first row after it does. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly lines: Int32Array;
}

export interface Columns {
  readonly control: Int32Array;
  /** Four words for each row: the bytes of its objectGUID in the order of the source anchor. */
  readonly anchors: Int32Array;
  /** The flags below. */
  readonly states: Int32Array;
  /** Where its names and addresses stand in the arena (text-record.ts), in units of four bytes. */
  readonly texts: Int32Array;
  readonly arena: Uint8Array;
  /** Where the container of its distinguished name stands in the arena, in units of four bytes; 0 for none. */
  readonly containers: Int32Array;
  readonly places: Float64Array;
  /** The place of the Entra row that agrees in everything, plus one; 0 for none. */
  readonly partners: Float64Array;
  /** Of the Entra row: four words of its object id, and where its UPN stands in the arena where it is in another letter case. */
  readonly objectIds: Int32Array;
  readonly otherNames: Int32Array;
  /** Open addressing: the number of the row plus one. */
  readonly anchorSlots: Int32Array;
  /** Open addressing: a part of a key’s hash, and the row that bears it. */
  readonly keyPrints: Int32Array;
  readonly keyOwners: Int32Array;
  /** Two words each: a slot of the keys, and another row that bears what may be the same key. */
  readonly conflicts: Int32Array;
  /** Places of the rows of each side that become objects. */
  readonly rest: readonly [Float64Array, Float64Array];
  readonly segments: readonly [Segments, Segments];
  /** The columns of each file in which a plain row has a value. */
  readonly seen: readonly [Uint8Array, Uint8Array];
  readonly digests: Uint8Array;
  /** What the hashes of this run start from. */
  readonly seed: Int32Array;
}

export const usedFlag = 1;
/** The row became an object: somebody else bears one of its keys, or a pair is not alike in everything. */
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
  const rows = Math.ceil(onPrem.bytes / shortestRow) + 4 * rowBlock;
  const arenaBytes = onPrem.bytes + entra.bytes + 8 * arenaBlock;
  // Positions in the arena are words of four bytes.
  if (arenaBytes >= 2 ** 32 || rows >= 2 ** 26) return undefined;
  const words = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(count * 4));
  const numbers = (count: number): Float64Array => new Float64Array(new SharedArrayBuffer(count * 8));
  const bytes = (count: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(count));
  const segmentsOf = (file: CompactFile): Segments => {
    const count = segmentCount(file) + 1;
    return { starts: numbers(count), ends: numbers(count), lines: words(count) };
  };
  const restOf = (file: CompactFile): Float64Array => numbers(Math.ceil(file.bytes / 32) + 1);
  const keySlots = 2 ** Math.ceil(Math.log2(Math.max(1 << 10, expected.keys * 1.25)));
  try {
    return {
      control: words(32),
      anchors: words(rows * 4),
      states: words(rows),
      texts: words(rows),
      arena: bytes(arenaBytes),
      containers: words(rows),
      places: numbers(rows),
      partners: numbers(rows),
      objectIds: words(rows * 4),
      otherNames: words(rows),
      anchorSlots: words(2 ** Math.ceil(Math.log2(Math.max(1 << 10, expected.rows * 1.5)))),
      keyPrints: words(keySlots),
      keyOwners: words(keySlots),
      conflicts: words(rows * 4),
      rest: [restOf(onPrem), restOf(entra)],
      segments: [segmentsOf(onPrem), segmentsOf(entra)],
      seen: [bytes(onPrem.kinds.length), bytes(entra.kinds.length)],
      digests: bytes(2 * digestBytes),
      seed: randomFillSync(words(2)),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
