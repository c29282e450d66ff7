import type { EntraObject } from '../../domain/objects.js';
import type { ReadLog } from '../read-log.js';
import { agreedState, canonicalName, graphPrefix, layOutColumns, refuseContradiction } from '../records/columns.js';
import {
  convertEntraObject,
  type EntraRole,
  entraNames,
  refuseUnknownType,
  settleSynced,
  synchronisedProperties,
  withoutImmutableId,
} from '../records/entra.js';
import { shownColumns } from '../shown-columns.js';
import { readBoolean, readObjectType } from '../values/flags.js';
import { isTypeName } from '../values/words.js';
import {
  hasLostLetters,
  readAddresses,
  readName,
  readSignInName,
  readText,
  refuseProvisioningErrors,
} from './cells.js';
import { mayHoldCutText } from './cut-off.js';
import { activeDirectoryColumnsIn, listColumns } from './kinds.js';
import type { CsvTable } from './read.js';
import type { CsvRow } from './scan.js';

/**
 * The table of an Entra export: the tutorial's CSV, `Get-MgUser | Export-Csv`, or a portal's user download. Returns
 * undefined, and says so, when the header is of another kind.
 */
export function entraTable(header: readonly string[], line: number, log: ReadLog): CsvTable<EntraObject> | undefined {
  const { roles, rivals } = layOutColumns(header, entraNames);
  const foreign = activeDirectoryColumnsIn(header);
  if (foreign.length > 0 || (!roles.has('entraObjectId') && !roles.has('userPrincipalName'))) {
    const found =
      foreign.length > 0
        ? `This is an export of Active Directory (columns ${foreign.join(', ')})`
        : `There is neither UserPrincipalName nor Id (${listColumns(header)})`;
    log.incomplete(line, `${found}, expected one of Entra with columns such as UserPrincipalName and ImmutableID.`);
    return undefined;
  }
  if (!roles.has('immutableId')) log.incomplete(line, withoutImmutableId);
  const names = new Map([...roles].map(([role, column]) => [column, role]));
  const derivedGuid = header.findIndex((name) => canonicalName(name) === 'objectguid');
  let derivedGuids = 0;

  const rawCell = (row: CsvRow, role: EntraRole): string => {
    const column = roles.get(role);
    return column === undefined ? '' : row.text(column);
  };
  const columnName = (role: EntraRole): string => header[roles.get(role) ?? -1]?.trim() ?? role;
  const cell = (row: CsvRow, role: EntraRole): string => readerOf(role)(rawCell(row, role), columnName(role));
  const flag = (row: CsvRow, role: EntraRole): boolean | undefined => {
    const text = cell(row, role);
    return text.trim() === '' ? undefined : readBoolean(text, columnName(role));
  };
  const propertyColumns = header.flatMap((name, column) => {
    const property = canonicalName(name);
    return synchronisedProperties.has(property) ? [{ property, column }] : [];
  });
  const readProperties = (row: CsvRow): ReadonlyMap<string, string> =>
    new Map(
      propertyColumns.flatMap(({ property, column }): [string, string][] => {
        const text = row.text(column).trim();
        return text === '' || isTypeName(text) ? [] : [[property, text]];
      }),
    );
  const readRow = (row: CsvRow): EntraObject | undefined => {
    for (const [role, columns] of rivals) {
      for (const column of columns)
        refuseContradiction(role, [columnName(role), rawCell(row, role)], [header[column] ?? '', row.text(column)]);
    }
    const objectType = readType(cell(row, 'objectType'));
    if (objectType === undefined) {
      refuseUnknownType(cell(row, 'objectType'), rawCell(row, 'userPrincipalName'), rawCell(row, 'immutableId'));
      return undefined;
    }
    const blocked = flag(row, 'blockCredential');
    const accountEnabled = agreedState(
      [columnName('accountEnabled'), flag(row, 'accountEnabled')],
      [columnName('blockCredential'), blocked === undefined ? undefined : !blocked],
    );
    refuseProvisioningErrors(rawCell(row, 'provisioningErrors'), columnName('provisioningErrors'), row.line, log);
    const object = convertEntraObject(
      {
        objectType,
        entraObjectId: cell(row, 'entraObjectId'),
        userPrincipalName: cell(row, 'userPrincipalName'),
        immutableId: cell(row, 'immutableId'),
        synced: flag(row, 'synced'),
        displayName: cell(row, 'displayName'),
        userType: cell(row, 'userType'),
        accountEnabled,
        mail: cell(row, 'mail'),
        proxyAddresses: readAddresses(rawCell(row, 'proxyAddresses'), row.line, log),
        onPremisesSecurityIdentifier: cell(row, 'onPremisesSecurityIdentifier'),
        onPremisesSamAccountName: cell(row, 'onPremisesSamAccountName'),
        onPremisesDomainName: cell(row, 'onPremisesDomainName'),
        onPremisesDistinguishedName: cell(row, 'onPremisesDistinguishedName'),
        deletedDateTime: cell(row, 'deletedDateTime'),
        onPremisesObjectIdentifier: cell(row, 'onPremisesObjectIdentifier'),
        mailEnabled: flag(row, 'mailEnabled'),
        securityEnabled: flag(row, 'securityEnabled'),
        deviceId: cell(row, 'deviceId'),
        cloudManaged: flag(row, 'cloudManaged'),
        exchangeCloudManaged: flag(row, 'exchangeCloudManaged'),
        properties: readProperties(row),
      },
      { origin: log.origin, line: row.line },
    );
    if (derivedGuid >= 0 && row.text(derivedGuid) !== '') derivedGuids += 1;
    if (hasLostLetters(object.displayName, object.userPrincipalName)) log.unreadableText(row.line);
    return object;
  };
  return {
    shown(records, elsewhere) {
      const shown = shownColumns(entraFields(roles.keys(), propertyColumns.length > 0), records, hasValue, elsewhere);
      settleSynced(records, shown.fields);
      return shown;
    },
    readRow,
    mayBeCutOff: (last, before) => mayHoldCutText(names.get(last.column) ?? 'attributes', last, before),
    finish(records) {
      // The tutorial derives objectGUID from the ImmutableID: with the one and never the other it is the wrong file.
      if (derivedGuids === 0 || records.some((record) => record.immutableId !== undefined)) return;
      log.incomplete(
        line,
        'Every row has an objectGUID and none an ImmutableID: this looks like the on-premises export. Give the export of Entra here.',
      );
    },
  };
}

/** Any word may be a name. */
const nameRoles: ReadonlySet<EntraRole> = new Set(['displayName', 'onPremisesSamAccountName']);

function readerOf(role: EntraRole): typeof readText {
  if (role === 'userPrincipalName') return readSignInName;
  return nameRoles.has(role) ? readName : readText;
}

/** Lists of objects: in a cell of a table they are a type's name at best. */
const unreadInTables: ReadonlySet<EntraRole> = new Set(['members', 'provisioningErrors']);

/** The fields in the names of EntraObject. */
function entraFields(roles: Iterable<EntraRole>, withProperties: boolean): ReadonlySet<string> {
  const shown = [...roles].filter((role) => !unreadInTables.has(role));
  const fields = shown.map((role) => (role === 'blockCredential' ? 'accountEnabled' : role));
  return new Set([...fields, ...(withProperties ? ['properties'] : [])]);
}

function hasValue(object: EntraObject, field: string): boolean {
  return Reflect.get(object, field) !== undefined;
}

function readType(text: string): ReturnType<typeof readObjectType> {
  const word = text.trim().replace(graphPrefix, '');
  return word === '' ? 'user' : readObjectType([word]);
}
