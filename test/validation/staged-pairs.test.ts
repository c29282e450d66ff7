import { describe, expect, it } from 'vitest';
import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
import type { Identity } from '../../src/validation/identity.js';
import { asStaged, type StagedObject, stagedObjects } from '../../src/validation/staged.js';
import { at, attribute, evidence, staged } from './evidence.js';
import { id } from './findings.js';
import { anchor, guid, type Organisation, organisation } from './organisation.js';

// The pair as it would be after the export, field by field: the rules that look at it are tried next to this (staged.test.ts).
const change = (name: string, valuesDeleted: readonly string[], valuesAdded: readonly string[]): AttributeChange =>
  attribute(name, { valuesDeleted, valuesAdded, multivalued: name === 'proxyAddresses' });
const update = (...changes: AttributeChange[]): PendingExport =>
  staged('update', { sourceAnchor: anchor(1), entraObjectId: id(1), changes });
const add = (number: number, ...changes: AttributeChange[]): PendingExport =>
  staged('add', { sourceAnchor: anchor(number), changes });
const populated = (to: Organisation, ...exports: PendingExport[]) =>
  to.with({ pendingExports: [evidence('pendingExports', exports)] }).populate();
function only(to: Organisation, object: PendingExport): StagedObject['identity'] {
  const [staged] = stagedObjects(populated(to, object));
  if (staged === undefined) throw new Error('nothing is staged');
  return staged.identity;
}
const sourceOf = (identity: Identity) => (identity.side === 'onPrem' ? identity.onPrem : undefined);
const ann = (onPrem = {}, entra = {}) => organisation().person(1, 'ann', { onPrem, entra });
const entraAt = { origin: 'AzureADSyncedIDS.csv', line: 2 };
const annOnPrem = {
  objectType: 'user',
  at,
  userPrincipalName: 'ann@corp.example',
  name: 'ann',
  objectGuid: guid(1),
  attributes: new Map(),
};
const annInEntra = {
  objectType: 'user',
  at: entraAt,
  entraObjectId: id(1),
  userPrincipalName: 'ann@corp.example',
  immutableId: anchor(1),
  synced: true,
};

describe('the on-premises side of a staged update', () => {
  it.each<[string, AttributeChange, object]>([
    ['is enabled', change('accountEnabled', ['False'], ['True']), { enabled: true }],
    ['is disabled', change('accountEnabled', ['True'], [' false ']), { enabled: false }],
    ['stays as it is where the value is not a truth value', change('accountEnabled', ['True'], ['0']), {}],
    ['keeps its own name: what is staged is the sign-in name', change('userPrincipalName', [], ['x@corp.example']), {}],
    [
      'has the addresses that are added to those of the account, for somebody without any',
      change('proxyAddresses', [], ['smtp:a@corp.example']),
      { proxyAddresses: ['smtp:a@corp.example'] },
    ],
    [
      'has a new mail as a primary address too',
      change('mail', [], ['a@corp.example']),
      { mail: 'a@corp.example', proxyAddresses: ['SMTP:a@corp.example'] },
    ],
    ['has no mail where it goes', change('mail', ['a@corp.example'], []), {}],
  ])('%s', (_, what, more) => {
    expect(only(ann(), update(what)).onPrem).toStrictEqual({ ...annOnPrem, ...more });
  });

  const addressed = { mail: 'ann@corp.example', proxyAddresses: ['SMTP:ann@corp.example', 'smtp:b@corp.example'] };

  it.each<[string, AttributeChange, object]>([
    [
      'loses a value and gains another, in the place of both at the end',
      change('proxyAddresses', ['smtp:b@corp.example'], ['smtp:c@corp.example']),
      { mail: 'ann@corp.example', proxyAddresses: ['SMTP:ann@corp.example', 'smtp:c@corp.example'] },
    ],
    ['has a value once that is added again', change('proxyAddresses', [], ['smtp:b@corp.example']), addressed],
    [
      'keeps the list where mail becomes what is primary already, in other letters',
      change('mail', ['old@corp.example'], ['ANN@corp.example']),
      { ...addressed, mail: 'ANN@corp.example' },
    ],
    [
      'has a mail of its own next to the marked one',
      change('mail', ['ann@corp.example'], ['b@corp.example']),
      { mail: 'b@corp.example', proxyAddresses: [...addressed.proxyAddresses, 'SMTP:b@corp.example'] },
    ],
    [
      'is not a list any more where every address goes',
      change('proxyAddresses', addressed.proxyAddresses, []),
      { mail: 'ann@corp.example' },
    ],
  ])('with addresses %s', (_, what, more) => {
    expect(only(ann(addressed, addressed), update(what)).onPrem).toStrictEqual({ ...annOnPrem, ...more });
  });

  it('takes the addresses of the directory where the evidence of Entra shows none', () => {
    const what = change('proxyAddresses', [], ['smtp:c@corp.example']);
    expect(only(ann(addressed), update(what)).onPrem.proxyAddresses).toEqual([
      ...addressed.proxyAddresses,
      'smtp:c@corp.example',
    ]);
    expect(only(ann(addressed), update(what)).onPrem.mail).toBe('ann@corp.example');
  });

  it('has no SID any more where addresses are staged: nothing of a linked mailbox comes to them', () => {
    const withSid = ann({ objectSid: 'S-1-5-21-1-2-3-4' });
    expect(only(withSid, update(change('mail', [], ['a@corp.example']))).onPrem).not.toHaveProperty('objectSid');
    expect(only(withSid, update(change('accountEnabled', [], ['true']))).onPrem).toHaveProperty('objectSid');
  });
});

