import { type Route, route, type WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import {
  addReference,
  createRoot,
  createStored,
  deleteStored,
  getStored,
  instantiateTemplate,
  listRoots,
  listStored,
  patchStored,
} from './applications.js';
import { addMember, deleteGroup, getGroup, listGroupMembers, listGroups, patchGroup, removeMember } from './groups.js';
import { assignLicense } from './licences.js';
import { deltaObjects } from './objects-delta.js';
import { plainType } from './odata/entity-types.js';
import { type GraphCall, listEntities } from './odata/list.js';
import {
  createJob,
  deleteJob,
  getJob,
  listJobs,
  listTemplates,
  pauseJob,
  restartJob,
  startJob,
} from './synchronization/jobs.js';
import { provisionOnDemand } from './synchronization/on-demand.js';
import { getSchema, putSchema } from './synchronization/schema.js';
import { getSecrets, putSecrets } from './synchronization/secrets.js';
import {
  getDomain,
  getSynchronization,
  listAgents,
  listDirectoryObjects,
  listDomains,
  listFederation,
  listOrganization,
  listRoleAssignments,
  listRoleDefinitions,
  listSynchronization,
  patchOrganization,
  patchSynchronization,
} from './tenant.js';
import {
  deleteUser,
  getUser,
  listDeletedUsers,
  listUsers,
  patchUser,
  putManager,
  restoreDeletedItem,
} from './users.js';
import { deltaUsers } from './users-delta.js';

type Handler = (world: World, call: GraphCall) => WireAnswer;

/** Every route of the Graph API, without the version. A more specific path comes before the one that would swallow it. */
export function graphRoutes(world: World): readonly Route<GraphCall>[] {
  const on = (method: string, path: string, handler: Handler): Route<GraphCall> =>
    route<GraphCall>(method, path, (call) => handler(world, call));
  return [...peopleRoutes(on), ...tenantRoutes(on), ...synchronizationRoutes(on), ...applicationRoutes(on)];
}

type On = (method: string, path: string, handler: Handler) => Route<GraphCall>;

function peopleRoutes(on: On): Route<GraphCall>[] {
  return [
    on('GET', '/users', listUsers),
    on('GET', '/users/delta', deltaUsers),
    on('GET', '/users/delta()', deltaUsers),
    on('GET', '/users/:user', getUser),
    on('PATCH', '/users/:user', patchUser),
    on('DELETE', '/users/:user', deleteUser),
    on('PUT', '/users/:user/manager/$ref', putManager),
    on('POST', '/users/:user/assignLicense', assignLicense),
    on('GET', '/directory/deletedItems/microsoft.graph.user', listDeletedUsers),
    on('POST', '/directory/deletedItems/:item/restore', restoreDeletedItem),
    on('GET', '/groups', listGroups),
    on('GET', '/groups/delta', (world, call) => deltaObjects(world, call, 'groups')),
    on('GET', '/contacts/delta', (world, call) => deltaObjects(world, call, 'contacts')),
    on('GET', '/devices/delta', (world, call) => deltaObjects(world, call, 'devices')),
    on('GET', '/groups/:group', getGroup),
    on('PATCH', '/groups/:group', patchGroup),
    on('DELETE', '/groups/:group', deleteGroup),
    on('POST', '/groups/:group/members/$ref', addMember),
    on('DELETE', '/groups/:group/members/:member/$ref', removeMember),
    on('GET', '/groups/:group/members', listGroupMembers),
    on('GET', '/contacts', (world, call) => listDirectoryObjects(world, call, 'contacts')),
    on('GET', '/devices', (world, call) => listDirectoryObjects(world, call, 'devices')),
  ];
}

function tenantRoutes(on: On): Route<GraphCall>[] {
  const roles = '/roleManagement/directory';
  return [
    on('GET', '/organization', listOrganization),
    on('PATCH', '/organization/:organization', patchOrganization),
    on('GET', '/domains', listDomains),
    on('GET', '/domains/:domain', getDomain),
    on('GET', '/domains/:domain/federationConfiguration', listFederation),
    on('GET', '/onPremisesPublishingProfiles/provisioning/agents', listAgents),
    on('GET', '/directory/onPremisesSynchronization', listSynchronization),
    on('GET', '/directory/onPremisesSynchronization/:synchronization', getSynchronization),
    on('PATCH', '/directory/onPremisesSynchronization/:synchronization', patchSynchronization),
    on('GET', `${roles}/roleDefinitions`, listRoleDefinitions),
    on('GET', `${roles}/roleAssignments`, (world, call) =>
      listRoleAssignments(world, call, world.state.graph.roleAssignments),
    ),
    on('GET', `${roles}/roleEligibilityScheduleInstances`, (world, call) =>
      listRoleAssignments(world, call, world.state.graph.roleEligibility),
    ),
    on('GET', '/identity/conditionalAccess/policies', (world, call) =>
      listEntities(world, call, plainType('conditionalAccessPolicy', 'identity/conditionalAccess/policies'), []),
    ),
    on('GET', '/auditLogs/provisioning', (world, call) =>
      listEntities(
        world,
        call,
        plainType('provisioningObjectSummary', 'auditLogs/provisioning'),
        world.state.graph.provisioningLog,
      ),
    ),
  ];
}

function synchronizationRoutes(on: On): Route<GraphCall>[] {
  const base = '/servicePrincipals/:principal/synchronization';
  const job = `${base}/jobs/:job`;
  return [
    on('GET', `${base}/templates`, listTemplates),
    on('GET', `${base}/jobs`, listJobs),
    on('POST', `${base}/jobs`, createJob),
    on('GET', job, getJob),
    on('DELETE', job, deleteJob),
    on('POST', `${job}/start`, startJob),
    on('POST', `${job}/pause`, pauseJob),
    on('POST', `${job}/restart`, restartJob),
    on('GET', `${job}/schema`, getSchema),
    on('PUT', `${job}/schema`, putSchema),
    on('POST', `${job}/provisionOnDemand`, provisionOnDemand),
    on('GET', `${base}/secrets`, getSecrets),
    on('PUT', `${base}/secrets`, putSecrets),
  ];
}

function applicationRoutes(on: On): Route<GraphCall>[] {
  return [
    on('POST', '/applicationTemplates/:template/instantiate', instantiateTemplate),
    ...['applications', 'servicePrincipals'].flatMap((root) => {
      // The name in the path is fixed so that other collections stay unknown; the handlers read it as a parameter.
      const named =
        (handler: Handler): Handler =>
        (world, call) =>
          handler(world, { ...call, parameter: (name) => (name === 'root' ? root : call.parameter(name)) });
      const one = `/${root}/:id`;
      const many = `${one}/:collection`;
      return [
        on('GET', `/${root}`, named(listRoots)),
        on('POST', `/${root}`, named(createRoot)),
        on('GET', one, named(getStored)),
        on('PATCH', one, named(patchStored)),
        on('DELETE', one, named(deleteStored)),
        on('GET', many, named(listStored)),
        on('POST', many, named(createStored)),
        on('POST', `${many}/$ref`, named(addReference)),
        on('GET', `${many}/:member`, named(getStored)),
        on('PATCH', `${many}/:member`, named(patchStored)),
        on('DELETE', `${many}/:member`, named(deleteStored)),
        on('DELETE', `${many}/:member/$ref`, named(deleteStored)),
      ];
    }),
  ];
}
