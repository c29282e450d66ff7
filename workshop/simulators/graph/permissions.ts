import type { WireAnswer, WireRequest } from '../wire.js';
import { graphFailure } from './errors.js';

/**
 * The application permission that Microsoft marks as the least for each request (Graph reference, "Permissions" of each page; where
 * it names several, the one that reads all properties). The first that fits counts.
 */
const least: readonly (readonly [request: RegExp, permission: string])[] = [
  [/^GET \/(users\b|directory\/deletedItems)/, 'User.Read.All'],
  [/^POST \/users\/[^/]+\/(assignLicense|reprocessLicenseAssignment)/, 'LicenseAssignment.ReadWrite.All'],
  [/^\w+ \/(users\b|directory\/deletedItems)/, 'User.ReadWrite.All'],
  [/^GET \/groups\b/, 'Group.Read.All'],
  [/^\w+ \/groups\b/, 'Group.ReadWrite.All'],
  [/^GET \/contacts\b/, 'OrgContact.Read.All'],
  [/^GET \/devices\b/, 'Device.Read.All'],
  [/^GET \/organization\b/, 'Organization.Read.All'],
  [/^\w+ \/organization\b/, 'Organization.ReadWrite.All'],
  [/^GET \/domains\b/, 'Domain.Read.All'],
  [/^GET \/onPremisesPublishingProfiles\b/, 'OnPremisesPublishingProfiles.ReadWrite.All'],
  [/^\w+ \/directory\/onPremisesSynchronization\b/, 'OnPremDirectorySynchronization.ReadWrite.All'],
  [/^GET \/roleManagement\/directory\/roleEligibility/, 'RoleEligibilitySchedule.Read.Directory'],
  [/^GET \/roleManagement\/directory\b/, 'RoleManagement.Read.Directory'],
  [/^GET \/identity\/conditionalAccess\b/, 'Policy.Read.All'],
  [/^GET \/auditLogs\/provisioning\b/, 'ProvisioningLog.Read.All'],
  [/^GET \/servicePrincipals\/[^/]+\/synchronization\b/, 'Synchronization.Read.All'],
  [/^\w+ \/servicePrincipals\/[^/]+\/synchronization\b/, 'Synchronization.ReadWrite.All'],
  [/^GET \/(applications|servicePrincipals)\b/, 'Application.Read.All'],
  [/^\w+ \/servicePrincipals\/[^/]+\/appRole/, 'AppRoleAssignment.ReadWrite.All'],
  [/^\w+ \/(applications|servicePrincipals|applicationTemplates)\b/, 'Application.ReadWrite.All'],
];

const behaviorPrefix: Readonly<Record<string, string>> = { users: 'User', groups: 'Group', contacts: 'Contacts' };

/** The permission that a request needs; undefined for one of which no page is known. `path` is without the version. */
export function neededPermission(
  { method, body }: Pick<WireRequest, 'method' | 'body'>,
  path: string,
): string | undefined {
  const [, kind] = /^\/(users|groups|contacts)\/[^/]+\/onPremisesSyncBehavior$/.exec(path) ?? [];
  if (kind !== undefined) return `${behaviorPrefix[kind]}-OnPremisesSyncBehavior.ReadWrite.All`;
  // The one property of a user that a permission of its own clears.
  if (method === 'PATCH' && body.includes('"onPremisesObjectIdentifier"'))
    return 'User-OnPremisesSyncBehavior.ReadWrite.All';
  return least.find(([request]) => request.test(`${method} ${path}`))?.[1];
}

/** Graph's 403 where the roles of the token have neither the permission that the request needs nor the one that writes the same. */
export function refusalFor(roles: readonly unknown[], request: WireRequest, path: string): WireAnswer | undefined {
  const needed = neededPermission(request, path);
  if (needed === undefined || roles.includes(needed) || roles.includes(needed.replace('.Read.', '.ReadWrite.')))
    return undefined;
  return graphFailure(403, undefined);
}
