import { findUserById, type GraphState, type GraphUser, verifiedDomainOf } from '../graph/state.js';
import { sidBytes } from './directory-source.js';
import { connectorDn } from './entra-space.js';
import type { TenantObject } from './state.js';
import { present } from './values.js';

/** Entra's attributes of users, by the property of Graph that shows each. */
export const userProperties = {
  accountEnabled: 'accountEnabled',
  alias: 'mailNickname',
  department: 'department',
  displayName: 'displayName',
  dnsDomainName: 'onPremisesDomainName',
  givenName: 'givenName',
  mail: 'mail',
  manager: 'manager',
  onPremiseSecurityIdentifier: 'onPremisesSecurityIdentifier',
  onPremisesDistinguishedName: 'onPremisesDistinguishedName',
  onPremisesObjectIdentifier: 'onPremisesObjectIdentifier',
  onPremisesSamAccountName: 'onPremisesSamAccountName',
  proxyAddresses: 'proxyAddresses',
  sourceAnchor: 'onPremisesImmutableId',
  surname: 'surname',
  title: 'jobTitle',
  usageLocation: 'usageLocation',
  userPrincipalName: 'userPrincipalName',
} as const satisfies Readonly<Record<string, keyof GraphUser>>;

/** A user as the Entra connector imports it. */
export function viewOfUser(graph: GraphState, user: GraphUser): TenantObject {
  const shown = Object.entries(userProperties).map(([attribute, property]): [string, readonly string[]] => {
    const value = user[property];
    if (value === null || value === undefined) return [attribute, []];
    return [attribute, Array.isArray(value) ? value : [String(value)]];
  });
  return {
    objectType: 'user',
    cloudAnchor: `User_${user.id}`,
    sourceAnchor: user.onPremisesImmutableId ?? '',
    values: present({ ...Object.fromEntries(shown), ...inConnectorSpace(graph, user), ...asExported(graph, user) }),
  };
}

/** What Graph shows otherwise than the connector space holds it: bytes as text, references as object ids. */
function inConnectorSpace(graph: GraphState, user: GraphUser): Readonly<Record<string, readonly string[]>> {
  const sid = user.onPremisesSecurityIdentifier;
  const anchor = findUserById(graph, user.manager ?? null)?.onPremisesImmutableId;
  return {
    onPremiseSecurityIdentifier: sid === null ? [] : [sidBytes(sid).toString('base64')],
    manager: anchor === null || anchor === undefined ? [] : [connectorDn(anchor)],
  };
}

/** What Entra keeps back or replaces: the export counted as done, so the connector goes on seeing what it wrote. */
function asExported(graph: GraphState, user: GraphUser): Readonly<Record<string, readonly string[]>> {
  const errors = user.onPremisesProvisioningErrors;
  const kept = errors.filter(({ propertyCausingError }) => propertyCausingError === 'ProxyAddress');
  const name = user.onPremisesUserPrincipalName;
  const isReplaced =
    name !== null &&
    (verifiedDomainOf(graph, name) === undefined ||
      errors.some(({ propertyCausingError }) => propertyCausingError === 'UserPrincipalName'));
  const mail = kept.find(({ value }) => value.startsWith('SMTP:'))?.value.slice('SMTP:'.length);
  return {
    ...(isReplaced && { userPrincipalName: [name] }),
    ...(kept.length > 0 && { proxyAddresses: [...user.proxyAddresses, ...kept.map(({ value }) => value)] }),
    ...(user.mail === null && mail !== undefined && { mail: [mail] }),
  };
}
