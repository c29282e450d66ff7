import { randomUUID } from 'node:crypto';
import { connectorDn } from './entra-space.js';
import type { ConnectState, EntraObject, MetaverseObject } from './state.js';
import { first, type Values } from './values.js';

/** Attributes whose values are other objects. */
const references = ['manager', 'member'];

/** Stages in both connector spaces what the outbound rules want of a metaverse object. */
export function provision(state: ConnectState, object: MetaverseObject): void {
  stageWriteBack(state, object);
  if (object.cloudFiltered) {
    deprovision(state, object);
    return;
  }
  const target = targetOf(state, object);
  target.metaverse = object.id;
  if (target.deletion === 'pending') delete target.deletion;
  target.wanted = { ...resolved(state, object.values), sourceAnchor: [object.sourceAnchor] };
}

/** What was joined to the metaverse object in Entra: it is to be deleted there, or never gets there. */
export function deprovision(state: ConnectState, { id }: MetaverseObject): void {
  for (const object of state.entra.filter(({ metaverse }) => metaverse === id)) {
    delete object.wanted;
    if (object.confirmed !== undefined || object.exported !== undefined) object.deletion ??= 'pending';
    else state.entra.splice(state.entra.indexOf(object), 1);
  }
}

/** The object that is joined, else the one with the same DN, else a new one: a pending add. */
function targetOf(state: ConnectState, { id, objectType, sourceAnchor }: MetaverseObject): EntraObject {
  const known =
    state.entra.find(({ metaverse }) => metaverse === id) ??
    state.entra.find((object) => object.sourceAnchor === sourceAnchor && object.objectType === objectType);
  if (known !== undefined) return known;
  const added: EntraObject = { id: randomUUID(), objectType, sourceAnchor };
  state.entra.push(added);
  return added;
}

/** mS-DS-ConsistencyGuid gets the anchor of users who have none, where it is the source anchor ("Design concepts"). */
function stageWriteBack(state: ConnectState, object: MetaverseObject): void {
  if (state.sourceAnchorAttribute.toLowerCase() !== 'ms-ds-consistencyguid') return;
  for (const source of state.ad.filter(({ metaverse }) => metaverse === object.id)) {
    const isWanted =
      source.objectType === 'user' && !object.cloudFiltered && first(source.values, 'mS-DS-ConsistencyGuid') === '';
    if (isWanted) source.writeBack = { 'mS-DS-ConsistencyGuid': [object.sourceAnchor] };
    else delete source.writeBack;
  }
}

/** References by the DN that the object has in the Entra connector space; who is not synchronized can't be referred to. */
function resolved(state: ConnectState, values: Values): Values {
  if (!references.some((name) => name in values)) return values;
  const anchors = new Map(
    state.metaverse.map(({ id, sourceAnchor, cloudFiltered }) => [id, cloudFiltered ? '' : sourceAnchor]),
  );
  const byDn = new Map(state.ad.map(({ dn, metaverse }) => [dn.toLowerCase(), anchors.get(metaverse ?? '')]));
  const entries = Object.entries(values).map(([name, list]): [string, readonly string[]] => {
    if (!references.includes(name)) return [name, list];
    return [name, list.flatMap((dn) => byDn.get(dn.toLowerCase()) || []).map(connectorDn)];
  });
  return Object.fromEntries(entries.filter(([, list]) => list.length > 0));
}
