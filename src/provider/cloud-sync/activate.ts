import { jobIsHealthy, jobIsOff, jobPath, type SynchronizationJob } from '../../connectors/graph/synchronization.js';
import { createOktaClient } from '../../connectors/okta/client.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import {
  type KeptBaseline,
  readAll,
  readBaseline,
  recogniser,
  takeBaseline,
  verifyPeople,
  writeBaseline,
} from '../../pipeline/verify/baseline.js';
import { type Authorisation, authorise } from '../authorise.js';
import { refuseBesideAnother } from '../beside-another.js';
import { refuseWhileHeld } from '../hold.js';
import { keepTenant } from '../keep-backup.js';
import { misdeedText } from '../misdeeds.js';
import { refuseUnlessOktaIsOff } from '../okta/interlock.js';
import { refuseWave } from '../refuse-wave.js';
import { tellPeopleSince } from '../tell-differences.js';
import { isQuarantined, type JobOperation, pauseJobs } from './operation.js';
import { runPilot } from './pilot.js';
import { readinessOf } from './readiness.js';
import { widenScope } from './scope.js';
import { startJob } from './start.js';
import { type Verification, verifyFirstCycle, watchLog } from './verify-start.js';

/** What an activation came to. */
export interface Activation {
  readonly job: SynchronizationJob;
  readonly verification: Verification;
  /** The wave that is verified; 0 before the first. */
  readonly wave: number;
}

/** What the state says of the activation before. It authorizes nothing. */
export interface KnownActivation {
  readonly verified: boolean;
  readonly wave: number;
}

/**
 * Starts the job, or widens its scope, in this order: hold; every Office 365 app of Okta read back as off; the evidence
 * read again and cleared (second gate); readiness; scope of the wave; pilot; Okta read back off once more; start; read
 * back; a last look at Okta; verification and another look; password hashes and another one. What goes wrong after the first write pauses the job at once. A job that runs and
 * was verified is left alone; one whose start was interrupted is verified now.
 *
 * @throws UserError that says what is on and what is off now.
 */
export async function activate(operation: JobOperation, known: KnownActivation): Promise<Activation> {
  const { inputs, context, read } = operation;
  refuseWave(inputs, known.wave);
  const target = inputs.waves === undefined ? known.wave : (inputs.wave ?? 1);
  const before = await read();
  const hashesRun = operation.passwordHash === undefined || jobIsHealthy(await operation.passwordHash.read());
  const widens = known.wave < target;
  if (jobIsHealthy(before) && known.verified && !widens && hashesRun) {
    return { job: before, verification: 'passed', wave: target };
  }
  if (before.scheduleState === 'Active' && isQuarantined(before))
    return stop(operation, before, quarantineReason(before));
  const okta = createOktaClient(await context.ports.openOkta(inputs.assessment.oktaOrgUrl, context.signal));
  const interlock = (): Promise<void> => refuseUnlessOktaIsOff(inputs, okta);
  const wasRunning = jobIsHealthy(before);
  // Somebody at Okta's console, or a request that was on its way, may have switched it on since the last look.
  const lastLook = async (job: SynchronizationJob): Promise<void> => {
    await interlock().catch((error: unknown) => {
      if (error instanceof UserError) return stop(operation, job, error.message, 'It is paused now.');
      throw error;
    });
  };
  if (before.scheduleState === 'Active') await lastLook(before);
  if (!wasRunning || widens) await refuseWhileHeld(inputs.hold, context.ports.environment);
  if (!wasRunning) {
    const own = [operation, operation.passwordHash].flatMap((one) => (one === undefined ? [] : jobPath(one.job)));
    await refuseBesideAnother(inputs, own);
  }
  await interlock();
  const confirmedOffAt = context.ports.now().toISOString();
  const authorisation = await authorise('activate-entra-sync', inputs, context, confirmedOffAt);
  if (!wasRunning) await refuseUnready(operation);

  if (!wasRunning || widens) await keepTenant(inputs, context, { wave: known.wave });
  const prepared = await prepare(operation, before, authorisation, interlock);
  const restarts = wasRunning ? widens : needsRestart(before);
  const started =
    wasRunning && !restarts ? before : await startJob(operation, before, authorisation.clearance, interlock, restarts);
  if (isQuarantined(started)) return stop(operation, started, quarantineReason(started));
  const cycleBefore = wasRunning && !restarts ? { ...before, lastExecution: { id: '', state: '' } } : before;
  await lastLook(started);
  const { misdeeds, verification, job: after } = await verifyFirstCycle(operation, cycleBefore, prepared.watch);
  await lastLook(after);
  if (misdeeds.length > 0) return stop(operation, after, misdeedText(misdeeds));
  if (isQuarantined(after)) return stop(operation, after, quarantineReason(after));
  if (jobIsOff(after)) {
    throw new UserError(
      `${jobPath(operation.job)} was paused by somebody else while this update verified its first cycle, and Okta is off: nobody provisions. Find out who paused it and why; run the update again to start it, or set cutover:phase to rollback.`,
    );
  }
  if (verification === 'pending') {
    context.diagnostics.warning(
      context.urn,
      `${jobPath(operation.job)} runs, and its first cycle has not ended yet: nobody was created or deleted by mistake so far. Run the update again to verify the rest.`,
    );
    return { job: after, verification, wave: known.wave };
  }
  const accounts = await readAll(operation.client);
  const wrongs = verifyPeople(prepared.baseline, accounts);
  if (wrongs.length > 0) return stop(operation, after, misdeedText(wrongs));
  await tellPeopleSince(prepared.baseline, accounts, { ...context, graph: operation.client });
  if (operation.passwordHash !== undefined && !hashesRun) {
    const hashes = operation.passwordHash;
    await startJob(hashes, await hashes.read(), authorisation.clearance, interlock, false);
    await lastLook(after);
  }
  return { job: after, verification, wave: target };
}

