import { createRowAddresses, ofSmtp } from './addresses.js';
import {
  isAccountName,
  isAddress,
  isInitialDomain,
  isSameText,
  isSid,
  isText,
  isWord,
  mayBeDeletedName,
  readAnchor,
  readFlag,
  readGuid,
  words,
} from './cells.js';
import type { RowCells } from './cells-of-row.js';
import {
  arenaBlock,
  type Columns,
  controlWords,
  disabledFlag,
  enabledFlag,
  entraNumber,
  objectIdWord,
  otherNameWord,
  pairedFlag,
  partnerNumber,
  recordNumbers,
  recordWords,
  stateWord,
  textWord,
} from './columns.js';
import type { CompactFile } from './compact-file.js';
import { flowKinds, isPlain, kinds, neededCells, setFlow } from './kinds.js';
import { createColumnsSeen, type RowTaker, refused, taken, unplain } from './row-taker.js';
import { accountKey, addressKey, createTables, objectIdKey, sidKey } from './tables.js';
import {
  accountLengthByte,
  addressesByte,
  flowBytes,
  flowsByte,
  headBytes,
  primaryByte,
  sidLengthByte,
  upnLengthByte,
} from './text-record.js';

/** Pairs the plain rows of Entra with the on-premises row of their anchor, where the two agree in everything that a rule looks at. */
export function createEntraTaker(
  columns: Columns,
  file: CompactFile,
  kindsOnPrem: Uint8Array,
  separator: number,
): RowTaker {
  // Only what the on-premises file has a column of can be missed there.
  const shown = { mail: kindsOnPrem.includes(kinds.mail), proxyAddresses: kindsOnPrem.includes(kinds.proxies) };
  const shownFlows = new Uint8Array(flowBytes);
  for (const kind of kindsOnPrem) if (kind >= flowKinds) setFlow(shownFlows, kind);
  const kindsOfColumns = file.kinds;
  const needed = neededCells(entraNumber, kindsOfColumns);
  const flows = new Uint8Array(flowBytes);
  const { control, records, numbers, arena } = columns;
  const tables = createTables(columns);
  const seen = createColumnsSeen(columns.seen[entraNumber]);
  const addresses = createRowAddresses();
  const anchor = new Int32Array(4);
  const objectId = new Int32Array(4);
  let text = 0;
  let lastText = 0;
  let upn = -1;
  let account = -1;
  let sid = -1;
  let identity = -1;
  let identifier = -1;
  let state = 0;

  const readCells = ({ data, starts, ends, columns: columnsOfCells, count }: RowCells): boolean => {
    addresses.clear();
    flows.fill(0);
    upn = account = sid = identity = identifier = -1;
    state = 0;
    let mail = -1;
    let hasAnchor = false;
    let found = 0;
    for (let cell = 0; cell < count; cell += 1) {
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      const kind = kindsOfColumns[columnsOfCells[cell] as number] as number;
      found += needed.isNeeded[kind] as number;
      switch (kind) {
        case kinds.anchor:
          if (!readAnchor(data, start, end)) return false;
          anchor.set(words);
          hasAnchor = true;
          break;
        case kinds.objectId:
          if (!readGuid(data, start, end)) return false;
          objectId.set(words);
          identity = cell;
          break;
        case kinds.upn:
          if (!isAddress(data, start, end) || mayBeDeletedName(data, start, end)) return false;
          upn = cell;
          break;
        case kinds.flag: {
          const flag = readFlag(data, start, end);
          if (flag < 0) return false;
          state |= flag === 1 ? enabledFlag : disabledFlag;
          break;
        }
        case kinds.sid:
          if (start === end) break;
          if (!isSid(data, start, end)) return false;
          sid = cell;
          break;
        case kinds.account:
          if (start === end) break;
          if (!isAccountName(data, start, end)) return false;
          account = cell;
          break;
        case kinds.proxies:
          if (!addresses.readProxies(data, start, end, separator)) return false;
          break;
        case kinds.identifier:
          if (start !== end) identifier = cell;
          break;
        case kinds.mail:
          mail = cell;
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
    if (!hasAnchor || upn < 0 || found < needed.count) return false;
    return mail < 0 || addresses.readMail(data, starts[mail] as number, ends[mail] as number);
  };

  // Where the parts of the on-premises row stand in the arena.
  let upnStart = 0;
  let accountStart = 0;
  let sidStart = 0;
  let addressesStart = 0;
  const locate = (row: number): number => {
    const head = (records[row * recordWords + textWord] as number) * 4;
    upnStart = head + headBytes;
    accountStart = upnStart + (arena[head + upnLengthByte] as number);
    sidStart = accountStart + (arena[head + accountLengthByte] as number);
    addressesStart = sidStart + (arena[head + sidLengthByte] as number);
    return head;
  };
  /** The number of the on-premises row’s address that is equal to this one of Entra’s, or -1. */
  const findAddress = (count: number, type: number, start: number, end: number): number => {
    let from = addressesStart + 2 * count;
    for (let index = 0; index < count; index += 1) {
      const to = from + (arena[addressesStart + 2 * index] as number);
      if (arena[addressesStart + 2 * index + 1] === type && isSameText(arena, from, to, addresses.bytes, start, end))
        return index;
      from = to;
    }
    return -1;
  };
  /** Whether no rule finds a difference between the row and the on-premises row; `extra` are the addresses that only Entra has. */
  const extra: number[] = [];
  const agrees = ({ data, starts, ends }: RowCells, row: number): boolean => {
    const head = locate(row);
    const isAt = (cell: number, from: number, to: number): boolean =>
      isSameText(arena, from, to, data, starts[cell] as number, ends[cell] as number);
    if (!isAt(upn, upnStart, accountStart)) return false;
    if (account >= 0 && accountStart < sidStart && !isAt(account, accountStart, sidStart)) return false;
    if (sid >= 0 && sidStart < addressesStart && !isAt(sid, sidStart, addressesStart)) return false;
    const known = records[row * recordWords + stateWord] as number;
    if ((state & enabledFlag) !== 0 && (known & disabledFlag) !== 0) return false;
    if ((state & disabledFlag) !== 0 && (known & enabledFlag) !== 0) return false;
    for (let byte = 0; byte < flowBytes; byte += 1)
      if (((flows[byte] as number) & (shownFlows[byte] as number) & ~(arena[head + flowsByte + byte] as number)) !== 0)
        return false;
    if (identifier >= 0 && !namesAnchor(data, starts[identifier] as number, ends[identifier] as number)) return false;
    return addressesAgree(data, starts[upn] as number, ends[upn] as number, head);
  };
  const addressesAgree = (data: Uint8Array, nameStart: number, nameEnd: number, head: number): boolean => {
    const count = arena[head + addressesByte] as number;
    const primary = (arena[head + primaryByte] as number) - 1;
    extra.length = 0;
    if (addresses.hasMail && primary < 0 && shown.mail) return false;
    let start = 0;
    for (let index = 0; index < addresses.count; index += 1) {
      const end = addresses.ends[index] as number;
      const type = addresses.types[index] as number;
      const found = findAddress(count, type, start, end);
      if (index === addresses.primary && primary >= 0 && found !== primary) return false;
      if (found < 0) {
        const isSmtp = type === ofSmtp;
        // Teams gives everybody a SIP address that is the UPN.
        const isCalled = !isSmtp && isWord(addresses.bytes, start, start + 4, 'sip:');
        const from = isCalled ? start + 4 : start;
        const isName = (isSmtp || isCalled) && isSameText(addresses.bytes, from, end, data, nameStart, nameEnd);
        const isLost = !isName && !(isSmtp && isInitialDomain(addresses.bytes, start, end));
        // Its mail alone is not a list of addresses, but not told apart here.
        if (isLost && shown.proxyAddresses) return false;
        if (isSmtp && !isName) extra.push(index);
      }
      start = end;
    }
    return true;
  };
  const namesAnchor = (data: Uint8Array, start: number, end: number): boolean =>
    (readGuid(data, start, end) || readAnchor(data, start, end)) &&
    words.every((word, index) => word === anchor[index]);

  /** Keys that only the Entra row has. */
  const addKeys = ({ data, starts, ends }: RowCells, row: number): boolean => {
    const add = (kind: number, cell: number): boolean =>
      tables.addKey(kind, data, starts[cell] as number, ends[cell] as number, row);
    if (identity >= 0 && !add(objectIdKey, identity)) return false;
    if (account >= 0 && accountStart === sidStart && !add(accountKey, account)) return false;
    if (sid >= 0 && sidStart === addressesStart && !add(sidKey, sid)) return false;
    return extra.every((index) => {
      const start = index === 0 ? 0 : (addresses.ends[index - 1] as number);
      return tables.addKey(addressKey, addresses.bytes, start, addresses.ends[index] as number, row);
    });
  };

  /** Keeps the UPN as Entra writes it; false where the arena is full. */
  const keepName = ({ data, starts, ends }: RowCells, row: number): boolean => {
    const start = starts[upn] as number;
    const end = ends[upn] as number;
    let same = 0;
    while (same < end - start && arena[upnStart + same] === data[start + same]) same += 1;
    if (same === end - start) return true;
    if (lastText - text < 256) {
      text = (Atomics.add(control, controlWords.arena, arenaBlock / 4) >>> 0) * 4;
      lastText = text + arenaBlock;
      if (lastText > arena.length) return false;
    }
    records[row * recordWords + otherNameWord] = text / 4;
    for (let place = start; place < end; place += 1, text += 1) arena[text] = data[place] as number;
    text = (text + 3) & ~3;
    return true;
  };

  return {
    take(cells, place) {
      if (!readCells(cells)) return unplain;
      const row = tables.findAnchor(anchor);
      if (row < 0 || !agrees(cells, row)) return unplain;
      const record = row * recordWords;
      // A second one becomes an object, and leads to the pair like any object.
      if ((Atomics.or(records, record + stateWord, pairedFlag) & pairedFlag) !== 0) return unplain;
      numbers[row * recordNumbers + partnerNumber] = place + 1;
      for (let word = 0; word < 4; word += 1) records[record + objectIdWord + word] = objectId[word] as number;
      if (!keepName(cells, row) || !addKeys(cells, row)) return refused;
      seen.add(cells);
      return taken;
    },
    finish: tables.flush,
  };
}
