import type { OnPremObject } from '../../domain/objects.js';
import { binaryAttributes } from '../../domain/source-anchor.js';
import type { ReadLog } from '../read-log.js';
import { layOutColumns, refuseContradiction, unclearAttribute } from '../records/columns.js';
import {
  convertOnPremObject,
  decisiveNames,
  hasAnchorField,
  hasOnPremValue,
  type OnPremRole,
  onPremNames,
  requireAnchor,
  withoutAnchorField,
} from '../records/on-prem.js';
import { shownColumns } from '../shown-columns.js';
import { isExcelNumber, isTypeName } from '../values/words.js';
import {
  decodeHexText,
  hasLostLetters,
  readAddresses,
  readMembers,
  readName,
  readSignInName,
  readText,
} from './cells.js';
import { mayHoldCutText } from './cut-off.js';
import { entraColumnsIn, listColumns } from './kinds.js';
import type { CsvTable } from './read.js';
import type { CsvRow } from './scan.js';

/** Any word may be a name. */
const nameRoles: ReadonlySet<OnPremRole> = new Set(['name', 'samAccountName']);

function readerOf(role: OnPremRole): typeof readText {
  if (role === 'userPrincipalName') return readSignInName;
  return nameRoles.has(role) ? readName : readText;
}

const noAttributes: ReadonlyMap<string, string> = new Map();

/**
 * The table of an on-premises export: the tutorial's CSV, `Get-ADUser | Export-Csv`, or csvde (a CSV whose values may
 * be X'hexadecimal'). Returns undefined, and says so, when the header is of another kind.
 */
export function onPremTable(header: readonly string[], line: number, log: ReadLog): CsvTable<OnPremObject> | undefined {
  const layout = layOutColumns(header, onPremNames);
  const foreign = entraColumnsIn(header);
  if (layout.roles.size === 0 || foreign.length > 0) {
    const found =
      foreign.length > 0
        ? `This is an export of Entra (columns ${foreign.join(', ')})`
        : `No column is known (${listColumns(header)})`;
    log.incomplete(
      line,
      `${found}, expected one of Active Directory with columns such as UserPrincipalName and objectGUID.`,
    );
    return undefined;
  }
  const unclear = unclearAttribute(header);
  if (unclear !== undefined) log.incomplete(line, unclear);
  const fields = new Set<string>([...layout.roles.keys(), ...layout.others.keys()]);
  if (layout.others.has('useraccountcontrol')) fields.add('enabled');
  const anchored = hasAnchorField(fields);
  if (!anchored) log.incomplete(line, withoutAnchorField);
  const roles = new Map([...layout.roles].map(([role, column]) => [column, role]));

  const rawCell = (row: CsvRow, role: OnPremRole): string => {
    const column = layout.roles.get(role);
    return column === undefined ? '' : row.text(column);
  };
  const columnName = (role: OnPremRole): string => header[layout.roles.get(role) ?? -1]?.trim() ?? role;
  const cell = (row: CsvRow, role: OnPremRole): string =>
    readerOf(role)(decodeHexText(rawCell(row, role)), columnName(role));
  const attributesOf = (row: CsvRow): ReadonlyMap<string, string> => {
    let attributes: Map<string, string> | undefined;
    for (const [name, column] of layout.others) {
      const written = row.text(column);
      // Bytes may happen to be text.
      const value = binaryAttributes.has(name) ? written : decodeHexText(written);
      if (value === '') continue;
      const isKept = decisiveNames.has(name);
      if (isTypeName(value) && !isKept) fields.delete(name);
      else if (isExcelNumber(value) && !isKept) {
        fields.delete(name);
        log.remark(
          row.line,
          `The column ${header[column]} holds numbers that Excel has rounded (1,23E+11), so it was left out. Export it again and do not save it in Excel.`,
        );
      } else {
        attributes ??= new Map();
        attributes.set(name, value);
      }
    }
    return attributes ?? noAttributes;
  };
  const readRow = (row: CsvRow): OnPremObject | undefined => {
    const at = { origin: log.origin, line: row.line };
    for (const [role, columns] of layout.rivals) {
      for (const column of columns)
        refuseContradiction(
          role,
          [columnName(role), decodeHexText(rawCell(row, role))],
          [header[column] ?? '', decodeHexText(row.text(column))],
        );
    }
    const object = convertOnPremObject(
      {
        objectGuid: rawCell(row, 'objectGuid'),
        consistencyGuid: rawCell(row, 'consistencyGuid'),
        objectSid: rawCell(row, 'objectSid'),
        immutableIdClaim: cell(row, 'immutableIdClaim'),
        userPrincipalName: cell(row, 'userPrincipalName'),
        name: cell(row, 'name'),
        samAccountName: cell(row, 'samAccountName'),
        mail: cell(row, 'mail'),
        proxyAddresses: readAddresses(decodeHexText(rawCell(row, 'proxyAddresses')), row.line, log),
        distinguishedName: cell(row, 'distinguishedName'),
        enabled: cell(row, 'enabled'),
        enabledName: columnName('enabled'),
        members: readMembers(decodeHexText(rawCell(row, 'members')), row.line, log),
        deleted: cell(row, 'deleted'),
        classes: cell(row, 'objectType').split(';'),
        attributes: attributesOf(row),
      },
      at,
    );
    if (object === undefined) return undefined;
    if (anchored) requireAnchor(object, fields);
    if (hasLostLetters(object.name, object.userPrincipalName)) log.unreadableText(row.line);
    return object;
  };
  return {
    shown: (records, elsewhere) => shownColumns(fields, records, hasOnPremValue, elsewhere),
    readRow,
    mayBeCutOff: (last, before) => mayHoldCutText(roles.get(last.column) ?? 'attributes', last, before),
  };
}
