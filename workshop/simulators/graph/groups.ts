import { isObject, type JsonObject, parseJson, textOf } from '../json.js';
import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { badRequest, resourceNotFound } from './errors.js';
import { groupType, plainType } from './odata/entity-types.js';
import { type GraphCall, listEntities, showEntity } from './odata/list.js';
import { type GraphState, type Group, recordChange } from './state.js';

/** Members are directory objects of any type; without `$select` all they have comes. */
const memberType = { ...plainType('directoryObject', 'directoryObjects') };

/** `GET /groups`. */
export function listGroups(world: World, call: GraphCall): WireAnswer {
  return listEntities(world, call, groupType, world.state.graph.groups.map(withoutMembers));
}

/** `GET /groups/{id}`. */
export function getGroup(world: World, call: GraphCall): WireAnswer {
  return showEntity(call, groupType, withoutMembers(findGroup(world, call)));
}

/** `GET /groups/{id}/members`: each with its type. */
export function listGroupMembers(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const { members } = findGroup(world, call);
  return listEntities(
    world,
    call,
    memberType,
    members.flatMap((id) => directoryObject(graph, id) ?? []),
  );
}

/** `PATCH /groups/{id}`: 204; a synchronized group belongs to its directory. */
export function patchGroup(world: World, call: GraphCall): WireAnswer {
  const group = findGroup(world, call);
  const body = parseJson(call.request.body);
  if (!isObject(body)) throw badRequest('Unable to read JSON request payload.');
  if (group.onPremisesSyncEnabled === true)
    throw badRequest('Unable to update the specified properties for on-premises mastered Directory Sync objects.');
  const { '@odata.type': _type, id: _id, members: _members, ...changes } = body;
  Object.assign(group, changes);
  recordChange(world.state.graph, { set: 'groups', id: group.id });
  return { status: 204 };
}

/** `DELETE /groups/{id}`: 204. */
export function deleteGroup(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const group = findGroup(world, call);
  graph.groups.splice(graph.groups.indexOf(group), 1);
  recordChange(graph, { set: 'groups', id: group.id, removed: true });
  return { status: 204 };
}

/** `POST /groups/{id}/members/$ref`: 204. */
export function addMember(world: World, call: GraphCall): WireAnswer {
  const group = findGroup(world, call);
  const body = parseJson(call.request.body);
  const id = isObject(body) ? (textOf(body, '@odata.id').split('/').at(-1) ?? '') : '';
  if (directoryObject(world.state.graph, id) === undefined) throw resourceNotFound(id);
  if (group.members.includes(id))
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  group.members.push(id);
  recordChange(world.state.graph, { set: 'groups', id: group.id, member: { id, removed: false } });
  return { status: 204 };
}

/** `DELETE /groups/{id}/members/{id}/$ref`: 204. */
export function removeMember(world: World, call: GraphCall): WireAnswer {
  const group = findGroup(world, call);
  const id = call.parameter('member');
  if (!group.members.includes(id)) throw resourceNotFound(id);
  group.members.splice(group.members.indexOf(id), 1);
  recordChange(world.state.graph, { set: 'groups', id: group.id, member: { id, removed: true } });
  return { status: 204 };
}

/** The group without its members, as Graph shows it. */
export function withoutMembers({ members: _members, ...group }: Group): JsonObject {
  return group;
}

/** Any object of the directory with its type, or undefined. */
export function directoryObject(graph: GraphState, id: string): (JsonObject & { id: string }) | undefined {
  const typed: readonly (readonly [string, readonly { readonly id: string }[]])[] = [
    ['user', graph.users],
    ['group', graph.groups],
    ['orgContact', graph.contacts],
    ['device', graph.devices],
  ];
  for (const [type, objects] of typed) {
    const found = objects.find((object) => object.id === id);
    if (found !== undefined) return { '@odata.type': `#microsoft.graph.${type}`, ...found };
  }
  return undefined;
}

function findGroup(world: World, call: GraphCall): Group {
  const id = call.parameter('group');
  const group = world.state.graph.groups.find((candidate) => candidate.id === id);
  if (group === undefined) throw resourceNotFound(id);
  return group;
}
