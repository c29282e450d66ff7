import { z } from 'zod';

/** How a function is told which cloud sync configuration of which tenant. */
export const configurationOf = {
  tenantId: z.string().describe('Object id of the tenant.'),
  graphEndpoint: z.string().describe('Microsoft Graph: a URL, or `embedded` for the stand-in.'),
  servicePrincipalId: z.guid().describe('Object id of the cloud sync configuration’s service principal.'),
};
