import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/assessment.js';
import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
import { encodeConnectorDn } from '../../src/domain/connector-dn.js';
import type { EntraObject } from '../../src/domain/objects.js';
import { asStaged } from '../../src/validation/staged.js';
import { attribute, evidence, staged } from './evidence.js';
import { id } from './findings.js';
import { anchor, guid, type Organisation, organisation } from './organisation.js';

const settings = { verifiedDomains: new Set(['corp.example', 'new.example', 'sso.example']) };
const addressed = (name: string): Pick<EntraObject, 'mail' | 'proxyAddresses'> => ({
  mail: `${name}@corp.example`,
  proxyAddresses: [`SMTP:${name}@corp.example`, `smtp:${name}.alias@corp.example`],
});
/** Two people who are equal on both sides, in everything that is compared. */
const people = (): Organisation =>
  ['ann', 'bob'].reduce(
    (all, name, index) =>
      all.person(index + 1, name, {
        onPrem: { ...addressed(name), enabled: true },
        entra: { ...addressed(name), accountEnabled: true },
      }),
    organisation(),
  );
const judged = (exports: readonly PendingExport[], to: Organisation = people(), more = {}): readonly Finding[] =>
  to.with({ pendingExports: [evidence('pendingExports', exports)] }).judge({ ...settings, ...more }).findings;
/** What is told of people: that a list of one is about a stranger is another matter. */
const told = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ rule }) => rule !== 'evidence-incomplete')
    .map(
      ({ rule, severity, subject, found }) =>
        `${severity} ${rule} ${subject?.userPrincipalName?.split('@')[0]}: ${found}`,
    );
const change = (name: string, from: string | readonly string[], to: string | readonly string[]): AttributeChange =>
  attribute(name, {
    valuesDeleted: [from].flat(),
    valuesAdded: [to].flat(),
    multivalued: name.toLowerCase() === 'proxyaddresses',
  });
const first = (name: string, to: string): AttributeChange => ({ ...change(name, [], to), operation: 'add' });
const update = (...changes: AttributeChange[]): PendingExport =>
  staged('update', { sourceAnchor: anchor(1), entraObjectId: id(1), changes });

