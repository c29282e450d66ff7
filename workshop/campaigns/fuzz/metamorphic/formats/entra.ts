import type { Fact } from '../organisation.js';
import type { Cell, Format, Row, Sheet, Whole } from '../sheet.js';
import { sheetEvidence } from './evidence.js';
import { named, powershellText, tableText } from './table.js';

const graph = {
  id: 'id',
  upn: 'userPrincipalName',
  name: 'displayName',
  mail: 'mail',
  addresses: 'proxyAddresses',
  userType: 'userType',
  enabled: 'accountEnabled',
  synced: 'onPremisesSyncEnabled',
  immutableId: 'onPremisesImmutableId',
  sid: 'onPremisesSecurityIdentifier',
  account: 'onPremisesSamAccountName',
  domain: 'onPremisesDomainName',
  deleted: 'deletedDateTime',
  objectIdentifier: 'onPremisesObjectIdentifier',
  errors: 'onPremisesProvisioningErrors',
};
const pascal = (names: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([field, name]) => [field, name[0]?.toUpperCase() + name.slice(1)]));
const { errors: _errors, ...withoutLists } = graph;

const shows: readonly Fact[] = [
  'id',
  'upn',
  'sid',
  'account',
  'addresses',
  'enabled',
  'synced',
  'deleted',
  'objectIdentifier',
];
const showsAll: readonly Fact[] = [...shows, 'errors', 'consistencyGuid', 'recipientType', 'dn', 'everyType'];
/** What is of the other side only does not hang on this one. */
const ofTheOther: readonly Fact[] = ['consistencyGuid', 'recipientType', 'dn'];

/** An object as Graph has it: every selected property, null where there is none, its type where the collection is mixed. */
function graphObject({ cells }: Row, { columns }: Sheet, mixed: boolean): object {
  const type = cells.get('type') ?? 'user';
  const values = columns
    .filter(({ field }) => field !== 'type' && cells.has(field))
    .map(({ field, name }) => [name, graphValue(field, cells.get(field) ?? null)]);
  return {
    ...(mixed || cells.has('objectTypeWord') ? { '@odata.type': typeName(type) } : {}),
    ...Object.fromEntries(values),
  };
}

function typeName(type: Cell): string {
  return `#microsoft.graph.${type === 'contact' ? 'orgContact' : String(type)}`;
}

/** Lists are never null in Graph. */
function graphValue(field: string, cell: Cell): unknown {
  return cell === null && (field === 'addresses' || field === 'errors') ? [] : cell;
}

function pages(sheet: Sheet, whole: Whole, context: string, last: object): string {
  const objects = sheet.rows.map((row) =>
    row.cells.has('@removed') || row.cells.has('raw')
      ? rawObject(row)
      : graphObject(row, sheet, sheet.rows.some(isOther)),
  );
  const count = Math.max(1, Math.ceil(objects.length / whole.page));
  const page = (number: number): object => ({
    '@odata.context': context,
    ...(number < count - 1 || whole.nextLink
      ? { '@odata.nextLink': `https://graph.microsoft.com/v1.0/users?$skiptoken=${number}` }
      : last),
    value: objects.slice(number * whole.page, (number + 1) * whole.page),
  });
  return Array.from({ length: count }, (_, number) => `${JSON.stringify(page(number))}\n`).join('');
}

const isOther = ({ cells }: Row): boolean => cells.has('type') && cells.get('type') !== 'user';

function rawObject({ cells }: Row): unknown {
  return JSON.parse(String(cells.get('raw')));
}

const selected = ({ columns }: Sheet): string =>
  columns
    .filter(({ field }) => field !== 'type')
    .map(({ name }) => name)
    .join(',');
const contextOf = (sheet: Sheet): string => `https://graph.microsoft.com/v1.0/$metadata#users(${selected(sheet)})`;

const objectsOf = (sheet: Sheet): unknown[] =>
  sheet.rows.map((row) => (row.cells.has('raw') ? rawObject(row) : graphObject(row, sheet, sheet.rows.some(isOther))));

export const entraFormats: readonly Format[] = [
  {
    name: 'AzureADSyncedIDS.csv of the tutorial',
    side: 'entra',
    family: 'csv',
    columns: named({ upn: 'UserPrincipalName', immutableId: 'ImmutableID' }),
    shows: ['upn', ...ofTheOther],
    saysWhole: false,
    write: (sheet, style) => tableText(sheet, style, powershellText, true),
  },
  {
    name: 'Get-MgUser | Export-Csv',
    side: 'entra',
    family: 'csv',
    columns: named(pascal(withoutLists)),
    shows: [...shows, ...ofTheOther],
    saysWhole: false,
    write: (sheet, style) => tableText(sheet, style, powershellText, true),
  },
  {
    name: 'Get-MgUser | ConvertTo-Json',
    side: 'entra',
    family: 'json',
    columns: named(pascal(withoutLists)),
    shows: [...shows, ...ofTheOther],
    saysWhole: false,
    write: (sheet) => JSON.stringify(objectsOf(sheet), null, 2),
  },
  {
    name: 'Graph, pages',
    side: 'entra',
    family: 'json',
    columns: named({ type: '@odata.type', ...graph }),
    shows: showsAll,
    saysWhole: true,
    write: (sheet, _style, whole) => pages(sheet, whole, contextOf(sheet), {}),
  },
  {
    name: 'Graph, one object a line',
    side: 'entra',
    family: 'json',
    columns: named({ type: '@odata.type', ...graph }),
    shows: showsAll,
    saysWhole: false,
    write: (sheet) =>
      objectsOf(sheet)
        .map((object) => `${JSON.stringify(object)}\n`)
        .join(''),
  },
  {
    name: 'Graph, delta pages',
    side: 'entra',
    family: 'delta',
    columns: named({ type: '@odata.type', ...graph }),
    shows: showsAll.filter((fact) => fact !== 'deleted' && fact !== 'everyType'),
    saysWhole: true,
    write: (sheet, _style, whole) => {
      const link = 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=1';
      return pages(sheet, whole, `${contextOf(sheet).replace(/\)$/, '')})/$delta`, { '@odata.deltaLink': link });
    },
  },
  {
    name: 'collect entra',
    side: 'entra',
    family: 'evidence',
    columns: named({
      id: 'entraObjectId',
      type: 'objectType',
      upn: 'userPrincipalName',
      name: 'displayName',
      immutableId: 'immutableId',
      synced: 'synced',
      sid: 'onPremisesSecurityIdentifier',
      account: 'onPremisesSamAccountName',
      domain: 'onPremisesDomainName',
      mail: 'mail',
      addresses: 'proxyAddresses',
      userType: 'userType',
      enabled: 'accountEnabled',
      deleted: 'deletedDateTime',
      objectIdentifier: 'onPremisesObjectIdentifier',
      errors: 'provisioningErrors',
      members: 'members',
    }),
    shows: showsAll,
    saysWhole: true,
    write: (sheet, _style, whole) => sheetEvidence('entra', sheet, whole),
  },
];
