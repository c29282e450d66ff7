import {
  chainOf,
  chunkStart,
  chunkWords,
  control,
  participants,
  recordWords,
  type SharedPopulation,
  type Side,
  stateWord,
} from './shared.js';

/** No room for another record. */
export const noRoom = -1;

/** Appends records of one side to the buckets; each participant has chains of its own. */
export function createAppender(
  { control: words, arena, heads, counts }: SharedPopulation,
  side: Side,
  participant: number,
): (bucket: number, state: number) => number {
  const chunks = arena.length / chunkWords;
  /** The next free position of each bucket, 0 before its first record. */
  const next = new Int32Array(chainOf(0, 1, 0));
  /** Returns the position for a record with this state, whose last four words are zero; `noRoom` when there is none. */
  return (bucket, state) => {
    const size = recordWords(state);
    let position = next[bucket] as number;
    let base = position & -chunkWords;
    // The end of a full chunk is the start of another one’s.
    if (position === base || position + size > base + chunkWords) {
      const chunk = Atomics.add(words, control.nextChunk, 1) + 1;
      if (chunk >= chunks) return noRoom;
      const last = position === base ? position - chunkWords : base;
      if (position === 0) heads[chainOf(side, participant, bucket)] = chunk;
      else arena[last] = chunk;
      base = chunk * chunkWords;
      position = base + chunkStart;
    }
    next[bucket] = position + size;
    arena[base + 1] = position + size;
    const chain = chainOf(side, participant, bucket);
    counts[chain] = (counts[chain] as number) + 1;
    return position;
  };
}

/** How many records one side has in a bucket. */
export function countRecords({ counts }: SharedPopulation, side: Side, bucket: number): number {
  let count = 0;
  for (let participant = 0; participant < participants; participant += 1)
    count += counts[chainOf(side, participant, bucket)] as number;
  return count;
}

/** The positions of one side’s records in a bucket, in no order that could be relied upon. */
export function listRecords({ arena, heads }: SharedPopulation, side: Side, bucket: number, records: Int32Array): void {
  let count = 0;
  for (let participant = 0; participant < participants; participant += 1)
    for (let chunk = heads[chainOf(side, participant, bucket)] as number; chunk !== 0; ) {
      const base = chunk * chunkWords;
      const end = arena[base + 1] as number;
      for (let record = base + chunkStart; record < end; record += recordWords(arena[record + stateWord] as number)) {
        records[count] = record;
        count += 1;
      }
      chunk = arena[base] as number;
    }
}
