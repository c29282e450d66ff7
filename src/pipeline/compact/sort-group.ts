import { isClean } from '../../sources/compact/separate.js';
import {
  lengthMask,
  nameOffsetWord,
  rowWords,
  type SharedPopulation,
  stateWord,
} from '../../sources/compact/shared.js';
import { lowerCase } from '../../sources/compact/tables.js';
import { copyBytes } from './encode.js';

/** The clean rows of one group, copied together so that sorting and writing stay within the processor’s cache. */
export interface Group {
  count: number;
  /** The numbers from 0 to `count` in the order of the names. */
  sorted: Int32Array;
  rows: Int32Array;
  states: Int32Array;
  /** Four words each. */
  anchors: Int32Array;
  /** Names with at least four zero bytes behind each. */
  names: Uint8Array;
  nameView: DataView;
  nameOffsets: Int32Array;
  /** Made of what was read ahead, so that no compiler leaves the reading out. */
  touched: number;
}

const padding = 4;
const longestName = 255;
const positions = 0x200000;
/** Up to so many names are compared letter by letter. */
const few = 12;

/** Loads and sorts groups of the order; the group is valid until the next call. */
export function createGroupSorter(population: SharedPopulation): (from: number, to: number) => Group {
  const view = new DataView(population.names.buffer);
  let group = createGroup(1 << 12);
  let keys = new Float64Array(group.sorted.length);
  let before = new Int32Array(group.sorted.length);
  return (from, to) => {
    if (to - from > group.sorted.length) {
      group = createGroup(to - from);
      keys = new Float64Array(group.sorted.length);
      before = new Int32Array(group.sorted.length);
    }
    load(population, view, group, from, to);
    sort(group, keys, before, 0, group.count, 0);
    return group;
  };
}

function createGroup(size: number): Group {
  const names = new Uint8Array(size * (longestName + padding) + padding);
  return {
    count: 0,
    sorted: new Int32Array(size),
    rows: new Int32Array(size),
    states: new Int32Array(size),
    anchors: new Int32Array(size * 4),
    names,
    nameView: new DataView(names.buffer),
    nameOffsets: new Int32Array(size),
    touched: 0,
  };
}

/** Copies the clean rows in loops whose reads do not wait for each other. */
function load({ order, rows, names }: SharedPopulation, view: DataView, group: Group, from: number, to: number): void {
  const { sorted, anchors, states, nameOffsets, nameView } = group;
  const numbers = group.rows;
  let count = 0;
  for (let index = from; index < to; index += 1) {
    const row = order[index] as number;
    const word = row * rowWords;
    const state = rows[word + stateWord] as number;
    if (!isClean(state)) continue;
    numbers[count] = row;
    states[count] = state;
    nameOffsets[count] = rows[word + nameOffsetWord] as number;
    anchors[count * 4] = rows[word] as number;
    anchors[count * 4 + 1] = rows[word + 1] as number;
    anchors[count * 4 + 2] = rows[word + 2] as number;
    anchors[count * 4 + 3] = rows[word + 3] as number;
    sorted[count] = count;
    count += 1;
  }
  group.count = count;
  // The first and the last letter of each: a name may lie on two lines of the cache.
  let touched = 0;
  for (let index = 0; index < count; index += 1) {
    const at = (nameOffsets[index] as number) >>> 0;
    touched ^= (names[at] as number) ^ (names[at + ((states[index] as number) & lengthMask) - 1] as number);
  }
  group.touched = touched;
  let end = 0;
  for (let index = 0; index < count; index += 1) {
    const at = (nameOffsets[index] as number) >>> 0;
    nameOffsets[index] = end;
    end = copyBytes(nameView, end, view, at, (states[index] as number) & lengthMask);
    nameView.setUint32(end, 0, true);
    end += padding;
  }
}

/** Sorts by four letters at once: they and the position make one number each, which the engine sorts fast. */
function sort(group: Group, keys: Float64Array, before: Int32Array, from: number, to: number, depth: number): void {
  const { sorted, names, nameOffsets, states } = group;
  const count = to - from;
  if (count <= few || depth > longestName) {
    sortFew(group, from, to, depth);
    return;
  }
  const run = keys.subarray(0, count);
  for (let index = 0; index < count; index += 1) {
    const item = sorted[from + index] as number;
    before[index] = item;
    // A name that ends before this depth is equal to all others of the run: it has come to its end.
    const at =
      depth < ((states[item] as number) & lengthMask) ? (nameOffsets[item] as number) + depth : names.length - padding;
    const letters =
      ((lowerCase[names[at] as number] as number) << 24) |
      ((lowerCase[names[at + 1] as number] as number) << 16) |
      ((lowerCase[names[at + 2] as number] as number) << 8) |
      (lowerCase[names[at + 3] as number] as number);
    run[index] = (letters >>> 0) * positions + index;
  }
  run.sort();
  const runs: number[] = [];
  let start = from;
  let last = -1;
  for (let index = 0; index < count; index += 1) {
    const key = run[index] as number;
    const letters = Math.floor(key / positions);
    sorted[from + index] = before[key - letters * positions] as number;
    if (letters === last) continue;
    if (from + index - start > 1) runs.push(start, from + index);
    start = from + index;
    last = letters;
  }
  if (to - start > 1) runs.push(start, to);
  // The recursion uses the same memory, so what is left to do was noted first.
  for (let index = 0; index < runs.length; index += 2)
    sort(group, keys, before, runs[index] as number, runs[index + 1] as number, depth + 4);
}

function sortFew({ sorted, names, nameOffsets, states }: Group, from: number, to: number, depth: number): void {
  const isBefore = (a: number, b: number): boolean => {
    const lengthA = (states[a] as number) & lengthMask;
    const lengthB = (states[b] as number) & lengthMask;
    const common = Math.min(lengthA, lengthB);
    const offsetA = nameOffsets[a] as number;
    const offsetB = nameOffsets[b] as number;
    for (let index = depth; index < common; index += 1) {
      const difference =
        (lowerCase[names[offsetA + index] as number] as number) -
        (lowerCase[names[offsetB + index] as number] as number);
      if (difference !== 0) return difference < 0;
    }
    return lengthA < lengthB;
  };
  for (let index = from + 1; index < to; index += 1) {
    const item = sorted[index] as number;
    let target = index;
    while (target > from && isBefore(item, sorted[target - 1] as number)) {
      sorted[target] = sorted[target - 1] as number;
      target -= 1;
    }
    sorted[target] = item;
  }
}
