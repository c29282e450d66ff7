import { detectDialect } from '../csv/dialect.js';
import { entraTable } from '../csv/entra.js';
import { onPremTable } from '../csv/on-prem.js';
import { type CsvTable, createRowReader } from '../csv/read.js';
import { countLines, createRowScanner } from '../csv/scan.js';
import type { ReadLog } from '../read-log.js';
import { createReadLog } from '../read-log.js';
import { recogniseBinary, recogniseText } from '../recognise.js';
import { layOutColumns } from '../records/columns.js';
import { type EntraRole, entraNames } from '../records/entra.js';
import { type OnPremRole, onPremNames } from '../records/on-prem.js';
import {
  anchorCell,
  consistencyCell,
  emptyCell,
  entraNumber,
  flagCell,
  guidCell,
  memberCell,
  nameCell,
  onPremNumber,
  textCell,
  unreadCell,
  yesCell,
} from './layout.js';

/** What the columns of one side mean: the table of the object path, and what a plain cell of each column is. */
export interface CompactSide<Item> {
  /** One of the two numbers that the shared memory knows the sides by. */
  readonly number: number;
  tableOf(header: readonly string[], line: number, log: ReadLog): CsvTable<Item> | undefined;
  kindsOf(header: readonly string[]): Uint8Array | undefined;
}

// Properties that are not listed must be empty in a plain row.
const onPremKinds: Partial<Record<OnPremRole, number>> = {
  objectGuid: guidCell,
  consistencyGuid: consistencyCell,
  immutableIdClaim: anchorCell,
  userPrincipalName: nameCell,
  name: textCell,
  enabled: flagCell,
};
const entraKinds: Partial<Record<EntraRole, number>> = {
  immutableId: anchorCell,
  userPrincipalName: nameCell,
  displayName: textCell,
  accountEnabled: flagCell,
  synced: yesCell,
  userType: memberCell,
};

export const onPremSide = {
  number: onPremNumber,
  tableOf: onPremTable,
  kindsOf(header: readonly string[]): Uint8Array | undefined {
    const { roles, others, rivals } = layOutColumns(header, onPremNames);
    // Whether two columns of one meaning agree is looked at where a row becomes an object.
    if (rivals.size > 0) return undefined;
    // Without a value in this column Entra Connect leaves the user out, so no row could be plain.
    if (!roles.has('objectGuid') || !roles.has('userPrincipalName') || roles.has('samAccountName')) return undefined;
    return kindsOf(header, roles, onPremKinds, new Set(others.values()), emptyCell);
  },
} as const;

export const entraSide = {
  number: entraNumber,
  tableOf: entraTable,
  kindsOf(header: readonly string[]): Uint8Array | undefined {
    const { roles, others, rivals } = layOutColumns(header, entraNames);
    if (rivals.size > 0 || (roles.has('accountEnabled') && roles.has('blockCredential'))) return undefined;
    // Lines of the identities file would need the object id.
    if (!roles.has('immutableId') || !roles.has('userPrincipalName') || roles.has('entraObjectId')) return undefined;
    const kinds = kindsOf(header, roles, entraKinds, new Set(others.values()), emptyCell);
    // The tutorial derives this column from the ImmutableID; nothing looks at its values.
    const derived = others.get('objectguid');
    if (derived !== undefined) kinds[derived] = unreadCell;
    return kinds;
  },
} as const;

function kindsOf<Role extends string>(
  header: readonly string[],
  roles: ReadonlyMap<Role, number>,
  kinds: Partial<Record<Role, number>>,
  others: ReadonlySet<number>,
  kindOfOthers: number,
): Uint8Array {
  const result = new Uint8Array(header.length).fill(unreadCell);
  for (const column of others) result[column] = kindOfOthers;
  for (const [role, column] of roles) result[column] = kinds[role] ?? emptyCell;
  return result;
}

/** The header of a file whose rows can be read compactly. */
export interface CompactHeader {
  readonly delimiter: number;
  readonly kinds: Uint8Array;
  /** Where the first row starts in the file, and how many lines stand before it. */
  readonly firstRow: number;
  readonly firstLine: number;
  /** The bytes of the lines before it, without a byte order mark. */
  readonly bytes: Buffer;
}

const headBytes = 64 * 1024;
const [comma, semicolon] = [0x2c, 0x3b];

/** How many bytes of a file `readCompactHeader` wants to see at least, where the file has them. */
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
  let kinds: Uint8Array | undefined;
  const rows = createRowReader(log, (header, line) => {
    kinds = side.kindsOf(header);
    return side.tableOf(header, line, log);
  });
  let at = 0;
  while (rows.columns === 0) {
    const next = scanner.scan(head, at, 1, mark + head.length >= fileBytes);
    if (next < 0 || next === at) return undefined;
    rows.take(scanner.row);
    at = next;
  }
  if (rows.table === undefined || kinds === undefined || log.summary().issues.length > 0) return undefined;
  return {
    delimiter,
    kinds,
    firstRow: mark + at,
    firstLine: countLines(head, 0, at),
    bytes: Buffer.from(head.subarray(0, at)),
  };
}
