import {
  csvFile,
  type GeneratedOrganisation,
  mix,
  peoplePerDefect,
  personAt,
  stepFor,
  swapped,
} from './organisation.js';

// A large organisation in two exports with the columns that docs/evidence-formats.md tells people to export.

/** How the files are written, beside the plain case. */
export interface Everyday {
  readonly delimiter?: ',' | ';';
  readonly quotes?: 'all' | 'needed';
  /** Display names with a quotation mark, or with letters beyond ASCII, in each row. */
  readonly names?: 'quoted' | 'nonAscii';
  readonly order?: 'shuffled' | 'sorted';
  /** One person in so many has a defect. */
  readonly peoplePerDefect?: number;
}

interface Row {
  onPrem: string[];
  entra: string[];
}

const [upn, , guid, account, mail, , enabled, , sid, , proxies] = Array.from({ length: 11 }, (_, column) => column) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const [id, entraUpn, , entraMail, entraProxies, , entraEnabled, , immutableId, entraSid, entraAccount] = Array.from(
  { length: 11 },
  (_, column) => column,
) as [number, number, number, number, number, number, number, number, number, number, number];

function rowsAt(index: number, names: Everyday['names']): Row {
  const person = personAt(index);
  const name = person.userPrincipalName;
  const [local = '', domain = ''] = name.split('@');
  const shown =
    names === 'quoted' ? `${person.name} "${index}"` : names === 'nonAscii' ? `${person.name} Müller-Øst` : person.name;
  const alias = `${local}@mail.contoso.example`;
  const state = index % 50 === 0 ? 'False' : 'True';
  const sidText = `S-1-5-21-1004336348-1177238915-682003330-${index + 1000}`;
  const accountName = `u${index.toString(36)}`;
  const list = `SMTP:${name};smtp:${alias}`;
  const hex = mix(index ^ 0x2545f491)
    .toString(16)
    .padStart(8, '0');
  return {
    onPrem: [
      name,
      shown,
      person.objectGuid,
      accountName,
      name,
      `CN=${shown.replaceAll('"', '\\"')} ${index},OU=${domain.split('.')[0]},OU=Users,DC=corp,DC=contoso,DC=example`,
      state,
      '',
      sidText,
      '',
      list,
    ],
    entra: [
      `${hex}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      name,
      shown,
      name,
      `${list};smtp:${local}@contoso.onmicrosoft.com`,
      'Member',
      state,
      'True',
      person.anchor,
      sidText,
      accountName,
    ],
  };
}

type Defect = (row: Row, index: number) => void;
const entra =
  (column: number, value: (row: Row, index: number) => string): Defect =>
  (row, index) => {
    row.entra[column] = value(row, index);
  };
const onPrem =
  (column: number, value: (row: Row, index: number) => string): Defect =>
  (row, index) => {
    row.onPrem[column] = value(row, index);
  };
const anchorOf = ({ entra: cells }: Row): string => cells[immutableId] as string;

/** Everything that two such files can show, and what makes a row hard to read. */
const defects: readonly Defect[] = [
  entra(immutableId, (row) => swapped(anchorOf(row)).toString('base64')),
  entra(immutableId, ({ onPrem: cells }) => cells[guid] as string),
  entra(immutableId, () => ''),
  entra(immutableId, (_, index) => personAt(-1 - index).anchor),
  entra(immutableId, (_, index) => personAt(index + 1).anchor),
  entra(entraUpn, ({ entra: cells }) => `renamed.${cells[entraUpn]}`),
  entra(entraEnabled, ({ entra: cells }) => (cells[entraEnabled] === 'True' ? 'False' : 'True')),
  entra(entraProxies, ({ entra: cells }) => `${cells[entraProxies]};smtp:lost.${cells[entraUpn]}`),
  entra(entraSid, (_, index) => `S-1-5-21-1-2-3-${index}`),
  entra(entraAccount, (_, index) => `other${index}`),
  entra(entraMail, ({ entra: cells }) => `other.${cells[entraUpn]}`),
  entra(id, (_, index) => personAt(-1 - index).objectGuid),
  onPrem(mail, () => ''),
  onPrem(enabled, ({ onPrem: cells }) => (cells[enabled] === 'True' ? 'False' : 'True')),
  onPrem(proxies, (row, index) => `${row.onPrem[proxies]};smtp:${personAt(index + 1).userPrincipalName}`),
  onPrem(proxies, ({ onPrem: cells }) => `SMTP:new.${cells[upn]}`),
  onPrem(account, () => ''),
  onPrem(sid, () => ''),
  (row) => {
    row.entra = [];
  },
  (row) => {
    row.onPrem = [];
  },
];

/** Writes `OnPremIDs.csv` and `AzureADSyncedIDS.csv` with the documented columns. */
export function writeEveryday(folder: string, people: number, how: Everyday = {}): GeneratedOrganisation {
  const { delimiter = ',', quotes = 'all', order, peoplePerDefect: every = peoplePerDefect } = how;
  const here = csvFile(
    `${folder}/OnPremIDs.csv`,
    'UserPrincipalName,Name,objectGUID,sAMAccountName,mail,DistinguishedName,Enabled,adminDescription,objectSid,mS-DS-ConsistencyGuid,proxyAddresses'.split(
      ',',
    ),
    delimiter,
    quotes,
  );
  const there = csvFile(
    `${folder}/AzureADSyncedIDS.csv`,
    'Id,UserPrincipalName,DisplayName,Mail,ProxyAddresses,UserType,AccountEnabled,OnPremisesSyncEnabled,OnPremisesImmutableId,OnPremisesSecurityIdentifier,OnPremisesSamAccountName'.split(
      ',',
    ),
    delimiter,
    quotes,
  );
  let defective = 0;
  const rowOf = (index: number): Row => {
    const row = rowsAt(index, how.names);
    if (index % every === Math.min(17, every - 1)) defects[Math.floor(index / every) % defects.length]?.(row, index);
    return row;
  };
  const step = stepFor(people);
  for (let position = 0; position < people; position += 1) {
    const index = order === 'shuffled' ? (position * stepFor(people + 1)) % people : position;
    const row = rowOf(index);
    if (index % every === Math.min(17, every - 1)) defective += 1;
    if (row.onPrem.length > 0) here.row(row.onPrem);
  }
  for (let position = 0; position < people; position += 1) {
    const { entra: cells } = rowOf(order === 'sorted' ? position : (position * step) % people);
    if (cells.length > 0) there.row(cells);
  }
  return { onPrem: here.close(), entra: there.close(), defective };
}
