import { describe, expect, it } from 'vitest';
import { sharedOf, stayingOf } from './staying.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const guidBytes = Buffer.from('9198fb9e21ae6b41b3f769880c297e4f', 'hex');
const anchor = guidBytes.toString('base64');
const sid = Buffer.from('010500000000000515000000dcf4dc3b833d2b46828ba62885130000', 'hex');
/** One whose numbers are made of bytes that are not letters. */
const bare = Buffer.from('0105000000000005150000001112131416171819233b3d2b1b130000', 'hex');
const domain = 'S-1-5-21-1004336348-1177238915-682003330';
const base64 = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  Buffer.from(text, encoding).toString('base64');
const pairs = (bytes: Buffer): string[] => bytes.toString('hex').match(/../g) ?? [];
const escaped = (bytes: Buffer): string =>
  pairs(bytes)
    .map((pair) => `\\${pair}`)
    .join('');
const json = (...objects: readonly object[]): string => JSON.stringify(objects);
const listed = (...values: readonly string[]): string => json(...values.map((x) => ({ x })));
const connectorDn = `CN={${Buffer.from(anchor).toString('hex').toUpperCase()}}`;

/** Names of files with their content, and what stays as it is documented: hours, small counts, names of formats. */
const exported: readonly (readonly [string, string, string, (readonly string[])?])[] = [
  [
    'csexport with German names',
    'a.xml',
    `<?xml version="1.0" encoding="utf-8"?>
<cs-objects><cs-object cs-dn="${connectorDn}" id="{${guid.toUpperCase()}}" object-type="user"><unapplied-export>
<delta operation="update" dn="${connectorDn}"><anchor encoding="base64">${base64(`User_${guid}`, 'utf16le')}</anchor>
<primary-objectclass>user</primary-objectclass><attr name="displayName" operation="update" type="string" multivalued="false">
<value operation="delete">Jürgen Großmann-Öztürk (Vertrieb Süd)</value><value operation="add">Dr. Jürgen von der Lühe</value></attr>
<attr name="proxyAddresses"><value>smtp:j.grossmann@weißbräu.example</value><value>SIP:juergen@weissbraeu.example</value>
<value>X500:/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=1b2f4c6d8e0f4a2b9c1d3e5f7a9b0c2d-Grossmann</value></attr>
<attr name="telephoneNumber"><value>+49 (0)89 / 4711-234</value></attr><attr name="employeeNumber"><value>0x12ab</value></attr>
<attr name="onPremisesSecurityIdentifier" type="binary"><value encoding="base64">${sid.toString('base64')}</value></attr></delta></unapplied-export>
<ma-name>weissbraeu.onmicrosoft.com - AAD</ma-name><mv-link lineage-type="projected" lineage-time="2026-11-24 07:11:03.123">{${guid}}</mv-link></cs-object></cs-objects>`,
    ['64', '500', '07', '11', '03', '123'],
  ],
  [
    'errors of csexport',
    'a.xml',
    `<cs-objects><cs-object cs-dn="CN=Kowalski\\, Jan,OU=Staff,DC=fs,DC=local" id="{${guid}}" object-type="user" status="Kowalski"><export-errordetail date-occurred="2026-11-24 07:11:03.123" retry-count="4711234" error-type="Kowalski"><export-status><cd-error><error-code>8344</error-code><error-name>DataValidationFailed</error-name><error-literal>The operation failed for kowalski@fs.example Tracking Id: ${guid} ExtraErrorDetails: [{"Key":"ObjectId","Value":["${guid}"]},{"Key":"ConflictingValue","Value":["jan@fs.example"]}]</error-literal><server-error-detail>Jan Kowalski</server-error-detail></cd-error></export-status><call-stack>at Kowalski.Rules.Extension.Map(CSEntry) in C:\\src\\kowalski.cs:line 47</call-stack></export-errordetail></cs-object></cs-objects>`,
    ['07', '11', '03', '123'],
  ],
  [
    'Japanese names',
    'a.json',
    json({
      displayName: '山田 太郎',
      surname: 'やまだ',
      mail: 'taro.yamada@例え.jp',
      department: '営業部第二課',
      onPremisesDistinguishedName: 'CN=山田 太郎,OU=東京本社,DC=yamada,DC=co,DC=jp',
    }),
  ],
  [
    'Arabic names and digits',
    'a.json',
    json({ displayName: 'محمد عبد الله', mobilePhone: '+٩٦٦٥٠١٢٣٤٥٦٧', description: 'يعمل مع فاطمة' }),
  ],
  [
    'names in other scripts, ligatures and signs',
    'a.json',
    json({
      displayName: 'דוד כהן',
      a: 'สมชาย ใจดี',
      b: 'राम कुमार',
      c: '김철수',
      d: 'Đặng Thị Hương',
      e: 'Þórarinn Æsir',
      f: 'Ｔａｒｏ',
      g: '𝐀𝐥𝐢𝐜𝐞',
      h: 'Ⅻ ①② ㈱山田 ﷺ №47',
    }),
  ],
  [
    'SIDs and bytes in LDAP’s escaped spelling',
    'a.json',
    json(
      { filter: `(objectSid=${escaped(sid)})`, x: escaped(sid.subarray(0, 24)), y: escaped(guidBytes.subarray(0, 9)) },
      { z: escaped(bare), filter: `(objectSid=${escaped(bare)})`, v: escaped(bare.subarray(0, 20)) },
      {
        w: escaped(guidBytes) + escaped(sid),
        distinguishedName: 'CN=M\\c3\\bcller\\2c J\\c3\\b6rg,OU=Stra\\c3\\9fe\\0a2',
      },
    ),
  ],
  [
    'identifiers of LDIF',
    'a.ldif',
    `dn:: ${base64('CN=Jörg Müller,OU=Straße,DC=corp,DC=example')}\nobjectGUID:: ${anchor}\nobjectSid:: ${sid.toString('base64')}\ninfo: (objectSid=${escaped(sid)})\ncomment: <SID=${sid.toString('hex')}>;<GUID=${guidBytes.toString('hex')}>\nuserCertificate;binary:: ${base64('\x30\x82\x01\x0aKowalski CA\x00')}\n\n`,
  ],
  [
    'GUIDs in every spelling',
    'a.json',
    listed(
      ...[
        guid,
        guid.toUpperCase(),
        `{${guid}}`,
        `(${guid})`,
        guid.replaceAll('-', ''),
        `urn:uuid:${guid}`,
        `x${guid}y`,
      ],
      ...[anchor, anchor.replace(/=+$/, ''), guidBytes.toString('base64url'), encodeURIComponent(anchor), connectorDn],
      ...[' ', '-', ','].map((sign) => [...guidBytes].join(sign)),
      ...[' ', '-', ':', '_', ''].map((sign) => pairs(guidBytes).join(sign).toUpperCase()),
      ...[' 0x', ',0x'].map((sign) => `0x${pairs(guidBytes).join(sign)}`),
      `${guid.replaceAll('-', '_')} ${guid.replaceAll('-', ' ')}`,
    ),
  ],
  [
    'SIDs in every spelling',
    'a.json',
    json({
      a: `${domain}-5021`,
      b: `${domain}-5021`.toLowerCase(),
      c: `O:${domain}-5021G:DU`,
      d: `CN=${domain}-5021,CN=ForeignSecurityPrincipals`,
      e: 'S-1-12-1-1004336348-1177238915-682003330-987654321',
      objectSid: { BinaryLength: 28, AccountDomainSid: domain, value: [...sid] },
      f: [...sid].join(', '),
    }),
    ['21', '28', '12'],
  ],
  [
    'moments of the years that mean “never”',
    'a.json',
    json({
      createdDateTime: '/Date(-1234567890123)/',
      deletedDateTime: '0001-07-14T11:22:33Z',
      lastSync: '1601-12-23T14:25:36Z',
      whenCreated: '9999-05-16T17:18:19Z',
      whenChanged: '16010203040506.0Z',
      pwdLastSet: '/Date(-62135596799123)/',
      StartDate: '07/14/0001 11:22:33',
      EndDate: '14.07.9999 11:22:33',
    }),
  ],
  [
    'the provisioning log',
    'a.json',
    json({
      jobId: `AD2AADProvisioning.${guid.replaceAll('-', '')}`,
      provisioningSteps: [
        {
          name: 'EntryExportUpdate',
          status: 'failure',
          description:
            "Failed to update User 'zoe.o'hara@featherstone.example' in Azure Active Directory because Will Mark of Fjord Ltd. could not be found; contact Grant Page (ext. 4711)",
          details: { ReportableIdentifier: "zoe.o'hara@featherstone.example" },
        },
      ],
      provisioningStatusInfo: {
        status: 'failure',
        errorInformation: {
          reason: 'Message: Kowalski said no',
          additionalDetails: 'HTTP/1.1 403 from dc07.featherstone.example:636',
        },
      },
    }),
  ],
  [
    'an app of Okta',
    'a.json',
    json({
      id: '0oa1gjh63g214q0Hq0g4',
      label: 'Featherstone (EMEA)',
      settings: { app: { domain: 'featherstone.com', domains: [{ name: 'quigley.example' }] } },
      profile: { email: 'zed@featherstone.com', immutableId: anchor, phone: '(555) 123-4567' },
      _links: {
        users: {
          href: 'https://featherstone.okta.com/api/v1/apps/0oa1gjh63g214q0Hq0g4/users?after=200u65lh6dAHtlLXvK0g4',
        },
      },
    }),
  ],
  [
    'a mapping of Okta',
    'a.json',
    json({
      expression: 'user.featherstoneGuid == null ? "kowalski" : hasDirectoryUser()?findDirectoryUser().externalId:null',
    }),
  ],
  [
    'a scheduler in German',
    'a.txt',
    'AllowedSyncCycleInterval    : 00:30:00\r\nNextSyncCycleStartTimeInUTC : Dienstag, 24. November 2026 17:38:19\r\nServerName                  : SRV-ADC-0815.featherstone.local\r\n',
    ['00', '30'],
  ],
  [
    'run results',
    'a.json',
    json({
      ConnectorName: 'featherstone.com',
      RunProfileName: 'Delta Import Featherstone',
      StartDate: '/Date(1795500000000)/',
      RunStepResults: [
        {
          ConnectorConnectionErrors:
            '<incident><date>2026-11-24 17:38:19.123</date><server>DC07.featherstone.local:3890</server></incident>',
        },
      ],
    }),
  ],
  [
    'machines and addresses',
    'a.json',
    json({
      clientMachineName: 'FEATHERSTONE-AADC01',
      originatingReplicaToken: JSON.stringify({ InvocationId: guid, Name: 'DC01.fs.example' }),
      externalIp: '10.47.11.8',
      version: '192.168.47.11',
      v6: '2001:db8:4711::8',
      mac: '00-1B-44-11-3A-B7',
      unc: '\\\\FS-FILE01\\home$\\kowalski',
      url: 'https://dc01.fs.example:3269/kowalski?mail=jan%40fs.example#quigley',
      path: 'C:\\Users\\kowalski\\Desktop\\fs.csv',
    }),
  ],
  [
    'addresses of every kind',
    'a.json',
    json({
      proxyAddresses: [
        'EUM:4711234;phone-context=fs.example',
        'X400:c=US;a= ;p=FS;o=Exchange;s=Kowalski;g=Jan;',
        `SPO:SPO_${guid}@SPO_${guid}`,
        'NOTES:Jan Kowalski/FS@FS',
        'imceaex-_O=FS_OU=EXCHANGE+20ADMINISTRATIVE+20GROUP_CN=KOWALSKI@fs.example',
      ],
      mail: 'jan.kowalski_fs.example#EXT#@featherstone.onmicrosoft.com',
    }),
    ['400'],
  ],
  [
    'short names and numbers',
    'a.json',
    json({
      displayName: 'Al Bo',
      initials: 'AB',
      mail: 'al@bo.io',
      c: 'DE',
      preferredLanguage: 'de-CH',
      employeeId: '42',
      postalCode: '80',
    }),
  ],
  [
    'columns of somebody’s own',
    'a.csv',
    `UserPrincipalName;DisplayName;objectGUID;Kostenstelle\nülkü@öz.example;Ülkü ÖZ;${guid};K-0815/47\n0815@4711.example;MÃ¼ller;${guid};1234-5678\n`,
  ],
  [
    'numbers of somebody’s in columns called like counts',
    'a.csv',
    'UserPrincipalName;Line;Count;Priority;Threshold\nada@fs.example;104711;8154;471108;90210\n',
  ],
  [
    'numbers of somebody’s in attributes called like counts',
    'a.ldif',
    'dn: CN=Ada,DC=fs\nline: 104711\npriority: 471108\n\nsearch: 2\nresult: 0 Success\n',
  ],
  ['a number of somebody’s in a member called like a line', 'a.json', json({ mail: 'ada@fs.example', line: 104711 })],
  [
    'members of somebody’s own',
    'a.json',
    json({
      [`extension_${guid.replaceAll('-', '')}_costCenter`]: 'x',
      'urn:okta:featherstone:1.0:user:custom': 1,
      'Quigley GmbH': { Bo: 1 },
    }),
    // `extension_` read as Base64.
    ['#1b5e9ec8#', '#5e9ec8a8#', '#7b1b5e9e#', '#9ec8a89f#'],
  ],
  [
    'certificates and tokens',
    'a.json',
    json({
      userCertificate: `MIIB${base64('Kowalski featherstone Root CA 2026')}`,
      thumbprint: 'A9993E364706816ABA3E25717850C26C9CD0D89D',
      x: `${base64('{"alg":"RS256"}').replaceAll('=', '')}.${base64('{"upn":"kowalski@fs.example"}').replaceAll('=', '')}.abcDEF123_-x`,
    }),
  ],
  [
    'an error of Graph',
    'a.json',
    json({
      error: {
        message: 'Property netId is invalid for kowalski@fs.example of Contoso Kowalski AG.',
        innerError: { 'request-id': guid },
      },
    }),
  ],
];

