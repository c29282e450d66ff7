import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { startKernel } from '../../../evidence/compact/kernel.js';
import { controlRegion, stepWord } from '../../../evidence/compact/layout.js';
import { wordsOf } from '../../../evidence/compact/memory.js';
import { type CompactSetup, createParticipant, steps } from './participant.js';
import type { WritePlan } from './write-buckets.js';

// The second thread of a compact assessment: takes part in each step that the main thread opens, until the last.

const setup = workerData as CompactSetup;
const words = wordsOf(setup.population, controlRegion);
const participant = createParticipant(setup, startKernel(setup.population, 1));

function takePart(step: number): void {
  switch (step) {
    case steps.scan:
      participant.scan();
      return;
    case steps.join:
      participant.join();
      return;
    case steps.prepare:
      participant.prepare();
      return;
    case steps.write: {
      const received = parentPort && receiveMessageOnPort(parentPort);
      if (received) participant.write(received.message as WritePlan);
    }
  }
}

for (let step = Atomics.load(words, stepWord); step !== steps.end; ) {
  takePart(step);
  Atomics.wait(words, stepWord, step);
  step = Atomics.load(words, stepWord);
}
