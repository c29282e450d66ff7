import type { CompactFile } from '../../../evidence/compact/compact-file.js';
import { digestFile } from '../../../evidence/compact/digest.js';
import type { Kernel } from '../../../evidence/compact/kernel.js';
import {
  bucketsWord,
  controlRegion,
  digestsRegion,
  entraNumber,
  inHandWord,
  nextJoinWord,
  nextPreparationWord,
  nextSegmentWord,
  nextWriteWord,
  onPremNumber,
  refusedWord,
} from '../../../evidence/compact/layout.js';
import { bytesOf, digestBytes, type SharedPopulation, wordsOf } from '../../../evidence/compact/memory.js';
import { createSegmentScanner, segmentCount } from '../../../evidence/compact/segments.js';
import { createBucketWriter, type WritePlan } from './write-buckets.js';

/** What both threads are given at the start. */
export interface CompactSetup {
  readonly population: SharedPopulation;
  readonly onPrem: CompactFile;
  readonly entra: CompactFile;
}

/** The steps of a run, in the order in which the main thread opens them. */
export const steps = { none: 0, scan: 1, join: 2, prepare: 3, write: 4, end: 5 } as const;

/** The steps of a run. Each is shared out piece by piece; a call returns when no piece is left to begin. */
export interface Participant {
  /** Puts the plain rows of both files into buckets. */
  scan(): void;
  /** Joins the buckets. */
  join(): void;
  /** Hashes the files. */
  prepare(): void;
  write(plan: WritePlan): void;
}

/** One thread’s part in a run, done by its kernel. */
export function createParticipant({ population, onPrem, entra }: CompactSetup, kernel: Kernel): Participant {
  const words = wordsOf(population, controlRegion);
  const share = (counter: number, pieces: number, take: (piece: number) => void): void => {
    for (;;) {
      // Announced before it is taken: once every piece is taken and nothing is in hand, the step is done.
      Atomics.add(words, inHandWord, 1);
      const piece = Atomics.add(words, counter, 1);
      const taken = piece < pieces && Atomics.load(words, refusedWord) === 0;
      try {
        if (taken) take(piece);
      } finally {
        Atomics.sub(words, inHandWord, 1);
        Atomics.notify(words, inHandWord);
      }
      if (!taken) return;
    }
  };
  const digests = bytesOf(population, digestsRegion);
  const bucketCount = (): number => Atomics.load(words, bucketsWord);
  return {
    scan() {
      const here = createSegmentScanner(population, kernel, onPrem, onPremNumber);
      const there = createSegmentScanner(population, kernel, entra, entraNumber);
      const first = segmentCount(onPrem);
      share(nextSegmentWord, first + segmentCount(entra), (piece) => {
        const read = piece < first ? here.scan(piece) : there.scan(piece - first);
        if (!read) Atomics.store(words, refusedWord, 1);
      });
    },
    join: () => share(nextJoinWord, bucketCount(), kernel.joinBucket),
    prepare: () =>
      share(nextPreparationWord, 2, (side) =>
        digests.set(digestFile((side === onPremNumber ? onPrem : entra).descriptor), side * digestBytes),
      ),
    write: (plan) => share(nextWriteWord, bucketCount(), createBucketWriter(population, kernel, plan)),
  };
}
