import fc from 'fast-check';

/** A row by column. */
export type Row = Readonly<Record<string, string>>;

/** How a file is written; every choice must read the same. */
export interface Dialect {
  readonly delimiter: ',' | ';';
  readonly lineBreak: '\n' | '\r\n';
  readonly quotes: 'all' | 'needed' | 'mixed';
  readonly start: string;
  readonly blankLines: boolean;
  readonly lastBreak: boolean;
  readonly columns: readonly number[];
  readonly upperCase: boolean;
}

export function guidOf(seed: number): string {
  const digits = (seed * 2_654_435_761 + 0x9e3779b9).toString(16).padStart(12, '0').slice(-12);
  return `${digits.slice(0, 8)}-a1b2-43c4-8d5e-${digits}`;
}

export function anchorOf(guid: string): string {
  const hex = guid.replaceAll('-', '');
  const swap = (text: string): string => (text.match(/../g) ?? []).reverse().join('');
  const bytes = swap(hex.slice(0, 8)) + swap(hex.slice(8, 12)) + swap(hex.slice(12, 16)) + hex.slice(16);
  return Buffer.from(bytes, 'hex').toString('base64');
}

export const onPremHeader = [
  'UserPrincipalName',
  'Name',
  'objectGUID',
  'sAMAccountName',
  'mail',
  'DistinguishedName',
  'Enabled',
  'adminDescription',
  'objectSid',
  'mS-DS-ConsistencyGuid',
  'proxyAddresses',
  'userAccountControl',
  'mailNickname',
  'msExchRecipientTypeDetails',
  'msExchMasterAccountSid',
  'legacyExchangeDN',
  'department',
  'ImmutableID',
  'objectClass',
] as const;
export const entraHeader = [
  'Id',
  'UserPrincipalName',
  'DisplayName',
  'Mail',
  'ProxyAddresses',
  'UserType',
  'AccountEnabled',
  'OnPremisesSyncEnabled',
  'OnPremisesImmutableId',
  'OnPremisesSecurityIdentifier',
  'OnPremisesSamAccountName',
  'OnPremisesDomainName',
  'OnPremisesObjectIdentifier',
  'Department',
  'DeletedDateTime',
  'ObjectType',
  'objectGUID',
] as const;

/** What names begin with: letters of every kind. */
const beginnings = ['user', 'a', '1', 'a1-', '-', '~', 'b{', 'Z_', '1a', 'aad_', "o'neil.", 'john_'];

interface Person {
  readonly onPrem: Row;
  readonly entra: Row;
}

