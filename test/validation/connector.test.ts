import { describe, expect, it } from 'vitest';
import type { ConnectorSpaceIdentity, PendingExport } from '../../src/domain/connect.js';
import { connectorJoiner } from '../../src/validation/connector-subject.js';
import { at, attribute, evidence, staged } from './evidence.js';
import { exports, found, id, softly } from './findings.js';
import { anchor, guid, organisation } from './organisation.js';

describe('who stands behind an object of the connector space', () => {
  const people = organisation()
    .person(1, 'ann', { entra: { displayName: 'Ann', mail: 'ann@mail.example' } })
    .entra(2, 'bob', { mail: 'Team@x', immutableId: undefined })
    .entra(3, 'eve', { mail: 'team@x', immutableId: undefined })
    .entra(4, 'nameless', { userPrincipalName: undefined, entraObjectId: undefined })
    .object('group', 'Sales', {
      onPrem: { objectGuid: guid(7), mail: 's@x' },
      entra: { mail: 's@x', entraObjectId: id(7), synced: true },
    });
  const join = (change: Partial<ConnectorSpaceIdentity>) =>
    connectorJoiner(people.populate())({ at, objectType: 'user', csObjectDn: 'CN={00}', ...change });
  const namesakes = (change: Partial<ConnectorSpaceIdentity>) =>
    join(change).namesakes.map(({ userPrincipalName }) => userPrincipalName?.split('@')[0]);

  it('is told as far as the export says, where nobody is known', () => {
    expect(join({})).toStrictEqual({ subject: { objectType: 'user' }, namesakes: [] });
    const said = { sourceAnchor: anchor(9), userPrincipalName: 'new@x', displayName: 'New', entraObjectId: id(9) };
    expect(join({ ...said, objectType: 'group' }).subject).toStrictEqual({
      objectType: 'group',
      userPrincipalName: 'new@x',
      name: 'New',
      entraObjectId: id(9),
      sourceAnchor: anchor(9),
      sourceAnchorFrom: 'connectorSpace',
    });
    expect(join({ objectType: 'publicFolder' }).subject).toStrictEqual({ objectType: 'contact' });
  });

  it('is found by object id before anchor, on both sides', () => {
    expect(join({ sourceAnchor: anchor(1) }).subject).toMatchObject({ objectGuid: guid(1), entraObjectId: id(1) });
    expect(join({ entraObjectId: id(1).toUpperCase() }).holder?.userPrincipalName).toBe('ann@corp.example');
    expect(join({ entraObjectId: id(2), sourceAnchor: anchor(1) }).holder?.userPrincipalName).toBe('bob@corp.example');
    expect(join({ entraObjectId: id(2), sourceAnchor: anchor(1) }).rival?.userPrincipalName).toBe('ann@corp.example');
    expect(join({ entraObjectId: id(1), sourceAnchor: anchor(1) }).rival).toBeUndefined();
    // Who has another object id is not whom the cloud anchor names.
    expect(join({ entraObjectId: 'unknown', sourceAnchor: anchor(1) }).holder).toBeUndefined();
    expect(join({ entraObjectId: 'unknown' })).not.toHaveProperty('holder');
    expect(join({ objectType: 'group', sourceAnchor: anchor(7) }).subject).toMatchObject({
      objectType: 'group',
      name: 'Sales',
      objectGuid: guid(7),
    });
  });

  it('has as namesakes who has the UPN or the address, each once, but for the holder', () => {
    expect(namesakes({ userPrincipalName: 'BOB@corp.example' })).toEqual(['bob']);
    expect(namesakes({ primaryAddress: 'TEAM@x' })).toEqual(['bob', 'eve']);
    expect(namesakes({ userPrincipalName: 'bob@corp.example', primaryAddress: 'team@x' })).toEqual(['bob', 'eve']);
    expect(namesakes({ sourceAnchor: anchor(1), userPrincipalName: 'ann@corp.example' })).toEqual([]);
    expect(namesakes({ userPrincipalName: 'nobody@x', primaryAddress: 'nobody@x' })).toEqual([]);
  });
});

