import { createClassifier } from './buckets.js';
import { lowerCase, storeName } from './letters.js';
import { cell, createPlainRowReader } from './plain-row.js';
import { createAppender, noRoom } from './records.js';
import { type CompactFile, createSegmentScanner, type SegmentScanner } from './segments.js';
import {
  consistencyFlag,
  control,
  disabledFlag,
  enabledFlag,
  nameWord,
  placeOf,
  placeWord,
  type SharedPopulation,
  type Side,
  segmentShift,
  sides,
  stateWord,
} from './shared.js';

/** Lines of a segment that fit into a place. */
const maximumLine = 1 << 13;

/**
 * Scans the on-premises file: a plain row whose anchors agree becomes a record, any other goes to the rest.
 *
 * @param domains the verified domains in lower case; undefined when they are not known.
 */
export function createOnPremScanner(
  file: CompactFile,
  population: SharedPopulation,
  participant: number,
  domains: readonly string[] | undefined,
): SegmentScanner {
  const verified = domains?.map((domain) => Buffer.from(`@${domain}`));
  return createScanner(file, population, sides.onPrem, participant, cell.guid, (data, cells) => {
    if (!agrees(cells)) return false;
    const from = cells[cell.nameStart] as number;
    const to = cells[cell.nameEnd] as number;
    return verified?.some((suffix) => endsWith(data, from, to, suffix)) ?? true;
  });
}

/** Scans the Entra file: a plain row with an ImmutableID becomes a record, any other goes to the rest. */
export function createEntraScanner(
  file: CompactFile,
  population: SharedPopulation,
  participant: number,
): SegmentScanner {
  return createScanner(
    file,
    population,
    sides.entra,
    participant,
    cell.anchor,
    (_, cells) => cells[cell.hasAnchor] === 1,
  );
}

/** @param anchor which of the row’s anchors its record has. */
function createScanner(
  file: CompactFile,
  population: SharedPopulation,
  side: Side,
  participant: number,
  anchor: number,
  isPlain: (data: Uint8Array, cells: Int32Array) => boolean,
): SegmentScanner {
  const reader = createPlainRowReader(file.kinds, file.delimiter);
  const { cells } = reader;
  const bucketOf = createClassifier(population);
  const append = createAppender(population, side, participant);
  const { arena, control: words } = population;
  const shared = side === sides.onPrem ? population.onPrem : population.entra;
  const restCounter = side === sides.onPrem ? control.onPremRest : control.entraRest;
  const name = new Int32Array(64);
  let view: DataView = new DataView(new ArrayBuffer(0));

  return createSegmentScanner(
    file,
    shared,
    (data, at, end, { segment, line, position }) => {
      const next = reader.read(data, at);
      if (next < 0 || next > end || line >= maximumLine || !isPlain(data, cells)) return -1;
      const from = cells[cell.nameStart] as number;
      const to = cells[cell.nameEnd] as number;
      const state = (to - from) | flagsOf(cells) | (segment << segmentShift);
      if (view.buffer !== data.buffer) view = new DataView(data.buffer);
      storeName(name, 0, view, data.byteOffset + from, to - from);
      const record = append(bucketOf(name, 0, to - from), state);
      if (record === noRoom) {
        Atomics.store(words, control.refused, 1);
        return -1;
      }
      arena[record] = cells[anchor] as number;
      arena[record + 1] = cells[anchor + 1] as number;
      arena[record + 2] = cells[anchor + 2] as number;
      arena[record + 3] = cells[anchor + 3] as number;
      arena[record + stateWord] = state;
      arena[record + placeWord] = (line << 18) | position;
      const nameWords = (to - from + 3) >> 2;
      for (let word = 0; word < nameWords; word += 1) arena[record + nameWord + word] = name[word] as number;
      return next;
    },
    ({ segment, line, position }) => leave(population, restCounter, shared.rest, placeOf(segment, line, position)),
  );
}

/** Leaves a row to the correlation. */
export function leave({ control: words }: SharedPopulation, counter: number, rest: Float64Array, place: number): void {
  const index = Atomics.add(words, counter, 1);
  if (index >= rest.length) Atomics.store(words, control.refused, 1);
  rest[index] = place;
}

function flagsOf(cells: Int32Array): number {
  const flag = cells[cell.flag] as number;
  return (
    (flag === 1 ? enabledFlag : flag === 2 ? disabledFlag : 0) |
    (cells[cell.hasConsistency] === 1 ? consistencyFlag : 0)
  );
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
