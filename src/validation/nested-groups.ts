import type { EntraObject } from '../domain/objects.js';

/**
 * Tells the groups around a group or an account, by object id in lower case: those that have it as a member, and those that have these.
 * Conditional Access concerns nested members too (ENTRA-30).
 *
 * @param groups where members are looked for.
 * @param accounts whom the answer is asked of, besides the groups.
 */
export function groupsAround(
  groups: readonly EntraObject[],
  accounts: readonly EntraObject[] = [],
): (object: EntraObject) => ReadonlySet<string> {
  const around = new Map<string, string[]>();
  for (const object of [...groups, ...accounts]) around.set(idOf(object), []);
  for (const group of groups) {
    const own = idOf(group);
    for (const member of own === '' ? [] : (group.members ?? [])) around.get(member.toLowerCase())?.push(own);
  }
  return (object) => {
    const found = new Set<string>();
    const waiting = [...(around.get(idOf(object)) ?? [])];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      waiting.push(...(around.get(id) ?? []));
    }
    return found;
  };
}

function idOf({ entraObjectId = '' }: EntraObject): string {
  return entraObjectId.toLowerCase();
}
