import { describe, expect, it } from 'vitest';
import type { EntraObject, OnPremObject } from '../../src/domain/objects.js';
import { populate } from '../../src/validation/population.js';
import { readOnce } from '../../src/validation/read-twice.js';
import { evidence } from './evidence.js';
import { anchor, guid, organisation } from './organisation.js';

const all = ['entraObjectId', 'userPrincipalName', 'accountEnabled', 'proxyAddresses', 'mail', 'deletedDateTime'];
const ann: EntraObject = {
  objectType: 'user',
  at: { origin: 'a.json', line: 1 },
  entraObjectId: guid(1),
  userPrincipalName: 'ann@corp.example',
  accountEnabled: true,
  proxyAddresses: ['SMTP:ann@corp.example', 'smtp:a@corp.example'],
};
const again = (
  change: { readonly [Field in keyof EntraObject]?: EntraObject[Field] | undefined } = {},
): EntraObject => {
  const changed = { ...ann, at: { origin: 'b.json', line: 7 }, ...change };
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined)) as never;
};
const source = <Item>(records: readonly Item[], shown: readonly string[] = all) => ({
  source: { ...evidence('entra', records).source, fields: new Set(shown) },
  records,
});
const read = (...sources: (readonly [EntraObject[], (readonly string[])?])[]) => {
  const { evidence: once, disagreements } = readOnce(
    sources.map(([records, shown]) => source(records, shown)),
    ({ entraObjectId }) => entraObjectId,
  );
  return {
    records: once.flatMap(({ records }) => records),
    fields: disagreements.map(({ fields }) => fields.join(' ')),
  };
};

describe('a distinguished name that was read twice', () => {
  const fieldsOf = (first: string, second: string): string[] => {
    const shown = [...all, 'onPremisesDistinguishedName'];
    const [one, other] = [{ onPremisesDistinguishedName: first }, { onPremisesDistinguishedName: second }];
    return read([[{ ...ann, ...one }], shown], [[again(other)], shown]).fields;
  };

  it.each([
    [
      'a sign escaped as its bytes',
      String.raw`CN=Lee\, Ann,DC=corp,DC=example`,
      String.raw`CN=Lee\2C Ann,DC=corp,DC=example`,
    ],
    ['quotation marks', String.raw`CN=Lee\, Ann,DC=corp,DC=example`, 'CN="Lee, Ann",DC=corp,DC=example'],
    ['letter case', 'CN=Ann,DC=corp,DC=example', 'cn=ann,dc=CORP,dc=example'],
    ['blanks between parts', 'CN=Ann,DC=corp,DC=example', 'CN=Ann, DC = corp, DC=example'],
    ['composed letters', 'CN=J\u00fcrg,DC=corp', 'CN=Ju\u0308rg,DC=corp'],
    ['the number of a type', 'CN=Ann,DC=corp', '2.5.4.3=Ann,DC=corp'],
    ['semicolons', 'CN=Ann,OU=A,DC=corp', 'CN=Ann;OU=A;DC=corp'],
    ['a value in hexadecimal', 'CN=Ann,OU=Sales,DC=corp', 'CN=Ann,OU=#130553616C6573,DC=corp'],
  ])('is the same in %s', (_what, first, second) => {
    expect(fieldsOf(first, second)).toEqual([]);
    expect(fieldsOf(second, first)).toEqual([]);
  });

  it.each([
    ['another name', 'CN=Ann,DC=corp', 'CN=Anna,DC=corp'],
    ['another container', 'CN=Ann,OU=A,DC=corp', 'CN=Ann,OU=B,DC=corp'],
    ['a comma that separates', String.raw`CN=Lee\,OU=A,DC=corp`, 'CN=Lee,OU=A,DC=corp'],
    ['a semicolon that separates', String.raw`CN=Lee\;OU=A,DC=corp`, 'CN=Lee;OU=A,DC=corp'],
    ['a number sign of its own', String.raw`CN=\#130553616C6573,DC=corp`, 'CN=#130553616C6573,DC=corp'],
    ['a comma in the hexadecimal value', 'CN=#1306412C4F553D41,DC=corp', 'CN=A,OU=A,DC=corp'],
  ])('differs in %s', (_what, first, second) => {
    expect(fieldsOf(first, second)).toEqual(['onPremisesDistinguishedName']);
  });
});

