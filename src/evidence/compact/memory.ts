import type { CompactFile } from './compact-file.js';
import * as layout from './layout.js';

/**
 * What the two threads share: the plain rows of both sides in compact form, put into buckets by their names, so that a
 * pair meets in one bucket. It is one memory with many regions (layout.ts), on which each thread’s kernel works.
 */
export interface SharedPopulation {
  /** The kernel’s code. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/** What the memory must hold. */
export interface Dimensions {
  /** The on-premises file and Entra’s. */
  readonly files: readonly [CompactFile, CompactFile];
  /** Rows that the start of the on-premises file lets expect. */
  readonly expectedRows: number;
  /** Verified domains in lower case; undefined when they are not known. */
  readonly verifiedDomains: readonly string[] | undefined;
  /** The text of a line before each of its values and after the last. */
  readonly lineTexts: readonly Uint8Array[];
}

/** A plain row has a GUID and a name, or an anchor and a name: it is never shorter. */
const shortestRow = 27;
/** What a record may be longer than its row: its two words and the padding, without quotes and line breaks. */
const longerThanRow = 40;
/** A slot of the anchors must be able to number every record (kernel/slots.ts). */
const maximumArenaBytes = 2 ** 31;
const pageBytes = 2 ** 16;
const maximumPages = 2 ** 16;

/**
 * The memory for two files. Pages that are never touched cost nothing, so the sizes are upper bounds. Undefined when it would be
 * more than a kernel can address, or than this process gets.
 */
export function createSharedPopulation(
  module: WebAssembly.Module,
  { files, expectedRows, verifiedDomains, lineTexts }: Dimensions,
): SharedPopulation | undefined {
  const sizes = sizesOf(files, expectedRows, verifiedDomains?.length ?? 0, lineTexts.length);
  const directory = new Uint32Array(layout.regions * 2);
  let end = layout.directoryStart + directory.byteLength;
  sizes.forEach((bytes, region) => {
    const start = roundUp(end, layout.chunkBytes);
    directory[region * 2] = start;
    directory[region * 2 + 1] = bytes;
    end = start + bytes;
  });
  // Names at the very end of the last region are read in whole vectors too.
  const memory = allocate(end + layout.guardBytes);
  if (memory === undefined) return undefined;
  const population = { module, memory };
  new Uint32Array(memory.buffer, layout.directoryStart, directory.length).set(directory);
  files.forEach(({ kinds, delimiter }, side) => {
    bytesOf(population, layout.columnsRegion + side).set(kinds);
    bytesOf(population, layout.delimitersRegion)[side] = delimiter;
  });
  wordsOf(population, layout.controlRegion)[layout.domainsWord] = verifiedDomains?.length ?? -1;
  verifiedDomains?.forEach((domain, index) => {
    setText(population, layout.domainsRegion, index, Buffer.from(`@${domain}`));
  });
  lineTexts.forEach((text, index) => {
    setText(population, layout.lineTextsRegion, index, text);
  });
  return population;
}

/** The bytes of each region. */
function sizesOf(
  files: readonly [CompactFile, CompactFile],
  expectedRows: number,
  domains: number,
  lineTexts: number,
): number[] {
  const rows = Math.ceil(files[0].bytes / shortestRow) + 1;
  const fileBytes = files[0].bytes + files[1].bytes;
  const perBucket = layout.maximumBuckets * 4;
  const perChain = perBucket * layout.sides * layout.participants;
  const records = fileBytes * (1 + longerThanRow / shortestRow);
  const sizes: number[] = [];
  sizes[layout.scratchRegion] = layout.scratchBytes * layout.participants;
  sizes[layout.controlRegion] = layout.controlWords * 4;
  sizes[layout.delimitersRegion] = layout.sides;
  sizes[layout.domainsRegion] = domains * layout.limitBytes;
  sizes[layout.lineTextsRegion] = lineTexts * layout.limitBytes;
  sizes[layout.limitsRegion] = layout.maximumBuckets * layout.limitBytes;
  sizes[layout.beginningsRegion] = layout.beginnings * 4;
  sizes[layout.headsRegion] = perChain;
  sizes[layout.openChunksRegion] = perChain;
  for (let region = layout.pairStartsRegion; region <= layout.cleanConsistencyRegion; region += 1)
    sizes[region] = perBucket;
  files.forEach(({ bytes, kinds }, side) => {
    const segments = Math.ceil(bytes / layout.segmentBytes) + 1;
    sizes[layout.columnsRegion + side] = kinds.length;
    sizes[layout.startsRegion + side] = segments * 8;
    sizes[layout.endsRegion + side] = segments * 8;
    sizes[layout.linesRegion + side] = segments * 4;
    // A file with more of them gains nothing here: the run is then refused.
    sizes[layout.restRegion + side] = (Math.ceil(bytes / 64) + 4096) * 8;
  });
  sizes[layout.pairsRegion] = rows * 8;
  sizes[layout.anchorSlotsRegion] = 2 ** Math.ceil(Math.log2(Math.max(1 << 14, expectedRows * 1.5))) * 4;
  sizes[layout.clashesRegion] = rows * 8;
  sizes[layout.digestsRegion] = 2 * digestBytes;
  // The last chunk of every chain is not full, and a record that does not fit into a chunk leaves its end empty.
  const chunks = Math.ceil((records * 1.1) / layout.chunkBytes) + perChain / 4;
  sizes[layout.arenaRegion] = Math.min(maximumArenaBytes, chunks * layout.chunkBytes);
  return sizes;
}

export const digestBytes = 32;

function allocate(bytes: number): WebAssembly.Memory | undefined {
  const pages = Math.ceil(bytes / pageBytes);
  if (pages > maximumPages) return undefined;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The bytes of a region. */
export function bytesOf({ memory: { buffer } }: SharedPopulation, region: number): Buffer {
  const [start = 0, bytes = 0] = new Uint32Array(buffer, layout.directoryStart + region * 8, 2);
  return Buffer.from(buffer as SharedArrayBuffer, start, bytes);
}

/** A region of words. */
export function wordsOf(population: SharedPopulation, region: number): Int32Array {
  const { buffer, byteOffset, length } = bytesOf(population, region);
  return new Int32Array(buffer, byteOffset, length / 4);
}

/** A region of numbers that may be larger than a word. */
export function numbersOf(population: SharedPopulation, region: number): Float64Array {
  const { buffer, byteOffset, length } = bytesOf(population, region);
  return new Float64Array(buffer, byteOffset, length / 8);
}

/** Writes one of the texts of a region of texts, which are laid out like limits. */
export function setText(population: SharedPopulation, region: number, index: number, text: Uint8Array): void {
  const bytes = bytesOf(population, region);
  bytes.writeUInt32LE(text.length, index * layout.limitBytes);
  bytes.set(text, index * layout.limitBytes + 4);
}

/** One of the texts of a region of texts. */
export function textOf(population: SharedPopulation, region: number, index: number): Buffer {
  const bytes = bytesOf(population, region);
  const start = index * layout.limitBytes + 4;
  return bytes.subarray(start, start + bytes.readUInt32LE(start - 4));
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
