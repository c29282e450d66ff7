import { conflictFlag, nameByte, nameScratch, stateByte } from '../src/evidence/compact/layout';
import { readAnchor, readBytes } from './anchors';
import { bucketOf } from './buckets';
import { compareNames } from './letters';
import { pairCounts, pairStarts, pairs, scratch, wordAt } from './memory';
import { nameLengthOf, recordAt, unitsOf } from './records';
import { lookUpAnchor } from './slots';

/** No pair. */
const nobody = -1;

/** True for the on-premises record of a pair that is still clean. */
export function isClean(record: usize): bool {
  return (load<i32>(record + stateByte) & conflictFlag) === 0;
}

/** The number of the record that was registered with the anchor whose Base64 stands in the name’s scratch, or 0. */
export function findAnchor(): i32 {
  const text = scratch + nameScratch;
  if (!readAnchor(text)) return 0;
  v128.store(text, readBytes);
  const record = lookUpAnchor(text);
  return record === 0 ? 0 : unitsOf(record);
}

/** The pair with the name in the name’s scratch, in any letter case and padded with zeros, or -1. */
export function findName(length: i32): i32 {
  return findPair(scratch + nameScratch, length);
}

/** The pair with the name of a record, or -1. */
export function findRecord(units: i32): i32 {
  const record = recordAt(units);
  return findPair(record + nameByte, nameLengthOf(record));
}

export function bucketOfRecord(units: i32): i32 {
  const record = recordAt(units);
  return bucketOf(record + nameByte, nameLengthOf(record));
}

/** By halving: the pairs of a bucket stand in the order of their names. */
function findPair(name: usize, length: i32): i32 {
  const bucket = bucketOf(name, length);
  let low = wordAt(pairStarts, bucket);
  let high = low + wordAt(pairCounts, bucket);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const record = recordAt(wordAt(pairs, middle << 1));
    const difference = compareNames(record + nameByte, nameLengthOf(record), name, length);
    if (difference === 0) return middle;
    if (difference < 0) low = middle + 1;
    else high = middle;
  }
  return nobody;
}