/** Somebody who agrees on both sides. */
function agreeing(number: number): Person {
  const guid = guidOf(number);
  const anchor = anchorOf(guid);
  const account = `${beginnings[number % beginnings.length]}${number}`;
  const name = `${account}@corp.example`;
  const sid = `S-1-5-21-1-2-3-${1000 + number}`;
  const alias = `alias.${number}@mail.example`;
  const legacy = `/o=Org/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${number}`;
  const isEnabled = number % 7 !== 0;
  const unit = ['OU=A,DC=corp,DC=example', 'OU=\u00d6st,OU=B,DC=corp,DC=example', 'ou=a,dc=corp,dc=example'][
    number % 3
  ];
  return {
    onPrem: {
      UserPrincipalName: number % 3 === 0 ? name.replace('user', 'User').replace('corp', 'Corp') : name,
      Name: number % 5 === 0 ? 'Zo\u00eb "Z" O\u2019Neil' : 'Somebody',
      objectGUID: number % 4 === 0 ? guid.toUpperCase() : guid,
      sAMAccountName: account,
      mail: number % 2 === 0 ? name : '',
      DistinguishedName: `CN=Doe\\, ${number % 5 === 0 ? '\\"Z\\" ' : ''}${number},${unit}`,
      Enabled: isEnabled ? 'True' : 'False',
      objectSid: sid,
      'mS-DS-ConsistencyGuid': number % 4 === 0 ? anchor : '',
      proxyAddresses: `SMTP:${name};smtp:${alias}${number % 3 === 0 ? `;X500:${legacy};SIP:${name}` : ''}`,
      userAccountControl: isEnabled ? '512' : '66050',
      mailNickname: account.length < 9 ? account : 'nick',
      msExchRecipientTypeDetails: ['', '1', '2147483648'][number % 3] ?? '',
      legacyExchangeDN: legacy,
      department: number % 2 === 0 ? 'Vertrieb; S\u00fcd' : '',
      ImmutableID: number % 2 === 0 ? anchor : '',
      objectClass: number % 2 === 0 ? 'user' : 'top;person;organizationalPerson;user',
    },
    entra: {
      Id: guidOf(number + 1000),
      UserPrincipalName: name,
      DisplayName: 'Somebody',
      Mail: name,
      ProxyAddresses: `smtp:${alias};SMTP:${name.toUpperCase()}${number % 3 === 0 ? `;x500:${legacy}` : ''};smtp:${number}@org.onmicrosoft.com`,
      UserType: number % 3 === 0 ? '' : 'Member',
      AccountEnabled: isEnabled ? 'True' : 'False',
      OnPremisesSyncEnabled: 'True',
      OnPremisesImmutableId: anchor,
      OnPremisesSecurityIdentifier: sid,
      OnPremisesSamAccountName: number % 5 === 0 ? account.toUpperCase() : account,
      OnPremisesDomainName: 'corp.example',
      OnPremisesObjectIdentifier: number % 3 === 0 ? anchor : number % 3 === 1 ? guid : '',
      ObjectType: number % 2 === 0 ? '#microsoft.graph.user' : '',
    },
  };
}

type Value = (own: Person, other: Person) => string;

const otherUpn: Value = (_, { onPrem }) => onPrem.UserPrincipalName ?? '';
const otherSid: Value = (_, { onPrem }) => onPrem.objectSid ?? '';
const otherAccount: Value = (_, { onPrem }) => onPrem.sAMAccountName ?? '';
const otherGuid: Value = (_, { onPrem }) => (onPrem.objectGUID ?? '').toLowerCase();
const otherAnchor: Value = (...both) => anchorOf(otherGuid(...both));
const nothing: Value = () => '';
const proxies =
  (change: (own: readonly string[], other: readonly string[]) => readonly string[]): Value =>
  (own, other) =>
    change((own.entra.ProxyAddresses ?? '').split(';'), (other.entra.ProxyAddresses ?? '').split(';')).join(';');

