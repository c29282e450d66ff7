import { type Entity, type GraphState, recordChange } from '../graph/state.js';
import { featureOf } from '../graph/tenant.js';
import { stableGuid } from '../random.js';
import { timestamp, type World } from '../world.js';
import { objectPropertiesOf } from './object-view.js';
import type { Outcome } from './service.js';
import { addressesOf, duplicate } from './service-refusals.js';
import type { EntraObject, Pending } from './state.js';
import { first, type Values } from './values.js';

/**
 * Takes an exported group or contact into the tenant: a mail-enabled one may be matched by its address, any other is known by its
 * source anchor alone ("When you have an existing tenant").
 */
export function receiveObject(world: World, object: EntraObject, { operation, attributes }: Pending): Outcome {
  const { graph } = world.state;
  const objectType = object.objectType === 'group' ? 'group' : 'contact';
  const set = objectType === 'group' ? 'groups' : 'contacts';
  const list: Entity[] = graph[set];
  const wanted = object.wanted ?? {};
  const prefix = objectType === 'group' ? 'Group_' : 'Contact_';
  const id = object.cloudAnchor?.slice(prefix.length);
  const known = list.find((other) => other.id === id);
  if (operation === 'delete') {
    if (known !== undefined) list.splice(list.indexOf(known), 1);
    if (known !== undefined) recordChange(graph, { set, id: known.id, removed: true });
    return { done: 'deleted', cloudAnchor: object.cloudAnchor ?? '' };
  }
  const matched = known ?? match(graph, list, wanted);
  if (matched !== undefined && matched !== known && featureOf(graph.onPremisesSynchronization, 'blockSoftMatchEnabled'))
    return {
      refused: { name: 'InvalidSoftMatch', message: 'Soft match is blocked in the tenant (blockSoftMatchEnabled).' },
    };
  const refused = conflict(graph, matched, wanted);
  if (refused !== undefined) return { refused };
  const target = matched ?? create(graph, list, wanted);
  const names = known === undefined ? undefined : attributes.map(({ name }) => name);
  Object.assign(target, objectPropertiesOf(graph, objectType, wanted, names), {
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: timestamp(world),
  });
  graph.sourceAnchors[target.id] = first(wanted, 'sourceAnchor');
  recordChange(graph, { set, id: target.id });
  const done = known !== undefined ? 'updated' : matched === undefined ? 'created' : 'matched';
  return { done, cloudAnchor: prefix + target.id };
}

function match(graph: GraphState, list: readonly Entity[], wanted: Values): Entity | undefined {
  const anchor = first(wanted, 'sourceAnchor');
  const primary = (wanted.proxyAddresses ?? []).find((address) => address.startsWith('SMTP:'))?.toLowerCase();
  return (
    list.find(({ id }) => graph.sourceAnchors[id] === anchor) ??
    list.find(
      (other) =>
        graph.sourceAnchors[other.id] === undefined &&
        addressesOf(other).some((address) => address.toLowerCase() === primary),
    )
  );
}

function conflict(
  graph: GraphState,
  own: Entity | undefined,
  wanted: Values,
): ReturnType<typeof duplicate> | undefined {
  const addresses = new Set((wanted.proxyAddresses ?? []).map((address) => address.toLowerCase()));
  for (const other of [...graph.users, ...graph.groups, ...graph.contacts]) {
    if (other.id === own?.id) continue;
    const shared = addressesOf(other).find((address) => addresses.has(address.toLowerCase()));
    if (shared !== undefined) return duplicate('AttributeValueMustBeUnique', 'ProxyAddresses', shared, other.id);
  }
  return undefined;
}

function create(graph: GraphState, list: Entity[], wanted: Values): Entity {
  const id = stableGuid(`${graph.tenantId}/${first(wanted, 'sourceAnchor')}/${graph.clock.version}`);
  const added: Entity = { id };
  list.push(added);
  return added;
}
