import {
  clashesWord,
  consistencyFlag,
  disabledFlag,
  enabledFlag,
  entraNumber,
  entraScratch,
  hashesScratch,
  matchesScratch,
  nameByte,
  namesakeFlag,
  onPremNumber,
  onPremScratch,
  otherCaseFlag,
  pairsTakenWord,
  slotsScratch,
  stateByte,
} from '../src/evidence/compact/layout';
import { sameBytes, sharedLetters } from './letters';
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
  wordAt,
} from './memory';
import { leaveRecord, listRecords, nameLengthOf, refuse, unitsOf } from './records';
import { anchorHash, hasRoomFor, insertAnchor, sameAnchor, touchSlot } from './slots';
import { sortByName } from './sort';

/**
 * Joins the two sides of a bucket: every two records with the same anchor and the same name become a pair of the
 * population, in the order of the names. Everybody else goes to the rest, and later takes the pair along whose name or
 * anchor they share (separate.ts). A pair with the same anchor as another is noted as a clash of the two.
 */
export function joinBucket(bucket: i32): void {
  const onPrem = scratch + onPremScratch;
  const entra = scratch + entraScratch;
  const here = listRecords(onPremNumber, bucket, onPrem);
  const there = listRecords(entraNumber, bucket, entra);
  if (here < 0 || there < 0) {
    refuse();
    return;
  }
  sortByName(onPrem, here);
  register(here);
  for (let index = 0; index < there; index += 1) {
    const record = wordAt(entra, index);
    if (!match(record)) leaveRecord(entraNumber, record);
  }
  publish(bucket, settle(here));
}

let slotMask: u32 = 0;

/** Puts the on-premises records into the bucket’s slots by anchor. The first with a name or an anchor stays; no later one. */
function register(count: i32): void {
  const onPrem = scratch + onPremScratch;
  const slots = scratch + slotsScratch;
  slotMask = 4;
  while (slotMask < <u32>count * 2) slotMask <<= 1;
  memory.fill(slots, 0, slotMask << 2);
  memory.fill(scratch + matchesScratch, 0, count << 2);
  slotMask -= 1;
  for (let index = 0; index < count; index += 1) {
    const record = wordAt(onPrem, index);
    const hash = anchorHash(record);
    setWord(scratch + hashesScratch, index, hash);
    if ((load<i32>(record + stateByte) & namesakeFlag) !== 0) continue;
    const slot = findSlot(record, hash);
    if (load<i32>(slot) === 0) store<i32>(slot, index + 1);
  }
}

/** The slot of the on-premises record with this anchor, or the free one where it would be. */
function findSlot(anchor: usize, hash: u32): usize {
  let place = hash & slotMask;
  while (true) {
    const slot = scratch + slotsScratch + (place << 2);
    const found = load<i32>(slot);
    if (found === 0 || sameAnchor(wordAt(scratch + onPremScratch, found - 1), anchor)) return slot;
    place = (place + 1) & slotMask;
  }
}

/** Makes a record of Entra the match of the on-premises one with the same anchor and name; false when it is nobody’s. */
function match(record: usize): bool {
  const index = load<i32>(findSlot(record, anchorHash(record))) - 1;
  if (index < 0 || wordAt(scratch + matchesScratch, index) !== 0) return false;
  const own = wordAt(scratch + onPremScratch, index);
  const a = load<i32>(own + stateByte);
  const b = load<i32>(record + stateByte);
  if ((a & enabledFlag) !== 0 && (b & disabledFlag) !== 0) return false;
  if ((a & disabledFlag) !== 0 && (b & enabledFlag) !== 0) return false;
  const length = nameLengthOf(own);
  if (nameLengthOf(record) !== length) return false;
  if (!sameBytes(own + nameByte, record + nameByte, length)) {
    if (sharedLetters(own + nameByte, record + nameByte, 0, length) !== length) return false;
    store<i32>(own + stateByte, a | otherCaseFlag);
  }
  setWord(scratch + matchesScratch, index, <u32>record);
  return true;
}

/** Moves the clean pairs to the front and leaves the others; returns how many are clean. */
function settle(count: i32): i32 {
  let clean = 0;
  for (let index = 0; index < count; index += 1) {
    const record = wordAt(scratch + onPremScratch, index);
    const other = wordAt(scratch + matchesScratch, index);
    if (other === 0) {
      leaveRecord(onPremNumber, record);
      continue;
    }
    setWord(scratch + onPremScratch, clean, record);
    setWord(scratch + matchesScratch, clean, other);
    setWord(scratch + hashesScratch, clean, wordAt(scratch + hashesScratch, index));
    clean += 1;
  }
  return clean;
}

/** Makes the pairs of a bucket known, and registers their anchors. */
function publish(bucket: i32, clean: i32): void {
  const onPrem = scratch + onPremScratch;
  const hashes = scratch + hashesScratch;
  const start = atomic.add<i32>(controlWord(pairsTakenWord), clean);
  if (!hasRoomFor(start + clean)) {
    refuse();
    return;
  }
  let to = pairs + ((<usize>start) << 3);
  let nameBytes = 0;
  let consistency = 0;
  let touched: u32 = 0;
  for (let index = 0; index < clean; index += 1) {
    const record = wordAt(onPrem, index);
    store<i32>(to, unitsOf(record));
    store<i32>(to + 4, unitsOf(wordAt(scratch + matchesScratch, index)));
    to += 8;
    nameBytes += nameLengthOf(record);
    if ((load<i32>(record + stateByte) & consistencyFlag) !== 0) consistency += 1;
    touched ^= touchSlot(wordAt(hashes, index));
  }
  // Where nobody looks: see touchSlot.
  setWord(hashes, clean, touched);
  setWord(pairStarts, bucket, start);
  setWord(pairCounts, bucket, clean);
  setWord(cleanCounts, bucket, clean);
  setWord(cleanNameBytes, bucket, nameBytes);
  setWord(cleanConsistency, bucket, consistency);
  for (let index = 0; index < clean; index += 1) {
    const record = wordAt(onPrem, index);
    const taken = insertAnchor(record, wordAt(hashes, index));
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
