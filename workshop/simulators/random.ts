import { createHash, randomBytes } from 'node:crypto';

/** A fresh credential: 32 random bytes as URL-safe text behind a prefix that says what it is. */
export function randomSecret(prefix: string): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** GUID text that is always the same for the same seed, so that a scenario's objects keep their ids. */
export function stableGuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** An Okta id (20 letters and digits with a prefix such as `00u`) that is always the same for the same seed. */
export function stableOktaId(prefix: string, seed: string): string {
  const letters = createHash('sha256')
    .update(seed)
    .digest('base64')
    .replaceAll(/[^0-9A-Za-z]/g, '');
  return prefix + letters.slice(0, 20 - prefix.length);
}
