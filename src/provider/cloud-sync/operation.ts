import type { JsonValue } from '../../audit/index.js';
import type { CloudSyncActivationInputs, GuardedInputs } from '../../config/resource-table.js';
import { createGraphClient, type GraphClient } from '../../connectors/graph/client.js';
import { GraphApiError } from '../../connectors/graph/errors.js';
import {
  jobIsHealthy,
  jobIsOff,
  jobPath,
  readSynchronizationJob,
  type SynchronizationJob,
} from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import { mayArriveLate, otherWentOffSince } from '../begun.js';
import { recordFoundChanged, type Told } from '../found-changed.js';
import { type GuardedWrite, guardedWrite, readUntil } from '../guarded-write.js';
import type { OperationContext } from '../ports.js';
import { createSynchronizationWrites, type SynchronizationWrites } from './writes.js';

/** One synchronization job, as an operation reads and writes it. */
export interface JobOperation {
  readonly inputs: CloudSyncActivationInputs;
  readonly context: OperationContext;
  readonly job: { readonly servicePrincipalId: string; readonly id: string };
  readonly client: GraphClient;
  readonly writes: SynchronizationWrites;
  readonly read: () => Promise<SynchronizationJob>;
  /** The password hash job next to it. */
  readonly passwordHash?: JobOperation;
}

/** What a pause needs of it. */
export type PausableJob = Pick<JobOperation, 'context' | 'job' | 'writes' | 'read'> & {
  readonly inputs: GuardedInputs;
};

const readBacks = 10;

export async function openJobOperation(
  inputs: CloudSyncActivationInputs,
  context: OperationContext,
): Promise<JobOperation> {
  const session = await context.ports.openGraph(inputs.assessment, context.signal);
  const client = createGraphClient(session);
  const writes = createSynchronizationWrites(session);
  const over = (jobId: string): JobOperation => {
    const job = jobNamed({ servicePrincipalId: inputs.servicePrincipalId, jobId });
    const read = () => readSynchronizationJob(client, job.servicePrincipalId, job.id);
    return { inputs, context, job, client, writes, read };
  };
  const { passwordHashJobId } = inputs;
  return { ...over(inputs.jobId), ...(passwordHashJobId !== undefined && { passwordHash: over(passwordHashJobId) }) };
}

/**
 * Pauses the job, and the password hash job next to it even when that one fails.
 *
 * @throws what went wrong first.
 */
export async function pauseJobs(operation: JobOperation, before: SynchronizationJob): Promise<SynchronizationJob> {
  const { passwordHash } = operation;
  if (passwordHash === undefined) return pauseJob(operation, before);
  const pauseHashes = async (): Promise<unknown> => pauseJob(passwordHash, await passwordHash.read());
  const [after, hashes] = [await settled(() => pauseJob(operation, before)), await settled(pauseHashes)];
  if ('problem' in after) throw after.problem;
  if ('problem' in hashes) throw hashes.problem;
  return after.value;
}

async function settled<Value>(work: () => Promise<Value>): Promise<{ value: Value } | { problem: unknown }> {
  try {
    return { value: await work() };
  } catch (problem) {
    return { problem };
  }
}

/** The job that the inputs name, by its id or by the path that azuread gives. */
export function jobNamed({
  servicePrincipalId,
  jobId,
}: Pick<CloudSyncActivationInputs, 'servicePrincipalId' | 'jobId'>): {
  readonly servicePrincipalId: string;
  readonly id: string;
} {
  if (!jobId.includes('/')) return { servicePrincipalId, id: jobId };
  const match = /^\/?servicePrincipals\/([^/]+)\/synchronization\/jobs\/([^/]+)$/.exec(jobId);
  const [, principal, id] = match ?? [];
  if (principal === undefined || id === undefined || principal.toLowerCase() !== servicePrincipalId.toLowerCase()) {
    throw new UserError(
      `jobId is ${JSON.stringify(jobId)}, expected the id of a job of the service principal ${servicePrincipalId}, or /servicePrincipals/${servicePrincipalId}/synchronization/jobs/<id>.`,
    );
  }
  return { servicePrincipalId, id };
}