const ofMail: readonly Value[] = [
  nothing,
  otherUpn,
  ({ onPrem }) => `new.${onPrem.UserPrincipalName}`,
  ({ entra }) => (entra.ProxyAddresses ?? '').split(';')[0]?.slice(5) ?? '',
];
const ofProxies: readonly Value[] = [
  nothing,
  proxies(([alias = '', primary = '']) => [alias, primary]),
  proxies(([alias = '', primary = '']) => [alias.replace('smtp', 'SMTP'), primary.replace('SMTP', 'smtp')]),
  proxies(([alias = '', primary = '']) => [alias.replace('smtp', 'SMTP'), primary]),
  proxies(([alias = '']) => [alias]),
  proxies((own) => own.slice(1)),
  proxies((own, other) => [...own, other[0] ?? '']),
  proxies((own, other) => [...own, other.at(-1) ?? '']),
  proxies((own) => [...own, `smtp:lost.${own[0]?.slice(5)}`]),
  proxies((own) => [...own, `X500:/o=Lost/cn=${own[0]?.slice(11, 14)}`]),
  proxies((own) => [...own, `SIP:${own.find((one) => one.startsWith('SMTP:'))?.slice(5)}`]),
  proxies((own) => [...own, `sip:lost.${own[0]?.slice(5)}`]),
  proxies((own) => [...own, 'X400:C=us/S=Doe', 'NOTES:doe/corp']),
  proxies((own) => [...own, 'SPO:SPO_1@SPO_2']),
  (own, other) => `smtp:${otherUpn(own, other)}`,
];
const ofName: readonly Value[] = [
  nothing,
  otherUpn,
  ({ onPrem }) => (onPrem.UserPrincipalName ?? '').toUpperCase(),
  ({ onPrem }) => `new.${onPrem.UserPrincipalName}`,
  ({ onPrem }) => (onPrem.UserPrincipalName ?? '').replace('corp', 'x'),
  ({ entra }) => `${(entra.Id ?? '').replaceAll('-', '')}user@corp.example`,
  (_, { entra }) => (entra.ProxyAddresses ?? '').split(';')[0]?.slice(5) ?? '',
  (_, { entra }) => (entra.ProxyAddresses ?? '').split(';').at(-1)?.slice(5) ?? '',
];
const ofSid: readonly Value[] = [nothing, otherSid, ({ onPrem }) => `${onPrem.objectSid}9`, () => 'S-1-5-10'];
const ofAccount: readonly Value[] = [
  nothing,
  otherAccount,
  ({ onPrem }) => `new.${onPrem.sAMAccountName}`,
  () => 'CAS_{1}',
  () => 'msol_1',
];
const ofState: readonly Value[] = [() => 'True', () => 'False', nothing];
/** What may stand in a cell of the column instead: what a reader takes, and means something else. */
const ofColumn: Readonly<Record<string, readonly Value[]>> = {
  UserPrincipalName: ofName,
  mail: ofMail,
  Mail: ofMail,
  proxyAddresses: ofProxies,
  ProxyAddresses: ofProxies,
  objectSid: ofSid,
  OnPremisesSecurityIdentifier: ofSid,
  msExchMasterAccountSid: ofSid,
  sAMAccountName: ofAccount,
  OnPremisesSamAccountName: ofAccount,
  mailNickname: ofAccount,
  Enabled: ofState,
  AccountEnabled: ofState,
  OnPremisesSyncEnabled: ofState,
  Id: [nothing, (_, { entra }) => entra.Id ?? ''],
  objectGUID: [nothing, otherGuid],
  OnPremisesImmutableId: [nothing, otherAnchor, otherGuid],
  OnPremisesObjectIdentifier: [nothing, otherAnchor, otherGuid],
  'mS-DS-ConsistencyGuid': [nothing, otherAnchor],
  ImmutableID: [nothing, otherAnchor],
  UserType: [() => 'Guest', nothing],
  DeletedDateTime: [() => '2026-05-01T00:00:00Z'],
  userAccountControl: [() => '512', () => '514', nothing],
  msExchRecipientTypeDetails: [() => '2', () => '4', () => '8388608', () => '0', nothing],
};

