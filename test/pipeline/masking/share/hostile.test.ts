import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeConnectorDn } from '../../../../src/domain/connector-dn.js';
import { guidToBytes } from '../../../../src/domain/guid.js';
import { objectGuidAnchor } from '../../../../src/domain/source-anchor.js';
import { shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-share-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function share(name: string, content: string | Buffer): Promise<Buffer> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return (await shareFiles([path]))[0]?.content ?? Buffer.alloc(0);
}

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const anchor = objectGuidAnchor(guid);
const bytes = [...guidToBytes(guid)];
const pairs = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
const encodings: readonly BufferEncoding[] = ['utf8', 'utf16le'];
const percent = (text: string): string => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
const base64 = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  Buffer.from(text, encoding).toString('base64');

const secrets = [
  ...['featherstone', 'quigley', 'zimmermann', 'kowalski', 'przemyslaw', 'bartholomew', 'ludmila', 'mark', 'will'],
  ...['420777123456', '777123456', '4711234', '12345678', '1976-03', '491701234567'],
  ...[guid, anchor.toLowerCase(), pairs.join(''), pairs.join(' '), pairs.join('\\'), bytes.join(','), bytes.join(' ')],
  ...['Featherstone', 'Kowalski'].flatMap((word) => [
    Buffer.from(word.toLowerCase()).toString('hex'),
    ...encodings.map((encoding) => base64(word, encoding).slice(0, 10).toLowerCase()),
    percent(word.toLowerCase()),
  ]),
];

/** The text in lower case as a reader has it, and what its Base64 says. */
function unfolded(content: Buffer): string {
  const wide = content.toString('hex', 0, 2) === 'fffe';
  const text = content.toString(wide ? 'utf16le' : 'utf8').replaceAll(/\r?\n /g, '');
  const decoded = (text.match(/[A-Za-z0-9+/]{12,}={0,2}/g) ?? []).flatMap((one) =>
    encodings.map((encoding) => Buffer.from(one, 'base64').toString(encoding)),
  );
  return [text, ...decoded].join('\n').toLowerCase();
}

const dn = 'dn: CN=Ada,DC=corp,DC=example\n';
const next = 'https://graph.microsoft.com/v1.0/users';

