import { afterEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import {
  type Answer,
  at,
  createJob,
  type Graph,
  jobs,
  listAt,
  logOf,
  mismatching,
  readAll,
  repaired,
  secrets,
  setDeletionThreshold,
  signIn,
} from './clients.js';

const running: Organisation[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((organisation) => organisation.stop()));
});

async function tenant(scenario: string): Promise<Graph> {
  const organisation = await startOrganisation({ scenario });
  running.push(organisation);
  return signIn(organisation);
}

const usersOf = (graph: Graph) =>
  readAll(
    (path) => graph('GET', path),
    '/beta/users?$select=id,userPrincipalName,displayName,mail,onPremisesImmutableId,onPremisesSyncEnabled,onPremisesProvisioningErrors',
  );
const actions = (rows: readonly Record<string, unknown>[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { provisioningAction } of rows)
    counts[String(provisioningAction)] = (counts[String(provisioningAction)] ?? 0) + 1;
  return counts;
};
describe('a job', () => {
  it('is created off, runs when started, rests when paused, and goes when deleted', async () => {
    const graph = await tenant(repaired);
    const created = await graph('POST', jobs, {
      body: { '@odata.type': '#microsoft.graph.synchronizationJob', templateId: 'AD2AADProvisioning' },
    });
    expect([created.status, at(created, 'id')]).toEqual([201, 'AD2AADProvisioning.11111111222233334444555555555555']);
    const job = `${jobs}/${at(created, 'id')}`;
    const state = async (): Promise<unknown[]> => {
      const answer = await graph('GET', job);
      return [at(answer, 'schedule', 'state'), at(answer, 'status', 'code')];
    };
    expect(await state()).toEqual(['Disabled', 'NotConfigured']);
    await setDeletionThreshold(graph, 10);
    expect(await state()).toEqual(['Disabled', 'NotRun']);
    expect((await graph('POST', `${job}/start`)).status).toBe(204);
    expect(await state()).toEqual(['Active', 'Active']);
    expect((await graph('POST', `${job}/pause`)).status).toBe(204);
    expect(await state()).toEqual(['Paused', 'Paused']);
    expect((await graph('DELETE', job)).status).toBe(204);
    expect((await graph('GET', job)).status).toBe(404);
  });

  it('knows its templates and refuses others', async () => {
    const graph = await tenant(repaired);
    const templates = await graph('GET', jobs.replace(/jobs$/, 'templates'));
    expect(listAt(templates, 'value').map(({ id }) => id)).toContain('AD2AADProvisioning');
    expect((await graph('POST', jobs, { body: { templateId: 'Other' } })).status).toBe(400);
    expect((await graph('GET', jobs.replace('77777777', '00000000'))).status).toBe(404);
  });

  it('replaces the whole set of secrets and never gives a value back', async () => {
    const graph = await tenant(repaired);
    const put = (...keys: string[]): Promise<Answer> =>
      graph('PUT', secrets, { body: { value: keys.map((key) => ({ key, value: `value of ${key}` })) } });
    expect((await put('Domain', 'AppKey')).status).toBe(204);
    expect((await put('SyncNotificationSettings')).status).toBe(204);
    expect(listAt(await graph('GET', secrets), 'value')).toEqual([{ key: 'SyncNotificationSettings', value: '*' }]);
    expect((await put('Domain', 'Domain')).status).toBe(400);
  });
});

describe('a cycle over the repaired organization', () => {
  it('takes everybody over in place: no creation, no deletion, and quiet afterwards', async () => {
    const graph = await tenant(repaired);
    const before = await usersOf(graph);
    const job = await createJob(graph);
    await setDeletionThreshold(graph, 1);
    await graph('POST', `${job}/start`);
    const status = await graph('GET', job);
    expect(at(status, 'status', 'lastExecution', 'state')).toBe('Succeeded');
    expect(at(status, 'status', 'synchronizedEntryCountByType', 0)).toEqual({ key: 'user to User', value: 38 });
    expect(at(status, 'status', 'steadyStateFirstAchievedTime')).not.toContain('0001-01-01');
    const after = await usersOf(graph);
    const anchors = (users: readonly Record<string, unknown>[]) =>
      users.map(({ id, onPremisesImmutableId }) => [id, onPremisesImmutableId]);
    expect(anchors(after)).toEqual(anchors(before));
    const rows = await logOf(graph);
    expect(actions(rows)).toEqual({ update: 38 });
    await graph('GET', job);
    await graph('GET', job);
    expect((await logOf(graph)).length).toBe(rows.length);
  });
});

