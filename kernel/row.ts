import {
  anchorCell,
  columnsRegion,
  consistencyCell,
  delimitersRegion,
  emptyCell,
  flagCell,
  guidCell,
  lengthMask,
  memberCell,
  nameCell,
  textCell,
  unreadCell,
  yesCell,
} from '../src/evidence/compact/layout';
import { anchorLength, guidLength, readAnchor, readBytes, readGuid } from './anchors';
import { firstOf } from './letters';
import { lengthOf, startOf } from './memory';

// A row of a CSV file without making anything of it but bytes. What is found stays in these globals.

export let guid: v128 = i64x2(0, 0);
export let consistency: v128 = i64x2(0, 0);
export let anchor: v128 = i64x2(0, 0);
export let hasConsistency: bool = false;
export let hasAnchor: bool = false;
export let nameStart: usize = 0;
export let nameLength: i32 = 0;
/** 0: not known, 1: true, 2: false. */
export let flag: i32 = 0;

const quote: u8 = 0x22;
const lineFeed: u8 = 0x0a;
const carriageReturn: u8 = 0x0d;

/** What a cell returns that is not plain. */
const notPlain: usize = 0;

let kinds: usize = 0;
let columns: i32 = 0;
let delimiter: u8 = 0;

/** Whose rows `readRow` reads. */
export function useColumns(side: i32): void {
  kinds = startOf(columnsRegion + side);
  columns = lengthOf(columnsRegion + side);
  delimiter = load<u8>(startOf(delimitersRegion) + side);
}

/** Reads the row at `start` and returns where the next one starts, or 0 when it is not plain. A line feed must end the data. */
export function readRow(start: usize): usize {
  let at = start;
  const last = columns - 1;
  for (let column = 0; column <= last; column += 1) {
    const quoted: bool = load<u8>(at) === quote;
    at = readCell(load<u8>(kinds + column), quoted ? at + 1 : at, quoted);
    if (at === notPlain) return notPlain;
    if (quoted) {
      if (load<u8>(at) !== quote) return notPlain;
      at += 1;
    }
    if (column === last) {
      if (load<u8>(at) === carriageReturn) at += 1;
      if (load<u8>(at) !== lineFeed) return notPlain;
    } else if (load<u8>(at) !== delimiter) return notPlain;
    at += 1;
  }
  return at;
}

function readCell(kind: i32, at: usize, quoted: bool): usize {
  switch (kind) {
    case nameCell:
      return readName(at);
    case guidCell:
      if (!readGuid(at)) return notPlain;
      guid = readBytes;
      return at + guidLength;
    case consistencyCell:
      hasConsistency = !isEmpty(at, quoted);
      if (!hasConsistency) return at;
      if (!readAnchor(at)) return notPlain;
      consistency = readBytes;
      return at + anchorLength;
    case anchorCell:
      hasAnchor = !isEmpty(at, quoted);
      if (!hasAnchor) return at;
      if (!readAnchor(at)) return notPlain;
      anchor = readBytes;
      return at + anchorLength;
    case textCell:
      return readText(at, quoted);
    case unreadCell:
      return endOfText(at, quoted, 0);
    case flagCell:
      return readFlag(at);
    case yesCell:
      return isTrue(at) ? at + 4 : notPlain;
    case memberCell:
      if (isEmpty(at, quoted)) return at;
      return isMember(at) ? at + 6 : notPlain;
    case emptyCell:
      return isEmpty(at, quoted) ? at : notPlain;
    default:
      return notPlain;
  }
}

function isEmpty(at: usize, quoted: bool): bool {
  const byte = load<u8>(at);
  return quoted ? byte === quote : byte === delimiter || byte === lineFeed || byte === carriageReturn;
}

