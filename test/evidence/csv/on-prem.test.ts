import { describe, expect, it } from 'vitest';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import { keptRejections } from '../../../src/evidence/read-log.js';
import { readFile } from '../read-text.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';
const header = 'UserPrincipalName,Name,objectGUID,ImmutableID';
const row = `ann@corp.example,Ann,${guid},`;

const read = (content: string | Uint8Array) => readFile(content, readOnPremFiles);
const problems = (evidence: Awaited<ReturnType<typeof read>>) =>
  evidence.source.issues.map(({ problem, at, message }) => `${problem} ${at.line}: ${message}`);

describe('an on-premises CSV', () => {
  it('is the tutorial’s, with its ImmutableID column empty', async () => {
    const { records, source } = await read(`${header}\n${row}\n`);
    expect(records).toEqual([
      {
        objectType: 'user',
        at: { origin: source.origin, line: 2 },
        userPrincipalName: 'ann@corp.example',
        name: 'Ann',
        objectGuid: guid,
        attributes: new Map(),
      },
    ]);
    expect(source).toMatchObject({ kind: 'onPrem', records: 1, rejected: 0, skipped: 0, issues: [] });
    expect(source.fields).toEqual(new Set(['userPrincipalName', 'name', 'objectGuid']));
    expect(source.empty).toEqual(new Set(['immutableIdClaim']));
    expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  const dialects: Readonly<Record<string, (text: string) => string>> = {
    'as it is': (text) => text,
    CRLF: (text) => text.replaceAll('\n', '\r\n'),
    semicolons: (text) => text.replaceAll(',', ';'),
    'a type line': (text) => `#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\n${text}`,
    'everything quoted': (text) => text.replaceAll(/[^,\n]+/g, '"$&"'),
    'blank lines': (text) => `\n${text.replaceAll('\n', '\n\n')}\n,,,\n`,
    'other letter case': (text) => text.replace(header, header.toUpperCase()),
    'no last line break': (text) => text.trimEnd(),
  };
  const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
    'UTF-8': (text) => Buffer.from(text),
    'UTF-8 with a mark': (text) => Buffer.from(`\uFEFF${text}`),
    UTF16LE: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    UTF16BE: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  };
  for (const [dialect, rewrite] of Object.entries(dialects)) {
    for (const [encoding, encode] of Object.entries(encodings)) {
      it(`is read in ${encoding} with ${dialect}`, async () => {
        const text = `${header}\nänn@corp.example,Änn 漢 😀,${guid},\n`;
        const { records, source } = await read(encode(rewrite(text)));
        expect(problems({ records, source })).toEqual([]);
        expect(records).toMatchObject([{ userPrincipalName: 'änn@corp.example', name: 'Änn 漢 😀', objectGuid: guid }]);
      });
    }
  }

  it('has its columns in any order and knows their synonyms', async () => {
    const text = [
      'SID;ms-ds-consistencyguid;Object Class;DN;sAMAccountName;Email_Address;proxyAddresses;Enabled;UPN;employeeID',
      `S-1-5-21-1-2-3-1104;${anchor};inetOrgPerson;"CN=Ann,DC=corp,DC=example";ann; ann@corp.example ;"SMTP:ann@corp.example;smtp:a+b@corp.example;x500:/o=Corp";True;ann@corp.example;E1`,
      '',
    ].join('\n');
    const { records, source } = await read(text);
    expect(problems({ records, source })).toEqual([]);
    expect(records[0]).toMatchObject({
      objectType: 'user',
      consistencyGuid: anchor,
      objectSid: 'S-1-5-21-1-2-3-1104',
      distinguishedName: 'CN=Ann,DC=corp,DC=example',
      samAccountName: 'ann',
      mail: 'ann@corp.example',
      proxyAddresses: ['SMTP:ann@corp.example', 'smtp:a+b@corp.example', 'x500:/o=Corp'],
      enabled: true,
      userPrincipalName: 'ann@corp.example',
      attributes: new Map([['employeeid', 'E1']]),
    });
    expect(source.fields.has('employeeid')).toBe(true);
  });

  it('tells enabled from userAccountControl and keeps the attribute', async () => {
    const { records, source } = await read(
      `UserPrincipalName,objectGUID,userAccountControl\na@x.example,${guid},514\nb@x.example,${guid},512\n`,
    );
    expect(records.map(({ enabled }) => enabled)).toEqual([false, true]);
    expect(records[0]?.attributes.get('useraccountcontrol')).toBe('514');
    expect(source.fields.has('enabled')).toBe(true);
  });

  it('tells object types and skips what is none of them', async () => {
    const classes = ['user', 'top;person;user;computer', 'group', 'contact', 'organizationalUnit', ''];
    const { records, source } = await read(
      `objectClass,objectGUID\n${classes.map((name) => `${name},${guid}\n`).join('')}`,
    );
    expect(records.map(({ objectType }) => objectType)).toEqual(['user', 'device', 'group', 'contact', 'user']);
    expect(source.skipped).toBe(1);
  });

  it('takes an object of an unknown class with a UPN for a user', async () => {
    const { records } = await read(`objectClass,UserPrincipalName,objectGUID\ncorpPerson,a@x.example,${guid}\n`);
    expect(records).toMatchObject([{ objectType: 'user' }]);
  });

  it('keeps spaces inside an ImmutableID claim and takes a row without UPN', async () => {
    const { records } = await read(`${header}\n  ,Ann,${guid}, ${anchor} \n`);
    expect(records[0]?.immutableIdClaim).toBe(` ${anchor} `);
    expect(records[0]).not.toHaveProperty('userPrincipalName');
  });

  it('is csvde’s, with bytes and other text in hexadecimal', async () => {
    const name = Buffer.from('Jürgen').toString('hex');
    const { records, source } = await read(
      [
        'DN,objectClass,objectGUID,objectSid,cn,mS-DS-ConsistencyGuid',
        `"CN=J,DC=corp,DC=example",user,X'9198fb9e21ae6b41b3f769880c297e4f',X'010500000000000515000000010000000200000003000000${'50040000'}',X'${name}',X'0696b33a42c69b4884b658c038d3ef39'`,
        '',
      ].join('\r\n'),
    );
    expect(problems({ records, source })).toEqual([]);
    expect(records[0]).toMatchObject({
      objectGuid: guid,
      objectSid: 'S-1-5-21-1-2-3-1104',
      name: 'Jürgen',
      consistencyGuid: 'BpazOkLGm0iEtljAONPvOQ==',
      distinguishedName: 'CN=J,DC=corp,DC=example',
    });
  });
});

describe('a row of an on-premises CSV', () => {
  const rejected: readonly (readonly [string, string, RegExp])[] = [
    ['too few cells', 'b@corp.example,B', /2 cells, the header has 4/],
    ['too many cells', `${row},extra`, /5 cells, the header has 4/],
    ['System.Byte[]', 'b@corp.example,B,System.Byte[],', /objectGUID.*type.*Export it with/],
    ['bare hexadecimal digits', 'b@corp.example,B,9198fb9e21ae6b41b3f769880c297e4f,', /byte order/],
    ['another text', 'b@corp.example,B,nobody,', /“nobody” is not a GUID/],
    ['a word for no value', 'b@corp.example,B,none,', /objectGUID reads “none”: databases and scripts write/],
    ['no anchor', 'b@corp.example,B,,', /neither objectGUID nor mS-DS-ConsistencyGuid/],
    ['an unreadable name', `b@corp.example,System.Object[],${guid},`, /^Name reads “System.Object\[\]”/],
    ['an open quote', `b@corp.example,"B,${guid},`, /never closed/],
  ];
  for (const [what, text, message] of rejected) {
    it(`is rejected for ${what}, with its line`, async () => {
      const { records, source } = await read(`${header}\n${row}\n\n${text}\n`);
      expect(records).toHaveLength(1);
      expect(source.rejected).toBe(1);
      expect(source.issues).toMatchObject([
        { problem: 'row-rejected', at: { origin: source.origin, line: 4 }, message: expect.stringMatching(message) },
      ]);
    });
  }

  it('is kept when only proxyAddresses cannot be read, and the file says so once', async () => {
    const unreadable = 'Microsoft.ActiveDirectory.Management.ADPropertyValueCollection';
    const { records, source } = await read(
      `objectGUID,proxyAddresses\n${guid},${unreadable}\n${guid},${unreadable}\n${guid},SMTP:a@x.example|smtp:b@x.example\n`,
    );
    expect(records.map(({ proxyAddresses }) => proxyAddresses)).toEqual([
      undefined,
      undefined,
      ['SMTP:a@x.example', 'smtp:b@x.example'],
    ]);
    expect(problems({ records, source })).toEqual([
      expect.stringMatching(/^incomplete 2: .*proxyAddresses.*-join ';'/),
    ]);
  });

  it.each([
    'SMTP:a@x.example}',
    'SMTP:a@x.example;smtp:b@x.example>',
    'SMTP:smtp:b@x.example',
    '"SMTP:a@x.example""b"',
  ])('is incomplete where addresses were joined in another way: %s', async (cell) => {
    const { records, source } = await read(`objectGUID,proxyAddresses\n${guid},${cell}\n`);
    expect(records[0]?.proxyAddresses).toBeUndefined();
    expect(problems({ records, source })).toEqual([expect.stringMatching(/^incomplete 2: .*proxyAddresses/)]);
  });

  it('leaves out a further attribute that is unreadable, as if the file had no such column', async () => {
    const { records, source } = await read(`objectGUID,extensionName\n${guid},System.String[]\n${guid},x\n`);
    expect(source.fields.has('extensionname')).toBe(false);
    expect(records[0]?.attributes.size).toBe(0);
  });

  it('is counted without end, and kept as an issue up to a limit', async () => {
    const rows = Array.from({ length: keptRejections + 5 }, (_, index) => `b@corp.example,B,wrong-${index},\n`);
    const { source } = await read(`${header}\n${rows.join('')}`);
    expect(source.rejected).toBe(keptRejections + 5);
    expect(source.issues).toHaveLength(keptRejections);
  });

  it('is one sentence for the same fault on many lines', async () => {
    const { source } = await read(`${header}\n${row}\n${'x\n'.repeat(8)}b@corp.example,B,wrong,\n`);
    expect(source.rejected).toBe(9);
    expect(problems({ records: [], source })).toEqual([
      expect.stringMatching(/^row-rejected 3: .*1 cell,.* The same on lines 4, 5, 6, 7, 8 and 2 more\.$/),
      expect.stringMatching(/^row-rejected 11: .*“wrong” is not a GUID/),
    ]);
  });
});

describe('a whole on-premises file', () => {
  const incomplete: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['zero bytes', '', /incomplete 1: The file is empty/],
    ['a mark alone', '\uFEFF', /incomplete 1: The file is empty/],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), /PNG image/],
    ['an Excel workbook', Buffer.from('504b030414000600', 'hex'), /Excel workbook/],
    ['a web page', '<!DOCTYPE html><html></html>', /web page/],
    ['a csexport file', '<?xml version="1.0"?>\n<cs-objects>', /csexport/],
    ['JSON', '{"value":[]}', /JSON, expected an export of Active Directory/],
    ['prose', 'Dear all,\nhere is the export.\n', /No column is known/],
    [
      'an Entra download',
      'UserPrincipalName,objectGUID,ImmutableID,DirSyncEnabled\n',
      /export of Entra.*DirSyncEnabled/,
    ],
    ['no objectGUID', 'UserPrincipalName,Name\na@x.example,A\n', /neither objectGUID nor mS-DS-ConsistencyGuid/],
    ['two columns of a name', `objectGUID,mail,Mail\n${guid},a,b\n`, /Two columns.*“Mail”/],
    ['two spellings of the anchor', 'objectGUID,mS-DS-ConsistencyGuid,msDSConsistencyGuid\n', /Two columns/],
    [
      'UTF-16 without a mark',
      Buffer.from(`${header}\n`, 'utf16le'),
      /UTF-16LE.*without a byte order mark.*-Encoding utf8/,
    ],
    [
      'an ANSI file',
      Buffer.from(`${header}\n${row}\nb\xfcb@corp.example,B,,\n`, 'latin1'),
      /incomplete 3: The byte 0xFC at offset \d+ .*-Encoding utf8/,
    ],
    ['a zero block of a broken copy', `${header}\n${row}\n\0\0\0\0`, /incomplete 3: .*zero byte/],
    [
      'half a UTF-16 character',
      Buffer.from(`\uFEFF${header}\n${row}\n`, 'utf16le').subarray(0, -1),
      /middle of a UTF-16 character/,
    ],
    ['half a surrogate pair', Buffer.from(`\uFEFF${header}\nx\uD800y,,,`, 'utf16le'), /surrogate/],
    ['half a UTF-8 character', Buffer.from(`${header}\n${row}\nä`).subarray(0, -1), /middle of a character/],
  ];
  for (const [what, content, message] of incomplete) {
    it(`is incomplete: ${what}`, async () => {
      const evidence = await read(content);
      expect(problems(evidence)).toEqual([expect.stringMatching(message)]);
      expect(evidence.source.issues[0]?.problem).toBe('incomplete');
    });
  }

  it('keeps its records without objectGUID, for another source anchor', async () => {
    const { records } = await read('UserPrincipalName,employeeID\na@x.example,E1\n');
    expect(records).toMatchObject([{ userPrincipalName: 'a@x.example' }]);
  });

  it('names the byte that is not UTF-8', async () => {
    const text = `${header}\n${row}\n`;
    const { source } = await read(Buffer.concat([Buffer.from(text), Buffer.from([0x41, 0xff, 0x41])]));
    expect(source.issues[0]?.message).toContain(`0xFF at offset ${Buffer.byteLength(text) + 1}`);
  });

  it('counts names with lost letters once', async () => {
    const { records, source } = await read(`${header}\nj?rg@x.example,J?rg,${guid},\nb@x.example,B\uFFFD,${guid},\n`);
    expect(records).toHaveLength(2);
    expect(problems({ records, source })).toEqual([expect.stringMatching(/^unreadable-text 2: 2 names/)]);
  });

  it('with a header alone has no record and no issue', async () => {
    const { source } = await read(`${header}\n`);
    expect(source).toMatchObject({ records: 0, issues: [] });
  });
});
