import { describe, expect, it } from 'vitest';
import type { OnPremObject } from '../../../src/domain/objects.js';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import { createLdifReader } from '../../../src/evidence/ldif/read.js';
import { completeCuts } from '../complete-cuts.js';
import { readFile, readText } from '../read-text.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';
const sidBase64 = Buffer.from('01050000000000051500000001000000020000000300000050040000', 'hex').toString('base64');

const ann = `dn: CN=Ann,OU=Staff,DC=corp,DC=example
changetype: add
objectClass: top
objectClass: person
objectClass: user
objectGUID:: ${anchor}
objectSid:: ${sidBase64}
sAMAccountName: ann
userPrincipalName: ann@corp.example
`;

const read = (text: string, piece?: number) => readText<OnPremObject>(text, (log) => createLdifReader(log), piece);

describe('LDIF', () => {
  it('is read with comments, folding, Base64 text, bytes and several values', () => {
    const text = `# exported by ldifde of the domain controller that\r
  holds everybody\r
version: 1\r
\r
# the first person\r
dn:: ${Buffer.from('CN=Jürgen,OU=Staff,DC=corp,DC=example').toString('base64')}\r
changetype: add\r
objectClass: top\r
objectClass: user\r
displayName:: ${Buffer.from('Jürgen Groß').toString('base64')}\r
objectGUID:: ${anchor}\r
mS-DS-ConsistencyGuid:: BpazOkLGm0iEtlj\r
 AONPvOQ==\r
objectSid:: ${sidBase64}\r
userAccountControl: 514\r
userPrincipalName: juergen@corp.ex\r
 ample\r
proxyAddresses: SMTP:juergen@corp.example\r
proxyAddresses: smtp:j@corp.example\r
memberOf: CN=A,DC=corp,DC=example\r
memberOf: CN=B,DC=corp,DC=example\r
thumbnailPhoto:: /9j/4AAQ\r
userCertificate;binary:: /9j/4AAQ\r
\r
`;
    for (const piece of [1, 7, 1000]) {
      expect(read(text, piece)).toMatchObject({
        records: [
          {
            objectType: 'user',
            at: { origin: 'sample', line: 6 },
            name: 'Jürgen Groß',
            distinguishedName: 'CN=Jürgen,OU=Staff,DC=corp,DC=example',
            objectGuid: guid,
            consistencyGuid: 'BpazOkLGm0iEtljAONPvOQ==',
            objectSid: 'S-1-5-21-1-2-3-1104',
            userPrincipalName: 'juergen@corp.example',
            proxyAddresses: ['SMTP:juergen@corp.example', 'smtp:j@corp.example'],
            enabled: false,
            attributes: new Map([
              ['useraccountcontrol', '514'],
              ['memberof', 'CN=A,DC=corp,DC=example;CN=B,DC=corp,DC=example'],
              ['usercertificate', 'present'],
            ]),
          },
        ],
        issues: [],
        rejected: 0,
        skipped: 0,
      });
    }
  });

  it('has objects of other classes, which are skipped', () => {
    const { records, skipped, issues } = read(
      `dn: OU=Staff,DC=corp,DC=example\nobjectClass: organizationalUnit\nobjectGUID:: ${anchor}\n\n${ann}\ndn: CN=PC\nobjectClass: user\nobjectClass: computer\nobjectGUID:: ${anchor}\n\n`,
    );
    expect(records.map(({ objectType }) => objectType)).toEqual(['user', 'device']);
    expect({ skipped, issues }).toEqual({ skipped: 1, issues: [] });
  });

  it('takes the GUID as text, as ldbsearch prints it, and the end of a successful search', () => {
    const { records, issues } = read(
      `# record 1\ndn: CN=Ann\nobjectClass: user\nobjectGUID: ${guid}\nobjectSid: S-1-5-21-1-2-3-1104\n\n# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 2\n`,
    );
    expect(records).toMatchObject([{ objectGuid: guid, objectSid: 'S-1-5-21-1-2-3-1104', at: { line: 2 } }]);
    expect(issues).toEqual([]);
  });

  it.each([
    ['one part', 'member;range=0-*: CN=A\nmember;range=0-*: CN=B\n'],
    ['an empty list next to it', 'member:\nmember;range=0-*: CN=A\nmember;range=0-*: CN=B\n'],
    ['two parts', 'member;range=0-0: CN=A\nmember;range=1-*: CN=B\n'],
    ['in another order and letter case', 'Member;Range=1-*: CN=B\nmember;range=0-0: CN=A\n'],
    ['with an option that says nothing', 'member;binary;range=0-*: CN=A\nmember;range=0-*;binary: CN=B\n'],
  ])('takes a list in parts that goes to its end: %s', (_what, members) => {
    const { records, issues } = read(
      `dn: CN=G\nobjectClass: group\nobjectGUID:: ${anchor}\nsAMAccountName: g\n${members}\n`,
    );
    expect(issues).toEqual([]);
    expect(records).toMatchObject([{ objectType: 'group', members: ['CN=A', 'CN=B'] }]);
  });

  const rejected: readonly (readonly [string, string, RegExp])[] = [
    [
      'changetype: modify',
      'dn: CN=B\nchangetype: modify\nreplace: mail\nmail: b@x.example\n-\n',
      /malformed|change record/,
    ],
    ['changetype: delete', 'dn: CN=B\nchangetype: delete\n', /change record \(changetype: delete\)/],
    ...['moddn', 'modrdn'].map((word): [string, string, RegExp] => [
      `changetype: ${word}`,
      `dn: CN=B\nchangetype: ${word}\nnewrdn: CN=C\ndeleteoldrdn: 1\n`,
      new RegExp(String.raw`change record \(changetype: ${word}\)`),
    ]),
    [
      'a rename without a changetype',
      'dn: CN=B\nobjectClass: user\nobjectGUID:: kZj7niGua0Gz92mIDCl+Tw==\nnewrdn: CN=C\n',
      /change record \(newrdn\)/,
    ],
    ['a value in another file', 'dn: CN=B\nobjectClass: user\njpegPhoto:< file:///tmp/x\n', /another file/],
    ['a line without colon', 'dn: CN=B\nobjectClass: user\nmail\n', /not “attribute: value”/],
    ['a hyphen', `dn: CN=B\nobjectClass: user\nobjectGUID:: ${anchor}\n-\n`, /not “attribute: value”/],
    [
      'broken Base64',
      'dn: CN=B\nobjectClass: user\nobjectGUID:: kZj7niGua0Gz92mIDCl+T\n',
      /Base64 of objectGUID is broken/,
    ],
    ['a short objectGUID', 'dn: CN=B\nobjectClass: user\nobjectGUID:: kZj7niGu\n', /6 bytes, expected 16/],
    [
      'no objectGUID',
      'dn: CN=B\nobjectClass: user\nsAMAccountName: b\n',
      /neither objectGUID nor mS-DS-ConsistencyGuid/,
    ],
    [
      'two objectGUIDs',
      `dn: CN=B\nobjectClass: user\nobjectGUID:: ${anchor}\nobjectGUID:: ${anchor}\n`,
      /2 values of objectGuid/,
    ],
    ['no dn', `objectClass: user\nobjectGUID:: ${anchor}\n`, /no dn/],
    [
      'a part of the values',
      `dn: CN=B\nobjectClass: group\nobjectGUID:: ${anchor}\nmember;range=0-1499: CN=A\n`,
      /only a part of all/,
    ],
    [
      'parts of the values with a gap',
      `dn: CN=B\nobjectClass: group\nobjectGUID:: ${anchor}\nmember;range=0-0: CN=A\nmember;range=2-*: CN=C\n`,
      /only a part of all/,
    ],
    [
      'parts of the values without the last',
      `dn: CN=B\nobjectClass: group\nobjectGUID:: ${anchor}\nmember;range=0-0: CN=A\nmember;range=1-1: CN=C\n`,
      /only a part of all/,
    ],
    [
      'parts of the values without the first',
      `dn: CN=B\nobjectClass: group\nobjectGUID:: ${anchor}\nmember;range=1-*: CN=A\n`,
      /only a part of all/,
    ],
    [
      'a part with fewer values than it says',
      `dn: CN=B\nobjectClass: group\nobjectGUID:: ${anchor}\nmember;range=0-2: CN=A\nmember;range=3-*: CN=C\n`,
      /only a part of all/,
    ],
    [
      'an option that Active Directory does not have',
      `dn: CN=B\nobjectClass: user\nobjectGUID:: ${anchor}\nmS-DS-ConsistencyGuid;x-foo:: ${anchor}\n`,
      /ms-ds-consistencyguid;x-foo is not a name .* leave it out/,
    ],
    [
      'addresses in a language',
      `dn: CN=B\nobjectClass: user\nobjectGUID:: ${anchor}\nproxyAddresses;lang-en: SMTP:b@x.example\n`,
      /proxyaddresses;lang-en is not a name/,
    ],
    [
      'an attribute that is named by its number',
      `dn: CN=B\nobjectClass: user\nobjectGUID:: ${anchor}\n1.2.840.113556.1.4.1360:: ${anchor}\n`,
      /1\.2\.840\.113556\.1\.4\.1360 is not a name/,
    ],
    ...['OID.1.2.840.113556.1.2.210', 'oid.1.2.840.113556.1.4.1360', '0.9.2342.19200300.100.1.3'].map(
      (name) =>
        [
          `an attribute that is called ${name}`,
          `dn: CN=B\nobjectClass: user\nobjectGUID:: ${anchor}\n${name}: x\n`,
          /is not a name .* ask for it by its name/,
        ] as const,
    ),
    ...[
      ['two lists that are whole', 'member;range=0-*: CN=A\nmember;range=1-*: CN=B\n'],
      ['two of the same values', 'member;range=0-*: CN=A\nmember;range=0-0: CN=A\nmember;range=1-*: CN=B\n'],
      ['two that overlap', 'member;range=0-1: CN=A\nmember;range=0-1: CN=B\nmember;range=1-*: CN=C\n'],
      ['one that goes backwards', 'member;range=1-0: CN=A\nmember;range=0-*: CN=B\n'],
      ['values that are in none of them', 'member: CN=C\nmember;range=0-*: CN=A\n'],
      ['addresses with two ends', 'proxyAddresses;range=0-*: smtp:b@x\nproxyAddresses;range=1-*: smtp:c@x\n'],
    ].map(
      ([what, members]) =>
        [
          `parts of a list: ${what}`,
          `dn: CN=B\nobjectClass: group\nobjectGUID:: ${anchor}\n${members}`,
          /only a part of all, or do not fit/,
        ] as const,
    ),
    [
      'text that is not UTF-8',
      `dn: CN=B\nobjectClass: user\nobjectGUID:: ${anchor}\nuserPrincipalName:: /w==\n`,
      /not UTF-8/,
    ],
  ];
  for (const [what, record, message] of rejected) {
    it(`rejects a record for ${what}, with its line`, () => {
      const { records, rejected: count, issues } = read(`${ann}\n${record}\n`);
      expect(records).toHaveLength(1);
      expect(count).toBe(1);
      expect(issues).toMatchObject([
        { problem: 'row-rejected', at: { line: 11 }, message: expect.stringMatching(message) },
      ]);
    });
  }

  const incomplete: readonly (readonly [string, string, RegExp])[] = [
    [
      'a referral',
      `${ann}\n# search reference\nref: ldap://eu.corp.example/DC=eu,DC=corp,DC=example\n`,
      /referred to ldap:\/\/eu/,
    ],
    ['a search that ended early', `${ann}\nsearch: 2\nresult: 4 Size limit exceeded\n`, /“4 Size limit exceeded”/],
    ['no objectGUID anywhere', 'dn: CN=A\nobjectClass: user\nuserPrincipalName: a@x.example\n\n', /neither objectGUID/],
    [
      'a record that ends before others do',
      `${ann}\n${ann.replace(/userPrincipalName.*\n/, '')}`,
      /middle of this record/,
    ],
    ['a last line that may go on', `${ann}description: ${'x'.repeat(70)}\n`, /middle of this record/],
  ];
  for (const [what, text, message] of incomplete) {
    it(`is incomplete with ${what}`, () => {
      const { records, issues } = read(text);
      expect(records.length).toBeGreaterThan(0);
      expect(issues).toMatchObject([{ problem: 'incomplete', message: expect.stringMatching(message) }]);
    });
  }

  it('is whole without a blank line, and even without a line break, at the end', () => {
    expect(read(`${ann}\n${ann}`).issues).toEqual([]);
    expect(read(`${ann}\n${ann.trimEnd()}`).issues).toEqual([]);
  });

  it('is incomplete as a single record without a blank line: nothing tells that it lost no attributes', () => {
    expect(read(ann).issues).toMatchObject([{ problem: 'incomplete' }]);
    expect(read(`${ann}\n`).issues).toEqual([]);
  });

  it('is recognized by its content', async () => {
    const { records, source } = await readFile(`version: 1\n${ann}\n`, readOnPremFiles);
    expect(records).toMatchObject([{ objectGuid: guid, at: { line: 2 } }]);
    expect(source.fields).toEqual(
      new Set(['distinguishedName', 'objectType', 'objectGuid', 'objectSid', 'samAccountName', 'userPrincipalName']),
    );
  });

  it('cut at any byte is never complete but between two records', async () => {
    const text = `${ann}\n${ann.replaceAll('Ann', 'Bob')}\n${ann.replaceAll('Ann', 'Cid')}\n`;
    const ends = [...text.matchAll(/\n\n/g)].flatMap(({ index }) => [index, index + 1, index + 2]);
    const passing = await completeCuts(text, readOnPremFiles);
    expect(passing.length).toBeGreaterThan(0);
    expect(ends).toEqual(expect.arrayContaining([...passing]));
  });
});
