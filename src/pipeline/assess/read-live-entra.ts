import { createGraphClient, openGraphSession } from '../../connectors/graph/client.js';
import { domainsOf, readEntraTenant } from '../../connectors/graph/read.js';
import { rereadUsers } from '../../connectors/graph/reread.js';
import type { ReadLiveEntra } from './live-entra.js';

/**
 * Reads a tenant through Microsoft Graph, with the credential that the environment names.
 *
 * @throws UserError when signing in fails or a page of users can't be read.
 */
export const readLiveEntra: ReadLiveEntra = async (tenant) => {
  const client = createGraphClient(await openGraphSession(tenant));
  const evidence = await readEntraTenant(client);
  const domains = domainsOf(evidence);
  return {
    evidence: [evidence],
    readAgain: async (objectIds) => {
      const again = await rereadUsers(client, evidence, objectIds);
      return again && [again];
    },
    ...(domains && { verifiedDomains: domains.verified, federatedDomains: domains.federated }),
  };
};
