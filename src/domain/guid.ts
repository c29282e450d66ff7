// A GUID has three spellings here: its text, its 16 bytes in .NET order (as Active Directory stores it, the first three
// fields little-endian), and the big-endian bytes that a wrong tool would stamp. Vectors: facts 6.1.
const guidText = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;

/** Lower-case GUID text without braces, or undefined when the text is no hyphenated GUID. */
export function normalizeGuid(text: string): string | undefined {
  const match = guidText.exec(text);
  if (!match || text.startsWith('{') !== text.endsWith('}')) return undefined;
  return match.slice(1).join('-').toLowerCase();
}

/** The 16 bytes of a GUID in .NET order (`Guid.ToByteArray()`), the order whose Base64 is the source anchor. */
export function guidToBytes(guid: string): Uint8Array {
  return swapGuidBytes(hexToBytes(guid.replaceAll('-', '')) ?? new Uint8Array());
}

/** Lower-case GUID text of 16 bytes in .NET order. */
export function bytesToGuid(bytes: Uint8Array): string {
  return bytesToHex(swapGuidBytes(bytes)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const hexDigits = '0123456789abcdef';
const swappedOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** The same GUID in the other byte order: the first three fields reversed. */
export function swapGuidBytes(bytes: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(16);
  for (let index = 0; index < 16; index += 1) swapped[index] = bytes[swappedOrder[index] ?? 0] ?? 0;
  return swapped;
}

/** The bytes of hexadecimal text, or undefined when it is none. */
export function hexToBytes(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index += 1)
    bytes[index] = (digitValue(hex.charCodeAt(index * 2)) << 4) | digitValue(hex.charCodeAt(index * 2 + 1));
  return bytes;
}

/** The value of a hexadecimal digit by its character code. */
function digitValue(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}

/** Lower-case hexadecimal text of the bytes. */
export function bytesToHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += hexDigits.charAt(byte >> 4) + hexDigits.charAt(byte & 15);
  return hex;
}
