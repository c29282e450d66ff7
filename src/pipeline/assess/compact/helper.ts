import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { controlWords } from '../../../evidence/compact/columns.js';
import { type CompactSetup, createParticipant, steps } from './participant.js';
import type { WritePlan } from './write-lines.js';

// The second thread of a compact assessment: takes part in each step that the main thread opens, until the last.

const setup = workerData as CompactSetup;
const { control } = setup.columns;
const participant = createParticipant(setup);

function takePart(step: number): void {
  switch (step) {
    case steps.scanOnPrem:
      participant.scanOnPrem();
      return;
    case steps.scanEntra:
      participant.scanEntra();
      return;
    case steps.digest:
      participant.digest();
      return;
    case steps.write: {
      const received = parentPort && receiveMessageOnPort(parentPort);
      if (received) participant.write(received.message as WritePlan);
    }
  }
}

for (let step = Atomics.load(control, controlWords.step); step !== steps.end; ) {
  takePart(step);
  Atomics.wait(control, controlWords.step, step);
  step = Atomics.load(control, controlWords.step);
}
