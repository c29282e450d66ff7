/**
 * The text form of a SID's bytes, undefined where they are none. MS-DTYP 2.4.2.2: revision, count of sub-authorities, six
 * big-endian bytes of authority, little-endian sub-authorities.
 */
export function bytesToSid(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || count < 1 || count > 15 || bytes.length !== 8 + count * 4) return undefined;
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + index * 4, true));
  return `S-1-${authority}-${parts.join('-')}`;
}
