import type { Shown } from '../../domain/evidence.js';
import { alwaysThere, type EntraObject, type OnPremObject } from '../../domain/objects.js';
import { effectiveSourceAnchor, objectGuidAnchor, type SourceAnchorSetting } from '../../domain/source-anchor.js';
import type { CsvTable } from '../csv/read.js';
import { entraSide, onPremSide } from './header.js';
import type { Kernel } from './kernel.js';
import {
  arenaRegion,
  bucketsWord,
  clashesRegion,
  clashesWord,
  cleanConsistencyRegion,
  cleanCountsRegion,
  cleanNameBytesRegion,
  conflictFlag,
  consistencyFlag,
  controlRegion,
  flagCell,
  lengthMask,
  pairsRegion,
  restRegion,
  restWord,
} from './layout.js';
import { numbersOf, type SharedPopulation, wordsOf } from './memory.js';
import { placeOfRecord, stateIndex } from './place.js';
import { type CompactSource, readRest } from './read-rest.js';

/** The clean pairs as a number, and everybody else as objects. */
export interface Separated {
  readonly cleanPairs: number;
  /** Those of them whose mS-DS-ConsistencyGuid is there too. */
  readonly withConsistencyGuid: number;
  readonly onPrem: SeparatedSide<OnPremObject>;
  readonly entra: SeparatedSide<EntraObject>;
}

export interface SeparatedSide<Item> {
  readonly records: readonly Item[];
  readonly shown: Shown;
}

/**
 * After the buckets were joined: leaves only those pairs clean whose anchor and name nobody else bears, not even in
 * another bucket or in a row that is not plain, and reads all other rows as objects. Undefined when only the object path
 * can answer.
 */
export function separate(
  population: SharedPopulation,
  kernel: Kernel,
  onPrem: CompactSource,
  entra: CompactSource,
  sourceAnchor: SourceAnchorSetting,
): Separated | undefined {
  const words = wordsOf(population, controlRegion);
  const clashes = wordsOf(population, clashesRegion);
  const taker = createTaker(population, kernel);
  for (let index = 0; index < (words[clashesWord] as number); index += 1) taker.takeRecord(clashes[index] as number);
  const restOf = (side: number): Float64Array =>
    numbersOf(population, restRegion + side).subarray(0, words[restWord + side]);
  const clashing = taker.places();
  const here = readRest(population, onPrem, onPremSide, inOrder(restOf(onPremSide.number), clashing.onPrem));
  const there = readRest(population, entra, entraSide, inOrder(restOf(entraSide.number), clashing.entra));
  if (here === undefined || there === undefined) return undefined;
  for (const user of here.records) {
    taker.takeNamesakes(effectiveSourceAnchor(user, sourceAnchor), user.userPrincipalName);
    // The same object read twice may have another anchor each time.
    if (user.objectGuid !== undefined) taker.takeNamesakes(objectGuidAnchor(user.objectGuid), undefined);
  }
  for (const user of there.records) taker.takeNamesakes(user.immutableId, user.userPrincipalName);
  const namesakes = taker.places();
  const moreHere = readRest(population, onPrem, onPremSide, inOrder([], namesakes.onPrem));
  const moreThere = readRest(population, entra, entraSide, inOrder([], namesakes.entra));
  if (moreHere === undefined || moreThere === undefined) return undefined;
  const sumOf = (region: number): number =>
    wordsOf(population, region)
      .subarray(0, words[bucketsWord])
      .reduce((sum, count) => sum + count, 0);
  const cleanPairs = sumOf(cleanCountsRegion);
  const withConsistencyGuid = sumOf(cleanConsistencyRegion);
  const onPremRecords = sideOf(here.table, byLine(here.records, moreHere.records), alwaysThere.onPrem, [
    ...['objectGuid', 'userPrincipalName', ...(withConsistencyGuid > 0 ? ['consistencyGuid'] : [])],
    ...(hasFlags(onPrem) ? ['enabled'] : []),
  ]);
  const entraRecords = sideOf(there.table, byLine(there.records, moreThere.records), alwaysThere.entra, [
    ...['userPrincipalName', 'immutableId', 'synced'],
    ...(hasFlags(entra) ? ['accountEnabled'] : []),
  ]);
  if (onPremRecords === undefined || entraRecords === undefined) return undefined;
  return { cleanPairs, withConsistencyGuid, onPrem: onPremRecords, entra: entraRecords };
}