/** What may stand in any cell instead, made of the person it is and of another. */
const hostile: readonly Value[] = [
  () => '',
  () => ' ',
  () => 'System.Byte[]',
  () => 'Microsoft.Graph.User[]',
  () => 'lost?',
  () => 'lost\ufffd',
  () => '1,23E+11',
  () => 'null',
  () => '#N/A',
  () => "X'414243'",
  () => 'two\nlines',
  () => 'Sixteen letters!',
  () => '\u212aser4@corp.example',
  () => '\u00fcser4@corp.example',
  () => '\u00a0user4@corp.example ',
  () => '\u{1f600}@x.example',
  () => '0',
  () => '2',
  () => '514',
  () => 'False',
  () => 'true',
  () => 'Guest',
  () => 'group',
  () => 'contact',
  () => 'computer',
  () => 'S-1-5-10',
  () => 'User_x',
  () => 'MSOL_1',
  () => 'SystemMailbox{1}',
  () => 'CAS_{1}',
  () => '2026-05-01T00:00:00Z',
  () => 'CN=Ann\\0ACNF:1,OU=A,DC=corp,DC=example',
  () => 'CN=Ann\\0ADEL:1,CN=Deleted Objects,DC=corp,DC=example',
  () => 'CN=Ann, CN=Deleted Objects,DC=corp,DC=example',
  () => 'CN=Ann,2.5.4.3=Deleted Objects,DC=corp,DC=example',
  () => 'CN=Ann,CN=Deleted\\20Objects,DC=corp,DC=example',
  () => 'CN=Ann;CN = Deleted Objects,DC=corp,DC=example',
  () => 'CN=Ann,\u00a0CN=Deleted Objects,DC=corp,DC=example',
  () => 'CN=Ann',
  () => 'CN=Ann \\"B\\" C,OU=A,DC=corp,DC=example',
  () => 'CN=\\"B\\",OU=A,DC=corp,DC=example',
  () => 'CN=Ann \\"",OU=A,DC=corp,DC=example',
  () => 'CN=Ann \\"",OU="A,DC=corp",DC=example',
  () => 'CN=Ann \\\\",OU=A,DC=corp,DC=example',
  () => 'CN="Ann,OU=A",DC=corp,DC=example',
  () => 'CN=Ann,OU=\\"A\\",DC=corp,DC=example',
  () => '41414141-4141-4141-4141-414141414141',
  () => '11111111-2222-3333-99aa-bbccddeeff00',
  () => 'QUFBQUFBQUFBQUFBQUFBQQ==',
  () => 'AAECAw==',
  () => '00u1a2b3c4d5e6f7g8h9',
  () => 'a"b@corp.example',
  () => 'ann_home.example#EXT#@org.onmicrosoft.com',
  ({ entra }) => `${(entra.Id ?? '').replaceAll('-', '')}user@corp.example`,
  () => 'smtp:bare@x.example;SMTP:one@x.example;SMTP:two@x.example',
  () => 'bare@x.example',
  () => 'smtp:a@x.example; smtp:b@x.example',
  () => 'smtp:a@x.example,SMTP:b@x.example+x500:/o=x;y/cn=z',
  () => 'X500:/o=Lost/cn=me',
  () => 'smtp:Extra@x.example',
  () => 'Sales',
  ({ onPrem }) => onPrem.UserPrincipalName ?? '',
  ({ onPrem }) => anchorOf((onPrem.objectGUID ?? '').toLowerCase()).toLowerCase(),
  ({ onPrem }) => anchorOf((onPrem.objectGUID ?? '').toLowerCase()),
  ({ onPrem }) => Buffer.from((onPrem.objectGUID ?? '').replaceAll('-', ''), 'hex').toString('base64'),
  ({ onPrem }) => Buffer.from(onPrem.objectGUID ?? '').toString('base64'),
  ({ onPrem }) => ` ${anchorOf((onPrem.objectGUID ?? '').toLowerCase())}`,
  ({ onPrem }) => `{${onPrem.objectGUID}}`,
  // What belongs to somebody else.
  (_, { onPrem }) => onPrem.UserPrincipalName ?? '',
  (_, { onPrem }) => (onPrem.UserPrincipalName ?? '').toUpperCase(),
  (_, { onPrem }) => `SMTP:${onPrem.UserPrincipalName}`,
  (_, { entra }) => `smtp:${entra.Mail}`,
  (_, { entra }) => `smtp:${(entra.ProxyAddresses ?? '').split('smtp:').at(-1)}`,
  (_, { onPrem }) => onPrem.sAMAccountName ?? '',
  (_, { onPrem }) => onPrem.objectSid ?? '',
  (_, { onPrem }) => onPrem.objectGUID ?? '',
  (_, { onPrem }) => anchorOf((onPrem.objectGUID ?? '').toLowerCase()),
  (_, { entra }) => entra.Id ?? '',
  (_, { onPrem }) => onPrem.DistinguishedName ?? '',
];

/** One defect of an organization, by the numbers of what it is made of. */
export const defect = fc.record({
  person: fc.nat(),
  other: fc.nat(),
  side: fc.constantFrom('onPrem' as const, 'entra' as const),
  column: fc.nat(),
  value: fc.nat(),
  isAnything: fc.nat({ max: 3 }).map((number) => number === 0),
  /** `twice`: the row stays as well as it was. */
  how: fc.constantFrom('change', 'change', 'change', 'twice', 'again', 'gone'),
});
export type Defect = typeof defect extends fc.Arbitrary<infer Value> ? Value : never;

