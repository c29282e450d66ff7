import type { Cell, Format } from '../sheet.js';
import {
  addressRisks,
  anchorRisks,
  csv,
  evidence,
  json,
  type Mutation,
  never,
  otherAnchor,
  rowOf,
  shows,
  type Target,
} from './mutation.js';

/** A column of which the other columns know nothing, and the question that is lost with it. */
interface Lost {
  readonly on: 'onPrem' | 'entra';
  readonly field: string;
  readonly said: string;
  readonly hides: readonly string[];
  readonly questions: readonly string[];
  readonly always: boolean;
}

const lost: readonly Lost[] = [
  { on: 'entra', field: 'immutableId', said: 'ImmutableID', hides: anchorRisks, ...never },
  {
    on: 'entra',
    field: 'upn',
    said: 'userPrincipalName',
    hides: ['anchors of two people exchanged'],
    ...never,
  },
  {
    on: 'entra',
    field: 'addresses',
    said: 'proxyAddresses',
    hides: addressRisks,
    questions: ['addresses', 'groups'],
    always: false,
  },
  { on: 'entra', field: 'mail', said: 'mail', hides: addressRisks, questions: ['addresses'], always: true },
  {
    on: 'entra',
    field: 'enabled',
    said: 'accountEnabled',
    hides: ['disabled on one side'],
    questions: ['accountState'],
    always: true,
  },
  {
    on: 'entra',
    field: 'synced',
    said: 'onPremisesSyncEnabled',
    hides: [],
    questions: ['cloudSyncFlag'],
    always: true,
  },
  { on: 'entra', field: 'sid', said: 'onPremisesSecurityIdentifier', hides: [], questions: ['sid'], always: true },
  {
    on: 'entra',
    field: 'objectIdentifier',
    said: 'onPremisesObjectIdentifier',
    hides: ['object identifier of another'],
    questions: ['objectIdentifier'],
    always: true,
  },
  {
    on: 'onPrem',
    field: 'consistencyGuid',
    said: 'mS-DS-ConsistencyGuid',
    hides: ['anchor in mS-DS-ConsistencyGuid', 'one anchor for two people'],
    questions: ['consistencyGuid'],
    always: true,
  },
  {
    on: 'onPrem',
    field: 'addresses',
    said: 'proxyAddresses',
    hides: addressRisks,
    questions: ['addresses', 'groups'],
    always: false,
  },
  { on: 'onPrem', field: 'mail', said: 'mail', hides: addressRisks, questions: ['addresses'], always: true },
  {
    on: 'onPrem',
    field: 'enabled',
    said: 'Enabled',
    hides: ['disabled on one side'],
    questions: ['accountState'],
    always: true,
  },
  { on: 'onPrem', field: 'sid', said: 'objectSid', hides: [], questions: ['sid'], always: true },
];

/** PowerShell writes a null for what it did not ask for; Graph itself does not. */
const writesNulls = (format: Format): boolean => csv(format) || format.name.endsWith('| ConvertTo-Json');
const columnsLost: readonly Mutation[] = lost.flatMap(({ field, said, ...rest }): Mutation[] => [
  {
    ...rest,
    name: `${said} not asked for on the ${rest.on === 'entra' ? 'Entra' : 'on-premises'} side: an empty column`,
    trace: 'no record has a value, and the file does not show that it was asked for',
    fits: (format) => shows(field)(format) && writesNulls(format),
    apply: ({ side: { sheet } }) => {
      for (const { cells } of sheet.rows) cells.set(field, null);
      return true;
    },
  },
  {
    ...rest,
    name: `${said} not asked for on the ${rest.on === 'entra' ? 'Entra' : 'on-premises'} side: no such column`,
    trace: 'the header, the select list or every record is without it',
    fits: shows(field),
    apply: ({ side: { sheet } }) => {
      sheet.columns = sheet.columns.filter((column) => column.field !== field);
      for (const { cells } of sheet.rows) cells.delete(field);
      return true;
    },
  },
]);

/** A value that a group may have, and nobody else of the organization. */
const ofGroup: Readonly<Record<string, Cell>> = {
  upn: 'committee@corp.example',
  immutableId: 'bm9ib2R5J3MgYW5jaG9yIQ==',
  addresses: ['SMTP:committee@corp.example'],
  mail: 'committee@corp.example',
  enabled: true,
  synced: true,
  sid: 'S-1-5-21-1004336348-1177238915-682003330-810001',
  objectIdentifier: 'bm9ib2R5J3MgYW5jaG9yIQ==',
  consistencyGuid: { hex: '6e6f626f6479277320616e63686f7221' },
};

