import { UserError } from '../../src/domain/errors.js';
import type { GraphSession } from './graph-session.js';
import { type Properties, property, unknownValue } from './stand-in.js';

const form = /^\/servicePrincipals\/[0-9a-f-]{36}$/i;

/** What is wrong with a `servicePrincipalId` input, or undefined; the real plugin expects `/servicePrincipals/<guid>`. */
export function servicePrincipalIdProblem(value: unknown): string | undefined {
  if (value === unknownValue || (typeof value === 'string' && form.test(value))) return undefined;
  return `expected /servicePrincipals/<object id>, found ${JSON.stringify(value ?? null)}`;
}

/** `azuread.getServicePrincipal` by client id or object id, with the real plugin's requests and property names. */
export async function servicePrincipalByKey(graph: GraphSession, args: Properties): Promise<Properties> {
  const found = await find(graph, args);
  const objectId = String(property(found, 'id'));
  const saml = await graph.call('GET', `/beta/servicePrincipals/${objectId}?%24select=samlMetadataUrl`);
  const text = (name: string): unknown => property(found, name) ?? '';
  const list = (name: string): readonly unknown[] => {
    const value = property(found, name);
    return Array.isArray(value) ? value : [];
  };
  return {
    id: `/servicePrincipals/${objectId}`,
    objectId,
    clientId: text('appId'),
    displayName: text('displayName'),
    accountEnabled: property(found, 'accountEnabled') ?? false,
    alternativeNames: list('alternativeNames'),
    appRoleAssignmentRequired: property(found, 'appRoleAssignmentRequired') ?? false,
    appRoles: list('appRoles'),
    appRoleIds: idsByValue(list('appRoles')),
    applicationTenantId: text('appOwnerOrganizationId'),
    description: text('description'),
    featureTags: [],
    features: [],
    homepageUrl: text('homepage'),
    loginUrl: text('loginUrl'),
    logoutUrl: text('logoutUrl'),
    notes: text('notes'),
    notificationEmailAddresses: list('notificationEmailAddresses'),
    oauth2PermissionScopes: list('oauth2PermissionScopes'),
    oauth2PermissionScopeIds: idsByValue(list('oauth2PermissionScopes')),
    preferredSingleSignOnMode: text('preferredSingleSignOnMode'),
    redirectUris: list('replyUrls'),
    samlMetadataUrl: property(saml, 'samlMetadataUrl') ?? '',
    samlSingleSignOns: [],
    servicePrincipalNames: list('servicePrincipalNames'),
    signInAudience: text('signInAudience'),
    tags: list('tags'),
    type: text('servicePrincipalType'),
  };
}

async function find(graph: GraphSession, { clientId, objectId }: Properties): Promise<unknown> {
  if (typeof objectId === 'string') {
    const found = await graph.call('GET', `/v1.0/servicePrincipals/${encodeURIComponent(objectId)}`, {
      absentIs404: true,
    });
    if (found !== undefined) return found;
    throw new UserError(`The tenant has no service principal with the object id ${objectId}.`);
  }
  if (typeof clientId !== 'string') throw new UserError('getServicePrincipal needs clientId or objectId.');
  const query = new URLSearchParams({ $filter: `appId eq '${clientId}'` });
  const page = property(await graph.call('GET', `/v1.0/servicePrincipals?${query}`), 'value');
  const [found] = Array.isArray(page) ? page : [];
  if (found === undefined) throw new UserError(`The tenant has no service principal with the client id ${clientId}.`);
  return found;
}

function idsByValue(entries: readonly unknown[]): Properties {
  const pairs = entries.map((entry): [string, unknown] => [String(property(entry, 'value')), property(entry, 'id')]);
  return Object.fromEntries(pairs.filter(([value]) => value !== '' && value !== 'undefined' && value !== 'null'));
}
