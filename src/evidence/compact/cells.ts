import { initialDomainEndings } from '../../domain/initial-domain.js';

// What a cell may look like in a plain row, over the bytes of a file. Every test is stricter than the readers of the object path:
// what fails here is read there.

/** The bytes in lower case; other alphabets stay, and are in no key of a plain row. */
export const lowerCase: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte,
);
/** 1 for what a sign-in name, an account name or an address may be made of here: nothing that JSON escapes, separates or replaces. */
const nameBytes = new Uint8Array(256);
for (const letter of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@'!$%&*+/^`{}~")
  nameBytes[letter.charCodeAt(0)] = 1;
/** 1 for what their domain may be made of here. */
const domainBytes = nameBytes.map((is, byte) => (/[A-Za-z0-9.-]/.test(String.fromCharCode(byte)) ? is : 0));
/** True for a byte that a sign-in name may have. */
export function isNameByte(byte: number): boolean {
  return nameBytes[byte] === 1;
}

const hexDigits = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value += 1) {
  hexDigits[value.toString(16).charCodeAt(0)] = value;
  hexDigits[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}
const base64Digits = new Int8Array(256).fill(-1);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach((letter, value) => {
  base64Digits[letter.charCodeAt(0)] = value;
});

const [at, dot, hyphen, equals, underscore, backslash, comma, blank, questionMark] = [
  0x40, 0x2e, 0x2d, 0x3d, 0x5f, 0x5c, 0x2c, 0x20, 0x3f,
];
const [doubleQuote, numberSign] = [0x22, 0x23];
export const [colon, semicolon] = [0x3a, 0x3b];

/** 16 bytes that were read last, as four little-endian words. */
export const words: Int32Array = new Int32Array(4);
/** Where the digits of each of the 16 bytes stand in a GUID’s text, in the order of the source anchor. */
const guidPlaces = [6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34] as const;

/** Reads a GUID with hyphens into `words`. */
export function readGuid(data: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 36) return false;
  if (data[start + 8] !== hyphen || data[start + 13] !== hyphen) return false;
  if (data[start + 18] !== hyphen || data[start + 23] !== hyphen) return false;
  for (let word = 0; word < 4; word += 1) {
    let value = 0;
    for (let byte = 3; byte >= 0; byte -= 1) {
      const place = start + (guidPlaces[word * 4 + byte] as number);
      const high = hexDigits[data[place] as number] as number;
      const low = hexDigits[data[place + 1] as number] as number;
      if ((high | low) < 0) return false;
      value = (value << 8) | (high << 4) | low;
    }
    words[word] = value;
  }
  return true;
}

/** Reads the canonical Base64 of 16 bytes into `words`. */
export function readAnchor(data: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 24 || data[start + 22] !== equals || data[start + 23] !== equals) return false;
  let bits = 0;
  let held = 0;
  let word = 0;
  let value = 0;
  let shift = 0;
  for (let place = start; place < start + 22; place += 1) {
    const digit = base64Digits[data[place] as number] as number;
    if (digit < 0) return false;
    bits = (bits << 6) | digit;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    value |= ((bits >> held) & 255) << shift;
    shift += 8;
    if (shift < 32) continue;
    words[word] = value;
    word += 1;
    value = 0;
    shift = 0;
  }
  // Four bits are left behind the last byte.
  return (bits & 15) === 0;
}

/**
 * True where the 16 bytes in `words` may be a text in UTF-8, or read the same in both byte orders: then a value of the person’s may be
 * the anchor in another encoding, and the histogram of source attributes counts that.
 */
export function mayBeOtherwiseMade(): boolean {
  const a = words[0] as number;
  const b = words[1] as number;
  const isPalindrome = swap32(a) === a && swap16(b & 0xffff) === (b & 0xffff) && swap16(b >>> 16) === b >>> 16;
  return isPalindrome || isUtf8();
}

