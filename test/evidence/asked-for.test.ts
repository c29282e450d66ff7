import { describe, expect, it } from 'vitest';
import type { EntraObject } from '../../src/domain/objects.js';
import { isEntraObject } from '../../src/domain/service.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { selectedIn } from '../../src/evidence/graph-json/shown.js';
import { readFile } from './read-text.js';

const ids = [1, 2, 3].map((digit) => `6c1b7b39-0000-4000-8000-00000000000${digit}`);
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';
const graphUrl = 'https://graph.microsoft.com/v1.0/$metadata#';

/** What a file shows, sorted: the fields, those without a value, whether it may be cut, and what is wrong with it. */
const shownBy = async (text: string, read: typeof readEntraFiles | typeof readOnPremFiles = readEntraFiles) => {
  const { source } = await readFile<unknown>(text, read);
  return {
    fields: [...source.fields].sort(),
    empty: [...(source.empty ?? [])].sort(),
    mayBeCut: source.mayBeCut ?? false,
    issues: source.issues.map(({ problem }) => problem),
  };
};
const shows = async (text: string, field: string, read?: typeof readOnPremFiles) => {
  const { fields, empty } = await shownBy(text, read as never);
  return fields.includes(field) ? 'shown' : empty.includes(field) ? 'empty' : 'absent';
};
const syncedOf = async (text: string) =>
  (await readFile(text, readEntraFiles)).records.filter(isEntraObject).map(({ synced }: EntraObject) => synced);

describe('a table shows the columns of which somebody has a value', () => {
  const head = 'Id,UserPrincipalName,OnPremisesImmutableId,OnPremisesSyncEnabled,AccountEnabled,ProxyAddresses';
  const table = (...rows: string[]) => `${[head, ...rows].join('\n')}\n`;
  const bare = `${ids[0]},ann@corp.example,${anchor},,,`;

  it('of Entra', async () => {
    expect(await shownBy(table(bare, `${ids[1]},bob@corp.example,,,,`))).toEqual({
      fields: ['entraObjectId', 'immutableId', 'userPrincipalName'],
      empty: ['accountEnabled', 'proxyAddresses', 'synced'],
      mayBeCut: true,
      issues: [],
    });
    expect(await shownBy(table(bare, `${ids[1]},bob@corp.example,,True,False,smtp:b@corp.example`))).toMatchObject({
      fields: expect.arrayContaining(['accountEnabled', 'proxyAddresses', 'synced']),
      empty: [],
    });
  });

  it.each([
    ['OnPremisesImmutableId', 'immutableId', anchor],
    ['OnPremisesSyncEnabled', 'synced', 'True'],
    ['AccountEnabled', 'accountEnabled', 'True'],
    ['ProxyAddresses', 'proxyAddresses', 'SMTP:sales@corp.example'],
    ['OnPremisesSecurityIdentifier', 'onPremisesSecurityIdentifier', 'S-1-5-21-1-2-3-1105'],
    ['OnPremisesObjectIdentifier', 'onPremisesObjectIdentifier', anchor],
  ])('of the users where there are any, whatever groups have: %s', async (column, field, value) => {
    const row = (index: number, type: string, cell: string) => `${ids[index]},${type},u${index}@corp.example,${cell}\n`;
    const of = (...rows: string[]) => shows(`Id,ObjectType,UserPrincipalName,${column}\n${rows.join('')}`, field);
    expect(await of(row(0, 'user', ''), row(1, 'group', value))).toBe('empty');
    expect(await of(row(1, 'group', value), row(0, 'user', ''))).toBe('empty');
    expect(await of(row(0, 'user', value), row(1, 'group', ''))).toBe('shown');
    expect(await of(row(0, 'user', ''), row(1, 'user', value))).toBe('shown');
    expect(await of(row(1, 'group', value))).toBe('shown');
  });

  it('of groups what only they have', async () => {
    const rows = [`${ids[0]},user,ann@corp.example,${anchor},,`, `${ids[1]},group,,,True,False`];
    const text = `Id,ObjectType,UserPrincipalName,OnPremisesImmutableId,MailEnabled,SecurityEnabled\n${rows.join('\n')}\n`;
    expect((await shownBy(text)).empty).toEqual([]);
  });

  it.each([
    ['nobody has a value', ['', ''], 'empty', [undefined, undefined]],
    ['somebody is synced', ['True', ''], 'shown', [true, false]],
    ['the last one is synced', ['', 'True'], 'shown', [false, true]],
    ['somebody is not synced', ['', 'False'], 'shown', [false, false]],
    ['all are synced', ['True', 'True'], 'shown', [true, true]],
  ])('and knows nobody’s sync flag unless somebody has one: %s', async (_, flags, state, synced) => {
    const text = table(...flags.map((flag, index) => `${ids[index]},u${index}@corp.example,${anchor},${flag},True,`));
    expect(await shows(text, 'synced')).toBe(state);
    expect(await syncedOf(text)).toEqual(synced);
  });

  it('with blanks in place of values, and of retired names', async () => {
    expect(await shows(`Id,ImmutableID\n${ids[0]}, \n`, 'immutableId')).toBe('shown');
    expect(await shows(`Id,ImmutableID\n${ids[0]},\n${ids[1]},""\n`, 'immutableId')).toBe('empty');
    expect(await shows(`ObjectId,ImmutableID,BlockCredential\n${ids[0]},x,\n`, 'accountEnabled')).toBe('empty');
    expect(await shows(`ObjectId,ImmutableID,BlockCredential\n${ids[0]},x,False\n`, 'accountEnabled')).toBe('shown');
    expect(await shows(`ObjectId,ImmutableID\n${ids[0]},x\n`, 'accountEnabled')).toBe('absent');
  });

  it.each([
    ['mS-DS-ConsistencyGuid', 'consistencyGuid', '00000000000000000000AA==', ''],
    ['Enabled', 'enabled', 'False', ''],
    ['objectSid', 'objectSid', 'S-1-5-21-1-2-3-1104', ''],
    ['proxyAddresses', 'proxyAddresses', 'SMTP:ann@corp.example', ''],
    ['department', 'department', 'Sales', ''],
  ])('of Active Directory: %s', async (column, field, value, none) => {
    const text = (...values: string[]) =>
      `objectGUID,UserPrincipalName,${column}\n${values.map((cell, index) => `${ids[index]},u${index}@corp.example,${cell}\n`).join('')}`;
    expect(await shows(text(none, none), field, readOnPremFiles)).toBe('empty');
    expect(await shows(text(none, value), field, readOnPremFiles)).toBe('shown');
    expect(await shows(text(value, value), field, readOnPremFiles)).toBe('shown');
    expect(await shows(`objectGUID,UserPrincipalName\n${ids[0]},a@corp.example\n`, field, readOnPremFiles)).toBe(
      'absent',
    );
  });

  it('is not an LDIF, which names what an object has, and is whole where its search says that it ended', async () => {
    const text = `dn: CN=a,DC=corp,DC=example\nobjectClass: user\nuserPrincipalName: a@corp.example\nobjectGUID:: ${anchor}\n\n`;
    expect(await shownBy(text, readOnPremFiles)).toMatchObject({ mayBeCut: true, empty: [] });
    const ended = `${text}search: 2\nresult: 0 Success\n`;
    expect(await shownBy(ended, readOnPremFiles)).toMatchObject({ mayBeCut: false, empty: [] });
  });
});