describe('a cutover of the mismatching organization', () => {
  it('duplicates, merges and deletes people: what the gate is there to prevent', async () => {
    const graph = await tenant(mismatching);
    const before = new Map((await usersOf(graph)).map((user) => [user.id, user]));
    const job = await createJob(graph);
    await setDeletionThreshold(graph, 100);
    await graph('POST', `${job}/start`);
    const after = await usersOf(graph);
    const log = await logOf(graph);
    // Eight wrong anchors make eight second accounts; two are new joiners.
    expect(actions(log)).toMatchObject({ create: 10, delete: 9 });
    const tomas = after.filter(({ displayName }) => displayName === 'Tomas Eriksson');
    expect(tomas.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
      expect.stringMatching(/^tomas\.eriksson\+\d{4}@corp\.onmicrosoft\.com$/),
    ]);
    expect(before.has(tomas[0]?.id)).toBe(false);
    expect(tomas[0]?.onPremisesProvisioningErrors).toContainEqual(
      expect.objectContaining({ category: 'PropertyConflict', propertyCausingError: 'UserPrincipalName' }),
    );
    // The swap: each Anna's account now shows the other's name.
    const byName = new Map([...before.values()].map((user) => [user.userPrincipalName, user.id]));
    expect(after.find(({ id }) => id === byName.get('anna.berg@corp.example'))?.displayName).toBe('Anna Bergström');
    // The soft match keeps Rosa's account and gives it her anchor.
    expect(after.find(({ id }) => id === byName.get('rosa.delgado@corp.example'))?.onPremisesImmutableId).toBe(
      'CRLqE3JhOUCI+CP4do0HeQ==',
    );
    // Cloud accounts and guests are nobody's source.
    expect(after.filter(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === null).length).toBe(2);
  });

  it('stops at the deletion threshold with everybody still there, until it is forced', async () => {
    const graph = await tenant(mismatching);
    const job = await createJob(graph);
    await setDeletionThreshold(graph, 9);
    await graph('POST', `${job}/start`);
    const status = await graph('GET', job);
    expect([
      at(status, 'schedule', 'state'),
      at(status, 'status', 'code'),
      at(status, 'status', 'quarantine', 'reason'),
    ]).toEqual(['Active', 'Quarantine', 'TooManyDeletes']);
    expect(actions(await logOf(graph))).toMatchObject({ stagedDelete: 9 });
    expect((await graph('GET', '/v1.0/users/viktor.sandahl@corp.example')).status).toBe(200);
    await graph('POST', `${job}/restart`, { body: { criteria: { resetScope: 'Nonsense' } } });
    expect(at(await graph('GET', job), 'status', 'code')).toBe('Quarantine');
    expect(
      (await graph('POST', `${job}/restart`, { body: { criteria: { resetScope: 'ForceDeletes, QuarantineState' } } }))
        .status,
    ).toBe(204);
    expect(at(await graph('GET', job), 'status', 'code')).toBe('Active');
    expect((await graph('GET', '/v1.0/users/viktor.sandahl@corp.example')).status).toBe(404);
  });
});

describe('provision on demand', () => {
  it('writes for real, and answers JSON within JSON', async () => {
    const graph = await tenant(mismatching);
    const job = await createJob(graph);
    const ruleId = at(await graph('GET', `${job}/schema`), 'synchronizationRules', 0, 'id');
    const demand = async (objectId: string): Promise<[unknown, unknown]> => {
      const body = { parameters: [{ ruleId, subjects: [{ objectId, objectTypeName: 'user' }] }] };
      const answer = await graph('POST', `${job}/provisionOnDemand`, { body });
      const inner = (name: string): Answer => ({ ...answer, text: String(at(answer, name)) });
      return [at(inner('key'), 'result'), at(inner('value'), 'action')];
    };
    expect(await demand('CN=Ada Lindqvist,OU=Staff,DC=corp,DC=example')).toEqual(['Success', 'Update']);
    expect(await demand('CN=Ada Lindqvist,OU=Staff,DC=corp,DC=example')).toEqual(['Skipped', 'Other']);
    expect(await demand('CN=Tomas Eriksson,OU=Staff,DC=corp,DC=example')).toEqual(['Success', 'Create']);
    expect(await demand('CN=Nobody,OU=Staff,DC=corp,DC=example')).toEqual(['Failure', 'Other']);
    expect((await usersOf(graph)).filter(({ displayName }) => displayName === 'Tomas Eriksson').length).toBe(2);
    expect(at(await graph('GET', job), 'schedule', 'state')).toBe('Disabled');
    const rows = await graph(
      'GET',
      `/v1.0/auditLogs/provisioning?$filter=${encodeURIComponent("provisioningAction eq 'create' and activityDateTime gt 2020-01-01T00:00:00Z")}`,
    );
    expect(listAt(rows, 'value').length).toBe(1);
    expect((await graph('POST', `${job}/provisionOnDemand`, { body: { parameters: [{ ruleId: 'x' }] } })).status).toBe(
      400,
    );
  });
});