describe('a staged update', () => {
  it.each<[string, AttributeChange, string[]]>([
    ['disables', change('accountEnabled', 'true', 'false'), ['error account-state-change ann: enabled']],
    [
      'disables, by an attribute in capitals',
      change('ACCOUNTENABLED', 'True', 'False'),
      ['error account-state-change ann: enabled'],
    ],
    [
      'renames',
      change('userPrincipalName', 'ann@corp.example', 'ann.lee@corp.example'),
      ['warning upn-changed ann: ann@corp.example'],
    ],
    [
      'renames into a domain that is not verified',
      change('userPrincipalName', 'ann@corp.example', 'ann@x.example'),
      ['error upn-suffix-unverified ann: x.example', 'warning upn-changed ann: ann@corp.example'],
    ],
    [
      'renames to somebody else',
      change('userPrincipalName', 'ann@corp.example', 'BOB@corp.example'),
      [
        'error duplicate-upn ann: BOB@corp.example',
        'error duplicate-upn bob: bob@corp.example',
        'warning upn-changed ann: ann@corp.example',
      ],
    ],
    [
      'replaces mail',
      change('mail', 'ann@corp.example', 'lee@corp.example'),
      ['error primary-address-change ann: ann@corp.example'],
    ],
    [
      'replaces the primary address',
      change('proxyAddresses', 'SMTP:ann@corp.example', ['SMTP:lee@corp.example', 'smtp:ann@corp.example']),
      ['error primary-address-change ann: ann@corp.example'],
    ],
    [
      'demotes it',
      change('proxyAddresses', 'SMTP:ann@corp.example', 'smtp:ann@corp.example'),
      ['error attribute-deletion ann: proxyAddresses: SMTP:ann@corp.example'],
    ],
    [
      'adds a second one',
      change('proxyAddresses', [], 'SMTP:lee@corp.example'),
      ['error primary-address-change ann: ann@corp.example'],
    ],
    [
      'makes an alias a second one',
      change('proxyAddresses', 'smtp:ann.alias@corp.example', 'SMTP:Ann.Alias@corp.example'),
      ['error primary-address-change ann: ann@corp.example'],
    ],
    [
      'adds somebody’s primary address',
      change('proxyAddresses', [], 'smtp:bob@corp.example'),
      ['error duplicate-proxy-address bob: bob@corp.example', 'warning duplicate-proxy-address ann: bob@corp.example'],
    ],
    [
      'adds somebody’s alias',
      change('proxyAddresses', [], 'smtp:bob.alias@corp.example'),
      [
        'warning duplicate-proxy-address ann: bob.alias@corp.example',
        'warning duplicate-proxy-address bob: bob.alias@corp.example',
      ],
    ],
    [
      'makes somebody’s alias the primary address',
      change('mail', 'ann@corp.example', 'bob.alias@corp.example'),
      [
        'error duplicate-proxy-address ann: bob.alias@corp.example',
        'error primary-address-change ann: ann@corp.example',
        'warning duplicate-proxy-address bob: bob.alias@corp.example',
      ],
    ],
    ['changes the anchor', change('sourceAnchor', anchor(1), anchor(7)), [`error anchor-mismatch ann: ${anchor(1)}`]],
    [
      'takes somebody’s anchor',
      change('sourceAnchor', anchor(1), anchor(2)),
      [`error anchor-held-by-another ann: ${anchor(1)}`],
    ],
    [
      'writes an account state that is none',
      change('accountEnabled', 'true', 'perhaps'),
      ['warning pending-update ann: accountEnabled: true → perhaps'],
    ],
    [
      'replaces where mail goes',
      change('targetAddress', [], 'SMTP:a@x.example'),
      ['warning pending-update ann: targetAddress: SMTP:a@x.example'],
    ],
    [
      'replaces the country of the licenses',
      change('usageLocation', 'SE', 'NO'),
      ['warning pending-update ann: usageLocation: SE → NO'],
    ],
    [
      'makes a member a guest',
      change('userType', 'Member', 'Guest'),
      ['warning pending-update ann: userType: Member → Guest'],
    ],
    [
      'adds addresses that the file does not name',
      change('proxyAddresses', [], ['smtp:a@x', '(1 value not named in the file)']),
      ['warning pending-update ann: proxyAddresses: smtp:a@x, (1 value not named in the file)'],
    ],
  ])('that %s is told', (_what, one, expected) => {
    const sourceAnchor = one.name === 'sourceAnchor' ? one.valuesAdded[0] : anchor(1);
    expect(told(judged([{ ...update(one), ...(sourceAnchor && { sourceAnchor }) }]))).toEqual(expected);
  });

  it.each<[string, AttributeChange[]]>([
    [
      'the name, the department and the bookkeeping',
      [
        change('displayName', 'Ann', 'Ann A.'),
        change('department', 'Sales', 'Staff'),
        change('onPremisesObjectIdentifier', [], anchor(1)),
        change('extensionAttribute15', 'a', 'b'),
        change('otherTelephone', '1', '2'),
        change('member', [], 'CN={01}'),
      ],
    ],
    [
      'what Entra has',
      [
        change('accountEnabled', [], 'true'),
        change('userPrincipalName', [], 'Ann@corp.example'),
        change('mail', [], 'ANN@corp.example'),
        change('proxyAddresses', [], ['SMTP:ann@corp.example', 'smtp:ann.alias@corp.example']),
        change('sourceAnchor', [], anchor(1)),
      ],
    ],
    ['what was there but for letter case', [change('targetAddress', 'SMTP:A@x', 'smtp:a@X')]],
    [
      'first values that nothing depends on',
      [first('usageLocation', 'SE'), first('mailNickname', 'ann'), first('alias', 'ann')],
    ],
    ['a new alias of her own', [change('proxyAddresses', [], 'smtp:lee@corp.example')]],
    ['mail that is the primary address', [change('mail', 'other@corp.example', 'ann@corp.example')]],
  ])('of %s is not a finding', (_what, changes) => {
    expect(told(judged([update(...changes)]))).toEqual([]);
  });

  it('gives somebody without an address a first one', () => {
    const bare = organisation()
      .person(1, 'ann')
      .sources({ entra: { fields: new Set(['immutableId', 'mail', 'proxyAddresses']) } });
    expect(told(judged([update(change('mail', [], 'ann@corp.example'))], bare))).toEqual([]);
  });

  it('is judged where the evidence does not show what Entra has: by what it takes away, or not at all', () => {
    const bare = () => organisation().person(1, 'ann');
    expect(told(judged([update(change('accountEnabled', 'true', 'false'))], bare()))).toEqual([
      'error account-state-change ann: enabled',
    ]);
    expect(told(judged([update(change('accountEnabled', [], 'true'))], bare()))).toEqual([
      'warning pending-update ann: accountEnabled: true',
    ]);
    expect(told(judged([update(change('mail', 'ann@corp.example', 'lee@corp.example'))], bare()))).toEqual([
      'error primary-address-change ann: ann@corp.example',
    ]);
    expect(told(judged([update(change('proxyAddresses', 'SMTP:a@x', ['SMTP:b@x', 'smtp:a@x']))], bare()))).toEqual([
      'error primary-address-change ann: a@x',
    ]);
    for (const one of [change('mail', [], 'ann@corp.example'), change('proxyAddresses', [], 'SMTP:a@x')])
      expect(judged([update(one)], bare())).toMatchObject([{ rule: 'pending-update' }]);
    expect(told(judged([update(change('proxyAddresses', [], 'smtp:a@x'))], bare()))).toEqual([]);
  });

  it('is judged of somebody whom neither side shows', () => {
    const unknown = (one: AttributeChange) =>
      judged([staged('update', { userPrincipalName: 'zoe@corp.example', changes: [one] })]);
    expect(told(unknown(change('userPrincipalName', 'zoe@corp.example', 'zoe@x.example')))).toEqual([
      'error upn-suffix-unverified zoe: x.example',
      'warning upn-changed zoe: zoe@corp.example',
    ]);
    expect(told(unknown(change('userPrincipalName', [], 'zoe@new.example')))).toEqual([
      'warning pending-update zoe: userPrincipalName: zoe@new.example',
    ]);
    expect(told(unknown(change('displayName', 'Zoe', 'Zoë')))).toEqual([]);
  });

  it('of an account whose source is out of scope is judged by itself', () => {
    const outside = people().person(3, 'cho', {
      onPrem: { attributes: { iscriticalsystemobject: 'TRUE' }, enabled: true },
      entra: { accountEnabled: true },
    });
    const findings = judged(
      [staged('update', { sourceAnchor: anchor(3), changes: [change('accountEnabled', 'true', 'false')] })],
      outside,
    );
    expect(told(findings)).toContain('error account-state-change cho: enabled');
  });

  it('of a group or contact is compared too', () => {
    const group = people().object('group', 'Sales', {
      onPrem: { objectGuid: guid(7), mail: 'sales@corp.example' },
      entra: { mail: 'sales@corp.example', entraObjectId: id(7), synced: true },
    });
    const of = (...changes: AttributeChange[]) => {
      const object = staged('update', { objectType: 'group', sourceAnchor: anchor(7), entraObjectId: id(7), changes });
      return judged([object], group)
        .filter(({ rule }) => rule !== 'evidence-incomplete')
        .map(({ rule, subject }) => `${rule} ${subject?.name}`);
    };
    expect(of(change('mail', 'sales@corp.example', 'shop@corp.example'))).toEqual(['primary-address-change Sales']);
    expect(of(change('proxyAddresses', [], 'smtp:bob@corp.example'))).toEqual([
      'duplicate-proxy-address Sales',
      'duplicate-proxy-address bob',
    ]);
    const folder = staged('add', {
      objectType: 'publicFolder',
      displayName: 'Folder',
      changes: [change('mail', [], 'bob@corp.example')],
    });
    expect(judged([folder]).map(({ rule }) => rule)).toContain('duplicate-proxy-address');
  });

  it('is more serious than what Active Directory itself brings, where the domain is federated', () => {
    const renamed = () =>
      people().person(3, 'cho', {
        onPrem: { userPrincipalName: 'cho@new.example', ...addressed('cho') },
        entra: addressed('cho'),
      });
    const federated = { federatedDomains: new Set(['sso.example']) };
    const to = (name: string) => [
      staged('update', { sourceAnchor: anchor(3), changes: [change('userPrincipalName', 'cho@corp.example', name)] }),
    ];
    const only = (exports: readonly PendingExport[]) =>
      judged(exports, renamed(), federated).filter(({ rule }) => rule === 'upn-changed');
    expect(only(to('cho@sso.example'))).toMatchObject([{ severity: 'error', expected: 'cho@sso.example' }]);
    expect(only(to('cho.2@corp.example'))).toMatchObject([{ severity: 'warning', expected: 'cho@new.example' }]);
  });

  it('counts with another of the same person', () => {
    const findings = judged([
      update(change('userPrincipalName', 'ann@corp.example', 'lee@corp.example')),
      update(change('accountEnabled', 'true', 'false')),
    ]);
    expect(told(findings)).toEqual([
      'error account-state-change ann: enabled',
      'warning upn-changed ann: ann@corp.example',
    ]);
  });

  it('adds nothing of a linked mailbox to the list that Entra Connect made', () => {
    const sid = 'S-1-5-21-1-2-3-1001';
    const linked = organisation()
      .person(1, 'ann', { onPrem: { objectSid: sid }, entra: addressed('ann') })
      .onPrem(2, 'box', { enabled: false, ...addressed('ann'), attributes: { msexchmasteraccountsid: sid } });
    expect(told(judged([update(change('proxyAddresses', [], 'SMTP:lee@corp.example'))], linked))).toContain(
      'error primary-address-change ann: ann@corp.example',
    );
  });

  it('of nothing that is compared leaves the population as it is', () => {
    const population = people()
      .with({
        pendingExports: [
          evidence('pendingExports', [
            update(change('title', 'a', 'b')),
            staged('delete', { sourceAnchor: anchor(2) }),
          ]),
        ],
      })
      .populate();
    expect(asStaged(population)).toBe(population);
  });
});

