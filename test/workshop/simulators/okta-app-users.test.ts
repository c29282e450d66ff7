import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, firstApp, listAt, mismatching, okta, secondApp } from './clients.js';

let organisation: Organisation;
beforeEach(async () => {
  organisation = await startOrganisation({ scenario: mismatching });
});
afterEach(() => organisation.stop());

const off = {
  create: { lifecycleCreate: { status: 'DISABLED' } },
  update: {
    profile: { status: 'DISABLED' },
    lifecycleDeactivate: { status: 'DISABLED' },
    password: { status: 'DISABLED' },
  },
};

describe('app users', () => {
  const everybody = async (app: string): Promise<Record<string, unknown>[]> => {
    const users: Record<string, unknown>[] = [];
    for (let next: string | undefined = `${app}/users?limit=500`; next !== undefined; ) {
      const answer = await okta(organisation, 'GET', next);
      users.push(...listAt(answer));
      next = /<([^>]+)>; rel="next"/.exec(String(answer.headers.link))?.[1];
    }
    return users;
  };

  it('lists each person in one app, with the ImmutableID that Okta stamped', async () => {
    const [first, second] = [await everybody(firstApp), await everybody(secondApp)];
    expect([first.length, second.length]).toEqual([30, 5]);
    const dario = first.find(({ id }) => id === '00u1dariocontiEMEA01');
    expect(dario).toMatchObject({ status: 'PROVISIONED', profile: { immutableId: '00u1dariocontiEMEA01' } });
  });

  it('is still pushing to some for a few reads after a capability was switched off', async () => {
    await okta(organisation, 'PUT', `${firstApp}/features/USER_PROVISIONING`, { body: off });
    const syncing = async (): Promise<number> =>
      (await everybody(firstApp)).filter(({ syncState }) => syncState === 'SYNCING').length;
    expect([await syncing(), await syncing(), await syncing(), await syncing()]).toEqual([2, 2, 0, 0]);
    await okta(organisation, 'PUT', `${firstApp}/features/USER_PROVISIONING`, { body: off });
    expect(await syncing()).toBe(0);
  });

  it('refuses to set a mapped attribute while it is pushed, and lets it be set afterwards', async () => {
    const path = `${firstApp}/users/00u1dariocontiEMEA01`;
    const body = { profile: { immutableId: '12yQgBS1602GmNktPHoDlA==' } };
    const refused = await okta(organisation, 'POST', path, { body });
    expect([refused.status, at(refused, 'errorCode')]).toEqual([403, 'E0000075']);
    await okta(organisation, 'PUT', `${firstApp}/features/USER_PROVISIONING`, { body: off });
    expect(at(await okta(organisation, 'POST', path, { body }), 'profile', 'immutableId')).toBe(
      '12yQgBS1602GmNktPHoDlA==',
    );
  });

  it('tells the schema and the mapping of the anchor', async () => {
    const schema = await okta(organisation, 'GET', '/api/v1/meta/schemas/apps/0oa1office365staging01/default');
    expect(at(schema, 'definitions', 'custom', 'properties', 'immutableId', 'title')).toBe('Immutable ID');
    const mappings = await okta(organisation, 'GET', '/api/v1/mappings?targetId=0oa1office365staging01');
    expect(listAt(mappings).length).toBe(1);
    const mapping = await okta(organisation, 'GET', `/api/v1/mappings/${at(mappings, 0, 'id')}`);
    expect(at(mapping, 'properties', 'immutableId', 'pushStatus')).toBe('PUSH');
    expect(listAt(await okta(organisation, 'GET', `${firstApp}/group-push/mappings`))).toEqual([]);
  });
});
