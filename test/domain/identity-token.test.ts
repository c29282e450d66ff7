import { expect, it } from 'vitest';
import { endOfExpired, readIdentityToken } from '../../src/domain/identity-token.js';

const jwt = (payload: string): string =>
  ['{"alg":"RS256"}', payload, 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');

it.each([
  [
    '{"iss":"https://a.example","sub":"s","exp":1700000000}',
    { issuer: 'https://a.example', subject: 's', end: new Date(1.7e12) },
  ],
  ['{"sub":"Straße →","exp":"soon"}', { subject: expect.stringContaining('Stra') }],
  ['{"exp":1e20}', {}],
  ['{"exp":-1}', {}],
  ['[]', {}],
])('reads %s', (payload, read) => {
  expect(readIdentityToken(`${jwt(payload)}\n`)).toEqual(read);
});

it.each(['', 'a.b', '$(idToken)', 'eyJ.!.x', 'eyJ.e.x', jwt('null'), jwt('17'), jwt('{"exp":')])(
  '%j is no token',
  (text) => {
    expect(readIdentityToken(text)).toBeUndefined();
    expect(endOfExpired(text, new Date())).toBeUndefined();
  },
);

it('tells when an expired token ended, to the second', () => {
  const token = jwt('{"exp":1700000000}');
  expect(endOfExpired(token, new Date(1.7e12 + 1))).toBe('2023-11-14T22:13:20.000Z');
  expect(endOfExpired(token, new Date(1.7e12 - 1))).toBeUndefined();
});
