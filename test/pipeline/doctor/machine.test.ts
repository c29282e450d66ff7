import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkEngineVersion, checkOktaCredential } from '../../../src/pipeline/doctor/machine.js';

describe('the Pulumi CLI', () => {
  it.each([
    ['v3.259.0', 'fine'],
    ['v3.220.0', 'fine'],
    ['3.220.1-alpha', 'fine'],
    ['v4.0.0', 'fine'],
    ['v3.219.9', 'missing'],
    ['v3.99.0', 'missing'],
    ['v2.999.0', 'missing'],
    ['something', 'fine'],
  ])('%s is %s', (version, state) => {
    expect(checkEngineVersion(version).state).toBe(state);
  });

  it('is the one that docs/supported-versions.md names', () => {
    const [, oldest = ''] =
      /\| Pulumi CLI \| (\S+) and newer/.exec(readFileSync('docs/supported-versions.md', 'utf8')) ?? [];
    expect(checkEngineVersion(`v${oldest}.0`).state).toBe('fine');
    expect(checkEngineVersion(`v3.${Number(oldest.split('.')[1]) - 1}.0`).state).toBe('missing');
  });
});

describe('the Okta credential', () => {
  const pem = (type: 'rsa' | 'ec', passphrase?: string, modulusLength = 2048): string => {
    const { privateKey } =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength })
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const lock = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
    return privateKey.export({ type: 'pkcs8', format: 'pem', ...lock }).toString();
  };
  const app = (key: string) => ({ OKTA_API_CLIENT_ID: '0oa1', OKTA_API_PRIVATE_KEY: key });
  it.each([
    ['none', {}, 'missing', /^none$/, /OKTA_API_CLIENT_ID .* or OKTA_API_TOKEN/],
    ['no key', { OKTA_API_CLIENT_ID: '0oa1' }, 'missing', /^none$/, /OKTA_API_PRIVATE_KEY/],
    ['a key file that is not there', app('nowhere.pem'), 'missing', /PRIVATE_KEY holds neither/, /may read/],
    ['a key of another kind', app(pem('ec')), 'missing', /kind ec, expected RSA/, /may read/],
    ['a short key', app(pem('rsa', undefined, 1024)), 'missing', /has 1,024 bits, expected 2,048 or more/, /may read/],
    [
      'a public key',
      app('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'),
      'missing',
      /public key/,
      /may read/,
    ],
    ['a JSON Web Key', app('./package.json'), 'missing', /JSON Web Key/, /may read/],
    ['a key', app(pem('rsa')), 'fine', /^service app$/, /^$/],
    ['a blank token', { OKTA_API_TOKEN: ' \n' }, 'missing', /^OKTA_API_TOKEN is set, and blank$/, /unset it/],
    [
      'a blank token next to a service app',
      { ...app(pem('rsa')), OKTA_API_TOKEN: ' ' },
      'missing',
      /^OKTA_API_TOKEN is set, and blank$/,
      /unset it/,
    ],
    ['an encrypted key', app(pem('rsa', 'pw')), 'missing', /is encrypted: openssl/, /may read/],
    [
      'a token with a line break',
      { OKTA_API_TOKEN: '00abc\nd' },
      'missing',
      /^OKTA_API_TOKEN holds a blank, a line break or a letter that no token has$/,
      /^Copy it again/,
    ],
    ['a token', { OKTA_API_TOKEN: 'x' }, 'warning', /^API token$/, /prefer a service app/],
  ] as const)('%s', async (_, environment, state, found, fix) => {
    const check = await checkOktaCredential(environment as NodeJS.ProcessEnv);
    expect(check.state).toBe(state);
    expect(check.found).toMatch(found);
    expect(check.fix ?? '').toMatch(fix);
  });
});
