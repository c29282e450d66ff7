import { dnOf, isDisconnector, pendingOf } from '../entra-space.js';
import type { AdObject, ConnectState, EntraObject, ExportFailure, ObjectType, Pending, SyncFailure } from '../state.js';
import { differences, type Values } from '../values.js';

/** An object of either connector space, as csexport shows one. */
export interface SpaceObject {
  readonly dn: string;
  readonly id: string;
  readonly objectType: ObjectType;
  /** Base64 of what the connected system names it by, once it is known there. */
  readonly anchor?: string;
  /** As it was imported last. */
  readonly confirmed?: Values;
  /** As it is after what waits was exported. */
  readonly wanted?: Values;
  readonly pending?: Pending;
  readonly isDisconnector: boolean;
  readonly metaverse?: string;
  readonly exportError?: ExportFailure;
  readonly syncError?: SyncFailure;
}

/** The objects in the space of the connector with that name. */
export function connectorSpace(state: ConnectState, connector: string): readonly SpaceObject[] {
  return connector === state.entraConnector ? state.entra.map(entraObject) : state.ad.map(directoryObject);
}

function entraObject(object: EntraObject): SpaceObject {
  const { id, objectType, cloudAnchor, confirmed, wanted, metaverse, exportError } = object;
  const pending = pendingOf(object);
  return {
    dn: dnOf(object),
    id,
    objectType,
    isDisconnector: isDisconnector(object),
    // The letters in UTF-16.
    ...(cloudAnchor !== undefined && { anchor: Buffer.from(cloudAnchor, 'utf16le').toString('base64') }),
    ...(confirmed && { confirmed: { ...confirmed, ...(cloudAnchor !== undefined && { cloudAnchor: [cloudAnchor] }) } }),
    ...(wanted && { wanted }),
    ...(pending && { pending }),
    ...(metaverse !== undefined && { metaverse }),
    ...(exportError && { exportError }),
  };
}

function directoryObject({
  dn,
  id,
  objectType,
  values,
  writeBack,
  metaverse,
  exportError,
  syncError,
}: AdObject): SpaceObject {
  const wanted = { ...values, ...writeBack };
  const attributes = differences(values, wanted);
  return {
    dn,
    id,
    objectType,
    isDisconnector: metaverse === undefined,
    confirmed: values,
    ...(values.objectGUID?.[0] !== undefined && { anchor: values.objectGUID[0] }),
    ...(attributes.length > 0 && { wanted, pending: { operation: 'update', attributes } }),
    ...(metaverse !== undefined && { metaverse }),
    ...(exportError && { exportError }),
    ...(syncError && { syncError }),
  };
}
