import { profileProperties } from '../../domain/profile-properties.js';

// None of the anchor's properties is in Graph's default set (GRAPH-1), so everything is selected by name.

const addresses = ['mail', 'mailNickname', 'proxyAddresses'];
const onPremises = ['onPremisesSyncEnabled', 'onPremisesProvisioningErrors'];
const principal = ['onPremisesSecurityIdentifier', 'onPremisesSamAccountName', 'onPremisesDomainName'];

const userProperties = [
  'id',
  'userPrincipalName',
  'displayName',
  ...addresses,
  'accountEnabled',
  'userType',
  'onPremisesImmutableId',
  ...onPremises,
  ...principal,
  'onPremisesDistinguishedName',
  'onPremisesExtensionAttributes',
  ...profileProperties,
] as const;

const groupProperties = [
  'id',
  'displayName',
  ...addresses,
  'mailEnabled',
  'securityEnabled',
  'groupTypes',
  ...onPremises,
  ...principal,
];

const contactProperties = [
  'id',
  'displayName',
  ...addresses,
  'givenName',
  'surname',
  'jobTitle',
  'department',
  'companyName',
  ...onPremises,
];

const deviceProperties = ['id', 'displayName', 'deviceId', 'accountEnabled', 'onPremisesSyncEnabled'];

const pageSize = 999;
export const userSelect = userProperties.join(',');

/** A user's own page; licenses tell who assigned them. */
export const usersPath = `/users?$select=${userSelect},licenseAssignmentStates&$expand=manager($select=id)&$top=${pageSize}`;
/** The recycle bin: a deleted user still holds its anchor (ENTRA-11). The type cast is required (GRAPH-4). */
export const deletedUsersPath = `/directory/deletedItems/microsoft.graph.user?$select=${userSelect},deletedDateTime&$top=${pageSize}`;
/** Under beta: the property is not in v1.0 (GRAPH-2). */
export const identifiersPath = `/users?$select=id,onPremisesObjectIdentifier&$top=${pageSize}`;
export const groupsPath = `/groups?$select=${groupProperties.join(',')}&$top=${pageSize}`;
export const contactsPath = `/contacts?$select=${contactProperties.join(',')}&$top=${pageSize}`;
export const devicesPath = `/devices?$select=${deviceProperties.join(',')}&$top=${pageSize}`;

/** What the tenant says about itself. */
export const domainsPath = '/domains?$select=id,isVerified,authenticationType';
export const syncFeaturesPath = '/directory/onPremisesSynchronization';
/** Under beta: isPrivileged is in no other version. */
export const roleDefinitionsPath = '/roleManagement/directory/roleDefinitions?$select=id,displayName,isPrivileged';
export const roleAssignmentsPath = '/roleManagement/directory/roleAssignments?$expand=principal';
export const roleEligibilityPath = '/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal';
export const principalsPath = '/servicePrincipals?$select=id,appDisplayName,applicationTemplateId&$top=999';
/** Who they are, where a policy is for applications or all users. */
export const signInPrincipalsPath = '/servicePrincipals?$select=id,appId,appDisplayName,applicationTemplateId&$top=999';
/** Under beta. */
export const agentsPath = '/onPremisesPublishingProfiles/provisioning/agents';
export const accessPoliciesPath = '/identity/conditionalAccess/policies';

/** Direct members of a group. */
export function membersPath(groupId: string): string {
  return `/groups/${encodeURIComponent(groupId)}/members?$select=id&$top=${pageSize}`;
}

/** One user as the collection reads it, and its identifier as beta shows it. */
export function userPath(id: string): string {
  return `/users/${encodeURIComponent(id)}?$select=${userSelect},licenseAssignmentStates&$expand=manager($select=id)`;
}

export function identifierPath(id: string): string {
  return `/users/${encodeURIComponent(id)}?$select=id,onPremisesObjectIdentifier`;
}

/** Collections that Graph tells the changes of. */
export const trackedCollections = ['users', 'groups', 'contacts', 'devices'] as const;
export type TrackedCollection = (typeof trackedCollections)[number];

/** Asks where the changes begin from now on, without reading what is there (`$deltatoken=latest`). Users: under beta. */
export const deltaPaths: Readonly<Record<TrackedCollection, string>> = {
  users: `/users/delta?$select=${userSelect},licenseAssignmentStates,onPremisesObjectIdentifier,manager&$deltatoken=latest`,
  groups: `/groups/delta?$select=${groupProperties.join(',')},members&$deltatoken=latest`,
  contacts: `/contacts/delta?$select=${contactProperties.join(',')}&$deltatoken=latest`,
  devices: `/devices/delta?$select=${deviceProperties.join(',')}&$deltatoken=latest`,
};

/** The fields of EntraObject that a whole collection shows. */
export const collectedFields: readonly string[] = [
  'accountEnabled',
  'deletedDateTime',
  'deviceId',
  'displayName',
  'entraObjectId',
  'groupTypes',
  'immutableId',
  'mail',
  'mailEnabled',
  'members',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'properties',
  'provisioningErrors',
  'proxyAddresses',
  'securityEnabled',
  'synced',
  'userPrincipalName',
  'userType',
];