describe('an object that was read twice', () => {
  it.each([
    ['the very same', again()],
    ['addresses in another order', again({ proxyAddresses: [...(ann.proxyAddresses ?? [])].reverse() })],
  ])('is one object: %s', (_, other) => {
    expect(read([[ann, other]])).toEqual({ records: [ann], fields: [] });
    expect(read([[ann]], [[other]])).toEqual({ records: [ann], fields: [] });
    expect(read([[other]], [[ann], ['entraObjectId']], [[ann]])).toEqual({ records: [other], fields: [] });
  });

  it.each([
    ['another value', { userPrincipalName: 'eve@corp.example' }, 'userPrincipalName'],
    ['another flag', { accountEnabled: false }, 'accountEnabled'],
    ['another address', { proxyAddresses: ['SMTP:ann@corp.example', 'smtp:z@corp.example'] }, 'proxyAddresses'],
    ['one address less', { proxyAddresses: ['SMTP:ann@corp.example'] }, 'proxyAddresses'],
    ['none, where the source shows it', { accountEnabled: undefined }, 'accountEnabled'],
    ['a value against none, where the source shows it', { mail: 'ann@corp.example' }, 'mail'],
    ['two fields', { mail: 'ann@corp.example', accountEnabled: false }, 'accountEnabled mail'],
    ['alive and in the recycle bin', { deletedDateTime: '2026-11-01T00:00:00Z' }, 'deletedDateTime'],
  ])('is a contradiction with %s', (_, change, fields) => {
    const sorted = (result: ReturnType<typeof read>) => result.fields.map((text) => text.split(' ').sort().join(' '));
    expect(sorted(read([[ann, again(change)]]))).toEqual([fields]);
    expect(sorted(read([[again(change)]], [[ann]]))).toEqual([fields]);
  });

  it('is not a contradiction where only one source shows the field: what both know counts', () => {
    const less = ['entraObjectId', 'userPrincipalName'];
    const bare = again({ accountEnabled: undefined, proxyAddresses: undefined });
    const { at: _, ...known } = ann;
    expect(read([[ann]], [[bare], less])).toEqual({ records: [ann], fields: [] });
    expect(read([[bare], less], [[ann]])).toEqual({ records: [{ ...known, at: bare.at }], fields: [] });
  });

  it('is a contradiction to whichever source showed the field', () => {
    const less = ['entraObjectId', 'userPrincipalName'];
    const bare = again({ accountEnabled: undefined, proxyAddresses: undefined, mail: undefined });
    const withoutMail = again({ mail: undefined });
    expect(read([[bare], less], [[withoutMail]], [[again({ mail: 'x@corp.example' })]]).fields).toEqual(['mail']);
    const gone = again({ ...bare, deletedDateTime: '2026-11-01T00:00:00Z' });
    expect(read([[gone], less], [[bare], less]).fields).toEqual(['deletedDateTime']);
    // A recycle bin speaks by itself, whatever a source shows.
    expect(read([[bare], less], [[again({ deletedDateTime: '2026-11-01T00:00:00Z' })], less]).fields).toEqual([
      'deletedDateTime',
    ]);
  });

  it('is compared attribute by attribute', () => {
    const user = (attributes: Record<string, string>): OnPremObject => ({
      objectType: 'user',
      at: { origin: 'a.csv', line: 2 },
      objectGuid: guid(1),
      attributes: new Map(Object.entries(attributes)),
    });
    const twice = (one: Record<string, string>, other: Record<string, string>, shown: string[]) => {
      const sources = [source([user(one)], ['objectGuid', ...shown]), source([user(other)], ['objectGuid', ...shown])];
      const { evidence: once, disagreements } = readOnce(sources, ({ objectGuid }) => objectGuid);
      return [disagreements.flatMap(({ fields }) => fields), Object.fromEntries(once[0]?.records[0]?.attributes ?? [])];
    };
    const both = { title: 'Dr', city: 'Bern' };
    expect(twice(both, both, ['title', 'city'])).toEqual([[], both]);
    expect(twice({ title: 'Dr' }, both, ['title'])).toEqual([[], both]);
    expect(twice(both, { city: 'Bern' }, [])).toEqual([[], both]);
    expect(twice({ title: 'Dr' }, { title: 'Prof' }, [])).toEqual([['title'], { title: 'Dr' }]);
    expect(twice(both, { city: 'Bern' }, ['title'])).toEqual([['title'], both]);
  });

  it('has the attributes that one of two sources asked for', () => {
    const properties = new Map([['department', 'Sales']]);
    const [plain, more] = [source([ann]), source([again({ properties })])];
    for (const sources of [
      [plain, more],
      [more, plain],
    ]) {
      const { evidence: once, disagreements } = readOnce(sources, ({ entraObjectId }) => entraObjectId);
      expect(disagreements).toEqual([]);
      expect(once.flatMap(({ records }) => records)).toMatchObject([{ properties }]);
    }
  });

  describe('and has an id in one file only', () => {
    const row = { origin: 'b.csv', line: 2 };
    const { entraObjectId: _id, ...nameless } = again({ accountEnabled: undefined, proxyAddresses: undefined });
    const byName = (...files: readonly (readonly [EntraObject[], (readonly string[])?])[]) =>
      readOnce(
        files.map(([records, shown]) => source(records, shown)),
        ({ entraObjectId }) => entraObjectId,
        ({ userPrincipalName }) => userPrincipalName,
      ).evidence.flatMap(({ records }) => records);
    const names = ['userPrincipalName', 'immutableId'];
    const other = { ...ann, entraObjectId: guid(2) };
    it.each<[string, readonly (readonly [EntraObject[], (readonly string[])?])[], number]>([
      ['is one object', [[[ann]], [[nameless], names]], 1],
      ['is one object, the other way round', [[[nameless], names], [[ann]]], 1],
      ['is one object in three files', [[[nameless], names], [[ann]], [[nameless], names], [[ann]]], 1],
      [
        'is another one with another ImmutableID',
        [[[{ ...ann, immutableId: anchor(1) }]], [[{ ...nameless, immutableId: anchor(2) }], names]],
        2,
      ],
      [
        'is another one where a value is shown to be missing',
        [[[{ ...ann, immutableId: anchor(1) }]], [[nameless], names]],
        2,
      ],
      [
        'is another one under another name',
        [[[ann]], [[{ ...nameless, userPrincipalName: 'bob@corp.example' }], names]],
        2,
      ],
      ['is nobody’s where two have the name', [[[ann, other]], [[nameless], names]], 3],
      [
        'is not the one in the recycle bin',
        [[[{ ...ann, deletedDateTime: '2026-11-01T00:00:00Z' }]], [[nameless], names]],
        2,
      ],
    ])('%s', (_what, files, count) => {
      const records = byName(...files);
      expect(records).toHaveLength(count);
      if (count === 1) expect({ ...records[0], at: row }).toEqual({ ...ann, at: row });
    });
  });

  it('is nothing that has no id', () => {
    const { entraObjectId: _, ...nameless } = ann;
    expect(read([[nameless, nameless]])).toEqual({ records: [nameless, nameless], fields: [] });
  });
});

