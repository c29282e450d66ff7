// A GUID has three spellings here: its text, its 16 bytes in .NET order (as Active Directory stores it, the first three
// fields little-endian), and the big-endian bytes that a wrong tool would stamp. Source: AD-1.
const textLength = 36;
const hyphens: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const hyphen = 0x2d;

/** Lower-case GUID text without braces, or undefined when the text is not a hyphenated GUID. */
export function normalizeGuid(text: string): string | undefined {
  const braces = text.startsWith('{') ? 1 : 0;
  if (text.length !== textLength + 2 * braces || (braces === 1 && !text.endsWith('}'))) return undefined;
  for (let index = 0; index < textLength; index += 1) {
    const code = text.charCodeAt(braces + index);
    if (hyphens.has(index) ? code !== hyphen : digitValue(code) < 0) return undefined;
  }
  return (braces === 1 ? text.slice(1, -1) : text).toLowerCase();
}

/** The 16 bytes of a GUID in .NET order (`Guid.ToByteArray()`), the order whose Base64 is the source anchor. */
export function guidToBytes(guid: string): Uint8Array {
  const bytes = new Uint8Array(16);
  let digit = 0;
  for (let index = 0; index < guid.length; index += 1) {
    const code = guid.charCodeAt(index);
    if (code === hyphen) continue;
    const place = swappedOrder[digit >> 1] ?? 0;
    bytes[place] = ((bytes[place] ?? 0) << 4) | digitValue(code);
    digit += 1;
  }
  return bytes;
}

/** Lower-case GUID text of 16 bytes in .NET order. */
export function bytesToGuid(bytes: Uint8Array): string {
  const hex = bytesToHex(swapGuidBytes(bytes));
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const swappedOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** The same GUID in the other byte order: the first three fields reversed. */
export function swapGuidBytes(bytes: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(16);
  for (let index = 0; index < 16; index += 1) swapped[index] = bytes[swappedOrder[index] ?? 0] ?? 0;
  return swapped;
}

/** The bytes of hexadecimal text, or undefined when it is none. */
export function hexToBytes(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const high = digitValue(hex.charCodeAt(index * 2));
    const low = digitValue(hex.charCodeAt(index * 2 + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[index] = (high << 4) | low;
  }
  return bytes;
}

/** The value of a hexadecimal digit by its character code, -1 for any other letter. */
function digitValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const small = code | 0x20;
  return small >= 0x61 && small <= 0x66 && code < 0x80 ? small - 0x57 : -1;
}

/** Lower-case hexadecimal text of the bytes. */
export function bytesToHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += hexBytes[byte];
  return hex;
}

/** True when two arrays hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
