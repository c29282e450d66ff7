import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  ])('is missing with %s, and the advice is for our own client', async (_, variables, found) => {
    const check = await checkEntraSignIn({ ...id, ...variables });
    expect(check).toMatchObject({ state: 'missing', found: expect.stringMatching(found) });
    expect(check.fix).not.toMatch(/ARM_/);
    expect(ownSignInConflict({ ...id, ...variables })).toBeUndefined();
    expect(signInConflict({ ...id, ...variables })?.fix).toMatch(/ARM_/);
  });

  it('is there with a token file', async () => {
    expect(await checkEntraSignIn({ ...id, AZURE_FEDERATED_TOKEN_FILE: token })).toMatchObject({ state: 'fine' });
  });
});
