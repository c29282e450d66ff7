// GUIDs and the Base64 of sixteen bytes: what domain/guid and domain/base64 do for strings, sixteen letters at a time.
// The bytes of a GUID are in .NET’s order: the first three groups of its text reversed.

/** What `readGuid` and `readAnchor` have read. */
export let readBytes: v128 = i64x2(0, 0);

export const guidLength = 36;
export const anchorLength = 24;

const hyphen: u8 = 0x2d;
const twoEqualsSigns: u16 = 0x3d3d;

/** Reads the text of a GUID with hyphens into `readBytes`. False when it is none in this spelling. */
export function readGuid(at: usize): bool {
  if (
    load<u8>(at + 8) !== hyphen ||
    load<u8>(at + 13) !== hyphen ||
    load<u8>(at + 18) !== hyphen ||
    load<u8>(at + 23) !== hyphen
  )
    return false;
  const start = v128.load(at);
  const middle = v128.load(at + 16);
  const end = v128.load(at + 20);
  // The letters without hyphens: eight, four and the third group; the fourth and the fifth.
  const first = i8x16.shuffle(start, middle, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17);
  const second = i8x16.shuffle(middle, end, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 28, 29, 30, 31);
  if (!i8x16.all_true(v128.and(isHexDigit(first), isHexDigit(second)))) return false;
  const high = i8x16.shuffle(first, second, 6, 4, 2, 0, 10, 8, 14, 12, 16, 18, 20, 22, 24, 26, 28, 30);
  const low = i8x16.shuffle(first, second, 7, 5, 3, 1, 11, 9, 15, 13, 17, 19, 21, 23, 25, 27, 29, 31);
  readBytes = v128.or(i8x16.shl(hexValue(high), 4), hexValue(low));
  return true;
}

function isHexDigit(letters: v128): v128 {
  const isDigit = i8x16.lt_u(i8x16.sub(letters, i8x16.splat(0x30)), i8x16.splat(10));
  const small = v128.or(letters, i8x16.splat(0x20));
  return v128.or(isDigit, i8x16.lt_u(i8x16.sub(small, i8x16.splat(0x61)), i8x16.splat(6)));
}

/** A digit’s low four bits are its value; a letter’s are its value less nine. */
function hexValue(letters: v128): v128 {
  const nine = v128.and(i8x16.gt_u(letters, i8x16.splat(0x39)), i8x16.splat(9));
  return i8x16.add(v128.and(letters, i8x16.splat(15)), nine);
}

/** Reads the canonical Base64 of sixteen bytes into `readBytes`. False when it is anything else. */
export function readAnchor(at: usize): bool {
  if (load<u16>(at + 22) !== twoEqualsSigns) return false;
  const start = v128.load(at);
  // The last six letters, and an A (no bits) for each missing one.
  const end = i8x16.shuffle(
    v128.load(at + 8),
    i8x16.splat(0x41),
    8,
    9,
    10,
    11,
    12,
    13,
    16,
    16,
    16,
    16,
    16,
    16,
    16,
    16,
    16,
    16,
  );
  const startValues = base64Values(start);
  const endValues = base64Values(end);
  // No letter has a value above 63: the mark of a byte that is none.
  if (i8x16.bitmask(v128.or(startValues, endValues)) !== 0) return false;
  const startBytes = joinSextets(startValues);
  const endBytes = joinSextets(endValues);
  // The last byte has two letters; stray bits of the second make it another spelling, and so another anchor.
  if ((i32x4.extract_lane(endBytes, 1) & 0xffff) !== 0) return false;
  readBytes = i8x16.shuffle(startBytes, endBytes, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 18, 17, 16, 22);
  return true;
}

/** The value of each letter of Base64; 255 for any other byte. */
function base64Values(letters: v128): v128 {
  const isLarge = i8x16.lt_u(i8x16.sub(letters, i8x16.splat(0x41)), i8x16.splat(26));
  const isSmall = i8x16.lt_u(i8x16.sub(letters, i8x16.splat(0x61)), i8x16.splat(26));
  const isDigit = i8x16.lt_u(i8x16.sub(letters, i8x16.splat(0x30)), i8x16.splat(10));
  const isPlus = i8x16.eq(letters, i8x16.splat(0x2b));
  const isSlash = i8x16.eq(letters, i8x16.splat(0x2f));
  const large = v128.and(isLarge, i8x16.sub(letters, i8x16.splat(65)));
  const small = v128.and(isSmall, i8x16.sub(letters, i8x16.splat(71)));
  const digit = v128.and(isDigit, i8x16.add(letters, i8x16.splat(4)));
  const other = v128.or(v128.and(isPlus, i8x16.splat(62)), v128.and(isSlash, i8x16.splat(63)));
  const known = v128.or(v128.or(isLarge, isSmall), v128.or(isDigit, v128.or(isPlus, isSlash)));
  return v128.or(v128.or(v128.or(large, small), v128.or(digit, other)), v128.not(known));
}

