import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject, parseJson, textOf } from '../json.js';
import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { badRequest, resourceNotFound } from './errors.js';
import { directoryType, plainType } from './odata/entity-types.js';
import { type GraphCall, listEntities, showEntity } from './odata/list.js';
import type { Entity, GraphState } from './state.js';

/** The collections that applications and service principals own; everything else under them is unknown. */
const subCollections = new Set([
  'owners',
  'federatedIdentityCredentials',
  'appRoleAssignedTo',
  'appRoleAssignments',
  'extensionProperties',
]);
/** The gallery template of cloud sync (CLOUDSYNC-1). */
const cloudSyncTemplate = '1a4721b3-e57f-4451-ae87-ef078703ec94';

/** `GET /applications` or `/servicePrincipals`. */
export function listRoots(world: World, call: GraphCall): WireAnswer {
  const root = call.parameter('root');
  const type = directoryType(root === 'applications' ? 'application' : 'servicePrincipal', root);
  return listEntities(world, call, type, collection(world.state.graph, `/${root}`));
}

/** `POST /applications` or `/servicePrincipals`. Who creates one owns it, besides those that `owners@odata.bind` names. */
export function createRoot(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const root = call.parameter('root');
  const { 'owners@odata.bind': bound, ...body } = readBody(call);
  if (root === 'applications' && textOf(body, 'displayName') === '')
    throw badRequest("Property 'displayName' is required.");
  const entity: Entity = { ...body, id: randomUUID() };
  if (root === 'applications') {
    entity.appId = randomUUID();
    entity.publisherDomain = graph.domains[0]?.id ?? null;
  } else {
    const application = collection(graph, '/applications').find((candidate) => candidate.appId === body.appId);
    if (application === undefined)
      throw badRequest(`The appId '${textOf(body, 'appId')}' does not reference a valid application object.`);
    entity.displayName = application.displayName;
    entity.servicePrincipalType = 'Application';
  }
  collection(graph, `/${root}`).push(entity);
  const owners = new Set([graph.clientObjectId, ...(Array.isArray(bound) ? bound.map(lastSegment) : [])]);
  collection(graph, `/${root}/${entity.id}/owners`).push(
    ...[...owners].map((id) => ({ id, '@odata.type': '#microsoft.graph.servicePrincipal' })),
  );
  return {
    status: 201,
    body: { '@odata.context': `${call.request.origin}/${call.version}/$metadata#${root}/$entity`, ...entity },
  };
}

/** `GET /applications/{id}` and the like; also of a member of one of its collections. */
export function getStored(world: World, call: GraphCall): WireAnswer {
  const { set, entity } = findStored(world, call);
  return showEntity(call, plainType('entity', set.slice(1)), entity);
}

/** `PATCH` of a stored object: 204. */
export function patchStored(world: World, call: GraphCall): WireAnswer {
  const { entity } = findStored(world, call);
  const { '@odata.type': _type, id: _id, ...changes } = readBody(call);
  Object.assign(entity, changes);
  return { status: 204 };
}

/** `DELETE` of a stored object, or of a reference (`/owners/{id}/$ref`): 204. What hangs under it goes with it. */
export function deleteStored(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const { set, entity } = findStored(world, call);
  const entities = collection(graph, set);
  entities.splice(entities.indexOf(entity), 1);
  for (const path of Object.keys(graph.store)) {
    if (path.startsWith(`${set}/${entity.id}/`)) delete graph.store[path];
  }
  return { status: 204 };
}

/** `GET /applications/{id}/owners` and the like. */
export function listStored(world: World, call: GraphCall): WireAnswer {
  const set = subCollection(world, call);
  return listEntities(world, call, plainType('entity', set.slice(1)), collection(world.state.graph, set));
}

