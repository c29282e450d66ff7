import {
  anchorSlotsRegion,
  arenaRegion,
  beginningsRegion,
  chunkBytes,
  clashesRegion,
  cleanConsistencyRegion,
  cleanCountsRegion,
  cleanNameBytesRegion,
  controlRegion,
  directoryStart,
  headsRegion,
  limitsRegion,
  lineTextsRegion,
  openChunksRegion,
  pairCountsRegion,
  pairStartsRegion,
  pairsRegion,
  scratchBytes,
  scratchRegion,
} from '../src/evidence/compact/layout';

// Where the regions start. Globals belong to an instance, and so to a thread; the memory belongs to both.

export let participant: i32 = 0;
export let control: usize = 0;
export let arena: usize = 0;
export let arenaChunks: i32 = 0;
export let heads: usize = 0;
export let openChunks: usize = 0;
export let limits: usize = 0;
export let beginningsStart: usize = 0;
export let pairs: usize = 0;
export let pairStarts: usize = 0;
export let pairCounts: usize = 0;
export let cleanCounts: usize = 0;
export let cleanNameBytes: usize = 0;
export let cleanConsistency: usize = 0;
export let anchorSlots: usize = 0;
export let slotMask: i32 = 0;
export let clashes: usize = 0;
export let clashesLength: i32 = 0;
export let lineTexts: usize = 0;
export let scratch: usize = 0;

/** Reads the directory; before anything else. */
export function begin(number: i32): void {
  participant = number;
  control = startOf(controlRegion);
  arena = startOf(arenaRegion);
  arenaChunks = lengthOf(arenaRegion) / chunkBytes;
  heads = startOf(headsRegion);
  openChunks = startOf(openChunksRegion);
  limits = startOf(limitsRegion);
  beginningsStart = startOf(beginningsRegion);
  pairs = startOf(pairsRegion);
  pairStarts = startOf(pairStartsRegion);
  pairCounts = startOf(pairCountsRegion);
  cleanCounts = startOf(cleanCountsRegion);
  cleanNameBytes = startOf(cleanNameBytesRegion);
  cleanConsistency = startOf(cleanConsistencyRegion);
  anchorSlots = startOf(anchorSlotsRegion);
  slotMask = lengthOf(anchorSlotsRegion) / 4 - 1;
  clashes = startOf(clashesRegion);
  clashesLength = lengthOf(clashesRegion) / 4;
  lineTexts = startOf(lineTextsRegion);
  scratch = startOf(scratchRegion) + number * scratchBytes;
}

/** Where a region starts. */
export function startOf(region: i32): usize {
  return load<u32>(directoryStart + (region << 3));
}

/** The bytes of a region. */
export function lengthOf(region: i32): u32 {
  return load<u32>(directoryStart + (region << 3) + 4);
}

export function controlWord(index: i32): usize {
  return control + (index << 2);
}

/** A word of a region or a list: a number without a sign, or an address. */
export function wordAt(list: usize, index: i32): u32 {
  return load<u32>(list + ((<usize>index) << 2));
}

export function setWord(list: usize, index: i32, value: u32): void {
  store<u32>(list + ((<usize>index) << 2), value);
}
