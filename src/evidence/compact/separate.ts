import { spellDn } from '../../domain/distinguished-name.js';
import { alwaysThere, type OnPremObject } from '../../domain/objects.js';
import type { EntraRecord } from '../../domain/service.js';
import { maximumRowBytes } from '../csv/scan.js';
import type { FormatResult } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import { lowerCase, readAnchor, readGuid, words } from './cells.js';
import { unreadable } from './cells-of-row.js';
import {
  type Columns,
  consistencyFlag,
  containerWord,
  controlWords,
  objectIdWord,
  partnerNumber,
  placeNumber,
  recordNumbers,
  recordWords,
  stateWord,
  takenFlag,
  textWord,
  usedFlag,
} from './columns.js';
import { type CompactFile, readFully, segmentBytes } from './compact-file.js';
import type { OpenFormat } from './open-format.js';
import { partsOfPlace } from './place.js';
import { linesBeforeSegments } from './segments.js';
import { accountKey, addressKey, createTables, objectIdKey, sidKey, type Tables } from './tables.js';
import {
  accountLengthByte,
  addressesByte,
  headBytes,
  lengthAt,
  nameLengthByte,
  sidLengthByte,
  upnLengthByte,
} from './text-record.js';

/** A file of one side with the log of what is wrong with it. */
export interface CompactSource<Item> {
  readonly file: CompactFile;
  readonly opened: OpenFormat<Item>;
  readonly log: ReadLog;
}

/** People and containers, and how many of them have an mS-DS-ConsistencyGuid too. */
interface People {
  readonly people: number;
  readonly withConsistencyGuid: number;
}

/** The clean pairs as row numbers. */
export interface CleanRows extends People {
  readonly rows: Int32Array;
  /** The clean pairs of each container, in one spelling. */
  readonly containers: ReadonlyMap<string, People>;
}

/** Everybody, divided into clean pairs and objects. */
export interface Separated {
  readonly onPrem: SeparatedSide<OnPremObject>;
  readonly entra: SeparatedSide<EntraRecord>;
  clean(): CleanRows;
  /** The clean pair whose account has this object id, or -1. */
  find(entraObjectId: string): number;
  /** What names the person on-premises. */
  namesOf(row: number): Pick<OnPremObject, 'distinguishedName' | 'objectSid'>;
  /** Makes objects of these clean pairs too. False where only the object path can answer. */
  take(rows: readonly number[]): boolean;
}

