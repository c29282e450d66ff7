import { readCsv } from '../csv.js';
import type { JsonObject } from '../json.js';
import { mergeJson } from '../json.js';
import type { KeyPair } from '../key-pair.js';
import type { OrganisationFile, RoleFile } from '../organisation-file.js';
import { randomSecret, stableGuid } from '../random.js';
import { everyRole, graphRoles } from './graph-roles.js';
import type { Entity, GraphState, GraphUser, RoleAssignment } from './state.js';

const loadedAt = '2026-11-20T10:00:00Z';
const graphAppId = '00000003-0000-0000-c000-000000000000';

/** The tenant that the Entra file and organisation.json describe. */
export function initialGraphState(organisation: OrganisationFile, csv: string, workloadKeys: KeyPair): GraphState {
  const { tenantId } = organisation;
  const everybody = readUsers(csv, organisation);
  const deleted = new Set(organisation.deletedUsers ?? []);
  const clientId = stableGuid(`${tenantId}/pipeline/app`);
  const clientObjectId = stableGuid(`${tenantId}/pipeline/principal`);
  const pipeline: Entity = {
    id: clientObjectId,
    appId: clientId,
    displayName: 'entra-cutover pipeline',
    servicePrincipalType: 'Application',
  };
  const microsoftGraph = graphPrincipal(tenantId);
  const graph: GraphState = {
    tenantId,
    clientId,
    clientObjectId,
    clientSecret: randomSecret(''),
    tokenKey: randomSecret(''),
    workload: {
      issuer: 'https://issuer.simulated.example',
      subject: 'repo:corp/entra-cutover:environment:staging',
      keys: workloadKeys,
    },
    organization: {
      id: tenantId,
      displayName: organisation.tenantName,
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: loadedAt,
      verifiedDomains: organisation.domains.map(({ id, isInitial, isDefault }) => ({
        name: id,
        isInitial,
        isDefault: isDefault === true,
        type: 'Managed',
        capabilities: 'Email, OfficeCommunicationsOnline',
      })),
    },
    domains: organisation.domains,
    users: everybody.filter(({ userPrincipalName }) => !deleted.has(userPrincipalName)),
    deletedUsers: everybody
      .filter(({ userPrincipalName }) => deleted.has(userPrincipalName))
      .map((user) => ({ ...user, deletedDateTime: loadedAt })),
    removals: [],
    clock: { version: everybody.length },
    groups: organisation.groups ?? [],
    contacts: [...(organisation.contacts ?? [])],
    devices: organisation.devices ?? [],
    sourceAnchors: {},
    changes: [],
    agents: organisation.agents ?? [],
    roleDefinitions: organisation.roleDefinitions ?? [],
    roleAssignments: assignments(organisation.roleAssignments ?? [], everybody),
    roleEligibility: assignments(organisation.roleEligibility ?? [], everybody),
    onPremisesSynchronization: mergeJson(usualSynchronization(tenantId), organisation.onPremisesSynchronization ?? {}),
    store: {
      '/applications': [],
      '/servicePrincipals': [microsoftGraph, pipeline, ...organisation.servicePrincipals],
      [`/servicePrincipals/${clientObjectId}/appRoleAssignments`]: everyRole(
        tenantId,
        clientObjectId,
        microsoftGraph.id,
      ),
    },
    secrets: {},
    jobs: [],
    provisioningLog: [],
  };
  return graph;
}

