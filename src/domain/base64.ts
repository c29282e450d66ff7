// Written out because the pure folders compile without Node's types, and Uint8Array.fromBase64 is missing on Node 20.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextets = new Map([...alphabet].map((letter, value) => [letter, value]));

/** Base64 (RFC 4648, padded) of the bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const first = bytes[index] ?? 0;
    const second = bytes[index + 1];
    const third = bytes[index + 2];
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += alphabet[bits >> 18];
    text += alphabet[(bits >> 12) & 63];
    text += second === undefined ? '=' : alphabet[(bits >> 6) & 63];
    text += third === undefined ? '=' : alphabet[bits & 63];
  }
  return text;
}

/**
 * The bytes of canonical Base64 text: padded, standard alphabet, no stray bits, no white space. Anything else gives
 * undefined, because Entra compares ImmutableIDs as text: a second spelling of the same bytes is another anchor.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let offset = 0;
  for (let index = 0; index < text.length; index += 4) {
    let bits = 0;
    const last = index + 4 === text.length;
    for (let place = 0; place < 4; place += 1) {
      const padded = last && place >= 4 - padding;
      const sextet = padded ? 0 : sextets.get(text.charAt(index + place));
      if (sextet === undefined) return undefined;
      bits = (bits << 6) | sextet;
    }
    for (let shift = 16; shift >= 0 && offset < bytes.length; shift -= 8) bytes[offset++] = (bits >> shift) & 255;
    if (last && padding > 0 && (bits & (padding === 2 ? 0xffff : 0xff)) !== 0) return undefined;
  }
  return bytes;
}
