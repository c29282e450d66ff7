import type { GraphSession } from './graph-session.js';
import { type Properties, property, type StandInResource } from './stand-in.js';

interface Kind {
  readonly replacedBy: readonly string[];
  /** The collection that the object is created in, below `/v1.0`. */
  readonly collection: (inputs: Properties) => string;
  readonly body: (inputs: Properties) => Properties;
  /** What the real plugin makes of the answer besides the inputs. */
  readonly computed: (entity: unknown) => Properties;
}

/**
 * `azuread.Application`, `ServicePrincipal`, `ApplicationFederatedIdentityCredential` and `AppRoleAssignment` in outline:
 * created with the real plugin's POST and body, read with its GET. What it sends around that (a temporary name against
 * replication, taking its own ownership away) is left out. Nothing is updated in place.
 */
export function directoryResources(graph: GraphSession): Readonly<Record<string, StandInResource>> {
  return {
    'azuread:index/application:Application': resource(graph, application),
    'azuread:index/servicePrincipal:ServicePrincipal': resource(graph, servicePrincipal),
    'azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential': resource(
      graph,
      federatedCredential,
    ),
    'azuread:index/appRoleAssignment:AppRoleAssignment': resource(graph, roleAssignment),
  };
}

const application: Kind = {
  replacedBy: [],
  collection: () => '/applications',
  body: ({ displayName, signInAudience, requiredResourceAccesses }) => ({
    '@odata.type': '#microsoft.graph.application',
    displayName,
    signInAudience,
    requiredResourceAccess: list(requiredResourceAccesses).map((access) => ({
      resourceAppId: property(access, 'resourceAppId'),
      resourceAccess: property(access, 'resourceAccesses'),
    })),
  }),
  computed: (entity) => ({ clientId: property(entity, 'appId'), objectId: property(entity, 'id') }),
};

const servicePrincipal: Kind = {
  replacedBy: ['clientId'],
  collection: () => '/servicePrincipals',
  body: ({ clientId }) => ({ '@odata.type': '#microsoft.graph.servicePrincipal', appId: clientId }),
  computed: (entity) => ({ objectId: property(entity, 'id') }),
};

const federatedCredential: Kind = {
  replacedBy: ['applicationId', 'displayName'],
  collection: ({ applicationId }) => `${String(applicationId)}/federatedIdentityCredentials`,
  body: ({ audiences, description, displayName, issuer, subject }) => ({
    '@odata.type': '#microsoft.graph.federatedIdentityCredential',
    audiences,
    description,
    issuer,
    name: displayName,
    subject,
  }),
  computed: (entity) => ({ credentialId: property(entity, 'id') }),
};

const roleAssignment: Kind = {
  replacedBy: ['appRoleId', 'principalObjectId', 'resourceObjectId'],
  collection: ({ resourceObjectId }) => `/servicePrincipals/${String(resourceObjectId)}/appRoleAssignedTo`,
  body: ({ appRoleId, principalObjectId, resourceObjectId }) => ({
    '@odata.type': '#microsoft.graph.appRoleAssignment',
    appRoleId,
    principalId: principalObjectId,
    resourceId: resourceObjectId,
  }),
  computed: () => ({ principalType: 'ServicePrincipal' }),
};

function resource(graph: GraphSession, { replacedBy, collection, body, computed }: Kind): StandInResource {
  return {
    replacedBy,
    check: (inputs) => ({ inputs, failures: {} }),
    async create(inputs) {
      const created = await graph.call('POST', `/v1.0${collection(inputs)}`, { body: body(inputs) });
      const id = `${collection(inputs)}/${String(property(created, 'id'))}`;
      return { id, properties: { ...inputs, ...computed(await graph.call('GET', `/v1.0${id}`)) } };
    },
    async read(id, known) {
      const entity = await graph.call('GET', `/v1.0${id}`, { absentIs404: true });
      return entity === undefined ? undefined : { ...known, ...computed(entity) };
    },
    update: async () => {
      throw new Error('The stand-in of the azuread plugin does not update applications; the real one does.');
    },
    async delete(id) {
      await graph.call('DELETE', `/v1.0${id}`, { absentIs404: true });
    },
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