describe('a population with objects that were read twice', () => {
  const healthy = organisation().person(1, 'ann').person(2, 'bob');

  it('counts people, not records', () => {
    const twice = organisation().person(1, 'ann').person(1, 'ann').person(2, 'bob');
    expect(twice.populate().counts).toEqual(healthy.populate().counts);
    expect(twice.judge()).toMatchObject({ decision: 'cleared', findings: healthy.judge().findings });
  });

  it.each([
    [
      'Entra',
      organisation()
        .person(1, 'ann')
        .entra(1, 'ann', { immutableId: anchor(9) }),
      'immutableId',
    ],
    ['on-premises', organisation().person(1, 'ann').onPrem(1, 'eve'), 'userPrincipalName'],
  ])('is not cleared where the two of the %s side differ, and names both places', (_, org, field) => {
    const { decision, findings } = org.judge();
    expect(decision).toBe('indeterminate');
    const [{ found } = {}] = findings.filter(({ rule }) => rule === 'evidence-incomplete');
    expect(found).toMatch(new RegExp(`differs in .*${field}.*: .*, line 2, and .*, line 3$`));
  });

  it('takes the ConsistencyGuid from the file that shows it', () => {
    const person = (consistencyGuid?: string): OnPremObject => ({
      objectType: 'user',
      at: { origin: 'a.csv', line: 2 },
      objectGuid: guid(1),
      userPrincipalName: 'ann@corp.example',
      ...(consistencyGuid !== undefined && { consistencyGuid }),
      attributes: new Map(),
    });
    const onPrem = [
      { ...source([person()], ['objectGuid', 'userPrincipalName']) },
      { ...source([person(anchor(9))], ['objectGuid', 'userPrincipalName', 'consistencyGuid']) },
    ];
    const { identities } = populate(
      { onPrem, entra: [source([again({ immutableId: anchor(1) })])] },
      healthy.populate().settings,
    );
    expect(identities.map(({ outcome }) => outcome)).toEqual(['anchorMismatch']);
  });
});

