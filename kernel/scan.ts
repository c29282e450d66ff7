import {
  consistencyFlag,
  disabledFlag,
  domainsRegion,
  domainsWord,
  enabledFlag,
  limitBytes,
  lineShift,
  maximumLine,
  nameByte,
  nameScratch,
  onPremNumber,
  placeByte,
  segmentShift,
  stateByte,
} from '../src/evidence/compact/layout';
import { bucketOf } from './buckets';
import { firstBytes, sharedLetters } from './letters';
import { control, scratch, startOf, wordAt } from './memory';
import { appendRecord, refuse } from './records';
import {
  anchor,
  consistency,
  flag,
  guid,
  hasAnchor,
  hasConsistency,
  nameLength,
  nameStart,
  readRow,
  useColumns,
} from './row';

/** The lines of the segment that were taken so far. */
export let linesTaken: i32 = 0;

/**
 * Makes records of the plain rows from `start` on, up to the first row that is not plain or starts at `limit` or later;
 * returns where that row starts.
 *
 * @param origin position 0 of the segment.
 * @param end where the data ends.
 * @param line lines of the segment before `start`.
 */
export function scanRows(
  side: i32,
  segment: i32,
  origin: usize,
  start: usize,
  limit: usize,
  end: usize,
  line: i32,
): usize {
  useColumns(side);
  let at = start;
  let lines = line;
  while (at < limit && lines < maximumLine) {
    const next = readRow(at);
    if (next === 0 || next > end) break;
    if (side === onPremNumber ? !isPlainPerson() : !hasAnchor) break;
    if (!keep(side, (lines << lineShift) | <i32>(at - origin), segment)) {
      refuse();
      break;
    }
    lines += 1;
    at = next;
  }
  linesTaken = lines;
  return at;
}

/** Keeps the row that was read as a record; false when there is no room. */
function keep(side: i32, place: i32, segment: i32): bool {
  const length = nameLength;
  const name = scratch + nameScratch;
  const whole = length & -16;
  for (let at = 0; at < whole; at += 16) v128.store(name + at, v128.load(nameStart + at));
  v128.store(name + whole, v128.and(v128.load(nameStart + whole), firstBytes(length - whole)));
  const record = appendRecord(side, bucketOf(name, length), length);
  if (record === 0) return false;
  v128.store(record, side === onPremNumber ? guid : anchor);
  const enabled = flag === 1 ? enabledFlag : flag === 2 ? disabledFlag : 0;
  const explained = hasConsistency ? consistencyFlag : 0;
  store<i32>(record + stateByte, length | enabled | explained | (segment << segmentShift));
  store<i32>(record + placeByte, place);
  for (let at = 0; at < length; at += 16) v128.store(record + nameByte + at, v128.load(name + at));
  return true;
}

/**
 * True when mS-DS-ConsistencyGuid and the claim are empty or equal to objectGUID, only objectGUID explains the anchor, and
 * the name is of a verified domain.
 */
function isPlainPerson(): bool {
  if (hasConsistency && !same(consistency, guid)) return false;
  if (hasAnchor && !same(anchor, guid)) return false;
  // Bytes that are printable text could be the text of an attribute as well.
  if (i8x16.bitmask(guid) === 0) return false;
  // A GUID that reads the same in both byte orders is explained twice.
  if (same(guid, i8x16.swizzle(guid, i8x16(3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)))) return false;
  return hasVerifiedDomain();
}

function same(a: v128, b: v128): bool {
  return i8x16.all_true(i8x16.eq(a, b));
}

/** True when the name ends in one of the verified domains, or none is known. */
function hasVerifiedDomain(): bool {
  const count: i32 = wordAt(control, domainsWord);
  if (count < 0) return true;
  for (let index = 0; index < count; index += 1) {
    const domain = startOf(domainsRegion) + index * limitBytes;
    const length = load<i32>(domain);
    if (length <= nameLength && sharedLetters(nameStart + nameLength - length, domain + 4, 0, length) === length)
      return true;
  }
  return false;
}
