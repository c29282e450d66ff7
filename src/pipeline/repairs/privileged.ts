import type { GraphClient } from '../../connectors/graph/client.js';
import { readRoleHolders } from '../../connectors/graph/roles.js';
import { UserError } from '../../domain/errors.js';
import { createReadLog } from '../../evidence/read-log.js';

/**
 * Entra object ids of everybody who holds, or may activate, a privileged directory role.
 *
 * @throws UserError when Graph does not say all of them: nobody is then known to be unprivileged.
 */
export async function readPrivileged(client: GraphClient): Promise<ReadonlySet<string>> {
  const log = createReadLog(client.graphUrl);
  const gaps: string[] = [];
  const holders = await readRoleHolders(client, { log, gaps, read: new Set() }, { origin: client.graphUrl, line: 1 });
  const missing = [...log.summary().issues.map(({ message }) => message), ...gaps];
  if (missing.length > 0) {
    throw new UserError(
      `Who is privileged could not be read, so nothing is repaired: ${missing.join(' ')} Or set cutover:remediations.allowPrivileged after looking at each entry.`,
    );
  }
  return new Set(holders.map(({ entraObjectId }) => entraObjectId.toLowerCase()));
}