function readUsers(csv: string, organisation: OrganisationFile): GraphUser[] {
  return readCsv(csv).map((row, index) => {
    const cell = (name: string): string => row.get(name) ?? '';
    const optional = (name: string): string | null => cell(name) || null;
    const name = cell('userprincipalname');
    const synced = cell('onpremisessyncenabled').toLowerCase();
    const user: GraphUser = {
      id: cell('id'),
      userPrincipalName: name,
      displayName: cell('displayname'),
      givenName: null,
      surname: null,
      mail: optional('mail'),
      mailNickname: name.split('@')[0] ?? null,
      proxyAddresses: cell('proxyaddresses').split(';').filter(Boolean),
      accountEnabled: cell('accountenabled').toLowerCase() === 'true',
      userType: cell('usertype') || 'Member',
      usageLocation: null,
      jobTitle: null,
      department: null,
      createdDateTime: '2021-03-01T08:00:00Z',
      deletedDateTime: null,
      onPremisesImmutableId: optional('immutableid'),
      onPremisesSyncEnabled: synced === 'true' ? true : synced === 'false' ? false : null,
      onPremisesSecurityIdentifier: optional('onpremisessecurityidentifier'),
      onPremisesSamAccountName: optional('onpremisessamaccountname'),
      onPremisesDomainName: optional('onpremisesdomainname'),
      onPremisesDistinguishedName: optional('onpremisesdistinguishedname'),
      onPremisesUserPrincipalName: synced === 'true' ? name : null,
      onPremisesLastSyncDateTime: synced === 'true' ? loadedAt : null,
      onPremisesObjectIdentifier: null,
      onPremisesProvisioningErrors: [],
      version: index + 1,
    };
    return Object.assign(user, organisation.userProperties?.[name]);
  });
}

function assignments(roles: readonly RoleFile[], users: readonly GraphUser[]): RoleAssignment[] {
  return roles.map(({ user, group, roleDefinitionId }) => {
    if (group !== undefined)
      return {
        id: stableGuid(`${group}/${roleDefinitionId}`),
        principalId: group,
        roleDefinitionId,
        directoryScopeId: '/',
      };
    const principal = users.find(({ userPrincipalName }) => userPrincipalName === user);
    if (principal === undefined)
      throw new Error(`organisation.json gives a role to ${user}, who is not in AzureADSyncedIDS.csv.`);
    return {
      id: stableGuid(`${user}/${roleDefinitionId}`),
      principalId: principal.id,
      roleDefinitionId,
      directoryScopeId: '/',
    };
  });
}

/** Microsoft Graph's own service principal, whose roles the azuread plugin looks up. */
function graphPrincipal(tenantId: string): Entity {
  return {
    id: stableGuid(`${tenantId}/microsoft-graph`),
    appId: graphAppId,
    displayName: 'Microsoft Graph',
    accountEnabled: true,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [graphAppId, 'https://graph.microsoft.com'],
    tags: [],
    oauth2PermissionScopes: [],
    appRoles: graphRoles,
  };
}

/** directory/onPremisesSynchronization of an ordinary tenant (GRAPH-9, GRAPH-10), with the properties that only beta shows. */
function usualSynchronization(tenantId: string): JsonObject {
  const off = [
    'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled',
    'blockCloudObjectTakeoverThroughHardMatchEnabled',
    'blockSoftMatchEnabled',
    'bypassDirSyncOverridesEnabled',
    'cloudPasswordPolicyForPasswordSyncedUsersEnabled',
    'concurrentCredentialUpdateEnabled',
    'concurrentOrgIdProvisioningEnabled',
    'deviceWritebackEnabled',
    'directoryExtensionsEnabled',
    'fopeConflictResolutionEnabled',
    'groupWriteBackEnabled',
    'passwordSyncEnabled',
    'passwordWritebackEnabled',
    'unifiedGroupWritebackEnabled',
    'userForcePasswordChangeOnLogonEnabled',
    'userWritebackEnabled',
  ];
  const on = [
    'quarantineUponProxyAddressesConflictEnabled',
    'quarantineUponUpnConflictEnabled',
    'softMatchOnUpnEnabled',
    'synchronizeUpnForManagedUsersEnabled',
  ];
  return {
    id: tenantId,
    configuration: {
      accidentalDeletionPrevention: { synchronizationPreventionType: 'enabledForCount', alertThreshold: 500 },
      anchorAttribute: null,
      applicationId: null,
      currentExportData: null,
      customerRequestedSynchronizationInterval: null,
      synchronizationClientVersion: null,
      synchronizationInterval: 'PT30M',
      writebackConfiguration: { unifiedGroupContainer: null, userContainer: null },
    },
    features: Object.fromEntries([...off.map((name) => [name, false]), ...on.map((name) => [name, true])]),
  };
}
