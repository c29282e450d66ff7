import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';
import { deltaPaths, type TrackedCollection } from './queries.js';

/** What became of one object since the last reading: it is gone, or it changed in what `json` names. */
export interface ObjectChange {
  readonly removed: boolean;
  /** The properties that are told, null for one that was taken away. An update need not name what it leaves as it was (GRAPH-5). */
  readonly json: Readonly<Record<string, unknown>>;
  /** Object id of the manager, null for none; left out when that did not change. */
  readonly manager?: string | null;
  readonly membersAdded: ReadonlySet<string>;
  readonly membersRemoved: ReadonlySet<string>;
}

export interface CollectionChanges {
  /** By lower-case object id. */
  readonly changes: Map<string, ObjectChange>;
  /** Where the next round begins. */
  readonly changesFrom: string;
}

/**
 * What changed in a collection since the delta link was given (GRAPH-5). The pages may name an object several times: the last word
 * on each property counts, and changes of members add up.
 *
 * @throws GraphApiError when a page can't be read, or when the link is too old (400 or 410).
 */
export async function readChanges(
  client: GraphClient,
  collection: TrackedCollection,
  deltaLink: string,
): Promise<CollectionChanges> {
  const changes = new Map<string, ObjectChange>();
  let changesFrom = deltaLink;
  for await (const page of client.pages(deltaLink)) {
    for (const item of page.items) {
      const members = jsonObject(item);
      const id = members?.get('id');
      if (members === undefined || typeof id !== 'string') continue;
      changes.set(id.toLowerCase(), merged(changes.get(id.toLowerCase()), members, selectedOf(collection)));
    }
    changesFrom = page.deltaLink ?? changesFrom;
  }
  return { changes, changesFrom };
}

function merged(
  before: ObjectChange | undefined,
  members: ReadonlyMap<string, unknown>,
  selected: readonly string[],
): ObjectChange {
  const membersAdded = new Set(before?.membersAdded);
  const membersRemoved = new Set(before?.membersRemoved);
  for (const { id, removed } of relations(members.get('members@delta'))) {
    (removed ? membersRemoved : membersAdded).add(id);
    (removed ? membersAdded : membersRemoved).delete(id);
  }
  const managers = relations(members.get('manager@delta'));
  const manager = managers.length === 0 ? before?.manager : (managers.findLast(({ removed }) => !removed)?.id ?? null);
  const told = selected.filter((name) => members.has(name));
  return {
    removed: members.has('@removed'),
    json: { ...before?.json, ...Object.fromEntries(told.map((name) => [name, members.get(name)])) },
    ...(manager !== undefined && { manager }),
    membersAdded,
    membersRemoved,
  };
}

function relations(value: unknown): { readonly id: string; readonly removed: boolean }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const relation = jsonObject(item);
    const id = relation?.get('id');
    return typeof id === 'string' ? [{ id: id.toLowerCase(), removed: relation?.has('@removed') === true }] : [];
  });
}

/** The properties that were selected when the changes were begun. */
export function selectedOf(collection: TrackedCollection): readonly string[] {
  const [, select = ''] = /\$select=([^&]*)/.exec(deltaPaths[collection]) ?? [];
  return select.split(',').filter((name) => name !== 'members' && name !== 'manager');
}