/** True where the file has a column of account states: each clean row has a value of it then. */
function hasFlags({ header }: CompactSource): boolean {
  return header.kinds.includes(flagCell);
}

/**
 * Undefined where the file shows something that every user has and the clean rows lack: only the object path tells that it is not
 * known of all. `clean`: what each of them has.
 */
function sideOf<Item>(
  table: CsvTable<Item>,
  records: readonly Item[],
  needed: readonly string[],
  clean: readonly string[],
): SeparatedSide<Item> | undefined {
  const all = [...records];
  const shown = table.shown(all, new Set(clean));
  const isLacked = (field: string): boolean => shown.fields.has(field) && !clean.includes(field);
  return needed.some(isLacked) ? undefined : { records: all, shown };
}

/** Takes pairs out of the clean ones and keeps where their rows stand. */
function createTaker(population: SharedPopulation, kernel: Kernel) {
  const arena = wordsOf(population, arenaRegion);
  const pairs = wordsOf(population, pairsRegion);
  const cleanCounts = wordsOf(population, cleanCountsRegion);
  const cleanNameBytes = wordsOf(population, cleanNameBytesRegion);
  const cleanConsistency = wordsOf(population, cleanConsistencyRegion);
  let onPrem: number[] = [];
  let entra: number[] = [];
  const take = (pair: number): void => {
    if (pair < 0) return;
    const record = pairs[pair * 2] as number;
    const at = stateIndex(record);
    const state = arena[at] as number;
    if ((state & conflictFlag) !== 0) return;
    arena[at] = state | conflictFlag;
    const bucket = kernel.bucketOfRecord(record);
    cleanCounts[bucket] = (cleanCounts[bucket] as number) - 1;
    cleanNameBytes[bucket] = (cleanNameBytes[bucket] as number) - (state & lengthMask);
    if ((state & consistencyFlag) !== 0) cleanConsistency[bucket] = (cleanConsistency[bucket] as number) - 1;
    onPrem.push(placeOfRecord(arena, record));
    entra.push(placeOfRecord(arena, pairs[pair * 2 + 1] as number));
  };
  const takeRecord = (record: number): void => take(kernel.findRecord(record));
  return {
    takeRecord,
    /** Takes every pair that has this anchor or this name. */
    takeNamesakes(anchor: string | undefined, name: string | undefined): void {
      if (anchor?.length === 24) {
        kernel.putName(Buffer.from(anchor, 'latin1'));
        const record = kernel.findAnchor();
        if (record !== 0) takeRecord(record);
      }
      const bytes = Buffer.from(name?.toLowerCase() ?? '');
      // Another length is none that a plain row’s name can have.
      if (bytes.length === 0 || bytes.length > lengthMask) return;
      kernel.putName(bytes);
      take(kernel.findName(bytes.length));
    },
    /** Where the rows stand that were taken since the last call. */
    places(): { readonly onPrem: number[]; readonly entra: number[] } {
      const places = { onPrem, entra };
      onPrem = [];
      entra = [];
      return places;
    },
  };
}

/** Places in the order of the file. */
function inOrder(some: ArrayLike<number>, more: readonly number[]): Float64Array {
  const all = new Float64Array(some.length + more.length);
  all.set(some);
  all.set(more, some.length);
  return all.sort();
}

function byLine<Item extends { readonly at: { readonly line: number } }>(
  some: readonly Item[],
  more: readonly Item[],
): readonly Item[] {
  return more.length === 0 ? some : [...some, ...more].sort((a, b) => a.at.line - b.at.line);
}
