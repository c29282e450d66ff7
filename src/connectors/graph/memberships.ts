import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';
import { createSubReadLog } from './read.js';
import { readMembers } from './roles.js';

/**
 * The ids of the groups that each account is a direct member of, by object id, both in lower case; sorted. People in none
 * are not among them.
 *
 * @returns undefined where an entry could not be understood: half of the memberships would look like a loss.
 * @throws UserError when groups or members can't be read.
 */
export async function readMemberships(
  client: GraphClient,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const log = createSubReadLog(client);
  const ids: string[] = [];
  for await (const group of client.list('/groups?$select=id&$top=999')) {
    const id = jsonObject(group)?.get('id');
    if (typeof id !== 'string') return undefined;
    ids.push(id);
  }
  const memberships = new Map<string, string[]>();
  const members = ids.length === 0 ? new Map<string, readonly string[]>() : await readMembers(client, ids.sort(), log);
  for (const [group, accounts] of members) {
    for (const account of accounts) {
      const known = memberships.get(account);
      if (known === undefined) memberships.set(account, [group.toLowerCase()]);
      else known.push(group.toLowerCase());
    }
  }
  return log.log.summary().rejected === 0 ? memberships : undefined;
}
