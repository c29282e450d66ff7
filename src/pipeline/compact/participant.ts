import { digestFile } from '../../sources/compact/digest.js';
import { createEntraScanner } from '../../sources/compact/scan-entra.js';
import { createOnPremScanner } from '../../sources/compact/scan-on-prem.js';
import { type CompactFile, type SegmentScanner, segmentCount } from '../../sources/compact/segments.js';
import { control, type SharedPopulation } from '../../sources/compact/shared.js';
import type { LineFormat } from './line-format.js';
import { groupByName } from './order.js';
import { createGroupWriter, type WritePlan } from './write-groups.js';

/** What both threads are given at the start. */
export interface CompactSetup {
  readonly population: SharedPopulation;
  readonly onPrem: CompactFile;
  readonly entra: CompactFile;
  /** Verified domains in lower case; left out when they are not known. */
  readonly verifiedDomains?: readonly string[];
  /** Whether the identities will be written. */
  readonly ordered: boolean;
  readonly format: LineFormat;
}

/** The steps of a run. Each is shared out piece by piece; a call returns when no piece is left to begin. */
export interface Participant {
  scanOnPrem(): void;
  scanEntra(): void;
  /** Hashes the files and puts the names into groups. */
  prepare(): void;
  write(plan: WritePlan): void;
}

/** One thread’s part in a run. */
export function createParticipant({
  population,
  onPrem,
  entra,
  verifiedDomains,
  ordered,
  format,
}: CompactSetup): Participant {
  const words = population.control;
  const share = (counter: number, pieces: () => number, take: (piece: number) => void): void => {
    for (;;) {
      // Announced before it is taken: once every piece is taken and nothing is in hand, the step is done.
      Atomics.add(words, control.inHand, 1);
      const piece = Atomics.add(words, counter, 1);
      const taken = piece < pieces() && Atomics.load(words, control.refused) === 0;
      try {
        if (taken) take(piece);
      } finally {
        Atomics.sub(words, control.inHand, 1);
        Atomics.notify(words, control.inHand);
      }
      if (!taken) return;
    }
  };
  const scan = (counter: number, file: CompactFile, scanner: SegmentScanner): void =>
    share(
      counter,
      () => segmentCount(file),
      (segment) => {
        if (!scanner.scan(segment)) Atomics.store(words, control.refused, 1);
      },
    );
  const preparations: readonly (() => void)[] = [
    () => population.digests.set(digestFile(onPrem.descriptor), 0),
    ...(ordered ? [() => groupByName(population)] : []),
    () => population.digests.set(digestFile(entra.descriptor), 32),
  ];
  return {
    scanOnPrem: () => scan(control.nextOnPremSegment, onPrem, createOnPremScanner(onPrem, population, verifiedDomains)),
    scanEntra: () => scan(control.nextEntraSegment, entra, createEntraScanner(entra, population)),
    prepare: () =>
      share(
        control.nextPreparation,
        () => preparations.length,
        (index) => preparations[index]?.(),
      ),
    write(plan) {
      const writer = createGroupWriter(population, format, plan);
      share(control.nextGroup, () => Atomics.load(words, control.groups), writer);
    },
  };
}
