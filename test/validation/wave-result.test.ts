import { describe, expect, it } from 'vitest';
import type { AccountValues } from '../../src/domain/account-values.js';
import type { Subject } from '../../src/domain/assessment.js';
import { encodeConnectorDn } from '../../src/domain/connector-dn.js';
import {
  compareWave,
  othersThan,
  peopleOfWave,
  strangersTo,
  type WavePerson,
} from '../../src/validation/wave-result.js';
import { attribute, staged } from './evidence.js';
import { anchor, guid } from './organisation.js';

/** A digest that shows what it is of. */
const digest = (text: string): string => `#${text}`;
const taken = '2026-11-24T03:00:00.000Z';
const later = '2026-11-24T04:00:00.000Z';
const units = ['OU=Pilot,DC=corp,DC=example'];
type Values = Record<string, readonly string[]>;

const account = (values: Values, more: Partial<AccountValues> = {}): AccountValues => ({
  entraObjectId: 'e1',
  userPrincipalName: 'ann@corp.example',
  synchronizedAt: later,
  ...more,
  values: new Map(Object.entries(values)),
});
const person = (change: Partial<WavePerson> = {}): WavePerson => ({
  operation: 'update',
  account: '#e1',
  anchor: '#a1',
  staged: { jobTitle: { added: ['#Boss'], removed: ['#Clerk'] } },
  before: { jobTitle: ['#Clerk'] },
  ...change,
});
const compared = (
  people: readonly WavePerson[],
  accounts: readonly AccountValues[],
  pilot?: readonly string[],
  before: readonly AccountValues[] = accounts,
) => {
  const taking = {
    digest,
    wave: 1,
    at: taken,
    people,
    others: othersThan(people, before, digest),
    notCompared: 0,
    pilot,
  };
  const result = compareWave(taking, units, accounts);
  return { ...result, open: result.open.map(({ text }) => text) };
};
const [asStaged, open, wrongs] = ['asStaged', 'open', 'wrongs'] as const;

