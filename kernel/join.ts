import {
  clashesWord,
  consistencyFlag,
  disabledFlag,
  enabledFlag,
  entraNumber,
  entraScratch,
  maximumBucketRecords,
  nameByte,
  onPremNumber,
  onPremScratch,
  otherCaseFlag,
  pairsTakenWord,
  sortScratch,
  stateByte,
} from '../src/sources/compact/layout';
import { compareNames, sameBytes } from './letters';
import {
  clashes,
  clashesLength,
  cleanConsistency,
  cleanCounts,
  cleanNameBytes,
  controlWord,
  pairCounts,
  pairStarts,
  pairs,
  scratch,
  setWord,
  slotMask,
} from './memory';
import { countRecords, leaveRecord, listRecords, nameLengthOf, refuse, unitsOf } from './records';
import { anchorHash, insertAnchor, sameAnchor, touchSlot } from './slots';
import { recordOf, sortByName } from './sort';

/**
 * Joins the two sides of a bucket: every two records with the same anchor and the same name become a pair of the
 * population, in the order of the names. Everybody else goes to the rest, and later takes the pair along whose name or
 * anchor they share (separate.ts). A pair with the same anchor as another is noted as a clash of the two.
 */
export function joinBucket(bucket: i32): void {
  const here = countRecords(onPremNumber, bucket);
  const there = countRecords(entraNumber, bucket);
  if (max(here, there) > maximumBucketRecords) {
    refuse();
    return;
  }
  const onPrem = scratch + onPremScratch;
  const entra = scratch + entraScratch;
  listRecords(onPremNumber, bucket, onPrem);
  listRecords(entraNumber, bucket, entra);
  sortByName(onPrem, here);
  sortByName(entra, there);
  publish(bucket, pairUp(onPrem, here, entra, there));
}

/** Walks through both lists and moves the pairs to their fronts; returns how many there are. */
function pairUp(onPrem: usize, here: i32, entra: usize, there: i32): i32 {
  let clean = 0;
  let last: usize = 0;
  let left = 0;
  let right = 0;
  while (left < here && right < there) {
    const own = recordOf(onPrem, left);
    const other = recordOf(entra, right);
    const difference = compareRecords(own, other);
    if (difference <= 0) left += 1;
    if (difference >= 0) right += 1;
    // The first with a name is the one who is paired; a namesake goes to the rest, and takes that pair along.
    if (difference === 0 && fits(own, other) && (last === 0 || compareRecords(last, own) !== 0)) {
      store<u32>(onPrem + (clean << 2), own);
      store<u32>(entra + (clean << 2), other);
      clean += 1;
      last = own;
      continue;
    }
    if (difference <= 0) leaveRecord(onPremNumber, own);
    if (difference >= 0) leaveRecord(entraNumber, other);
  }
  for (; left < here; left += 1) leaveRecord(onPremNumber, recordOf(onPrem, left));
  for (; right < there; right += 1) leaveRecord(entraNumber, recordOf(entra, right));
  return clean;
}

/** Compares two records by their names in lower case. */
function compareRecords(a: usize, b: usize): i32 {
  return compareNames(a + nameByte, nameLengthOf(a), b + nameByte, nameLengthOf(b));
}

/** True when two records with the same name are a clean pair: the same anchor, and no difference in being enabled. */
function fits(own: usize, other: usize): bool {
  if (!sameAnchor(own, other)) return false;
  const a = load<i32>(own + stateByte);
  const b = load<i32>(other + stateByte);
  if ((a & enabledFlag) !== 0 && (b & disabledFlag) !== 0) return false;
  if ((a & disabledFlag) !== 0 && (b & enabledFlag) !== 0) return false;
  if (!sameBytes(own + nameByte, other + nameByte, nameLengthOf(own))) store<i32>(own + stateByte, a | otherCaseFlag);
  return true;
}

/** Makes the pairs of a bucket known, and registers their anchors. */
function publish(bucket: i32, clean: i32): void {
  const onPrem = scratch + onPremScratch;
  const entra = scratch + entraScratch;
  const hashes = scratch + sortScratch;
  const start = atomic.add<i32>(controlWord(pairsTakenWord), clean);
  // A fuller table would be searched for long.
  if (<f64>(start + clean) > <f64>slotMask * 0.9) {
    refuse();
    return;
  }
  let to = pairs + ((<usize>start) << 3);
  let nameBytes = 0;
  let consistency = 0;
  let touched: u32 = 0;
  for (let index = 0; index < clean; index += 1) {
    const record = recordOf(onPrem, index);
    const state = load<i32>(record + stateByte);
    store<i32>(to, unitsOf(record));
    store<i32>(to + 4, unitsOf(recordOf(entra, index)));
    to += 8;
    nameBytes += nameLengthOf(record);
    if ((state & consistencyFlag) !== 0) consistency += 1;
    const hash = anchorHash(record);
    store<u32>(hashes + (index << 2), hash);
    touched ^= touchSlot(hash);
  }
  setWord(pairStarts, bucket, start);
  setWord(pairCounts, bucket, clean);
  setWord(cleanCounts, bucket, clean);
  setWord(cleanNameBytes, bucket, nameBytes);
  setWord(cleanConsistency, bucket, consistency);
  // Where nobody looks: see touchSlot.
  store<u32>(hashes + (clean << 2), touched);
  for (let index = 0; index < clean; index += 1) {
    const record = recordOf(onPrem, index);
    const taken = insertAnchor(record, load<u32>(hashes + (index << 2)));
    if (taken !== 0) clash(taken, record);
  }
}

/** Notes two records with the same anchor. */
function clash(a: usize, b: usize): void {
  const index = atomic.add<i32>(controlWord(clashesWord), 2);
  if (index + 2 > clashesLength) {
    refuse();
    return;
  }
  setWord(clashes, index, unitsOf(a));
  setWord(clashes, index + 1, unitsOf(b));
}
