import {
  jobIsOff,
  type ProvisioningLogRow,
  readProvisioningLog,
  type SynchronizationJob,
} from '../../connectors/graph/synchronization.js';
import type { KnownPeople } from '../../pipeline/assess/known-people.js';
import { misdeedsIn } from '../../pipeline/verify/provisioning-misdeeds.js';
import type { JobOperation } from './operation.js';

/** `pending`: the first cycle has not ended within the time we wait; the resource shows a difference until it has. */
export type Verification = 'passed' | 'pending';

export interface LogWatch {
  /** What the job did since the watch began and should not have, one sentence a person. */
  readonly misdeeds: () => Promise<readonly string[]>;
}

/** How far back rows are asked for: more than any clock is wrong. Rows that were there before do not count. */
const lookBackMilliseconds = 24 * 3_600_000;
const pollMilliseconds = 5_000;
const patienceMilliseconds = 600_000;

/**
 * Watches the provisioning log of the job from now on: it may create nobody who was to be matched, and delete or disable
 * nobody (any create for an expected in-place user is an alarm).
 *
 * @param people those who were matched before the start: they must not be created; left out where nobody knows.
 * @param countEarlier true to count the rows of the last day too, for a start that was interrupted before it was verified.
 */
export async function watchLog(
  { client, context, job }: JobOperation,
  people: KnownPeople | undefined,
  countEarlier = false,
): Promise<LogWatch> {
  const since = new Date(context.ports.now().getTime() - lookBackMilliseconds).toISOString();
  const rows = (): Promise<ProvisioningLogRow[]> => readProvisioningLog(client, job.id, since);
  const earlier = countEarlier ? new Set<string>() : new Set((await rows()).map(({ id }) => id));
  return {
    misdeeds: async () =>
      misdeedsIn(
        (await rows()).filter(({ id }) => !earlier.has(id)),
        people,
      ),
  };
}

/**
 * Waits for the end of the first cycle and looks at the log meanwhile.
 *
 * @param before the job before it was started, to tell a new cycle from an old one.
 * @returns the misdeeds as soon as there are any, or how far the verification came: no further once the job is paused.
 */
export async function verifyFirstCycle(
  { context, read }: JobOperation,
  before: SynchronizationJob,
  watch: LogWatch,
): Promise<{
  readonly misdeeds: readonly string[];
  readonly verification: Verification;
  readonly job: SynchronizationJob;
}> {
  for (let waited = 0; ; waited += pollMilliseconds) {
    const job = await read();
    // The log after the job: the rows of a cycle that has ended are in it.
    const misdeeds = await watch.misdeeds();
    const ended = job.lastExecution !== undefined && job.lastExecution.id !== before.lastExecution?.id;
    if (misdeeds.length > 0 || ended) return { misdeeds, verification: 'passed', job };
    if (jobIsOff(job)) return { misdeeds, verification: 'pending', job };
    if (waited >= patienceMilliseconds) return { misdeeds, verification: 'pending', job };
    await context.ports.pause(pollMilliseconds, context.signal);
  }
}
