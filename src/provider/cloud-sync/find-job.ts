import { z } from 'zod';
import { tokenOf } from '../../config/token.js';
import { createGraphClient } from '../../connectors/graph/client.js';
import { jobPath, listSynchronizationJobs } from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import type { ProviderFunction } from '../resource-type.js';

const call = z.strictObject({
  tenantId: z.string(),
  graphEndpoint: z.string(),
  servicePrincipalId: z.guid(),
  templateId: z.enum(['AD2AADProvisioning', 'AD2AADPasswordHash']).default('AD2AADProvisioning'),
});

/**
 * The path of the provisioning job that the service principal already has, as azuread imports it. A job made by the
 * agent's installer, or left in the tenant by an earlier stage, must be adopted: a second one would synchronise twice.
 */
export const findSynchronizationJob: ProviderFunction = {
  token: tokenOf('findSynchronizationJob'),
  async call(args, { ports, signal }) {
    const parsed = call.safeParse(args);
    if (!parsed.success) throw new UserError(`findSynchronizationJob: ${z.prettifyError(parsed.error)}`);
    const { servicePrincipalId, templateId: wanted } = parsed.data;
    const client = createGraphClient(await ports.openGraph(parsed.data, signal));
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
