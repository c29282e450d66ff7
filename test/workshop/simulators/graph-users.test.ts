import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, createJob, type Graph, listAt, mismatching, readAll, setDeletionThreshold, signIn } from './clients.js';

let organisation: Organisation;
let graph: Graph;
const open = async (): Promise<void> => {
  organisation = await startOrganisation({ scenario: mismatching });
  graph = await signIn(organisation);
};
const close = (): Promise<void> => organisation.stop();

describe('reading users', () => {
  beforeAll(open);
  afterAll(close);

  it('gives the anchor only to those who select it', async () => {
    const plain = await graph('GET', '/v1.0/users/priya.raman@corp.example');
    expect(at(plain, 'displayName')).toBe('Priya Raman');
    expect(at(plain, 'onPremisesImmutableId')).toBeUndefined();
    const chosen = await graph('GET', '/v1.0/users/PRIYA.RAMAN@corp.example?$select=onPremisesImmutableId');
    expect(at(chosen, 'onPremisesImmutableId')).toBe('14cee2e9-b90d-4328-8cdb-edb9ef5b3f65');
  });

  it('pages through everybody, whatever $top asks for', async () => {
    const first = await graph('GET', '/v1.0/users?$select=id,userPrincipalName&$top=999');
    expect(listAt(first, 'value').length).toBe(10);
    expect(String(at(first, '@odata.nextLink'))).toContain(`${organisation.endpoints.graph.url}/v1.0/users?`);
    const users = await readAll((path) => graph('GET', path), '/v1.0/users?$select=id,userPrincipalName&$top=999');
    expect(users.length).toBe(38);
    expect(new Set(users.map(({ id }) => id)).size).toBe(38);
    expect(Object.keys(users[30] ?? {})).toEqual(['id', 'userPrincipalName']);
  });

  it.each([
    ["userPrincipalName eq 'ADA.LINDQVIST@corp.example'", 1],
    ["onPremisesImmutableId eq 'F0t8q1QWX02FXUSF+VrS+Q=='", 1],
    ["onPremisesImmutableId eq 'f0t8q1qwx02fxusf+vrs+q=='", 0],
    ['onPremisesSyncEnabled eq null', 3],
    ["startswith(displayName,'Anna Berg') and accountEnabled eq true", 2],
    ["userType eq 'Guest' or (accountEnabled eq false and onPremisesSyncEnabled eq true)", 2],
    ["userPrincipalName in ('anna.berg@corp.example','anna.bergstrom@corp.example')", 2],
  ])('filters by %s', async (filter, count) => {
    const answer = await graph('GET', `/v1.0/users?$filter=${encodeURIComponent(filter)}`);
    expect([answer.status, listAt(answer, 'value').length]).toEqual([200, count]);
  });

  it('needs an advanced query for ne, not, endswith and $count', async () => {
    for (const query of [
      '$filter=onPremisesSyncEnabled ne true',
      "$filter=not(userType eq 'Guest')",
      "$filter=endswith(mail,'.example')",
      '$count=true',
    ]) {
      const refused = await graph('GET', `/v1.0/users?${query.replaceAll(' ', '%20')}`);
      expect([refused.status, at(refused, 'error', 'code')]).toEqual([
        400,
        expect.stringMatching(/Request_UnsupportedQuery|BadRequest/),
      ]);
    }
    const path = '/v1.0/users?$count=true&$filter=onPremisesSyncEnabled%20ne%20true';
    const answer = await graph('GET', path, { headers: { ConsistencyLevel: 'eventual' } });
    expect([answer.status, at(answer, '@odata.count')]).toEqual([200, 3]);
  });

  it.each([
    '/v1.0/users?$select=immutableId',
    '/v1.0/users?$select=id,onPremisesObjectIdentifier',
    '/v1.0/users?$fitler=x',
    '/v1.0/users?$top=1000',
    '/v1.0/users?$expand=directReports',
    "/v1.0/users?$filter=userPrincipalName%20eq%20'x",
    '/v1.0/users?$filter=dirSyncEnabled%20eq%20true',
    "/v1.0/users?$filter=onPremisesDistinguishedName%20eq%20'CN=x'",
    '/v1.0/users?$skiptoken=abc',
    '/v1.0/nothing',
  ])('answers 400 with an error body to %s', async (path) => {
    const answer = await graph('GET', path);
    expect(answer.status).toBe(400);
    expect(at(answer, 'error', 'message')).toEqual(expect.any(String));
  });

  it('shows the object identifier in beta only', async () => {
    const answer = await graph('GET', '/beta/users?$select=id,onPremisesObjectIdentifier&$top=5');
    expect(answer.status).toBe(200);
    expect(listAt(answer, 'value')[0]).toHaveProperty('onPremisesObjectIdentifier', null);
  });

  it('answers 404 for somebody unknown', async () => {
    const answer = await graph('GET', '/v1.0/users/nobody@corp.example');
    expect([answer.status, at(answer, 'error', 'code')]).toEqual([404, 'Request_ResourceNotFound']);
  });
});

