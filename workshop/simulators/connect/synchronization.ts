import { randomUUID } from 'node:crypto';
import { contributionOf, isCloudFiltered, isOutOfScope, sourceAnchorOf } from './inbound.js';
import { deprovision, provision } from './provisioning.js';
import type { AdObject, ConnectState, MetaverseObject, SyncFailure } from './state.js';

/**
 * Runs the rules over the objects of the directory's connector: all of them (full), or those that an import changed (delta).
 * Returns how many could not be synchronized.
 */
export function synchronizeDirectory(state: ConnectState, full: boolean, now: string): number {
  const due = state.ad.filter(({ changed, syncError }) => full || changed || syncError !== undefined);
  const touched = new Set<MetaverseObject>();
  for (const object of due) {
    object.changed = false;
    delete object.syncError;
    const joined = object.gone || isOutOfScope(object) ? undefined : join(state, object, now);
    if (object.syncError !== undefined) continue;
    if (joined === undefined) disconnect(state, object);
    else touched.add(joined);
  }
  state.ad = state.ad.filter(({ gone }) => !gone);
  // References may point at objects that were joined after them.
  for (const object of touched) provision(state, object);
  return state.ad.filter(({ syncError }) => syncError !== undefined).length;
}

/** Joins the objects of the Entra connector by source anchor. Who has no counterpart is a disconnector. */
export function synchronizeEntra(state: ConnectState): void {
  const byAnchor = new Map(state.metaverse.map((object) => [object.sourceAnchor, object]));
  for (const object of state.entra) {
    if (object.metaverse !== undefined || object.deletion !== undefined) continue;
    const source = byAnchor.get(object.sourceAnchor);
    if (source !== undefined && source.objectType === object.objectType) object.metaverse = source.id;
  }
  for (const object of state.metaverse) provision(state, object);
}

/** The metaverse object of an object in scope: the one it has, the one with its anchor, or a new one. */
function join(state: ConnectState, object: AdObject, now: string): MetaverseObject | undefined {
  const anchor = sourceAnchorOf(object, state.sourceAnchorAttribute);
  const present = state.metaverse.find(({ id }) => id === object.metaverse);
  if (anchor === '') return undefined;
  const holder = state.metaverse.find(
    ({ sourceAnchor, objectType }) => sourceAnchor === anchor && objectType === object.objectType,
  );
  if (holder !== undefined && holder !== present) {
    return fail(
      object,
      now,
      'ambiguous-import-flow-from-multiple-connectors',
      `Another object of the connector has the source anchor ${anchor}.`,
    );
  }
  if (present !== undefined && present.sourceAnchor !== anchor && isInEntra(state, present)) {
    return fail(object, now, 'sync-rule-error-function-triggered', 'SourceAnchor attribute has changed.');
  }
  const target = present ?? project(state, object, anchor);
  if (target.sourceAnchor !== anchor) {
    deprovision(state, target);
    target.sourceAnchor = anchor;
  }
  target.values = contributionOf(object);
  target.cloudFiltered = isCloudFiltered(object);
  object.metaverse = target.id;
  return target;
}

function project(state: ConnectState, { objectType }: AdObject, sourceAnchor: string): MetaverseObject {
  const object = { id: randomUUID(), objectType, sourceAnchor, values: {}, cloudFiltered: false };
  state.metaverse.push(object);
  return object;
}

/** The object leaves the metaverse; nobody else contributes to its person, who goes too. */
function disconnect(state: ConnectState, object: AdObject): void {
  const left = state.metaverse.find(({ id }) => id === object.metaverse);
  delete object.metaverse;
  delete object.writeBack;
  if (left === undefined) return;
  state.metaverse = state.metaverse.filter((other) => other !== left);
  deprovision(state, left);
}

function isInEntra(state: ConnectState, { id }: MetaverseObject): boolean {
  return state.entra.some(
    ({ metaverse, confirmed, exported }) => metaverse === id && (confirmed !== undefined || exported !== undefined),
  );
}

function fail(object: AdObject, at: string, type: string, message: string): undefined {
  const failure: SyncFailure = { type, message, at };
  object.syncError = failure;
  return undefined;
}
