import { createHmac, sign, timingSafeEqual, verify } from 'node:crypto';
import { isObject, type JsonObject, parseJson } from './json.js';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token signed with our own key (HS256): only this organization can have issued it, and it needs no list of tokens. */
export function issueToken(claims: JsonObject, key: string): string {
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}

/** The claims of a token that `issueToken` made with the key and that has not expired; undefined for any other. */
export function readToken(token: string, key: string, nowMilliseconds: number): JsonObject | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const expected = createHmac('sha256', key).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = decodePart(payload);
  return claims !== undefined && Number(claims.exp) * 1000 > nowMilliseconds ? claims : undefined;
}

/** A client assertion signed with an RSA key (RS256), PEM. */
export function signAssertion(claims: JsonObject, privateKey: string, keyId: string): string {
  const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: keyId })}.${encode(claims)}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
}

/** The claims of an assertion whose RS256 signature the public key (PEM) confirms; times are the caller's to judge. */
export function verifyAssertion(assertion: string, publicKey: string): JsonObject | undefined {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  // The algorithm is ours to choose, not the token's: accepting what the header says is how "none" gets in.
  if (decodePart(header)?.alg !== 'RS256') return undefined;
  const valid = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  );
  return valid ? decodePart(payload) : undefined;
}

function decodePart(part: string): JsonObject | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString());
  return isObject(value) ? value : undefined;
}
