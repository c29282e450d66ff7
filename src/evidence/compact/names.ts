import { isNameByte, lowerCase } from './cells.js';
import { type Columns, recordWords, textWord } from './columns.js';
import { headBytes, upnLengthByte } from './text-record.js';

/** The UPNs of the rows, as they sort: in lower case, by their bytes. */
export interface Names {
  startOf(row: number): number;
  lengthOf(row: number): number;
  /** Negative where the row’s name comes before the text, positive where it comes behind it. */
  compare(row: number, text: Uint8Array): number;
  textOf(row: number): Uint8Array;
  /** Sorts the rows from one place of `order` to another. */
  sort(order: Int32Array, from: number, to: number): void;
}

/** Fewer rows than this are sorted by insertion. */
const few = 12;
const lettersOfKey = 8;
/** What names are made of in the order of the letters, 0 for what no name has: fewer than 64. */
const sortCodes = new Uint8Array(256);
let codes = 0;
for (let byte = 0; byte < 256; byte += 1)
  if (isNameByte(byte) && lowerCase[byte] === byte) sortCodes[byte] = codes += 1;
for (let byte = 0; byte < 256; byte += 1) sortCodes[byte] = sortCodes[lowerCase[byte] as number] as number;

export function createNames({ arena, records }: Columns): Names {
  const startOf = (row: number): number => (records[row * recordWords + textWord] as number) * 4 + headBytes;
  const lengthOf = (row: number): number =>
    arena[(records[row * recordWords + textWord] as number) * 4 + upnLengthByte] as number;
  let keys = new Float64Array(0);

  const halfKeyOf = (start: number, end: number): number => {
    let key = 0;
    for (let at = start; at < start + lettersOfKey / 2; at += 1)
      key = (key << 6) | (at < end ? (sortCodes[arena[at] as number] as number) : 0);
    return key;
  };
  /** Eight letters of six bits each. */
  const keyOf = (row: number, depth: number): number => {
    const start = startOf(row);
    const end = start + lengthOf(row);
    return halfKeyOf(start + depth, end) * 2 ** 24 + halfKeyOf(start + depth + lettersOfKey / 2, end);
  };
  /** False where the name ends within the key: equal keys are equal names then. */
  const goesOn = (row: number, depth: number): boolean => lengthOf(row) > depth + lettersOfKey;
  const swap = (order: Int32Array, base: number, one: number, other: number): void => {
    const row = order[base + one] as number;
    order[base + one] = order[base + other] as number;
    order[base + other] = row;
    const key = keys[one] as number;
    keys[one] = keys[other] as number;
    keys[other] = key;
  };
  /** Three-way quicksort by eight letters at a time (multikey quicksort); places count from `base`. */
  const sortPart = (
    order: Int32Array,
    base: number,
    from: number,
    to: number,
    depth: number,
    areRead: boolean,
  ): void => {
    if (to - from < 2) return;
    if (!areRead)
      for (let index = from; index < to; index += 1) keys[index] = keyOf(order[base + index] as number, depth);
    const middle = keys[(from + to) >>> 1] as number;
    let [low, high] = [from, to];
    if (to - from < few) {
      for (let index = from + 1; index < to; index += 1)
        for (let place = index; place > from && (keys[place - 1] as number) > (keys[place] as number); place -= 1)
          swap(order, base, place - 1, place);
      for (let index = from; index < to; index = high) {
        high = index + 1;
        while (high < to && keys[high] === keys[index]) high += 1;
        if (high - index > 1 && goesOn(order[base + index] as number, depth))
          sortPart(order, base, index, high, depth + lettersOfKey, false);
      }
      return;
    }
    for (let index = from; index < high; ) {
      const key = keys[index] as number;
      if (key < middle) {
        swap(order, base, low, index);
        low += 1;
        index += 1;
      } else if (key > middle) {
        high -= 1;
        swap(order, base, index, high);
      } else index += 1;
    }
    sortPart(order, base, from, low, depth, true);
    sortPart(order, base, high, to, depth, true);
    if (goesOn(order[base + low] as number, depth)) sortPart(order, base, low, high, depth + lettersOfKey, false);
  };
  return {
    startOf,
    lengthOf,
    compare(row, text) {
      const start = startOf(row);
      const length = lengthOf(row);
      const common = Math.min(length, text.length);
      for (let index = 0; index < common; index += 1) {
        const difference = (lowerCase[arena[start + index] as number] as number) - (text[index] as number);
        if (difference !== 0) return difference;
      }
      return length - text.length;
    },
    textOf: (row) =>
      Uint8Array.from(arena.subarray(startOf(row), startOf(row) + lengthOf(row)), (byte) => lowerCase[byte] as number),
    sort(order, from, to) {
      if (keys.length < to - from) keys = new Float64Array(to - from);
      sortPart(order, from, 0, to - from, 0, false);
    },
  };
}
