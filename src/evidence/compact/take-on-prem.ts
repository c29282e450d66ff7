import { createRowAddresses, ofSmtp, type RowAddresses } from './addresses.js';
import {
  isAccountName,
  isAddress,
  isDistinguishedName,
  isSameText,
  isSid,
  isText,
  mayBeOtherwiseMade,
  readAnchor,
  readFlag,
  readGuid,
  words,
} from './cells.js';
import type { RowCells } from './cells-of-row.js';
import {
  anchorWord,
  arenaBlock,
  type Columns,
  consistencyFlag,
  containerWord,
  controlWords,
  disabledFlag,
  enabledFlag,
  onPremNumber,
  placeNumber,
  recordNumbers,
  recordWords,
  rowBlock,
  stateWord,
  textWord,
  usedFlag,
} from './columns.js';
import type { CompactFile } from './compact-file.js';
import { flowKinds, isPlain, kinds, neededCells, setFlow } from './kinds.js';
import { createColumnsSeen, type RowTaker, refused, taken, unplain } from './row-taker.js';
import { accountKey, addressKey, createTables, sidKey } from './tables.js';
import {
  accountLengthByte,
  addressesByte,
  flowBytes,
  flowsByte,
  headBytes,
  lengthAt,
  nameLengthByte,
  primaryByte,
  sidLengthByte,
  upnLengthByte,
  writeLength,
} from './text-record.js';

/** More than the texts of a plain row ever need, its container among them. */
const mostTextBytes = 1 << 16;
const longestName = 1 << 12;
const [comma, backslash, blank] = [0x2c, 0x5c, 0x20];

/** Makes rows of the columns of the plain rows of the on-premises file. */
export function createOnPremTaker(columns: Columns, file: CompactFile, separator: number): RowTaker {
  const { control, records, numbers, arena } = columns;
  const tables = createTables(columns);
  const seen = createColumnsSeen(columns.seen[onPremNumber]);
  const addresses = createRowAddresses();
  const kindsOfColumns = file.kinds;
  const needed = neededCells(onPremNumber, kindsOfColumns);
  /** A bit for each property of Entra that an attribute of the row fills. */
  const flows = new Uint8Array(flowBytes);
  let row = 0;
  let lastRow = 0;
  let text = 0;
  let lastText = 0;

  /** The cells of the row that are keys, by number; -1 for none. */
  let upn = -1;
  let account = -1;
  let sid = -1;
  let distinguishedName = -1;
  /** Where its container starts in the distinguished name. */
  let container = 0;
  let state = 0;

  const readCells = ({ data, starts, ends, columns: columnsOfCells, count }: RowCells): boolean => {
    addresses.clear();
    flows.fill(0);
    upn = account = sid = distinguishedName = -1;
    state = usedFlag;
    let mail = -1;
    let claim = -1;
    let consistency = -1;
    let hasGuid = false;
    let found = 0;
    for (let cell = 0; cell < count; cell += 1) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      const kind = kindsOfColumns[columnsOfCells[cell] as number] as number;
      found += needed.isNeeded[kind] as number;
      switch (kind) {
        case kinds.guid:
          if (!readGuid(data, start, end)) return false;
          hasGuid = true;
          break;
        case kinds.upn:
          if (!isAddress(data, start, end)) return false;
          upn = cell;
          break;
        case kinds.flag: {
          const flag = readFlag(data, start, end);
          if (flag < 0) return false;
          state |= flag === 1 ? enabledFlag : disabledFlag;
          break;
        }
        case kinds.accountControl:
          if (!isNumber(data, start, end)) return false;
          state |= (lastBits(data, start, end) & 2) === 0 ? enabledFlag : disabledFlag;
          break;
        case kinds.sid:
          if (!isSid(data, start, end)) return false;
          sid = cell;
          break;
        case kinds.account:
          if (!isAccountName(data, start, end)) return false;
          account = cell;
          break;
        case kinds.proxies:
          if (!addresses.readProxies(data, start, end, separator)) return false;
          break;
        case kinds.distinguishedName:
          if (start === end) break;
          if (end - start > longestName || !isDistinguishedName(data, start, end, separator)) return false;
          container = containerOf(data, start, end);
          if (container === end) return false;
          distinguishedName = cell;
          break;
        case kinds.mail:
          mail = cell;
          break;
        case kinds.anchor:
          if (start !== end) claim = cell;
          break;
        case kinds.consistency:
          if (start !== end) consistency = cell;
          break;
        default:
          if (kind < flowKinds) {
            if (!isPlain(kind, data, start, end, separator)) return false;
          } else if (start !== end) {
            if (!isText(data, start, end)) return false;
            setFlow(flows, kind);
          }
      }
    }
    if (!hasGuid || upn < 0 || found < needed.count || mayBeOtherwiseMade()) return false;
    if ((state & enabledFlag) !== 0 && (state & disabledFlag) !== 0) return false;
    if (mail >= 0 && !addresses.readMail(data, starts[mail] as number, ends[mail] as number)) return false;
    if (claim < 0 && consistency < 0) return true;
    const [a, b, c, d] = words as unknown as [number, number, number, number];
    const isSame = (cell: number): boolean =>
      readAnchor(data, starts[cell] as number, ends[cell] as number) &&
      words[0] === a &&
      words[1] === b &&
      words[2] === c &&
      words[3] === d;
    if (consistency >= 0) state |= consistencyFlag;
    return (claim < 0 || isSame(claim)) && (consistency < 0 || isSame(consistency));
  };

  const addKeys = ({ data, starts, ends }: RowCells): boolean => {
    const upnStart = starts[upn] as number;
    const upnEnd = ends[upn] as number;
    if (!tables.addAnchor(row) || !tables.addKey(addressKey, data, upnStart, upnEnd, row)) return false;
    if (account >= 0 && !tables.addKey(accountKey, data, starts[account] as number, ends[account] as number, row))
      return false;
    if (sid >= 0 && !tables.addKey(sidKey, data, starts[sid] as number, ends[sid] as number, row)) return false;
    let from = 0;
    for (let index = 0; index < addresses.count; index += 1) {
      const to = addresses.ends[index] as number;
      const isKey = addresses.types[index] === ofSmtp && !isSameText(addresses.bytes, from, to, data, upnStart, upnEnd);
      if (isKey && !tables.addKey(addressKey, addresses.bytes, from, to, row)) return false;
      from = to;
    }
    return true;
  };

  const known = createContainers(arena);
  /** Where the text of a container stands in the arena, written there at its first row. */
  const placeContainer = (data: Uint8Array, at: number, end: number): number => {
    const found = known.find(data, at, end);
    if (found !== 0) return found;
    const place = text / 4;
    writeLength(arena, text, end - at);
    arena.set(data.subarray(at, end), text + 2);
    text = (text + 2 + end - at + 3) & ~3;
    known.add(place);
    return place;
  };

  const isRoom = (): boolean => {
    if (row === lastRow) {
      row = Atomics.add(control, controlWords.rows, rowBlock);
      lastRow = row + rowBlock;
      if (lastRow * recordWords > records.length) return false;
    }
    if (lastText - text < mostTextBytes) {
      text = (Atomics.add(control, controlWords.arena, arenaBlock / 4) >>> 0) * 4;
      lastText = text + arenaBlock;
      // 0 is nowhere.
      if (text === 0) text = 4;
    }
    return lastText <= arena.length;
  };

  return {
    take(cells, place) {
      if (!readCells(cells)) return unplain;
      if (!isRoom()) return refused;
      const { data, starts, ends } = cells;
      const record = row * recordWords;
      for (let word = 0; word < 4; word += 1) records[record + anchorWord + word] = words[word] as number;
      numbers[row * recordNumbers + placeNumber] = place;
      records[record + stateWord] = state;
      if (distinguishedName >= 0)
        records[record + containerWord] = placeContainer(data, container, ends[distinguishedName] as number);
      records[record + textWord] = text / 4;
      const head = text;
      text = writeTexts(arena, head, data, starts, ends, upn, account, sid, addresses);
      arena.set(flows, head + flowsByte);
      const name = file.keepsNames && distinguishedName >= 0 ? (starts[distinguishedName] as number) : container;
      writeLength(arena, head + nameLengthByte, container - name);
      for (let at = name; at < container; at += 1, text += 1) arena[text] = data[at] as number;
      text = (text + 3) & ~3;
      if (!addKeys(cells)) return refused;
      row += 1;
      seen.add(cells);
      return taken;
    },
    finish: tables.flush,
  };
}

