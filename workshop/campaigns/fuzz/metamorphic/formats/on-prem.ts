import { base64, guidText } from '../random.js';
import type { Cell, Column, Format, Row, Sheet } from '../sheet.js';
import { sheetEvidence } from './evidence.js';
import { csvdeText, named, powershellText, tableText } from './table.js';

const directory = {
  dn: 'DistinguishedName',
  upn: 'UserPrincipalName',
  name: 'Name',
  guid: 'objectGUID',
  account: 'sAMAccountName',
  mail: 'mail',
  enabled: 'Enabled',
  sid: 'objectSid',
  consistencyGuid: 'mS-DS-ConsistencyGuid',
  addresses: 'proxyAddresses',
  recipientType: 'msExchRecipientTypeDetails',
};

const everything = ['upn', 'consistencyGuid', 'sid', 'account', 'addresses', 'enabled', 'recipientType', 'dn'] as const;

const attributes = {
  type: 'objectClass',
  name: 'cn',
  guid: 'objectGUID',
  consistencyGuid: 'mS-DS-ConsistencyGuid',
  upn: 'userPrincipalName',
  account: 'sAMAccountName',
  sid: 'objectSid',
  mail: 'mail',
  addresses: 'proxyAddresses',
  enabled: 'userAccountControl',
  recipientType: 'msExchRecipientTypeDetails',
};

/** A SID's bytes: revision, count, authority (6 bytes, big-endian), sub-authorities (little-endian; MS-DTYP, SID--Packet Representation). */
function sidHex(text: string): string {
  const parts = text.split('-').slice(3).map(Number);
  const bytes = Buffer.alloc(8 + parts.length * 4);
  bytes[0] = 1;
  bytes[1] = parts.length;
  bytes[7] = Number(text.split('-')[2]);
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + index * 4);
  return bytes.toString('hex');
}

const sidFields: readonly string[] = ['sid', 'master'];

const csvdeSheet = (sheet: Sheet): Sheet => ({
  ...sheet,
  rows: sheet.rows.map(({ key, cells }) => {
    const copy = new Map(cells);
    for (const field of sidFields) {
      const sid = cells.get(field);
      if (typeof sid === 'string') copy.set(field, { hex: sidHex(sid) });
    }
    return { key, cells: copy };
  }),
});

/** LDIF (RFC 2849): `::` before Base64 of what is not safe text, lines folded, one value a line. */
function ldifText({ columns, rows }: Sheet, lineEnd: string, changeType: boolean): string {
  const fold = (line: string): string => (line.match(/^.{1,76}|.{1,75}/gs) ?? ['']).join(`${lineEnd} `);
  const valueLine = (name: string, value: string): string =>
    /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/.test(value) && !value.endsWith(' ')
      ? fold(`${name}: ${value}`)
      : fold(`${name}:: ${Buffer.from(value).toString('base64')}`);
  const linesOf = (name: string, field: string, cell: Cell): string[] => {
    if (cell === null) return [];
    if (sidFields.includes(field) && typeof cell === 'string' && cell.startsWith('S-1-'))
      return [fold(`${name}:: ${base64(sidHex(cell))}`)];
    if (field === 'type') return ['top', String(cell)].map((value) => valueLine(name, value));
    if (typeof cell === 'object' && 'hex' in cell) return [fold(`${name}:: ${base64(cell.hex)}`)];
    if (typeof cell === 'object') return cell.map((value) => valueLine(name, String(value)));
    if (typeof cell === 'boolean') return [valueLine(name, cell ? '512' : '514')];
    return [valueLine(name, cell)];
  };
  return rows
    .map(({ cells }) => {
      const dn = valueLine('dn', String(cells.get('dn')));
      const values = columns.flatMap(({ field, name }) =>
        field === 'dn' ? [] : linesOf(name, field, cells.get(field) ?? null),
      );
      return `${[dn, ...(changeType ? ['changetype: add'] : []), ...values].join(lineEnd)}${lineEnd}${lineEnd}`;
    })
    .join('');
}

