import type { CloudSyncActivationInputs } from '../../config/resource-table.js';
import { jobIsHealthy, jobIsOff, jobPath, type SynchronizationJob } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import type { Phase } from '../../domain/phase.js';
import { isOtherThanRecorded } from '../found-changed.js';
import { fromTable } from '../inputs.js';
import { fromRefusedComplete } from '../phase-move.js';
import { hasCompleted } from '../phase-reached.js';
import type { Properties } from '../properties.js';
import { notLastWave, refuseWave } from '../refuse-wave.js';
import { type ResourceType, unlessOfPhase, whereReadable } from '../resource-type.js';
import { activate } from './activate.js';
import {
  type JobOperation,
  jobNamed,
  oktaWentOffSinceStart,
  openJobOperation,
  pauseJobs,
  toldOf,
} from './operation.js';
import { readinessOf } from './readiness.js';
import type { Verification } from './verify-start.js';

/** The phases in which Entra synchronizes; a program can't declare it in another. */
const active: ReadonlySet<Phase> = new Set(['cutover', 'complete']);

/** Whether a job of Entra cloud sync runs. The job itself is declared with azuread; this one holds the interlock. */
export const cloudSyncActivation: ResourceType<CloudSyncActivationInputs> = {
  ...fromTable('CloudSyncActivation'),
  bornIn: 'stage',
  mayRejoin: fromRefusedComplete,
  asBorn: (inputs) => ({ ...inputs, phase: 'stage', active: false }),
  identity: ['servicePrincipalId', 'jobId'],
  once: 'servicePrincipalId',
  immaterial: ['assessment', 'hold', 'journal', 'pilot', 'deletionThreshold'],
  async check(inputs) {
    return unlessOfPhase('active', inputs.active, active.has(inputs.phase), inputs.phase);
  },
  label: () => 'Entra cloud sync',
  status: ({ active: wanted }, { scheduleState, verification }) => ({
    state: scheduleState === 'Active' ? 'on' : 'off',
    waitingFor:
      wanted && verification !== 'passed'
        ? ['The first cycle has not been verified to its end: run the update again.']
        : [],
    ...(typeof verification === 'string' && { verification }),
  }),
  waiting: ({ inputs, outputs }) => (inputs.active && outputs.verification === 'pending' ? 'verification' : undefined),
  async switchedByOthers({ inputs, outputs }, context) {
    const told = toldOf(jobNamed(inputs));
    if (!inputs.active && (await isOtherThanRecorded(inputs, told, outputs.scheduleState))) return 'active';
    // Who pauses it by hand means it; a refresh shows it.
    if (inputs.active && !(await oktaWentOffSinceStart(inputs))) return undefined;
    return whereReadable(async () => {
      const { read, passwordHash } = await openJobOperation(inputs, context);
      const jobs = [await read(), ...(passwordHash === undefined ? [] : [await passwordHash.read()])];
      const fits = inputs.active ? !jobs.some(jobIsOff) : jobs.every(jobIsOff);
      return fits ? undefined : 'active';
    });
  },
  // In the preview already: in an update Okta is switched off before the job is looked at.
  async announce(inputs, _context, known) {
    if (inputs.active) refuseWave(inputs, waveIn(known?.outputs ?? {}));
  },
  async create(inputs, context) {
    const operation = await openJobOperation(inputs, context);
    const job = await operation.read();
    if (job.scheduleState === 'Active') {
      context.diagnostics.warning(
        context.urn,
        `${jobPath(job)} already runs (${job.statusCode}), while Okta still provisions: pause it in the Entra admin center (Provisioning, Stop).`,
      );
    }
    await announceReadiness(operation);
    return { id: jobPath(jobNamed(inputs)), outputs: outputsOf(job) };
  },
  async update(inputs, known, context) {
    const operation = await openJobOperation(inputs, context);
    const reached = waveIn(known.outputs);
    if (!inputs.active) {
      const job = await pauseJobs(operation, await operation.read());
      if (inputs.phase === 'stage') await announceReadiness(operation);
      return outputsOf(job, undefined, reached);
    }
    const verified = known.outputs.verification === 'passed';
    const { job, verification, wave } = await activate(operation, { verified, wave: reached });
    if (inputs.phase === 'complete') await refuseUnfinished(inputs, verification);
    return outputsOf(job, verification, wave);
  },
  async read({ inputs, outputs }, context) {
    const { read, passwordHash } = await openJobOperation(inputs, context);
    const job = await read();
    const hashes = await passwordHash?.read();
    // A job in quarantine is not what was declared, whatever its schedule says.
    const running = inputs.active
      ? jobIsHealthy(job) && (hashes === undefined || jobIsHealthy(hashes))
      : job.scheduleState === 'Active' || hashes?.scheduleState === 'Active';
    const { verification } = outputs;
    const verified = running && (verification === 'passed' || verification === 'pending') ? verification : undefined;
    return { inputs: { ...inputs, active: running }, outputs: outputsOf(job, verified, waveIn(outputs)) };
  },
};

/** Says at stage what is still missing; the cutover refuses by it. */
async function announceReadiness(operation: JobOperation): Promise<void> {
  const { context, client, inputs, passwordHash } = operation;
  const { missing, unseen } = await readinessOf(client, inputs, await passwordHash?.read());
  for (const problem of missing) context.diagnostics.warning(context.urn, `Not ready for the cutover: ${problem}`);
  for (const text of unseen) context.diagnostics.warning(context.urn, text);
}

async function refuseUnfinished(inputs: CloudSyncActivationInputs, verification: Verification): Promise<void> {
  const { waves, wave = 1 } = inputs;
  if (waves !== undefined && wave < waves.length)
    throw await notLastWave(inputs, `Wave ${wave} of ${waves.length} is reached`);
  if (verification !== 'pending') return;
  const stay = (await hasCompleted(inputs)) ? 'complete' : 'cutover';
  throw new UserError(`The first cycle is not verified to its end: stay in phase ${stay} and run the update again.`);
}

/** The wave that the state knows as verified. */
function waveIn({ reachedWave }: Properties): number {
  return typeof reachedWave === 'number' ? reachedWave : 0;
}

/** An absent value is null: a property that is left out would keep the one of the state. */
function outputsOf(job: SynchronizationJob, verification?: Verification, reachedWave = 0): Properties {
  const { scheduleState, statusCode, quarantine } = job;
  return { scheduleState, statusCode, quarantine: quarantine ?? null, verification: verification ?? null, reachedWave };
}
