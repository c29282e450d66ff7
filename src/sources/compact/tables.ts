import {
  conflictFlag,
  lengthMask,
  nameHashWord,
  nameOffsetWord,
  rowWords,
  type SharedPopulation,
  stateWord,
} from './shared.js';

const nobody = -1;

// A slot holds the row number + 1, and above it some bits of the hash: a row is looked at only where they agree.
const rowBits = 25;
const rowMask = 2 ** rowBits - 1;

/** No more rows than a slot can number. */
export const maximumRows: number = rowMask - 1;

function slotOf(row: number, hash: number): number {
  return ((hash >>> rowBits) << rowBits) | (row + 1);
}

/** True when the slot’s bits of the hash are this hash’s. */
function mayBe(slot: number, hash: number): boolean {
  return (slot ^ hash) >>> rowBits === 0;
}

/** A hash of four words of an anchor. */
export function anchorHash(words: Int32Array, at: number): number {
  let hash = Math.imul(words[at] as number, 0x9e3779b1) ^ (words[at + 1] as number);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ (words[at + 2] as number);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ (words[at + 3] as number);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}

/** How far behind its end `nameHash` may read. */
export const readSlack = 3;

/** A hash of a name in lower case (ASCII), four letters at a time. */
export function nameHash(view: DataView, from: number, length: number): number {
  let hash = length;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    hash = Math.imul(hash ^ lowerCaseOfFour(view.getUint32(from + at, true)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  if (whole < length) {
    const letters = view.getUint32(from + whole, true) & tailMask(length - whole);
    hash = Math.imul(hash ^ lowerCaseOfFour(letters), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** The bits of the first letters of a little-endian word. */
function tailMask(letters: number): number {
  return (1 << (letters * 8)) - 1;
}

/** Sets the bit that makes a letter small in each byte from A to Z. */
function lowerCaseOfFour(letters: number): number {
  const seven = letters & 0x7f7f7f7f;
  const fromA = (seven + 0x3f3f3f3f) | 0;
  const beyondZ = (seven + 0x25252525) | 0;
  return letters | ((fromA & ~beyondZ & ~letters & 0x80808080) >>> 2);
}

/** Each byte in lower case, if it is an ASCII letter. */
export const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte,
);

/** Registers the anchor of a row. Whoever has it already is in conflict with the row, and both are marked. */
export function insertAnchor({ rows, anchorSlots }: SharedPopulation, row: number, hash: number): void {
  const mask = anchorSlots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = Atomics.compareExchange(anchorSlots, slot, 0, slotOf(row, hash));
    if (found === 0) return;
    const taken = (found & rowMask) - 1;
    if (!mayBe(found, hash) || !sameWords(rows, taken * rowWords, rows, row * rowWords)) continue;
    markConflict(rows, taken, row);
    return;
  }
}

/** Registers the name of a row likewise. */
export function insertName(population: SharedPopulation, row: number): void {
  const { rows, names, nameSlots } = population;
  const at = row * rowWords;
  const hash = rows[at + nameHashWord] as number;
  const mask = nameSlots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = Atomics.compareExchange(nameSlots, slot, 0, slotOf(row, hash));
    if (found === 0) return;
    if (!mayBe(found, hash)) continue;
    const taken = (found & rowMask) - 1;
    const length = (rows[at + stateWord] as number) & lengthMask;
    const offset = (rows[at + nameOffsetWord] as number) >>> 0;
    if (!hasName(population, taken, hash, names, offset, length)) continue;
    markConflict(rows, taken, row);
    return;
  }
}

/** The first row with these anchor words, or -1. */
export function findAnchor(
  { rows, anchorSlots }: SharedPopulation,
  words: Int32Array,
  at: number,
  hash: number,
): number {
  const mask = anchorSlots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = anchorSlots[slot] as number;
    if (found === 0) return nobody;
    const row = (found & rowMask) - 1;
    if (mayBe(found, hash) && sameWords(rows, row * rowWords, words, at)) return row;
  }
}

/** The first row with this name in any (ASCII) letter case, or -1. */
export function findName(population: SharedPopulation, name: Uint8Array): number {
  const { nameSlots } = population;
  const padded = new Uint8Array(name.length + readSlack);
  padded.set(name);
  const hash = nameHash(new DataView(padded.buffer), 0, name.length);
  const mask = nameSlots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = nameSlots[slot] as number;
    if (found === 0) return nobody;
    const row = (found & rowMask) - 1;
    if (mayBe(found, hash) && hasName(population, row, hash, name, 0, name.length)) return row;
  }
}

/**
 * Touches slots that will be needed soon. The reads do not wait for each other, which those of the searches
 * themselves would. Returns something, so that no compiler leaves it out.
 */
export function touchSlots(slots: Int32Array, hashes: Int32Array, count: number): number {
  const mask = slots.length - 1;
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum ^= slots[(hashes[index] as number) & mask] as number;
  return sum;
}

function hasName(
  { rows, names }: SharedPopulation,
  row: number,
  hash: number,
  bytes: Uint8Array,
  from: number,
  length: number,
): boolean {
  const at = row * rowWords;
  if (rows[at + nameHashWord] !== hash || ((rows[at + stateWord] as number) & lengthMask) !== length) return false;
  return sameLetters(bytes, from, names, (rows[at + nameOffsetWord] as number) >>> 0, length);
}

/** True when the bytes are equal. One by one: four at a time measured slower here. */
export function sameBytes(a: Uint8Array, from: number, b: Uint8Array, to: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (a[from + index] !== b[to + index]) return false;
  return true;
}

/** True when the bytes are equal but for the case of ASCII letters. */
export function sameLetters(a: Uint8Array, from: number, b: Uint8Array, to: number, length: number): boolean {
  for (let index = 0; index < length; index += 1)
    if (lowerCase[a[from + index] as number] !== lowerCase[b[to + index] as number]) return false;
  return true;
}

function sameWords(a: Int32Array, at: number, b: Int32Array, to: number): boolean {
  return a[at] === b[to] && a[at + 1] === b[to + 1] && a[at + 2] === b[to + 2] && a[at + 3] === b[to + 3];
}

function markConflict(rows: Int32Array, a: number, b: number): void {
  Atomics.or(rows, a * rowWords + stateWord, conflictFlag);
  Atomics.or(rows, b * rowWords + stateWord, conflictFlag);
}
