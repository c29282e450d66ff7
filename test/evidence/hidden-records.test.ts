import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EntraObject } from '../../src/domain/objects.js';
import { isEntraObject } from '../../src/domain/service.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { readFile } from './read-text.js';

// Records that would hide somebody: each is rejected with its reason, and its healthy twin is read.

const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';
const other = 'AAECAwQFBgcICQoLDA0ODw==';
const id = '6c1b7b39-0000-4000-8000-000000000001';
const user = (more: object = {}) => ({
  id,
  userPrincipalName: 'ann@x.example',
  onPremisesImmutableId: anchor,
  ...more,
});
const page = (...value: object[]) => JSON.stringify({ '@odata.context': 'https://x/$metadata#users', value });
const read = (content: string | Uint8Array) => readFile(content, readEntraFiles);
const usersOf = ({ records }: Awaited<ReturnType<typeof read>>): EntraObject[] => records.filter(isEntraObject);
const messages = ({ source }: Awaited<ReturnType<typeof read>>) =>
  source.issues.map(({ problem, message }) => `${problem}: ${message}`);

async function refused(content: string | Uint8Array, reason: RegExp): Promise<void> {
  expect(messages(await read(content))).toEqual([expect.stringMatching(reason)]);
}
async function healthy(content: string | Uint8Array): Promise<EntraObject[]> {
  const evidence = await read(content);
  expect(messages(evidence)).toEqual([]);
  return usersOf(evidence);
}

describe('an entry of a delta that removes an object', () => {
  it('leaves the earlier record in the recycle bin', async () => {
    const [ann, ...more] = await healthy(page(user(), { id: id.toUpperCase(), '@removed': { reason: 'changed' } }));
    expect(more).toEqual([]);
    expect(ann).toMatchObject({ entraObjectId: id, immutableId: anchor, deletedDateTime: 'unknown' });
  });

  it('leaves nothing of one that is gone for good', async () => {
    const kept = user({ id: id.replace('6c', '7c') });
    const gone = { id, '@removed': { reason: 'deleted' } };
    expect(await healthy(page(user(), kept, gone))).toMatchObject([{ entraObjectId: kept.id }]);
  });

  it('means what stands before it, in the same file only', async () => {
    const back = await healthy(page({ id, '@removed': { reason: 'changed' } }, user()));
    expect(back[0]).not.toHaveProperty('deletedDateTime');
  });

  it.each([
    ['no reason', { id, '@removed': {} }],
    ['another reason', { id, '@removed': { reason: 'hidden' } }],
    ['true', { id, '@removed': true }],
    ['null', { id, '@removed': null }],
    ['no id', { '@removed': { reason: 'changed' } }],
  ])('is refused with %s', (_what, entry) => refused(page(user(), entry), /^row-rejected: @removed is/));
});

describe('deletedDateTime', () => {
  const csv = (time: string) =>
    `Id,UserPrincipalName,ImmutableID,DeletedDateTime\n${id},a@x.example,${anchor},"${time}"\n`;

  it.each([
    '2026-11-01T00:00:00Z',
    '2025-11-01T00:00:00.1234567+01:00',
    '11/24/2025 8:00:00 AM',
    '24.11.2025 08:00:00',
    '/Date(1764000000000)/',
  ])('is a time: %s', async (time) => {
    expect(await healthy(csv(time))).toMatchObject([{ deletedDateTime: time }]);
    expect(await healthy(page(user({ deletedDateTime: time })))).toMatchObject([{ deletedDateTime: time }]);
  });

  it('may be empty or null', async () => {
    expect((await healthy(csv('')))[0]).not.toHaveProperty('deletedDateTime');
    expect((await healthy(page(user({ deletedDateTime: null }))))[0]).not.toHaveProperty('deletedDateTime');
  });

  it.each(['never', 'false', 'unknown', '0', '0001-01-01T00:00:00Z', '2025-13-45T00:00:00Z', '31.31.2025'])(
    'is refused where it is not a time: %s',
    async (time) => {
      await refused(csv(time), /^row-rejected: deletedDateTime .* is not a time/);
      await refused(page(user({ deletedDateTime: time })), /^row-rejected: deletedDateTime .* is not a time/);
    },
  );

  it.each(['2999-01-01T00:00:00Z', '12/31/2999', '/Date(32503680000000)/'])('is refused in the future: %s', (time) =>
    refused(csv(time), /is in the future/),
  );
});

