import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ownSignInConflict, signInConflict } from '../../src/domain/sign-in-conflict.js';
import { checkAzureadSignIn, checkEntraSignIn } from '../../src/pipeline/doctor/entra-sign-in.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));
const empty = join(folder, 'empty');
const token = join(folder, 'token');
writeFileSync(empty, '');
writeFileSync(token, 'eyJ');
const withCli = join(folder, 'bin');
mkdirSync(withCli);
writeFileSync(join(withCli, 'az'), '#!/bin/sh\necho 2.80.0\n');
chmodSync(join(withCli, 'az'), 0o755);
const pem = (label: string): string => `-----BEGIN ${label}-----\nMIIB\n-----END ${label}-----\n`;
const certificate = (name: string, content: string | Buffer): { AZURE_CLIENT_CERTIFICATE_PATH: string } => {
  writeFileSync(join(folder, name), content);
  return { AZURE_CLIENT_CERTIFICATE_PATH: join(folder, name) };
};
const id = { AZURE_CLIENT_ID: '11111111-0000-4000-8000-000000000001' };

describe('how one would sign in to Entra', () => {
  it('is none for both clients where nothing is set and there is no Azure CLI', async () => {
    const environment = { PATH: join(folder, 'nothing') };
    const own = await checkEntraSignIn(environment);
    const plugin = await checkAzureadSignIn('stage', environment);
    expect([own.state, own.found, plugin.state, plugin.found]).toEqual(['missing', 'none', 'missing', 'none']);
    for (const { fix } of [own, plugin]) {
      expect(fix).toMatch(/ARM_OIDC_TOKEN\b/);
      expect(fix).toMatch(/ARM_CLIENT_CERTIFICATE_PATH/);
    }
    expect((await checkAzureadSignIn('assess', environment)).state).toBe('warning');
  });

  it('is the Azure CLI for both where it is there', async () => {
    const environment = { PATH: `${withCli}:/bin:/usr/bin` };
    expect((await checkEntraSignIn(environment)).found).toMatch(/^Azure CLI/);
    expect(await checkAzureadSignIn('stage', environment)).toMatchObject({ state: 'fine', found: 'Azure CLI' });
  });

  it.each([
    ['an empty token file', { AZURE_FEDERATED_TOKEN_FILE: empty }, /empty is empty or can’t be read/],
    ['no token file', { AZURE_FEDERATED_TOKEN_FILE: join(folder, 'no') }, /no is empty or can’t be read/],
    ['an empty certificate', { AZURE_CLIENT_CERTIFICATE_PATH: empty }, /empty is empty or can’t be read/],
    ['PKCS#12', certificate('own.pfx', Buffer.from('3082029a020103', 'hex')), /own.pfx is PKCS#12 or DER, not PEM/],
    ['a key alone', certificate('key.pem', pem('PRIVATE KEY')), /key.pem is no PEM certificate/],
    ['a certificate without its key', certificate('public.pem', pem('CERTIFICATE')), /public.pem has no private key/],
  ])('is missing with %s, and the advice is for our own client', async (_, variables, found) => {
    const check = await checkEntraSignIn({ ...id, ...variables });
    expect(check).toMatchObject({ state: 'missing', found: expect.stringMatching(found) });
    expect(check.fix).not.toMatch(/ARM_/);
    expect(ownSignInConflict({ ...id, ...variables })).toBeUndefined();
    expect(signInConflict({ ...id, ...variables })?.fix).toMatch(/ARM_/);
  });

  it.each([
    'PRIVATE KEY',
    'RSA PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
  ])('is there with a PEM file and its %s', async (key) => {
    const content = `Bag Attributes\n    localKeyID: 01\n${pem('CERTIFICATE')}${pem(key)}`;
    const check = await checkEntraSignIn({ ...id, ...certificate('own.pem', content) });
    expect(check).toMatchObject({ state: 'fine', found: 'client certificate' });
  });

  it('starts the Azure CLI once for both', async () => {
    const counting = join(folder, 'counting');
    mkdirSync(counting);
    writeFileSync(join(counting, 'az'), `#!/bin/sh\necho started >> ${counting}/starts\necho 2.80.0\n`);
    chmodSync(join(counting, 'az'), 0o755);
    const environment = { PATH: `${counting}:/bin:/usr/bin` };
    await checkEntraSignIn(environment);
    await checkAzureadSignIn('stage', environment);
    expect(readFileSync(join(counting, 'starts'), 'utf8')).toBe('started\n');
  });

  it('is there with a token file', async () => {
    expect(await checkEntraSignIn({ ...id, AZURE_FEDERATED_TOKEN_FILE: token })).toMatchObject({ state: 'fine' });
  });
});