describe('a staged addition', () => {
  const add = (number: number, ...changes: AttributeChange[]): PendingExport =>
    staged('add', { sourceAnchor: anchor(number), changes: [change('sourceAnchor', [], anchor(number)), ...changes] });
  const all = change('proxyAddresses', [], ['SMTP:ann@corp.example', 'smtp:ann.alias@corp.example']);

  it('under the own anchor is compared with the account that it will be matched with', () => {
    expect(told(judged([add(1, all, change('accountEnabled', [], 'false'))]))).toEqual([
      'error account-state-change ann: enabled',
    ]);
    expect(told(judged([add(1, all, change('userPrincipalName', [], 'lee@corp.example'))]))).toEqual([
      'warning upn-changed ann: ann@corp.example',
    ]);
    expect(told(judged([add(1, change('proxyAddresses', [], 'SMTP:lee@corp.example'))]))).toEqual([
      'error primary-address-change ann: ann@corp.example',
      'error attribute-deletion ann: proxyAddresses: ann.alias@corp.example',
    ]);
    expect(told(judged([add(1, all, change('mail', [], 'ann@corp.example'))]))).toEqual([]);
  });

  it('of somebody new is compared with everybody', () => {
    expect(told(judged([add(7, change('proxyAddresses', [], 'SMTP:bob.alias@corp.example'))]))).toEqual([
      'error duplicate-proxy-address undefined: bob.alias@corp.example',
      'warning duplicate-proxy-address bob: bob.alias@corp.example',
      'warning pending-add undefined: undefined',
    ]);
    const fresh = { userPrincipalName: 'new@corp.example', primaryAddress: 'new@corp.example' };
    const healthy = {
      ...add(7, change('mail', [], 'new@corp.example'), change('accountEnabled', [], 'true')),
      ...fresh,
    };
    expect(told(judged([healthy]))).toEqual(['warning pending-add new: undefined']);
    const suffix = { ...add(7, change('userPrincipalName', [], 'new@x.example')), userPrincipalName: 'new@x.example' };
    expect(told(judged([suffix]))).toEqual([
      'warning upn-suffix-unverified new: x.example',
      'warning pending-add new: undefined',
    ]);
  });

  it('deletes what the account alone has, and an update only what it names', () => {
    const withPager = (entra: object = {}) =>
      organisation().person(1, 'ann', { entra: { properties: new Map([['department', 'Sales']]), ...entra } });
    const loss = 'warning attribute-deletion ann: department: Sales';
    const named = (number: number) => ({ ...add(number, all), userPrincipalName: 'ann@corp.example' });
    const losses = (object: PendingExport, org: Organisation) =>
      told(
        judged(
          [object],
          org.sources({ onPrem: { fields: new Set(['objectGuid', 'userPrincipalName', 'department']) } }),
        ),
      ).filter((text) => text.includes('department'));
    expect(losses(add(1, all), withPager())).toEqual([loss]);
    expect(losses(update(change('accountEnabled', [], 'true')), withPager())).toEqual([]);
    // Under the own anchor also where somebody else has the name.
    const bob = { userPrincipalName: 'bob@corp.example', mail: 'bob@corp.example' };
    expect(losses({ ...add(1, all), ...bob }, withPager().entra(2, 'bob', bob))).toEqual([loss]);
    // Matched by name, and by nothing where the account has another anchor.
    expect(losses(named(1), withPager({ immutableId: undefined }))).toEqual([loss]);
    expect(losses(named(7), withPager())).toEqual([]);
    const two = { ...named(7), primaryAddress: 'bob@corp.example' };
    expect(losses(two, withPager({ immutableId: undefined }).entra(2, 'bob', bob))).toEqual([]);
  });

  it('of somebody who is there under another anchor is told once', () => {
    const existing = {
      ...add(7, change('userPrincipalName', [], 'ann@corp.example')),
      userPrincipalName: 'ann@corp.example',
    };
    expect(told(judged([existing]))).toEqual([`error pending-add-of-existing ann: ${anchor(1)}`]);
  });

  it('asks nobody for an address that its account shows nowhere, and tells what else it would overwrite', () => {
    const bare = (...changes: AttributeChange[]) => told(judged([add(1, ...changes)], organisation().person(1, 'ann')));
    const mail = change('mail', [], 'ann@corp.example');
    expect(bare(mail)).toEqual([]);
    expect(bare(mail, change('targetAddress', [], 'a@x'))).toEqual(['warning pending-update ann: targetAddress: a@x']);
    expect(bare(change('accountEnabled', [], 'true'))).toEqual(['warning pending-update ann: accountEnabled: true']);
  });
});

