import type { RecordPosition } from '../../domain/evidence.js';
import type { RoleHolderFact } from '../../domain/service.js';
import { syncRoleName } from '../../domain/sync-roles.js';
import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';
import { entry } from './convert-facts.js';
import { GraphApiError } from './errors.js';
import { membersPath, roleAssignmentsPath, roleDefinitionsPath, roleEligibilityPath } from './queries.js';
import { listOr, readPart, rejectEntry, type SubReadLog } from './sub-read.js';

/** What a tenant answers that has no Privileged Identity Management: nobody can be eligible there. */
const withoutPim = 'AadPremiumLicenseRequired';

type Assignment = RoleHolderFact['assignment'];

/**
 * Who holds a privileged role, or may activate one; members of a role-holding group one by one (ENTRA-4, GRAPH-19). A role of
 * which Graph does not say whether it is privileged counts as privileged.
 */
export async function readRoleHolders(
  client: GraphClient,
  log: SubReadLog,
  at: RecordPosition,
): Promise<RoleHolderFact[]> {
  const roles = await readPart('roles', log, () => readPrivilegedRoles(client, log));
  if (roles === undefined) return [];
  const read = (assignment: Assignment, path: string): Promise<RoleHolderFact[]> =>
    readHolders({ client, log, at }, roles, assignment, path);
  const active = await readPart('roles', log, () => read('active', roleAssignmentsPath));
  const eligible = await readPart('eligibleRoles', log, () =>
    read('eligible', roleEligibilityPath).catch((error: unknown) => {
      if (error instanceof GraphApiError && error.code === withoutPim) return [];
      throw error;
    }),
  );
  return [...(active ?? []), ...(eligible ?? [])];
}

/** Names of roles by id; undefined for one that is known not to be privileged. Who holds that of a sync is always read (ENTRA-35). */
async function readPrivilegedRoles(
  client: GraphClient,
  log: SubReadLog,
): Promise<ReadonlyMap<string, string | undefined>> {
  const roles = new Map<string, string | undefined>();
  let position = 0;
  for await (const item of client.list(roleDefinitionsPath, 'beta')) {
    position += 1;
    const role = entry(item, rejectEntry(log, roleDefinitionsPath, position));
    const id = role.required.text('id');
    if (id === undefined) continue;
    const named = role.flag('isPrivileged') === false ? undefined : (role.text('displayName') ?? id);
    roles.set(id.toLowerCase(), syncRoleName(id) ?? named);
  }
  return roles;
}

async function readHolders(
  { client, log, at }: { readonly client: GraphClient; readonly log: SubReadLog; readonly at: RecordPosition },
  roles: ReadonlyMap<string, string | undefined>,
  assignment: Assignment,
  path: string,
): Promise<RoleHolderFact[]> {
  const holders: RoleHolderFact[] = [];
  const groups: { readonly id: string; readonly role: string }[] = [];
  let position = 0;
  for await (const item of client.list(path)) {
    position += 1;
    const assigned = entry(item, rejectEntry(log, path, position));
    const [principalId, roleId] = [assigned.required.text('principalId'), assigned.required.text('roleDefinitionId')];
    if (principalId === undefined || roleId === undefined) continue;
    const id = principalId.toLowerCase();
    const known = roles.has(roleId.toLowerCase());
    const role = known ? roles.get(roleId.toLowerCase()) : (syncRoleName(roleId) ?? roleId);
    if (role === undefined) continue;
    const type = assigned.inside('principal').text('@odata.type');
    if (type === '#microsoft.graph.servicePrincipal') continue;
    if (type === '#microsoft.graph.group') groups.push({ id, role });
    else holders.push({ fact: 'roleHolder', at, entraObjectId: id, role, assignment });
  }
  const lists = await readMembers(client, [...new Set(groups.map(({ id }) => id))], log);
  for (const { id: throughGroup, role } of groups) {
    for (const entraObjectId of lists.get(throughGroup) ?? []) {
      holders.push({ fact: 'roleHolder', at, entraObjectId, role, assignment, throughGroup });
    }
  }
  return holders;
}

/**
 * Direct members of each group as lower-case object ids: 20 groups a request, and the further pages of a large group after.
 *
 * @throws GraphApiError when a group can't be read; one that is gone meanwhile has no members.
 */
export async function readMembers(
  client: GraphClient,
  groupIds: readonly string[],
  log: SubReadLog,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const members = new Map<string, readonly string[]>();
  const answers = await client.batch(groupIds.map(membersPath));
  for (const [index, answer] of answers.entries()) {
    const id = groupIds[index] ?? '';
    if ('error' in answer) {
      if (answer.error.status === 404) continue;
      throw answer.error;
    }
    const page = jsonObject(answer.body);
    const path = membersPath(id);
    const ids = idsOf(listOr(page?.get('value'), rejectEntry(log, path, 1)), log, path);
    const next = page?.get('@odata.nextLink');
    if (typeof next === 'string')
      for await (const { items } of client.pages(next)) ids.push(...idsOf(items, log, path, ids.length));
    members.set(id, ids);
  }
  return members;
}

function idsOf(items: readonly unknown[], log: SubReadLog, path: string, before = 0): string[] {
  return items.flatMap((item, index) => {
    const id = entry(item, rejectEntry(log, path, before + index + 1)).required.text('id');
    return id === undefined ? [] : [id.toLowerCase()];
  });
}
