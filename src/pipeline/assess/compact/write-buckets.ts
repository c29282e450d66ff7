import { writeSync } from 'node:fs';
import type { Kernel } from '../../../evidence/compact/kernel.js';
import {
  bucketsWord,
  cleanCountsRegion,
  cleanNameBytesRegion,
  controlRegion,
  flushBytes,
  lengthMask,
  limitsRegion,
  pairCountsRegion,
  pairStartsRegion,
} from '../../../evidence/compact/layout.js';
import { type SharedPopulation, textOf, wordsOf } from '../../../evidence/compact/memory.js';
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
  const buckets = wordsOf(population, controlRegion)[bucketsWord] as number;
  const cleanCounts = wordsOf(population, cleanCountsRegion);
  const cleanNameBytes = wordsOf(population, cleanNameBytesRegion);
  const otherEnds = new Float64Array(new SharedArrayBuffer(buckets * 8));
  const offsets = new Float64Array(new SharedArrayBuffer(buckets * 8));
  let other = 0;
  let offset = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    offsets[bucket] = offset;
    offset += (cleanCounts[bucket] as number) * format.bytesWithoutNames + 2 * (cleanNameBytes[bucket] as number);
    const limit = bucket === buckets - 1 ? undefined : textOf(population, limitsRegion, bucket);
    while (other < others.count && (limit === undefined || Buffer.compare(keyOf(others, other), limit) <= 0)) {
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

/** Writes buckets in any order and on any thread, each to its place in the file. */
export function createBucketWriter(
  population: SharedPopulation,
  kernel: Kernel,
  plan: WritePlan,
): (bucket: number) => void {
  const { others, otherEnds } = plan;
  const { output, nextPair } = kernel;
  const pairStarts = wordsOf(population, pairStartsRegion);
  const pairCounts = wordsOf(population, pairCountsRegion);

  return (bucket) => {
    let position = plan.offsets[bucket] as number;
    let used = 0;
    const flush = (data: Uint8Array, bytes: number): void => {
      for (let done = 0; done < bytes; ) done += writeSync(plan.descriptor, data, done, bytes - done, position + done);
      position += bytes;
    };
    const flushOutput = (): void => {
      flush(output, used);
      used = 0;
    };
    const writeOther = (other: number): void => {
      const start = other === 0 ? 0 : (others.lineEnds[other - 1] as number);
      const line = others.lines.subarray(start, others.lineEnds[other]);
      if (used + line.length > flushBytes) flushOutput();
      if (line.length > flushBytes) flush(line, line.length);
      else {
        output.set(line, used);
        used += line.length;
      }
    };
    let pair = pairStarts[bucket] as number;
    const end = pair + (pairCounts[bucket] as number);
    const writePairs = (keyLength: number): void => {
      for (;;) {
        used = kernel.writeLines(pair, end, keyLength, used);
        pair = nextPair.value;
        if (used < flushBytes) return;
        flushOutput();
      }
    };
    for (let other = bucket === 0 ? 0 : (otherEnds[bucket - 1] as number); other < (otherEnds[bucket] as number); ) {
      // No name is longer: what follows can’t matter but for a name that is the whole of the rest.
      const key = keyOf(others, other).subarray(0, lengthMask + 1);
      kernel.putName(key);
      writePairs(key.length);
      writeOther(other);
      other += 1;
    }
    writePairs(-1);
    flushOutput();
  };
}