/** A name ends at the first byte that is no printable ASCII letter or needs an escape somewhere: " \ ? , ; */
function readName(at: usize): usize {
  let end = at;
  while (true) {
    const letters = v128.load(end);
    // Below ! and above ~, in one comparison.
    const unprintable = i8x16.gt_u(i8x16.sub(letters, i8x16.splat(0x21)), i8x16.splat(0x7e - 0x21));
    const escaped = v128.or(
      v128.or(i8x16.eq(letters, i8x16.splat(quote)), i8x16.eq(letters, i8x16.splat(0x5c))),
      v128.or(
        i8x16.eq(letters, i8x16.splat(0x3f)),
        v128.or(i8x16.eq(letters, i8x16.splat(0x2c)), i8x16.eq(letters, i8x16.splat(0x3b))),
      ),
    );
    const stops = i8x16.bitmask(v128.or(unprintable, escaped));
    if (stops !== 0) {
      end += firstOf(stops);
      break;
    }
    end += 16;
  }
  const length = <i32>(end - at);
  if (length === 0 || length > lengthMask || mayNameType(at) || mayBeNoValue(at, length)) return notPlain;
  nameStart = at;
  nameLength = length;
  return end;
}

/** A display name. One that could be the anchor itself, as its text or as its bytes, is none. */
function readText(at: usize, quoted: bool): usize {
  if (mayNameType(at)) return notPlain;
  // A question mark may be a lost letter, and U+FFFD, which is one, starts with 0xEF.
  const end = endOfText(at, quoted, 1);
  const length = <i32>(end - at);
  if (length === anchorLength && load<u8>(end - 1) === 0x3d) return notPlain;
  // Sixteen bytes of ASCII are looked for where the anchor is read.
  if (length === 16 && i8x16.bitmask(v128.load(at)) !== 0) return notPlain;
  return end;
}

/** The first byte that ends a cell, or that may be a lost letter if `lost` is 1. */
function endOfText(start: usize, quoted: bool, lost: i32): usize {
  const end = i8x16.splat(quoted ? quote : delimiter);
  let at = start;
  while (true) {
    const letters = v128.load(at);
    let found = v128.or(
      v128.or(i8x16.eq(letters, end), i8x16.eq(letters, i8x16.splat(quote))),
      v128.or(i8x16.eq(letters, i8x16.splat(lineFeed)), i8x16.eq(letters, i8x16.splat(carriageReturn))),
    );
    if (lost)
      found = v128.or(found, v128.or(i8x16.eq(letters, i8x16.splat(0x3f)), i8x16.eq(letters, i8x16.splat(<i8>0xef))));
    const mask = i8x16.bitmask(found);
    if (mask !== 0) return at + firstOf(mask);
    at += 16;
  }
}

/** True for what may be `System.…`, `Microsoft.…`, csvde’s X'…', an error of Excel or `@{…}`: the object path tells. */
function mayNameType(at: usize): bool {
  switch (load<u8>(at)) {
    case 0x53:
      return load<u8>(at + 6) === 0x2e;
    case 0x4d:
      return load<u8>(at + 9) === 0x2e;
    case 0x58:
      return load<u8>(at + 1) === 0x27;
    case 0x23:
    case 0x40:
      return true;
    default:
      return false;
  }
}

/** True for `NULL`, `None` and `(null)`, in any letter case: the object path tells. */
function mayBeNoValue(at: usize, length: i32): bool {
  if (length === 4) return fourSmall(at) === 0x6c6c756e || fourSmall(at) === 0x656e6f6e;
  return length === 6 && fourSmall(at + 1) === 0x6c6c756e;
}

function readFlag(at: usize): usize {
  if (isTrue(at)) {
    flag = 1;
    return at + 4;
  }
  if (fourSmall(at) !== 0x736c6166 || (load<u8>(at + 4) | 0x20) !== 0x65) return notPlain;
  flag = 2;
  return at + 5;
}

/** The words `true`, `fals`, `memb` in any letter case are told by four letters at once. */
function fourSmall(at: usize): u32 {
  return load<u32>(at) | 0x20202020;
}

function isTrue(at: usize): bool {
  return fourSmall(at) === 0x65757274;
}

function isMember(at: usize): bool {
  return fourSmall(at) === 0x626d656d && (load<u16>(at + 4) | 0x2020) === 0x7265;
}
