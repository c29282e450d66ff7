import { describe, expect, it } from 'vitest';
import { readOnPremFiles } from '../../src/evidence/files.js';
import { readFile, utf16 } from './read-text.js';

// What Windows PowerShell 5.1 and PowerShell 7 make of Get-ADUser | ConvertTo-Json.
const guid = '0f0bd21d-76ab-5b0a-9273-7fc349951817';
const bytes = [29, 210, 11, 15, 171, 118, 10, 91, 146, 115, 127, 195, 73, 149, 24, 23];
const anchor = 'HdILD6t2CluSc3/DSZUYFw==';
const user = (more: object = {}) => ({
  DistinguishedName: 'CN=ada,OU=S,DC=corp,DC=example',
  Enabled: true,
  ObjectClass: 'user',
  ObjectGUID: guid,
  SamAccountName: 'ada',
  SID: { BinaryLength: 28, AccountDomainSid: 'S-1-5-21-1-2-3', Value: 'S-1-5-21-1-2-3-1101' },
  UserPrincipalName: 'ada@corp.example',
  whenCreated: '/Date(1764000000000)/',
  userAccountControl: 512,
  ...more,
});
const key = 'mS-DS-ConsistencyGuid';
const read = (content: string | Uint8Array) => readFile(content, readOnPremFiles);

describe('Get-ADUser | ConvertTo-Json', () => {
  it.each([
    ['numbers', user({ [key]: bytes })],
    ['a wrapped list', user({ [key]: { value: bytes, Count: 16 } })],
    ['numbers joined by blanks, beyond -Depth', user({ [key]: bytes.join(' ') })],
    ['Base64', user({ [key]: anchor })],
    [
      'hexadecimal of [BitConverter]',
      user({
        [key]: Buffer.from(bytes)
          .toString('hex')
          .replace(/..(?=.)/g, '$&-'),
      }),
    ],
  ])('has the bytes of mS-DS-ConsistencyGuid as %s', async (_what, json) => {
    const { records, source } = await read(JSON.stringify([json]));
    expect(source.issues).toEqual([]);
    expect(records).toMatchObject([
      {
        objectGuid: guid,
        consistencyGuid: anchor,
        objectSid: 'S-1-5-21-1-2-3-1101',
        enabled: true,
        samAccountName: 'ada',
      },
    ]);
    expect(records[0]?.attributes.get('useraccountcontrol')).toBe('512');
  });

  it.each([
    ['one object', JSON.stringify(user(), undefined, 4)],
    ['a list', JSON.stringify([user()])],
    ['a wrapped list', JSON.stringify({ value: [user()], Count: 1 })],
    ['an object a line', `${JSON.stringify(user())}\r\n`],
    ['UTF-16', utf16(JSON.stringify([user()]))],
  ])('is %s', async (_what, content) => {
    const { records, source } = await read(content);
    expect(source.issues).toEqual([]);
    expect(records).toMatchObject([{ objectGuid: guid, userPrincipalName: 'ada@corp.example' }]);
  });

  it.each([
    [['SMTP:ada@corp.example', 'smtp:a@corp.example']],
    [{ value: ['SMTP:ada@corp.example', 'smtp:a@corp.example'], Count: 2 }],
    ['SMTP:ada@corp.example smtp:a@corp.example'],
  ])('has the addresses of %j', async (proxyAddresses) => {
    const { records } = await read(JSON.stringify([user({ proxyAddresses })]));
    expect(records[0]?.proxyAddresses).toEqual(['SMTP:ada@corp.example', 'smtp:a@corp.example']);
  });

  it.each([
    ['a type’s name', user({ [key]: 'System.Byte[]' }), /mS-DS-ConsistencyGuid.*Export-Csv/],
    ['numbers that are not bytes', user({ [key]: [1, 300] }), /mS-DS-ConsistencyGuid is/],
    ['fifteen bytes of an objectGUID', user({ ObjectGUID: bytes.slice(1) }), /15 bytes/],
    ['an object for a name', user({ UserPrincipalName: { a: 1 } }), /UserPrincipalName is/],
    ['no anchor', user({ ObjectGUID: null }), /neither objectGUID/],
  ])('rejects %s', async (_what, json, reason) => {
    const { source } = await read(JSON.stringify([user(), json]));
    expect(source.issues).toMatchObject([{ problem: 'row-rejected', message: expect.stringMatching(reason) }]);
  });

  it.each([
    ['ProxyAddresses', 'proxyAddresses', ['SMTP:ada@corp.example'], []],
    ['Enabled', 'enabled', true, false],
    ['SID', 'objectSid', { Value: 'S-1-5-21-1-2-3-1101' }, { Value: 'S-1-5-21-1-2-3-1102' }],
    ['mail', 'mail', 'ada@corp.example', null],
  ])('does not show %s where a user lacks the key that others have', async (name, field, value, other) => {
    const { userAccountControl: _, Enabled: __, SID: ___, ...bare } = user();
    const shown = async (...objects: object[]) => (await read(JSON.stringify(objects))).source;
    const whole = await shown({ ...bare, [name]: value }, { ...bare, ObjectGUID: anchor, [name]: other });
    expect([whole.fields.has(field), whole.issues]).toEqual([true, []]);
    const lacking = await shown({ ...bare, [name]: value }, { ...bare, ObjectGUID: anchor });
    expect([lacking.fields.has(field), lacking.empty?.has(field), lacking.issues]).toEqual([false, true, []]);
    const group = { ...bare, ObjectClass: 'group', ObjectGUID: anchor, UserPrincipalName: null };
    expect((await shown({ ...bare, [name]: value }, group)).fields.has(field)).toBe(true);
    expect((await shown(bare, { ...group, [name]: value })).fields.has(field)).toBe(false);
  });

  it('is incomplete where a record lacks the key that others have, where it is cut off, and where it is Graph’s', async () => {
    const graph = { id: guid, userPrincipalName: 'a@x.example', onPremisesImmutableId: anchor };
    for (const text of [
      JSON.stringify([user({ [key]: bytes }), user()]),
      JSON.stringify([user()]).slice(0, -1),
      JSON.stringify([graph]),
    ])
      expect((await read(text)).source.issues).toMatchObject([{ problem: 'incomplete' }]);
  });
});
