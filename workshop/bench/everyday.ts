import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { collectedFile } from './collected.js';
import {
  csvFile,
  type GeneratedOrganisation,
  mix,
  peoplePerDefect,
  personAt,
  stepFor,
  swapped,
} from './organisation.js';

// A large organization in two exports with the columns that docs/evidence-formats.md tells people to export.

/** How the files are written, besides the plain case. */
export interface Everyday {
  /** CSV where it is left out. */
  readonly format?: 'collected';
  readonly delimiter?: ',' | ';';
  readonly quotes?: 'all' | 'needed';
  /** Display names with a quotation mark, or with letters beyond ASCII, in each row. */
  readonly names?: 'quoted' | 'nonAscii';
  readonly order?: 'shuffled' | 'sorted';
  /** One person in so many has a defect. */
  readonly peoplePerDefect?: number;
  /** UTF-8 as it is where it is left out. */
  readonly packing?: keyof typeof packings;
}

const packings = {
  gzip: (text: Buffer) => gzipSync(text),
  utf16: (text: Buffer) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
} as const;

/** One person’s row on each side, by column. */
function rowsAt(index: number, names: Everyday['names']) {
  const person = personAt(index);
  const name = person.userPrincipalName;
  const [local = '', domain = ''] = name.split('@');
  const shown =
    names === 'quoted' ? `${person.name} "${index}"` : names === 'nonAscii' ? `${person.name} Müller-Øst` : person.name;
  const alias = `${local}@mail.contoso.example`;
  const state = index % 50 === 0 ? 'False' : 'True';
  const sid = `S-1-5-21-1004336348-1177238915-682003330-${index + 1000}`;
  const account = `u${index.toString(36)}`;
  const list = `SMTP:${name};smtp:${alias}`;
  const hex = mix(index ^ 0x2545f491)
    .toString(16)
    .padStart(8, '0');
  return {
    onPrem: {
      UserPrincipalName: name,
      Name: shown,
      objectGUID: person.objectGuid,
      sAMAccountName: account,
      mail: name,
      DistinguishedName: `CN=${shown.replaceAll('"', '\\"')} ${index},OU=${domain.split('.')[0]},OU=Users,DC=corp,DC=contoso,DC=example`,
      Enabled: state,
      adminDescription: '',
      objectSid: sid,
      'mS-DS-ConsistencyGuid': '',
      proxyAddresses: list,
    },
    entra: {
      Id: `${hex}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      UserPrincipalName: name,
      DisplayName: shown,
      Mail: name,
      ProxyAddresses: `${list};smtp:${local}@contoso.onmicrosoft.com`,
      UserType: 'Member',
      AccountEnabled: state,
      OnPremisesSyncEnabled: 'True',
      OnPremisesImmutableId: person.anchor,
      OnPremisesSecurityIdentifier: sid,
      OnPremisesSamAccountName: account,
    },
  };
}

type Rows = ReturnType<typeof rowsAt>;
/** What is different where somebody has the defect; a side that is undefined has no row. */
type Defect = (rows: Rows, index: number) => { readonly [Side in keyof Rows]?: Rows[Side] | undefined };
const entra =
  (column: keyof Rows['entra'], value: (row: Rows['entra'], index: number) => string): Defect =>
  ({ entra: row }, index) => ({ entra: { ...row, [column]: value(row, index) } });
const onPrem =
  (column: keyof Rows['onPrem'], value: (row: Rows['onPrem'], index: number) => string): Defect =>
  ({ onPrem: row }, index) => ({ onPrem: { ...row, [column]: value(row, index) } });
const otherState = (state: string): string => (state === 'True' ? 'False' : 'True');

/** Everything that two such files can show, and what makes a row hard to read. */
const defects: readonly Defect[] = [
  entra('OnPremisesImmutableId', ({ OnPremisesImmutableId: anchor }) => swapped(anchor).toString('base64')),
  entra('OnPremisesImmutableId', (_, index) => personAt(index).objectGuid),
  entra('OnPremisesImmutableId', () => ''),
  entra('OnPremisesImmutableId', (_, index) => personAt(-1 - index).anchor),
  entra('OnPremisesImmutableId', (_, index) => personAt(index + 1).anchor),
  entra('UserPrincipalName', ({ UserPrincipalName: name }) => `renamed.${name}`),
  entra('AccountEnabled', ({ AccountEnabled: state }) => otherState(state)),
  entra('ProxyAddresses', ({ ProxyAddresses: list, UserPrincipalName: name }) => `${list};smtp:lost.${name}`),
  entra('OnPremisesSecurityIdentifier', (_, index) => `S-1-5-21-1-2-3-${index}`),
  entra('OnPremisesSamAccountName', (_, index) => `other${index}`),
  entra('Mail', ({ UserPrincipalName: name }) => `other.${name}`),
  entra('Id', (_, index) => personAt(-1 - index).objectGuid),
  onPrem('mail', () => ''),
  onPrem('Enabled', ({ Enabled: state }) => otherState(state)),
  onPrem(
    'proxyAddresses',
    ({ proxyAddresses: list }, index) => `${list};smtp:${personAt(index + 1).userPrincipalName}`,
  ),
  onPrem('proxyAddresses', ({ UserPrincipalName: name }) => `SMTP:new.${name}`),
  onPrem('sAMAccountName', () => ''),
  onPrem('objectSid', () => ''),
  () => ({ entra: undefined }),
  () => ({ onPrem: undefined }),
];

/** Writes one file for each side with the documented columns: `OnPremIDs.csv` and `AzureADSyncedIDS.csv`, or what `collect` writes. */
export function writeEveryday(folder: string, people: number, how: Everyday = {}): GeneratedOrganisation {
  const { delimiter = ',', quotes = 'all', order, peoplePerDefect: every = peoplePerDefect } = how;
  const columns = rowsAt(0, how.names);
  const table = (name: string, header: readonly string[]) => {
    const file = csvFile(`${folder}/${name}.csv`, header, delimiter, quotes);
    return { ...file, row: (row: Readonly<Record<string, string>>) => file.row(Object.values(row)) };
  };
  const fileOf = (side: 'onPrem' | 'entra', name: string) => {
    const header = Object.keys(columns[side]);
    return how.format === 'collected' ? collectedFile(`${folder}/${side}.json`, side, header) : table(name, header);
  };
  const here = fileOf('onPrem', 'OnPremIDs');
  const there = fileOf('entra', 'AzureADSyncedIDS');
  const isDefective = (index: number): boolean => index % every === Math.min(17, every - 1);
  const rowsOf = (index: number) => {
    const rows = rowsAt(index, how.names);
    return isDefective(index)
      ? { ...rows, ...defects[Math.floor(index / every) % defects.length]?.(rows, index) }
      : rows;
  };
  let defective = 0;
  for (let position = 0; position < people; position += 1) {
    const index = order === 'shuffled' ? (position * stepFor(people, 0.414)) % people : position;
    if (isDefective(index)) defective += 1;
    const { onPrem: row } = rowsOf(index);
    if (row !== undefined) here.row(row);
  }
  const step = stepFor(people);
  for (let position = 0; position < people; position += 1) {
    const { entra: row } = rowsOf(order === 'sorted' ? position : (position * step) % people);
    if (row !== undefined) there.row(row);
  }
  const packed = (path: string): string => {
    if (how.packing === undefined) return path;
    const name = `${path}.${how.packing}`;
    writeFileSync(name, packings[how.packing](readFileSync(path)));
    rmSync(path);
    return name;
  };
  return { onPrem: packed(here.close()), entra: packed(there.close()), defective };
}
