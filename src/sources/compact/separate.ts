import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { effectiveSourceAnchor, type SourceAnchorSetting } from '../../domain/source-anchor.js';
import type { ReadLog } from '../read-log.js';
import { readAnchor } from './anchor-bytes.js';
import { findAnchor } from './anchor-slots.js';
import { type CompactHeader, type CompactSide, entraSide, onPremSide } from './header.js';
import { createPairFinder, isClean, nobody } from './pairs.js';
import { readRest } from './read-rest.js';
import type { CompactFile } from './segments.js';
import {
  conflictFlag,
  consistencyFlag,
  control,
  lengthMask,
  placeOfRecord,
  type SharedFile,
  type SharedPopulation,
  stateWord,
} from './shared.js';

/** A file of one side with its header and the log of what is wrong with it. */
export interface CompactSource {
  readonly file: CompactFile;
  readonly header: CompactHeader;
  readonly log: ReadLog;
}

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
  readonly fields: ReadonlySet<string>;
}

/**
 * After the buckets were joined: leaves only those pairs clean whose anchor and name nobody else bears, not even in
 * another bucket or in a row that is not plain, and reads all other rows as objects. Undefined when only the object path
 * can answer.
 */
export function separate(
  population: SharedPopulation,
  onPrem: CompactSource,
  entra: CompactSource,
  sourceAnchor: SourceAnchorSetting,
): Separated | undefined {
  const { control: words, clashes } = population;
  const taker = createTaker(population);
  for (let index = 0; index < (words[control.clashes] as number); index += 1)
    taker.takeRecord(clashes[index] as number);
  const clashing = taker.places();
  const places = {
    onPrem: joined(clashing.onPrem, population.onPrem.rest, words[control.onPremRest] as number),
    entra: joined(clashing.entra, population.entra.rest, words[control.entraRest] as number),
  };
  const here = readRest(onPrem.file, onPrem.header, population.onPrem, places.onPrem, onPremSide, onPrem.log);
  const there = readRest(entra.file, entra.header, population.entra, places.entra, entraSide, entra.log);
  if (here === undefined || there === undefined) return undefined;
  for (const user of here.records)
    taker.takeNamesakes(effectiveSourceAnchor(user, sourceAnchor), user.userPrincipalName);
  for (const user of there.records) taker.takeNamesakes(user.immutableId, user.userPrincipalName);
  const namesakes = taker.places();
  const more = <Item extends { readonly at: { readonly line: number } }>(
    records: readonly Item[],
    source: CompactSource,
    shared: SharedFile,
    side: CompactSide<Item>,
    rows: readonly number[],
  ): readonly Item[] => {
    if (rows.length === 0) return records;
    const found = readRest(source.file, source.header, shared, Float64Array.from(rows).sort(), side, source.log);
    return [...records, ...(found?.records ?? [])].sort((a, b) => a.at.line - b.at.line);
  };
  return {
    cleanPairs: sumOf(population, population.cleanCounts),
    withConsistencyGuid: sumOf(population, population.cleanConsistency),
    onPrem: {
      records: more(here.records, onPrem, population.onPrem, onPremSide, namesakes.onPrem),
      fields: here.table.fields(),
    },
    entra: {
      records: more(there.records, entra, population.entra, entraSide, namesakes.entra),
      fields: there.table.fields(),
    },
  };
}

/** Takes pairs out of the clean ones and keeps where their rows stand. */
function createTaker(population: SharedPopulation) {
  const { arena, pairs, cleanCounts, cleanNameBytes, cleanConsistency } = population;
  const finder = createPairFinder(population);
  const anchor = new Int32Array(4);
  let onPrem: number[] = [];
  let entra: number[] = [];
  const take = (pair: number): void => {
    if (pair === nobody) return;
    const record = pairs[pair * 2] as number;
    const state = arena[record + stateWord] as number;
    if (!isClean(state)) return;
    arena[record + stateWord] = state | conflictFlag;
    const bucket = finder.bucketOf(record);
    cleanCounts[bucket] = (cleanCounts[bucket] as number) - 1;
    cleanNameBytes[bucket] = (cleanNameBytes[bucket] as number) - (state & lengthMask);
    if ((state & consistencyFlag) !== 0) cleanConsistency[bucket] = (cleanConsistency[bucket] as number) - 1;
    onPrem.push(placeOfRecord(arena, record));
    entra.push(placeOfRecord(arena, pairs[pair * 2 + 1] as number));
  };
  const takeRecord = (record: number): void => take(finder.findRecord(record));
  return {
    takeRecord,
    /** Takes every pair that has this anchor or this name. */
    takeNamesakes(text: string | undefined, name: string | undefined): void {
      if (text?.length === 24 && readAnchor(Buffer.from(text), 0, anchor, 0)) {
        const record = findAnchor(population, anchor);
        if (record !== 0) takeRecord(record);
      }
      if (name !== undefined) take(finder.findName(name));
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

/** The places of a side's rest and some more, in the order of the file. */
function joined(more: readonly number[], rest: Float64Array, count: number): Float64Array {
  const all = new Float64Array(count + more.length);
  all.set(rest.subarray(0, count));
  all.set(more, count);
  return all.sort();
}

function sumOf({ control: words }: SharedPopulation, ofBuckets: Int32Array): number {
  return ofBuckets.subarray(0, words[control.buckets]).reduce((sum, count) => sum + count, 0);
}
