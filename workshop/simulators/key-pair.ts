import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** An RSA key pair in PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const made = new Map<string, Promise<KeyPair>>();

/** A fresh RSA key pair for the purpose, the same one within a process: making one costs more than all else at a start. */
export function keyPairFor(purpose: 'okta service app' | 'workload'): Promise<KeyPair> {
  const known = made.get(purpose);
  if (known !== undefined) return known;
  const pair = promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  made.set(purpose, pair);
  return pair;
}
