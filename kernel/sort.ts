import {
  lengthMask,
  maximumBucketRecords,
  nameByte,
  namesakeFlag,
  sortScratch,
  stateByte,
} from '../src/evidence/compact/layout';
import { lettersAsNumber, sharedLetters } from './letters';
import { scratch, setWord, wordAt } from './memory';
import { nameLengthOf } from './records';

/** Up to so many keys are sorted by insertion. */
const few = 40;
const keyLetters = 8;

// Scratch memory: a key for each record, as many again, as many records again, and the counts of eight passes.
let keys: usize = 0;
let otherKeys: usize = 0;
let otherRecords: usize = 0;
let digits: usize = 0;

/** Sorts a list of records by their names in lower case, and marks those that have the name of one before. */
export function sortByName(records: usize, count: i32): void {
  keys = scratch + sortScratch;
  otherKeys = keys + maximumBucketRecords * 8;
  otherRecords = otherKeys + maximumBucketRecords * 8;
  digits = otherRecords + maximumBucketRecords * 4;
  sortPart(records, 0, count, 0);
}

/** Sorts the records from `from` to `to`, which share the first `agreed` letters: by the next eight, then those that agree. */
function sortPart(records: usize, from: i32, to: i32, agreed: i32): void {
  if (to - from < 2) return;
  const common = commonLetters(records, from, to, agreed);
  for (let index = from; index < to; index += 1) {
    const record = wordAt(records, index);
    setKey(keys, index, lettersAsNumber(record + nameByte, nameLengthOf(record), common));
  }
  if (to - from <= few) insertionSort(records, from, to);
  else radixSort(records, from, to);
  // A key whose last letter is missing is a name that has ended: those are equal. All but the first are marked.
  let start = from;
  for (let index = from + 1; index <= to; index += 1) {
    const key = keyOf(keys, start);
    if (index < to && keyOf(keys, index) === key) continue;
    if (index - start > 1) {
      if ((key & 255) !== 0) sortPart(records, start, index, common + keyLetters);
      else markNamesakes(records, start + 1, index);
    }
    start = index;
  }
}

function markNamesakes(records: usize, from: i32, to: i32): void {
  for (let index = from; index < to; index += 1) {
    const state = wordAt(records, index) + stateByte;
    store<i32>(state, load<i32>(state) | namesakeFlag);
  }
}

/** How many letters all of these names share at their start, at least `agreed`. */
function commonLetters(records: usize, from: i32, to: i32, agreed: i32): i32 {
  const first = wordAt(records, from);
  let common = max(nameLengthOf(first), agreed);
  for (let index = from + 1; index < to && common > agreed; index += 1) {
    const record = wordAt(records, index);
    common = sharedLetters(first + nameByte, record + nameByte, agreed, min(common, nameLengthOf(record)));
  }
  return common;
}

function insertionSort(records: usize, from: i32, to: i32): void {
  for (let index = from + 1; index < to; index += 1) {
    const key = keyOf(keys, index);
    const record = wordAt(records, index);
    let target = index;
    while (target > from && keyOf(keys, target - 1) > key) {
      setKey(keys, target, keyOf(keys, target - 1));
      setWord(records, target, wordAt(records, target - 1));
      target -= 1;
    }
    setKey(keys, target, key);
    setWord(records, target, record);
  }
}

/** One pass for each letter of the key, from the last to the first; a letter that all share needs none. */
function radixSort(records: usize, from: i32, to: i32): void {
  memory.fill(digits, 0, keyLetters * 1024);
  for (let index = from; index < to; index += 1) {
    let key = keyOf(keys, index);
    for (let pass = 0; pass < keyLetters; pass += 1) {
      const place = digits + (pass << 10) + ((<i32>key & lengthMask) << 2);
      store<i32>(place, load<i32>(place) + 1);
      key >>>= 8;
    }
  }
  let fromKeys = keys;
  let fromRecords = records;
  let toKeys = otherKeys;
  let toRecords = otherRecords;
  for (let pass = 0; pass < keyLetters; pass += 1) {
    const places = digits + (pass << 10);
    const shift = pass << 3;
    if (load<i32>(places + ((<i32>(keyOf(fromKeys, from) >>> shift) & 255) << 2)) === to - from) continue;
    let next = from;
    for (let digit = 0; digit < 256; digit += 1) {
      const here = load<i32>(places + (digit << 2));
      store<i32>(places + (digit << 2), next);
      next += here;
    }
    for (let index = from; index < to; index += 1) {
      const key = keyOf(fromKeys, index);
      const place = places + ((<i32>(key >>> shift) & 255) << 2);
      const target = load<i32>(place);
      store<i32>(place, target + 1);
      setKey(toKeys, target, key);
      setWord(toRecords, target, wordAt(fromRecords, index));
    }
    const sortedKeys = toKeys;
    const sortedRecords = toRecords;
    toKeys = fromKeys;
    toRecords = fromRecords;
    fromKeys = sortedKeys;
    fromRecords = sortedRecords;
  }
  if (fromKeys === keys) return;
  memory.copy(keys + ((<usize>from) << 3), fromKeys + ((<usize>from) << 3), (<usize>(to - from)) << 3);
  memory.copy(records + ((<usize>from) << 2), fromRecords + ((<usize>from) << 2), (<usize>(to - from)) << 2);
}

function keyOf(list: usize, index: i32): u64 {
  return load<u64>(list + ((<usize>index) << 3));
}

function setKey(list: usize, index: i32, key: u64): void {
  store<u64>(list + ((<usize>index) << 3), key);
}
