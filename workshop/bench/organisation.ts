import { closeSync, openSync, writeSync } from 'node:fs';

// A large organization in the two files of the tutorial, the same bytes for the same number of people: a generator of
// our own instead of a random one, so that two machines measure the same work.

const givenNames =
  'olivia liam emma noah charlotte james amelia oliver sophia theodore mia henry isabella lucas evelyn william ava benjamin sofia levi camila sebastian harper jack luna ezra gianna michael elizabeth daniel eleanor leo ella owen abigail samuel sofie hudson avery alexander scarlett asher emily luka aria ethan penelope john chloe david layla jackson mila joseph nora mason hazel luca madison matthew ellie julian lily dylan nova elijah isla jacob grace maverick violet gabriel aurora logan riley aiden zoey thomas willow isaac'.split(
    ' ',
  );
const familyNames =
  'smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez'.split(
    ' ',
  );
const domains = ['corp.contoso.example', 'emea.contoso.example', 'apac.contoso.example', 'contoso.example'];

/** Paths of the two exports, and how many people are defective in them. */
export interface GeneratedOrganisation {
  readonly onPrem: string;
  readonly entra: string;
  readonly defective: number;
}

/** One person in this many has a defect; the kinds take turns. */
export const peoplePerDefect = 200;

/** Writes `OnPremIDs.csv` and `AzureADSyncedIDS.csv` of `people` people into the folder. */
export function writeOrganisation(folder: string, people: number): GeneratedOrganisation {
  const onPrem = csvFile(`${folder}/OnPremIDs.csv`, ['UserPrincipalName', 'Name', 'objectGUID', 'ImmutableID']);
  const entra = csvFile(`${folder}/AzureADSyncedIDS.csv`, ['UserPrincipalName', 'objectGUID', 'ImmutableID']);
  let defective = 0;
  for (let position = 0; position < people; position += 1) {
    const person = personAt(position);
    onPrem.row([person.userPrincipalName, person.name, person.objectGuid, person.anchor]);
  }
  // The cloud lists the same people in an order of its own.
  const step = stepFor(people);
  for (let position = 0; position < people; position += 1) {
    const index = (position * step) % people;
    const person = personAt(index);
    const defect = defectOf(index, people);
    if (defect === undefined) entra.row([person.userPrincipalName, person.objectGuid, person.anchor]);
    else {
      defective += 1;
      defect(person, entra.row, index);
    }
  }
  return { onPrem: onPrem.close(), entra: entra.close(), defective };
}

export interface Person {
  readonly userPrincipalName: string;
  readonly name: string;
  readonly objectGuid: string;
  readonly anchor: string;
}

export function personAt(index: number): Person {
  const mixed = mix(index);
  const given = givenNames[mixed % givenNames.length] ?? '';
  const family = familyNames[(mixed >>> 8) % familyNames.length] ?? '';
  const domain = domains[(mixed >>> 20) % domains.length] ?? '';
  const bytes = Buffer.allocUnsafe(16);
  for (let word = 0; word < 4; word += 1) bytes.writeUInt32LE(mix(Math.imul(index, 4) + word + 0x5bd1e995), word * 4);
  return {
    userPrincipalName: `${given}.${family}.${index.toString().padStart(6, '0')}@${domain}`,
    name: `${capital(given)} ${capital(family)}`,
    objectGuid: guidText(bytes),
    anchor: bytes.toString('base64'),
  };
}

type Defect = (person: Person, row: (cells: readonly string[]) => void, index: number) => void;

function withImmutableId(immutableId: (person: Person, index: number) => string): Defect {
  return (person, row, index) => row([person.userPrincipalName, person.objectGuid, immutableId(person, index)]);
}

/** Two neighbors hold each other’s anchor. */
const exchanged = (by: number): Defect => withImmutableId((_, index) => personAt(index + by).anchor);

/** Every outcome and diagnosis that two such files can show. */
const defects: readonly Defect[] = [
  withImmutableId(({ anchor }) => swapped(anchor).toString('base64')),
  withImmutableId(({ objectGuid }) => objectGuid),
  withImmutableId(({ objectGuid }) => Buffer.from(objectGuid).toString('base64')),
  withImmutableId(({ anchor }) => Buffer.from(anchor, 'base64').toString('hex')),
  withImmutableId(({ anchor }) => anchor.toLowerCase()),
  withImmutableId(({ anchor }) => `00u${anchor.replaceAll(/\W/g, 'x').slice(0, 17)}`),
  withImmutableId(({ userPrincipalName }) => userPrincipalName),
  withImmutableId(() => ''),
  withImmutableId((_, index) => personAt(-1 - index).anchor),
  (person, row) => row([`renamed.${person.userPrincipalName}`, person.objectGuid, person.anchor]),
  (person, row, index) => row([`gone.${person.userPrincipalName}`, person.objectGuid, personAt(-1 - index).anchor]),
  () => {},
  exchanged(1),
];

/** One person in `peoplePerDefect` has a defect, and the neighbor of those who exchanged anchors. */
function defectOf(index: number, people: number): Defect | undefined {
  const kind = Math.floor(index / peoplePerDefect) % defects.length;
  const place = index % peoplePerDefect;
  if (place === 17 && index + 1 < people) return defects[kind];
  return place === 18 && kind === defects.length - 1 ? exchanged(-1) : undefined;
}

export function swapped(anchor: string): Buffer {
  const bytes = Buffer.from(anchor, 'base64');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

function guidText(bytes: Buffer): string {
  const hex = Buffer.from(bytes);
  hex.subarray(0, 4).reverse();
  hex.subarray(4, 6).reverse();
  hex.subarray(6, 8).reverse();
  return hex.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A bijection of 32-bit integers that spreads neighbors (the finalizer of MurmurHash3). */
export function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A step that visits every one of so many positions: coprime to the number, about the share of it, by default the golden ratio. */
export function stepFor(people: number, share = 0.618): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b));
  let step = Math.max(1, Math.floor(people * share));
  while (divides(people, step) !== 1) step += 1;
  return step;
}

/** A CSV with CRLF, as Export-Csv writes it. */
export function csvFile(
  path: string,
  header: readonly string[],
  delimiter: ',' | ';' = ',',
  quotes: 'all' | 'needed' = 'all',
) {
  const needed = new RegExp(`["${delimiter}\\n]`);
  const written = (cell: string): string =>
    quotes === 'all' || needed.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const file = openSync(path, 'w');
  let pending = '';
  const flush = () => {
    writeSync(file, pending);
    pending = '';
  };
  const row = (cells: readonly string[]): void => {
    pending += `${cells.map(written).join(delimiter)}\r\n`;
    if (pending.length > 1 << 20) flush();
  };
  row(header);
  return {
    row,
    close() {
      flush();
      closeSync(file);
      return path;
    },
  };
}
