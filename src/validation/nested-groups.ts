import type { EntraObject } from '../domain/objects.js';

/**
 * Tells the groups around a group or an account, by object id in lower case: those that have it as a member, and those that have these.
 * Conditional Access concerns nested members too (ENTRA-30).
 *
 * @param objects among which the groups are, with their members.
 * @param accounts whom the answer is asked of, besides the groups.
 */
export function groupsAround(
  objects: readonly EntraObject[],
  accounts: readonly EntraObject[] = [],
): (object: EntraObject) => ReadonlySet<string> {
  const groups = objects.filter(isGroup);
  const around = new Map<string, string[]>();
  for (const object of [...groups, ...accounts]) around.set(idOf(object), []);
  for (const group of groups) {
    const own = idOf(group);
    for (const member of group.members ?? []) around.get(member.toLowerCase())?.push(own);
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

/** Whether the account is in the group, itself or through groups in it; undefined where that hangs on members that nobody read. */
export type Membership = (group: string, account: EntraObject) => boolean | undefined;

/** Tells it, as `groupsAround` does. */
export function membershipIn(objects: readonly EntraObject[], accounts: readonly EntraObject[]): Membership {
  const groups = objects.filter(isGroup);
  const around = groupsAround(objects, accounts);
  const unread = groups.filter(({ members }) => members === undefined);
  const mayHaveAnybody = new Set(unread.flatMap((group) => [idOf(group), ...around(group)]));
  const known = new Set(groups.map(idOf));
  return (group, account) =>
    around(account).has(group) || (known.has(group) && !mayHaveAnybody.has(group) ? false : undefined);
}

/** Without an object id nothing can name it. */
function isGroup(object: EntraObject): boolean {
  return object.objectType === 'group' && idOf(object) !== '';
}

function idOf({ entraObjectId = '' }: EntraObject): string {
  return entraObjectId.toLowerCase();
}