/** Four values of six bits, the first in the lowest byte, as one number of 24 bits, in each of four lanes. */
function joinSextets(values: v128): v128 {
  const first = i32x4.shl(v128.and(values, i32x4.splat(0x3f)), 18);
  const second = i32x4.shl(v128.and(values, i32x4.splat(0x3f00)), 4);
  const third = i32x4.shr_u(v128.and(values, i32x4.splat(0x3f0000)), 10);
  const fourth = i32x4.shr_u(values, 24);
  return v128.or(v128.or(first, second), v128.or(third, fourth));
}

/** Writes the text of a GUID from its bytes; returns the byte behind it. */
export function writeGuid(to: usize, bytes: v128): usize {
  const inOrder = i8x16.swizzle(bytes, i8x16(3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15));
  const high = hexDigits(i8x16.shr_u(inOrder, 4));
  const low = hexDigits(v128.and(inOrder, i8x16.splat(15)));
  const first = i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const second = i8x16.shuffle(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const hyphens = i8x16.splat(hyphen);
  v128.store(to, i8x16.shuffle(first, hyphens, 0, 1, 2, 3, 4, 5, 6, 7, 16, 8, 9, 10, 11, 16, 12, 13));
  const rest = i8x16.shuffle(first, second, 14, 15, 16, 16, 17, 18, 19, 16, 20, 21, 22, 23, 24, 25, 26, 27);
  v128.store(to + 16, i8x16.shuffle(rest, hyphens, 0, 1, 16, 3, 4, 5, 6, 16, 8, 9, 10, 11, 12, 13, 14, 15));
  store<i32>(to + 32, i32x4.extract_lane(second, 3));
  return to + guidLength;
}

function hexDigits(values: v128): v128 {
  const isLetter = i8x16.gt_u(values, i8x16.splat(9));
  return i8x16.add(i8x16.add(values, i8x16.splat(0x30)), v128.and(isLetter, i8x16.splat(39)));
}

/** Writes the Base64 of sixteen bytes; returns the byte behind it. */
export function writeAnchor(to: usize, bytes: v128): usize {
  const none = i64x2(0, 0);
  v128.store(to, base64Letters(i8x16.shuffle(bytes, none, 2, 1, 0, 16, 5, 4, 3, 16, 8, 7, 6, 16, 11, 10, 9, 16)));
  const end = base64Letters(i8x16.shuffle(bytes, none, 14, 13, 12, 16, 16, 16, 15, 16, 16, 16, 16, 16, 16, 16, 16, 16));
  v128.store64_lane(to + 16, end, 0);
  store<u16>(to + 22, twoEqualsSigns);
  return to + anchorLength;
}

/** Four letters for each number of 24 bits. */
function base64Letters(numbers: v128): v128 {
  const first = i32x4.shr_u(numbers, 18);
  const second = v128.and(i32x4.shr_u(numbers, 4), i32x4.splat(0x3f00));
  const third = v128.and(i32x4.shl(numbers, 10), i32x4.splat(0x3f0000));
  const fourth = v128.and(i32x4.shl(numbers, 24), i32x4.splat(0x3f000000));
  const values = v128.or(v128.or(first, second), v128.or(third, fourth));
  // A to Z start at 65; what is added to it for a to z, for digits, for + and for / adds up.
  let letters = i8x16.add(values, i8x16.splat(65));
  letters = i8x16.add(letters, v128.and(i8x16.gt_u(values, i8x16.splat(25)), i8x16.splat(6)));
  letters = i8x16.add(letters, v128.and(i8x16.gt_u(values, i8x16.splat(51)), i8x16.splat(-75)));
  letters = i8x16.add(letters, v128.and(i8x16.gt_u(values, i8x16.splat(61)), i8x16.splat(-15)));
  return i8x16.add(letters, v128.and(i8x16.gt_u(values, i8x16.splat(62)), i8x16.splat(3)));
}
