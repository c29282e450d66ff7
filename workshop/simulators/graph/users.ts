import { isObject, type JsonObject, parseJson } from '../json.js';
import type { WireAnswer } from '../wire.js';
import { timestamp, type World } from '../world.js';
import { badRequest, resourceNotFound } from './errors.js';
import { generatedIndex, generatedUser, listWithCrowd } from './generated-users.js';
import { userType } from './odata/entity-types.js';
import { type GraphCall, listEntities, showEntity } from './odata/list.js';
import { changeUser, type GraphState, type GraphUser, restore, softDelete, verifiedDomainOf } from './state.js';

/** What AD rules for a synced user: Graph refuses to write any of it (GRAPH-14). */
const masteredOnPremises = new Set([
  'onPremisesImmutableId',
  'userPrincipalName',
  'displayName',
  'givenName',
  'surname',
  'mail',
  'mailNickname',
  'accountEnabled',
  'jobTitle',
  'department',
]);
/** Clearable, through beta, for users who are not synced (GRAPH-17). */
const clearableInBeta = new Set([
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesUserPrincipalName',
  'onPremisesObjectIdentifier',
]);
const writableForAll = new Set(['usageLocation']);

/** `GET /users`. */
export function listUsers(world: World, call: GraphCall): WireAnswer {
  const { generatedUsers } = world.behaviour;
  const { users } = world.state.graph;
  const own = readExpand(call) ? users.map(withManager) : users;
  return generatedUsers === undefined
    ? listEntities(world, call, userType, own)
    : listWithCrowd(world, call, own, generatedUsers);
}

/** True when the call asks for the manager, who then comes with every user, selected or not. */
function readExpand(call: GraphCall): boolean {
  return (call.request.query.get('$expand') ?? '').startsWith('manager');
}

function withManager(user: GraphUser): object {
  const { manager } = user;
  return { ...user, expanded: manager === undefined ? {} : { manager: { id: manager } } };
}

/** `GET /users/{id or UPN}`. */
export function getUser(world: World, call: GraphCall): WireAnswer {
  const { generatedUsers } = world.behaviour;
  const index = generatedIndex(call.parameter('user'));
  if (generatedUsers !== undefined && index !== undefined && index < generatedUsers)
    return showEntity(call, userType, generatedUser(index));
  const user = findUser(world.state.graph, call.parameter('user'));
  return showEntity(call, userType, readExpand(call) ? withManager(user) : user);
}

/** `DELETE /users/{id}`: 204, into the recycle bin. */
export function deleteUser(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  softDelete(graph, findUser(graph, call.parameter('user')), timestamp(world));
  return { status: 204 };
}

/** `PUT /users/{id}/manager/$ref`: 204. */
export function putManager(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const user = findUser(graph, call.parameter('user'));
  const body = parseJson(call.request.body);
  const id = isObject(body) ? String(body['@odata.id']).split('/').at(-1) : undefined;
  changeUser(graph, user, { manager: findUser(graph, id ?? '').id });
  user.managerVersion = user.version;
  return { status: 204 };
}

/** `GET /directory/deletedItems/microsoft.graph.user`. */
export function listDeletedUsers(world: World, call: GraphCall): WireAnswer {
  return listEntities(world, call, userType, world.state.graph.deletedUsers);
}

/** `POST /directory/deletedItems/{id}/restore`. */
export function restoreDeletedItem(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const id = call.parameter('item');
  const user = graph.deletedUsers.find((candidate) => candidate.id === id);
  if (user === undefined) throw resourceNotFound(id);
  refuseTaken(graph, user, {
    userPrincipalName: user.userPrincipalName,
    onPremisesImmutableId: user.onPremisesImmutableId,
  });
  restore(graph, user);
  return showEntity(call, userType, user);
}

/**
 * `PATCH /users/{id}`: 204, or 400 by GRAPH-14, GRAPH-15 and GRAPH-18 (synced, federated UPN, duplicate, forbidden letters).
 * Nothing is changed unless everything may be.
 */
export function patchUser(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const user = findUser(graph, call.parameter('user'));
  const body = parseJson(call.request.body);
  if (!isObject(body)) throw badRequest('Unable to read JSON request payload.');
  const { '@odata.type': _type, ...changes } = body;
  for (const [name, value] of Object.entries(changes)) checkChange(graph, user, name, value, call.version);
  refuseTaken(graph, user, changes);
  changeUser(graph, user, changes);
  return { status: 204 };
}

/** The user with this object id or UPN (not case-sensitive), or Graph's 404. */
export function findUser(graph: GraphState, key: string): GraphUser {
  const name = key.toLowerCase();
  const user = graph.users.find(({ id, userPrincipalName }) => id === name || userPrincipalName.toLowerCase() === name);
  if (user === undefined) throw resourceNotFound(key);
  return user;
}

function checkChange(
  graph: GraphState,
  user: GraphUser,
  name: string,
  value: unknown,
  version: GraphCall['version'],
): void {
  if (version === 'beta' && clearableInBeta.has(name)) {
    if (value !== null) throw badRequest(`Property ${name} can only be set to null.`);
    // Clearing the object identifier is the documented recovery from a blocked hard match, synced or not (ENTRA-6).
    if (user.onPremisesSyncEnabled && name !== 'onPremisesObjectIdentifier') throw syncedUser();
    return;
  }
  if (!masteredOnPremises.has(name) && !writableForAll.has(name)) {
    throw badRequest(`Property '${name}' is read-only or does not exist on resource 'User'.`);
  }
  if (user.onPremisesSyncEnabled && masteredOnPremises.has(name)) throw syncedUser();
  if (name === 'accountEnabled' ? typeof value !== 'boolean' : value !== null && typeof value !== 'string') {
    throw badRequest(`Invalid value specified for property '${name}' of resource 'User'.`);
  }
  if (name === 'onPremisesImmutableId') checkImmutableId(graph, user, value);
  if (name === 'userPrincipalName' && (typeof value !== 'string' || verifiedDomainOf(graph, value) === undefined)) {
    throw badRequest(
      "Property userPrincipalName is invalid: the domain portion is not one of the company's verified domain names.",
    );
  }
}

function checkImmutableId(graph: GraphState, user: GraphUser, value: unknown): void {
  if (verifiedDomainOf(graph, user.userPrincipalName)?.authenticationType === 'Federated') {
    throw badRequest('Unable to update onPremisesImmutableId: the userPrincipalName is in a federated domain.');
  }
  if (value === '' || (typeof value === 'string' && /[$_]/.test(value))) {
    throw badRequest("Invalid value specified for property 'onPremisesImmutableId' of resource 'User'.");
  }
}

function refuseTaken(graph: GraphState, user: GraphUser, changes: JsonObject): void {
  const name = changes.userPrincipalName;
  const anchor = changes.onPremisesImmutableId;
  for (const other of graph.users) {
    if (other === user) continue;
    if (typeof name === 'string' && other.userPrincipalName.toLowerCase() === name.toLowerCase())
      throw taken('userPrincipalName');
    if (typeof anchor === 'string' && other.onPremisesImmutableId === anchor) throw taken('onPremisesImmutableId');
  }
}

function taken(property: string): Error {
  return badRequest(`Another object with the same value for property ${property} already exists.`);
}

function syncedUser(): Error {
  return badRequest(
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  );
}