function swap32(value: number): number {
  return (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}

function swap16(value: number): number {
  return ((value & 255) << 8) | (value >>> 8);
}

/** Whether lead and continuation bytes follow each other as in UTF-8; overlong forms pass, which is the safe side. */
function isUtf8(): boolean {
  let wanted = 0;
  for (let index = 0; index < 16; index += 1) {
    const byte = ((words[index >> 2] as number) >>> ((index & 3) * 8)) & 255;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (isContinuation !== wanted > 0) return false;
    if (isContinuation) wanted -= 1;
    else if (byte >= 0xf8) return false;
    else wanted = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
  }
  return wanted === 0;
}

/** True for the beginning of a .NET type’s name, which stands in the place of a value. */
function mayBeTypeName(data: Uint8Array, start: number, end: number): boolean {
  const first = data[start];
  if (first !== 0x53 && first !== 0x4d) return false;
  const word = first === 0x53 ? 'system.' : 'microsoft.';
  return end - start >= word.length && isWord(data, start, start + word.length, word);
}

/** A sign-in name or address: 3 to 255 bytes with an `@` in it. */
export function isAddress(data: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3 || end - start > 255 || data[start] === at || mayBeTypeName(data, start, end)) return false;
  let ats = 0;
  for (let place = start; place < end; place += 1) {
    const byte = data[place] as number;
    if (nameBytes[byte] === 0 || (ats > 0 && domainBytes[byte] === 0)) return false;
    if (byte === at) ats += 1;
  }
  return ats === 1 && data[end - 1] !== at;
}

/** True for a UPN before whose name Entra may have put an object id: 32 hexadecimal digits. */
export function mayBeDeletedName(data: Uint8Array, start: number, end: number): boolean {
  if (end - start < 34) return false;
  for (let place = start; place < start + 32; place += 1)
    if ((hexDigits[data[place] as number] as number) < 0) return false;
  return true;
}

const reservedAccounts = ['aad_', 'cas_', 'msol_', 'support_'] as const;

/** An account name of at most 64 bytes that no filter of Entra Connect looks for. */
export function isAccountName(data: Uint8Array, start: number, end: number): boolean {
  if (end === start || end - start > 64 || mayBeTypeName(data, start, end)) return false;
  for (const word of reservedAccounts)
    if (data[start + word.length - 1] === underscore && isWord(data, start, start + word.length, word)) return false;
  for (let place = start; place < end; place += 1) if (nameBytes[data[place] as number] === 0) return false;
  return true;
}

/** A DNS domain: a name with a dot in it, which no word in the place of a value has. */
export function isDomain(data: Uint8Array, start: number, end: number): boolean {
  if (!isAccountName(data, start, end) || !isText(data, start, end)) return false;
  const found = data.indexOf(dot, start);
  return found > start && found < end;
}

/** mailNickname: no SystemMailbox{ and no CAS_. */
export function isNickname(data: Uint8Array, start: number, end: number): boolean {
  return isText(data, start, end) && data[start + 3] !== underscore && data[start + 13] !== 0x7b;
}

/** The SID of a domain’s user, in the spelling that both sides have: S-1-5-21-, and at least four more numbers. */
export function isSid(data: Uint8Array, start: number, end: number): boolean {
  if (end - start < 16 || end - start > 80) return false;
  if (data[start] !== 0x53 || data[start + 1] !== hyphen || data[start + 2] !== 0x31) return false;
  if (data[start + 3] !== hyphen) return false;
  let hyphens = 0;
  for (let place = start + 1; place < end; place += 1) {
    const byte = data[place] as number;
    if (byte === hyphen) {
      hyphens += 1;
      if (data[place + 1] === hyphen) return false;
    } else if (byte < 0x30 || byte > 0x39) return false;
  }
  // With five numbers or more its bytes are more than an anchor’s 16.
  return hyphens >= 7 && hyphens <= 15 && data[end - 1] !== hyphen;
}

/** 1 for True, 0 for False, in any letter case; -1 for anything else. */
export function readFlag(data: Uint8Array, start: number, end: number): number {
  if (end - start === 4) return isWord(data, start, end, 'true') ? 1 : -1;
  return isWord(data, start, end, 'false') ? 0 : -1;
}

/** True for this word of ASCII letters, in any letter case. */
export function isWord(data: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index += 1)
    if (lowerCase[data[start + index] as number] !== word.charCodeAt(index)) return false;
  return true;
}

/** True for equal texts but for the letter case of ASCII. */
export function isSameText(
  one: Uint8Array,
  start: number,
  end: number,
  other: Uint8Array,
  otherStart: number,
  otherEnd: number,
): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let index = 0; index < end - start; index += 1) {
    const a = one[start + index] as number;
    const b = other[otherStart + index] as number;
    if (a !== b && lowerCase[a] !== lowerCase[b]) return false;
  }
  return true;
}

