import { describe, expect, it } from 'vitest';
import type { ObjectChange } from '../../../src/connectors/graph/changes.js';
import type { GraphClient, GraphPage } from '../../../src/connectors/graph/client.js';
import {
  changedRecords,
  continuedLog,
  putIdentifiersAgain,
  RefreshImpossible,
} from '../../../src/connectors/graph/tenant-changes.js';
import type { EntraObject, ObjectType } from '../../../src/domain/objects.js';
import { type EntraRecord, isEntraObject } from '../../../src/domain/service.js';

const at = { origin: 'graph', line: 1 };
const id = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;
const user = (number: number, more: Partial<EntraObject> = {}): EntraObject => ({
  ...{
    at,
    objectType: 'user',
    entraObjectId: id(number),
    proxyAddresses: [],
    userPrincipalName: `${number}@x.example`,
  },
  ...more,
});

/** What a delta query tells of objects of one type. */
function told(type: ObjectType, changes: Readonly<Record<string, Partial<ObjectChange>>>) {
  const none = { removed: false, json: {}, membersAdded: new Set<string>(), membersRemoved: new Set<string>() };
  const own = new Map(Object.entries(changes).map(([key, change]) => [key, { ...none, ...change }]));
  return { objects: new Map([[type, own]]), changesFrom: {} };
}

const changedTo = (number: number, displayName: string): Partial<ObjectChange> => ({
  json: { id: id(number), userPrincipalName: `${number}@x.example`, displayName },
});

describe('what changed in a tenant', () => {
  it('stands once for an object that was listed twice', () => {
    const changed = changedRecords(told('user', { [id(1)]: changedTo(1, 'New') }), 'graph');
    const shown = [user(1), user(2), user(1, { displayName: 'Old' })].flatMap(
      (record) => changed.inPlaceOf(record) ?? [record],
    );
    const names = [...shown, ...changed.added()]
      .filter(isEntraObject)
      .map((one) => [one.entraObjectId, one.displayName]);
    expect(names).toEqual([
      [id(1), 'New'],
      [id(2), undefined],
    ]);
  });

  it('leaves licenses as they were read where none are told, as their changes are not tracked', () => {
    const licence = { fact: 'licence', at, entraObjectId: id(1) } as unknown as EntraRecord;
    const { json } = changedTo(1, 'New');
    expect(changedRecords(told('user', { [id(1)]: { json: json ?? {} } }), 'graph').inPlaceOf(licence)).toBeUndefined();
    const none = { json: { ...json, licenseAssignmentStates: [] } };
    expect(changedRecords(told('user', { [id(1)]: none }), 'graph').inPlaceOf(licence)).toEqual([]);
  });

  it('is not enough where users were deleted or came back: their memberships are not told', () => {
    expect(() => changedRecords(told('user', { [id(1)]: { removed: true } }), 'graph')).toThrow(RefreshImpossible);
    const restored = changedRecords(told('user', { [id(1)]: changedTo(1, 'Back') }), 'graph');
    const bin = user(1, { deletedDateTime: '2026-11-29T00:00:00Z' });
    expect(() => restored.inPlaceOf(bin)).toThrow(RefreshImpossible);
    expect(restored.inPlaceOf({ ...bin, entraObjectId: id(2) })).toEqual([]);
    // Devices come and go, but for those that a group shows as members.
    const device = changedRecords(told('device', { [id(1)]: { removed: true } }), 'graph');
    expect(device.inPlaceOf(user(1, { objectType: 'device' }))).toEqual([]);
    const group = user(2, { objectType: 'group', members: [id(3)] });
    expect(device.inPlaceOf(group)).toBeUndefined();
    expect(() => device.inPlaceOf({ ...group, members: [id(1)] })).toThrow(RefreshImpossible);
  });

  it('is not enough where a group is new: it may have come back with members of whom no change tells', () => {
    const json = { id: id(1), displayName: 'A team' };
    const group = user(1, { objectType: 'group', members: [id(3)] });
    expect(() => changedRecords(told('group', { [id(1)]: { json } }), 'graph').added()).toThrow(RefreshImpossible);
    const known = changedRecords(told('group', { [id(1)]: { json, membersAdded: new Set([id(4)]) } }), 'graph');
    expect(known.inPlaceOf(group)).toMatchObject([{ displayName: 'A team', members: [id(3), id(4)] }]);
    expect(known.added()).toEqual([]);
    // Gone for good, and a member of none.
    expect(changedRecords(told('group', { [id(1)]: { removed: true } }), 'graph').inPlaceOf(group)).toEqual([]);
  });

  it('leaves what a change does not name, and takes away what it names as null', () => {
    const before = user(1, {
      mail: 'one@x.example',
      synced: true,
      properties: new Map([
        ['department', 'Sales'],
        ['city', 'Bern'],
        ['manager', id(2)],
      ]),
    });
    const now = (json: object): EntraRecord | undefined =>
      changedRecords(told('user', { [id(1)]: { json: { id: id(1), ...json } } }), 'graph').inPlaceOf(before)?.[0];
    expect(now({ city: null, mail: null })).toEqual({
      ...user(1),
      synced: true,
      properties: new Map([
        ['department', 'Sales'],
        ['manager', id(2)],
      ]),
    });
    expect(now({ onPremisesSyncEnabled: null })).toEqual({ ...before, synced: false });
  });

  it('is not enough where it tells of somebody new, and not all about them', () => {
    const added = (type: ObjectType, json: object) =>
      changedRecords(told(type, { [id(1)]: { json: { id: id(1), ...json } } }), 'graph').added();
    const whole = { userPrincipalName: 'new@x.example', displayName: 'New', accountEnabled: true };
    expect(added('user', whole)).toMatchObject([{ userPrincipalName: 'new@x.example', synced: false }]);
    expect(() => added('user', { ...whole, accountEnabled: null })).toThrow(RefreshImpossible);
    expect(() => added('contact', { mail: 'new@x.example' })).toThrow(RefreshImpossible);
  });
});

