// Written out because the pure folders compile without Node's types, and Uint8Array.fromBase64 is missing on Node 20.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = 0x3d;
/** Letters by their value, and values by their letter (-1 for what is none). */
const letters = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const values = new Int8Array(128).fill(-1);
letters.forEach((letter, value) => {
  values[letter] = value;
});

/** Bytes that become letters in one call: a multiple of three, and few enough to be arguments. */
const blockBytes = 3 * 1024;

/** Base64 (RFC 4648, padded) of the bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += blockBytes) text += encodeBlock(bytes, start);
  return text;
}

function encodeBlock(bytes: Uint8Array, start: number): string {
  const end = Math.min(bytes.length, start + blockBytes);
  const codes: number[] = [];
  for (let index = start; index < end; index += 3) {
    const left = bytes.length - index;
    const second = left > 1 ? (bytes[index + 1] as number) : 0;
    const third = left > 2 ? (bytes[index + 2] as number) : 0;
    const bits = ((bytes[index] as number) << 16) | (second << 8) | third;
    codes.push(
      letters[bits >> 18] as number,
      letters[(bits >> 12) & 63] as number,
      left > 1 ? (letters[(bits >> 6) & 63] as number) : padding,
      left > 2 ? (letters[bits & 63] as number) : padding,
    );
  }
  return String.fromCharCode(...codes);
}

/**
 * The bytes of canonical Base64 text: padded, standard alphabet, no stray bits, no white space. Anything else gives
 * undefined, because Entra compares ImmutableIDs as text: a second spelling of the same bytes is another anchor.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padded = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padded);
  const end = text.length - padded;
  let bits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = index < end ? (values[text.charCodeAt(index)] ?? -1) : 0;
    if (value < 0) return undefined;
    bits = (bits << 6) | value;
    if ((index & 3) !== 3) continue;
    const offset = (index >> 2) * 3;
    // What lies behind the last byte is dropped: it must be nothing.
    if (index >= end && (bits & (padded === 2 ? 0xffff : 0xff)) !== 0) return undefined;
    bytes[offset] = bits >> 16;
    bytes[offset + 1] = bits >> 8;
    bytes[offset + 2] = bits;
    bits = 0;
  }
  return bytes;
}
