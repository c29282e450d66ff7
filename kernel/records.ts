import {
  bucketsWord,
  chunkBytes,
  chunksTakenWord,
  lengthMask,
  lineShift,
  maximumBucketRecords,
  maximumBuckets,
  nameByte,
  nextScratch,
  participants,
  placeByte,
  refusedWord,
  restRegion,
  restWord,
  segmentShift,
  sides,
  stateByte,
  unitBytes,
} from '../src/evidence/compact/layout';
import {
  arena,
  arenaChunks,
  control,
  controlWord,
  heads,
  lengthOf,
  openChunks,
  participant,
  scratch,
  startOf,
  wordAt,
} from './memory';

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
  let record: usize = load<u32>(next);
  // The end of a full chunk is the start of another one’s.
  const start = (record - 1) & -chunkBytes;
  if (record === 0 || record + size > start + chunkBytes) {
    const taken = atomic.add<i32>(controlWord(chunksTakenWord), 1) + 1;
    if (taken >= arenaChunks) return 0;
    const chain = chainOf(side, participant, bucket);
    if (record === 0) store<i32>(heads + chain, taken);
    else {
      store<i32>(start, taken);
      store<u32>(start + 4, record);
    }
    store<i32>(openChunks + chain, taken);
    record = arena + <usize>taken * chunkBytes + chunkStart;
  }
  store<u32>(next, record + size);
  return record;
}

/** Notes where the records end in the chunks that this participant is filling; at the end of each piece of work. */
export function closeChunks(): void {
  const buckets: i32 = wordAt(control, bucketsWord);
  for (let side = 0; side < sides; side += 1) {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const end = load<u32>(scratch + nextScratch + ((side * maximumBuckets + bucket) << 2));
      if (end === 0) continue;
      const chunk = load<i32>(openChunks + chainOf(side, participant, bucket));
      store<u32>(arena + <usize>chunk * chunkBytes + 4, end);
    }
  }
}

/**
 * Lists the records of one side in a bucket, in no order that could be relied upon. Returns how many there are; -1 when
 * they are too many for the list.
 */
export function listRecords(side: i32, bucket: i32, list: usize): i32 {
  const full = list + maximumBucketRecords * 4;
  let to = list;
  for (let owner = 0; owner < participants; owner += 1) {
    let chunk = load<i32>(heads + chainOf(side, owner, bucket));
    while (chunk !== 0) {
      const start = arena + <usize>chunk * chunkBytes;
      const end: usize = load<u32>(start + 4);
      for (let record = start + chunkStart; record < end; record += recordBytes(nameLengthOf(record))) {
        if (to === full) return -1;
        store<u32>(to, record);
        to += 4;
      }
      chunk = load<i32>(start);
    }
  }
  return <i32>((to - list) >> 2);
}

/** Leaves a row to the object path, by where it stands. */
export function leave(side: i32, segment: i32, line: i32, position: i32): void {
  const index = atomic.add<i32>(controlWord(restWord + side), 1);
  if (<u32>index >= lengthOf(restRegion + side) / 8) {
    refuse();
    return;
  }
  // Its place as one number: by these numbers rows sort in the order of the file (src/evidence/compact/place.ts).
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
