import { bytesToSid, isWellKnownSid } from '../../../domain/sid.js';

/** The SID of bytes: of an account of a domain or of Entra, or one that every Windows has; undefined for anything else. */
export function sidOfBytes(bytes: Uint8Array): string | undefined {
  const sid = bytesToSid(bytes);
  return sid !== undefined && (isWellKnownSid(sid) || /^S-1-(5-21(-\d+){3,4}|12-1(-\d+){4})$/.test(sid))
    ? sid
    : undefined;
}