/** What stands in front of each page of ldapsearch. */
export const searchHead = (lineEnd: string): string => ['# extended LDIF', '#', '# LDAPv3', '', ''].join(lineEnd);

/** As ConvertTo-Json writes an object of Get-ADUser: bytes as numbers, a SID as an object, null where there is no value. */
function directoryJson({ cells }: Row, columns: readonly Column[]): object {
  const jsonValue = (field: string, cell: Cell): unknown => {
    if (field === 'type') return cell;
    if (field === 'addresses') return cell ?? [];
    if (sidFields.includes(field) && cell !== null) return { BinaryLength: 28, Value: cell };
    if (cell === null || typeof cell !== 'object' || !('hex' in cell)) return cell;
    return field === 'guid' ? guidText(cell.hex) : [...Buffer.from(cell.hex, 'hex')];
  };
  const known = columns.filter(({ field }) => cells.has(field));
  return Object.fromEntries(known.map(({ field, name }) => [name, jsonValue(field, cells.get(field) ?? null)]));
}

const jsonFields = {
  dn: 'distinguishedName',
  upn: 'userPrincipalName',
  name: 'name',
  guid: 'objectGuid',
  account: 'samAccountName',
  mail: 'mail',
  enabled: 'enabled',
  sid: 'objectSid',
  consistencyGuid: 'consistencyGuid',
  addresses: 'proxyAddresses',
  type: 'objectType',
  recipientType: 'msexchrecipienttypedetails',
  members: 'members',
};

export const onPremFormats: readonly Format[] = [
  {
    name: 'OnPremIDs.csv of the tutorial',
    side: 'onPrem',
    family: 'csv',
    columns: named({ upn: 'UserPrincipalName', name: 'Name', guid: 'objectGUID', claim: 'ImmutableID' }),
    shows: ['upn'],
    saysWhole: false,
    write: (sheet, style) => tableText(sheet, style, powershellText, true),
  },
  {
    name: 'Get-ADUser | Export-Csv',
    side: 'onPrem',
    family: 'csv',
    columns: named(directory),
    shows: everything,
    saysWhole: false,
    write: (sheet, style) => tableText(sheet, style, powershellText, true),
  },
  {
    name: 'Get-ADUser | ConvertTo-Json',
    side: 'onPrem',
    family: 'json',
    columns: named(directory),
    shows: everything,
    saysWhole: false,
    write: ({ rows, columns }) => JSON.stringify(rows.map((row) => directoryJson(row, columns))),
  },
  {
    name: 'csvde',
    side: 'onPrem',
    family: 'csv',
    columns: named({ dn: 'DN', ...attributes }),
    shows: [...everything, 'everyType'],
    saysWhole: false,
    write: (sheet, style) => tableText(csvdeSheet(sheet), { ...style, delimiter: ',' }, csvdeText, false),
  },
  {
    name: 'ldifde',
    side: 'onPrem',
    family: 'ldif',
    columns: named({ dn: 'dn', ...attributes }),
    shows: [...everything, 'everyType'],
    saysWhole: true,
    write: (sheet, { lineEnd }, whole) => `${ldifText(sheet, lineEnd, true)}${whole.after ?? ''}`,
  },
  {
    name: 'ldapsearch',
    side: 'onPrem',
    family: 'ldif',
    columns: named({ dn: 'dn', ...attributes }),
    shows: [...everything, 'everyType'],
    saysWhole: true,
    write: (sheet, { lineEnd }, whole) => {
      const body = ldifText(sheet, lineEnd, false);
      const end = whole.after ?? ['# search result', 'search: 2', 'result: 0 Success', ''].join(lineEnd);
      return `${searchHead(lineEnd)}${body}${end}`;
    },
  },
  {
    name: 'collect on-prem',
    side: 'onPrem',
    family: 'evidence',
    columns: named(jsonFields),
    shows: [...everything, 'everyType'],
    saysWhole: true,
    write: (sheet, _style, whole) => sheetEvidence('onPrem', sheet, whole),
  },
];