/** The question that is lost with the field of somebody, and no other. */
const ownQuestion = ({ field, questions }: Lost): Pick<Mutation, 'always' | 'questions'> => ({
  always: true,
  questions: field === 'addresses' ? ['addresses'] : questions,
});

const valuesOfGroups: readonly Mutation[] = lost.map(({ field, said, on, ...rest }) => ({
  ...rest,
  ...ownQuestion({ field, said, on, ...rest }),
  on,
  name: `${said} of a group alone on the ${on === 'entra' ? 'Entra' : 'on-premises'} side`,
  trace: 'no user of the table has a value',
  fits: (format: Format) => csv(format) && shows(field)(format) && (on === 'entra' ? shows('id') : shows('dn'))(format),
  apply: ({ side: { sheet, format } }: Target) => {
    for (const { cells } of sheet.rows) cells.set(field, null);
    if (!shows('type')(format)) {
      sheet.columns.push({ field: 'type', name: on === 'entra' ? 'ObjectType' : 'ObjectClass' });
      for (const { cells } of sheet.rows) cells.set('type', 'user');
    }
    const cells = new Map<string, Cell>([
      ['type', 'group'],
      ['name', 'Committee'],
      ['id', '6e6f626f-6479-2773-2067-726f75702121'],
      ['guid', { hex: '6e6f626f647927732067726f75702121' }],
      ['dn', 'CN=Committee,OU=Groups,DC=corp,DC=example'],
    ]);
    sheet.rows.push({ key: 'committee', cells: cells.set(field, ofGroup[field] ?? null) });
    return true;
  },
}));

const directoryKeysLost: readonly Mutation[] = lost
  .filter(({ on }) => on === 'onPrem')
  .map(({ field, said, hides, ...rest }) => ({
    ...ownQuestion({ field, said, hides, ...rest }),
    name: `one JSON record without ${said} on the on-premises side`,
    trace: 'the records next to it have the key',
    on: 'onPrem' as const,
    fits: json,
    hides,
    apply: (target: Target) => rowOf(target)?.cells.delete(field) ?? false,
  }));

const keysLost: readonly Mutation[] = [
  { field: 'immutableId', hides: anchorRisks },
  { field: 'enabled', hides: ['disabled on one side'] },
  { field: 'addresses', hides: addressRisks },
].map(({ field, hides }) => ({
  name: `one JSON record without ${field === 'immutableId' ? 'onPremisesImmutableId' : field === 'enabled' ? 'accountEnabled' : 'proxyAddresses'}`,
  trace: 'the records next to it have the key',
  on: 'entra' as const,
  fits: (format: Format) => json(format) && shows(field)(format),
  hides,
  always: field === 'immutableId',
  questions: field === 'immutableId' ? [] : ['accountState', 'addresses', 'groups'],
  apply: (target: Target) => rowOf(target)?.cells.delete(field) ?? false,
}));

const wordsInCells: readonly Mutation[] = [
  {
    ...never,
    name: 'a program’s word in place of an ImmutableID',
    trace: 'the word is not an anchor',
    on: 'entra',
    fits: (format) => !evidence(format),
    hides: anchorRisks,
    apply: (target) => {
      const word = target.random.pick(['System.Byte[]', '#NAME?', 'NULL', 'System.Object[]', '#N/A', 'null', '(null)']);
      return rowOf(target)?.cells.set('immutableId', word) !== undefined;
    },
  },
  {
    ...never,
    name: 'a program’s word in place of an mS-DS-ConsistencyGuid',
    trace: 'the word is not a value',
    on: 'onPrem',
    fits: (format) => csv(format) && shows('consistencyGuid')(format),
    hides: ['anchor in mS-DS-ConsistencyGuid'],
    apply: (target) => {
      const word = target.random.pick(['System.Byte[]', '#NAME?', 'NULL', 'null']);
      return rowOf(target)?.cells.set('consistencyGuid', word) !== undefined;
    },
  },
  ...(['onPrem', 'entra'] as const).map(
    (on): Mutation => ({
      name: `a type’s name in place of every address on the ${on === 'entra' ? 'Entra' : 'on-premises'} side`,
      trace: 'the type’s name is not an address',
      on,
      fits: (format) => csv(format) && shows('addresses')(format),
      hides: addressRisks,
      ...never,
      apply: ({ side, random }) => {
        const type = random.pick(['System.String[]', 'Microsoft.ActiveDirectory.Management.ADPropertyValueCollection']);
        for (const { cells } of side.sheet.rows) cells.set('addresses', type);
        return true;
      },
    }),
  ),
  {
    ...never,
    name: 'a spreadsheet’s error in place of the state of an account',
    trace: 'the word is neither true nor false',
    on: 'onPrem',
    fits: (format) => format.name === 'Get-ADUser | Export-Csv',
    hides: ['disabled on one side'],
    apply: (target) => rowOf(target)?.cells.set('enabled', '#NAME?') !== undefined,
  },
];

