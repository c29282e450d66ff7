import { cell, createPlainRowReader } from './plain-row.js';
import { type CompactFile, createSegmentScanner, type RowPlace, type SegmentScanner } from './segments.js';
import {
  consistencyFlag,
  control,
  disabledFlag,
  enabledFlag,
  nameBlock,
  nameHashWord,
  nameOffsetWord,
  placeOf,
  placeWord,
  rowBlock,
  rowsOfSegment,
  rowWords,
  type SharedPopulation,
  segmentShift,
  stateWord,
  usedFlag,
} from './shared.js';
import { anchorHash, insertAnchor, insertName, lowerCase, maximumRows, nameHash, touchSlots } from './tables.js';

/** Lines of a segment that fit into a place. */
const maximumLine = 1 << 13;
const notPlain = -1;

/**
 * Scans the on-premises file: a plain row whose anchors agree goes into the shared rows and tables, any other to the rest.
 *
 * @param domains the verified domains in lower case; undefined when they are not known.
 */
export function createOnPremScanner(
  file: CompactFile,
  population: SharedPopulation,
  domains: readonly string[] | undefined,
): SegmentScanner {
  const reader = createPlainRowReader(file.kinds, file.delimiter);
  const { cells } = reader;
  const verified = domains?.map((domain) => Buffer.from(`@${domain}`));
  const allocate = createAllocator(population);
  const nameView = new DataView(population.names.buffer);
  const { rows, anchorSlots, nameSlots } = population;
  /** The rows of the segment that are not in the tables yet. */
  const stored = new Int32Array(rowsOfSegment);
  const anchorHashes = new Int32Array(rowsOfSegment);
  const hashesOfNames = new Int32Array(rowsOfSegment);
  let count = 0;

  return createSegmentScanner(
    file,
    population.onPrem,
    (data, at, end, place) => {
      const next = reader.read(data, at);
      if (next < 0 || next > end || place.line >= maximumLine || !agrees(cells)) return notPlain;
      const from = cells[cell.nameStart] as number;
      const to = cells[cell.nameEnd] as number;
      if (verified !== undefined && !verified.some((suffix) => endsWith(data, from, to, suffix))) return notPlain;
      const row = allocate.row();
      const name = allocate.name(to - from);
      if (row < 0 || name < 0) return notPlain;
      store(population, nameView, row, name, data, cells, place);
      stored[count] = row;
      count += 1;
      return next;
    },
    ({ segment, line, position }) => {
      const index = Atomics.add(population.control, control.onPremRest, 1);
      if (index >= population.onPrem.rest.length) Atomics.store(population.control, control.refused, 1);
      population.onPrem.rest[index] = placeOf(segment, line, position);
    },
    () => {
      for (let index = 0; index < count; index += 1) {
        const row = stored[index] as number;
        anchorHashes[index] = anchorHash(rows, row * rowWords);
        hashesOfNames[index] = rows[row * rowWords + nameHashWord] as number;
      }
      touchSlots(anchorSlots, anchorHashes, count);
      touchSlots(nameSlots, hashesOfNames, count);
      for (let index = 0; index < count; index += 1) {
        insertAnchor(population, stored[index] as number, anchorHashes[index] as number);
        insertName(population, stored[index] as number);
      }
      count = 0;
    },
  );
}

function store(
  { rows, names }: SharedPopulation,
  view: DataView,
  row: number,
  name: number,
  data: Uint8Array,
  found: Int32Array,
  { segment, line, position }: RowPlace,
): void {
  const word = row * rowWords;
  const from = found[cell.nameStart] as number;
  const to = found[cell.nameEnd] as number;
  for (let index = from, target = name; index < to; index += 1, target += 1) names[target] = data[index] as number;
  const flag = found[cell.flag] as number;
  rows[word] = found[cell.guid] as number;
  rows[word + 1] = found[cell.guid + 1] as number;
  rows[word + 2] = found[cell.guid + 2] as number;
  rows[word + 3] = found[cell.guid + 3] as number;
  rows[word + nameOffsetWord] = name;
  rows[word + placeWord] = (line << 18) | position;
  rows[word + nameHashWord] = nameHash(view, name, to - from);
  rows[word + stateWord] =
    (to - from) |
    usedFlag |
    (flag === 1 ? enabledFlag : flag === 2 ? disabledFlag : 0) |
    (found[cell.hasConsistency] === 1 ? consistencyFlag : 0) |
    (segment << segmentShift);
}

/** True when mS-DS-ConsistencyGuid and the claim are empty or equal to objectGUID, and only objectGUID explains the anchor. */
function agrees(cells: Int32Array): boolean {
  const a = cells[cell.guid] as number;
  const b = cells[cell.guid + 1] as number;
  const c = cells[cell.guid + 2] as number;
  const d = cells[cell.guid + 3] as number;
  if (cells[cell.hasConsistency] === 1 && !equals(cells, cell.consistency, a, b, c, d)) return false;
  if (cells[cell.hasAnchor] === 1 && !equals(cells, cell.anchor, a, b, c, d)) return false;
  // Bytes that are printable text could be the text of an attribute as well.
  if (((a | b | c | d) & 0x80808080) === 0) return false;
  // A GUID that reads the same in both byte orders is explained twice.
  const sameSwapped =
    (a & 255) === a >>> 24 &&
    ((a >>> 8) & 255) === ((a >>> 16) & 255) &&
    (b & 255) === ((b >>> 8) & 255) &&
    ((b >>> 16) & 255) === b >>> 24;
  return !sameSwapped;
}

function equals(cells: Int32Array, at: number, a: number, b: number, c: number, d: number): boolean {
  return cells[at] === a && cells[at + 1] === b && cells[at + 2] === c && cells[at + 3] === d;
}

/** True when the name ends in the suffix (lower case), which starts with its only `@`. */
function endsWith(data: Uint8Array, from: number, to: number, suffix: Uint8Array): boolean {
  const start = to - suffix.length;
  if (start < from) return false;
  for (let index = 0; index < suffix.length; index += 1)
    if (lowerCase[data[start + index] as number] !== suffix[index]) return false;
  return true;
}

/** Hands out rows and name bytes; -1 and `refused` when the tables are full. */
function createAllocator(population: SharedPopulation) {
  const { control: words, rows, names, anchorSlots } = population;
  let nextRow = 0;
  let endRow = 0;
  let nextName = 0;
  let endName = 0;
  const refuse = (): number => {
    Atomics.store(words, control.refused, 1);
    return notPlain;
  };
  return {
    row(): number {
      if (nextRow === endRow) {
        nextRow = Atomics.add(words, control.nextRow, rowBlock);
        endRow = nextRow + rowBlock;
        if (endRow * rowWords > rows.length || endRow > maximumRows || endRow > anchorSlots.length * 0.9) {
          endRow = nextRow;
          return refuse();
        }
      }
      nextRow += 1;
      return nextRow - 1;
    },
    name(length: number): number {
      if (nextName + length > endName) {
        nextName = (Atomics.add(words, control.nextName, 1) >>> 0) * nameBlock;
        endName = nextName + nameBlock;
        if (endName > names.length) {
          endName = nextName;
          return refuse();
        }
      }
      nextName += length;
      return nextName - length;
    },
  };
}