/** Every value in every column, each with somebody of their own and a neighbor who lends what belongs to somebody else. */
export function everyDefect(): { onPrem: Row[]; entra: Row[] } {
  const rows: { onPrem: Row[]; entra: Row[] } = { onPrem: [], entra: [] };
  let number = 100;
  for (const [side, header] of [['onPrem', onPremHeader] as const, ['entra', entraHeader] as const]) {
    for (const column of header) {
      for (const value of [...(ofColumn[column] ?? []), ...hostile]) {
        const own = agreeing(number);
        const other = agreeing(number + 1);
        number += 2;
        for (const person of [own, other]) {
          const isChanged = person === own;
          rows.onPrem.push(
            isChanged && side === 'onPrem' ? { ...own.onPrem, [column]: value(own, other) } : person.onPrem,
          );
          rows.entra.push(isChanged && side === 'entra' ? { ...own.entra, [column]: value(own, other) } : person.entra);
        }
      }
    }
  }
  return rows;
}

/** People who agree on both sides, and what is wrong with some of them. */
export function organisationOf(
  numbers: readonly number[],
  defects: readonly Defect[],
): { onPrem: Row[]; entra: Row[] } {
  const people = numbers.map(agreeing);
  const rows = { onPrem: people.map(({ onPrem }) => onPrem), entra: people.map(({ entra }) => entra) };
  for (const { person, other, side, column, value, isAnything, how } of defects) {
    const index = person % numbers.length;
    const own = people[index] as Person;
    const header: readonly string[] = side === 'onPrem' ? onPremHeader : entraHeader;
    const name = header[column % header.length] as string;
    const values = isAnything ? hostile : (ofColumn[name] ?? hostile);
    const cell = values[value % values.length]?.(own, people[other % numbers.length] as Person) ?? '';
    const present = rows[side][index];
    if (present === undefined) continue;
    const changed = { ...present, [name]: cell };
    if (how === 'change') rows[side][index] = changed;
    else if (how === 'twice') rows[side].push(changed);
    else if (how === 'again') rows[side].push(present);
    else rows[side][index] = { ...present, UserPrincipalName: '' };
  }
  return rows;
}

export function dialect(columns: number, needed: readonly number[]): fc.Arbitrary<Dialect> {
  return fc.record({
    delimiter: fc.constantFrom(',' as const, ';' as const),
    lineBreak: fc.constantFrom('\n' as const, '\r\n' as const),
    quotes: fc.constantFrom('all' as const, 'needed' as const, 'mixed' as const),
    start: fc.constantFrom('', '\ufeff', '#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n', '\n\n'),
    blankLines: fc.boolean(),
    lastBreak: fc.nat({ max: 5 }).map((number) => number > 0),
    columns: fc
      .tuple(fc.shuffledSubarray(Array.from({ length: columns }, (_, index) => index)), fc.boolean())
      .map(([some, all]) => [
        ...some,
        ...Array.from({ length: columns }, (_, index) => index).filter(
          (index) => !some.includes(index) && (all || needed.includes(index)),
        ),
      ]),
    upperCase: fc.boolean(),
  });
}

export function writeCsv(header: readonly string[], rows: readonly (readonly string[])[], how: Dialect): string {
  const cell = (text: string, position: number): string => {
    const needed = /[",;\r\n]/.test(text);
    if (!needed && (how.quotes === 'needed' || (how.quotes === 'mixed' && position % 2 === 0))) return text;
    return `"${text.replaceAll('"', '""')}"`;
  };
  const line = (cells: readonly string[]): string =>
    how.columns.map((column, position) => cell(cells[column] ?? '', position)).join(how.delimiter);
  const titles = header.map((title) => (how.upperCase ? title.toUpperCase() : title));
  const lines = [line(titles), ...rows.map(line)];
  const separator = how.blankLines ? how.lineBreak + how.lineBreak : how.lineBreak;
  return how.start + lines.join(separator) + (how.lastBreak ? how.lineBreak : '');
}