describe('an object that would send another source anchor than the one of its DN', () => {
  const binding = (number: number, to: number, more: Partial<PendingExport> = {}): PendingExport =>
    staged('add', {
      csObjectDn: encodeConnectorDn(anchor(number)),
      sourceAnchor: anchor(to),
      userPrincipalName: 'new@corp.example',
      changes: [change('sourceAnchor', [], anchor(to))],
      ...more,
    });
  const held = (who: string, by: number) => `error anchor-held-by-another ${who}: ${anchor(by)}`;
  const errors = (org: Organisation, ...objects: PendingExport[]): string[] =>
    told(judged(objects, org)).filter((text) => /^error (anchor|soft)-/.test(text));
  const newcomer = () => people().onPrem(3, 'new');
  const update = { operation: 'update' } as const;
  const named = { userPrincipalName: 'cho@corp.example' };
  const withGroup = (immutableId?: string) =>
    people().object('group', 'Sales', {
      onPrem: { objectGuid: guid(7), mail: 'sales@corp.example' },
      entra: { mail: 'sales@corp.example', entraObjectId: id(7), ...(immutableId && { immutableId }) },
    });
  const group = { objectType: 'group', displayName: 'Sales', userPrincipalName: 'none' } as const;

  it.each<[string, Organisation, PendingExport, string[]]>([
    ['an addition with the anchor of an account', newcomer(), binding(3, 1), [held('new', 3)]],
    ['the same of somebody whom neither side knows', people(), binding(9, 1), [held('new', 9)]],
    ['an update of somebody who has no account', newcomer(), binding(3, 1, update), [held('new', 3)]],
    [
      'an addition that is matched by name',
      people().person(3, 'cho', { entra: { immutableId: undefined } }),
      binding(3, 2, named),
      [held('cho', 3)],
    ],
    [
      'an update of an account without an ImmutableID',
      people().person(3, 'cho', { entra: { immutableId: undefined } }),
      binding(3, 2, { ...update, ...named, entraObjectId: id(3) }),
      [held('cho', 3)],
    ],
    [
      'an addition with an anchor that nobody has',
      newcomer(),
      binding(3, 9),
      [`error anchor-mismatch new: ${anchor(3)}`],
    ],
    ['a group with the anchor of a person', withGroup(), binding(7, 1, group), [held('undefined', 7)]],
    ['an update of a group with it', withGroup(), binding(7, 1, { ...group, ...update }), [held('undefined', 7)]],
    ['a person with the anchor of a group', withGroup(anchor(7)).onPrem(3, 'new'), binding(3, 7), [held('new', 3)]],
  ])('is an error: %s', (_, org, object, expected) => {
    expect(errors(org, object)).toEqual(expected);
  });

  it('is an error where an account in the recycle bin has that anchor', () => {
    const org = newcomer().entra(9, 'old', { deletedDateTime: '2026-11-01T00:00:00Z' });
    expect(errors(org, binding(3, 9))).toContain(`error soft-deleted-holder new: ${anchor(9)}`);
  });

  it.each<[string, Organisation, PendingExport]>([
    ['an addition of somebody new', newcomer(), binding(3, 3)],
    ['an addition with the anchor alone in its DN', newcomer(), binding(3, 3, { changes: [] })],
    ['an addition under a DN that tells no anchor', newcomer(), binding(3, 3, { csObjectDn: 'CN={object}' })],
    ['a match by name', people().person(3, 'cho', { entra: { immutableId: undefined } }), binding(3, 3, named)],
    ['an update', people().person(3, 'cho'), binding(3, 3, { ...update, ...named, entraObjectId: id(3) })],
    ['a group', withGroup(), binding(7, 7, group)],
  ])('is none: %s', (_, org, object) => {
    expect(errors(org, object)).toEqual([]);
  });
});
