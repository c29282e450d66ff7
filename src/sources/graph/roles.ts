import type { RecordPosition } from '../../domain/evidence.js';
import type { RoleHolderFact } from '../../domain/service.js';
import { jsonObject } from '../json-document.js';
import type { GraphClient } from './client.js';
import { GraphApiError } from './errors.js';
import { membersPath } from './queries.js';
import { readPart, type SubReadLog } from './sub-read.js';

const directory = '/roleManagement/directory';
/** What a tenant answers that has no Privileged Identity Management: nobody can be eligible there. */
const withoutPim = 'AadPremiumLicenseRequired';

type Assignment = RoleHolderFact['assignment'];

/**
 * Who holds a privileged role, or may activate one; members of a role-holding group one by one (facts 2.8). A role of
 * which Graph does not say whether it is privileged counts as privileged.
 */
export async function readRoleHolders(
  client: GraphClient,
  log: SubReadLog,
  at: RecordPosition,
): Promise<RoleHolderFact[]> {
  const roles = await readPart('roles', log, () => readPrivilegedRoles(client));
  if (roles === undefined) return [];
  const read = (assignment: Assignment, path: string): Promise<RoleHolderFact[]> =>
    readHolders(client, roles, assignment, path, at);
  const active = await readPart('roles', log, () => read('active', `${directory}/roleAssignments?$expand=principal`));
  const eligible = await readPart('eligibleRoles', log, () =>
    read('eligible', `${directory}/roleEligibilityScheduleInstances?$expand=principal`).catch((error: unknown) => {
      if (error instanceof GraphApiError && error.code === withoutPim) return [];
      throw error;
    }),
  );
  return [...(active ?? []), ...(eligible ?? [])];
}

/** Names of roles by id; undefined for one that is known not to be privileged. */
async function readPrivilegedRoles(client: GraphClient): Promise<ReadonlyMap<string, string | undefined>> {
  const roles = new Map<string, string | undefined>();
  // isPrivileged is in beta only.
  for await (const item of client.list(`${directory}/roleDefinitions?$select=id,displayName,isPrivileged`, 'beta')) {
    const role = jsonObject(item);
    const id = role?.get('id');
    if (typeof id !== 'string') continue;
    roles.set(
      id.toLowerCase(),
      role?.get('isPrivileged') === false ? undefined : String(role?.get('displayName') ?? id),
    );
  }
  return roles;
}

async function readHolders(
  client: GraphClient,
  roles: ReadonlyMap<string, string | undefined>,
  assignment: Assignment,
  path: string,
  at: RecordPosition,
): Promise<RoleHolderFact[]> {
  const holders: RoleHolderFact[] = [];
  const groups: { readonly id: string; readonly role: string }[] = [];
  for await (const item of client.list(path)) {
    const members = jsonObject(item);
    const [principalId, roleId] = [members?.get('principalId'), members?.get('roleDefinitionId')];
    if (typeof principalId !== 'string' || typeof roleId !== 'string') continue;
    const id = principalId.toLowerCase();
    const known = roles.has(roleId.toLowerCase());
    const role = known ? roles.get(roleId.toLowerCase()) : roleId;
    if (role === undefined) continue;
    const type = jsonObject(members?.get('principal'))?.get('@odata.type');
    if (type === '#microsoft.graph.servicePrincipal') continue;
    if (type === '#microsoft.graph.group') groups.push({ id, role });
    else holders.push({ fact: 'roleHolder', at, entraObjectId: id, role, assignment });
  }
  const lists = await readMembers(client, [...new Set(groups.map(({ id }) => id))]);
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
    const ids = idsOf(page?.get('value'));
    const next = page?.get('@odata.nextLink');
    if (typeof next === 'string') for await (const { items } of client.pages(next)) ids.push(...idsOf(items));
    members.set(id, ids);
  }
  return members;
}

function idsOf(items: unknown): string[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) => {
    const id = jsonObject(item)?.get('id');
    return typeof id === 'string' ? [id.toLowerCase()] : [];
  });
}
