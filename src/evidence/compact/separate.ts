import { spellDn } from '../../domain/distinguished-name.js';
import type { Shown } from '../../domain/evidence.js';
import { alwaysThere, type EntraObject, type OnPremObject } from '../../domain/objects.js';
import type { CsvTable } from '../csv/read.js';
import { readAnchor, words } from './cells.js';
import {
  type Columns,
  consistencyFlag,
  containerWord,
  controlWords,
  partnerNumber,
  placeNumber,
  recordNumbers,
  recordWords,
  stateWord,
  takenFlag,
  usedFlag,
} from './columns.js';
import { entraSide, onPremSide } from './header.js';
import { type CompactSource, type Rest, readRest } from './read-rest.js';
import { accountKey, addressKey, createTables, objectIdKey, sidKey } from './tables.js';

/** The clean pairs as row numbers, and everybody else as objects. */
export interface Separated {
  readonly cleanPairs: Int32Array;
  /** How many of them have an mS-DS-ConsistencyGuid too. */
  readonly withConsistencyGuid: number;
  /** The clean pairs of each container, in one spelling. */
  readonly containers: ReadonlyMap<string, { readonly people: number; readonly withConsistencyGuid: number }>;
  readonly onPrem: SeparatedSide<OnPremObject>;
  readonly entra: SeparatedSide<EntraObject>;
}

export interface SeparatedSide<Item> {
  readonly records: readonly Item[];
  readonly shown: Shown;
}

/** What leads from an object to others (src/validation/reachable-keys.ts). */
export interface KeysOfObject {
  readonly anchors: Iterable<string | undefined>;
  readonly addresses: Iterable<string | undefined>;
  readonly sids: Iterable<string | undefined>;
  readonly accountNames: Iterable<string | undefined>;
  readonly objectIds: Iterable<string | undefined>;
}

/** So many objects cost nothing worth avoiding. */
const fewObjects = 10_000;

/** Who is an object and whom it leads to. */
export interface KeyReaders {
  onPrem(object: OnPremObject): KeysOfObject;
  entra(object: EntraObject): KeysOfObject;
}

/**
 * After both files were scanned: leaves only those pairs clean none of whose keys anybody else has, in any row, and reads all
 * other rows as objects. Undefined when only the object path can answer.
 */
export function separate(
  columns: Columns,
  onPrem: CompactSource,
  entra: CompactSource,
  keysOf: KeyReaders,
): Separated | undefined {
  const { control, records, numbers, rest } = columns;
  const rows = Math.min(control[controlWords.rows] as number, records.length / recordWords);
  const placeOf = (row: number): number => numbers[row * recordNumbers + placeNumber] as number;
  const partnerOf = (row: number): number => numbers[row * recordNumbers + partnerNumber] as number;
  const restOf = (side: 0 | 1): number[] => Array.from(rest[side].subarray(0, control[controlWords.rest + side]));
  const taken = { onPrem: restOf(0), entra: restOf(1) };
  let used = 0;
  for (let row = 0; row < rows; row += 1) {
    const state = records[row * recordWords + stateWord] as number;
    if ((state & usedFlag) === 0) continue;
    used += 1;
    const partner = partnerOf(row);
    if ((state & takenFlag) === 0 && partner !== 0) continue;
    records[row * recordWords + stateWord] = state | takenFlag;
    taken.onPrem.push(placeOf(row));
    if (partner !== 0) taken.entra.push(partner - 1);
  }
  // Objects cost more here than there, where nobody is a column.
  if (used === 0 || taken.onPrem.length > Math.max(used, fewObjects)) return undefined;
  const read = (here: readonly number[], there: readonly number[]) => {
    const some = readRest(columns, onPrem, onPremSide, inOrder(here));
    const others = some && readRest(columns, entra, entraSide, inOrder(there));
    return some && others && { onPrem: some, entra: others };
  };
  const first = read(taken.onPrem, taken.entra);
  if (first === undefined) return undefined;
  // Whose membership would go hangs on everybody.
  if (first.onPrem.records.some(hasMembers) && first.entra.records.some(hasMembers)) return undefined;
  const reached = reachedRows(columns, first, keysOf);
  const more = read(
    reached.map(placeOf),
    reached.map((row) => partnerOf(row) - 1),
  );
  if (more === undefined) return undefined;
  const clean: number[] = [];
  let withConsistencyGuid = 0;
  for (let row = 0; row < rows; row += 1) {
    const state = records[row * recordWords + stateWord] as number;
    if ((state & (usedFlag | takenFlag)) !== usedFlag) continue;
    clean.push(row);
    if ((state & consistencyFlag) !== 0) withConsistencyGuid += 1;
  }
  const onPremRecords = sideOf(first.onPrem, more.onPrem, alwaysThere.onPrem, shownBy(columns, onPrem, 0));
  const entraRecords = sideOf(first.entra, more.entra, alwaysThere.entra, shownBy(columns, entra, 1));
  if (onPremRecords === undefined || entraRecords === undefined) return undefined;
  const cleanPairs = new Int32Array(new SharedArrayBuffer(clean.length * 4));
  cleanPairs.set(clean);
  const containers = containersOf(columns, cleanPairs);
  return { cleanPairs, withConsistencyGuid, containers, onPrem: onPremRecords, entra: entraRecords };
}