function writeTexts(
  arena: Uint8Array,
  start: number,
  data: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  upn: number,
  account: number,
  sid: number,
  { bytes, ends: addressEnds, types, count, primary }: RowAddresses,
): number {
  let to = start + headBytes;
  const copy = (cell: number, lengthByte: number): void => {
    const from = cell < 0 ? 0 : (starts[cell] as number);
    const end = cell < 0 ? 0 : (ends[cell] as number);
    arena[start + lengthByte] = end - from;
    for (let place = from; place < end; place += 1, to += 1) arena[to] = data[place] as number;
  };
  copy(upn, upnLengthByte);
  copy(account, accountLengthByte);
  copy(sid, sidLengthByte);
  arena[start + addressesByte] = count;
  arena[start + primaryByte] = primary + 1;
  let from = 0;
  for (let index = 0; index < count; index += 1, to += 2) {
    const end = addressEnds[index] as number;
    arena[to] = end - from;
    arena[to + 1] = types[index] as number;
    from = end;
  }
  for (let place = 0; place < from; place += 1, to += 1) arena[to] = bytes[place] as number;
  return to;
}

/** The containers that this thread has written into the arena. */
function createContainers(arena: Uint8Array) {
  const places = new Map<number, number[]>();
  let last = 0;
  let hash = 0;
  const isAt = (place: number, data: Uint8Array, start: number, end: number): boolean => {
    const at = place * 4;
    if (lengthAt(arena, at) !== end - start) return false;
    for (let index = 0; index < end - start; index += 1)
      if (arena[at + 2 + index] !== data[start + index]) return false;
    return true;
  };
  return {
    /** The place of this text, or 0. Neighbours mostly share one. */
    find(data: Uint8Array, start: number, end: number): number {
      if (last !== 0 && isAt(last, data, start, end)) return last;
      hash = 0;
      for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (data[at] as number), 0x85ebca6b) ^ (hash >>> 15);
      last = places.get(hash)?.find((place) => isAt(place, data, start, end)) ?? 0;
      return last;
    },
    /** Notes where the text that was looked for last stands now. */
    add(place: number): void {
      places.set(hash, [...(places.get(hash) ?? []), place]);
      last = place;
    },
  };
}

function isNumber(data: Uint8Array, start: number, end: number): boolean {
  if (end === start || end - start > 10) return false;
  for (let place = start; place < end; place += 1) {
    const byte = data[place] as number;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}

/** The two lowest bits of a decimal number. */
function lastBits(data: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let place = start; place < end; place += 1) value = (value * 10 + (data[place] as number) - 0x30) & 3;
  return value;
}

/** Where the container starts in a distinguished name; the end of it where there is none. */
function containerOf(data: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (data[at] !== comma || data[at - 1] === backslash)) at += 1;
  at += 1;
  while (at < end && data[at] === blank) at += 1;
  return Math.min(at, end);
}
