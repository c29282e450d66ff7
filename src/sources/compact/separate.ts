import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { effectiveSourceAnchor, type SourceAnchorSetting } from '../../domain/source-anchor.js';
import type { ReadLog } from '../read-log.js';
import { readAnchor } from './anchor-bytes.js';
import { type CompactHeader, type CompactSide, entraSide, onPremSide } from './header.js';
import { readRest } from './read-rest.js';
import type { CompactFile } from './segments.js';
import {
  conflictFlag,
  consistencyFlag,
  control,
  matchedFlag,
  placeOf,
  placeWord,
  rowWords,
  type SharedFile,
  type SharedPopulation,
  segmentShift,
  stateWord,
  usedFlag,
} from './shared.js';
import { anchorHash, findAnchor, findName } from './tables.js';

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

/** True for a row that is one half of a clean pair. */
export function isClean(state: number): boolean {
  return (state & (matchedFlag | conflictFlag)) === matchedFlag;
}

/**
 * After both files were scanned: leaves only those pairs clean whose anchor and name nobody else bears, not even in a row
 * that is not plain, and reads all other rows as objects. Undefined when only the object path can answer.
 */
export function separate(
  population: SharedPopulation,
  onPrem: CompactSource,
  entra: CompactSource,
  sourceAnchor: SourceAnchorSetting,
): Separated | undefined {
  const places = restPlaces(population);
  const here = readRest(onPrem.file, onPrem.header, population.onPrem, places.onPrem, onPremSide, onPrem.log);
  const there = readRest(entra.file, entra.header, population.entra, places.entra, entraSide, entra.log);
  if (here === undefined || there === undefined) return undefined;
  const pulled = pullNamesakes(population, [
    ...here.records.map((user) => [effectiveSourceAnchor(user, sourceAnchor), user.userPrincipalName] as const),
    ...there.records.map((user) => [user.immutableId, user.userPrincipalName] as const),
  ]);
  const more = <Item extends { readonly at: { readonly line: number } }>(
    records: readonly Item[],
    source: CompactSource,
    shared: SharedFile,
    side: CompactSide<Item>,
    rows: Float64Array,
  ): readonly Item[] => {
    if (rows.length === 0) return records;
    const found = readRest(source.file, source.header, shared, rows, side, source.log);
    return [...records, ...(found?.records ?? [])].sort((a, b) => a.at.line - b.at.line);
  };
  return {
    ...countClean(population),
    onPrem: {
      records: more(here.records, onPrem, population.onPrem, onPremSide, pulled.onPrem),
      fields: here.table.fields(),
    },
    entra: {
      records: more(there.records, entra, population.entra, entraSide, pulled.entra),
      fields: there.table.fields(),
    },
  };
}

interface Places {
  readonly onPrem: Float64Array;
  readonly entra: Float64Array;
}

/** Where the rows stand that are in no clean pair, in the order of the files. */
function restPlaces(population: SharedPopulation): Places {
  const { rows, entraPlaces } = population;
  const onPrem = Array.from(population.onPrem.rest.subarray(0, population.control[control.onPremRest]));
  const entra = Array.from(population.entra.rest.subarray(0, population.control[control.entraRest]));
  eachRow(population, (row) => {
    const state = rows[row * rowWords + stateWord] as number;
    if (isClean(state)) return;
    onPrem.push(onPremPlace(population, row));
    if ((state & matchedFlag) !== 0) entra.push(entraPlaces[row] as number);
  });
  return { onPrem: Float64Array.from(onPrem).sort(), entra: Float64Array.from(entra).sort() };
}

function onPremPlace({ rows }: SharedPopulation, row: number): number {
  const place = rows[row * rowWords + placeWord] as number;
  const segment = (rows[row * rowWords + stateWord] as number) >>> segmentShift;
  return placeOf(segment, place >>> 18, place & 0x3ffff);
}

/** Takes every pair out of the clean ones whose anchor or name one of these people bears, and says where its rows stand. */
function pullNamesakes(
  population: SharedPopulation,
  people: readonly (readonly [anchor: string | undefined, name: string | undefined])[],
): Places {
  const { rows, entraPlaces } = population;
  const onPrem: number[] = [];
  const entra: number[] = [];
  const words = new Int32Array(4);
  const pull = (row: number): void => {
    if (row < 0 || !isClean(rows[row * rowWords + stateWord] as number)) return;
    rows[row * rowWords + stateWord] = (rows[row * rowWords + stateWord] as number) | conflictFlag;
    onPrem.push(onPremPlace(population, row));
    entra.push(entraPlaces[row] as number);
  };
  for (const [anchor, name] of people) {
    if (anchor?.length === 24 && readAnchor(Buffer.from(anchor), 0, words, 0))
      pull(findAnchor(population, words, 0, anchorHash(words, 0)));
    if (name !== undefined) pull(findName(population, Buffer.from(name.toLowerCase())));
  }
  return { onPrem: Float64Array.from(onPrem).sort(), entra: Float64Array.from(entra).sort() };
}

function countClean(population: SharedPopulation): Pick<Separated, 'cleanPairs' | 'withConsistencyGuid'> {
  const { rows } = population;
  let cleanPairs = 0;
  let withConsistencyGuid = 0;
  eachRow(population, (row) => {
    const state = rows[row * rowWords + stateWord] as number;
    if (!isClean(state)) return;
    cleanPairs += 1;
    if ((state & consistencyFlag) !== 0) withConsistencyGuid += 1;
  });
  return { cleanPairs, withConsistencyGuid };
}

function eachRow({ rows, control: words }: SharedPopulation, look: (row: number) => void): void {
  const end = Math.min(words[control.nextRow] as number, rows.length / rowWords);
  for (let row = 0; row < end; row += 1) if (((rows[row * rowWords + stateWord] as number) & usedFlag) !== 0) look(row);
}