describe('the account of a staged update', () => {
  const all = [
    change('userPrincipalName', ['was@corp.example'], ['ann@corp.example']),
    change('sourceAnchor', [anchor(9)], [anchor(1)]),
    change('mail', ['was@corp.example'], ['ann@corp.example']),
    change('proxyAddresses', ['SMTP:was@corp.example'], ['SMTP:ann@corp.example']),
    change('accountEnabled', ['true'], ['false']),
  ];

  it('has what the evidence shows, and of the rest what would go', () => {
    const bare = { userPrincipalName: undefined };
    const shown = only(ann({}, bare), update(...all)).entra;
    expect(shown).toStrictEqual({
      ...annInEntra,
      userPrincipalName: 'was@corp.example',
      mail: 'was@corp.example',
      proxyAddresses: ['SMTP:was@corp.example'],
      accountEnabled: true,
    });
    const whole = { mail: 'x@corp.example', proxyAddresses: ['SMTP:x@corp.example'], accountEnabled: false };
    expect(only(ann({}, whole), update(...all)).entra).toStrictEqual({ ...annInEntra, ...whole });
  });

  it('has nothing more where only something comes', () => {
    const coming = all.map(({ name, valuesAdded }) => change(name, [], valuesAdded));
    expect(only(ann(), update(...coming)).entra).toStrictEqual(annInEntra);
  });
});

