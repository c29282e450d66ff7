import { afterEach, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { readEntraTenant } from '../../../src/connectors/graph/read.js';
import { rereadUsers } from '../../../src/connectors/graph/reread.js';
import { type EntraRecord, isEntraObject } from '../../../src/domain/service.js';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { signIn } from '../../workshop/simulators/clients.js';
import { trustingSession } from './trusting.js';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

function idOf(records: readonly EntraRecord[], name: string): string {
  const user = records.filter(isEntraObject).find(({ userPrincipalName }) => userPrincipalName === name);
  return user?.entraObjectId ?? '';
}

describe('reading people in dispute again', { timeout: 60_000 }, () => {
  it('takes them as they are now, leaves out who is gone, and says when nothing changed', async () => {
    organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation' });
    const client = createGraphClient(await trustingSession(organisation, { wait: async () => {} }));
    const graph = await signIn(organisation);
    const evidence = await readEntraTenant(client);
    const [rosa, priya, ada] = ['rosa.delgado', 'priya.raman', 'ada.lindqvist'].map((name) =>
      idOf(evidence.records, `${name}@corp.example`),
    ) as [string, string, string];
    expect(await rereadUsers(client, evidence, [rosa, priya, ada])).toBeUndefined();

    await graph('PATCH', `/v1.0/users/${rosa}`, { body: { onPremisesImmutableId: 'kZj7niGua0Gz92mIDCl+Tw==' } });
    await graph('DELETE', `/v1.0/users/${priya}`);
    const before = organisation.requests().length;
    const again = await rereadUsers(client, evidence, [rosa, priya, ada]);
    const requests = organisation
      .requests()
      .slice(before)
      .filter(({ path }) => path.endsWith('$batch'));
    expect(requests).toHaveLength(2);
    const users = again?.records.filter(isEntraObject) ?? [];
    expect(users.find(({ entraObjectId }) => entraObjectId === rosa)?.immutableId).toBe('kZj7niGua0Gz92mIDCl+Tw==');
    expect(users.some(({ entraObjectId }) => entraObjectId === priya)).toBe(false);
    expect(again?.records).toHaveLength(evidence.records.length - 1);
    expect(again?.source.sha256).not.toBe(evidence.source.sha256);
    expect(again?.source.records).toBe(again?.records.length);
  });
});
