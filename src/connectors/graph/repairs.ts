import { jsonObject } from '../../evidence/json-document.js';
import type { ObjectState, RepairTarget, ValueWrite, WriteAnswer } from '../repair-target.js';
import { createGraphClient, type GraphClient } from './client.js';
import { GraphApiError } from './errors.js';
import type { GraphSession } from './session.js';

const readBacks = 5;
const readBackMilliseconds = 1000;
const identifier = 'onPremisesObjectIdentifier';
const properties = 'id,onPremisesImmutableId,onPremisesSyncEnabled';

/** A tenant as a target of repairs. */
export function createGraphTarget(session: GraphSession): RepairTarget {
  const client = createGraphClient(session);
  return {
    name: session.graphUrl,
    concurrency: 4,
    readAll: (attributes) => readAll(client, attributes),
    write: (write) =>
      write.attribute === 'deletedDateTime' ? restore(session, client, write) : patch(session, client, write),
    close: async () => {},
  };
}

async function readAll(
  client: GraphClient,
  attributes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ObjectState>> {
  const identifiers = new Map<string, string>();
  if (attributes.has(identifier)) {
    for await (const item of client.list(`/users?$select=id,${identifier}&$top=999`, 'beta')) {
      const [id, value] = textsOf(item, 'id', identifier);
      if (id !== undefined && value !== undefined) identifiers.set(id.toLowerCase(), value);
    }
  }
  const found = new Map<string, ObjectState>();
  const take = (item: unknown, deleted: boolean): void => {
    const [id, anchor, when] = textsOf(item, 'id', 'onPremisesImmutableId', 'deletedDateTime');
    if (id === undefined) return;
    const objectId = id.toLowerCase();
    const values = new Map<string, readonly string[]>();
    if (anchor !== undefined) values.set('onPremisesImmutableId', [anchor]);
    const other = identifiers.get(objectId);
    if (other !== undefined) values.set(identifier, [other]);
    if (deleted) values.set('deletedDateTime', [when ?? '?']);
    const synced = jsonObject(item)?.get('onPremisesSyncEnabled') === true;
    found.set(objectId, { objectId, values, synced, ...(deleted && { deleted: true as const }) });
  };
  for await (const item of client.list(`/users?$select=${properties}&$top=999`)) take(item, false);
  const bin = `/directory/deletedItems/microsoft.graph.user?$select=${properties},deletedDateTime&$top=999`;
  for await (const item of client.list(bin)) take(item, true);
  return found;
}

/** Read, compare, write, read back: Graph has no write that compares by itself. */
async function patch(session: GraphSession, client: GraphClient, write: ValueWrite): Promise<WriteAnswer> {
  const { object, attribute, from, to } = write;
  const version = attribute === identifier ? 'beta' : 'v1.0';
  const path = `/users/${object.objectId}`;
  const read = async (): Promise<string | null> =>
    textsOf(await client.get(`${path}?$select=id,${attribute}`, version), attribute)[0] ?? null;
  if ((await read()) !== from) return 'changed-meanwhile';
  await session.send({ method: 'PATCH', path, version, body: { [attribute]: to } });
  for (let count = 1; count <= readBacks; count += 1) {
    if ((await read()) === to) return 'written';
    await session.pause(readBackMilliseconds);
  }
  return 'changed-meanwhile';
}

async function restore(session: GraphSession, client: GraphClient, { object, to }: ValueWrite): Promise<WriteAnswer> {
  // Nothing here deletes an account: only the way out of the recycle bin is open.
  if (to !== null) return 'changed-meanwhile';
  await session.send({ method: 'POST', path: `/directory/deletedItems/${object.objectId}/restore` });
  for (let count = 1; count <= readBacks; count += 1) {
    const there = await client.get(`/users/${object.objectId}?$select=id`).then(
      () => true,
      (error: unknown) => {
        if (error instanceof GraphApiError && error.status === 404) return false;
        throw error;
      },
    );
    if (there) return 'written';
    await session.pause(readBackMilliseconds);
  }
  return 'changed-meanwhile';
}

function textsOf(item: unknown, ...names: readonly string[]): (string | undefined)[] {
  const members = jsonObject(item);
  return names.map((name) => {
    const value = members?.get(name);
    return typeof value === 'string' ? value : undefined;
  });
}
