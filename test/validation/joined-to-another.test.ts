import { describe, expect, it } from 'vitest';
import type { PendingExport } from '../../src/domain/connect.js';
import { attribute, staged } from './evidence.js';
import { exports, found, id } from './findings.js';
import { anchor, guid, type Organisation, organisation } from './organisation.js';

const rule = 'joined-to-another';
// S-1-5-21-1-2-3-1102, in the text form and in the bytes of MS-DTYP 2.4.2.2.
const sid = (number: number): string => `S-1-5-21-1-2-3-110${number}`;
const bobsSidInBase64 = 'AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAATgQAAA==';
const dn = (name: string, domain = 'corp'): string => `CN=${name},OU=Staff,DC=${domain},DC=example`;

const people = (): Organisation =>
  ['ann', 'bob', 'cho'].reduce(
    (all, name, index) =>
      all.person(index + 1, name, {
        onPrem: { objectSid: sid(index + 1), samAccountName: name, distinguishedName: dn(name) },
      }),
    organisation(),
  );
const writing = (number: number, name: string, ...values: string[]): PendingExport =>
  staged('update', {
    csObjectDn: `CN={${Buffer.from(anchor(number)).toString('hex')}}`,
    entraObjectId: id(number),
    changes: [attribute(name, { valuesAdded: values })],
  });
