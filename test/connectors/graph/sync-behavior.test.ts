import { describe, expect, it } from 'vitest';
import { GraphApiError } from '../../../src/connectors/graph/errors.js';
import type { SubReadLog } from '../../../src/connectors/graph/sub-read.js';
import { withSyncBehavior } from '../../../src/connectors/graph/sync-behavior.js';
import type { EntraObject } from '../../../src/domain/objects.js';
import { createReadLog } from '../../../src/evidence/read-log.js';
import { at } from '../../validation/evidence.js';

const sid = { onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1104' };
const object = (entraObjectId: string, more: Partial<EntraObject> = {}): EntraObject => ({
  objectType: 'user',
  at,
  entraObjectId,
  synced: false,
  ...more,
});

/** Answers by object id; anything else is not found. */
function reading(answers: Readonly<Record<string, unknown>>, status = 404) {
  const asked: string[] = [];
  const log: SubReadLog = { log: createReadLog('graph'), gaps: [], read: new Set() };
  const batch = async (paths: readonly string[]) => {
    asked.push(...paths);
    return paths.map((path) => {
      const body = answers[path.split('/')[2] ?? ''];
      if (body !== undefined) return { body };
      return { error: new GraphApiError(`GET ${path}`, status, 'Refused', 'refused') };
    });
  };
  return {
    asked,
    log,
    read: (...[step, records]: ['users' | 'groups' | 'contacts' | 'devices', EntraObject[]]) =>
      withSyncBehavior({ batch }, log, step, records),
  };
}

describe('who is managed in the cloud', () => {
  it('is asked of those only whom a directory synchronized once and none does today', async () => {
    const { asked, read } = reading({ a: { isCloudManaged: true }, b: { value: { isCloudManaged: false } } });
    const records = await read('users', [
      object('a', sid),
      object('b', sid),
      object('c', sid),
      object('cloud'),
      object('synced', { ...sid, synced: true }),
    ]);
    expect(asked).toEqual(['a', 'b', 'c'].map((id) => `/users/${id}/onPremisesSyncBehavior`));
    expect(records.map((record) => 'cloudManaged' in record && record.cloudManaged)).toEqual([
      ...[true, false, false, false, false],
    ]);
    expect(records.map((record) => 'cloudManaged' in record)).toEqual([true, true, false, false, false]);
  });

  it('is asked of contacts without a SID, and of no device', async () => {
    const { asked, read } = reading({ a: { isCloudManaged: true } });
    await read('contacts', [object('a', { objectType: 'contact' })]);
    await read('devices', [object('d', { objectType: 'device' })]);
    expect(asked).toEqual(['/contacts/a/onPremisesSyncBehavior']);
  });

  it('stays unknown where Graph refuses, which is said once and does not make the evidence incomplete', async () => {
    const { asked, log, read } = reading({}, 403);
    const people = [object('a', sid), object('b', sid)];
    expect(await read('users', people)).toEqual(people);
    expect(await read('users', people)).toEqual(people);
    expect(asked).toHaveLength(2);
    expect(log.gaps).toEqual([expect.stringContaining('User-OnPremisesSyncBehavior.ReadWrite.All')]);
    expect(log.log.summary().issues).toEqual([]);
    expect(log.read.size).toBe(0);
  });
});
