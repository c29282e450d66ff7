import { anchorLength, guidLength, readAnchor, readGuid } from './anchor-bytes.js';

/** What a cell must look like for its row to be plain. Whatever is not listed makes the row one for the object path. */
export const cellKinds = {
  /** UserPrincipalName: 1 to 255 printable ASCII letters that need no escape anywhere. */
  name: 1,
  /** The text of a GUID with hyphens. */
  guid: 2,
  /** mS-DS-ConsistencyGuid: empty, or the canonical Base64 of 16 bytes. */
  consistency: 3,
  /** An ImmutableID: empty, or the canonical Base64 of 16 bytes. */
  anchor: 4,
  /** A display name: any text without line breaks, quotes, lost letters and the names of .NET types. */
  text: 5,
  /** True, False or empty. */
  flag: 6,
  yes: 7,
  /** Member or empty. */
  member: 8,
  empty: 9,
  /** A column that nothing looks at. */
  unread: 10,
} as const;

/** Where `PlainRowReader.read` leaves what it found: the words of `cell`. */
export const cell = {
  guid: 0,
  consistency: 4,
  anchor: 8,
  nameStart: 12,
  nameEnd: 13,
  hasConsistency: 14,
  hasAnchor: 15,
  /** 0: not known, 1: true, 2: false. */
  flag: 16,
  words: 17,
} as const;

export interface PlainRowReader {
  readonly cells: Int32Array;
  /** Reads the row at `at` and returns where the next one starts, or -1 when it is not plain. The data must end in a line feed. */
  read(data: Uint8Array, at: number): number;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const nothing = -1;

/** Letters that end a cell, or that only the object path may judge: 1. */
const nameStops = stops((byte) => byte <= 0x20 || byte >= 0x7f || '"\\?,;'.includes(String.fromCharCode(byte)));
// U+FFFD, a lost letter, starts with 0xEF.
const quotedTextStops = stops((byte) => [quote, lineFeed, carriageReturn, 0x3f, 0xef].includes(byte));
const quotedStops = stops((byte) => [quote, lineFeed, carriageReturn].includes(byte));

/** Reads plain rows of a table whose columns are of these kinds (`cellKinds`), without making any string. */
export function createPlainRowReader(kinds: Uint8Array, delimiter: number): PlainRowReader {
  const cells = new Int32Array(cell.words);
  const bareTextStops = quotedTextStops.slice();
  const bareStops = quotedStops.slice();
  bareTextStops[delimiter] = 1;
  bareStops[delimiter] = 1;
  const last = kinds.length - 1;

  const isEmpty = (data: Uint8Array, at: number, quoted: boolean): boolean => {
    const byte = data[at];
    return quoted ? byte === quote : byte === delimiter || byte === lineFeed || byte === carriageReturn;
  };
  const optionalAnchor = (data: Uint8Array, at: number, quoted: boolean, words: number, has: number): number => {
    if (isEmpty(data, at, quoted)) {
      cells[has] = 0;
      return at;
    }
    cells[has] = 1;
    return readAnchor(data, at, cells, words) ? at + anchorLength : nothing;
  };
  const readCell = (kind: number, data: Uint8Array, at: number, quoted: boolean): number => {
    switch (kind) {
      case cellKinds.name:
        return readName(data, at, cells);
      case cellKinds.guid:
        return readGuid(data, at, cells, cell.guid) ? at + guidLength : nothing;
      case cellKinds.consistency:
        return optionalAnchor(data, at, quoted, cell.consistency, cell.hasConsistency);
      case cellKinds.anchor:
        return optionalAnchor(data, at, quoted, cell.anchor, cell.hasAnchor);
      case cellKinds.text:
        return readText(data, at, quoted ? quotedTextStops : bareTextStops);
      case cellKinds.unread:
        return pass(data, at, quoted ? quotedStops : bareStops);
      case cellKinds.flag:
        return isEmpty(data, at, quoted) ? setFlag(cells, 0, at) : readFlag(data, at, cells);
      case cellKinds.yes:
        return isWord(data, at, 'true') ? at + 4 : nothing;
      case cellKinds.member:
        return isEmpty(data, at, quoted) ? at : isWord(data, at, 'member') ? at + 6 : nothing;
      default:
        return isEmpty(data, at, quoted) ? at : nothing;
    }
  };
  return {
    cells,
    read(data, at) {
      let position = at;
      for (let column = 0; column <= last; column += 1) {
        const quoted = data[position] === quote;
        position = readCell(kinds[column] as number, data, quoted ? position + 1 : position, quoted);
        if (position < 0) return nothing;
        if (quoted) {
          if (data[position] !== quote) return nothing;
          position += 1;
        }
        if (column === last) {
          if (data[position] === carriageReturn) position += 1;
          if (data[position] !== lineFeed) return nothing;
        } else if (data[position] !== delimiter) return nothing;
        position += 1;
      }
      return position;
    },
  };
}

function readName(data: Uint8Array, at: number, cells: Int32Array): number {
  const end = pass(data, at, nameStops);
  if (end === at || end - at > 255 || mayNameType(data, at)) return nothing;
  cells[cell.nameStart] = at;
  cells[cell.nameEnd] = end;
  return end;
}

/** A display name. One that could be the anchor itself, as its text or as its bytes, is none. */
function readText(data: Uint8Array, at: number, table: Uint8Array): number {
  if (mayNameType(data, at)) return nothing;
  const end = pass(data, at, table);
  if (end - at === anchorLength && data[end - 1] === 0x3d) return nothing;
  // Sixteen bytes of ASCII are looked for where the anchor is read.
  if (end - at === 16)
    for (let index = at; index < end; index += 1) if ((data[index] as number) >= 0x80) return nothing;
  return end;
}

function pass(data: Uint8Array, at: number, table: Uint8Array): number {
  let position = at;
  while (table[data[position] as number] === 0) position += 1;
  return position;
}

/** True for what may be `System.…`, `Microsoft.…` or csvde's X'…': the object path tells. */
function mayNameType(data: Uint8Array, at: number): boolean {
  switch (data[at]) {
    case 0x53:
      return data[at + 6] === 0x2e;
    case 0x4d:
      return data[at + 9] === 0x2e;
    case 0x58:
      return data[at + 1] === 0x27;
    default:
      return false;
  }
}

function readFlag(data: Uint8Array, at: number, cells: Int32Array): number {
  if (isWord(data, at, 'true')) return setFlag(cells, 1, at + 4);
  return isWord(data, at, 'false') ? setFlag(cells, 2, at + 5) : nothing;
}

function setFlag(cells: Int32Array, value: number, end: number): number {
  cells[cell.flag] = value;
  return end;
}

/** True when the lower-case word stands there in any letter case. */
function isWord(data: Uint8Array, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1)
    if (((data[at + index] as number) | 0x20) !== word.charCodeAt(index)) return false;
  return true;
}

function stops(isStop: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (isStop(byte) ? 1 : 0));
}
