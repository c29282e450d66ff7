import { detectDialect } from '../csv/dialect.js';
import { entraTable } from '../csv/entra.js';
import { onPremTable } from '../csv/on-prem.js';
import { type CsvTable, createRowReader } from '../csv/read.js';
import { countLines, createRowScanner } from '../csv/scan.js';
import type { ReadLog } from '../read-log.js';
import { createReadLog } from '../read-log.js';
import { recogniseBinary, recogniseText } from '../recognise.js';
import { canonicalName, layOutColumns } from '../records/columns.js';
import { type EntraRole, entraNames, synchronisedProperties } from '../records/entra.js';
import { type OnPremRole, onPremNames } from '../records/on-prem.js';
import { entraNumber, onPremNumber } from './columns.js';
import { kinds } from './kinds.js';

/** What the columns of one side mean: the table of the object path, and what a plain cell of each column is. */
export interface CompactSide<Item> {
  /** One of the two numbers that the shared memory knows the sides by. */
  readonly number: number;
  tableOf(header: readonly string[], line: number, log: ReadLog): CsvTable<Item> | undefined;
  /** Undefined where no row of such a table is plain. */
  columnsOf(header: readonly string[]): ColumnsOfHeader | undefined;
}

interface ColumnsOfHeader {
  readonly kinds: Uint8Array;
  /** The fields that a value in each column gives, in the names of the table. */
  readonly fields: readonly (readonly string[])[];
}

// Properties that are not listed must be empty in a plain row.
const onPremKinds: Partial<Record<OnPremRole, number>> = {
  objectGuid: kinds.guid,
  consistencyGuid: kinds.consistency,
  immutableIdClaim: kinds.anchor,
  userPrincipalName: kinds.upn,
  name: kinds.display,
  objectSid: kinds.sid,
  samAccountName: kinds.account,
  mail: kinds.mail,
  proxyAddresses: kinds.proxies,
  distinguishedName: kinds.distinguishedName,
  enabled: kinds.flag,
  objectType: kinds.userClass,
};
/** Attributes by which Entra Connect leaves somebody out; any other may hold any text. */
const attributeKinds: Readonly<Record<string, number>> = {
  admindescription: kinds.empty,
  msexchmasteraccountsid: kinds.empty,
  iscriticalsystemobject: kinds.noOrEmpty,
  msexchrecipienttypedetails: kinds.recipientType,
  recipienttypedetails: kinds.recipientType,
  useraccountcontrol: kinds.accountControl,
  mailnickname: kinds.nickname,
};
const entraKinds: Partial<Record<EntraRole, number>> = {
  entraObjectId: kinds.objectId,
  immutableId: kinds.anchor,
  userPrincipalName: kinds.upn,
  displayName: kinds.display,
  accountEnabled: kinds.flag,
  synced: kinds.yes,
  userType: kinds.member,
  mail: kinds.mail,
  proxyAddresses: kinds.proxies,
  onPremisesSecurityIdentifier: kinds.sid,
  onPremisesSamAccountName: kinds.account,
  onPremisesDomainName: kinds.domain,
  onPremisesDistinguishedName: kinds.distinguishedName,
  onPremisesObjectIdentifier: kinds.identifier,
  objectType: kinds.entraUserClass,
};

export const onPremSide = {
  number: onPremNumber,
  tableOf: onPremTable,
  columnsOf(header: readonly string[]): ColumnsOfHeader | undefined {
    const { roles, others, rivals } = layOutColumns(header, onPremNames);
    // Whether two columns of one meaning agree is looked at where a row becomes an object.
    if (rivals.size > 0 || (others.has('msexchrecipienttypedetails') && others.has('recipienttypedetails')))
      return undefined;
    // Without a value in one of these columns nobody is plain.
    if (!roles.has('objectGuid') || !roles.has('userPrincipalName')) return undefined;
    const result = { kinds: new Uint8Array(header.length).fill(kinds.unread), fields: header.map((): string[] => []) };
    for (const [name, column] of others) {
      result.kinds[column] = attributeKinds[name] ?? kinds.text;
      result.fields[column]?.push(name, ...(name === 'useraccountcontrol' ? ['enabled'] : []));
    }
    for (const [role, column] of roles) {
      result.kinds[column] = onPremKinds[role] ?? kinds.empty;
      result.fields[column]?.push(role);
    }
    return result;
  },
} as const;

export const entraSide = {
  number: entraNumber,
  tableOf: entraTable,
  columnsOf(header: readonly string[]): ColumnsOfHeader | undefined {
    const { roles, rivals } = layOutColumns(header, entraNames);
    if (rivals.size > 0 || (roles.has('accountEnabled') && roles.has('blockCredential'))) return undefined;
    if (!roles.has('immutableId') || !roles.has('userPrincipalName')) return undefined;
    // Of the further columns only those are read that synchronization writes: a row with a value there becomes an object.
    const isProperty = header.map((name) => synchronisedProperties.has(canonicalName(name)));
    const result = {
      kinds: Uint8Array.from(isProperty, (is) => (is ? kinds.empty : kinds.unread)),
      fields: isProperty.map((is): string[] => (is ? ['properties'] : [])),
    };
    for (const [role, column] of roles) {
      result.kinds[column] = entraKinds[role] ?? kinds.empty;
      result.fields[column]?.push(role);
    }
    return result;
  },
} as const;

/** The header of a file whose rows can be read compactly. */
export interface CompactHeader extends ColumnsOfHeader {
  readonly delimiter: number;
  /** Where the first row starts in the file, and how many lines stand before it. */
  readonly firstRow: number;
  readonly firstLine: number;
  /** The bytes of the lines before it, without a byte order mark. */
  readonly bytes: Buffer;
}

const headBytes = 64 * 1024;
const [comma, semicolon] = [0x2c, 0x3b];

/** How many bytes of a file `readCompactHeader` needs to see at least, where the file has them. */
export const headerBytes = headBytes + 3;

/**
 * The header of a CSV in UTF-8, or undefined where the object path must read the file: another format or encoding,
 * another kind of table, or a header with any defect.
 *
 * @param start the first bytes of the file.
 */
export function readCompactHeader<Item>(
  start: Buffer,
  fileBytes: number,
  side: CompactSide<Item>,
): CompactHeader | undefined {
  const mark = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  const head = start.subarray(mark, mark + headBytes);
  if ((head[0] ?? 0) >= 0x80 || head.includes(0) || recogniseBinary(start) !== undefined) return undefined;
  if (recogniseText(head).format !== 'csv') return undefined;
  const { delimiter, carriageReturns } = detectDialect(head);
  if (carriageReturns || (delimiter !== comma && delimiter !== semicolon)) return undefined;
  const scanner = createRowScanner(delimiter);
  const log = createReadLog('');
  let columns: ColumnsOfHeader | undefined;
  const rows = createRowReader(log, (header, line) => {
    columns = side.columnsOf(header);
    return side.tableOf(header, line, log);
  });
  let at = 0;
  while (rows.columns === 0) {
    const next = scanner.scan(head, at, 1, mark + head.length >= fileBytes);
    if (next < 0 || next === at) return undefined;
    rows.take(scanner.row);
    at = next;
  }
  if (rows.table === undefined || columns === undefined || log.summary().issues.length > 0) return undefined;
  return {
    delimiter,
    ...columns,
    firstRow: mark + at,
    firstLine: countLines(head, 0, at),
    bytes: Buffer.from(head.subarray(0, at)),
  };
}