describe('the export of a wave', () => {
  const boss = { jobTitle: ['Boss'] };
  const mail = (added: string[], removed: string[]): Partial<WavePerson> => ({
    staged: { proxyAddresses: { added, removed } },
    before: { proxyAddresses: ['#smtp:a@x', '#smtp:b@x'] },
  });

  it.each<[string, Partial<WavePerson>, AccountValues, typeof asStaged | typeof open | typeof wrongs, string]>([
    ['did what was staged', {}, account(boss), asStaged, 'jobTitle changed as staged'],
    ['did so at the very time', {}, account(boss, { synchronizedAt: taken }), asStaged, 'jobTitle changed as staged'],
    [
      'took a value away',
      { staged: { jobTitle: { added: [], removed: ['#Clerk'] } } },
      account({}),
      asStaged,
      'jobTitle changed as staged',
    ],
    ['changed nothing', { staged: {} }, account({ jobTitle: ['Clerk'] }), asStaged, 'unchanged'],
    [
      'is to come',
      {},
      account({ jobTitle: ['Clerk'] }, { synchronizedAt: '2026-11-24T02:59:59.999Z' }),
      open,
      'not exported yet',
    ],
    [
      'never was',
      { before: {}, staged: {} },
      { entraObjectId: 'e1', userPrincipalName: 'ann@corp.example', values: new Map() },
      open,
      'not exported yet',
    ],
    [
      'is not what changed it',
      {},
      account(boss, { synchronizedAt: '2026-11-24T02:00:00.000Z' }),
      wrongs,
      'jobTitle changed, and no synchronization did it',
    ],
    [
      'did something else too',
      {},
      account({ ...boss, department: ['Sales'], city: ['Bern'] }),
      wrongs,
      'city, department changed, and nothing of it was staged',
    ],
    ['did not do it', {}, account({ jobTitle: ['Clerk'] }), wrongs, 'jobTitle is not what was staged'],
    ['did another thing', {}, account({ jobTitle: ['Chief'] }), wrongs, 'jobTitle is not what was staged'],
    [
      'left what was to go',
      mail(['#smtp:c@x'], ['#smtp:a@x']),
      account({ proxyAddresses: ['smtp:a@x', 'smtp:b@x', 'smtp:c@x'] }),
      wrongs,
      'proxyAddresses is not what was staged',
    ],
    [
      'brought one of two values',
      mail(['#smtp:c@x', '#smtp:d@x'], []),
      account({ proxyAddresses: ['smtp:a@x', 'smtp:b@x', 'smtp:c@x'] }),
      wrongs,
      'proxyAddresses is not what was staged',
    ],
    [
      'wrote a value again',
      mail(['#smtp:a@x', '#smtp:c@x'], ['#smtp:a@x']),
      account({ proxyAddresses: ['smtp:c@x', 'smtp:b@x', 'smtp:a@x'] }),
      asStaged,
      'proxyAddresses changed as staged',
    ],
    [
      'wrote them in another order',
      mail([], []),
      account({ proxyAddresses: ['smtp:b@x', 'smtp:a@x'] }),
      asStaged,
      'unchanged',
    ],
    [
      'left Entra to derive a name from another',
      { staged: { mail: { added: ['#lee@x'], removed: [] } }, before: {} },
      account({ mail: ['lee@x'], userPrincipalName: ['lee@x'] }),
      asStaged,
      'mail, userPrincipalName changed as staged',
    ],
    [
      'changed a name that follows from nothing',
      {},
      account({ ...boss, mail: ['lee@x'] }),
      wrongs,
      'mail changed, and nothing of it was staged',
    ],
    [
      'changed a value that follows from no name',
      { staged: { mail: { added: ['#lee@x'], removed: [] } }, before: {} },
      account({ mail: ['lee@x'], city: ['Bern'] }),
      wrongs,
      'city changed, and nothing of it was staged',
    ],
    [
      'wrote what nobody reads',
      { staged: { extension_1: { added: ['#1'], removed: [] } }, before: {} },
      account({}),
      asStaged,
      'unchanged',
    ],
    [
      'lost what it wrote',
      { staged: { jobTitle: { added: ['#Boss'], removed: [] } } },
      account({}),
      wrongs,
      'jobTitle is not what was staged',
    ],
    [
      'wrote a SID, which Graph shows in another form',
      { staged: { onPremisesSecurityIdentifier: { added: ['#AQ=='], removed: [] } }, before: {} },
      account({ onPremisesSecurityIdentifier: ['S-1-5'] }),
      asStaged,
      'onPremisesSecurityIdentifier changed as staged',
    ],
    [
      'created an account',
      { operation: 'add', account: undefined, before: {} },
      account({ ...boss, city: ['Bern'] }, { immutableId: 'a1' }),
      asStaged,
      'city, jobTitle changed as staged',
    ],
    [
      'created it again',
      { operation: 'recreate' },
      account({ ...boss, city: ['Bern'] }),
      asStaged,
      'city, jobTitle changed as staged',
    ],
    [
      'created it with other values',
      { operation: 'add', account: undefined, before: {} },
      account({ jobTitle: ['Clerk'] }, { immutableId: 'a1' }),
      wrongs,
      'jobTitle is not what was staged',
    ],
  ])('%s', (_what, change, after, kind, sentence) => {
    const nothing = { asStaged: [], open: [], wrongs: [], notCompared: 0 };
    expect(compared([person(change)], [after])).toEqual({ ...nothing, [kind]: [`ann@corp.example: ${sentence}`] });
  });

  it.each<[string, Partial<WavePerson>, typeof asStaged | typeof open | typeof wrongs, string]>([
    ['is gone', {}, wrongs, '#e1): its account is gone'],
    ['was deleted', { operation: 'delete' }, asStaged, '#e1): deleted, as staged'],
    ['is still to come', { operation: 'add', account: undefined }, open, '#a1): has no account yet'],
    [
      'is to come and known by nothing',
      { operation: 'add', account: undefined, anchor: undefined },
      open,
      '): has no account yet',
    ],
    ['has a long digest', { account: '#0123456789abcdef' }, wrongs, '#0123456789a): its account is gone'],
  ])('whose account %s is told by a digest', (_what, change, kind, sentence) => {
    const nothing = { asStaged: [], open: [], wrongs: [], notCompared: 0 };
    expect(compared([person(change)], [])).toEqual({
      ...nothing,
      [kind]: [`an object of the wave (digest ${sentence}`],
    });
  });

  it.each<[string, Partial<WavePerson>, Partial<Subject>, boolean]>([
    ['the account, in whatever letter case', {}, { entraObjectId: 'E1' }, true],
    ['the anchor', {}, { sourceAnchor: 'a1' }, true],
    ['the anchor, where the other has another account', {}, { entraObjectId: 'e2', sourceAnchor: 'a1' }, true],
    ['the name alone, in whatever letter case', {}, { userPrincipalName: 'ANN@corp.example' }, true],
    [
      'another account, whatever it is called',
      {},
      { entraObjectId: 'e2', userPrincipalName: 'ann@corp.example' },
      false,
    ],
    ['another anchor, whatever it is called', {}, { sourceAnchor: 'a2', userPrincipalName: 'ann@corp.example' }, false],
    ['another name', {}, { userPrincipalName: 'zoe@corp.example' }, false],
    ['nothing', {}, {}, false],
    ['an anchor that the object has not', { anchor: undefined }, { sourceAnchor: 'a1' }, false],
  ])('not reached yet is what a finding is about that tells %s', (_what, change, subject, expected) => {
    const waiting = account(
      { jobTitle: ['Clerk'] },
      { synchronizedAt: '2026-11-24T02:00:00.000Z', userPrincipalName: 'Ann@corp.example' },
    );
    const record = { digest, wave: 1, at: taken, people: [person(change)], others: [], notCompared: 0 };
    const { open: unreached } = compareWave(record, units, [waiting]);
    expect(unreached.map(({ isAbout }) => isAbout({ objectType: 'user', ...subject }))).toEqual([expected]);
  });

  it('not reached yet is nobody of that name where there is no account', () => {
    const added = person({ operation: 'add', account: undefined });
    const record = { digest, wave: 1, at: taken, people: [added], others: [], notCompared: 0 };
    const [unreached] = compareWave(record, units, []).open;
    expect(unreached?.isAbout({ objectType: 'user', sourceAnchor: 'a1' })).toBe(true);
    expect(unreached?.isAbout({ objectType: 'user', entraObjectId: 'e1' })).toBe(false);
    expect(unreached?.isAbout({ objectType: 'user' })).toBe(false);
  });

  it('is told of everybody, sorted', () => {
    const people = ['2', '1'].map((number) => person({ account: `#e${number}`, staged: {} }));
    const accounts = ['2', '1'].map((number) =>
      account({ jobTitle: ['Clerk'] }, { entraObjectId: `e${number}`, userPrincipalName: `p${number}` }),
    );
    expect(compared(people, accounts).asStaged).toEqual(['p1: unchanged', 'p2: unchanged']);
    const unexported = accounts.map(({ synchronizedAt: _, ...one }) => one);
    expect(compared(people, unexported).open).toEqual(['p1: not exported yet', 'p2: not exported yet']);
  });

  it.each<[string, Partial<AccountValues>, readonly string[] | undefined, boolean]>([
    ['of another container', { distinguishedName: 'CN=Zoe,OU=Staff,DC=corp,DC=example' }, undefined, true],
    ['of no known container', {}, undefined, true],
    [
      'of another container, before',
      { distinguishedName: 'CN=Zoe,OU=Staff,DC=corp,DC=example', synchronizedAt: '2026-11-24T02:00:00.000Z' },
      undefined,
      false,
    ],
    ['of the wave', { distinguishedName: 'CN=Zoe,OU=Pilot,DC=corp,DC=example' }, undefined, false],
    [
      'of the pilot',
      { distinguishedName: 'CN=Zoe, OU=Pilot,DC=corp,DC=example' },
      ['#cn=zoe,ou=pilot,dc=corp,dc=example'],
      false,
    ],
    [
      'of the units of the pilot, and not of the pilot',
      { distinguishedName: 'CN=Zoe,OU=Pilot,DC=corp,DC=example' },
      ['#cn=ann,ou=pilot,dc=corp,dc=example'],
      true,
    ],
  ])('of somebody for whom nothing was staged: %s', (_what, more, pilot, isStranger) => {
    const zoe = account({}, { entraObjectId: 'e9', userPrincipalName: 'zoe@corp.example', ...more });
    const expected = isStranger ? [`zoe@corp.example: was synchronized at ${later}, and is not of this wave`] : [];
    expect(compared([person()], [account(boss), zoe], pilot).wrongs).toEqual(expected);
    const record = { digest, wave: 1, at: taken, people: [], others: [], notCompared: 0, pilot };
    expect(strangersTo(record, units, [zoe])).toEqual(expected);
  });

  it.each<[string, Values | undefined, Partial<AccountValues>, string[]]>([
    ['has what it had', { jobTitle: ['Clerk'], mail: [] }, {}, []],
    ['is otherwise', { jobTitle: ['Boss'] }, {}, ['was changed by a synchronization, and nothing was staged']],
    ['is new', undefined, {}, ['the account is new, and nothing of it was staged']],
    ['is otherwise by no synchronization', { jobTitle: ['Boss'] }, { synchronizedAt: '2026-11-24T02:59:59Z' }, []],
  ])('looks at everybody of the wave whom it touched, nothing being staged: %s', (_what, before, more, expected) => {
    const zoe = { entraObjectId: 'e9', userPrincipalName: 'zoe@x', distinguishedName: `CN=Zoe,${units[0]}` };
    const was = before === undefined ? [] : [account(before, zoe)];
    const { wrongs: found } = compared(
      [person()],
      [account(boss), account({ jobTitle: ['Clerk'] }, { ...zoe, ...more })],
      undefined,
      [account(boss), ...was],
    );
    expect(found).toEqual(expected.map((text) => `zoe@x: ${text}`));
  });
});

