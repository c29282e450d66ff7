import { comparable, compareNames } from './letters.js';
import { lengthMask, nameWord, stateWord } from './shared.js';

/** Up to so many names are compared one by one. */
const few = 12;

/** Returns a function that sorts records by their names in lower case, within an array of positions. */
export function createNameSorter(arena: Int32Array): (records: Int32Array, count: number) => void {
  // Four letters and a place are one key, which the engine sorts fast.
  let keys = new BigUint64Array(1 << 12);
  let halves = new Uint32Array(keys.buffer);
  let before = new Int32Array(keys.length);

  const lettersOf = (record: number, word: number): number =>
    word * 4 < ((arena[record + stateWord] as number) & lengthMask)
      ? comparable(arena[record + nameWord + word] as number)
      : 0;

  /** Sorts the records from `from` to `to`, whose names agree in the words before this one. */
  const sort = (records: Int32Array, from: number, to: number, word: number): void => {
    const count = to - from;
    if (count <= few || word * 4 > lengthMask) {
      sortFew(arena, records, from, to, word);
      return;
    }
    const first = lettersOf(records[from] as number, word);
    let same = true;
    for (let index = 0; index < count; index += 1) {
      const record = records[from + index] as number;
      const letters = lettersOf(record, word);
      if (letters !== first) same = false;
      before[index] = record;
      halves[index * 2] = index;
      halves[index * 2 + 1] = letters;
    }
    if (same) {
      sort(records, from, to, word + 1);
      return;
    }
    keys.subarray(0, count).sort();
    const runs: number[] = [];
    let start = from;
    let last = halves[1] as number;
    for (let index = 0; index < count; index += 1) {
      records[from + index] = before[halves[index * 2] as number] as number;
      const letters = halves[index * 2 + 1] as number;
      if (letters === last) continue;
      if (from + index - start > 1) runs.push(start, from + index);
      start = from + index;
      last = letters;
    }
    if (to - start > 1) runs.push(start, to);
    // The recursion uses the same memory, so what is left to do was noted first.
    for (let index = 0; index < runs.length; index += 2)
      sort(records, runs[index] as number, runs[index + 1] as number, word + 1);
  };
  return (records, count) => {
    if (count > keys.length) {
      keys = new BigUint64Array(count);
      halves = new Uint32Array(keys.buffer);
      before = new Int32Array(count);
    }
    sort(records, 0, count, 0);
  };
}

function sortFew(arena: Int32Array, records: Int32Array, from: number, to: number, word: number): void {
  for (let index = from + 1; index < to; index += 1) {
    const record = records[index] as number;
    let target = index;
    while (target > from && compareFrom(arena, record, records[target - 1] as number, word) < 0) {
      records[target] = records[target - 1] as number;
      target -= 1;
    }
    records[target] = record;
  }
}

/** Compares the names of two records, which agree in the words before this one. */
function compareFrom(arena: Int32Array, a: number, b: number, word: number): number {
  return compareNames(
    arena,
    a + nameWord + word,
    ((arena[a + stateWord] as number) & lengthMask) - word * 4,
    arena,
    b + nameWord + word,
    ((arena[b + stateWord] as number) & lengthMask) - word * 4,
  );
}

/** Compares the names of two records in lower case. */
export function compareRecords(arena: Int32Array, a: number, b: number): number {
  return compareFrom(arena, a, b, 0);
}
