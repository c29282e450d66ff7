import { lowerCase } from './cells.js';
import { type Columns, controlWords, refusals, takenFlag } from './columns.js';

// Two open-addressing tables that all threads fill at once. That of the anchors compares all 16 bytes. That of the keys compares a
// part of a hash only: what may be equal is taken for equal, and then both become objects, which are compared as they are.

/** Kinds of keys: equal texts of two kinds are no equal keys. */
export const addressKey = 1;
export const sidKey = 2;
export const accountKey = 3;
export const objectIdKey = 4;

export interface Tables {
  /** Puts a row’s anchor in. A row that bears it already, and this one, are marked as taken. False where the table is full. */
  addAnchor(row: number): boolean;
  /** The row that bears the anchor, or -1. */
  findAnchor(a: number, b: number, c: number, d: number): number;
  /** Puts a key in that the row bears; letter case does not count. False where a table is full. */
  addKey(kind: number, bytes: Uint8Array, start: number, end: number, row: number): boolean;
  /** The row that may bear the key, or -1. */
  findKey(kind: number, bytes: Uint8Array, start: number, end: number): number;
}

/** How full a table may become: beyond it, looking up takes too long. */
const fullest = 0.85;

export function createTables({
  control,
  anchors,
  states,
  anchorSlots,
  keyPrints,
  keyOwners,
  conflicts,
  seed,
}: Columns): Tables {
  const anchorMask = anchorSlots.length - 1;
  const keyMask = keyPrints.length - 1;
  const mostKeys = keyPrints.length * fullest;
  const [seedA = 0, seedB = 0] = seed;
  let slot = 0;
  let print = 0;
  const isFull = (): false => {
    Atomics.store(control, controlWords.refused, refusals.full);
    return false;
  };

  const hash = (kind: number, bytes: Uint8Array, start: number, end: number): void => {
    let a = seedA ^ Math.imul(kind, 0x9e3779b1);
    let b = seedB ^ (end - start);
    for (let at = start; at < end; at += 1) {
      const byte = lowerCase[bytes[at] as number] as number;
      a = Math.imul(a ^ byte, 0x85ebca6b);
      b = Math.imul((b << 5) ^ (b >>> 27) ^ byte, 0xc2b2ae35);
      a ^= a >>> 15;
    }
    a ^= b >>> 13;
    slot = (Math.imul(a ^ (a >>> 16), 0x7feb352d) >>> 3) & keyMask;
    print = (b ^ (b >>> 16) ^ Math.imul(a, 0x27d4eb2f)) | 1;
  };
  const anchorSlot = (a: number, b: number, c: number, d: number): number => {
    const mixed = Math.imul(Math.imul(a ^ seedA, 0x85ebca6b) ^ b ^ Math.imul(c ^ seedB, 0xc2b2ae35) ^ d, 0x27d4eb2f);
    return (mixed ^ (mixed >>> 15)) & anchorMask;
  };
  const isAnchorOf = (row: number, a: number, b: number, c: number, d: number): boolean => {
    const at = row * 4;
    return anchors[at] === a && anchors[at + 1] === b && anchors[at + 2] === c && anchors[at + 3] === d;
  };
  return {
    addAnchor(row) {
      const at = row * 4;
      const [a, b, c, d] = [anchors[at], anchors[at + 1], anchors[at + 2], anchors[at + 3]] as [
        number,
        number,
        number,
        number,
      ];
      let place = anchorSlot(a, b, c, d);
      for (let tries = 0; tries < anchorSlots.length; tries += 1) {
        const found = Atomics.compareExchange(anchorSlots, place, 0, row + 1);
        if (found === 0) return true;
        if (isAnchorOf(found - 1, a, b, c, d)) {
          Atomics.or(states, found - 1, takenFlag);
          Atomics.or(states, row, takenFlag);
          return true;
        }
        place = (place + 1) & anchorMask;
      }
      return isFull();
    },
    findAnchor(a, b, c, d) {
      let place = anchorSlot(a, b, c, d);
      for (let tries = 0; tries < anchorSlots.length; tries += 1) {
        const found = anchorSlots[place] as number;
        if (found === 0) return -1;
        if (isAnchorOf(found - 1, a, b, c, d)) return found - 1;
        place = (place + 1) & anchorMask;
      }
      return -1;
    },
    addKey(kind, bytes, start, end, row) {
      hash(kind, bytes, start, end);
      for (;;) {
        const found = Atomics.compareExchange(keyPrints, slot, 0, print);
        if (found === 0) {
          keyOwners[slot] = row;
          return Atomics.add(control, controlWords.keys, 1) < mostKeys || isFull();
        }
        if (found === print) {
          // Whose it is may not be written yet: settled when all threads are done.
          const at = Atomics.add(control, controlWords.conflicts, 2);
          conflicts[at] = slot;
          conflicts[at + 1] = row;
          return at + 2 < conflicts.length || isFull();
        }
        slot = (slot + 1) & keyMask;
      }
    },
    findKey(kind, bytes, start, end) {
      hash(kind, bytes, start, end);
      for (;;) {
        const found = keyPrints[slot] as number;
        if (found === 0) return -1;
        if (found === print) return keyOwners[slot] as number;
        slot = (slot + 1) & keyMask;
      }
    },
  };
}

/** Marks the rows that may bear a key of each other as taken, after a step in which keys were put in. */
export function settleConflicts({ control, states, keyOwners, conflicts }: Columns): void {
  const count = control[controlWords.conflicts] as number;
  for (let at = 0; at < count; at += 2) {
    const owner = keyOwners[conflicts[at] as number] as number;
    const row = conflicts[at + 1] as number;
    if (owner === row) continue;
    states[owner] = (states[owner] as number) | takenFlag;
    states[row] = (states[row] as number) | takenFlag;
  }
  control[controlWords.conflicts] = 0;
}
