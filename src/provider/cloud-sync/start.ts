import type { SynchronizationJob } from '../../sources/graph/synchronization.js';
import type { Authorisation } from '../authorise.js';
import { type JobOperation, readStarted, writeToJob } from './operation.js';

/** Starts the job, or starts it anew over everybody, right after the other side was seen as off. */
export async function startJob(
  operation: JobOperation,
  before: SynchronizationJob,
  { clearance }: Authorisation,
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
        await (restarts ? writes.restart(job) : writes.start(job));
      } catch (error) {
        await settleLostStart(operation, error);
      }
    },
    readBack: () => readStarted(operation),
  });
}

/** The answer to a start may be lost after Entra took it: a job that runs counts as started, an unknown one is paused. */
async function settleLostStart({ job, read, writes }: JobOperation, lost: unknown): Promise<void> {
  const now = await read().catch(() => undefined);
  if (now?.scheduleState === 'Active') return;
  if (now === undefined) await writes.pause(job).catch(() => {});
  throw lost;
}