describe('an unknown type of object', () => {
  const csv = (type: string, name: string, value: string) =>
    `Id,UserPrincipalName,ImmutableID,ObjectType\n${id},${name},${value},${type}\n${id},b@x.example,,User\n`;

  it.each([
    ['a UPN', csv('agentUser', 'thief@x.example', '')],
    ['an ImmutableID', csv('agentUser', '', anchor)],
    ['both', csv('robot', 'thief@x.example', anchor)],
    [
      'a UPN, in JSON',
      page(user(), user({ '@odata.type': '#microsoft.graph.agentUser', onPremisesImmutableId: null })),
    ],
    ['an ImmutableID, in JSON', page(user(), { id, '@odata.type': '#x.y', onPremisesImmutableId: anchor })],
  ])('with %s is refused', (_what, content) =>
    refused(content, /^row-rejected: Its type “.*” is not known and it has/),
  );

  it('without either is skipped', async () => {
    expect(await healthy(csv('administrativeUnit', '', ''))).toHaveLength(1);
    expect(await healthy(page(user(), { id, '@odata.type': '#microsoft.graph.directoryRole' }))).toHaveLength(1);
  });
});

describe('two columns of one meaning', () => {
  const csv = (values: string) =>
    `Id,UserPrincipalName,ImmutableID,OnPremisesImmutableId\n${id},a@x.example,${values}\n`;

  it.each([
    ['two values', csv(`${anchor},${other}`)],
    ['a value and none', csv(`${anchor},`)],
    ['none and a value', csv(`,${anchor}`)],
    ['another letter case of the anchor', csv(`${anchor},${anchor.toLowerCase()}`)],
    ['two keys of JSON', page(user({ immutableId: other }))],
    ['a key and null', page(user({ immutableId: null }))],
    [
      'a blocked credential of an enabled account',
      `Id,UPN,ImmutableID,AccountEnabled,BlockCredential\n${id},a@x.example,${anchor},True,True\n`,
    ],
  ])('is refused: %s', (_what, content) =>
    refused(content, /(hold different values|contradict each other), so nothing/),
  );

  it('may agree', async () => {
    expect(await healthy(csv(`${anchor},${anchor}`))).toMatchObject([{ immutableId: anchor }]);
    expect(await healthy(page(user({ immutableId: anchor, UserPrincipalName: 'ANN@x.example' })))).toHaveLength(1);
    const blocked = `Id,UPN,ImmutableID,AccountEnabled,BlockCredential\n${id},a@x.example,${anchor},True,False\n`;
    expect(await healthy(blocked)).toMatchObject([{ accountEnabled: true }]);
  });

  it('of a name may differ: a directory has several', async () => {
    const text = `objectGUID,Name,DisplayName,mail,EmailAddress\n${id},Ann,Ann Lee,a@x.example,A@X.example\n`;
    expect((await readFile(text, readOnPremFiles)).source.issues).toEqual([]);
  });
});

