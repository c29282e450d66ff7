import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCanarySearch } from './canary-search.js';

const secret = 'Kanári "7f3a" 9c&+/=\\ %x';
const search = createCanarySearch([
  { name: 'password', secret },
  { name: 'token', secret: '00abcDEF0123456789abcDEF0123456789abcDEF01' },
]);
const noise = randomBytes(2_000).toString('base64');

// What test/resources/canaries.ts relies on: a search that finds nothing because it sees nothing would pass forever.
describe('the search for canaries', () => {
  it.each([
    ['plain', secret],
    ['JSON', JSON.stringify({ a: secret })],
    ['JSON within JSON', JSON.stringify(JSON.stringify({ a: secret }))],
    ['a form', new URLSearchParams({ a: secret }).toString()],
    ['a URL', `https://x/?a=${encodeURIComponent(secret)}`],
    ['hex', Buffer.from(secret).toString('hex')],
    ...[0, 1, 2, 3].map((offset) => [
      `Base64 after ${offset} letters`,
      Buffer.from(`${'x'.repeat(offset)}${secret} and more`).toString('base64'),
    ]),
    ['Base64 for URLs', Buffer.from(`user:${secret}`).toString('base64url')],
    ['cut off', `Authorization: ${secret.slice(0, 21)}`],
    ['without its beginning', secret.slice(3)],
  ])('finds a secret in %s', (_form, text) => {
    expect(search(Buffer.from(`${noise}${text}${noise}`))).toEqual(['password']);
  });

  it('finds the lines of a key, but neither its frame nor what all keys have in common', () => {
    const made = (): string =>
      generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString();
    const [one, two] = [made(), made()];
    const forOne = createCanarySearch([{ name: 'key', secret: one }]);
    expect(forOne(Buffer.from(JSON.stringify(one)))).toEqual(['key']);
    expect(forOne(Buffer.from(two))).toEqual([]);
  });

  it('finds nothing where nothing is, nor in what only begins like a secret, at the end of a file', () => {
    expect(search(Buffer.from(noise))).toEqual([]);
    expect(search(Buffer.from(noise + secret.slice(0, 12)))).toEqual([]);
  });
});
