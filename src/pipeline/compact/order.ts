import {
  control,
  lengthMask,
  maximumGroups,
  nameOffsetWord,
  rowWords,
  type SharedPopulation,
  stateWord,
  usedFlag,
} from '../../sources/compact/shared.js';
import { lowerCase } from '../../sources/compact/tables.js';

/** Groups are small enough for a processor’s cache, and numerous enough to share out. */
const rowsOfGroup = 3072;
/** Names looked at for each group: the more, the more even the groups. */
const samplesOfGroup = 8;

/**
 * Puts the rows into groups that stand in the order of their names in lower case; within a group nothing is sorted yet
 * (sort-group.ts). The limits of the groups are names of an even sample, so no kind of names makes a group large.
 */
export function groupByName(population: SharedPopulation): void {
  const { rows, order, groupOfRow, groupEnds, control: words } = population;
  const end = Math.min(Atomics.load(words, control.nextRow), rows.length / rowWords);
  const used = (row: number): boolean => ((rows[row * rowWords + stateWord] as number) & usedFlag) !== 0;
  let count = 0;
  for (let row = 0; row < end; row += 1) if (used(row)) count += 1;
  const groups = Math.max(1, Math.min(maximumGroups, Math.ceil(count / rowsOfGroup)));
  const groupOf = createClassifier(population, chooseLimits(population, groups, end));
  const starts = new Int32Array(groups + 1);
  for (let row = 0; row < end; row += 1) {
    if (!used(row)) continue;
    const group = groupOf(row);
    groupOfRow[row] = group;
    starts[group + 1] = (starts[group + 1] as number) + 1;
  }
  for (let group = 0; group < groups; group += 1)
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  for (let group = 0; group < groups; group += 1) groupEnds[group] = starts[group + 1] as number;
  for (let row = 0; row < end; row += 1) {
    if (!used(row)) continue;
    const group = groupOfRow[row] as number;
    const place = starts[group] as number;
    starts[group] = place + 1;
    order[place] = row;
  }
  Atomics.store(words, control.groups, groups);
}

/** Chooses the row with the greatest name of each group but the last, and notes them in `groupLimits`. */
function chooseLimits(population: SharedPopulation, groups: number, end: number): Int32Array {
  const { rows, groupLimits } = population;
  const step = Math.max(1, Math.floor(end / (groups * samplesOfGroup)));
  const sample: string[] = [];
  for (let row = 0; row < end; row += step) {
    if (((rows[row * rowWords + stateWord] as number) & usedFlag) === 0) continue;
    // The row number behind the name, so that both are found again after sorting.
    sample.push(`${nameOf(population, row)}\0${row}`);
  }
  sample.sort();
  for (let group = 0; group + 1 < groups; group += 1) {
    const chosen = sample[Math.floor(((group + 1) * sample.length) / groups)] ?? '';
    groupLimits[group] = Number(chosen.slice(chosen.indexOf('\0') + 1));
  }
  return groupLimits.subarray(0, groups - 1);
}

function nameOf({ rows, names }: SharedPopulation, row: number): string {
  const offset = (rows[row * rowWords + nameOffsetWord] as number) >>> 0;
  const length = (rows[row * rowWords + stateWord] as number) & lengthMask;
  return Buffer.from(names.subarray(offset, offset + length))
    .toString('latin1')
    .toLowerCase();
}

/** Tells the group of a row: the first whose limit is not before its name. */
function createClassifier({ rows, names }: SharedPopulation, limits: Int32Array): (row: number) => number {
  // The first six letters of the limits as numbers decide almost always.
  const prefix = (row: number): number => {
    const at = (rows[row * rowWords + nameOffsetWord] as number) >>> 0;
    const length = (rows[row * rowWords + stateWord] as number) & lengthMask;
    let value = 0;
    for (let index = 0; index < 6; index += 1)
      value = value * 256 + (index < length ? (lowerCase[names[at + index] as number] as number) : 0);
    return value;
  };
  const prefixes = Float64Array.from(limits, prefix);
  return (row) => {
    const own = prefix(row);
    let low = 0;
    let high = limits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const limit = prefixes[middle] as number;
      if (limit < own || (limit === own && compareNames(rows, names, limits[middle] as number, row) < 0))
        low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function compareNames(rows: Int32Array, names: Uint8Array, a: number, b: number): number {
  const offsetA = (rows[a * rowWords + nameOffsetWord] as number) >>> 0;
  const offsetB = (rows[b * rowWords + nameOffsetWord] as number) >>> 0;
  const lengthA = (rows[a * rowWords + stateWord] as number) & lengthMask;
  const lengthB = (rows[b * rowWords + stateWord] as number) & lengthMask;
  const common = Math.min(lengthA, lengthB);
  for (let index = 0; index < common; index += 1) {
    const difference =
      (lowerCase[names[offsetA + index] as number] as number) - (lowerCase[names[offsetB + index] as number] as number);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}
