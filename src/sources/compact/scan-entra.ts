import { cell, createPlainRowReader } from './plain-row.js';
import { type CompactFile, createSegmentScanner, type SegmentScanner } from './segments.js';
import {
  conflictFlag,
  control,
  disabledFlag,
  enabledFlag,
  lengthMask,
  matchedFlag,
  nameBlock,
  nameOffsetWord,
  otherCaseFlag,
  placeOf,
  rowsOfSegment,
  rowWords,
  type SharedPopulation,
  stateWord,
} from './shared.js';
import { anchorHash, findAnchor, sameBytes, sameLetters, touchSlots } from './tables.js';

const notPlain = -1;

/** The plain rows of a segment until they are looked for. */
interface Batch {
  readonly anchors: Int32Array;
  readonly hashes: Int32Array;
  readonly nameStarts: Int32Array;
  readonly nameLengths: Int32Array;
  readonly flags: Uint8Array;
  readonly lines: Int32Array;
  readonly positions: Int32Array;
  /** The on-premises row with the same anchor, or -1. */
  readonly rows: Int32Array;
}

/**
 * Scans the Entra file against the on-premises rows: a plain row is matched with the row that has its anchor, when the
 * names agree too. Any other row, and a second one with the same anchor, goes to the rest.
 */
export function createEntraScanner(file: CompactFile, population: SharedPopulation): SegmentScanner {
  const reader = createPlainRowReader(file.kinds, file.delimiter);
  const { cells } = reader;
  const batch = createBatch();
  const match = createMatcher(population, batch);
  let count = 0;

  const leave = (segment: number, line: number, position: number): void => {
    const index = Atomics.add(population.control, control.entraRest, 1);
    if (index >= population.entra.rest.length) Atomics.store(population.control, control.refused, 1);
    population.entra.rest[index] = placeOf(segment, line, position);
  };
  return createSegmentScanner(
    file,
    population.entra,
    (data, at, end, { line, position }) => {
      const next = reader.read(data, at);
      if (next < 0 || next > end || cells[cell.hasAnchor] === 0) return notPlain;
      for (let word = 0; word < 4; word += 1) batch.anchors[count * 4 + word] = cells[cell.anchor + word] as number;
      batch.hashes[count] = anchorHash(cells, cell.anchor);
      batch.nameStarts[count] = cells[cell.nameStart] as number;
      batch.nameLengths[count] = (cells[cell.nameEnd] as number) - (cells[cell.nameStart] as number);
      batch.flags[count] = cells[cell.flag] as number;
      batch.lines[count] = line;
      batch.positions[count] = position;
      count += 1;
      return next;
    },
    ({ segment, line, position }) => leave(segment, line, position),
    (data, segment) => {
      findRows(population, batch, count);
      for (let index = 0; index < count; index += 1)
        if (!match(data, segment, index))
          leave(segment, batch.lines[index] as number, batch.positions[index] as number);
      count = 0;
    },
  );
}

function createBatch(): Batch {
  const int32 = (): Int32Array => new Int32Array(rowsOfSegment);
  return {
    anchors: new Int32Array(rowsOfSegment * 4),
    hashes: int32(),
    nameStarts: int32(),
    nameLengths: int32(),
    flags: new Uint8Array(rowsOfSegment),
    lines: int32(),
    positions: int32(),
    rows: int32(),
  };
}

/** Looks for the on-premises rows with the anchors of the batch, in passes whose reads do not wait for each other. */
function findRows(population: SharedPopulation, { anchors, hashes, nameLengths, rows }: Batch, count: number): number {
  const { anchorSlots, rows: table, names } = population;
  touchSlots(anchorSlots, hashes, count);
  let sum = 0;
  for (let index = 0; index < count; index += 1)
    rows[index] = findAnchor(population, anchors, index * 4, hashes[index] as number);
  for (let index = 0; index < count; index += 1) {
    const row = rows[index] as number;
    if (row < 0) continue;
    // The first and the last letter: a name may lie on two lines of the processor’s cache.
    const offset = (table[row * rowWords + nameOffsetWord] as number) >>> 0;
    sum ^= (names[offset] as number) ^ (names[offset + (nameLengths[index] as number) - 1] as number);
  }
  return sum;
}

/** Matches one row of a batch with the on-premises row that has its anchor; false when the pair is not clean. */
function createMatcher(
  { control: words, rows, names, entraNames, entraNameOffsets, entraPlaces }: SharedPopulation,
  batch: Batch,
): (data: Uint8Array, segment: number, index: number) => boolean {
  let nextName = 0;
  let endName = 0;
  /** Keeps a name whose letter case differs; -1 when there is no room. */
  const keepName = (data: Uint8Array, from: number, length: number): number => {
    if (nextName + length > endName) {
      nextName = (Atomics.add(words, control.nextEntraName, 1) >>> 0) * nameBlock;
      endName = nextName + nameBlock;
      if (endName > entraNames.length) {
        endName = nextName;
        return notPlain;
      }
    }
    const offset = nextName;
    for (let index = 0; index < length; index += 1) entraNames[offset + index] = data[from + index] as number;
    nextName += length;
    return offset;
  };
  return (data, segment, index) => {
    const row = batch.rows[index] as number;
    if (row < 0) return false;
    const word = row * rowWords + stateWord;
    const state = rows[word] as number;
    const length = batch.nameLengths[index] as number;
    if ((state & conflictFlag) !== 0 || (state & lengthMask) !== length) return false;
    if (!sameEnabled(state, batch.flags[index] as number)) return false;
    const from = batch.nameStarts[index] as number;
    const offset = (rows[row * rowWords + nameOffsetWord] as number) >>> 0;
    const same = sameBytes(data, from, names, offset, length);
    if (!same && !sameLetters(data, from, names, offset, length)) return false;
    if ((Atomics.or(rows, word, matchedFlag) & matchedFlag) !== 0) {
      Atomics.or(rows, word, conflictFlag);
      return false;
    }
    entraPlaces[row] = placeOf(segment, batch.lines[index] as number, batch.positions[index] as number);
    if (same) return true;
    const name = keepName(data, from, length);
    Atomics.or(rows, word, name < 0 ? conflictFlag : otherCaseFlag);
    entraNameOffsets[row] = Math.max(0, name);
    return true;
  };
}

/** True unless both sides know whether the account is enabled and say different things. */
function sameEnabled(state: number, flag: number): boolean {
  return flag === 0 || (state & (flag === 1 ? disabledFlag : enabledFlag)) === 0;
}