describe('two attributes of one meaning in an on-premises export', () => {
  const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
  const onPrem = async (text: string) => {
    const { records, source } = await readFile(text, readOnPremFiles);
    return { enabled: records.map(({ enabled }) => enabled), issues: source.issues.map(({ message }) => message) };
  };
  const csv = (enabled: string, control: string) =>
    `objectGUID,UserPrincipalName,Enabled,userAccountControl\n${guid},a@x.example,${enabled},${control}\n`;
  const json = (more: object) => JSON.stringify([{ objectGUID: guid, UserPrincipalName: 'a@x.example', ...more }]);
  const ldif = (...lines: string[]) =>
    `dn: CN=A,DC=x\nobjectClass: user\nobjectGUID:: ${anchor}\nuserPrincipalName: a@x.example\n${lines.join('\n')}\n\n`;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const csvde = (dn: string, name: string) =>
    `DN,objectGUID,userPrincipalName,distinguishedName\n"${dn}",${guid},a@x.example,"${name}"\n`;
  const evidence = (enabled: boolean, useraccountcontrol: string) =>
    [
      '{"entraCutoverEvidence":1,"kind":"onPrem","origin":"a","readAt":"2026-11-24T02:30:00.000Z","tool":"x","fields":["objectGuid"]}',
      JSON.stringify({ objectType: 'user', objectGuid: guid, enabled, attributes: { useraccountcontrol }, at: 1 }),
    ].join('\n');

  it.each([
    ['an enabled account that is disabled', csv('True', '514')],
    ['a disabled account that is enabled', csv('False', '66048')],
    ['hexadecimal', csv('True', '0x202')],
    ['in another language', csv('FALSCH', '512')],
    ['in JSON', json({ Enabled: true, userAccountControl: 514 })],
    ['in LDIF', ldif('enabled: TRUE', 'userAccountControl: 514')],
    ['in an evidence file', evidence(true, '514')],
  ])('is refused where they contradict each other about the state of the account: %s', async (_what, text) => {
    const { enabled, issues } = await onPrem(text);
    expect(enabled).toEqual([]);
    expect(issues[0]).toMatch(/^enabled and userAccountControl contradict each other, so nothing says whether/i);
  });

  it.each([
    ['both say enabled', csv('True', '512'), true],
    ['both say disabled', csv('False', '514'), false],
    ['one is empty', csv('True', ''), true],
    ['the other is empty', csv('', '514'), false],
    ['both say so in JSON', json({ Enabled: false, userAccountControl: 66050 }), false],
    ['LDIF has one', ldif('userAccountControl: 512'), true],
  ])('is read where %s', async (_what, text, enabled) => {
    expect(await onPrem(text)).toEqual({ enabled: [enabled], issues: [] });
  });

  it('is refused where neither is a state', async () => {
    expect((await onPrem(csv('True', 'NORMAL_ACCOUNT'))).issues[0]).toMatch(/^userAccountControl is/);
  });

  it.each([
    ['two spellings of one name in LDIF', ldif('ms-DS-ConsistencyGuid:: AAAA', 'mS-DSConsistencyGuid:: AAAB')],
    ['two names in LDIF', ldif('mail: a@x.example', 'emailAddress: b@x.example')],
    ['two spellings in JSON', json({ ObjectGUID: other })],
    ['two names in JSON', json({ mail: 'a@x.example', EmailAddress: 'b@x.example' })],
    ['the DN of another object in LDIF', ldif('distinguishedName: CN=B,DC=x')],
    ['another place in LDIF', ldif('distinguishedName: CN=A,OU=Left,DC=x')],
    ['the DN of another object in Base64', ldif(`distinguishedName:: ${base64('CN=Ä,DC=x')}`)],
    ['two DNs of csvde', csvde('CN=A,DC=x', 'CN=B,DC=x')],
    ['two DNs of csvde, one in hexadecimal', csvde("X'434e3dc3842c44433d78'", 'CN=A,DC=x')],
    ['two DNs in JSON', json({ DistinguishedName: 'CN=A,DC=x', dn: 'CN=A,OU=Left,DC=x' })],
  ])('is refused with other values: %s', async (_what, text) => {
    expect((await onPrem(text)).issues[0]).toMatch(/mean the same and hold different values/);
  });

  it.each([
    ['equal values', ldif('mail: a@x.example', 'emailAddress: A@x.example')],
    ['one DN, escaped in two ways', ldif('distinguishedName: CN=\\41,DC=x')],
    ['one DN in another letter case', ldif('distinguishedName: cn=a, dc=X')],
    ['one DN that is Base64 here alone', ldif(`distinguishedName:: ${base64('CN=A,DC=x')}`)],
    ['one DN with its GUID in front', ldif(`distinguishedName: <GUID=${guid}>;CN=A,DC=x`)],
    ['one DN of csvde in hexadecimal', csvde("X'434e3dc3842c44433d78'", 'CN=Ä,DC=x')],
    ['one DN of csvde, escaped in two ways', csvde('CN=A\\, B,DC=x', 'CN=A\\2C B,DC=x')],
    ['one DN in JSON', json({ DistinguishedName: 'CN=A,DC=x', dn: 'cn="A",dc=x' })],
    ['several names of a directory', ldif('name: A', 'displayName: B', 'cn: C')],
  ])('is read with %s', async (_what, text) => {
    expect((await onPrem(text)).issues).toEqual([]);
  });
});