describe('somebody whom the on-premises evidence lacks', () => {
  const named = { userPrincipalName: 'new@corp.example', displayName: 'New' };
  const enabled = change('accountEnabled', [], ['true']);

  it('is known by what is staged alone', () => {
    expect(only(ann(), { ...add(7, enabled), ...named })).toStrictEqual({
      side: 'onPrem',
      outcome: 'onPremOnly',
      onPrem: {
        objectType: 'user',
        at,
        userPrincipalName: 'new@corp.example',
        name: 'New',
        attributes: new Map(),
        enabled: true,
      },
      sourceAnchor: anchor(7),
      sourceAnchorFrom: 'connectorSpace',
      others: [],
    });
    expect(only(ann(), add(7, enabled)).onPrem).toStrictEqual({
      objectType: 'user',
      at,
      attributes: new Map(),
      enabled: true,
    });
  });

  it('has an account of which nothing is known where something is updated', () => {
    const unknown = { ...add(7, enabled), operation: 'update' as const };
    expect(only(ann(), unknown)).toMatchObject({ outcome: 'hardMatch' });
    expect(only(ann(), unknown).entra).toStrictEqual({ objectType: 'user', at });
  });

  it('of an account that is there has that one', () => {
    const entraAlone = organisation().entra(7, 'new');
    expect(only(entraAlone, add(7, enabled))).toMatchObject({ outcome: 'hardMatch', entra: { entraObjectId: id(7) } });
  });

  it.each(['group', 'contact', 'publicFolder'] as const)('is among the objects where it is a %s', (objectType) => {
    const address = change('proxyAddresses', [], ['SMTP:list@corp.example']);
    const population = populated(ann(), { ...add(7, address), objectType });
    const result = asStaged(population);
    const type = objectType === 'publicFolder' ? 'contact' : objectType;
    expect(result.objects.map((object) => sourceOf(object)?.objectType)).toEqual([type]);
    expect(result.inScopeObjects.map(({ proxyAddresses }) => proxyAddresses)).toEqual([['SMTP:list@corp.example']]);
    expect(result.identities).toEqual(population.identities);
    expect(result.inScope).toEqual(population.inScope);
  });
});

describe('the population as it would be', () => {
  const disabled = change('accountEnabled', ['true'], ['false']);

  it('has each person once, in the place of what was there', () => {
    const population = populated(organisation().person(1, 'ann').person(2, 'bob'), update(disabled), {
      ...add(7, disabled),
      userPrincipalName: 'new@corp.example',
    });
    const result = asStaged(population);
    expect(result.identities.map((one) => [sourceOf(one)?.name, sourceOf(one)?.enabled])).toEqual([
      ['ann', false],
      ['bob', undefined],
      [undefined, false],
    ]);
    expect(result.inScope.map(({ enabled }) => enabled)).toEqual([false, undefined, false]);
    expect(result.entraUsers.map(({ accountEnabled }) => accountEnabled)).toEqual([true, undefined]);
    expect(result.inScope[1]).toBe(population.inScope[1]);
  });

  it('has what several exports stage for one person together', () => {
    const population = populated(ann(), update(disabled), update(change('mail', [], ['a@corp.example'])));
    const [identity] = asStaged(population).identities;
    expect(identity && sourceOf(identity)).toMatchObject({ enabled: false, mail: 'a@corp.example' });
  });

  it('signs people in by the staged name, and everybody else by their own', () => {
    const population = populated(
      organisation().person(1, 'ann').person(2, 'bob'),
      update(change('userPrincipalName', ['ann@corp.example'], ['lee@corp.example']), disabled),
    );
    const result = asStaged(population);
    expect(result.inScope.map((user) => result.signInName(user))).toEqual(['lee@corp.example', 'bob@corp.example']);
    const still = asStaged(populated(ann(), update(disabled)));
    expect(still.inScope.map((user) => still.signInName(user))).toEqual(['ann@corp.example']);
  });

  it('is made once', () => {
    const population = populated(ann(), update(disabled));
    expect(asStaged(population)).toBe(asStaged(population));
  });

  it('is the same one where nothing that is compared is staged', () => {
    for (const operation of ['delete', 'recreate'] as const) {
      const population = populated(ann(), { ...update(disabled), operation });
      expect(asStaged(population)).toBe(population);
    }
  });

  it('leaves who is out of scope out: what is staged for the account stands alone', () => {
    const excluded = organisation().person(1, 'ann', { onPrem: { attributes: { admindescription: 'User_NoSync' } } });
    const population = populated(excluded, update(disabled));
    const [staged] = stagedObjects(population);
    expect(staged?.identity.onPrem).not.toHaveProperty('name');
    expect(staged?.identity).toMatchObject({ outcome: 'hardMatch', entra: { entraObjectId: id(1) } });
  });
});
