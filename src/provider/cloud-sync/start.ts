import type { SynchronizationJob } from '../../connectors/graph/synchronization.js';
import { type JobOperation, pauseJob, readStarted, writeToJob } from './operation.js';
import type { StartClearance } from './writes.js';

/** Starts the job, or starts it again over everybody, right after the other side was seen as off. */
export async function startJob(
  operation: JobOperation,
  before: SynchronizationJob,
  clearance: StartClearance,
  interlock: () => Promise<void>,
  restarts: boolean,
): Promise<SynchronizationJob> {
  const { job, writes } = operation;
  return writeToJob(operation, before, {
    operation: `entra.synchronization.${restarts ? 'restart' : 'start'}`,
    clearance,
    interlock,
    async send() {
      try {
        await (restarts ? writes.restart(clearance, job) : writes.start(clearance, job));
      } catch (error) {
        await settleLostStart(operation, before, error);
      }
    },
    readBack: () => readStarted(operation),
  });
}

/** The answer to a start may be lost after Entra took it: a job that runs counts as started, an unknown one is paused. */
async function settleLostStart(operation: JobOperation, before: SynchronizationJob, lost: unknown): Promise<void> {
  const now = await operation.read().catch(() => undefined);
  if (now?.scheduleState === 'Active') return;
  // Nobody could read it, so it is paused as one that may run, by a write that the journal has like any other.
  if (now === undefined) await pauseJob(operation, { ...before, scheduleState: 'Active' }).catch(() => {});
  throw lost;
}
