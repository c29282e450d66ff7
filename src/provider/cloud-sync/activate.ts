import { UserError } from '../../domain/errors.js';
import { jobIsHealthy, jobPath, type SynchronizationJob } from '../../sources/graph/synchronization.js';
import { createOktaClient } from '../../sources/okta/client.js';
import { type Authorisation, authorise } from '../authorise.js';
import { refuseWhileHeld } from '../hold.js';
import { misdeedText } from '../misdeeds.js';
import { refuseUnlessOktaIsOff } from '../okta/interlock.js';
import { isQuarantined, type JobOperation, pauseJob, readStarted, writeToJob } from './operation.js';
import { type Verification, verifyFirstCycle, watchLog } from './verify-start.js';

/** What an activation came to. */
export interface Activation {
  readonly job: SynchronizationJob;
  readonly verification: Verification;
}

/**
 * Starts the job, in this order: hold; every Office 365 app of Okta read back as off; the evidence read again and cleared
 * (second gate); Okta read back off once more; start; read back; first verification. What goes wrong after the start pauses
 * the job at once. A job that runs and was verified is left alone; one whose start was interrupted is verified now.
 *
 * @param verified true when the state says that the running job was verified.
 * @throws UserError that says what is on and what is off now.
 */
export async function activate(operation: JobOperation, verified: boolean): Promise<Activation> {
  const { inputs, context, job, read } = operation;
  const before = await read();
  if (jobIsHealthy(before) && verified) return { job: before, verification: 'passed' };
  const okta = createOktaClient(await context.ports.openOkta(inputs.assessment.oktaOrgUrl, context.signal));
  const interlock = (): Promise<void> => refuseUnlessOktaIsOff(inputs, okta);
  if (before.scheduleState === 'Active' && isQuarantined(before))
    return stop(operation, before, quarantineReason(before));
  if (!jobIsHealthy(before)) await refuseWhileHeld(inputs.hold, context.ports.environment);
  await interlock();
  const confirmedOffAt = context.ports.now().toISOString();
  const authorisation = await authorise('activate-entra-sync', inputs, context, confirmedOffAt);

  const wasRunning = jobIsHealthy(before);
  // Somebody created since an interrupted start counts as matched by now, so only deletions tell there; the gate, which
  // has just read everybody again, would have named a duplicate.
  const watch = await watchLog(operation, wasRunning ? [] : authorisation.identities, wasRunning);
  const started = wasRunning ? before : await start(operation, before, authorisation, interlock);
  if (isQuarantined(started)) return stop(operation, started, quarantineReason(started));
  const baseline = wasRunning ? { ...before, lastExecution: { id: '', state: '' } } : before;
  const { misdeeds, verification, job: after } = await verifyFirstCycle(operation, baseline, watch);
  if (misdeeds.length > 0) return stop(operation, after, misdeedText(misdeeds));
  if (isQuarantined(after)) return stop(operation, after, quarantineReason(after));
  if (verification === 'pending') {
    context.diagnostics.warning(
      context.urn,
      `${jobPath(job)} runs, and its first cycle has not ended yet: nobody was created or deleted by mistake so far. Run the update again to verify the rest.`,
    );
  }
  return { job: after, verification };
}

async function start(
  operation: JobOperation,
  before: SynchronizationJob,
  { clearance }: Authorisation,
  interlock: () => Promise<void>,
): Promise<SynchronizationJob> {
  const { job, writes } = operation;
  return writeToJob(operation, before, {
    operation: 'entra.synchronization.start',
    clearance,
    interlock,
    async send() {
      try {
        await writes.start(job);
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

/** Pauses the job and says why. */
async function stop(operation: JobOperation, job: SynchronizationJob, reason: string): Promise<never> {
  let paused = 'It is paused now, and Okta is off: nobody provisions.';
  try {
    await pauseJob(operation, job);
  } catch (error) {
    paused = `It could not be paused (${error instanceof Error ? error.message : String(error)}): stop it in the Entra admin center now.`;
  }
  throw new UserError(`${jobPath(operation.job)}: ${reason} ${paused}`);
}

function quarantineReason({ quarantine }: SynchronizationJob): string {
  return `Entra has put the job into quarantine (${quarantine ?? 'no reason given'}). Look at its provisioning log, repair the cause and run the update again.`;
}
