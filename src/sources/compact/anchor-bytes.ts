// GUID text and Base64 from the bytes of a file into the four little-endian words of an anchor, by tables: what domain/guid
// and domain/base64 do for strings.

const invalid = 1 << 24;

/** The value of a hexadecimal digit, `invalid` for any other byte. */
const hexDigits = table((letter) => {
  const value = Number.parseInt(letter, 16);
  return Number.isNaN(value) ? invalid : value;
});

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
// What a Base64 letter gives to the three bytes of its group as a little-endian number, by its place in the group.
const firstLetters = sextets((value) => value << 2);
const secondLetters = sextets((value) => (value >> 4) | ((value & 15) << 12));
const thirdLetters = sextets((value) => ((value >> 2) << 8) | ((value & 3) << 22));
const fourthLetters = sextets((value) => value << 16);

const hyphen = 0x2d;
const equalsSign = 0x3d;

/** Length of a GUID's text with hyphens and without braces, and of the Base64 of 16 bytes. */
export const guidLength = 36;
export const anchorLength = 24;

/** Reads the text of a GUID at `at` into four words at `to`. False when it is none in this spelling. */
export function readGuid(data: Uint8Array, at: number, words: Int32Array, to: number): boolean {
  if (data[at + 8] !== hyphen || data[at + 13] !== hyphen || data[at + 18] !== hyphen || data[at + 23] !== hyphen)
    return false;
  const a = hexByte(data, at);
  const b = hexByte(data, at + 2);
  const c = hexByte(data, at + 4);
  const d = hexByte(data, at + 6);
  const e = hexByte(data, at + 9);
  const f = hexByte(data, at + 11);
  const g = hexByte(data, at + 14);
  const h = hexByte(data, at + 16);
  const i = hexByte(data, at + 19);
  const j = hexByte(data, at + 21);
  const k = hexByte(data, at + 24);
  const l = hexByte(data, at + 26);
  const m = hexByte(data, at + 28);
  const n = hexByte(data, at + 30);
  const o = hexByte(data, at + 32);
  const p = hexByte(data, at + 34);
  if (((a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p) & ~255) !== 0) return false;
  words[to] = (a << 24) | (b << 16) | (c << 8) | d;
  words[to + 1] = (g << 24) | (h << 16) | (e << 8) | f;
  words[to + 2] = i | (j << 8) | (k << 16) | (l << 24);
  words[to + 3] = m | (n << 8) | (o << 16) | (p << 24);
  return true;
}

function hexByte(data: Uint8Array, at: number): number {
  return ((hexDigits[data[at] as number] as number) << 4) | (hexDigits[data[at + 1] as number] as number);
}

/** Reads the canonical Base64 of 16 bytes at `at` into four words at `to`. False when it is anything else. */
export function readAnchor(data: Uint8Array, at: number, words: Int32Array, to: number): boolean {
  if (data[at + 22] !== equalsSign || data[at + 23] !== equalsSign) return false;
  const a = group(data, at);
  const b = group(data, at + 4);
  const c = group(data, at + 8);
  const d = group(data, at + 12);
  const e = group(data, at + 16);
  // The last byte has two letters; stray bits of the second make it another spelling, and so another anchor.
  const last = (firstLetters[data[at + 20] as number] as number) | (secondLetters[data[at + 21] as number] as number);
  if (((a | b | c | d | e | last) & invalid) !== 0 || last > 255) return false;
  words[to] = a | (b << 24);
  words[to + 1] = (b >>> 8) | (c << 16);
  words[to + 2] = (c >>> 16) | (d << 8);
  words[to + 3] = e | (last << 24);
  return true;
}

function group(data: Uint8Array, at: number): number {
  return (
    (firstLetters[data[at] as number] as number) |
    (secondLetters[data[at + 1] as number] as number) |
    (thirdLetters[data[at + 2] as number] as number) |
    (fourthLetters[data[at + 3] as number] as number)
  );
}

function sextets(place: (value: number) => number): Int32Array {
  return table((letter) => {
    const value = alphabet.indexOf(letter);
    return value < 0 ? invalid : place(value);
  });
}

function table(toValue: (letter: string) => number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => toValue(String.fromCharCode(byte)));
}
