import { lowerCase } from './cells.js';
import { anchorWord, type Columns, controlWords, recordWords, refusals, stateWord, takenFlag } from './columns.js';

// Two open-addressing tables that all threads fill at once. That of the anchors compares all 16 bytes. That of the keys compares a
// part of a hash only: what may be equal is taken for equal, and then both become objects, which are compared as they are.

/** Kinds of keys: equal texts of two kinds are not equal keys. */
export const addressKey = 1;
export const sidKey = 2;
export const accountKey = 3;
export const objectIdKey = 4;

export interface Tables {
  /** Puts a row’s anchor in. Where another has it already, this one becomes an object. False where a table is full. */
  addAnchor(row: number): boolean;
  /** The row that has the anchor of four words, or -1. */
  findAnchor(anchor: Int32Array): number;
  /** Puts a key in that the row has, with the next `flush`; letter case does not count. False where a table is full. */
  addKey(kind: number, bytes: Uint8Array, start: number, end: number, row: number): boolean;
  /** Puts in what waits. Before anybody looks something up. */
  flush(): boolean;
  /** The row that may have the key, or -1. */
  findKey(kind: number, bytes: Uint8Array, start: number, end: number): number;
}

/** How full a table may become: beyond it, looking up takes too long. */
const fullest = 0.85;
const toldAtOnce = 64;
const mostWaiting = 256;

export function createTables({ control, records, anchorSlots, keys, seed }: Columns): Tables {
  const anchorMask = anchorSlots.length - 1;
  const keyMask = keys.length / 2 - 1;
  const mostKeys = (keys.length / 2) * fullest;
  /** Keys that this thread has put in and not yet told of: to tell of each one would keep the threads waiting for each other. */
  let untold = 0;
  const [seedA = 0, seedB = 0] = seed;
  let slot = 0;
  let print = 0;
  const isFull = (): false => {
    Atomics.store(control, controlWords.refused, refusals.full);
    return false;
  };

  // A processor waits for each place that is in no cache, but for many of them at once: so keys are put in by the hundred.
  const waiting = new Int32Array(3 * mostWaiting);
  let waits = 0;
  let touched = 0;
  const flush = (): boolean => {
    for (let index = 0; index < waits; index += 3) touched ^= keys[(waiting[index] as number) * 2] as number;
    for (let index = 0; index < waits; index += 3)
      if (!put(waiting[index] as number, waiting[index + 1] as number, waiting[index + 2] as number)) return false;
    waits = 0;
    return touched !== undefined;
  };
  const put = (first: number, wanted: number, row: number): boolean => {
    let at = first;
    for (;;) {
      const found = Atomics.compareExchange(keys, at * 2, 0, wanted);
      if (found === 0) {
        keys[at * 2 + 1] = row;
        return isRoom();
      }
      if (found === wanted) {
        take(row);
        return true;
      }
      at = (at + 1) & keyMask;
    }
  };
  const isRoom = (): boolean => {
    untold += 1;
    if (untold < toldAtOnce) return true;
    untold = 0;
    return Atomics.add(control, controlWords.keys, toldAtOnce) < mostKeys || isFull();
  };
  /** Somebody may have the same before: the row becomes an object, and leads to the other like any object. */
  const take = (row: number): void => {
    Atomics.or(records, row * recordWords + stateWord, takenFlag);
  };
  const hash = (kind: number, bytes: Uint8Array, start: number, end: number): void => {
    let a = seedA ^ Math.imul(kind, 0x9e3779b1);
    let b = seedB ^ (end - start);
    let at = start;
    for (; at < end - 3; at += 4) {
      const four =
        (lowerCase[bytes[at] as number] as number) |
        ((lowerCase[bytes[at + 1] as number] as number) << 8) |
        ((lowerCase[bytes[at + 2] as number] as number) << 16) |
        ((lowerCase[bytes[at + 3] as number] as number) << 24);
      a = Math.imul(a ^ four, 0x85ebca6b);
      b = Math.imul(((b << 5) | (b >>> 27)) ^ four, 0xc2b2ae35);
      a ^= a >>> 15;
    }
    for (; at < end; at += 1) {
      const byte = lowerCase[bytes[at] as number] as number;
      a = Math.imul(a ^ byte, 0x85ebca6b);
      b = Math.imul(((b << 5) | (b >>> 27)) ^ byte, 0xc2b2ae35);
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
    const at = row * recordWords + anchorWord;
    return records[at] === a && records[at + 1] === b && records[at + 2] === c && records[at + 3] === d;
  };
  return {
    addAnchor(row) {
      const at = row * recordWords + anchorWord;
      const a = records[at] as number;
      const b = records[at + 1] as number;
      const c = records[at + 2] as number;
      const d = records[at + 3] as number;
      let place = anchorSlot(a, b, c, d);
      for (let tries = 0; tries < anchorSlots.length; tries += 1) {
        const found = Atomics.compareExchange(anchorSlots, place, 0, row + 1);
        if (found === 0) return true;
        if (isAnchorOf(found - 1, a, b, c, d)) {
          take(row);
          return true;
        }
        place = (place + 1) & anchorMask;
      }
      return isFull();
    },
    findAnchor(anchor) {
      const a = anchor[0] as number;
      const b = anchor[1] as number;
      const c = anchor[2] as number;
      const d = anchor[3] as number;
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
      waiting[waits] = slot;
      waiting[waits + 1] = print;
      waiting[waits + 2] = row;
      waits += 3;
      return waits < waiting.length || flush();
    },
    flush,
    findKey(kind, bytes, start, end) {
      hash(kind, bytes, start, end);
      for (;;) {
        const found = keys[slot * 2] as number;
        if (found === 0) return -1;
        if (found === print) return keys[slot * 2 + 1] as number;
        slot = (slot + 1) & keyMask;
      }
    },
  };
}
