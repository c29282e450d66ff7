// Names (ASCII) in lower case, byte by byte and four letters at a time.

/** Each byte in lower case, if it is an ASCII letter. */
export const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte,
);

/** Sets the bit that makes a letter small in each byte from A to Z of a word. */
export function lowerCaseOfFour(letters: number): number {
  const seven = letters & 0x7f7f7f7f;
  const fromA = (seven + 0x3f3f3f3f) | 0;
  const beyondZ = (seven + 0x25252525) | 0;
  return letters | ((fromA & ~beyondZ & ~letters & 0x80808080) >>> 2);
}

/** The four letters of a little-endian word as a number that compares like them. */
export function comparable(letters: number): number {
  const word = lowerCaseOfFour(letters);
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

/** Compares two names in lower case, each in words whose last one is padded with zeros. */
export function compareNames(
  a: Int32Array,
  from: number,
  lengthA: number,
  b: Int32Array,
  to: number,
  lengthB: number,
): number {
  const common = (Math.min(lengthA, lengthB) + 3) >> 2;
  for (let word = 0; word < common; word += 1) {
    const left = a[from + word] as number;
    const right = b[to + word] as number;
    if (left === right) continue;
    const difference = comparable(left) - comparable(right);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** Writes a name into words, the last one padded with zeros. */
export function storeName(words: Int32Array, at: number, source: DataView, from: number, length: number): void {
  const whole = length >> 2;
  for (let word = 0; word < whole; word += 1) words[at + word] = source.getInt32(from + word * 4, true);
  const letters = length & 3;
  if (letters > 0) words[at + whole] = source.getInt32(from + whole * 4, true) & ((1 << (letters * 8)) - 1);
}

/** Compares a name in any letter case with bytes in lower case. */
export function compareBytes(data: Uint8Array, from: number, length: number, lower: Uint8Array): number {
  const common = Math.min(length, lower.length);
  for (let index = 0; index < common; index += 1) {
    const difference = (lowerCase[data[from + index] as number] as number) - (lower[index] as number);
    if (difference !== 0) return difference;
  }
  return length - lower.length;
}