/** `POST /applications/{id}/federatedIdentityCredentials`, `/servicePrincipals/{id}/appRoleAssignedTo` and the like. */
export function createStored(world: World, call: GraphCall): WireAnswer {
  const set = subCollection(world, call);
  const entity: Entity = { ...readBody(call), id: randomUUID() };
  collection(world.state.graph, set).push(entity);
  // One assignment, seen from the resource and from the principal.
  if (call.parameter('collection') === 'appRoleAssignedTo')
    collection(world.state.graph, `/servicePrincipals/${textOf(entity, 'principalId')}/appRoleAssignments`).push(
      entity,
    );
  return {
    status: 201,
    body: { '@odata.context': `${call.request.origin}/${call.version}/$metadata#${set.slice(1)}/$entity`, ...entity },
  };
}

/** `POST …/owners/$ref`. */
export function addReference(world: World, call: GraphCall): WireAnswer {
  const set = subCollection(world, call);
  const id = lastSegment(readBody(call)['@odata.id']);
  const entities = collection(world.state.graph, set);
  if (entities.some((entity) => entity.id === id))
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    );
  entities.push({ id });
  return { status: 204 };
}

/** `POST /applicationTemplates/{id}/instantiate`: an application and its service principal (CLOUDSYNC-1). */
export function instantiateTemplate(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  if (call.parameter('template') !== cloudSyncTemplate) throw resourceNotFound(call.parameter('template'));
  const displayName = textOf(readBody(call), 'displayName');
  if (displayName === '') throw badRequest("Property 'displayName' is required.");
  const application: Entity = {
    id: randomUUID(),
    appId: randomUUID(),
    displayName,
    applicationTemplateId: cloudSyncTemplate,
  };
  const servicePrincipal: Entity = {
    ...application,
    id: randomUUID(),
    appDisplayName: displayName,
    servicePrincipalType: 'Application',
  };
  collection(graph, '/applications').push(application);
  collection(graph, '/servicePrincipals').push(servicePrincipal);
  return { status: 201, body: { application, servicePrincipal } };
}

/** The id of the service principal, or Graph's 404. */
export function requireServicePrincipal(world: World, id: string): string {
  if (collection(world.state.graph, '/servicePrincipals').some((entity) => entity.id === id)) return id;
  throw resourceNotFound(id);
}

/** `applications(appId='…')` and `servicePrincipals(appId='…')` as the path with the object id that they mean. */
export function resolveAlternateKey(world: World, path: string): string {
  return path.replace(
    /^\/(applications|servicePrincipals)\(appId='([^']+)'\)/,
    (_whole, root: string, appId: string) => {
      const entity = collection(world.state.graph, `/${root}`).find((candidate) => candidate.appId === appId);
      return `/${root}/${entity?.id ?? appId}`;
    },
  );
}

function collection(graph: GraphState, path: string): Entity[] {
  graph.store[path] ??= [];
  return graph.store[path];
}

function subCollection(world: World, call: GraphCall): string {
  const root = call.parameter('root');
  const id = call.parameter('id');
  const name = call.parameter('collection');
  if (!collection(world.state.graph, `/${root}`).some((entity) => entity.id === id)) throw resourceNotFound(id);
  if (!subCollections.has(name)) throw badRequest(`Resource not found for the segment '${name}'.`);
  return `/${root}/${id}/${name}`;
}

function findStored(world: World, call: GraphCall): { readonly set: string; readonly entity: Entity } {
  const member = call.parameter('member');
  const set = member === '' ? `/${call.parameter('root')}` : subCollection(world, call);
  const id = member === '' ? call.parameter('id') : member;
  const entity = collection(world.state.graph, set).find((candidate) => candidate.id === id);
  if (entity === undefined) throw resourceNotFound(id);
  return { set, entity };
}

function readBody(call: GraphCall): JsonObject {
  const body = parseJson(call.request.body);
  if (!isObject(body)) throw badRequest('Unable to read JSON request payload.');
  return body;
}

function lastSegment(reference: unknown): string {
  return String(reference).split('/').at(-1) ?? '';
}
