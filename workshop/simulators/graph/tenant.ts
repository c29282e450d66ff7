import { isObject, type JsonObject, mergeJson, parseJson } from '../json.js';
import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { badRequest, resourceNotFound } from './errors.js';
import { directoryObject } from './groups.js';
import { contactType, deviceType, directoryType, plainType, userType } from './odata/entity-types.js';
import { type GraphCall, listEntities, project, showEntity } from './odata/list.js';
import type { RoleAssignment } from './state.js';

const organizationType = directoryType('organization', 'organization');
const domainType = directoryType('domain', 'domains');
const federationType = plainType('internalDomainFederation', 'federationConfiguration');
const synchronizationType = plainType('onPremisesDirectorySynchronization', 'directory/onPremisesSynchronization');
const assignmentType = {
  ...plainType('unifiedRoleAssignment', 'roleManagement/directory/roleAssignments'),
  expandable: new Set(['principal', 'roleDefinition']),
};

/** Features that cannot be switched off again (ENTRA-22). */
const oneWayFeatures = ['softMatchOnUpnEnabled', 'synchronizeUpnForManagedUsersEnabled'];

/** `GET /organization`. */
export function listOrganization(world: World, call: GraphCall): WireAnswer {
  return listEntities(world, call, organizationType, [world.state.graph.organization]);
}

/** `PATCH /organization/{id}`: only `onPremisesSyncEnabled`, and only in beta (CLOUDSYNC-2). */
export function patchOrganization(world: World, call: GraphCall): WireAnswer {
  const { organization } = world.state.graph;
  const body = parseJson(call.request.body);
  if (call.parameter('organization') !== organization.id) throw resourceNotFound(call.parameter('organization'));
  const enabled = isObject(body) ? body.onPremisesSyncEnabled : undefined;
  if (call.version !== 'beta' || typeof enabled !== 'boolean')
    throw badRequest('Only onPremisesSyncEnabled can be set, in beta.');
  organization.onPremisesSyncEnabled = enabled;
  return { status: 204 };
}

/** `GET /domains`. */
export function listDomains(world: World, call: GraphCall): WireAnswer {
  return listEntities(world, call, domainType, world.state.graph.domains.map(withoutFederation));
}

/** `GET /domains/{id}`. */
export function getDomain(world: World, call: GraphCall): WireAnswer {
  return showEntity(call, domainType, withoutFederation(findDomain(world, call)));
}

/** `GET /domains/{id}/federationConfiguration`: 404 for a managed domain. */
export function listFederation(world: World, call: GraphCall): WireAnswer {
  const { federationConfiguration, id } = findDomain(world, call);
  if (!Array.isArray(federationConfiguration)) throw resourceNotFound(id);
  return listEntities(world, call, federationType, federationConfiguration);
}

/** `GET /contacts` and `GET /devices`. */
export function listDirectoryObjects(world: World, call: GraphCall, set: 'contacts' | 'devices'): WireAnswer {
  return listEntities(world, call, set === 'contacts' ? contactType : deviceType, world.state.graph[set]);
}

/** `GET /directory/onPremisesSynchronization`; beta adds the anchor attribute and what is pending (GRAPH-9, GRAPH-10). */
export function listSynchronization(world: World, call: GraphCall): WireAnswer {
  return listEntities(world, call, synchronizationType, [synchronizationFor(world, call)]);
}

/** `GET /directory/onPremisesSynchronization/{id}`. */
export function getSynchronization(world: World, call: GraphCall): WireAnswer {
  return showEntity(call, synchronizationType, synchronizationFor(world, call));
}