describe('Get-ADUser | ConvertTo-Json shows what somebody has a value of', () => {
  const user = (index: number, more: object = {}) => ({
    ObjectGUID: ids[index],
    UserPrincipalName: `u${index}@corp.example`,
    ObjectClass: 'user',
    ...more,
  });
  it.each([
    ['mS-DS-ConsistencyGuid', 'consistencyGuid', anchor],
    ['mS-DS-ConsistencyGuid', 'consistencyGuid', Array.from({ length: 16 }, (_, index) => index)],
    ['Enabled', 'enabled', false],
    ['proxyAddresses', 'proxyAddresses', ['SMTP:ann@corp.example']],
    ['department', 'department', 'Sales'],
  ])('%s', async (key, field, value) => {
    const state = (...values: unknown[]) =>
      shows(JSON.stringify(values.map((one, index) => user(index, { [key]: one }))), field, readOnPremFiles);
    expect(await state(null, null)).toBe('empty');
    expect(await state(null)).toBe('empty');
    expect(await state(null, value)).toBe('shown');
    expect(await state(value, value)).toBe('shown');
    expect(await shows(JSON.stringify([user(0)]), field, readOnPremFiles)).toBe('absent');
  });

  it('and may have been cut, by -ResultSetSize say', async () => {
    for (const text of [JSON.stringify([user(0), user(1)]), JSON.stringify(user(0))])
      expect((await shownBy(text, readOnPremFiles)).mayBeCut).toBe(true);
  });
});

