import { digestFile } from '../../sources/compact/digest.js';
import { createBucketJoiner } from '../../sources/compact/join-bucket.js';
import { createEntraScanner, createOnPremScanner } from '../../sources/compact/scan-rows.js';
import { type CompactFile, segmentCount } from '../../sources/compact/segments.js';
import { control, type SharedPopulation } from '../../sources/compact/shared.js';
import type { LineFormat } from './line-format.js';
import { createBucketWriter, type WritePlan } from './write-buckets.js';

/** What both threads are given at the start. */
export interface CompactSetup {
  readonly population: SharedPopulation;
  readonly onPrem: CompactFile;
  readonly entra: CompactFile;
  /** Verified domains in lower case; left out when they are not known. */
  readonly verifiedDomains?: readonly string[];
  readonly format: LineFormat;
}

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

/** One thread’s part in a run; `number` tells the two apart. */
export function createParticipant(
  { population, onPrem, entra, verifiedDomains, format }: CompactSetup,
  number: number,
): Participant {
  const words = population.control;
  const share = (counter: number, pieces: number, take: (piece: number) => void): void => {
    for (;;) {
      // Announced before it is taken: once every piece is taken and nothing is in hand, the step is done.
      Atomics.add(words, control.inHand, 1);
      const piece = Atomics.add(words, counter, 1);
      const taken = piece < pieces && Atomics.load(words, control.refused) === 0;
      try {
        if (taken) take(piece);
      } finally {
        Atomics.sub(words, control.inHand, 1);
        Atomics.notify(words, control.inHand);
      }
      if (!taken) return;
    }
  };
  const preparations: readonly (() => void)[] = [
    () => population.digests.set(digestFile(onPrem.descriptor), 0),
    () => population.digests.set(digestFile(entra.descriptor), 32),
  ];
  return {
    scan() {
      const here = createOnPremScanner(onPrem, population, number, verifiedDomains);
      const there = createEntraScanner(entra, population, number);
      const first = segmentCount(onPrem);
      share(control.nextSegment, first + segmentCount(entra), (piece) => {
        const read = piece < first ? here.scan(piece) : there.scan(piece - first);
        if (!read) Atomics.store(words, control.refused, 1);
      });
    },
    join: () => share(control.nextJoin, Atomics.load(words, control.buckets), createBucketJoiner(population)),
    prepare: () => share(control.nextPreparation, preparations.length, (index) => preparations[index]?.()),
    write: (plan) =>
      share(control.nextWrite, Atomics.load(words, control.buckets), createBucketWriter(population, format, plan)),
  };
}