/** `PATCH /directory/onPremisesSynchronization/{id}`: known settings only, one-way features never back. */
export function patchSynchronization(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  if (call.parameter('synchronization') !== graph.tenantId) throw resourceNotFound(call.parameter('synchronization'));
  const body = parseJson(call.request.body);
  if (!isObject(body)) throw badRequest('Unable to read JSON request payload.');
  const { '@odata.type': _type, id: _id, ...changes } = body;
  const unknown = unknownPath(changes, graph.onPremisesSynchronization, '');
  if (unknown !== undefined)
    throw badRequest(`Property '${unknown}' does not exist on onPremisesDirectorySynchronization.`);
  const merged = mergeJson(graph.onPremisesSynchronization, changes);
  for (const feature of oneWayFeatures) {
    if (featureOf(graph.onPremisesSynchronization, feature) && !featureOf(merged, feature)) {
      throw badRequest(`The feature ${feature} cannot be disabled once it is enabled.`);
    }
  }
  graph.onPremisesSynchronization = merged;
  return { status: 204 };
}

/** A feature flag of the tenant's directory synchronization. */
export function featureOf(synchronization: JsonObject, name: string): boolean {
  const features = synchronization.features;
  return isObject(features) && features[name] === true;
}

/** `GET /roleManagement/directory/roleAssignments` or `…/roleEligibilityScheduleInstances`, with `$expand=principal`. */
export function listRoleAssignments(world: World, call: GraphCall, assignments: readonly RoleAssignment[]): WireAnswer {
  const { graph } = world.state;
  const expanded = (call.request.query.get('$expand') ?? '').split(',').map((name) => name.replace(/\(.*/, '').trim());
  const shown = assignments.map((assignment) => {
    const principal = directoryObject(graph, assignment.principalId);
    return {
      ...assignment,
      ...(expanded.includes('principal') && {
        principal: principal === undefined ? null : showPrincipal(principal),
      }),
      ...(expanded.includes('roleDefinition') && {
        roleDefinition: graph.roleDefinitions.find(({ id }) => id === assignment.roleDefinitionId) ?? null,
      }),
    };
  });
  return listEntities(world, call, assignmentType, shown);
}

function showPrincipal(principal: JsonObject): JsonObject {
  const { '@odata.type': type, id } = principal;
  if (type !== '#microsoft.graph.user') return { '@odata.type': type, id };
  return { '@odata.type': type, ...project(principal, userType, undefined) };
}

/** `GET /roleManagement/directory/roleDefinitions`. */
export function listRoleDefinitions(world: World, call: GraphCall): WireAnswer {
  const type = plainType('unifiedRoleDefinition', 'roleManagement/directory/roleDefinitions');
  return listEntities(world, call, type, world.state.graph.roleDefinitions);
}

/** `GET /onPremisesPublishingProfiles/provisioning/agents`, in beta only. */
export function listAgents(world: World, call: GraphCall): WireAnswer {
  if (call.version !== 'beta') throw badRequest("Resource not found for the segment 'onPremisesPublishingProfiles'.");
  return listEntities(
    world,
    call,
    plainType('onPremisesAgent', 'onPremisesPublishingProfiles'),
    world.state.graph.agents,
  );
}

function findDomain(world: World, call: GraphCall): JsonObject & { readonly id: string } {
  const name = call.parameter('domain').toLowerCase();
  const domain = world.state.graph.domains.find(({ id }) => id === name);
  if (domain === undefined) throw resourceNotFound(name);
  return domain;
}

function withoutFederation(domain: JsonObject): JsonObject {
  const { federationConfiguration: _federation, ...rest } = domain;
  return rest;
}

const betaConfiguration = new Set([
  'anchorAttribute',
  'applicationId',
  'synchronizationClientVersion',
  'synchronizationInterval',
  'customerRequestedSynchronizationInterval',
  'currentExportData',
  'writebackConfiguration',
]);

function synchronizationFor(world: World, call: GraphCall): JsonObject {
  const synchronization = world.state.graph.onPremisesSynchronization;
  const configuration = synchronization.configuration;
  if (call.version === 'beta' || !isObject(configuration)) return synchronization;
  const kept = Object.entries(configuration).filter(([name]) => !betaConfiguration.has(name));
  return { ...synchronization, configuration: Object.fromEntries(kept) };
}

function unknownPath(changes: JsonObject, known: JsonObject, prefix: string): string | undefined {
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in known)) return prefix + name;
    const inner = known[name];
    const unknown = isObject(value) && isObject(inner) ? unknownPath(value, inner, `${prefix}${name}.`) : undefined;
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}
