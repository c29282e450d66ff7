import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.js';
import type { OnPremObject } from '../../src/domain/objects.js';
import { evidence, staged } from './evidence.js';
import { anchor, guid, named, organisation } from './organisation.js';

type Row = Partial<Omit<OnPremObject, 'attributes'>> & { readonly attributes?: Record<string, string> };

const files: Evidence<OnPremObject>[] = [];
/** An on-premises file: its rows, and what it shows. */
function file(shown: readonly string[], ...rows: readonly Row[]): Evidence<OnPremObject> {
  const origin = `file${files.length}.csv`;
  const records = rows.map((row, index): OnPremObject => {
    const { attributes = {}, ...fields } = row;
    const at = { origin, line: index + 2 };
    return { objectType: 'user', at, ...fields, attributes: new Map(Object.entries(attributes)) };
  });
  const { source } = evidence('onPrem', records);
  const read = { source: { ...source, origin, fields: new Set(shown) }, records };
  files.push(read);
  return read;
}

const cloud = () => organisation().person(1, 'ann', { onPrem: null }).person(2, 'bob', { onPrem: null });
const judge = (onPrem: readonly Evidence<OnPremObject>[], entra = cloud()) => {
  const people = entra.with({ onPrem });
  const { decision, findings } = people.judge();
  const differing = findings.flatMap(({ rule, found }) => (rule === 'evidence-incomplete' && found ? [found] : []));
  return { decision, users: people.populate().counts.onPremUsers, people: named(findings), differing };
};
/** The same in both orders of the files. */
const inBothOrders = (one: Evidence<OnPremObject>, other: Evidence<OnPremObject>, entra = cloud) => {
  const [first, second] = [judge([one, other], entra()), judge([other, one], entra())];
  expect({ ...second, people: second.people.sort(), differing: [] }).toEqual({
    ...first,
    people: first.people.sort(),
    differing: [],
  });
  return first;
};

const upns = [1, 2].map((number) => ({ userPrincipalName: `${number === 1 ? 'ann' : 'bob'}@corp.example` }));
const full = upns.map((row, index) => ({ ...row, objectGuid: guid(index + 1), consistencyGuid: anchor(index + 1) }));
const bare = full.map(({ objectGuid: _, ...row }) => row);
const [all, less] = [
  ['userPrincipalName', 'objectGuid', 'consistencyGuid'],
  ['userPrincipalName', 'consistencyGuid'],
];