describe('the list of identifiers, read again', () => {
  const guid = '7c98f991-ae21-416b-b3f7-69880c297e4f';
  /** A tenant that lists these users, on a page each. */
  const listing = (...rows: readonly object[]): GraphClient =>
    ({
      graphUrl: 'graph',
      async *pages(): AsyncGenerator<GraphPage> {
        for (const [index, row] of rows.entries())
          yield { items: [row], ...(index < rows.length - 1 && { next: 'x' }) };
      },
    }) as unknown as GraphClient;
  const again = (client: GraphClient, records: EntraObject[]) =>
    putIdentifiersAgain(client, continuedLog(client, ['objectIdentifiers', 'users']), new Date(0), records);

  it('is put in place of what the records have, also where somebody is listed twice', async () => {
    const rows = [{ id: id(1), onPremisesObjectIdentifier: guid }, { id: id(2).toUpperCase() }, { id: id(2) }];
    const records = [user(1), user(2), user(1)];
    expect(await again(listing(...rows), records)).toHaveLength(2);
    expect(records.map((one) => one.onPremisesObjectIdentifier)).toEqual([guid, undefined, guid]);
  });

  it('must name the very people that the records have, with an identifier or without', async () => {
    const rows = [{ id: id(1), onPremisesObjectIdentifier: guid }, { id: id(2) }];
    await expect(again(listing(...rows), [user(1)])).rejects.toThrow('lists people whose change');
    await expect(again(listing(...rows), [user(1), user(2), user(3)])).rejects.toThrow('no longer lists people');
    // Twice the same is not another.
    const twice = [user(1), user(1)];
    await expect(again(listing(...rows), twice)).rejects.toThrow(RefreshImpossible);
  });
});