const doubleColumns: readonly Mutation[] = [
  {
    ...never,
    name: 'two columns of ImmutableIDs that differ',
    trace: 'both columns are in the header, or both keys in the record',
    on: 'entra',
    fits: (format) => csv(format) || json(format),
    hides: anchorRisks,
    apply: (target) => {
      const { columns } = target.side.sheet;
      const name = columns.some((column) => column.name.toLowerCase() === 'immutableid')
        ? 'OnPremisesImmutableId'
        : 'ImmutableID';
      return doubled(target, 'immutableId', name);
    },
  },
  {
    ...never,
    name: 'two columns of UPNs that differ',
    trace: 'both columns are in the header',
    on: 'onPrem',
    fits: csv,
    apply: (target) => doubled(target, 'upn', 'UPN'),
  },
  {
    ...never,
    name: 'Enabled against userAccountControl',
    trace: 'both are in the record',
    on: 'onPrem',
    fits: shows('enabled'),
    apply: (target) => {
      const { sheet } = target.side;
      const own = rowOf(target);
      if (typeof own?.cells.get('enabled') !== 'boolean') return false;
      const isControl = sheet.columns.some(({ name }) => name === 'userAccountControl');
      for (const row of sheet.rows) {
        const enabled = row.cells.get('enabled');
        if (typeof enabled !== 'boolean') continue;
        const said = row === own ? !enabled : enabled;
        const control = target.random.pick(said ? ['512', '66048', '544'] : ['514', '66050', '546']);
        row.cells.set('enabled again', isControl ? (said ? 'True' : 'False') : control);
      }
      sheet.columns.push({ field: 'enabled again', name: isControl ? 'Enabled' : controlNameIn(target) });
      return true;
    },
  },
];

/** Evidence files hold attributes in lower case. */
function controlNameIn({ side: { format } }: Target): string {
  return evidence(format) ? 'useraccountcontrol' : 'userAccountControl';
}

/** Adds a second column of the field in which the record in focus has another value. */
function doubled(target: Target, field: string, name: string): boolean {
  const { sheet } = target.side;
  const own = rowOf(target);
  const now = own?.cells.get(field);
  if (own === undefined || typeof now !== 'string') return false;
  const value = field === 'upn' ? 'somebody.else@corp.example' : otherAnchor(target, now);
  for (const { cells } of sheet.rows) cells.set(`${field} again`, cells.get(field) ?? null);
  own.cells.set(`${field} again`, value);
  const column = { field: `${field} again`, name };
  sheet.columns = target.random.chance(50) ? [column, ...sheet.columns] : [...sheet.columns, column];
  return true;
}

/** The columns of the portal's “Download users”, as far as the sheet can fill them. */
const portal = {
  upn: 'userPrincipalName',
  name: 'displayName',
  mail: 'mail',
  id: 'objectId',
  userType: 'userType',
  enabled: 'accountEnabled',
  synced: 'directorySynced',
};

const otherExports: readonly Mutation[] = [
  {
    ...never,
    name: 'the portal’s download of users in place of an export',
    trace: 'it has no column of ImmutableIDs',
    on: 'entra',
    fits: ({ name }) => name === 'Get-MgUser | Export-Csv',
    apply: ({ side: { sheet } }) => {
      sheet.columns = Object.entries(portal).map(([field, name]) => ({ field, name }));
      return true;
    },
  },
];

/** Fields that the directory has of everybody: of one person alone they are gone. */
const emptyForOne: readonly Mutation[] = (
  [
    ['onPrem', 'enabled', 'Enabled', 'accountState', 'on-premises'],
    ['onPrem', 'sid', 'objectSid', 'sid', 'on-premises'],
    ['entra', 'enabled', 'accountEnabled', 'accountState', 'Entra'],
  ] as const
).map(([on, field, said, question, side]) => ({
  name: `${said} of one person empty on the ${side} side`,
  trace: 'the directory has it of every user',
  on,
  fits: shows(field),
  hides: field === 'enabled' ? ['disabled on one side'] : [],
  always: true,
  questions: [question],
  apply: (target) => rowOf(target)?.cells.set(field, null) !== undefined,
}));

export const columnMutations: readonly Mutation[] = [
  ...otherExports,
  ...columnsLost,
  ...emptyForOne,
  ...valuesOfGroups,
  ...keysLost,
  ...directoryKeysLost,
  ...wordsInCells,
  ...doubleColumns,
];
