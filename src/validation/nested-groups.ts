import type { EntraObject } from '../domain/objects.js';

/**
 * Tells the groups around a group, by object id in lower case: those that have it as a member, and those that have these.
 * Conditional Access concerns nested members too (ENTRA-30).
 *
 * @param groups where members are looked for.
 */
export function groupsAround(groups: readonly EntraObject[]): (group: EntraObject) => ReadonlySet<string> {
  const around = new Map<string, string[]>();
  for (const group of groups) around.set(idOf(group), []);
  for (const group of groups) {
    const own = idOf(group);
    for (const member of own === '' ? [] : (group.members ?? [])) around.get(member.toLowerCase())?.push(own);
  }
  return (group) => {
    const found = new Set<string>();
    const waiting = [...(around.get(idOf(group)) ?? [])];
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
