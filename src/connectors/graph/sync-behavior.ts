import type { EntraObject } from '../../domain/objects.js';
import { type EntraRecord, isEntraObject } from '../../domain/service.js';
import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';
import { readPart, type SubReadLog } from './sub-read.js';

const parts = { users: 'userBehavior', groups: 'groupBehavior', contacts: 'contactBehavior' } as const;

/**
 * Objects that a directory synchronized once and none does today, with what Graph says of who manages them: nothing else can be
 * managed in the cloud. One request each, so nobody else is asked about (GRAPH-22). A refusal is logged and blocks nobody:
 * without an answer an object is judged as if Active Directory managed it.
 */
export async function withSyncBehavior(
  client: Pick<GraphClient, 'batch'>,
  log: SubReadLog,
  step: 'users' | 'deletedUsers' | 'groups' | 'contacts' | 'devices',
  records: readonly EntraRecord[],
): Promise<readonly EntraRecord[]> {
  if (step === 'deletedUsers' || step === 'devices') return records;
  const ids = records.filter(mayBeCloudManaged).flatMap(({ entraObjectId }) => entraObjectId ?? []);
  if (ids.length === 0) return records;
  const path = (id: string): string => `/${step}/${encodeURIComponent(id)}/onPremisesSyncBehavior`;
  const answers = await readPart(parts[step], log, async () => {
    const [first = '', ...rest] = ids.map(path);
    // Anyone who may not read the first may read none of them.
    const [answer] = await client.batch([first]);
    if (answer !== undefined && 'error' in answer && answer.error.status === 403) throw answer.error;
    return [answer, ...(await client.batch(rest))];
  });
  if (answers === undefined) return records;
  const managed = new Map<string, boolean>();
  for (const [index, answer] of answers.entries()) {
    if (answer === undefined || 'error' in answer) continue;
    // The documented example wraps the object in `value`, as no other answer of its kind does.
    const body = jsonObject(answer.body);
    const isCloudManaged = (jsonObject(body?.get('value')) ?? body)?.get('isCloudManaged');
    if (typeof isCloudManaged === 'boolean') managed.set(ids[index] ?? '', isCloudManaged);
  }
  return records.map((record) => {
    const cloudManaged = mayBeCloudManaged(record) ? managed.get(record.entraObjectId ?? '') : undefined;
    return cloudManaged === undefined ? record : { ...record, cloudManaged };
  });
}

/** Whether the object was synchronized once and is not today: the only ones that can be managed in the cloud. */
export function mayBeCloudManaged(record: EntraRecord): record is EntraObject {
  return (
    isEntraObject(record) &&
    record.synced === false &&
    (record.objectType === 'contact' || record.onPremisesSecurityIdentifier !== undefined)
  );
}
