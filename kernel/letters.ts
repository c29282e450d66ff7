// Names (ASCII) in lower case, sixteen letters at a time.

/** Sixteen letters in lower case. */
function lowerCase(letters: v128): v128 {
  const isLarge = i8x16.lt_u(i8x16.sub(letters, i8x16.splat(0x41)), i8x16.splat(26));
  return v128.or(letters, v128.and(isLarge, i8x16.splat(0x20)));
}

/** Ones in the first `count` of sixteen bytes. */
export function firstBytes(count: i32): v128 {
  return i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>min(count, 16)));
}

/** The first of sixteen bytes whose bit is set in a mask. */
export function firstOf(mask: i32): i32 {
  return ctz(mask);
}

/** How many letters two names share at their start in lower case, `from` of which they are known to share; at most `most`. */
export function sharedLetters(a: usize, b: usize, from: i32, most: i32): i32 {
  for (let at = from; at < most; at += 16) {
    const different = i8x16.bitmask(i8x16.ne(lowerCase(v128.load(a + at)), lowerCase(v128.load(b + at))));
    if (different !== 0) return min(at + firstOf(different), most);
  }
  return most;
}

/** Compares two names in lower case: less than, equal to or greater than 0. */
export function compareNames(a: usize, lengthA: i32, b: usize, lengthB: i32): i32 {
  const most = min(lengthA, lengthB);
  const shared = sharedLetters(a, b, 0, most);
  if (shared === most) return lengthA - lengthB;
  return <i32>lowerLetter(load<u8>(a + shared)) - <i32>lowerLetter(load<u8>(b + shared));
}

/** True when two names of this length, padded with zeros, are equal byte by byte. */
export function sameBytes(a: usize, b: usize, length: i32): bool {
  for (let at = 0; at < length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(a + at), v128.load(b + at)))) return false;
  }
  return true;
}

function lowerLetter(letter: u8): u8 {
  return letter - 0x41 < 26 ? letter | 0x20 : letter;
}

/** Eight letters of a name from `at` on in lower case, as a number that compares like them; zeros behind its end. */
export function lettersAsNumber(name: usize, length: i32, at: i32): u64 {
  const count = length - at;
  if (count <= 0) return 0;
  const letters = v128.extract_lane<u64>(lowerCase(v128.load64_zero(name + at)), 0);
  return bswap<u64>(count < 8 ? letters & (((<u64>1) << (count << 3)) - 1) : letters);
}

/** Copies a text, sixteen bytes at a time; returns the byte behind it. Up to fifteen bytes behind it are overwritten. */
export function copyText(to: usize, from: usize, length: i32): usize {
  for (let at = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
  return to + length;
}
