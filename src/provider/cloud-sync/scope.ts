import type { CloudSyncActivationInputs } from '../../config/resource-table.js';
import { jobPath, type SynchronizationJob } from '../../connectors/graph/synchronization.js';
import { readSchema, schemaPath, userMappingOf, withUnits } from '../../connectors/graph/synchronization-schema.js';
import { UserError } from '../../domain/errors.js';
import { guardedWrite, readUntil } from '../guarded-write.js';
import type { JobOperation } from './operation.js';
import type { StartClearance } from './writes.js';

const readBacks = 10;

/** The units that are in scope in the wave of the inputs, sorted; undefined without waves: everybody is. */
export function unitsOf({ waves, wave = 1 }: Pick<CloudSyncActivationInputs, 'waves' | 'wave'>): string[] | undefined {
  if (waves === undefined) return undefined;
  const units = waves.slice(0, wave).flatMap(({ organizationalUnits }) => organizationalUnits);
  return [...new Set(units.map((unit) => unit.toLowerCase()))].sort();
}

/**
 * Refuses a wave that does not follow the verified one: scope only ever widens, one verified wave at a time, because cloud
 * sync deletes whom its scope leaves.
 *
 * @param reached the last verified wave, 0 before the first.
 */
export function refuseWave({ waves, wave = 1 }: CloudSyncActivationInputs, reached: number): void {
  if (waves === undefined) return;
  if (wave > waves.length) throw new UserError(`cutover:wave is ${wave}, and cutover:waves has ${waves.length}.`);
  if (wave < reached) {
    throw new UserError(
      `cutover:wave is ${wave}, and wave ${reached} is synchronised already: narrowing the scope would delete people. Leave it at ${reached}; a rollback pauses the job.`,
    );
  }
  if (wave > reached + 1) {
    throw new UserError(
      `cutover:wave is ${wave}, and ${reached === 0 ? 'no wave' : `wave ${reached}`} is verified yet: set it to ${reached + 1} first.`,
    );
  }
}

/**
 * Sets the scope of the job to the units of its wave and reads it back. A scope that is as wanted is left alone.
 *
 * @returns true when it was changed, so that the job must look at everybody again.
 * @throws UserError for a scope that would become narrower, or is somebody else's.
 */
export async function widenScope(
  operation: JobOperation,
  job: SynchronizationJob,
  clearance: StartClearance,
  interlock: () => Promise<void>,
): Promise<boolean> {
  const { inputs, context, client, writes } = operation;
  const wanted = unitsOf(inputs);
  if (wanted === undefined) return false;
  const schema = await readSchema(client, job);
  const { units, foreignScope } = userMappingOf(schema);
  if (foreignScope) {
    throw new UserError(
      `${jobPath(job)} has a scoping filter that is not ours. Remove it in the Entra admin center before the job is started, or leave cutover:waves out.`,
    );
  }
  // A job that has run with everybody in scope can't be limited any more without deleting the others.
  const left =
    units?.filter((unit) => !wanted.includes(unit)) ?? (job.lastExecution === undefined ? [] : ['everybody']);
  if (left.length > 0) {
    throw new UserError(
      `${jobPath(job)} synchronises ${left.join('; ')}, which cutover:waves does not name up to wave ${inputs.wave ?? 1}: narrowing the scope would delete people. Add them to a wave.`,
    );
  }
  if (units !== undefined && units.length === wanted.length) return false;
  const read = async () => userMappingOf(await readSchema(client, job)).units ?? [];
  const isSet = (found: readonly string[]): boolean => found.join('\n') === wanted.join('\n');
  await guardedWrite(
    {
      operation: 'entra.synchronization.scope',
      target: jobPath(job),
      before: units ? [...units] : 'everybody',
      clearance,
      interlock,
      describe: (found: readonly string[]) => [...found],
      send: () => writes.putSchema(clearance, schemaPath(job), withUnits(schema, wanted)),
      async readBack() {
        const after = await readUntil(read, isSet, readBacks, context);
        if (isSet(after)) return after;
        throw new UserError(
          `Entra took the scope of ${jobPath(job)} and shows another: ${after.join('; ') || 'everybody'}. Pause the job and look at its scoping filters in the Entra admin center.`,
        );
      },
    },
    inputs,
    context,
  );
  return true;
}
