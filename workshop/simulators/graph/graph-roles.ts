import type { JsonObject } from '../json.js';
import { stableGuid } from '../random.js';

/**
 * Application permissions of Microsoft Graph. The ids are Microsoft's where the "Microsoft Graph permissions reference" was
 * at hand; the others are invented.
 */
const ids: Readonly<Record<string, string | undefined>> = {
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'AppRoleAssignment.ReadWrite.All': '06b708a9-e830-4db3-a914-8e69da51d44f',
  'Application.ReadWrite.All': '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
  'Application.ReadWrite.OwnedBy': '18a4783c-866b-4cc7-a460-3d5e5662c884',
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
  'Device.Read.All': '7438b122-aefc-4978-80ed-43db9fcc7715',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'Domain.Read.All': 'dbb9058a-0e50-45d7-ae91-66909b5d4664',
  'Group.Read.All': '5b567255-7703-4780-807c-7be8301ae99b',
  'OnPremDirectorySynchronization.ReadWrite.All': undefined,
  'OrgContact.Read.All': 'e1a88a34-94c4-4418-be12-c87b00e26bea',
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  'ProvisioningLog.Read.All': undefined,
  'RoleEligibilitySchedule.Read.Directory': 'ff278e11-4a33-4d0c-83d2-d01dc58929a5',
  'RoleManagement.Read.Directory': '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  'Synchronization.Read.All': '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
  'Synchronization.ReadWrite.All': '9b50c33d-700f-43b1-b2eb-87e89b703581',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
  'User.ReadWrite.All': '741f803b-c850-494e-b5df-cde7c675a1ca',
  'Contacts-OnPremisesSyncBehavior.ReadWrite.All': undefined,
  'Group-OnPremisesSyncBehavior.ReadWrite.All': undefined,
  'Group.ReadWrite.All': undefined,
  'LicenseAssignment.ReadWrite.All': undefined,
  'OnPremisesPublishingProfiles.ReadWrite.All': undefined,
  'Organization.ReadWrite.All': undefined,
  'Policy.Read.All': undefined,
  'User-OnPremisesSyncBehavior.ReadWrite.All': undefined,
};

/** `appRoles` of Microsoft Graph's own service principal. */
export const graphRoles: readonly JsonObject[] = Object.entries(ids).map(([value, id]) => ({
  id: id ?? stableGuid(`role/${value}`),
  value,
  displayName: value,
  description: value,
  isEnabled: true,
  allowedMemberTypes: ['Application'],
}));

/** `appRoleAssignments` of a service principal that may do everything. */
export function everyRole(tenantId: string, principalId: string, resourceId: string) {
  return graphRoles.map(({ id }) => ({
    id: stableGuid(`${tenantId}/${principalId}/${String(id)}`),
    appRoleId: id,
    principalId,
    principalType: 'ServicePrincipal',
    resourceId,
    resourceDisplayName: 'Microsoft Graph',
  }));
}