describe('writing onPremisesImmutableId', () => {
  beforeEach(open);
  afterEach(close);
  const rosa = '/v1.0/users/rosa.delgado@corp.example';
  const patch = async (body: unknown, path = rosa): Promise<unknown[]> => {
    const answer = await graph('PATCH', path, { body });
    return [answer.status, ...(answer.status === 204 ? [] : [at(answer, 'error', 'code')])];
  };
  const anchorOf = async (path = rosa): Promise<unknown> =>
    at(await graph('GET', `${path}?$select=onPremisesImmutableId`), 'onPremisesImmutableId');

  it('stamps and clears a cloud-managed user', async () => {
    expect(await patch({ onPremisesImmutableId: 'CRLqE3JhOUCI+CP4do0HeQ==' })).toEqual([204]);
    expect(await anchorOf()).toBe('CRLqE3JhOUCI+CP4do0HeQ==');
    expect(await patch({ onPremisesImmutableId: null })).toEqual([204]);
    expect(await anchorOf()).toBeNull();
  });

  it('refuses a synced user, a duplicate, forbidden letters and an empty text', async () => {
    expect(await patch({ onPremisesImmutableId: 'x' }, '/v1.0/users/priya.raman@corp.example')).toEqual([
      400,
      'Request_BadRequest',
    ]);
    expect(await patch({ onPremisesImmutableId: 'F0t8q1QWX02FXUSF+VrS+Q==' })).toEqual([400, 'Request_BadRequest']);
    expect(await patch({ onPremisesImmutableId: 'a_b' })).toEqual([400, 'Request_BadRequest']);
    expect(await patch({ onPremisesImmutableId: '' })).toEqual([400, 'Request_BadRequest']);
    expect(await anchorOf()).toBeNull();
    expect(await anchorOf('/v1.0/users/priya.raman@corp.example')).toBe('14cee2e9-b90d-4328-8cdb-edb9ef5b3f65');
  });

  it('changes nothing when one of several changes is refused', async () => {
    expect(await patch({ onPremisesImmutableId: 'abcd', userPrincipalName: 'rosa@elsewhere.example' })).toEqual([
      400,
      'Request_BadRequest',
    ]);
    expect(await anchorOf()).toBeNull();
  });

  it('clears the object identifier in beta only, and sets it never', async () => {
    const beta = '/beta/users/rosa.delgado@corp.example';
    expect(await patch({ onPremisesObjectIdentifier: null }, beta)).toEqual([204]);
    expect(await patch({ onPremisesObjectIdentifier: 'x' }, beta)).toEqual([400, 'Request_BadRequest']);
    expect(await patch({ onPremisesObjectIdentifier: null })).toEqual([400, 'Request_BadRequest']);
  });
});

describe('delta and the recycle bin', () => {
  beforeEach(open);
  afterEach(close);

  it('lists everybody first, then only what changed and who is gone', async () => {
    const select = '$select=id,userPrincipalName,onPremisesImmutableId';
    const round = async (path: string): Promise<{ entries: Record<string, unknown>[]; delta: string }> => {
      const entries: Record<string, unknown>[] = [];
      for (let next = path; ; ) {
        const answer = await graph('GET', next);
        entries.push(...listAt(answer, 'value'));
        const delta = at(answer, '@odata.deltaLink');
        if (typeof delta === 'string') return { entries, delta };
        next = String(at(answer, '@odata.nextLink'));
      }
    };
    const first = await round(`/v1.0/users/delta?${select}`);
    expect(first.entries.length).toBe(38);
    expect((await round(first.delta)).entries).toEqual([]);
    await graph('PATCH', '/v1.0/users/rosa.delgado@corp.example', {
      body: { onPremisesImmutableId: 'CRLqE3JhOUCI+CP4do0HeQ==' },
    });
    const second = await round(first.delta);
    expect(second.entries).toEqual([
      expect.objectContaining({
        userPrincipalName: 'rosa.delgado@corp.example',
        onPremisesImmutableId: 'CRLqE3JhOUCI+CP4do0HeQ==',
      }),
    ]);

    const viktor = at(await graph('GET', '/v1.0/users/viktor.sandahl@corp.example'), 'id');
    await setDeletionThreshold(graph, 100);
    await graph('POST', `${await createJob(graph)}/start`);
    const third = await round(second.delta);
    expect(third.entries).toContainEqual({ id: viktor, '@removed': { reason: 'changed' } });

    const deleted = await readAll(
      (path) => graph('GET', path),
      '/v1.0/directory/deletedItems/microsoft.graph.user?$select=id,onPremisesImmutableId,deletedDateTime',
    );
    expect(deleted).toContainEqual({
      id: viktor,
      onPremisesImmutableId: '4er4oJ2OZUCFM25Gyp4v5A==',
      deletedDateTime: expect.any(String),
    });
    expect((await graph('POST', `/v1.0/directory/deletedItems/${viktor}/restore`)).status).toBe(200);
    expect((await graph('GET', `/v1.0/users/${viktor}`)).status).toBe(200);
    expect((await graph('POST', `/v1.0/directory/deletedItems/${viktor}/restore`)).status).toBe(404);
  });
});