const hostile: readonly (readonly [string, string, string | Buffer])[] = [
  [
    'folded lines of LDIF',
    'a.ldif',
    `${dn}description: Looks after\n  Bartholomew Quigley\n Zimmermann, +420777123456\n\n`,
  ],
  ['words that a fold cuts', 'a.ldif', `${dn}description: Barthol\n omew Feather\n stone\n\n`],
  ['comments of LDIF, folded', 'a.ldif', `# exported for Mrs Feather\n stone\n${dn}# Kowalski\nmail: a@b\n\n`],
  [
    'Base64 of LDIF',
    'a.ldif',
    `${dn}description:: ${base64('Bartholomew Quigley Zimmermann')}\nuserCertificate;binary::\n  ${base64('Featherstone\0\u0001Kowalski')}\n\n`,
  ],
  [
    'options and addresses of LDIF',
    'a.ldif',
    `${dn}description;lang-Kowalski: x\nphoto:< file:///home/Featherstone/a.jpg\n\nref: ldap://Kowalski.example/CN=Feather%73tone,DC=x\n\n`,
  ],
  [
    'identifiers as LDAP escapes',
    'a.ldif',
    `${dn}description: (objectGUID=\\${pairs.join('\\')})\ninfo: ${pairs.join(' ')}\ncomment: \\4bowalski\n\n`,
  ],
  [
    'what goes on in the next line of a list',
    'a.txt',
    `DistinguishedName : CN=Ada,\r\n${' '.repeat(20)}of Featherstone,DC=contoso,DC=example\r\n`,
  ],
  [
    'labels with blanks and slashes',
    'a.txt',
    'Telephone Number  : +420777123456\nManager/Boss : Kowalski Przemyslaw\nFeatherstone : x\n',
  ],
  [
    'numbers of JSON',
    'a.json',
    '[{"employeeId":4711234,"mobile":491701234567,"x":[777123456,1.4711234,-4711234e2],"retry-count":420777123456,"userAccountControl":420777123456,"count":12345678}]',
  ],
  ['names of JSON, escaped', 'a.json', '{"Feather\\u0073tone":{"Kowalski@x":1},"a":"Zimm\\u0065rmann"}'],
  [
    'JSON in JSON in JSON',
    'a.json',
    JSON.stringify({ a: JSON.stringify({ Kowalski: JSON.stringify([{ b: 'Featherstone', c: 4711234 }]) }) }),
  ],
  ['bytes as numbers', 'a.json', `{"mS-DS-ConsistencyGuid":[${bytes.join(',')}],"b":"${bytes.join(' ')}"}`],
  [
    'links',
    'a.json',
    JSON.stringify({
      '@odata.nextLink': `${next}?$filter=mail%20eq%20'${percent('featherstone')}'&$skiptoken=${base64('Kowalski4711234')}&x=Zimmermann#Quigley`,
      href: 'urn:Featherstone://Kowalski:Quigley@Zimmermann/%46eatherstone',
    }),
  ],
  [
    'dates, codes and words of known members',
    'a.json',
    '[{"birthday":"1976-03-05","employeeId":"0x12345678","status":"Featherstone","createdDateTime":"Kowalski","userAccountControl":"0x12345678","type":"4711234","schemaVersion":"777123456"}]',
  ],
  [
    'dates and codes of CSV',
    'a.csv',
    'mail;birthday;employeeId;Zimmermann\na@b;1976-03-05;0x12345678;"Quigley; ""Kowalski"""\n',
  ],
  ['types and lines before a header', 'a.csv', '#TYPE Selected.Featherstone\nmail,x\na@b,Kowalski\n'],
  [
    'bytes of csvde',
    'a.csv',
    `DN,objectGUID,cn\n"CN=Kowalski\\, Mark,DC=x",X'${pairs.join('')}',X'${Buffer.from('Zoë featherstone').toString('hex')}'\n`,
  ],
  [
    'a description that looks like a sentence',
    'a.csv',
    'mail,description\na@b,Will Featherstone may page Mark in Entra Security Office\n',
  ],
  [
    'names in a sentence',
    'a.json',
    `{"errorMessage":"Will could not update Mark Kowalski of (Zimmermann) with 'Bartholomew, Ludmila' and \\"Quigley\\" at featherstone.example since 4711234"}`,
  ],
  [
    'instructions, comments and names of XML',
    'a.xml',
    '<?xml version="1.0" encoding="utf-8" ?><?note Featherstone?><cs-objects Kowalski="1"><!-- Quigley --><Zimmermann Featherstone="4711234"/></cs-objects><!-- Quigley -->',
  ],
  [
    'XML split over text and CDATA',
    'a.xml',
    '<cs-objects><cs-object cs-dn="&#75;owalski"><attr name="&#70;eatherstone"><value>Feather<![CDATA[stone]]></value><value>Kow<!-- x -->alski&#x20;Quig<?x y?>ley</value></attr></cs-object></cs-objects>',
  ],
  [
    'XML in Base64',
    'a.xml',
    `<cs-objects><attr name="displayName"><value encoding="base64">${base64('Featherstone Kowalski', 'utf16le')}</value></attr></cs-objects>`,
  ],
  ['UTF-16', 'a.csv', Buffer.from('\ufeffmail,x\r\nFeatherstone@Kowalski,4711234\r\n', 'utf16le')],
  [
    'bytes in Base64, hexadecimal and of connectors',
    'a.csv',
    `mail,x,y,z\na@b,${base64('Featherstone Kowalski')},${Buffer.from('featherstone kowalski').toString('hex')},${encodeConnectorDn(anchor)}\n`,
  ],
];

const outside: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'text after JSON',
    'a.json',
    '{"mail":"a@b"}\nFeatherstone garbage',
    /a\.json, line 2: read as JSON, but this is not JSON/,
  ],
  ['text between JSON', 'a.json', '{"a":1}\n"Kowalski"\n{"b":1}', /line 2/],
  ['JSON that ends early', 'a.json', '{"a":\n"b"', /line 2: .*before it is closed/],
  ['JSON without commas', 'a.json', '{"a":1 "b":2}', /not well-formed JSON/],
  ['words of JavaScript', 'a.json', '{"a":Kowalski}', /not JSON/],
  [
    'XML that is not well-formed',
    'a.xml',
    '<cs-objects Quig=Zimmermann></cs-objects>',
    /line 1: .*not well-formed XML \([^)]*\)/,
  ],
  ['a DTD', 'a.xml', '<!DOCTYPE a [<!ENTITY b "Kowalski">]><a>&b;</a>', /it has a DTD/],
  ['a line that is none of LDIF', 'a.ldif', `${dn}mail: a@b\nKowalski has left\n\n`, /a\.ldif, line 3/],
  ['broken Base64 of LDIF', 'a.ldif', `${dn}objectGUID:: Kowalski!\n\n`, /line 2: .*Base64/],
  ['a line that is none of a list', 'a.txt', 'SyncCycleEnabled : True\nKowalski has left\n', /line 2/],
  ['an open quote of CSV', 'a.csv', 'mail,x\na@b,"Kowalski\n', /line 2: .*malformed/],
];

