import { randomUUID } from 'node:crypto';
import { guidOfBytes } from '../anchors.js';
import type { GraphState } from '../graph/state.js';
import type { DirectoryObject, DirectorySource } from './directory-source.js';
import type { AdObject, ConnectState, EntraObject, ObjectType } from './state.js';
import { tenantObjects } from './tenant-view.js';
import { differences, first, present, type Values } from './values.js';

const binary = new Set(['objectguid', 'objectsid', 'ms-ds-consistencyguid', 'usercertificate', 'thumbnailphoto']);

/** Reads the forest into its connector space, in the ticked containers. Returns how many objects are new, changed or gone. */
export async function importDirectory(state: ConnectState, source: DirectorySource, full: boolean): Promise<number> {
  const found = await source.read();
  if (full) state.importedUnits = state.organizationalUnits;
  const seen = new Set<AdObject>();
  const byGuid = new Map(state.ad.map((object) => [object.objectGuid, object]));
  let changes = 0;
  for (const { dn, attributes } of found) {
    const objectType = typeOf(attributes);
    if (objectType === undefined || !isTicked(state.importedUnits, dn)) continue;
    const values = valuesOf(attributes);
    const objectGuid = guidOfBytes(Buffer.from(first(values, 'objectGUID'), 'base64'));
    let object = byGuid.get(objectGuid);
    if (object === undefined) {
      object = { id: randomUUID(), objectGuid, objectType, dn, values: {}, changed: false, gone: false };
      state.ad.push(object);
    }
    seen.add(object);
    if (object.dn === dn && !object.gone && differences(object.values, values).length === 0) continue;
    Object.assign(object, { dn, values, changed: true, gone: false });
    changes += 1;
  }
  for (const object of state.ad.filter((known) => !seen.has(known) && !known.gone)) {
    Object.assign(object, { gone: true, changed: true });
    changes += 1;
  }
  return changes;
}

/** Reads the tenant's synchronized objects into the Entra connector space. Returns how many are new, changed or gone. */
export function importTenant(state: ConnectState, graph: GraphState): number {
  const byCloudAnchor = new Map(state.entra.map((object) => [object.cloudAnchor, object]));
  // Not yet seen in the tenant: it is found there by its anchor after its first export, or if it was there all along.
  const byAnchor = new Map(
    state.entra.filter(({ cloudAnchor }) => cloudAnchor === undefined).map((object) => [object.sourceAnchor, object]),
  );
  const seen = new Set<object>();
  let changes = 0;
  for (const { objectType, cloudAnchor, sourceAnchor, values } of tenantObjects(graph)) {
    const isSame = (known: EntraObject | undefined): boolean =>
      known?.sourceAnchor === sourceAnchor && known.objectType === objectType;
    let object = [byCloudAnchor.get(cloudAnchor), byAnchor.get(sourceAnchor)].find(isSame);
    if (object === undefined) {
      object = { id: randomUUID(), objectType, sourceAnchor };
      state.entra.push(object);
    }
    seen.add(object);
    object.cloudAnchor = cloudAnchor;
    // Still there after its deletion was exported: it is to be deleted again.
    if (object.deletion === 'exported') object.deletion = 'pending';
    if (object.confirmed === undefined || differences(object.confirmed, values).length > 0) changes += 1;
    object.confirmed = values;
    delete object.exported;
  }
  for (const object of state.entra.filter((known) => !seen.has(known))) {
    if (object.confirmed === undefined && object.exported === undefined) continue;
    changes += 1;
    delete object.confirmed;
    delete object.exported;
    delete object.cloudAnchor;
    delete object.deletion;
    if (object.wanted === undefined) state.entra.splice(state.entra.indexOf(object), 1);
  }
  return changes;
}

function valuesOf(attributes: DirectoryObject['attributes']): Values {
  const text = (name: string, value: string | Uint8Array): string => {
    if (typeof value === 'string') return value;
    return Buffer.from(value).toString(binary.has(name.toLowerCase()) ? 'base64' : 'utf8');
  };
  return present(
    Object.fromEntries(
      Object.entries(attributes).map(([name, list]) => [name, list.map((value) => text(name, value))]),
    ),
  );
}

function typeOf({ objectClass = [] }: DirectoryObject['attributes']): ObjectType | undefined {
  const classes = new Set(
    objectClass.map((value) => (typeof value === 'string' ? value : Buffer.from(value).toString())),
  );
  if (classes.has('computer')) return undefined;
  if (classes.has('user') || classes.has('inetOrgPerson')) return 'user';
  if (classes.has('group')) return 'group';
  return classes.has('contact') ? 'contact' : undefined;
}

function isTicked(units: readonly string[], dn: string): boolean {
  const name = dn.toLowerCase();
  return units.length === 0 || units.some((unit) => name.endsWith(`,${unit.toLowerCase()}`));
}
