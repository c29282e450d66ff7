import { bytesToSid } from '../../../domain/sid.js';

/** The SID of an account of a domain or of Entra, of its bytes; undefined for anything else. */
export function sidOfBytes(bytes: Uint8Array): string | undefined {
  const sid = bytesToSid(bytes);
  return sid !== undefined && /^S-1-(5-21(-\d+){3,4}|12-1(-\d+){4})$/.test(sid) ? sid : undefined;
}

/** The bytes of a SID (MS-DTYP 2.4.2.2), its authority below 256. */
export function bytesOfSid(sid: string): Buffer {
  const [authority = 0, ...numbers] = sid.split('-').slice(2).map(Number);
  const data = Buffer.alloc(8 + 4 * numbers.length);
  data.set([1, numbers.length, 0, 0, 0, 0, 0, authority]);
  for (const [index, number] of numbers.entries()) data.writeUInt32LE(number, 8 + 4 * index);
  return data;
}
