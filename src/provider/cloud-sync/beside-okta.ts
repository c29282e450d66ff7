import type { GuardedInputs } from '../../config/resource-table.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { jobIsOff, jobPath, listInboundJobs, readSynchronizationJob } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import type { OperationContext } from '../ports.js';
import { pauseJob } from './operation.js';
import { createSynchronizationWrites } from './writes.js';

/**
 * Looks at Entra while Okta is on, or may be: whatever runs of the stack's own service principal is paused at once, which is
 * always allowed. It is the last look after Okta was switched on: a start that was on its way, or somebody else's, may have
 * arrived since the one before.
 *
 * @returns the paths of the jobs that were paused.
 * @throws UserError naming jobs of others, which are not ours to pause.
 */
export async function pauseBesideOkta(
  inputs: GuardedInputs & { readonly servicePrincipalId?: string },
  context: OperationContext,
): Promise<readonly string[]> {
  const session = await context.ports.openGraph(inputs.assessment, context.signal);
  const client = createGraphClient(session);
  const running = (await listInboundJobs(client, inputs.servicePrincipalId)).filter((job) => !jobIsOff(job));
  const own = inputs.servicePrincipalId?.toLowerCase();
  const [ours, others] = [
    running.filter(({ servicePrincipalId }) => servicePrincipalId.toLowerCase() === own),
    running.filter(({ servicePrincipalId }) => servicePrincipalId.toLowerCase() !== own),
  ];
  for (const job of ours) {
    const read = () => readSynchronizationJob(client, job.servicePrincipalId, job.id);
    await pauseJob({ inputs, context, job, writes: createSynchronizationWrites(session), read }, job);
  }
  if (others.length === 0) return ours.map(jobPath);
  throw new UserError(
    `two-writers: Okta is on, and ${others.map(jobPath).join(', ')}, which the stack does not declare, was started meanwhile: pause it in the Entra admin center (Provisioning, Stop) now.`,
  );
}
