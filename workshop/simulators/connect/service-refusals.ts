import { type Entity, type GraphState, type GraphUser, verifiedDomainOf } from '../graph/state.js';
import { featureOf } from '../graph/tenant.js';
import { sidText } from './directory-source.js';
import type { ExportFailure } from './state.js';
import { first, type Values } from './values.js';

/** Why the tenant takes no export of an object, in the names of "Understanding errors during Microsoft Entra synchronization". */
export type Refusal = Pick<ExportFailure, 'name' | 'code' | 'message' | 'conflict'>;

/**
 * Values that Entra refuses because somebody else has them: a SID of another account, an address of an object of another type.
 * Duplicate attribute resiliency is for the UPNs and addresses of users alone.
 *
 * @param user whom the export is for; undefined while nobody is matched.
 */
export function conflictWithOthers(
  graph: GraphState,
  user: GraphUser | undefined,
  wanted: Values,
): Refusal | undefined {
  const isNew = user === undefined;
  const sid = first(wanted, 'onPremiseSecurityIdentifier');
  const text = sid === '' ? undefined : sidText(Buffer.from(sid, 'base64'));
  const holder = graph.users.find((other) => other !== user && other.onPremisesSecurityIdentifier === text);
  if (text !== undefined && holder !== undefined)
    return duplicate(isNew ? 'InvalidSoftMatch' : uniqueness, 'OnPremiseSecurityIdentifier', sid, holder.id);
  const addresses = new Set((wanted.proxyAddresses ?? []).map((address) => address.toLowerCase()));
  for (const other of [...graph.groups, ...graph.contacts]) {
    const shared = addressesOf(other).find((address) => addresses.has(address.toLowerCase()));
    if (shared !== undefined)
      return duplicate(isNew ? 'ObjectTypeMismatch' : uniqueness, 'ProxyAddresses', shared, other.id);
  }
  return undefined;
}

/** The identifier of an account that is joined: a first one may be written, another one is refused since the hardening of 2026. */
export function identifierChange(graph: GraphState, user: GraphUser, wanted: Values): Refusal | undefined {
  const before = user.onPremisesObjectIdentifier;
  if (before === null || before === first(wanted, 'onPremisesObjectIdentifier')) return undefined;
  if (featureOf(graph.onPremisesSynchronization, 'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled'))
    return undefined;
  const message = 'Hard match operation blocked due to security hardening. Review OnPremisesObjectIdentifier mapping.';
  return { name: 'AttributeUpdateNotAllowed', code: '96', message };
}

/** A UPN can't go from one federated domain to another. */
export function federationChange(graph: GraphState, user: GraphUser, wanted: Values): Refusal | undefined {
  const [before, after] = [user.userPrincipalName, first(wanted, 'userPrincipalName')].map((name) =>
    verifiedDomainOf(graph, name),
  );
  const areFederated = [before, after].every((domain) => domain?.authenticationType === 'Federated');
  if (!areFederated || before?.id === after?.id) return undefined;
  const message = `Unable to update this object: its user principal name would change from ${before?.id} to ${after?.id}, both federated domains.`;
  return { name: 'FederatedDomainChange', message };
}

const uniqueness = 'AttributeValueMustBeUnique';

/** A value that another object has, in the words of the tenant. */
export function duplicate(name: string, attribute: string, value: string, objectId: string): Refusal {
  const message = `Unable to update this object because the following attributes associated with this object have values that may already be associated with another object in your local directory services: [${attribute} ${value};].`;
  return { name, message, conflict: { attribute, value, objectId } };
}

/** Every address of an object of the tenant, as a proxy address. */
export function addressesOf({ proxyAddresses, mail }: Entity | GraphUser): string[] {
  const listed = Array.isArray(proxyAddresses) ? proxyAddresses.filter((value) => typeof value === 'string') : [];
  return typeof mail === 'string' && mail !== '' ? [...listed, `smtp:${mail}`] : listed;
}
