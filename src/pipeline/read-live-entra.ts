import { createGraphClient, openGraphSession } from '../sources/graph/client.js';
import { readDomains, readEntraUsers } from '../sources/graph/read.js';
import type { ReadLiveEntra } from './live-entra.js';

/**
 * Reads the users and domains of a tenant through Microsoft Graph, with the credential that the environment names.
 *
 * @throws UserError when signing in fails or a page can't be read.
 */
export const readLiveEntra: ReadLiveEntra = async (tenant) => {
  const client = createGraphClient(await openGraphSession(tenant));
  const { verified, federated } = await readDomains(client);
  return { evidence: [await readEntraUsers(client)], verifiedDomains: verified, federatedDomains: federated };
};
