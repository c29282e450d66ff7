import { createClassifier } from './buckets.js';
import { compareNames } from './letters.js';
import { conflictFlag, lengthMask, nameWord, type SharedPopulation, stateWord } from './shared.js';

/** No pair. */
export const nobody = -1;

/** True for the on-premises record of a pair that is still clean. */
export function isClean(state: number): boolean {
  return (state & conflictFlag) === 0;
}

/** Finds pairs by their names, in the order in which they stand in their buckets. */
export function createPairFinder(population: SharedPopulation) {
  const { arena, pairs, pairStarts, pairCounts } = population;
  const classify = createClassifier(population);
  const name = new Int32Array(64);
  const lengthOf = (record: number): number => (arena[record + stateWord] as number) & lengthMask;
  const bucketOf = (record: number): number => classify(arena, record + nameWord, lengthOf(record));
  const find = (wanted: Int32Array, at: number, length: number): number => {
    const bucket = classify(wanted, at, length);
    let low = pairStarts[bucket] as number;
    let high = low + (pairCounts[bucket] as number);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const record = pairs[middle * 2] as number;
      const difference = compareNames(arena, record + nameWord, lengthOf(record), wanted, at, length);
      if (difference === 0) return middle;
      if (difference < 0) low = middle + 1;
      else high = middle;
    }
    return nobody;
  };
  return {
    bucketOf,
    /** The pair with the name of a record. */
    findRecord: (wanted: number): number => find(arena, wanted + nameWord, lengthOf(wanted)),
    /** The pair with a name in any letter case, `nobody` for a name that no plain row can have. */
    findName(text: string): number {
      const bytes = Buffer.from(text.toLowerCase());
      if (bytes.length === 0 || bytes.length > lengthMask) return nobody;
      name.fill(0);
      new Uint8Array(name.buffer).set(bytes);
      return find(name, 0, bytes.length);
    },
  };
}