describe('a page of Graph shows what was selected', () => {
  const page = (select: string, ...users: object[]) =>
    JSON.stringify({ '@odata.context': `${graphUrl}users${select}`, value: users });
  const user = (index: number, more: object = {}) => ({
    id: ids[index],
    userPrincipalName: `u${index}@x.example`,
    ...more,
  });

  it.each([
    ['users(id,userPrincipalName,onPremisesImmutableId)', ['id', 'userPrincipalName', 'onPremisesImmutableId']],
    ['users(id,manager(id,mail),mail)', ['id', 'manager', 'mail']],
    ['users(id,manager(id,directReports(id)),mail)/$entity', ['id', 'manager', 'mail']],
    ['users', []],
    ['users()', []],
    ['directory/deletedItems/microsoft.graph.user(id,mail)', ['id', 'mail']],
    ['users(id,mail)/$delta', ['id', 'mail']],
  ])('%s', (context, names) => {
    expect(selectedIn(`${graphUrl}${context}`)).toEqual(names);
  });

  it.each([undefined, null, 4, '', 'users(id)', {}])('no select list: %s', (context) => {
    expect(selectedIn(context)).toEqual([]);
  });

  it('by the list, though nobody has a value', async () => {
    const select = '(id,userPrincipalName,onPremisesImmutableId,manager(id,mail))';
    const nobody = { onPremisesImmutableId: null, manager: null };
    expect(await shownBy(page(select, user(0, nobody), user(1, nobody)))).toMatchObject({
      fields: expect.arrayContaining(['entraObjectId', 'immutableId', 'userPrincipalName']),
      empty: [],
      mayBeCut: false,
      issues: [],
    });
    // What was asked of the manager says nothing of the user.
    expect(await shows(page(select, user(0, nobody)), 'mail')).toBe('absent');
  });

  it.each([
    ['an explicit null of a page', page('', user(0, { onPremisesImmutableId: null })), 'shown'],
    ['an empty list of a page', page('', user(0, { proxyAddresses: [], onPremisesImmutableId: null })), 'shown'],
    [
      'a value',
      page('', user(0, { onPremisesImmutableId: anchor }), user(1, { onPremisesImmutableId: null })),
      'shown',
    ],
    [
      'ConvertTo-Json’s null',
      JSON.stringify([{ Id: ids[0], UserPrincipalName: 'a@x', OnPremisesImmutableId: null }]),
      'empty',
    ],
    ['its null in a page that was put together', page('', { Id: ids[0], OnPremisesImmutableId: null }), 'empty'],
    ['the null of objects without a page', JSON.stringify([user(0, { onPremisesImmutableId: null })]), 'empty'],
    ['a value of objects without a page', JSON.stringify([user(0, { onPremisesImmutableId: anchor })]), 'shown'],
    ['no such key anywhere', page('', user(0), user(1)), 'absent'],
  ])('%s', async (_, text, state) => {
    expect(await shows(text, 'immutableId')).toBe(state);
    expect((await shownBy(text)).issues).toEqual(state === 'absent' ? ['incomplete'] : []);
  });

  it('says whether it is whole only as a page', async () => {
    const one = user(0, { onPremisesImmutableId: anchor });
    expect((await shownBy(page('', one))).mayBeCut).toBe(false);
    expect((await shownBy(JSON.stringify([one]))).mayBeCut).toBe(true);
    expect((await shownBy(JSON.stringify(one))).mayBeCut).toBe(true);
    expect((await shownBy(`${JSON.stringify(one)}\n${JSON.stringify({ ...one, id: ids[1] })}\n`)).mayBeCut).toBe(true);
  });

  describe('and a record without a key that others have', () => {
    const whole = { onPremisesImmutableId: anchor, accountEnabled: true, proxyAddresses: [] };
    const without = (field: string) => {
      const rest: Record<string, unknown> = { ...whole };
      delete rest[field];
      return rest;
    };

    it('is incomplete for the ImmutableID', async () => {
      for (const text of [
        page('', user(0, whole), user(1, without('onPremisesImmutableId'))),
        JSON.stringify([user(0, without('onPremisesImmutableId')), user(1, whole)]),
      ])
        expect((await shownBy(text)).issues).toEqual(['incomplete']);
      const { source } = await readFile(
        page('', user(0, whole), user(1, without('onPremisesImmutableId')), user(2, without('onPremisesImmutableId'))),
        readEntraFiles,
      );
      expect(source.issues[0]?.message).toMatch(/^of 3 users 2 have no onPremisesImmutableId at all/);
    });

    it.each([
      ['accountEnabled', 'accountEnabled'],
      ['proxyAddresses', 'proxyAddresses'],
    ])('leaves %s unknown for all', async (name, field) => {
      const some = page(`(id,${name},onPremisesImmutableId)`, user(0, whole), user(1, without(name)));
      expect(await shows(some, field)).toBe('empty');
      expect(await shows(page('', user(0, whole), user(1, whole)), field)).toBe('shown');
      expect((await shownBy(some)).issues).toEqual([]);
    });

    it('but in delta pages, which leave out what has no value', async () => {
      const delta = (...users: object[]) =>
        JSON.stringify({
          '@odata.context': `${graphUrl}users(id,onPremisesImmutableId,accountEnabled)/$delta`,
          '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x',
          value: users,
        });
      const text = delta(user(0, whole), user(1));
      // Those of a later round hold only what has changed.
      expect(await shownBy(text)).toMatchObject({ issues: [], mayBeCut: true });
      expect(await shows(text, 'immutableId')).toBe('shown');
      expect(await shows(delta(user(0), user(1)), 'accountEnabled')).toBe('shown');
      expect(await shows(delta(user(0)), 'synced')).toBe('absent');
    });
  });

  describe('of users, whatever it shows of other types', () => {
    const pages = (userMore: object, select: string, other: string, otherMore: object) =>
      JSON.stringify([
        {
          '@odata.context': `${graphUrl}users${select}`,
          value: [user(0, { onPremisesImmutableId: anchor, ...userMore })],
        },
        { '@odata.context': `${graphUrl}${other}`, value: [{ id: ids[1], displayName: 'x', ...otherMore }] },
      ]);

    it.each([
      ['groups', { proxyAddresses: ['SMTP:g@x.example'] }, 'proxyAddresses', 'proxyAddresses', []],
      ['groups', { onPremisesSyncEnabled: true }, 'onPremisesSyncEnabled', 'synced', true],
      [
        'groups',
        { onPremisesSecurityIdentifier: 'S-1-5-21-1' },
        'onPremisesSecurityIdentifier',
        'onPremisesSecurityIdentifier',
        null,
      ],
      ['devices', { accountEnabled: true, deviceId: ids[2] }, 'accountEnabled', 'accountEnabled', true],
    ])('%s with %o', async (other, more, name, field, none) => {
      expect(await shows(pages({}, '', other, more), field)).toBe('absent');
      expect(await shows(pages({ [name]: none }, '', other, more), field)).toBe('shown');
      expect(await shows(pages({ [name]: none }, `(id,${name})`, other, more), field)).toBe('shown');
      const alone = JSON.stringify({
        '@odata.context': `${graphUrl}${other}`,
        value: [{ id: ids[1], displayName: 'x', ...more }],
      });
      expect(await shows(alone, field)).toBe('shown');
    });

    it('and a null of a group takes nothing away, but a group without the key does', async () => {
      const group = { '@odata.type': '#microsoft.graph.group', id: ids[1], displayName: 'x' };
      const lines = (...objects: object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('');
      const whole = user(0, { onPremisesImmutableId: anchor, proxyAddresses: ['SMTP:a@x.example'] });
      const nothing = { ...group, onPremisesImmutableId: null, proxyAddresses: [] };
      expect(await shows(lines(whole, nothing), 'immutableId')).toBe('shown');
      expect(await shows(lines(whole, nothing), 'proxyAddresses')).toBe('shown');
      const mailed = { ...group, proxyAddresses: ['SMTP:g@x.example'] };
      expect(await shows(lines(whole, mailed, { ...group, id: ids[2] }), 'proxyAddresses')).toBe('empty');
    });

    it.each([
      ['groups', 'empty'],
      ['contacts', 'empty'],
      ['devices', 'shown'],
    ])('but addresses only where %s show theirs too, who may hold a person’s', async (other, state) => {
      const own = { proxyAddresses: ['SMTP:a@x.example'] };
      const more = { mail: 'g@x.example', members: [{ id: ids[0] }], ...(other === 'devices' && { deviceId: ids[2] }) };
      expect(await shows(pages(own, '', other, more), 'proxyAddresses')).toBe(state);
      expect(await shows(pages(own, '(id,proxyAddresses)', other, more), 'proxyAddresses')).toBe(state);
      expect(await shows(pages(own, '', other, { ...more, proxyAddresses: [] }), 'proxyAddresses')).toBe('shown');
    });

    it('so the sync flag of a group makes no cloud account of a user', async () => {
      const text = pages({}, '', 'groups', { onPremisesSyncEnabled: true });
      expect((await syncedOf(text))[0]).toBeUndefined();
    });

    it('but members, which only groups have', async () => {
      expect(await shows(pages({}, '', 'groups', { members: [{ id: ids[0] }] }), 'members')).toBe('shown');
    });
  });
});