describe('rows without objectGUID in one of several files', () => {
  it('are the people that the other file has', () => {
    expect(inBothOrders(file(all, ...full), file(less, ...bare))).toMatchObject({ decision: 'cleared', users: 2 });
    expect(inBothOrders(file(less, ...bare), file(less, ...bare))).toMatchObject({ decision: 'cleared', users: 2 });
  });

  it('are told by mS-DS-ConsistencyGuid, whatever the letter case of the UPN', () => {
    const capital = bare.map((row) => ({ ...row, userPrincipalName: row.userPrincipalName.toUpperCase() }));
    expect(inBothOrders(file(all, ...full), file(less, ...capital)).differing).toHaveLength(2);
  });

  it.each<[string, Row, Row]>([
    ['SID', { objectSid: 'S-1-5-21-1-1-1-9' }, { objectSid: 'S-1-5-21-1-1-1-9' }],
    ['distinguished name', { distinguishedName: 'CN=Ann,OU=A,DC=x' }, { distinguishedName: 'cn=ann, ou=A,DC=x' }],
  ])('are told by the %s', (_, here, there) => {
    const field = Object.keys(here)[0] as string;
    const [ann] = full;
    const one = file([...all, field], { ...ann, ...here });
    const other = file([field, 'consistencyGuid'], { consistencyGuid: anchor(1), ...there });
    const found = judge([one, other], organisation().person(1, 'ann', { onPrem: null }));
    expect(found.users).toBe(1);
  });

  it('make the evidence incomplete, with both places, where they differ', () => {
    const one = file([...all, 'samAccountName'], ...full.map((row) => ({ ...row, samAccountName: 'eve' })));
    const other = file([...less, 'samAccountName'], ...bare.map((row) => ({ ...row, samAccountName: 'fay' })));
    const { decision, differing, users } = inBothOrders(one, other);
    expect([decision, users]).toEqual(['indeterminate', 2]);
    expect(differing[0]).toBe(
      `object ${guid(1)} was read twice and differs in samAccountName: ${one.source.origin}, line 2, and ${other.source.origin}, line 2`,
    );
    const nobody = judge([file([...less, 'samAccountName'], { ...bare[0], samAccountName: 'gus' }), other]);
    expect(nobody.differing[0]).toMatch(
      /^object ann@corp\.example \(file\d+\.csv, line 2\) was read twice and differs/,
    );
  });

  it('are one after a move, by the SID, and where one file alone shows the distinguished name', () => {
    const [sid, here, there] = ['S-1-5-21-1-1-1-9', 'CN=Ann,OU=A,DC=x', 'CN=Ann,OU=B,DC=x'];
    const one = file([...all, 'objectSid', 'distinguishedName'], {
      ...full[0],
      objectSid: sid,
      distinguishedName: here,
    });
    const moved = file([...less, 'objectSid', 'distinguishedName'], {
      ...bare[0],
      objectSid: sid,
      distinguishedName: there,
    });
    const found = judge([one, moved], organisation().person(1, 'ann', { onPrem: null }));
    expect([found.users, found.decision]).toEqual([1, 'indeterminate']);
    expect(
      inBothOrders(
        file([...all, 'distinguishedName'], { ...full[0], distinguishedName: here }, { ...full[1] }),
        file(less, ...bare),
      ).users,
    ).toBe(2);
  });

  it('may be renamed: with two UPNs nobody knows whether they are one', () => {
    const renamed = file(less, { ...bare[0], userPrincipalName: 'eve@corp.example' }, { ...bare[1] });
    for (const onPrem of [
      [file(all, ...full), renamed],
      [renamed, file(all, ...full)],
    ]) {
      const { decision, differing } = judge(onPrem);
      expect([decision, differing.length]).toEqual(['indeterminate', 1]);
    }
    // Where one of them shows no UPN, they are two: nothing but the anchor tells.
    const nameless = file(['consistencyGuid', 'samAccountName'], { consistencyGuid: anchor(1), samAccountName: 'ann' });
    expect(judge([file(all, ...full), nameless]).users).toBe(3);
  });

  it.each<[string, readonly string[], Row, Row]>([
    ['two SIDs', ['objectSid'], { objectSid: 'S-1-5-21-1-1-1-9' }, { objectSid: 'S-1-5-21-1-1-1-8' }],
    [
      'two distinguished names',
      ['distinguishedName'],
      { distinguishedName: 'CN=Ann,DC=a' },
      { distinguishedName: 'CN=Ann,DC=b' },
    ],
  ])('are others with %s', (_, fields, here, there) => {
    const one = file([...all, ...fields], { ...full[0], ...here }, { ...full[1] });
    const other = file([...less, ...fields], { ...bare[0], ...there });
    const found = inBothOrders(one, other);
    expect([found.decision, found.users]).toEqual(['blocked', 3]);
    expect(found.people.filter((name) => name.startsWith('anchor-duplicate-on-prem'))).toHaveLength(2);
  });

  it('stay two where one file lists both, or where two of another file may be meant', () => {
    const [ann, bob] = bare;
    for (const two of [
      file(less, { ...ann }, { ...ann }, { ...bob }),
      file(all, { ...full[0] }, { ...full[0], objectGuid: guid(7) }, { ...full[1] }),
    ])
      expect(inBothOrders(two, file(less, ...bare))).toMatchObject({ decision: 'blocked' });
  });
});

describe('an object that two domain controllers wrote', () => {
  it.each<[string, string, string]>([
    ['whenchanged', '20261101010101.0Z', '20261102010101.0Z'],
    ['logoncount', '4', ''],
    ['useraccountcontrol', '512', '66048'],
    ['displayname', 'Ann', 'Ann Smith'],
  ])('is one with another %s', (name, here, there) => {
    const written = (value: string) =>
      file([...all, name], ...full.map((row) => ({ ...row, attributes: { [name]: value } })));
    expect(inBothOrders(written(here), written(there))).toMatchObject({ decision: 'cleared', users: 2 });
    expect(judge([written(here), written(there)]).differing).toEqual([]);
  });

  it('is one with the cn here and the displayName there, and never with another attribute that counts', () => {
    const called = (row: Row) => file([...all, ...Object.keys(row)], ...full.map((own) => ({ ...own, ...row })));
    expect(inBothOrders(called({ name: 'ann' }), called({ name: 'Ann Smith' })).decision).toBe('cleared');
    expect(inBothOrders(called({ enabled: true }), called({ enabled: false })).decision).not.toBe('cleared');
    const titled = (title: string) =>
      file([...all, 'title'], ...full.map((own) => ({ ...own, attributes: { title } })));
    expect(inBothOrders(titled('Dr'), titled('Prof')).decision).toBe('indeterminate');
  });
});

