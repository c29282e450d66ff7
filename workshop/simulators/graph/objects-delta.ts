import type { JsonObject } from '../json.js';
import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { withoutMembers } from './groups.js';
import { contactType, deviceType, groupType } from './odata/entity-types.js';
import { type GraphCall, project, refuseUnknownParameters } from './odata/list.js';
import type { ObjectSet } from './state.js';
import { deltaPage, readDeltaPosition } from './users-delta.js';

const types = { groups: groupType, contacts: contactType, devices: deviceType } as const;

/**
 * `GET /groups/delta`, `/contacts/delta`, `/devices/delta`: everybody at first, then what changed since the
 * `@odata.deltaLink`. Of a group's members only the changes come, as `members@delta`.
 */
export function deltaObjects(world: World, call: GraphCall, set: ObjectSet): WireAnswer {
  const { graph } = world.state;
  const type = types[set];
  refuseUnknownParameters(call.request.query, new Set(['$select', '$skiptoken', '$deltatoken']));
  const position = readDeltaPosition(world, call, {
    ...type,
    properties: new Set([...(type.properties ?? []), 'members']),
  });
  const withMembers = position.select?.includes('members') ?? false;
  const select = position.select?.filter((name) => name !== 'members');
  const objects: readonly { readonly id: string }[] = graph[set];
  const latest = new Map<string, number>();
  for (const { id } of position.withRemovals ? [] : objects) latest.set(id, 1);
  for (const change of graph.changes) if (change.set === set) latest.set(change.id, change.version);
  const changes = [...latest].map(([id, version]) => {
    const object = objects.find((candidate) => candidate.id === id);
    if (object === undefined) return { version, entry: { id, '@removed': { reason: 'deleted' } } satisfies JsonObject };
    const shown = 'members' in object ? withoutMembers(object as Parameters<typeof withoutMembers>[0]) : { ...object };
    const members = graph.changes
      .filter((change) => change.set === set && change.id === id && change.version > position.after)
      .flatMap(({ member }) => (member === undefined ? [] : [memberEntry(member)]));
    return {
      version,
      entry: {
        ...project(shown, type, select),
        ...(withMembers && members.length > 0 && { 'members@delta': members }),
      },
    };
  });
  return deltaPage(world, call, position, changes, set);
}

function memberEntry({ id, removed }: { readonly id: string; readonly removed: boolean }): JsonObject {
  return {
    '@odata.type': '#microsoft.graph.user',
    id,
    ...(removed && { '@removed': { reason: 'deleted' } }),
  };
}