describe('a row without an objectGUID at the place of another file’s object', () => {
  const person = (change: Partial<OnPremObject>): OnPremObject => ({
    objectType: 'user',
    at: { origin: 'a.csv', line: 2 },
    userPrincipalName: 'ann@corp.example',
    distinguishedName: 'CN=Ann,DC=corp,DC=example',
    objectSid: 'S-1-5-21-1-2-3-1101',
    attributes: new Map(),
    ...change,
  });
  const names = ['userPrincipalName', 'distinguishedName', 'objectSid'];
  const read = (...rows: readonly Partial<OnPremObject>[]) => {
    const onPrem = [
      source([person({ objectGuid: guid(1) })], [...names, 'objectGuid']),
      ...rows.map((row) => source([person({ consistencyGuid: anchor(1), ...row })], [...names, 'consistencyGuid'])),
    ];
    const { counts, disagreements } = populate({ onPrem, entra: [] }, organisation().populate().settings);
    return [counts.onPremUsers, disagreements.flatMap(({ fields }) => fields)];
  };

  it('is that object, and where the domain’s number for it differs nobody knows which one is true', () => {
    expect(read({})).toEqual([1, []]);
    expect(read({ objectSid: 'S-1-5-21-1-2-3-4242' })).toEqual([1, ['objectSid']]);
    expect(read({ distinguishedName: 'CN=Anna,DC=corp,DC=example' })).toEqual([1, ['distinguishedName']]);
  });

  it('is another one at another place, and in another domain of the same name', () => {
    const there = 'CN=Ann,DC=other,DC=example';
    expect(read({ objectSid: 'S-1-5-21-1-2-3-4242', distinguishedName: there })).toEqual([2, []]);
    expect(read({ objectSid: 'S-1-5-21-7-8-9-1101' })).toEqual([2, []]);
  });
});

describe('rows without an object id', () => {
  type Change = Parameters<ReturnType<typeof organisation>['entra']>[2];
  const rules = (...rows: readonly Change[]) => {
    const people = organisation().onPrem(1, 'ann');
    for (const row of rows) people.entra(1, 'ann', { entraObjectId: undefined, mail: 'ann@corp.example', ...row });
    return [people.populate().counts.entraUsers, ...people.judge().findings.map(({ rule }) => rule)];
  };

  it('are one account where they say the same', () => {
    const alone = rules({});
    expect(alone[0]).toBe(1);
    expect(rules({}, { at: { origin: 'd.csv', line: 9 } })).toEqual(alone);
    expect(rules({}, {}, {})).toEqual(alone);
  });

  it.each<[string, Change]>([
    ['another ImmutableID', { immutableId: anchor(2) }],
    ['another address', { mail: 'a@corp.example' }],
    ['another state', { accountEnabled: false }],
    ['another letter case of the UPN', { userPrincipalName: 'Ann@corp.example' }],
  ])('stay two accounts with %s', (_what, change) => {
    const [accounts, ...found] = rules({ accountEnabled: true }, { accountEnabled: true, ...change });
    expect(accounts).toBe(2);
    expect(found).toContain('duplicate-upn');
  });

  it('are counted once each, in whatever order they come', () => {
    const other = { immutableId: anchor(2) };
    for (const rows of [
      [{}, other, other, {}],
      [other, {}, other],
      [{}, {}, other],
    ])
      expect(rules(...rows)[0]).toBe(2);
  });

  it('are as many accounts as say something else, whatever is equal in them', () => {
    const sales = { properties: new Map([['department', 'Sales']]) };
    const legal = { properties: new Map([['department', 'Legal']]) };
    expect(rules(sales, legal, sales)[0]).toBe(2);
    expect(rules({}, { mail: 'a@corp.example' }, { mail: 'b@corp.example' }, { mail: 'a@corp.example' })[0]).toBe(3);
    // Rows about two people, each with a second one of its own.
    const [eve, second] = [{ userPrincipalName: 'eve@corp.example' }, { immutableId: anchor(2) }];
    expect(rules({}, eve, second, { ...eve, ...second })[0]).toBe(4);
  });

  it('stay two accounts under two names', () => {
    expect(rules({}, { userPrincipalName: 'eve@corp.example' })).toContain('anchor-duplicate-entra');
  });
});
