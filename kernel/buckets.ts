import { beginnings, bucketsWord, limitBytes } from '../src/evidence/compact/layout';
import { compareNames } from './letters';
import { beginningsStart, control, limits, wordAt } from './memory';

/** The bucket of a name in any letter case (padded with zeros): the first whose limit is not before it. */
export function bucketOf(name: usize, length: i32): i32 {
  const candidates = load<u32>(beginningsStart + (beginningOf(name) << 2));
  let low: i32 = candidates & 0xffff;
  let high: i32 = candidates >>> 16;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const limit = limits + middle * limitBytes;
    if (compareNames(name, length, limit + 4, load<i32>(limit)) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Fills the table of beginnings: for each of them the first and the last bucket that names with it may be in. Once, when
 * the limits are known.
 */
export function tellBuckets(): void {
  const count: i32 = wordAt(control, bucketsWord) - 1;
  let first = 0;
  let last = 0;
  for (let beginning = 0; beginning < beginnings; beginning += 1) {
    while (first < count && limitBeginning(first) < beginning) first += 1;
    while (last < count && limitBeginning(last) <= beginning) last += 1;
    store<u32>(beginningsStart + (beginning << 2), first | (last << 16));
  }
}

function limitBeginning(bucket: i32): i32 {
  return beginningOf(limits + bucket * limitBytes + 4);
}

/**
 * What a name starts with: numbers that compare like the first three letters in lower case, or are equal. Behind a letter
 * that shares its class with others nothing counts: those others would not compare by it.
 */
function beginningOf(name: usize): i32 {
  const first = classOf(name);
  if (isShared(first)) return first << 10;
  const second = classOf(name + 1);
  if (isShared(second)) return (first << 10) | (second << 5);
  return (first << 10) | (second << 5) | classOf(name + 2);
}

/** A class for each letter: nothing, before a, a to z, behind z. */
function classOf(at: usize): i32 {
  const letter: u32 = load<u8>(at);
  const small = letter - 0x41 < 26 ? letter | 0x20 : letter;
  return small === 0 ? 0 : small < 0x61 ? beforeA : small > 0x7a ? behindZ : small - 0x5f;
}

const beforeA = 1;
const behindZ = 28;

function isShared(letterClass: i32): bool {
  return letterClass === beforeA || letterClass === behindZ;
}