/** A guarded write to the job, journaled with its state before and after. */
export function writeToJob(
  { inputs, context, job }: PausableJob,
  before: SynchronizationJob,
  write: Omit<GuardedWrite<SynchronizationJob>, 'target' | 'before' | 'describe'>,
): Promise<SynchronizationJob> {
  return guardedWrite({ ...write, target: jobPath(job), before: describe(before), describe }, inputs, context);
}

/**
 * Pauses the job, which is always allowed, and reads it back as off. A job that is off is left alone, unless a start of an
 * earlier run may still arrive: then a pause is sent behind it.
 */
export async function pauseJob(operation: PausableJob, before: SynchronizationJob): Promise<SynchronizationJob> {
  const { context, job, writes, read } = operation;
  const isOff = jobIsOff(before);
  if (isOff && !(await startMayArrive(operation))) {
    await recordFoundChanged(jobPath(job), describe(before), operation.inputs, context);
    return before;
  }
  return writeToJob(operation, before, {
    operation: pauseOperation,
    evenWhileHeld: true,
    async send() {
      try {
        await writes.pause(job);
      } catch (error) {
        // A job that never ran may not be paused; off it is, as is read below.
        if (!isOff || !(error instanceof GraphApiError) || error.status === 429 || error.status >= 500) throw error;
      }
    },
    async readBack() {
      const after = await readUntil(read, jobIsOff, readBacks, context);
      if (jobIsOff(after)) return after;
      throw new UserError(
        `Entra accepted the pause of ${jobPath(job)} and still shows it as ${after.scheduleState} (${after.statusCode}). Stop it in the Entra admin center (Provisioning, Stop) and run the update again.`,
      );
    },
  });
}

const pauseOperation = 'entra.synchronization.pause';
const starts = ['entra.synchronization.start', 'entra.synchronization.restart'];

/** Whether Okta was switched off from here after the job was started last: a rollback of somebody else came in between. */
export function oktaWentOffSinceStart(inputs: CloudSyncActivationInputs): Promise<boolean> {
  const target = jobPath(jobNamed(inputs));
  return otherWentOffSince(
    inputs,
    (entry) => starts.includes(entry.operation) && entry.target === target,
    ({ operation }) => operation === 'okta.connection.deactivate',
  );
}

function startMayArrive({ inputs, job }: PausableJob): Promise<boolean> {
  const target = jobPath(job);
  return mayArriveLate(
    inputs,
    (entry) => starts.includes(entry.operation) && entry.target === target,
    (entry) => entry.operation === pauseOperation && entry.target === target,
    inputs.phase === 'rollback',
  );
}

/**
 * Reads the job until it runs, or is in quarantine.
 *
 * @throws UserError when it does neither within the readings.
 */
export async function readStarted({ context, job, read }: JobOperation): Promise<SynchronizationJob> {
  const hasStarted = (now: SynchronizationJob): boolean => now.scheduleState === 'Active';
  const after = await readUntil(read, hasStarted, readBacks, context);
  if (jobIsHealthy(after) || isQuarantined(after)) return after;
  throw new UserError(
    `Entra accepted the start of ${jobPath(job)} and shows it as ${after.scheduleState} (${after.statusCode}). Run the update again.`,
  );
}

/** True when Entra has stopped the job by itself and only tries again now and then. */
export function isQuarantined({ statusCode, quarantine }: SynchronizationJob): boolean {
  return statusCode === 'Quarantine' || quarantine !== undefined;
}

/** How the journal tells whether the job runs. */
export function toldOf(job: Parameters<typeof jobPath>[0]): Told {
  return { target: jobPath(job), by: 'scheduleState' };
}

function describe({ scheduleState, statusCode, quarantine }: SynchronizationJob): JsonValue {
  return { scheduleState, statusCode, ...(quarantine !== undefined && { quarantine }) };
}