describe('an object that several files have', () => {
  const identities = ['objectGuid', 'userPrincipalName'];
  const short = () => file(identities, ...full.map(({ consistencyGuid: _, ...row }) => row));

  it('is judged by the filters that any of them shows', () => {
    const long = file([...all, 'samAccountName'], { ...full[0], samAccountName: 'ann' }, { ...full[1] });
    expect(inBothOrders(short(), long)).toMatchObject({ decision: 'blocked', people: ['excluded-but-synced bob'] });
  });

  it('is judged by the fields that any of them shows', () => {
    const people = () =>
      organisation()
        .person(1, 'ann', { onPrem: null, entra: { accountEnabled: true } })
        .person(2, 'bob', { onPrem: null, entra: { accountEnabled: true } });
    const long = file([...all, 'enabled'], { ...full[0], enabled: false }, { ...full[1], enabled: true });
    expect(inBothOrders(short(), long, people).people).toEqual(['account-state-change ann']);
    // Of whom only the short file has, nothing is known.
    const open = [
      [short(), file([...all, 'enabled'], { ...full[0], enabled: true })],
      [file([...all, 'enabled'], { ...full[0], enabled: true }), short()],
    ].map((onPrem) => people().with({ onPrem }).judge().openQuestions.includes('accountState'));
    expect(open).toEqual([true, true]);
  });

  it('has its anchor from the file that shows the attribute', () => {
    const long = file(
      [...identities, 'employeeid'],
      ...full.map((row, index) => ({ ...row, attributes: { employeeid: `${index}` } })),
    );
    const outcomes = [
      [short(), long],
      [long, short()],
    ].map(
      (onPrem) =>
        cloud()
          .with({ onPrem })
          .populate({ sourceAnchor: { attribute: 'employeeID', encoding: 'text' } }).counts.outcomes,
    );
    expect(outcomes[0]).toMatchObject({ anchorMismatch: 2 });
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  it('takes addresses, as a group or contact, only where a file shows that it has them', () => {
    const contact = { objectType: 'contact', objectGuid: guid(5), name: 'Eve' } as const;
    const one = file(['objectGuid', 'name', 'objectType'], contact);
    const other = file(['objectGuid', 'name', 'objectType', 'mail'], contact);
    const counts = [
      [one, other],
      [other, one],
    ].map(
      (onPrem) =>
        cloud()
          .with({ onPrem: [...onPrem, file(all, ...full)] })
          .populate().inScopeObjects.length,
    );
    expect(counts).toEqual([0, 0]);
  });
});

describe('an objectGUID that no file has', () => {
  const owners = (identifier: string) => () =>
    organisation()
      .person(1, 'ann', { onPrem: null, entra: { onPremisesObjectIdentifier: identifier } })
      .person(2, 'bob', { onPrem: null, entra: { onPremisesObjectIdentifier: guid(2) } });

  it('leaves the question of the object identifier open, and blames nobody', () => {
    const onPrem = [file(less, ...bare)];
    const { decision, openQuestions, findings } = owners(guid(1))().with({ onPrem }).judge();
    expect([decision, named(findings)]).toEqual(['cleared', []]);
    expect(openQuestions).toContain('objectIdentifier');
  });

  it('waits for nobody in the list of pending exports who has an identifier that may be theirs', () => {
    const exports = { pendingExports: [evidence('pendingExports', [staged('update', { sourceAnchor: anchor(2) })])] };
    const lacking = (onPrem: Evidence<OnPremObject>) =>
      judge([onPrem], owners(guid(1))().with(exports)).differing.filter((found) => /it lacks/.test(found));
    expect(lacking(file(less, ...bare))).toEqual([]);
    expect(lacking(file(all, ...full.map((row, index) => ({ ...row, objectGuid: guid(index + 8) }))))).toHaveLength(1);
  });

  it('still tells an identifier that is not an objectGUID at all, and another one where it is known', () => {
    expect(judge([file(less, ...bare)], owners('none')()).people).toEqual(['hard-match-blocked-object-identifier ann']);
    expect(judge([file(all, ...full)], owners(guid(3))()).people).toEqual(['hard-match-blocked-object-identifier ann']);
  });
});
