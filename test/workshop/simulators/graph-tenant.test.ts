import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, copyScenario, listAt, mismatching, repaired, signIn } from './clients.js';

let organisation: Organisation;
let graph: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: mismatching });
  graph = await signIn(organisation);
});
afterAll(() => organisation.stop());

describe('the tenant', () => {
  it('names its verified domains, all managed', async () => {
    const answer = await graph('GET', '/v1.0/domains?$select=id,authenticationType,isVerified,isDefault,isInitial');
    expect(listAt(answer, 'value')).toEqual([
      { id: 'corp.example', authenticationType: 'Managed', isVerified: true, isDefault: true, isInitial: false },
      {
        id: 'corp.onmicrosoft.com',
        authenticationType: 'Managed',
        isVerified: true,
        isDefault: false,
        isInitial: true,
      },
    ]);
    expect((await graph('GET', '/v1.0/domains/corp.example/federationConfiguration')).status).toBe(404);
    const tenant = await graph('GET', '/v1.0/organization?$select=id,onPremisesSyncEnabled');
    expect(listAt(tenant, 'value')).toEqual([
      { id: '11111111-2222-3333-4444-555555555555', onPremisesSyncEnabled: true },
    ]);
  });

  it('says who holds a role and who may activate one', async () => {
    const assigned = await graph('GET', '/v1.0/roleManagement/directory/roleAssignments?$expand=principal');
    expect(at(assigned, 'value', 0, 'principal', 'userPrincipalName')).toBe('breakglass@corp.onmicrosoft.com');
    const eligible = await graph(
      'GET',
      '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal',
    );
    expect(at(eligible, 'value', 0, 'principal', 'displayName')).toBe('Samuel Adeyemi');
  });

  it('has groups with members, contacts and devices', async () => {
    const group = at(await graph('GET', '/v1.0/groups'), 'value', 0, 'id');
    const members = await graph('GET', `/v1.0/groups/${group}/members?$select=userPrincipalName`);
    expect(listAt(members, 'value').length).toBe(3);
    expect(listAt(await graph('GET', '/v1.0/contacts'), 'value').length).toBe(1);
    expect(listAt(await graph('GET', '/v1.0/devices'), 'value').length).toBe(1);
  });

  it('changes the synchronization settings it knows, and never takes back a one-way feature', async () => {
    const base = 'directory/onPremisesSynchronization';
    const path = `/v1.0/${base}/11111111-2222-3333-4444-555555555555`;
    expect((await graph('PATCH', path, { body: { features: { blockSoftMatchEnabled: true } } })).status).toBe(204);
    const read = await graph('GET', `/v1.0/${base}`);
    expect(at(read, 'value', 0, 'features', 'blockSoftMatchEnabled')).toBe(true);
    expect(at(read, 'value', 0, 'features', 'passwordSyncEnabled')).toBe(false);
    expect(at(read, 'value', 0, 'configuration', 'currentExportData')).toBeUndefined();
    expect(at(await graph('GET', `/beta/${base}`), 'value', 0, 'configuration', 'currentExportData')).toBeNull();
    expect((await graph('PATCH', path, { body: { features: { softMatchOnUpnEnabled: false } } })).status).toBe(400);
    expect((await graph('PATCH', path, { body: { features: { blockSoftMatch: true } } })).status).toBe(400);
    expect((await graph('PATCH', `/v1.0/${base}/other`, { body: {} })).status).toBe(404);
  });
});

describe('a federated domain', () => {
  it('does not let an anchor be written, and shows its federation', async () => {
    const json = (text: string): string =>
      text.replace(
        '"authenticationType": "Managed"',
        '"authenticationType": "Federated", "federationConfiguration": [{ "id": "1", "displayName": "Okta" }]',
      );
    const folder = await copyScenario(repaired, { json });
    const federated = await startOrganisation({ scenario: folder });
    try {
      const client = await signIn(federated);
      expect(
        at(await client('GET', '/v1.0/domains/corp.example/federationConfiguration'), 'value', 0, 'displayName'),
      ).toBe('Okta');
      // The break-glass account is cloud-managed: moved into the federated domain, it can no longer be stamped.
      const id = at(await client('GET', '/v1.0/users/breakglass@corp.onmicrosoft.com'), 'id');
      expect(
        (await client('PATCH', `/v1.0/users/${id}`, { body: { userPrincipalName: 'breakglass@corp.example' } })).status,
      ).toBe(204);
      expect((await client('PATCH', `/v1.0/users/${id}`, { body: { onPremisesImmutableId: 'abcd' } })).status).toBe(
        400,
      );
      expect(
        (await client('PATCH', `/v1.0/users/${id}`, { body: { userPrincipalName: 'breakglass@corp.onmicrosoft.com' } }))
          .status,
      ).toBe(204);
      expect((await client('PATCH', `/v1.0/users/${id}`, { body: { onPremisesImmutableId: 'abcd' } })).status).toBe(
        204,
      );
    } finally {
      await federated.stop();
      await rm(folder, { recursive: true });
    }
  });
});

describe('batches', () => {
  const batch = (requests: unknown) => graph('POST', '/v1.0/$batch', { body: { requests } });

  it('answers each request on its own, and logs each', async () => {
    const answer = await batch([
      { id: 'a', method: 'GET', url: '/users/ada.lindqvist@corp.example?$select=id' },
      { id: 'b', method: 'GET', url: '/users/nobody@corp.example' },
      { id: 'c', method: 'GET', url: '/organization', dependsOn: ['b'] },
      { id: 'd', method: 'PATCH', url: '/users/ada.lindqvist@corp.example', body: { usageLocation: 'SE' } },
      {
        id: 'e',
        method: 'PATCH',
        url: '/users/ada.lindqvist@corp.example',
        body: { usageLocation: 'SE' },
        headers: { 'Content-Type': 'application/json' },
      },
    ]);
    const statuses = Object.fromEntries(listAt(answer, 'responses').map(({ id, status }) => [id, status]));
    expect(statuses).toEqual({ a: 200, b: 404, c: 424, d: 400, e: 204 });
    const logged = organisation.requests().filter(({ method, status }) => method === 'PATCH' && status === 204);
    expect(logged.at(-1)).toMatchObject({
      path: '/v1.0/users/ada.lindqvist@corp.example',
      body: { usageLocation: 'SE' },
    });
  });

  it('refuses more than twenty and repeated ids', async () => {
    const one = (id: number): object => ({ id: String(id), method: 'GET', url: '/organization' });
    expect((await batch(Array.from({ length: 20 }, (_, id) => one(id)))).status).toBe(200);
    expect((await batch(Array.from({ length: 21 }, (_, id) => one(id)))).status).toBe(400);
    expect((await batch([one(1), one(1)])).status).toBe(400);
    expect((await batch([])).status).toBe(400);
  });
});
