import { anchorHash, insertAnchor, sameAnchor, touchSlots } from './anchor-slots.js';
import { countRecords, listRecords } from './records.js';
import { leave } from './scan-rows.js';
import {
  consistencyFlag,
  control,
  disabledFlag,
  enabledFlag,
  lengthMask,
  nameWord,
  otherCaseFlag,
  placeOfRecord,
  type SharedPopulation,
  sides,
  stateWord,
} from './shared.js';
import { compareRecords, createNameSorter } from './sort-names.js';

/**
 * Joins the two sides of a bucket: every pair of records with the same anchor and the same name becomes a pair of the
 * population, in the order of the names. Everybody else goes to the rest, and later takes the pair along whose name or
 * anchor they share (separate.ts). A pair of another bucket with the same anchor is noted as a clash of the two.
 */
export function createBucketJoiner(population: SharedPopulation): (bucket: number) => void {
  const { arena, control: words, anchorSlots } = population;
  const sortByName = createNameSorter(arena);
  let onPrem = new Int32Array(1 << 12);
  let entra = new Int32Array(onPrem.length);
  /** For each on-premises record: Entra’s with the same anchor and name, 0 for none. */
  let matches = new Int32Array(onPrem.length);
  let hashes = new Int32Array(onPrem.length);
  /** On-premises records by anchor, their index + 1. */
  let slots = new Int32Array(onPrem.length * 2);
  let slotMask = 0;
  const makeRoom = (count: number): void => {
    if (count < onPrem.length) return;
    const size = 2 ** Math.ceil(Math.log2(count + 1));
    onPrem = new Int32Array(size);
    entra = new Int32Array(size);
    matches = new Int32Array(size);
    hashes = new Int32Array(size);
    slots = new Int32Array(size * 2);
  };

  /** The index of the on-premises record with the anchor of this one, or -1; a free slot is taken for `index`. */
  const findOrTake = (record: number, index: number): number => {
    for (let slot = anchorHash(arena, record) & slotMask; ; slot = (slot + 1) & slotMask) {
      const found = (slots[slot] as number) - 1;
      if (found < 0) {
        if (index >= 0) slots[slot] = index + 1;
        return -1;
      }
      if (sameAnchor(arena, onPrem[found] as number, arena, record)) return found;
    }
  };

  /** Puts the records into the slots. The first with a name or an anchor stays; later ones go to the rest. */
  const register = (count: number): void => {
    for (let at = 0; at < count; at += 1) {
      const record = onPrem[at] as number;
      if (at === 0 || compareRecords(arena, onPrem[at - 1] as number, record) !== 0) findOrTake(record, at);
    }
  };

  const match = (record: number): boolean => {
    const index = findOrTake(record, -1);
    if (index < 0 || matches[index] !== 0) return false;
    const own = onPrem[index] as number;
    if (!sameEnabled(arena[own + stateWord] as number, arena[record + stateWord] as number)) return false;
    if (!sameBytes(arena, own, record)) {
      if (compareRecords(arena, own, record) !== 0) return false;
      arena[own + stateWord] = (arena[own + stateWord] as number) | otherCaseFlag;
    }
    matches[index] = record;
    return true;
  };

  /** Moves the clean pairs to the front and leaves the others; returns how many are clean. */
  const settle = (count: number): number => {
    let clean = 0;
    for (let index = 0; index < count; index += 1) {
      const record = onPrem[index] as number;
      const other = matches[index] as number;
      if (other !== 0) {
        onPrem[clean] = record;
        matches[clean] = other;
        clean += 1;
        continue;
      }
      leave(population, control.onPremRest, population.onPrem.rest, placeOfRecord(arena, record));
    }
    return clean;
  };

  const publish = (bucket: number, clean: number): void => {
    const start = Atomics.add(words, control.nextPair, clean);
    // A fuller table would be searched for long.
    if (start + clean > anchorSlots.length * 0.9) {
      Atomics.store(words, control.refused, 1);
      return;
    }
    let nameBytes = 0;
    let consistency = 0;
    for (let index = 0; index < clean; index += 1) {
      const record = onPrem[index] as number;
      const state = arena[record + stateWord] as number;
      population.pairs[(start + index) * 2] = record;
      population.pairs[(start + index) * 2 + 1] = matches[index] as number;
      nameBytes += state & lengthMask;
      if ((state & consistencyFlag) !== 0) consistency += 1;
      hashes[index] = anchorHash(arena, record);
    }
    population.pairStarts[bucket] = start;
    population.pairCounts[bucket] = clean;
    population.cleanCounts[bucket] = clean;
    population.cleanNameBytes[bucket] = nameBytes;
    population.cleanConsistency[bucket] = consistency;
    touchSlots(anchorSlots, hashes, clean);
    for (let index = 0; index < clean; index += 1) {
      const record = onPrem[index] as number;
      const taken = insertAnchor(population, record, hashes[index] as number);
      if (taken !== 0) clash(population, taken, record);
    }
  };

  return (bucket) => {
    const here = countRecords(population, sides.onPrem, bucket);
    const there = countRecords(population, sides.entra, bucket);
    makeRoom(Math.max(here, there));
    listRecords(population, sides.onPrem, bucket, onPrem);
    listRecords(population, sides.entra, bucket, entra);
    matches.fill(0, 0, here);
    slotMask = 2 ** Math.ceil(Math.log2(here + 1)) * 2 - 1;
    slots.fill(0, 0, slotMask + 1);
    sortByName(onPrem, here);
    register(here);
    for (let index = 0; index < there; index += 1) {
      const record = entra[index] as number;
      if (!match(record)) leave(population, control.entraRest, population.entra.rest, placeOfRecord(arena, record));
    }
    publish(bucket, settle(here));
  };
}

/** Notes two records with the same anchor. */
function clash({ control: words, clashes }: SharedPopulation, a: number, b: number): void {
  const index = Atomics.add(words, control.clashes, 2);
  if (index + 2 > clashes.length) Atomics.store(words, control.refused, 1);
  clashes[index] = a;
  clashes[index + 1] = b;
}

/** True unless both sides know whether the account is enabled and say different things. */
function sameEnabled(a: number, b: number): boolean {
  return ((a & enabledFlag) === 0 || (b & disabledFlag) === 0) && ((a & disabledFlag) === 0 || (b & enabledFlag) === 0);
}

/** True when two records have the same name in the same letter case. */
function sameBytes(arena: Int32Array, a: number, b: number): boolean {
  const length = (arena[a + stateWord] as number) & lengthMask;
  if (((arena[b + stateWord] as number) & lengthMask) !== length) return false;
  const end = nameWord + ((length + 3) >> 2);
  for (let word = nameWord; word < end; word += 1) if (arena[a + word] !== arena[b + word]) return false;
  return true;
}