describe('BlockCredential in JSON', () => {
  const of = (more: object) => JSON.stringify([user(more)]);

  it('tells the state of the account', async () => {
    const { records, source } = await read(of({ BlockCredential: true }));
    expect(records).toMatchObject([{ accountEnabled: false }]);
    expect([...source.fields]).toContain('accountEnabled');
    expect([...source.fields]).not.toContain('blockCredential');
    expect(usersOf(await read(of({ BlockCredential: false, AccountEnabled: true })))).toMatchObject([
      { accountEnabled: true },
    ]);
    expect((await read(of({ BlockCredential: null }))).records[0]).not.toHaveProperty('accountEnabled');
  });

  it('is refused against accountEnabled', () =>
    refused(of({ AccountEnabled: true, BlockCredential: true }), /accountEnabled and blockCredential contradict/));
});

describe('whose a linked mailbox is', () => {
  const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
  const sid = 'S-1-5-21-1-2-3-1101';
  const bytes = Buffer.from('010500000000000515000000010000000200000003000000' + '4d040000', 'hex');
  const csv = (value: string) =>
    `objectGUID,UserPrincipalName,msExchMasterAccountSid\n${guid},a@x.example,"${value}"\n`;
  const json = (value: unknown) =>
    JSON.stringify([{ ObjectGUID: guid, UserPrincipalName: 'a@x.example', msExchMasterAccountSid: value }]);

  it.each([
    ['text', csv(sid)],
    ['text in small letters', csv(sid.toLowerCase())],
    ['csvde', csv(`X'${bytes.toString('hex')}'`)],
    ['Base64', csv(bytes.toString('base64'))],
    ['PowerShell’s object', json({ BinaryLength: 28, Value: sid })],
    ['a list of bytes', json([...bytes])],
    ['text in JSON', json(sid)],
    [
      'LDIF',
      `dn: CN=A,DC=x\nobjectClass: user\nobjectGUID:: ${anchor}\nmsExchMasterAccountSid:: ${bytes.toString('base64')}\n\n`,
    ],
  ])('is read from %s', async (_what, text) => {
    const { records, source } = await readFile(text, readOnPremFiles);
    expect(source.issues).toEqual([]);
    expect(records.map(({ attributes }) => attributes.get('msexchmasteraccountsid'))).toEqual([sid]);
  });

  it('is refused as a type’s name or damaged, and left out where it is empty', async () => {
    for (const value of ['System.Byte[]', 'corp\\ann', "X'0105'"])
      expect((await readFile(csv(value), readOnPremFiles)).source.issues[0]?.message).toContain(
        'msExchMasterAccountSid',
      );
    expect((await readFile(csv(''), readOnPremFiles)).records).toHaveLength(1);
  });
});

describe('a compressed file', () => {
  const [head, row] = ['Id,UserPrincipalName,ImmutableID\n', `${id},a@x.example,${anchor}\n`];
  const whole = gzipSync(head + row);

  it('may have several members', async () => {
    expect(
      await healthy(Buffer.concat([gzipSync(head), gzipSync(row), gzipSync(row.replace('a@', 'b@'))])),
    ).toHaveLength(2);
  });

  it.each([
    ['a zero', Buffer.from([0])],
    ['a zero and text', Buffer.from(`\0${row}`)],
    ['a zero and a member', Buffer.concat([Buffer.from([0]), gzipSync(row)])],
    ['text', Buffer.from(row)],
    ['half a member', gzipSync(row).subarray(0, 12)],
  ])('is refused with %s behind it', (_what, more) =>
    refused(Buffer.concat([whole, more]), /^incomplete: (\d+ bytes? follows? the gzip data|The gzip data is damaged)/),
  );
});