/** Whom to verify by, the scope of the wave, and the pilot. The baseline is on the disk before anything is written. */
async function prepare(
  operation: JobOperation,
  before: SynchronizationJob,
  authorisation: Authorisation<'activate-entra-sync'>,
  interlock: () => Promise<void>,
): Promise<{ readonly baseline: KeptBaseline; readonly watch: Awaited<ReturnType<typeof watchLog>> }> {
  const { inputs, client } = operation;
  const wasRunning = jobIsHealthy(before);
  const stored = wasRunning ? await readBaseline(inputs.journal) : undefined;
  const { baseline, people } =
    stored === undefined
      ? await takeBaseline(client, authorisation.identities, authorisation.assessment.findings)
      : { baseline: stored, people: await recogniser(client, stored) };
  if (stored === undefined) await writeBaseline(inputs.journal, baseline);
  await widenScope(operation, before, authorisation.clearance, interlock);
  if (!wasRunning && before.lastExecution === undefined) {
    await runPilot(operation, authorisation, people, interlock).catch(async (error: unknown) => {
      if (error instanceof UserError) return stop(operation, await operation.read(), error.message);
      throw error;
    });
  }
  // Without the people of the time before the start, somebody created since counts as matched by now, so only deletions
  // tell there; the gate, which has just read everybody again, would have named a duplicate.
  const watched = wasRunning && stored === undefined ? undefined : people;
  return { baseline, watch: await watchLog(operation, watched, wasRunning) };
}

async function refuseUnready(operation: JobOperation): Promise<void> {
  const { client, context, inputs, passwordHash } = operation;
  const { missing, unseen } = await readinessOf(client, inputs, await passwordHash?.read());
  for (const text of unseen) context.diagnostics.warning(context.urn, text);
  if (missing.length > 0) {
    throw new UserError(`Cloud sync is not ready, so nothing was switched on: ${missing.join(' ')}`);
  }
}

/** A job that was quarantined, or has put people off, looks at everybody again once their bindings are repaired. */
function needsRestart({ quarantine, lastExecution }: SynchronizationJob): boolean {
  return quarantine !== undefined || /^(EntryLevelErrors|Failed)$/i.test(lastExecution?.state ?? '');
}

/** Pauses the jobs and says why. */
async function stop(
  operation: JobOperation,
  job: SynchronizationJob,
  reason: string,
  whenPaused = 'It is paused now, and Okta is off: nobody provisions.',
): Promise<never> {
  let paused = whenPaused;
  try {
    await pauseJobs(operation, job);
  } catch (error) {
    paused = `It could not be paused (${failureReason(error)}): stop it in the Entra admin center now.`;
  }
  throw new UserError(`${jobPath(operation.job)}: ${reason} ${paused}`);
}

function quarantineReason({ quarantine }: SynchronizationJob): string {
  return `Entra has put the job into quarantine (${quarantine ?? 'no reason given'}). Look at its provisioning log, repair the cause and run the update again.`;
}
