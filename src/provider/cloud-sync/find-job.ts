import { z } from 'zod';
import { createGraphClient } from '../../connectors/graph/client.js';
import { jobPath, listSynchronizationJobs } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import type { ProviderFunction } from '../resource-type.js';
import { configurationOf } from './configuration.js';

const inputs = z.strictObject({
  ...configurationOf,
  templateId: z
    .enum(['AD2AADProvisioning', 'AD2AADPasswordHash'])
    .default('AD2AADProvisioning')
    .describe('Which job: of accounts, or of password hashes.'),
});

/**
 * The path of the provisioning job that the service principal already has, as azuread imports it. A job made by the
 * agent's installer, or left in the tenant by an earlier stage, must be adopted: a second one would synchronize twice.
 */
export const findSynchronizationJob: ProviderFunction<typeof inputs> = {
  name: 'findSynchronizationJob',
  description: 'The path of the provisioning job that the service principal already has, as azuread imports it.',
  inputs,
  outputs: z.object({ jobPath: z.string().exactOptional().describe('Left out: it has none.') }),
  async call(args, { ports, signal }) {
    const { servicePrincipalId, templateId: wanted } = args;
    const client = createGraphClient(await ports.openGraph(args, signal));
    const jobs = await listSynchronizationJobs(client, servicePrincipalId);
    const [job, ...others] = jobs.filter(({ templateId }) => templateId === wanted);
    if (job !== undefined && others.length > 0) {
      const paths = [job, ...others].map(jobPath);
      throw new UserError(
        `The service principal ${servicePrincipalId} has ${paths.length} ${wanted === 'AD2AADProvisioning' ? 'provisioning' : 'password hash'} jobs, expected one: ${paths.join(', ')}. Delete those that are not used in the Entra admin center.`,
      );
    }
    return job === undefined ? {} : { jobPath: jobPath(job) };
  },
};
