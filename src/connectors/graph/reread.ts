import { createHash } from 'node:crypto';
import type { Evidence } from '../../domain/evidence.js';
import { type EntraRecord, isServiceFact } from '../../domain/service.js';
import { factsLine } from '../../evidence/evidence-file/write.js';
import { jsonObject } from '../../evidence/json-document.js';
import type { BatchAnswer } from './batch.js';
import type { GraphClient } from './client.js';
import { convertPage } from './collection.js';
import { createIdentifiers } from './identifiers.js';
import { identifierPath, userPath } from './queries.js';
import { createSubReadLog } from './read.js';
import { withSyncBehavior } from './sync-behavior.js';

/**
 * The evidence with these users as they are now: somebody who moved between the reading of the directory and the reading
 * of Entra must not become a finding. One who is gone is left out. Undefined when nothing about them has changed.
 *
 * @throws GraphApiError when one of them can't be read.
 */
export async function rereadUsers(
  client: GraphClient,
  { source, records }: Evidence<EntraRecord>,
  objectIds: readonly string[],
): Promise<Evidence<EntraRecord> | undefined> {
  const ids = new Set(objectIds);
  const now = await readUsers(client, [...ids]);
  const before = new Map<string, EntraRecord[]>();
  for (const record of records) {
    const id = ownerOf(record);
    if (id !== undefined && ids.has(id)) before.set(id, [...(before.get(id) ?? []), record]);
  }
  const changed = new Set([...before.keys()].filter((id) => saying(before.get(id)) !== saying(now.get(id))));
  if (changed.size === 0) return undefined;
  const kept = records.flatMap((record): readonly EntraRecord[] => {
    const id = ownerOf(record);
    if (id === undefined || !changed.has(id)) return [record];
    // The person's place takes everything about them; their licenses have none of their own.
    return isServiceFact(record) ? [] : (now.get(id) ?? []);
  });
  const hash = createHash('sha256').update(source.sha256);
  for (const lines of now.values()) hash.update(lines.map(factsLine).join(''));
  return { source: { ...source, records: kept.length, sha256: hash.digest('hex') }, records: kept };
}

async function readUsers(client: GraphClient, ids: readonly string[]): Promise<Map<string, readonly EntraRecord[]>> {
  const users = await client.batch(ids.map(userPath));
  const identified = await client.batch(ids.map(identifierPath), 'beta');
  const identifiers = createIdentifiers();
  for (const [index, answer] of identified.entries()) {
    const identifier = jsonObject(bodyOf(answer))?.get('onPremisesObjectIdentifier');
    if (typeof identifier === 'string' && identifier !== '') identifiers.add(ids[index] ?? '', identifier);
  }
  const log = createSubReadLog(client);
  const told = new Map<string, EntraRecord[]>(ids.map((id) => [id, []]));
  const people = ids.flatMap((_, index) => {
    const body = bodyOf(users[index]);
    return body === undefined ? [] : convertPage([body], 'users', 0, { log, identifiers });
  });
  for (const record of await withSyncBehavior(client, log, 'users', people))
    told.get(ownerOf(record) ?? '')?.push(record);
  return told;
}

/** Undefined for somebody who is gone. */
function bodyOf(answer: BatchAnswer | undefined): unknown {
  if (answer !== undefined && 'error' in answer) {
    if (answer.error.status === 404) return undefined;
    throw answer.error;
  }
  return answer?.body;
}

/** The user whom a record is about; undefined for what is not read again: other objects, the recycle bin, the tenant. */
function ownerOf(record: EntraRecord): string | undefined {
  if (isServiceFact(record)) return record.fact === 'licence' ? record.entraObjectId : undefined;
  return record.objectType === 'user' && record.deletedDateTime === undefined ? record.entraObjectId : undefined;
}

/** What the records say, wherever they were met. */
function saying(records: readonly EntraRecord[] = []): string {
  return records.map(factsLine).join('');
}
