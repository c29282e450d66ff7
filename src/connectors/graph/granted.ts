import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';

/** Microsoft Graph's own application, the same in every tenant. */
const microsoftGraph = '00000003-0000-0000-c000-000000000000';

/**
 * The application permissions of Microsoft Graph that an application was granted, by name. Source: Graph reference, "List
 * appRoleAssignments granted to a service principal"; needs Application.Read.All. An access token is not looked into:
 * Microsoft calls it opaque.
 *
 * @throws UserError when the tenant refuses or does not know the application.
 */
export async function grantedPermissions(client: GraphClient, clientId: string): Promise<ReadonlySet<string>> {
  const resource = jsonObject(await client.get(`${principal(microsoftGraph)}?$select=id,appRoles`));
  const roles = resource?.get('appRoles');
  const names = new Map(
    (Array.isArray(roles) ? roles : []).map((role) => [jsonObject(role)?.get('id'), jsonObject(role)?.get('value')]),
  );
  const granted = new Set<string>();
  for await (const item of client.list(`${principal(clientId)}/appRoleAssignments`)) {
    const assignment = jsonObject(item);
    const name = names.get(assignment?.get('appRoleId'));
    if (assignment?.get('resourceId') === resource?.get('id') && typeof name === 'string') granted.add(name);
  }
  return granted;
}

function principal(clientId: string): string {
  return `/servicePrincipals(appId='${encodeURIComponent(clientId)}')`;
}
