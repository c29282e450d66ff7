import { jobPath, type SynchronizationJob } from '../../connectors/graph/synchronization.js';
import { readSchema, schemaPath, userMappingOf, withUnits } from '../../connectors/graph/synchronization-schema.js';
import { UserError } from '../../domain/errors.js';
import { unitsOf } from '../../domain/waves.js';
import { guardedWrite, readUntil } from '../guarded-write.js';
import type { JobOperation } from './operation.js';
import type { StartClearance } from './writes.js';

const readBacks = 10;

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
      `${jobPath(job)} synchronizes ${left.join('; ')}, which cutover:waves does not name up to wave ${inputs.wave ?? 1}: narrowing the scope would delete people. Add them to a wave.`,
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
          `Entra accepted the scope of ${jobPath(job)} and shows another: ${after.join('; ') || 'everybody'}. Pause the job and look at its scoping filters in the Entra admin center.`,
        );
      },
    },
    inputs,
    context,
  );
  return true;
}