/**
 * A text that is not a key, and that no reader takes for something else: no name of a .NET type, no X'hexadecimal', no number as Excel
 * shortens it, no Base64 with padding, no line break. Empty text is one too.
 */
export function isText(data: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true;
  const first = data[start] as number;
  if ((first | 0x20) === 0x78 && data[start + 1] === 0x27) return false;
  if (data[end - 1] === equals || isBlankAt(data, start) || mayBeTypeName(data, start, end)) return false;
  return first < 0x30 || first > 0x39 || (data[end - 3] !== 0x2b && data[end - 4] !== 0x2b);
}

/** A display name: a text in which no letter was lost. */
export function isDisplayName(data: Uint8Array, start: number, end: number): boolean {
  if (!isText(data, start, end)) return false;
  for (let place = start; place < end; place += 1) {
    const byte = data[place] as number;
    if (byte === questionMark || byte < blank) return false;
    if (byte === 0xef && data[place + 1] === 0xbf) return false;
  }
  return true;
}

/**
 * A distinguished name that starts with CN= and says nothing of deletion or conflict. Its parts end at commas that have no backslash in
 * front, and nowhere else: names in quotation marks are not among these. In its first part a quotation mark may be escaped.
 *
 * @param separator of the format: semicolons are those of CSV, where a quotation mark stands twice in its cell.
 */
export function isDistinguishedName(data: Uint8Array, start: number, end: number, separator: number): boolean {
  if (start === end) return true;
  if (lowerCase[data[start] as number] !== 0x63 || lowerCase[data[start + 1] as number] !== 0x6e) return false;
  if (data[start + 2] !== equals || data[end - 1] === equals) return false;
  const isTwice = separator === semicolon;
  let isFirstPart = true;
  for (let place = start; place < end; place += 1) {
    const byte = data[place] as number;
    if (byte > comma && byte !== backslash && byte !== semicolon) continue;
    // Escaped signs below 0 stand for themselves; names in quotation marks or hexadecimal digits are looked at elsewhere.
    if (byte < blank || byte === semicolon) return false;
    if (byte === doubleQuote) {
      if (!isFirstPart || data[place - 1] !== backslash) return false;
      if (!isTwice) continue;
      if (data[start - 1] !== doubleQuote || data[place + 1] !== doubleQuote) return false;
      place += 1;
      continue;
    }
    if (byte === backslash && (data[place + 1] as number) >= 0x30) return false;
    if (byte === numberSign && data[place - 1] === equals) return false;
    if (byte !== comma || data[place - 1] === backslash) continue;
    isFirstPart = false;
    let next = place + 1;
    while (data[next] === blank) next += 1;
    // CN=Deleted Objects: no container that starts with this letter is looked at here, and none whose type is a number.
    const first = lowerCase[data[next] as number] as number;
    if (first < 0x61 || isBlankAt(data, next)) return false;
    const second = lowerCase[data[next + 1] as number];
    if (first === 0x6f && second === 0x69) return false;
    if (first !== 0x63 || second !== 0x6e) continue;
    if (data[next + 2] !== equals || lowerCase[data[next + 3] as number] === 0x64) return false;
    if (isBlankAt(data, next + 3) || data[next + 3] === numberSign) return false;
  }
  return true;
}

/** True where something that trimming would take away may stand. */
function isBlankAt(data: Uint8Array, place: number): boolean {
  const first = data[place] as number;
  const second = data[place + 1] as number;
  if (first <= blank) return true;
  if (first < 0xc2) return false;
  if (first === 0xc2) return second === 0xa0 || second === 0x85;
  if (first === 0xe1) return second === 0x9a;
  if (first === 0xe2 || first === 0xe3) return second === 0x80 || second === 0x81;
  return first === 0xef;
}

const initialDomains = initialDomainEndings.map((pattern) => pattern.replaceAll('\\', ''));

/** True for an address under onmicrosoft.com or its like, which Entra itself adds. */
export function isInitialDomain(data: Uint8Array, start: number, end: number): boolean {
  return initialDomains.some(
    (ending) => end - start > ending.length + 3 && isWord(data, end - ending.length, end, ending),
  );
}