export interface SeparatedSide<Item> {
  /** What became an object so far, in the order of the file. */
  records(): Item[];
  /**
   * What the file says as a whole; once. Undefined where it shows something that every user has and the clean rows lack: only the object
   * path tells that it is not known of all.
   */
  finish(sha256: string): FormatResult<Item> | undefined;
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

/** Who must be seen by the rules, besides those who are not plain. */
export interface Looks {
  onPrem(object: OnPremObject): KeysOfObject;
  entra(record: EntraRecord): KeysOfObject;
  /** Whether somebody with this distinguished name, or without one, is in the scope of the synchronization, and that is all to say of it. */
  isInScope(distinguishedName: string | undefined): boolean;
  /** The verified domains in lower case, by what both sides say of them; undefined where they are not known. */
  verifiedDomains(records: readonly EntraRecord[]): ReadonlySet<string> | undefined;
}

/**
 * After both files were scanned: leaves only those pairs clean none of whose keys anybody else has, in any row, and reads all
 * other rows as objects. Undefined when only the object path can answer.
 */
export function separate(
  columns: Columns,
  sources: { readonly onPrem: CompactSource<OnPremObject>; readonly entra: CompactSource<EntraRecord> },
  looks: Looks,
): Separated | undefined {
  const { control, records, numbers, rest, arena } = columns;
  const rows = Math.min(control[controlWords.rows] as number, records.length / recordWords);
  const stateOf = (row: number): number => records[row * recordWords + stateWord] as number;
  const placeOf = (row: number): number => numbers[row * recordNumbers + placeNumber] as number;
  const partnerOf = (row: number): number => numbers[row * recordNumbers + partnerNumber] as number;
  const restOf = (side: 0 | 1): number[] => Array.from(rest[side].subarray(0, control[controlWords.rest + side]));
  const isClean = (row: number): boolean => (stateOf(row) & (usedFlag | takenFlag)) === usedFlag;
  const tables = createTables(columns);
  const onPrem = createSide(columns, sources.onPrem, 0);
  const entra = createSide(columns, sources.entra, 1);
  const take = (some: readonly number[]): boolean => {
    for (const row of some) records[row * recordWords + stateWord] = stateOf(row) | takenFlag;
    return onPrem.read(some.map(placeOf)) && entra.read(some.map((row) => partnerOf(row) - 1));
  };

  const isOutside = createContainerTest(columns, (name) => !looks.isInScope(name && `CN=x,${name}`));
  const alone: number[] = [];
  const pairs: number[] = [];
  let used = 0;
  for (let row = 0; row < rows; row += 1) {
    if ((stateOf(row) & usedFlag) === 0) continue;
    used += 1;
    const isPair = partnerOf(row) !== 0;
    if (isPair && isClean(row) && !isOutside(records[row * recordWords + containerWord] as number)) continue;
    records[row * recordWords + stateWord] = stateOf(row) | takenFlag;
    (isPair ? pairs : alone).push(row);
  }
  // Objects cost more here than there, where nobody is a column.
  const isWorthIt = (): boolean => onPrem.count() <= Math.max(used, fewObjects);
  const isRead =
    onPrem.read([...restOf(0), ...[...alone, ...pairs].map(placeOf)]) &&
    entra.read([...restOf(1), ...pairs.map((row) => partnerOf(row) - 1)]);
  if (used === 0 || !isRead || !isWorthIt()) return undefined;
  const verified = looks.verifiedDomains(entra.records());
  const reached = new Set(reachedRows(columns, tables, { onPrem: onPrem.records(), entra: entra.records() }, looks));
  if (verified !== undefined) {
    const isVerified = createDomainTest(columns, verified);
    for (let row = 0; row < rows; row += 1) if (isClean(row) && !isVerified(row)) reached.add(row);
  }
  if (!take([...reached]) || !isWorthIt()) return undefined;
  return {
    onPrem,
    entra,
    take,
    clean() {
      const clean: number[] = [];
      let withConsistencyGuid = 0;
      for (let row = 0; row < rows; row += 1) {
        if (!isClean(row)) continue;
        clean.push(row);
        if ((stateOf(row) & consistencyFlag) !== 0) withConsistencyGuid += 1;
      }
      const shared = new Int32Array(new SharedArrayBuffer(clean.length * 4));
      shared.set(clean);
      return { rows: shared, people: clean.length, withConsistencyGuid, containers: containersOf(columns, shared) };
    },
    find(entraObjectId) {
      const bytes = Buffer.from(entraObjectId);
      if (!readGuid(bytes, 0, bytes.length)) return -1;
      const row = tables.findKey(objectIdKey, bytes, 0, bytes.length);
      const isOwn =
        row >= 0 && words.every((word, index) => records[row * recordWords + objectIdWord + index] === word);
      return isOwn && isClean(row) ? row : -1;
    },
    namesOf(row) {
      const head = (records[row * recordWords + textWord] as number) * 4;
      const container = records[row * recordWords + containerWord] as number;
      const sid =
        head + headBytes + (arena[head + upnLengthByte] as number) + (arena[head + accountLengthByte] as number);
      const sidEnd = sid + (arena[head + sidLengthByte] as number);
      let addressesEnd = sidEnd;
      const addresses = arena[head + addressesByte] as number;
      for (let index = 0; index < addresses; index += 1) addressesEnd += 2 + (arena[sidEnd + 2 * index] as number);
      const name = textAt(arena, addressesEnd, lengthAt(arena, head + nameLengthByte));
      const objectSid = textAt(arena, sid, sidEnd - sid);
      return {
        ...(name !== '' && { distinguishedName: `${name}${textOfContainer(columns, container)}` }),
        ...(objectSid !== '' && { objectSid }),
      };
    },
  };
}

function textAt(arena: Uint8Array, start: number, length: number): string {
  return Buffer.from(arena.subarray(start, start + length)).toString('utf8');
}

function textOfContainer({ arena }: Columns, place: number): string {
  return textAt(arena, place * 4 + 2, lengthAt(arena, place * 4));
}

/** A test of containers by their place in the arena, 0 for none. */
function createContainerTest(
  columns: Columns,
  test: (name: string | undefined) => boolean,
): (place: number) => boolean {
  const known = new Map<number, boolean>([[0, test(undefined)]]);
  return (place) => {
    let found = known.get(place);
    if (found === undefined) {
      found = test(textOfContainer(columns, place));
      known.set(place, found);
    }
    return found;
  };
}

/** Tests the domain of a row’s UPN. Neighbors mostly share one. */
function createDomainTest({ records, arena }: Columns, verified: ReadonlySet<string>): (row: number) => boolean {
  let last = '';
  let isVerified = false;
  return (row) => {
    const head = (records[row * recordWords + textWord] as number) * 4;
    const end = head + headBytes + (arena[head + upnLengthByte] as number);
    let start = end;
    while (arena[start - 1] !== 0x40) start -= 1;
    let isSame = end - start === last.length;
    for (let at = start; isSame && at < end; at += 1)
      isSame = lowerCase[arena[at] as number] === last.charCodeAt(at - start);
    if (isSame) return isVerified;
    last = textAt(arena, start, end - start).toLowerCase();
    isVerified = verified.has(last);
    return isVerified;
  };
}

function containersOf(columns: Columns, rows: Int32Array): CleanRows['containers'] {
  const { records } = columns;
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
  const named = new Map<string, People>();
  for (const [place, count] of counts) {
    const name = spellDn(textOfContainer(columns, place));
    const known = named.get(name) ?? { people: 0, withConsistencyGuid: 0 };
    named.set(name, {
      people: known.people + count.people,
      withConsistencyGuid: known.withConsistencyGuid + count.withConsistencyGuid,
    });
  }
  return named;
}

/** The clean pairs that a key of somebody among the objects leads to. What they have themselves leads to no other pair. */
function reachedRows(
  { records }: Columns,
  tables: Tables,
  objects: { readonly onPrem: readonly OnPremObject[]; readonly entra: readonly EntraRecord[] },
  looks: Looks,
): number[] {
  const reached: number[] = [];
  const reach = (row: number): void => {
    if (row >= 0 && ((records[row * recordWords + stateWord] as number) & takenFlag) === 0) reached.push(row);
  };
  const reachKeys = (kind: number, keys: Iterable<string | undefined>): void => {
    for (const key of keys) {
      const bytes = Buffer.from(key ?? '');
      if (bytes.length > 0) reach(tables.findKey(kind, bytes, 0, bytes.length));
    }
  };
  const reachAll = (keys: KeysOfObject): void => {
    for (const anchor of keys.anchors) {
      const bytes = Buffer.from(anchor ?? '', 'latin1');
      if (readAnchor(bytes, 0, bytes.length)) reach(tables.findAnchor(words));
    }
    reachKeys(addressKey, keys.addresses);
    reachKeys(sidKey, keys.sids);
    reachKeys(accountKey, keys.accountNames);
    reachKeys(objectIdKey, keys.objectIds);
  };
  for (const object of objects.onPrem) reachAll(looks.onPrem(object));
  for (const record of objects.entra) reachAll(looks.entra(record));
  return reached;
}

interface Side<Item> extends SeparatedSide<Item> {
  /** How many rows were read as objects. */
  count(): number;
  /** Reads the rows at these places. False where only the whole file can answer. */
  read(places: readonly number[]): boolean;
}

/** Places that are far apart on the average are read one by one, others many at a time. */
const smallWindow = 1 << 12;
const window = 1 << 17;

function createSide<Item extends OnPremObject | EntraRecord>(
  columns: Columns,
  { file, opened, log }: CompactSource<Item>,
  side: 0 | 1,
): Side<Item> {
  const rest = opened.createRest(log);
  const linesBefore = linesBeforeSegments(columns, file, side);
  let found: { readonly place: number; readonly record: Item }[] = [];
  let taken = 0;
  /** Takes the row at a place of the file, reading more of it where it needs to. */
  const createReading = (count: number) => {
    let buffer = Buffer.alloc(count * window > file.end ? window : smallWindow);
    let data = buffer.subarray(0, 0);
    let from = 0;
    return (start: number, line: number): boolean => {
      for (;;) {
        const isHere = start >= from && start < from + data.length;
        const next = isHere ? rest.take(data, start - from, line, from + data.length >= file.end) : -1;
        if (next === unreadable) return false;
        if (next >= 0) return true;
        if (isHere && start === from) {
          if (buffer.length > maximumRowBytes) throw new Error('a row has grown since it was scanned');
          buffer = Buffer.alloc(buffer.length * 4);
        }
        from = start;
        const wanted = Math.min(buffer.length, file.end - from);
        data = buffer.subarray(0, readFully(file.descriptor, buffer, wanted, from));
        if (data.length === 0) return false;
      }
    };
  };
  return {
    count: () => taken,
    read(places) {
      const take = createReading(places.length);
      taken += places.length;
      for (const place of Float64Array.from(places).sort()) {
        const { segment, line, position } = partsOfPlace(place);
        const before = rest.records.length;
        if (!take(file.firstRow + segment * segmentBytes + position, (linesBefore[segment] as number) + line + 1))
          return false;
        const record = rest.records[before];
        if (record !== undefined) found.push({ place, record });
      }
      found.sort((one, other) => one.place - other.place);
      return true;
    },
    records: () => found.map(({ record }) => record),
    finish(sha256) {
      const shown = opened.shownBy(columns.seen[side]);
      const lines = linesBefore.at(-1) ?? 0;
      const records = found.map(({ record }) => record);
      const whole = rest.finish(records, { shown, rows: lines - file.firstLine, lines, sha256 });
      found = found.map(({ place }, index) => ({ place, record: records[index] as Item }));
      const needed: readonly string[] = side === 0 ? alwaysThere.onPrem : alwaysThere.entra;
      return needed.some((field) => whole.fields.has(field) && !shown.includes(field)) ? undefined : whole;
    },
  };
}
