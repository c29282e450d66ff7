import { writeSync } from 'node:fs';
import { limitOf } from '../../sources/compact/buckets.js';
import { compareBytes } from '../../sources/compact/letters.js';
import { isClean } from '../../sources/compact/pairs.js';
import {
  control,
  lengthMask,
  nameWord,
  otherCaseFlag,
  type SharedPopulation,
  stateWord,
} from '../../sources/compact/shared.js';
import { copyBytes, copySlack, writeAnchor, writeGuid } from './encode.js';
import type { LineFormat } from './line-format.js';
import type { OtherLines } from './other-lines.js';

/** What each bucket becomes in the file. */
export interface WritePlan {
  readonly descriptor: number;
  readonly others: OtherLines;
  /** Which of the other lines come before the end of each bucket: the first one that does not. */
  readonly otherEnds: Float64Array;
  /** Where the lines of each bucket start in the file. */
  readonly offsets: Float64Array;
}

/**
 * Where everything goes: the other lines are assigned to the buckets whose names they stand between, and the lengths of
 * all lines give the offsets. What is left behind the last bucket belongs to the last bucket.
 */
export function planWrite(
  population: SharedPopulation,
  format: LineFormat,
  others: OtherLines,
  descriptor: number,
): WritePlan {
  const { control: words, cleanCounts, cleanNameBytes } = population;
  const buckets = Atomics.load(words, control.buckets);
  const otherEnds = new Float64Array(new SharedArrayBuffer(buckets * 8));
  const offsets = new Float64Array(new SharedArrayBuffer(buckets * 8));
  let other = 0;
  let offset = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    offsets[bucket] = offset;
    offset += (cleanCounts[bucket] as number) * format.bytesWithoutNames + 2 * (cleanNameBytes[bucket] as number);
    const last = bucket === buckets - 1;
    while (other < others.count && (last || Buffer.compare(keyOf(others, other), limitOf(population, bucket)) <= 0)) {
      offset += (others.lineEnds[other] as number) - (other === 0 ? 0 : (others.lineEnds[other - 1] as number));
      other += 1;
    }
    otherEnds[bucket] = other;
  }
  return { descriptor, others, otherEnds, offsets };
}

/** The sort key of one of the other lines, in lower case. */
function keyOf({ keys, keyEnds }: OtherLines, other: number): Uint8Array {
  return keys.subarray(other === 0 ? 0 : keyEnds[other - 1], keyEnds[other]);
}

const flushBytes = 1 << 18;
const longestLine = 1 << 10;

/** Writes buckets in any order and on any thread, each to its place in the file. */
export function createBucketWriter(
  population: SharedPopulation,
  format: LineFormat,
  plan: WritePlan,
): (bucket: number) => void {
  const { arena, pairs, pairStarts, pairCounts } = population;
  const names = new Uint8Array(arena.buffer);
  const { others, otherEnds } = plan;
  const buffer = Buffer.allocUnsafeSlow(flushBytes + longestLine + copySlack);
  const writeClean = createLineWriter(arena, format, buffer);

  return (bucket) => {
    let position = plan.offsets[bucket] as number;
    let used = 0;
    const flush = (data: Uint8Array, bytes: number): void => {
      for (let done = 0; done < bytes; ) done += writeSync(plan.descriptor, data, done, bytes - done, position + done);
      position += bytes;
    };
    const writeOther = (other: number): void => {
      const start = other === 0 ? 0 : (others.lineEnds[other - 1] as number);
      const line = others.lines.subarray(start, others.lineEnds[other]);
      if (used + line.length > flushBytes) {
        flush(buffer, used);
        used = 0;
      }
      if (line.length > flushBytes) flush(line, line.length);
      else {
        buffer.set(line, used);
        used += line.length;
      }
    };
    let other = bucket === 0 ? 0 : (otherEnds[bucket - 1] as number);
    const end = otherEnds[bucket] as number;
    let key = other < end ? keyOf(others, other) : undefined;
    const start = pairStarts[bucket] as number;
    touchRecords(population, start, pairCounts[bucket] as number);
    for (let pair = start; pair < start + (pairCounts[bucket] as number); pair += 1) {
      const record = pairs[pair * 2] as number;
      const state = arena[record + stateWord] as number;
      if (!isClean(state)) continue;
      // The two names are never equal: a namesake is not clean.
      while (key !== undefined && compareBytes(names, (record + nameWord) * 4, state & lengthMask, key) > 0) {
        writeOther(other);
        other += 1;
        key = other < end ? keyOf(others, other) : undefined;
      }
      if (used >= flushBytes) {
        flush(buffer, used);
        used = 0;
      }
      used = writeClean(record, pairs[pair * 2 + 1] as number, used);
    }
    for (; other < end; other += 1) writeOther(other);
    flush(buffer, used);
  };
}

/** Reads ahead what the lines will need: these reads do not wait for each other. */
function touchRecords({ arena, pairs }: SharedPopulation, start: number, count: number): number {
  let sum = 0;
  for (let pair = start; pair < start + count; pair += 1) {
    const record = pairs[pair * 2] as number;
    sum ^= (arena[record] as number) ^ (arena[record + nameWord + 8] as number);
  }
  return sum;
}

/** Writes one clean pair’s line into the buffer and returns the position behind it. */
function createLineWriter(
  arena: Int32Array,
  { before, after }: LineFormat,
  buffer: Uint8Array,
): (record: number, other: number, at: number) => number {
  const view = viewOf(buffer);
  const names = viewOf(arena);
  const [toName, toEntraName, toGuid, toAnchor, toImmutableId] = before.map(padded);
  const toEnd = padded(after);
  if (!toName || !toEntraName || !toGuid || !toAnchor || !toImmutableId) throw new Error('a line has five values');
  return (record, other, at) => {
    const state = arena[record + stateWord] as number;
    const length = state & lengthMask;
    const entra = (state & otherCaseFlag) === 0 ? record : other;
    let end = copyBytes(view, at, toName.view, 0, toName.length);
    end = copyBytes(view, end, names, (record + nameWord) * 4, length);
    end = copyBytes(view, end, toEntraName.view, 0, toEntraName.length);
    end = copyBytes(view, end, names, (entra + nameWord) * 4, length);
    end = copyBytes(view, end, toGuid.view, 0, toGuid.length);
    end = writeGuid(view, end, arena, record);
    end = copyBytes(view, end, toAnchor.view, 0, toAnchor.length);
    const anchor = end;
    end = writeAnchor(view, end, arena, record);
    end = copyBytes(view, end, toImmutableId.view, 0, toImmutableId.length);
    end = copyBytes(view, end, view, anchor, 24);
    return copyBytes(view, end, toEnd.view, 0, toEnd.length);
  };
}

function viewOf(bytes: Uint8Array | Int32Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function padded(bytes: Uint8Array): { readonly view: DataView; readonly length: number } {
  const copy = new Uint8Array(bytes.length + copySlack);
  copy.set(bytes);
  return { view: viewOf(copy), length: bytes.length };
}
