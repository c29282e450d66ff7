import type { Entity, GraphState } from '../graph/state.js';
import { sidBytes, sidText } from './directory-source.js';
import { connectorDn } from './entra-space.js';
import type { TenantObject } from './state.js';
import { first, present, type Values } from './values.js';

/** Entra's attributes of groups and contacts, by the property of Graph that shows each. */
const objectProperties = {
  alias: 'mailNickname',
  displayName: 'displayName',
  givenName: 'givenName',
  mail: 'mail',
  onPremisesSamAccountName: 'onPremisesSamAccountName',
  proxyAddresses: 'proxyAddresses',
  surname: 'surname',
} as const;

/** A group or contact as the Entra connector imports it. What Graph does not show of them is as it was exported. */
export function viewOfObject(graph: GraphState, objectType: 'group' | 'contact', object: Entity): TenantObject {
  const shown = Object.entries(objectProperties).map(([attribute, property]): [string, string[]] => {
    const value = object[property];
    return [attribute, (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string')];
  });
  const { onPremisesSecurityIdentifier: sid, securityEnabled, members } = object;
  const sourceAnchor = graph.sourceAnchors[object.id] ?? '';
  return {
    objectType,
    cloudAnchor: `${objectType === 'group' ? 'Group' : 'Contact'}_${object.id}`,
    sourceAnchor,
    values: present({
      ...Object.fromEntries(shown),
      onPremiseSecurityIdentifier: [typeof sid === 'string' ? sidBytes(sid).toString('base64') : ''],
      onPremisesObjectIdentifier: [sourceAnchor],
      securityEnabled: [typeof securityEnabled === 'boolean' ? String(securityEnabled) : ''],
      member: Array.isArray(members) ? memberDns(graph, members) : [],
      sourceAnchor: [sourceAnchor],
    }),
  };
}

/** Graph's properties for the named attributes, or for all of them. */
export function objectPropertiesOf(
  graph: GraphState,
  objectType: 'group' | 'contact',
  wanted: Values,
  names?: readonly string[],
): object {
  const isWritten = (attribute: string): boolean => names === undefined || names.includes(attribute);
  const texts = Object.entries(objectProperties)
    .filter(([attribute]) => isWritten(attribute))
    .map(([attribute, property]) => [
      property,
      attribute === 'proxyAddresses' ? (wanted[attribute] ?? []) : first(wanted, attribute) || null,
    ]);
  const sid = first(wanted, 'onPremiseSecurityIdentifier');
  return {
    ...Object.fromEntries(texts),
    ...(objectType === 'group' && {
      ...(isWritten('onPremiseSecurityIdentifier') && {
        onPremisesSecurityIdentifier: sid === '' ? null : sidText(Buffer.from(sid, 'base64')),
      }),
      ...(isWritten('securityEnabled') && { securityEnabled: first(wanted, 'securityEnabled') === 'true' }),
      ...(isWritten('mail') && { mailEnabled: first(wanted, 'mail') !== '' }),
      ...(isWritten('member') && { members: memberIds(graph, wanted.member ?? []) }),
    }),
  };
}

function memberDns(graph: GraphState, members: readonly unknown[]): string[] {
  const known = anchors(graph);
  return members.flatMap((id) => known.filter(([member]) => member === id).map(([, anchor]) => connectorDn(anchor)));
}

function memberIds(graph: GraphState, dns: readonly string[]): string[] {
  const byDn = new Map(anchors(graph).map(([id, anchor]) => [connectorDn(anchor), id]));
  return dns.flatMap((dn) => byDn.get(dn) ?? []);
}

/** Object ids with the source anchors that their objects have. */
function anchors(graph: GraphState): (readonly [id: string, anchor: string])[] {
  const users = graph.users.map(({ id, onPremisesImmutableId }) => [id, onPremisesImmutableId ?? ''] as const);
  return [...users, ...Object.entries(graph.sourceAnchors)].filter(([, anchor]) => anchor !== '');
}
