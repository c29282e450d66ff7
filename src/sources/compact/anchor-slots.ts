import { recordUnit, type SharedPopulation } from './shared.js';

// A slot holds a record's position in units, and above it some bits of the hash: a record is looked at only where they agree.
const positionBits = 27;
const positionMask = 2 ** positionBits - 1;

/** A hash of four words of an anchor. */
export function anchorHash(words: Int32Array, at: number): number {
  let hash = Math.imul(words[at] as number, 0x9e3779b1) ^ (words[at + 1] as number);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ (words[at + 2] as number);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ (words[at + 3] as number);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}

export function sameAnchor(a: Int32Array, at: number, b: Int32Array, to: number): boolean {
  return a[at] === b[to] && a[at + 1] === b[to + 1] && a[at + 2] === b[to + 2] && a[at + 3] === b[to + 3];
}

/** Registers a record by its anchor. Returns the record that has the same anchor already, or 0. */
export function insertAnchor({ arena, anchorSlots }: SharedPopulation, record: number, hash: number): number {
  const mask = anchorSlots.length - 1;
  const own = ((hash >>> positionBits) << positionBits) | (record / recordUnit);
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = Atomics.compareExchange(anchorSlots, slot, 0, own);
    if (found === 0) return 0;
    const taken = (found & positionMask) * recordUnit;
    if (mayBe(found, hash) && sameAnchor(arena, taken, arena, record)) return taken;
  }
}

/** The record that was registered with these anchor words, or 0. */
export function findAnchor({ arena, anchorSlots }: SharedPopulation, words: Int32Array): number {
  const hash = anchorHash(words, 0);
  const mask = anchorSlots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const found = anchorSlots[slot] as number;
    if (found === 0) return 0;
    const record = (found & positionMask) * recordUnit;
    if (mayBe(found, hash) && sameAnchor(arena, record, words, 0)) return record;
  }
}

/** True when the slot’s bits of the hash are this hash’s. */
function mayBe(slot: number, hash: number): boolean {
  return (slot ^ hash) >>> positionBits === 0;
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
