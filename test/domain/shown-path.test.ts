import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { looksLikePath, shownPath } from '../../src/domain/shown-path.js';

it.each([
  '/var/run/secrets/azure/tokens/azure-identity-token',
  '/home/vsts/work/_temp/.azclitask/own.pem',
  '/tmp/entra-cutover-doctor-AbC12x/9efb9891-ae21-416b-b3f7-69880c297e4f/a.pfx',
  String.raw`C:\Program Files\Entra Cutover\Zertifikat für Müller.pfx`,
  'own.pem',
  './token',
])('shows the path %s', (path) => {
  expect(shownPath(path, 'V')).toBe(path);
});

it.each([
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwcm9qZWN0In0.c2VjcmV0',
  '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY----- MIIEvQ -----END PRIVATE KEY-----',
  'abC8Q~dEf1GhI2jKl3MnO4pQr5StU6vWx7Yz8a',
  'Geheim1',
  'c2VjcmV0Lw==',
  randomBytes(32).toString('hex'),
])('does not show %s', (secret) => {
  expect(shownPath(secret, 'V')).toBe('the value of V (it does not look like a path)');
});

it('shows no Base64 of a key or a certificate', () => {
  for (const encoding of ['base64', 'base64url'] as const)
    for (let count = 0; count < 200; count += 1)
      expect(looksLikePath(randomBytes(600).toString(encoding).slice(0, 480))).toBe(false);
});
