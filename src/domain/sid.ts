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

/** The bytes of a SID from its text; undefined where it is none. */
export function sidToBytes(sid: string): Uint8Array | undefined {
  const match = /^S-1-(\d{1,15})((?:-\d{1,10}){1,15})$/i.exec(sid);
  const [authority, numbers] = [Number(match?.[1]), (match?.[2] ?? '').split('-').slice(1).map(Number)];
  if (match === null || authority >= 2 ** 48 || numbers.some((number) => number >= 2 ** 32)) return undefined;
  const data = new DataView(new ArrayBuffer(8 + 4 * numbers.length));
  data.setUint8(0, 1);
  data.setUint8(1, numbers.length);
  data.setUint16(2, Math.floor(authority / 2 ** 32));
  data.setUint32(4, authority % 2 ** 32);
  for (const [index, number] of numbers.entries()) data.setUint32(8 + 4 * index, number, true);
  return new Uint8Array(data.buffer);
}

/** SELF, "the object itself": as the owner of a mailbox it says that the mailbox is a shared one. */
export const selfSid = 'S-1-5-10';

/** True for a SID that every Windows has: of nobody, of everybody, or of a group that is built in ("Well-known SIDs"). */
export function isWellKnownSid(sid: string): boolean {
  return /^S-1-([0-4]-\d|5-([1-9]|1\d|20|32-5\d\d))$/i.test(sid);
}