describe('staged additions', () => {
  const add = (change: Partial<PendingExport>) => exports(staged('add', change), staged('update', change));

  it('of a known anchor are a match to come, anyone who has the name', () => {
    const org = organisation()
      .person(1, 'ann')
      .entra(2, 'other', { mail: 'ann@mail', immutableId: anchor(2) })
      .with(add({ sourceAnchor: anchor(1), primaryAddress: 'ann@mail' }));
    expect(found('pending-add-of-existing', org)).toEqual({});
    expect(found('pending-add', org)).toEqual({});
  });

  it('are a soft match, with whom, where every namesake may be matched', () => {
    const org = organisation()
      .person(1, 'ann', softly)
      .with(add({ sourceAnchor: anchor(1), userPrincipalName: 'ann@corp.example' }));
    expect(found('pending-add', org).ann).toMatchObject({
      consequence: expect.stringContaining('soft match'),
      remedy: expect.stringContaining('the same person'),
      related: [{ entraObjectId: id(1) }],
    });
    expect(found('pending-add-of-existing', org)).toEqual({});
  });

  it('are of somebody who exists where one namesake has another anchor or is a guest', () => {
    const org = (entra: object) =>
      organisation()
        .person(1, 'ann', { entra: { mail: 'team@x', immutableId: undefined, ...entra } })
        .entra(2, 'bob', { immutableId: undefined })
        .with(add({ userPrincipalName: 'bob@corp.example', primaryAddress: 'team@x' }));
    const other = org({ immutableId: anchor(9) });
    expect(found('pending-add-of-existing', other)).toMatchObject({
      bob: { found: anchor(9), related: [{ userPrincipalName: 'ann@corp.example' }] },
    });
    expect(found('pending-add-of-existing', other).bob).not.toHaveProperty('expected');
    expect(found('pending-add', other)).toEqual({});
    const guest = found('pending-add-of-existing', org({ userType: 'GUEST' }));
    expect(guest.bob?.related).toHaveLength(1);
    expect(guest.bob).not.toHaveProperty('found');
    expect(found('pending-add', org({ userType: 'Member' })).bob?.related).toHaveLength(2);
  });
});

describe('what would be lost', () => {
  it('pending-delete: each attribute with its values', () => {
    const losses = [
      { name: 'mail', values: ['a@x'] },
      { name: 'proxyAddresses', values: ['SMTP:a@x', 'smtp:b@x'] },
    ];
    const org = organisation()
      .person(1, 'ann')
      .with(exports(staged('delete', { sourceAnchor: anchor(1), losses })));
    expect(found('pending-delete', org).ann?.found).toBe('mail: a@x; proxyAddresses: SMTP:a@x, smtp:b@x');
    const bare = organisation()
      .person(1, 'ann')
      .with(exports(staged('delete', { sourceAnchor: anchor(1) })));
    expect(found('pending-delete', bare).ann).not.toHaveProperty('found');
  });

  it('attribute-deletion: what the update takes away, in the order of its names', () => {
    const lost = (...changes: PendingExport['changes']) =>
      found(
        'attribute-deletion',
        organisation()
          .person(1, 'ann')
          .with(exports(staged('update', { sourceAnchor: anchor(1), changes }))),
      ).ann?.found;
    expect(
      lost(
        attribute('title', { valuesDeleted: ['Boss'] }),
        attribute('memberOf', { multivalued: true, valuesAdded: ['C'], valuesDeleted: ['b', 'a', 'c'] }),
        attribute('manager', { operation: 'delete' }),
        attribute('alias', { operation: 'delete', valuesDeleted: ['ann'] }),
      ),
    ).toBe('alias: ann; manager; memberOf: b, a; title: Boss');
    expect(lost(attribute('title', { valuesDeleted: [] }))).toBe('title');
    expect(lost(attribute('title', { operation: 'add', valuesDeleted: ['x'] }))).toBeUndefined();
    expect(
      lost(attribute('title', { operation: 'replace', valuesDeleted: ['x'], valuesAdded: ['y'] })),
    ).toBeUndefined();
    const others = exports(
      staged('recreate', { sourceAnchor: anchor(1), changes: [attribute('title', { valuesDeleted: ['x'] })] }),
    );
    expect(found('attribute-deletion', organisation().person(1, 'ann').with(others))).toEqual({});
  });

  it('export-error: the conflict and the object that holds the value', () => {
    const ann = { at, objectType: 'user', csObjectDn: 'CN={01}', sourceAnchor: anchor(1) } as const;
    const error = { ...ann, errorName: 'AttributeValueMustBeUnique' } as const;
    const { findings } = organisation()
      .person(1, 'ann')
      .with({
        exportErrors: [
          evidence('exportErrors', [
            { ...error, conflictingAttribute: 'mail', conflictingValues: ['a@x', 'b@x'], conflictingObjectId: id(4) },
            { ...error, csObjectDn: 'CN={02}', errorName: 'Other', conflictingValues: [] },
          ]),
        ],
        disconnectors: [evidence('disconnectors', [ann])],
      })
      .judge();
    expect(findings.map(({ found }) => found)).toEqual([
      anchor(1),
      'AttributeValueMustBeUnique: mail a@x, b@x',
      'Other',
    ]);
    expect(findings[1]?.related).toEqual([{ objectType: 'user', entraObjectId: id(4) }]);
    expect(findings[2]).not.toHaveProperty('related');
  });
});