function containersOf({ arena, records }: Columns, rows: Int32Array): Separated['containers'] {
  const counts = new Map<number, { people: number; withConsistencyGuid: number }>();
  for (const row of rows) {
    const place = records[row * recordWords + containerWord] as number;
    if (place === 0) continue;
    let count = counts.get(place);
    if (count === undefined) {
      count = { people: 0, withConsistencyGuid: 0 };
      counts.set(place, count);
    }
    count.people += 1;
    if (((records[row * recordWords + stateWord] as number) & consistencyFlag) !== 0) count.withConsistencyGuid += 1;
  }
  // Each thread has written its own, and a container may be written in several ways.
  const named = new Map<string, { people: number; withConsistencyGuid: number }>();
  for (const [place, count] of counts) {
    const start = place * 4 + 2;
    const length = (arena[start - 2] as number) + ((arena[start - 1] as number) << 8);
    const name = spellDn(Buffer.from(arena.subarray(start, start + length)).toString('utf8'));
    const known = named.get(name) ?? { people: 0, withConsistencyGuid: 0 };
    named.set(name, {
      people: known.people + count.people,
      withConsistencyGuid: known.withConsistencyGuid + count.withConsistencyGuid,
    });
  }
  return named;
}

function hasMembers({ members }: OnPremObject | EntraObject): boolean {
  return members !== undefined;
}

interface Read {
  readonly onPrem: Rest<OnPremObject>;
  readonly entra: Rest<EntraObject>;
}

/** The clean pairs that a key of somebody among the objects leads to, now taken. What they have themselves leads to no other pair. */
function reachedRows(columns: Columns, { onPrem, entra }: Read, keysOf: KeyReaders): number[] {
  const { records } = columns;
  const tables = createTables(columns);
  const reached: number[] = [];
  const take = (row: number): void => {
    const at = row * recordWords + stateWord;
    const state = row < 0 ? takenFlag : (records[at] as number);
    if ((state & takenFlag) !== 0) return;
    records[at] = state | takenFlag;
    reached.push(row);
  };
  const takeKeys = (kind: number, keys: Iterable<string | undefined>): void => {
    for (const key of keys) {
      const bytes = Buffer.from(key ?? '');
      if (bytes.length > 0) take(tables.findKey(kind, bytes, 0, bytes.length));
    }
  };
  const takeAll = (keys: KeysOfObject): void => {
    for (const anchor of keys.anchors) {
      const bytes = Buffer.from(anchor ?? '', 'latin1');
      if (readAnchor(bytes, 0, bytes.length)) take(tables.findAnchor(words));
    }
    takeKeys(addressKey, keys.addresses);
    takeKeys(sidKey, keys.sids);
    takeKeys(accountKey, keys.accountNames);
    takeKeys(objectIdKey, keys.objectIds);
  };
  for (const object of onPrem.records) takeAll(keysOf.onPrem(object));
  for (const object of entra.records) takeAll(keysOf.entra(object));
  return reached;
}

/** The fields that the plain rows show. */
function shownBy({ seen }: Columns, { header }: CompactSource, side: 0 | 1): readonly string[] {
  const fields = header.fields.filter((_, column) => seen[side][column] === 1).flat();
  return header.fields.flat().includes('objectType') ? [...fields, 'objectType'] : fields;
}

/**
 * Undefined where the file shows something that every user has and the clean rows lack: only the object path tells that it is not
 * known of all. `clean`: what the plain rows show.
 */
function sideOf<Item extends { readonly at: { readonly line: number } }>(
  { table, records }: Rest<Item>,
  { records: more }: Rest<Item>,
  needed: readonly string[],
  clean: readonly string[],
): SeparatedSide<Item> | undefined {
  const all = [...records, ...more].sort((a, b) => a.at.line - b.at.line);
  const shown = (table as CsvTable<Item>).shown(all, new Set(clean));
  const isLacked = (field: string): boolean => shown.fields.has(field) && !clean.includes(field);
  return needed.some(isLacked) ? undefined : { records: all, shown };
}

/** Places in the order of the file. */
function inOrder(places: readonly number[]): Float64Array {
  return Float64Array.from(places).sort();
}
