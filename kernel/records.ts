import {
  chunkBytes,
  chunksTakenWord,
  lengthMask,
  lineShift,
  maximumBuckets,
  nameByte,
  nextScratch,
  participants,
  placeByte,
  refusedWord,
  restRegion,
  restWord,
  segmentShift,
  stateByte,
  unitBytes,
} from '../src/sources/compact/layout';
import { arena, arenaChunks, controlWord, counts, heads, lengthOf, participant, scratch, startOf } from './memory';

/** Bytes at the start of a chunk: the number of the next chunk, and where its records end. */
const chunkStart = unitBytes;

export function nameLengthOf(record: usize): i32 {
  return load<i32>(record + stateByte) & lengthMask;
}

/** Bytes of a record whose name has this length: the name is padded to whole units. */
function recordBytes(nameLength: i32): i32 {
  return (nameByte + ((nameLength + 15) & -16) + unitBytes - 1) & -unitBytes;
}

/** A record by its number, and its number. */
export function recordAt(units: i32): usize {
  return arena + <usize>units * unitBytes;
}

export function unitsOf(record: usize): i32 {
  return <i32>((record - arena) / unitBytes);
}

function chainOf(side: i32, owner: i32, bucket: i32): usize {
  return ((side * participants + owner) * maximumBuckets + bucket) << 2;
}

/** Makes room for a record of this participant in a bucket; 0 when the arena is full. */
export function appendRecord(side: i32, bucket: i32, nameLength: i32): usize {
  const size = recordBytes(nameLength);
  const next = scratch + nextScratch + ((side * maximumBuckets + bucket) << 2);
  const chain = chainOf(side, participant, bucket);
  let record: usize = load<u32>(next);
  // The end of a full chunk is the start of another one’s.
  let start = (record - 1) & -chunkBytes;
  if (record === 0 || record + size > start + chunkBytes) {
    const taken = atomic.add<i32>(controlWord(chunksTakenWord), 1) + 1;
    if (taken >= arenaChunks) return 0;
    if (record === 0) store<i32>(heads + chain, taken);
    else store<i32>(start, taken);
    start = arena + <usize>taken * chunkBytes;
    record = start + chunkStart;
  }
  store<u32>(next, record + size);
  store<u32>(start + 4, record + size);
  store<i32>(counts + chain, load<i32>(counts + chain) + 1);
  return record;
}

/** How many records one side has in a bucket. */
export function countRecords(side: i32, bucket: i32): i32 {
  let count = 0;
  for (let owner = 0; owner < participants; owner += 1) count += load<i32>(counts + chainOf(side, owner, bucket));
  return count;
}

/** Lists the records of one side in a bucket, in no order that could be relied upon. */
export function listRecords(side: i32, bucket: i32, list: usize): void {
  let to = list;
  for (let owner = 0; owner < participants; owner += 1) {
    let chunk = load<i32>(heads + chainOf(side, owner, bucket));
    while (chunk !== 0) {
      const start = arena + <usize>chunk * chunkBytes;
      const end: usize = load<u32>(start + 4);
      for (let record = start + chunkStart; record < end; record += recordBytes(nameLengthOf(record))) {
        store<u32>(to, record);
        to += 4;
      }
      chunk = load<i32>(start);
    }
  }
}

/** Leaves a row to the object path, by where it stands. */
export function leave(side: i32, segment: i32, line: i32, position: i32): void {
  const index = atomic.add<i32>(controlWord(restWord + side), 1);
  if (<u32>index >= lengthOf(restRegion + side) / 8) {
    refuse();
    return;
  }
  // Its place as one number: by these numbers rows sort in the order of the file (shared.ts).
  const place = <f64>segment * 68719476736.0 + <f64>line * 262144.0 + <f64>position;
  store<f64>(startOf(restRegion + side) + ((<usize>index) << 3), place);
}

/** Leaves the row of a record to the object path. */
export function leaveRecord(side: i32, record: usize): void {
  const place = load<u32>(record + placeByte);
  const segment = load<u32>(record + stateByte) >>> segmentShift;
  leave(side, segment, place >>> lineShift, place & ((1 << lineShift) - 1));
}

/** Leaves the whole run to the object path. */
export function refuse(): void {
  atomic.store<i32>(controlWord(refusedWord), 1);
}
