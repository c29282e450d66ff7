import {
  type Columns,
  controlWords,
  digestBytes,
  entraNumber,
  onPremNumber,
  refusals,
} from '../../../evidence/compact/columns.js';
import { type CompactFile, segmentCount } from '../../../evidence/compact/compact-file.js';
import { digestFile } from '../../../evidence/compact/digest.js';
import { createSegmentScanner } from '../../../evidence/compact/segments.js';
import { createEntraTaker } from '../../../evidence/compact/take-entra.js';
import { createOnPremTaker } from '../../../evidence/compact/take-on-prem.js';
import { createPartWriter, type WritePlan } from './write-lines.js';

/** What all threads are given at the start. */
export interface CompactSetup {
  readonly columns: Columns;
  readonly onPrem: CompactFile;
  readonly entra: CompactFile;
}

/** The steps of a run, in the order in which the main thread opens them. */
export const steps = { none: 0, scanOnPrem: 1, scanEntra: 2, digest: 3, write: 4, end: 5 } as const;

/** The steps of a run. Each is shared out piece by piece; a call returns when no piece is left to begin. */
export interface Participant {
  /** Makes columns of the plain rows of the on-premises file. */
  scanOnPrem(): void;
  /** Pairs the plain rows of Entra with them. */
  scanEntra(): void;
  /** Hashes the files. */
  digest(): void;
  write(plan: WritePlan): void;
}

/** One thread’s part in a run. */
export function createParticipant({ columns, onPrem, entra }: CompactSetup): Participant {
  const { control, digests } = columns;
  const share = (step: number, pieces: number, take: (piece: number) => boolean): void => {
    for (;;) {
      // Announced before it is taken: once every piece is taken and nothing is in hand, the step is done.
      Atomics.add(control, controlWords.inHand, 1);
      const piece = Atomics.add(control, controlWords.nextPiece + step, 1);
      const isTaken = piece < pieces && Atomics.load(control, controlWords.refused) === 0;
      try {
        if (isTaken && !take(piece)) Atomics.compareExchange(control, controlWords.refused, 0, refusals.unreadable);
      } finally {
        Atomics.sub(control, controlWords.inHand, 1);
        Atomics.notify(control, controlWords.inHand);
      }
      if (!isTaken) return;
    }
  };
  const writePart = createPartWriter(columns);
  return {
    scanOnPrem() {
      const scanner = createSegmentScanner(columns, onPrem, onPremNumber, (separator) =>
        createOnPremTaker(columns, onPrem, separator),
      );
      share(steps.scanOnPrem, segmentCount(onPrem), scanner.scan);
    },
    scanEntra() {
      const scanner = createSegmentScanner(columns, entra, entraNumber, (separator) =>
        createEntraTaker(columns, entra, onPrem.kinds, separator),
      );
      share(steps.scanEntra, segmentCount(entra), scanner.scan);
    },
    digest() {
      share(steps.digest, 2, (side) => {
        digests.set(digestFile(side === onPremNumber ? onPrem : entra), side * digestBytes);
        return true;
      });
    },
    write(plan) {
      share(steps.write, plan.ends.length, (part) => {
        writePart(plan, part);
        return true;
      });
    },
  };
}