async function sharedValues(object: object): Promise<readonly string[]> {
  const [shared] = await sharedOf({ 'a.json': JSON.stringify(object) });
  return Object.values(JSON.parse(shared ?? '') as Record<string, string>);
}

describe('evidence that is shared', () => {
  const named = exported.map(([what, name, content, documented = []]) => ({ what, name, content, documented }));
  it.each(named)('has nothing left that stays in every copy: $what', async ({ name, content, documented }) => {
    expect((await stayingOf({ [name]: content })).filter((piece) => !documented.includes(piece))).toEqual([]);
  });

  it('has an invented name for each that is a word of the vendors as well', async () => {
    const values = [
      'Will',
      'Mark',
      'Grant',
      'Manager',
      'Export',
      'Member',
      'Guest',
      'ENABLED',
      'Active Directory',
      'Domain',
    ];
    const members = [
      'givenName',
      'surname',
      'displayName',
      'mailNickname',
      'department',
      'company',
      'jobTitle',
      'city',
      'cn',
      'sn',
    ];
    const object = Object.fromEntries(members.map((member, index) => [member, values[index]]));
    expect(await sharedValues(object)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^(${values.join('|')})$`))]),
    );
  });

  it('keeps the words for no value, anyone who is called so', async () => {
    expect(await sharedValues({ surname: 'Null', givenName: 'None', displayName: 'True' })).toEqual([
      'Null',
      'None',
      'True',
    ]);
  });

  it.each([
    ['0001-01-01T00:00:00Z'],
    ['0001-01-01T00:00:00.0000000'],
    ['01/01/0001 00:00:00'],
    ['1/1/0001 12:00:00 AM'],
    ['1601-01-01T00:00:00.000Z'],
    ['16010101000000.0Z'],
    ['01.01.1601 00:00:00'],
    ['9999-12-31T23:59:59.9999999Z'],
    ['12/31/9999 11:59:59 PM'],
    ['31.12.9999 23:59:59'],
    ['/Date(-62135596800000)/'],
    ['/Date(-11644473600000)/'],
    ['/Date(253402300799999)/'],
    ['9223372036854775807'],
    ['0'],
  ])('keeps the spelling of never %s', async (never) => {
    expect(await sharedValues({ createdDateTime: never })).toEqual([never]);
  });

  it('moves a moment before 1970 by the same days as any other', async () => {
    const [early = '', late = ''] = await sharedValues({
      createdDateTime: '/Date(-86400000)/',
      lastSync: '/Date(86400000)/',
    });
    expect(Number(late.slice(6, -2)) - Number(early.slice(6, -2))).toBe(2 * 86_400_000);
    expect(early).not.toBe('/Date(-86400000)/');
  });

  it('keeps types of addresses in what PowerShell prints, and versions', async () => {
    const list =
      'proxyAddresses : {SMTP:jan@fs.example, smtp:kowalski@fs.example}\r\nsynchronizationClientVersion : 2.5.79.0\r\n';
    const [shared = ''] = await sharedOf({ 'a.txt': list });
    expect(shared).toMatch(
      /^proxyAddresses : \{SMTP:\S+, smtp:\S+\}\r\nsynchronizationClientVersion : 2\.5\.79\.0\r\n$/,
    );
  });

  it('keeps versions, and nothing that is somebody’s in the place of one', async () => {
    const lines = ['1.6.16.0', '2.5.79.0', '6.3.9600.20000', '5.1'].map((version) => `Version : ${version}\r\n`);
    expect(await sharedOf({ 'a.txt': lines.join('') })).toEqual([lines.join('')]);
    for (const other of ['8.8.4.4', '7.11.2024', '7.1.1999'])
      expect((await sharedOf({ 'a.txt': `Version : ${other}\r\n` })).join('')).not.toContain(other);
  });

  it('keeps the number of an LDAP search, and no other number that an entry has', async () => {
    const result = '\n\nsearch: 2\nresult: 0 Success\n';
    const [shared = ''] = await sharedOf({ 'a.ldif': `dn: CN=x,DC=y\nsearch: 471100${result}` });
    expect(shared).toContain(result);
    expect(shared).not.toContain('471100');
    expect(await sharedValues({ search: '471100' })).not.toEqual(['471100']);
  });

  it('has as many digits in each number of a SID', async () => {
    const sids = [`${domain}-1105`, `${domain}-66048`, `${domain}-4294967295`, 'S-1-5-21-7-80-900-1000'];
    const all = [...sids, ...sids.map((text) => base64(text))];
    const shown = JSON.parse((await sharedOf({ 'a.json': JSON.stringify(all) }))[0] ?? '') as string[];
    const lengths = (texts: readonly string[]) => texts.map((text) => text.split('-').map(({ length }) => length));
    expect(lengths(shown.slice(0, 4))).toEqual(lengths(sids));
    expect(shown.slice(4)).toEqual(shown.slice(0, 4).map((text) => base64(text)));
    expect(new Set(shown.slice(0, 3).map((text) => text.replace(/-\d+$/, ''))).size).toBe(1);
  });

  it.each(['513', '514'])('keeps the primary group %s that every domain has', async (primaryGroupID) => {
    expect(await sharedValues({ primaryGroupID })).toEqual([primaryGroupID]);
  });

  it.each(['1105', '2048', '4099', '66048'])('keeps no other primary group: %s', async (primaryGroupID) => {
    expect(await sharedValues({ primaryGroupID })).not.toEqual([primaryGroupID]);
  });

  it.each([1, 2, 3])('keeps the codes of members that are JSON in a string %i times', async (times) => {
    let statusInfo: unknown = { status: 'skipped', errorCode: 'RedundantExport', reason: 'Kowalski' };
    for (let count = 0; count < times; count += 1) statusInfo = JSON.stringify(statusInfo);
    const [shared = ''] = await sharedOf({ 'a.json': json({ provisioningAction: 'other', statusInfo }) });
    let told: unknown = (JSON.parse(shared) as { statusInfo: unknown }[])[0]?.statusInfo;
    for (let count = 0; count < times; count += 1) told = JSON.parse(String(told));
    expect(told).toMatchObject({ status: 'skipped', errorCode: 'RedundantExport' });
    expect(shared).not.toContain('Kowalski');
  });

  it('keeps the relation between a SID and its escaped spelling', async () => {
    const [shown = '', bytes = ''] = await sharedValues({ objectSid: sid.toString('base64'), x: escaped(sid) });
    expect(bytes.replaceAll('\\', '')).toBe(Buffer.from(shown, 'base64').toString('hex'));
  });
});