const told = (org: Organisation, ...list: PendingExport[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(found(rule, org.with(exports(...list)))).map(([name, { severity, related }]) => [
      name,
      [severity, ...(related ?? []).map((one) => one.userPrincipalName)].join(' '),
    ]),
  );
/** Whom a join may be wrong of, and nobody can say. */
const doubted = (org: Organisation, ...list: PendingExport[]): unknown[] =>
  org
    .with(exports(...list))
    .judge()
    .findings.flatMap(({ found = '' }) => /has joined the account of (.*) to an object/.exec(found)?.[1] ?? []);

describe('a trace of a join', () => {
  it.each([
    ['onPremisesObjectIdentifier', guid(2)],
    ['onPremisesObjectIdentifier', guid(2).toUpperCase()],
    ['onPremiseObjectIdentifier', `{${guid(2)}}`],
    ['onPremisesObjectIdentifier', anchor(2)],
    ['onPremisesSecurityIdentifier', sid(2)],
    ['onPremiseSecurityIdentifier', bobsSidInBase64],
    ['objectSid', ` ${sid(2).toLowerCase()} `],
    ['onPremisesSamAccountName', 'BOB'],
    ['accountName', 'bob'],
    ['onPremisesDistinguishedName', 'cn=bob, ou=Staff, dc=corp, dc=example'],
    ['onPremisesUserPrincipalName', 'Bob@corp.example'],
  ])('%s %s of somebody else is an error', (name, value) => {
    expect(told(people(), writing(1, name, value))).toEqual({ ann: 'error bob@corp.example' });
  });

  it.each([
    ['onPremisesObjectIdentifier', guid(1).toUpperCase()],
    ['onPremisesObjectIdentifier', anchor(1)],
    ['onPremisesSecurityIdentifier', sid(1)],
    ['onPremisesSamAccountName', 'Ann'],
    ['onPremisesSamAccountName', 'ann.before.her.wedding'],
    ['onPremisesDistinguishedName', dn('ann').toLowerCase()],
    ['onPremisesDistinguishedName', dn('ann', 'elsewhere')],
    ['displayName', 'bob'],
    ['onPremisesUserPrincipalName', 'bob'],
    ['onPremisesObjectIdentifier'],
  ])('%s %s of the person, or of nobody, is none', (name, ...values) => {
    expect(told(people(), writing(1, name, ...values))).toEqual({});
    expect(doubted(people(), writing(1, name, ...values))).toEqual([]);
  });

  it('is that of the account where nobody has the anchor, and of anyone who is created', () => {
    const { csObjectDn: _, ...unnamed } = writing(1, 'onPremisesObjectIdentifier', guid(1));
    const byAccount = { ...unnamed, csObjectDn: 'CN={object}' };
    expect(told(people(), byAccount)).toEqual({});
    expect(told(people().entra(9, 'zoe'), writing(9, 'onPremisesSamAccountName', 'bob'))).toEqual({
      zoe: 'error bob@corp.example',
    });
    const add = staged('add', {
      sourceAnchor: anchor(4),
      changes: [attribute('onPremisesObjectIdentifier', { valuesAdded: [guid(5)] })],
    });
    expect(told(people().onPrem(4, 'new').onPrem(5, 'newer'), add)).toEqual({ new: 'error newer@corp.example' });
  });

  describe('an objectGUID that stands in mS-DS-ConsistencyGuid', () => {
    // Ann's account was made from object 7 and carries its anchor; Zed is of another domain.
    const moved = (number: number): Organisation =>
      organisation()
        .person(1, 'ann', {
          onPrem: { objectSid: sid(1), consistencyGuid: anchor(number), distinguishedName: dn('ann') },
          entra: { immutableId: anchor(number) },
        })
        .onPrem(2, 'bob', { consistencyGuid: anchor(22), objectSid: sid(2), distinguishedName: dn('bob') })
        .entra(2, 'bob', { immutableId: anchor(22) });
    const identifier = (number: number, of: number): PendingExport => ({
      ...writing(number, 'onPremisesObjectIdentifier', guid(of)),
      entraObjectId: id(1),
    });
    it.each<[string, Organisation, PendingExport, Record<string, string>]>([
      ['of nobody is that of the move', moved(7), identifier(7, 7), {}],
      ['and the own one is none', moved(7), identifier(7, 1), {}],
      ['of somebody else is theirs', moved(2), identifier(2, 2), { ann: 'error bob@corp.example' }],
      ['of somebody else, and the own one is none', moved(2), identifier(2, 1), {}],
      [
        'of somebody who is left out is theirs',
        moved(7).onPrem(7, 'zed', { consistencyGuid: anchor(77), attributes: { iscriticalsystemobject: 'TRUE' } }),
        identifier(7, 7),
        { ann: 'error zed@corp.example' },
      ],
      [
        'of what lies in the recycle bin is that of the move',
        moved(7).onPrem(7, 'zed', { consistencyGuid: anchor(77), deleted: true }),
        identifier(7, 7),
        {},
      ],
    ])('%s', (_what, org, object, expected) => {
      expect(told(org, object)).toEqual(expected);
    });
  });

  it('that is no doubt somebody else’s outweighs one that nobody has', () => {
    const { changes } = writing(1, 'onPremisesSamAccountName', 'bob');
    const both = writing(1, 'onPremisesObjectIdentifier', guid(9));
    const twofold = { ...both, changes: [...both.changes, ...changes] };
    expect(told(people(), twofold)).toEqual({ ann: 'error bob@corp.example' });
    expect(doubted(people(), twofold)).toEqual([]);
  });

  it('an objectGUID or a SID that nobody has is a warning, in the place of the right one an error', () => {
    const [identifier, security] = ['onPremisesObjectIdentifier', 'onPremisesSecurityIdentifier'];
    for (const [name, value] of [
      [identifier, guid(9)],
      [identifier, anchor(9)],
      [security, sid(9)],
    ] as const) {
      expect(told(people(), writing(1, name, value))).toEqual({});
      const { decision, findings } = people()
        .with(exports(writing(1, name, value), writing(2, name, value)))
        .judge();
      expect(decision).toBe('cleared');
      expect(findings.find(({ found }) => found?.includes('joined'))).toMatchObject({
        severity: 'warning',
        found: `Entra Connect has joined the account of ann@corp.example (${name}: ${value}), bob@corp.example (${name}: ${value}) to an object that is not the person’s own by the evidence`,
      });
    }
    const replacing = attribute(identifier, { valuesAdded: [guid(9)], valuesDeleted: [anchor(1)] });
    expect(told(people(), { ...writing(1, identifier), changes: [replacing] })).toEqual({ ann: 'error' });
    expect(
      found(rule, people().with(exports({ ...writing(1, identifier), changes: [replacing] }))).ann,
    ).not.toHaveProperty('related');
    const shown = organisation().person(1, 'ann', { entra: { onPremisesObjectIdentifier: guid(1) } });
    expect(told(shown, writing(1, identifier, guid(9)))).toEqual({ ann: 'error' });
    // Without a SID or an objectGUID of hers nobody can say so.
    const anchored = { onPrem: { objectGuid: undefined, consistencyGuid: anchor(1) } };
    expect(
      told(organisation().person(1, 'ann', anchored), { ...writing(1, identifier), changes: [replacing] }),
    ).toEqual({});
    const without = organisation().person(1, 'ann');
    expect(told(without, writing(1, 'onPremisesSecurityIdentifier', sid(9)))).toEqual({});
    expect(doubted(organisation().person(1, 'ann'), writing(1, security, sid(9)))).toEqual([]);
  });

  it.each([
    ['onPremisesObjectIdentifier', guid],
    ['onPremisesSecurityIdentifier', (number: number) => sid(number)],
  ] as const)('one %s for two accounts is an error, also where nobody’s is known', (name, value) => {
    const bare = () =>
      ['ann', 'bob', 'cho'].reduce(
        (org, who, index) =>
          org.person(index + 1, who, { onPrem: { objectGuid: undefined, consistencyGuid: anchor(index + 1) } }),
        organisation(),
      );
    const own = [1, 2, 3].map((number) => writing(number, name, value(number)));
    expect(told(bare(), ...own)).toEqual({});
    expect(told(bare(), writing(1, name, value(2)), ...own.slice(1))).toEqual({ ann: 'error', bob: 'error' });
    expect(told(bare(), writing(1, name, value(9)), writing(2, name, value(9)), own[2] as PendingExport)).toEqual({
      ann: 'error',
      bob: 'error',
    });
    // Of one value for everybody nothing can be said, and a name may be that of two.
    expect(told(bare(), ...[1, 2, 3].map((number) => writing(number, name, value(9))))).toEqual({});
    const names = [1, 2].map((number) => writing(number, 'onPremisesSamAccountName', 'x'));
    expect(told(bare(), ...names, writing(3, 'onPremisesSamAccountName', 'y'))).toEqual({});
  });

  it('two people who are joined crosswise are both named, by any of several traces', () => {
    const crosswise = [
      writing(1, 'onPremisesObjectIdentifier', guid(2)),
      writing(2, 'onPremisesObjectIdentifier', guid(1)),
    ];
    expect(told(people(), ...crosswise)).toEqual({ ann: 'error bob@corp.example', bob: 'error ann@corp.example' });
    expect(
      people()
        .with(exports(...crosswise))
        .judge().decision,
    ).toBe('blocked');
  });

  describe('in the object’s two names, the anchor of its DN and the object id of its cloud anchor', () => {
    const naming = (number: number, entraObjectId: string | undefined): PendingExport => {
      const { entraObjectId: _, ...rest } = writing(number, 'displayName', 'x');
      return { ...rest, sourceAnchor: anchor(number), ...(entraObjectId !== undefined && { entraObjectId }) };
    };
    const decided = (org: Organisation, ...list: PendingExport[]) => {
      const { decision, findings } = org.with(exports(...list)).judge();
      return [decision, ...findings.filter(({ rule }) => rule === 'evidence-incomplete').map(({ found }) => found)];
    };
    const settled = (): Organisation =>
      ['ann', 'bob', 'cho'].reduce(
        (all, name, index) => all.person(index + 1, name, { entra: { onPremisesObjectIdentifier: guid(index + 1) } }),
        organisation(),
      );

    it('an account of somebody else is an error, whatever is staged', () => {
      expect(told(settled(), naming(1, id(2)))).toEqual({ ann: 'error bob@corp.example' });
      expect(told(settled(), naming(1, id(2).toUpperCase()), naming(2, id(1)))).toEqual({
        ann: 'error bob@corp.example',
        bob: 'error ann@corp.example',
      });
      expect(found(rule, settled().with(exports(naming(1, id(2)))))).toMatchObject({
        ann: { expected: `cloudAnchor: ${id(1)}`, found: `cloudAnchor: ${id(2)}` },
      });
      // Also where the evidence has the other account alone, and no source of it.
      expect(told(settled().entra(9, 'zoe'), naming(1, id(9)))).toEqual({ ann: 'error' });
    });

    it.each<[string, () => Organisation, PendingExport]>([
      ['the person’s own account', settled, naming(1, id(1).toUpperCase())],
      ['no cloud anchor', settled, naming(1, undefined)],
      [
        'an account without an ImmutableID, matched by name',
        () => settled().person(4, 'dan', { entra: { immutableId: undefined, onPremisesObjectIdentifier: guid(4) } }),
        naming(4, id(4)),
      ],
      [
        'an evidence without object ids',
        () =>
          organisation().person(1, 'ann', { entra: { entraObjectId: undefined, onPremisesObjectIdentifier: guid(1) } }),
        naming(1, id(7)),
      ],
    ])('%s is none', (_what, org, object) => {
      expect(told(org(), object)).toEqual({});
      expect(decided(org(), object)).toEqual(['cleared']);
    });

    it('the account that has the anchor is expected, or the one that is matched by name', () => {
      const expectations = (org: Organisation, object: PendingExport) =>
        Object.values(found(rule, org.with(exports(object)))).map(({ expected }) => expected);
      expect(expectations(settled().entra(9, 'zoe'), naming(9, id(1)))).toEqual([`cloudAnchor: ${id(9)}`]);
      const byName = settled().person(4, 'dan', { entra: { immutableId: undefined } });
      expect(expectations(byName, naming(4, id(2)))).toEqual([`cloudAnchor: ${id(4)}`]);
    });

    it('the account that has the anchor is none, also where its names are somebody else’s: another rule tells that', () => {
      const swapped = organisation()
        .person(1, 'ann', { entra: { userPrincipalName: 'bob@corp.example' } })
        .person(2, 'bob', { entra: { userPrincipalName: 'ann@corp.example' } });
      expect(told(swapped, naming(1, id(1)), naming(2, id(2)))).toEqual({});
    });

    it('an anchor that is staged is not the one that the object was joined by', () => {
      const changes = ['displayName', 'sourceAnchor'].map((name) => attribute(name, { valuesAdded: ['x'] }));
      const [named, nameless] = [naming(1, id(2)), { ...naming(1, id(2)), csObjectDn: 'CN={object}' }];
      const error = { ann: 'error bob@corp.example' };
      expect(told(settled(), { ...nameless, changes })).toEqual({});
      expect(told(settled(), { ...named, changes })).toEqual(error);
      expect(told(settled(), nameless)).toEqual(error);
      const other = attribute('cloudSourceAnchor', { valuesAdded: ['x'] });
      expect(told(settled(), { ...nameless, changes: [other] })).toEqual(error);
    });

    it('an account and an anchor that lead to nobody on-premises are told as an account without a source', () => {
      const okta = settled().entra(9, 'zoe', { immutableId: '00u1zoe', synced: false });
      expect(decided(okta, naming(8, id(9)))).toEqual([
        'indeterminate',
        'Entra Connect would update the account of zoe@corp.example, and the on-premises evidence has no source of it',
      ]);
    });

    it('an account that the evidence of Entra lacks is incomplete', () => {
      expect(told(settled(), naming(1, id(9)))).toEqual({});
      expect(decided(settled(), naming(1, id(9)))).toEqual([
        'indeterminate',
        'Entra Connect would update the account of ann@corp.example, and the evidence of Entra does not have it',
      ]);
    });

    it('somebody’s account under an anchor that nobody has is incomplete', () => {
      expect(told(settled(), naming(9, id(1)))).toEqual({});
      expect(decided(settled(), naming(9, id(1)))).toEqual([
        'indeterminate',
        `Entra Connect has joined the account of ann@corp.example (cloudAnchor: ${id(1)}) to an object that is not the person’s own by the evidence`,
      ]);
    });
  });

  it('an addition is joined as well', () => {
    const add = { ...writing(1, 'onPremisesObjectIdentifier', guid(3)), operation: 'add' as const };
    expect(told(people(), add)).toEqual({ ann: 'error cho@corp.example' });
  });

  it('an account name belongs to its domain', () => {
    const org = people().person(4, 'ann2', {
      onPrem: { samAccountName: 'bob', distinguishedName: dn('bob', 'other') },
    });
    expect(told(org, writing(4, 'onPremisesSamAccountName', 'bob'))).toEqual({});
    expect(told(org, writing(4, 'onPremisesSamAccountName', 'cho'))).toEqual({});
    expect(told(org, writing(1, 'onPremisesSamAccountName', 'bob'))).toEqual({ ann: 'error bob@corp.example' });
  });

  it('after a move between forests the former objectGUID is the person’s own', () => {
    const org = people().person(5, 'dan', {
      onPrem: { consistencyGuid: anchor(6) },
      entra: { immutableId: anchor(6) },
    });
    expect(told(org, writing(6, 'onPremisesObjectIdentifier', guid(6)))).toEqual({});
    expect(told(org, writing(6, 'onPremisesObjectIdentifier', guid(5)))).toEqual({});
    expect(told(org, writing(6, 'onPremisesObjectIdentifier', guid(2)))).toEqual({ dan: 'error bob@corp.example' });
    const replacing = attribute('onPremisesObjectIdentifier', { valuesAdded: [guid(9)], valuesDeleted: [guid(6)] });
    expect(told(org, { ...writing(6, 'displayName'), changes: [replacing] })).toEqual({ dan: 'error' });
  });

  it('the mailbox of a linked account is the person’s own', () => {
    const attributes = { msexchmasteraccountsid: sid(1) };
    const mailbox = { objectSid: sid(8), enabled: false, attributes };
    const org = people().onPrem(8, 'annbox', mailbox);
    expect(told(org, writing(1, 'onPremisesObjectIdentifier', guid(8)))).toEqual({});
  });

  it('one value for everybody tells nothing of joins, and is a warning', () => {
    const list = [1, 2, 3].map((number) => writing(number, 'onPremisesObjectIdentifier', guid(3)));
    expect(told(people(), ...list)).toEqual({});
    // Whatever else is staged, and looks like an objectGUID too.
    const anchors = list.map((object, index) => ({
      ...object,
      changes: [...object.changes, attribute('sourceAnchor', { valuesAdded: [anchor(index + 1)] })],
    }));
    expect(told(people(), ...anchors)).toEqual({});
    const { decision, findings } = people()
      .with(exports(...list))
      .judge();
    expect(decision).toBe('cleared');
    expect(findings.find(({ found }) => found?.includes('has joined the account'))?.severity).toBe('warning');
    // Whatever else is staged; of two people it tells.
    const renaming = attribute('displayName', { valuesAdded: ['x'] });
    expect(told(people(), ...list.map((one) => ({ ...one, changes: [...one.changes, renaming] })))).toEqual({});
    expect(told(people(), ...list.slice(0, 2))).toEqual({
      ann: 'error cho@corp.example',
      bob: 'error cho@corp.example',
    });
  });

  it('groups are joined too', () => {
    const group = (number: number, name: string) => ({
      onPrem: { objectGuid: guid(number), objectSid: sid(number), mail: `${name}@corp.example` },
      entra: { onPremisesSecurityIdentifier: sid(number), mail: `${name}@corp.example`, immutableId: anchor(number) },
    });
    const org = people().object('group', 'sales', group(7, 'sales')).object('group', 'hr', group(8, 'hr'));
    const change = { ...writing(7, 'onPremisesSecurityIdentifier', sid(8)), objectType: 'group' as const };
    const { entraObjectId: _, ...ofGroup } = change;
    expect(Object.values(found(rule, org.with(exports(ofGroup))))).toMatchObject([
      { severity: 'error', subject: { name: 'sales' }, related: [{ name: 'hr' }] },
    ]);
  });

  it('can’t be waived', () => {
    const waiver = { rule, subjects: ['ann@corp.example'], reason: 'known', owner: 'it', expires: '2026-12-31' };
    const waivers = [{ origin: 'w.yaml', waivers: [waiver], acceptedLosses: [] }];
    const org = people().with(exports(writing(1, 'onPremisesObjectIdentifier', guid(2))));
    expect(org.judge({}, { waivers }).decision).toBe('blocked');
  });
});

describe('the type of a staged object', () => {
  const at = (
    number: number,
    objectType: PendingExport['objectType'],
    operation: PendingExport['operation'] = 'update',
  ) =>
    staged(operation, {
      objectType,
      csObjectDn: `CN={${Buffer.from(anchor(number)).toString('hex')}}`,
      sourceAnchor: anchor(number),
      userPrincipalName: `p${number}@corp.example`,
    });
  const withGroup = () =>
    people().object('group', 'sales', {
      onPrem: { objectGuid: guid(7) },
      entra: { immutableId: anchor(7), synced: true },
    });

  it.each(['group', 'contact', 'device', 'publicFolder'] as const)('is not that of the person: %s', (type) => {
    expect(told(people(), at(2, type))).toEqual({ bob: 'error bob@corp.example' });
    expect(found(rule, people().with(exports(at(2, type)))).bob).toMatchObject({
      expected: 'object type: user',
      found: `object type: ${type}`,
    });
  });

  it('is not that of the person in an addition either, nor a person under the anchor of a group', () => {
    expect(told(people(), at(2, 'group', 'add'))).toEqual({ bob: 'error bob@corp.example' });
    expect(Object.values(told(withGroup(), at(7, 'user')))).toHaveLength(1);
  });

  it('is that of what has the anchor, or nobody has the anchor', () => {
    expect(told(withGroup(), at(7, 'group'), at(1, 'user'), at(8, 'group'), at(9, 'publicFolder'))).toEqual({});
  });
});
