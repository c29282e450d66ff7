import { guidOfBytes } from '../anchors.js';
import type { DirectoryUser } from '../directory.js';
import type { GraphUser } from '../graph/state.js';
import { cloudName } from '../graph/synchronization/matching.js';
import { withoutConflicts } from '../graph/synchronization/resiliency.js';
import type { World } from '../world.js';
import { sidText } from './directory-source.js';
import { connectorDn } from './entra-space.js';
import { userProperties } from './user-view.js';
import { first, type Values } from './values.js';

type Changes = Partial<Omit<GraphUser, 'id' | 'version'>>;

const nameAttributes = ['userPrincipalName', 'mail', 'proxyAddresses'];

/** The person behind the exported values, as the tenant's matching takes one: it knows the anchor and the names. */
export function sourceOf(wanted: Values): DirectoryUser {
  const identifier = Buffer.from(first(wanted, 'onPremisesObjectIdentifier'), 'base64');
  const sid = first(wanted, 'onPremiseSecurityIdentifier');
  return {
    userPrincipalName: first(wanted, 'userPrincipalName'),
    name: first(wanted, 'displayName'),
    objectGuid: guidOfBytes(identifier),
    consistencyGuid: first(wanted, 'sourceAnchor'),
    objectSid: sid === '' ? '' : sidText(Buffer.from(sid, 'base64')),
    samAccountName: first(wanted, 'onPremisesSamAccountName'),
    mail: first(wanted, 'mail'),
    proxyAddresses: wanted.proxyAddresses ?? [],
    distinguishedName: first(wanted, 'onPremisesDistinguishedName'),
    enabled: first(wanted, 'accountEnabled') !== 'false',
    adminDescription: '',
  };
}

/** Graph's properties for the named attributes, or for all of them; an attribute without a value is cleared. */
export function propertiesOf(world: World, user: GraphUser, wanted: Values, names?: readonly string[]): Changes {
  const isWritten = (attribute: string): boolean => names === undefined || names.includes(attribute);
  const changes = Object.entries(userProperties)
    .filter(([attribute]) => isWritten(attribute) && !nameAttributes.includes(attribute))
    .map(([attribute, property]) => [property, propertyOf(world, attribute, first(wanted, attribute))]);
  return { ...Object.fromEntries(changes), ...(nameAttributes.some(isWritten) && namesOf(world, user, wanted)) };
}

function propertyOf(world: World, attribute: string, value: string): unknown {
  switch (attribute) {
    case 'accountEnabled':
      return value !== 'false';
    case 'onPremiseSecurityIdentifier':
      return value === '' ? null : sidText(Buffer.from(value, 'base64'));
    case 'manager':
      return world.state.graph.users.find(
        ({ onPremisesImmutableId }) => connectorDn(onPremisesImmutableId ?? '') === value,
      )?.id;
    case 'displayName':
      return value;
    default:
      return value === '' ? null : value;
  }
}

function namesOf(world: World, user: GraphUser, wanted: Values): Changes {
  const names = {
    userPrincipalName: cloudName(world.state.graph, sourceOf(wanted)),
    mail: first(wanted, 'mail') || null,
    proxyAddresses: wanted.proxyAddresses ?? [],
  };
  const onPremisesUserPrincipalName = first(wanted, 'userPrincipalName') || null;
  return { ...withoutConflicts(world, user, names), onPremisesUserPrincipalName };
}