describe('evidence that is shared', () => {
  it.each(hostile)('has no name left: %s', async (_, name, content) => {
    const text = unfolded(await share(name, content));
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it.each(outside)('is refused: %s', async (_, name, content, message) => {
    const refusal = share(name, content);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow(/Kowalski|Zimmermann|Featherstone/);
  });

  it('keeps what is documented, and moves times by the same days', async () => {
    const json = await share(
      'a.json',
      '{"StartDate":"/Date(1795500000000)/","EndDate":{"value":"/Date(1795500060000)/"},"createdDateTime":"2026-11-24T05:00:00.5Z","deletedDateTime":"0001-01-01T00:00:00Z","userAccountControl":66048,"msExchRecipientTypeDetails":34359738368,"status":"ACTIVE","retry-count":12,"CurrentlyEffectiveSyncCycleInterval":{"Ticks":18000000000}}',
    );
    const read = JSON.parse(json.toString());
    const days = (Number(read.StartDate.slice(6, -2)) - 1_795_500_000_000) / 86_400_000;
    expect(Number.isInteger(days) && days < 0).toBe(true);
    const day = new Date(Date.UTC(2026, 10, 24) + days * 86_400_000).toISOString().slice(0, 10);
    expect(read).toEqual({
      StartDate: `/Date(${1_795_500_000_000 + days * 86_400_000})/`,
      EndDate: { value: `/Date(${1_795_500_060_000 + days * 86_400_000})/` },
      createdDateTime: `${day}T05:00:00.5Z`,
      deletedDateTime: '0001-01-01T00:00:00Z',
      userAccountControl: 66_048,
      msExchRecipientTypeDetails: 34_359_738_368,
      status: 'ACTIVE',
      'retry-count': 12,
      CurrentlyEffectiveSyncCycleInterval: { Ticks: 18_000_000_000 },
    });
  });

  it('judges a member by the object that it is in', async () => {
    const content = '[{"name":"USER_PROVISIONING","_links":{"allow":["GET","PUT"]}},{"name":"INBOUND_PROVISIONING"}]';
    expect((await share('a.json', content)).toString()).toBe(content);
    const people = await share('b.json', '{"value":[{"displayName":"Manager"},{"mail":"a","displayName":"Manager"}]}');
    expect(people.toString()).not.toContain('Manager');
    const [scheduler, run] = await Promise.all([
      share('c.txt', 'StagingModeEnabled  : True\r\nAllowedSyncCycleInterval : 00:30:00\r\n'),
      share('d.xml', '<?xml version="1.0"?>\n<cs-objects>\n <pending>1</pending>\n</cs-objects>\n'),
    ]);
    expect(scheduler.toString()).toBe('StagingModeEnabled  : True\r\nAllowedSyncCycleInterval : 00:30:00\r\n');
    expect(run.toString()).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<cs-objects>\n <pending>1</pending>\n</cs-objects>\n',
    );
  });

  it('keeps every relation between the spellings of an identifier', async () => {
    const swapped = Buffer.from(pairs.join('').replace(/^(..)(..)(..)(..)(..)(..)(..)(..)/, '$4$3$2$1$6$5$8$7'), 'hex');
    const content = await share(
      'a.json',
      JSON.stringify([
        guid,
        anchor,
        `X'${pairs.join('')}'`,
        pairs.join(' ').toUpperCase(),
        encodeConnectorDn(anchor),
        swapped.toString('base64'),
        `User_${guid}`,
        bytes.join(' '),
        ['Ada@Corp.example', 'SMTP:ADA@corp.example', 'CN=Ada,DC=corp,DC=example'],
      ]),
    );
    const [a, b, c, d, e, f, g, h, i] = JSON.parse(content.toString());
    const invented = Buffer.from(guidToBytes(a));
    expect([b, c, e, g]).toEqual([
      objectGuidAnchor(a),
      `X'${invented.toString('hex')}'`,
      encodeConnectorDn(objectGuidAnchor(a)),
      `User_${a}`,
    ]);
    expect([d.replaceAll(' ', '').toLowerCase(), h]).toEqual([invented.toString('hex'), [...invented].join(' ')]);
    expect(Buffer.from(f, 'base64').toString('hex')).toBe(a.replaceAll('-', ''));
    const [upn = '', address = '', name = ''] = i.map((text: string) => text.toLowerCase());
    expect(address).toBe(`smtp:${upn}`);
    const [account, suffix = ''] = upn.split('@');
    expect(name).toBe(`cn=${account},dc=${suffix.split('.').join(',dc=')}`);
  });
});