it('people for whom nothing is staged are kept by all that they have, in whatever order it is read', () => {
  const zoe = (values: Values) => account(values, { entraObjectId: 'e9' });
  const kept = othersThan([person()], [account({}), zoe({ mail: ['a@x'], businessPhones: ['1', '2'] })], digest);
  expect(kept.map((one) => one.account)).toEqual(['#e9']);
  expect(othersThan([], [zoe({ businessPhones: ['2', '1'], mail: ['a@x'], city: [] })], digest)).toEqual(kept);
  expect(othersThan([], [zoe({ businessPhones: ['2', '1'] })], digest)).not.toEqual(kept);
});

describe('what is staged for a wave', () => {
  const ann = account(
    { jobTitle: ['Clerk'], mailNickname: ['a'], accountEnabled: ['True'] },
    { immutableId: anchor(1) },
  );
  const bob = account({}, { entraObjectId: 'e2', immutableId: anchor(2) });
  const of = (...objects: ReturnType<typeof staged>[]) => peopleOfWave(objects, [ann, bob], digest);

  it('is kept of users and for Entra alone', () => {
    const group = staged('update', { objectType: 'group', entraObjectId: 'e1' });
    expect(of(group, staged('update', { entraObjectId: 'e1', inDirectory: true }))).toEqual([]);
  });

  it('is of the account that the cloud anchor names, else of the one with the anchor that it is joined by', () => {
    const both = { csObjectDn: encodeConnectorDn(anchor(2)), sourceAnchor: anchor(1) };
    const accounts = (more: object) => of(staged('update', more)).map((one) => [one.account, one.anchor]);
    expect(accounts({ entraObjectId: 'E1', ...both })).toEqual([['#e1', `#${anchor(2)}`]]);
    expect(accounts(both)).toEqual([['#e2', `#${anchor(2)}`]]);
    expect(accounts({ sourceAnchor: anchor(1) })).toEqual([['#e1', `#${anchor(1)}`]]);
    expect(of(staged('add', { sourceAnchor: anchor(9) }))).toStrictEqual([
      { operation: 'add', anchor: `#${anchor(9)}`, staged: {}, before: {} },
    ]);
    expect(peopleOfWave([staged('add')], [account({})], digest)).toStrictEqual([
      { operation: 'add', staged: {}, before: {} },
    ]);
  });

  it('is kept by the names and in the spelling of Graph, with what is there before', () => {
    const change = (name: string, added: string, ...removed: string[]) =>
      attribute(name, { valuesAdded: [added], valuesDeleted: removed });
    const object = staged('update', {
      entraObjectId: 'e1',
      changes: [
        change('Title', 'Boss', 'Clerk'),
        change('MAILNICKNAME', 'lee'),
        change('accountEnabled', 'False', 'TRUE'),
        change('onPremisesObjectIdentifier', anchor(1)),
        change('somethingElse', 'X'),
      ],
    });
    expect(of(object)).toEqual([
      {
        operation: 'update',
        account: '#e1',
        staged: {
          jobTitle: { added: ['#Boss'], removed: ['#Clerk'] },
          mailNickname: { added: ['#lee'], removed: [] },
          accountEnabled: { added: ['#false'], removed: ['#true'] },
          onPremisesObjectIdentifier: { added: [`#${guid(1)}`], removed: [] },
          somethingElse: { added: ['#X'], removed: [] },
        },
        before: { jobTitle: ['#Clerk'], mailNickname: ['#a'], accountEnabled: ['#true'] },
      },
    ]);
  });
});
