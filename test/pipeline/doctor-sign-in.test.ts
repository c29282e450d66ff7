import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, describe, expect, it } from 'vitest';
import { graphTokens } from '../../src/connectors/graph/credentials.js';
import { ownSignInConflict, signInConflict } from '../../src/domain/sign-in-conflict.js';
import { checkAzureadSignIn, checkEntraSignIn } from '../../src/pipeline/doctor/entra-sign-in.js';
import { password, pkcs12, pkcs12WithoutKey } from './doctor/pkcs12.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));
const empty = join(folder, 'empty');
const blank = join(folder, 'blank');
writeFileSync(blank, ' \r\n');
const token = join(folder, 'token');
writeFileSync(empty, '');
writeFileSync(token, 'eyJ');
const withCli = join(folder, 'bin');
mkdirSync(withCli);
writeFileSync(join(withCli, 'az'), '#!/bin/sh\necho 2.80.0\n');
chmodSync(join(withCli, 'az'), 0o755);
const identity = async (keyType: 'rsa' | 'ec' = 'rsa', more: object = {}) => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'cutover' }], {
    keyType,
    keySize: 2048,
    curve: 'P-256',
    algorithm: 'sha256',
    ...more,
  });
  return { cert: `${cert.trim()}\n`, private: key };
};
const [own, other, elliptic, expired, future] = [
  await identity(),
  await identity(),
  await identity('ec'),
  await identity('rsa', { notBeforeDate: new Date('2020-01-01'), notAfterDate: new Date('2021-02-03') }),
  await identity('rsa', { notBeforeDate: new Date('2090-01-02'), notAfterDate: new Date('2091-01-01') }),
];
/** Node reads PKCS#12 and can't write it. */
const exported = ({ cert, private: key }: typeof own): Buffer => {
  const pem = join(folder, 'to-export.pem');
  writeFileSync(pem, cert + key);
  return execFileSync('openssl', ['pkcs12', '-export', '-in', pem, '-passout', `pass:${password}`]);
};
const ownKey = createPrivateKey(own.private);
const encrypted = ownKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pw' }).toString();
const encryptedAsBefore = ownKey
  .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pw' })
  .toString();
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
    ['a token file of blanks', { AZURE_FEDERATED_TOKEN_FILE: blank }, /blank is empty or can’t be read/],
    ['no token file', { AZURE_FEDERATED_TOKEN_FILE: join(folder, 'no') }, /no is empty or can’t be read/],
    ['an empty certificate', { AZURE_CLIENT_CERTIFICATE_PATH: empty }, /empty is empty or can’t be read/],
    ['PKCS#12', certificate('own.pfx', pkcs12), /own.pfx is PKCS#12 or DER, not PEM/],
    ['a key alone', certificate('key.pem', own.private), /key.pem is not a PEM certificate/],
    ['a certificate without its key', certificate('public.pem', own.cert), /public.pem has no private key/],
    ['a damaged key', certificate('bad.pem', own.cert + own.private.replace(/^MII/m, 'MIX')), /key that can’t be read/],
    ['a foreign key', certificate('foreign.pem', own.cert + other.private), /not that of its first certificate/],
    ['a key after a foreign chain', certificate('chain.pem', other.cert + own.cert + own.private), /first certificate/],
    ['a key that is not an RSA key', certificate('ec.pem', elliptic.cert + elliptic.private), /no RSA key/],
    ['an expired one', certificate('expired.pem', expired.cert + expired.private), /expired on 2021-02-03/],
    ['one for later', certificate('future.pem', future.cert + future.private), /not valid before 2090-01-02/],
    [
      'an encrypted key',
      certificate('locked.pem', own.cert + encrypted),
      /AZURE_CLIENT_CERTIFICATE_PASSWORD is not set/,
    ],
    ['a key encrypted as PKCS#1', certificate('locked1.pem', own.cert + encryptedAsBefore), /PASSWORD is not set/],
    [
      'an encrypted key and another password',
      { ...certificate('closed.pem', own.cert + encrypted), AZURE_CLIENT_CERTIFICATE_PASSWORD: 'canary' },
      /AZURE_CLIENT_CERTIFICATE_PASSWORD does not open/,
    ],
  ])('is missing with %s, and the advice is for our own client', async (_, variables, found) => {
    const check = await checkEntraSignIn({ ...id, ...variables });
    expect(check).toMatchObject({ state: 'missing', found: expect.stringMatching(found) });
    expect(check.fix).not.toMatch(/ARM_/);
    expect(`${check.found}${check.fix}`).not.toMatch(/canary|BEGIN|MII/);
    expect(ownSignInConflict({ ...id, ...variables })).toBeUndefined();
    expect(signInConflict({ ...id, ...variables })?.fix).toMatch(/ARM_/);
  });

  it.each([
    ['its key', own.private, {}],
    ['its key, and a password for nothing', own.private, { AZURE_CLIENT_CERTIFICATE_PASSWORD: 'pw' }],
    ['its encrypted key', encrypted, { AZURE_CLIENT_CERTIFICATE_PASSWORD: 'pw' }],
    ['its key encrypted as PKCS#1', encryptedAsBefore, { AZURE_CLIENT_CERTIFICATE_PASSWORD: 'pw' }],
  ])('is there with a PEM file and %s', async (_, key, more) => {
    const content = `Bag Attributes\n    localKeyID: 01\n${own.cert}\n${other.cert}\n${key}`;
    const check = await checkEntraSignIn({ ...id, ...certificate('whole.pem', content), ...more });
    expect(check).toMatchObject({ state: 'fine', found: 'client certificate' });
  });

  it.each([
    ['a client secret', { AZURE_CLIENT_SECRET: 'canary\nx' }, /^AZURE_CLIENT_SECRET holds a blank/],
    ['a client secret of the plugin', { ARM_CLIENT_SECRET: 'canary→' }, /^ARM_CLIENT_SECRET holds a blank/],
    [
      'what asks for an identity token',
      { ARM_OIDC_REQUEST_URL: 'https://runner.example', ARM_OIDC_REQUEST_TOKEN: 'canary\nx' },
      /^ARM_OIDC_REQUEST_TOKEN holds a blank/,
    ],
  ])('is missing with a line break or an odd letter in %s, for both clients', async (_, variables, found) => {
    for (const check of [
      await checkEntraSignIn({ ...id, ...variables }),
      await checkAzureadSignIn('stage', { ...id, ...variables }),
    ]) {
      expect(check).toMatchObject({ state: 'missing', found: expect.stringMatching(found) });
      expect(check.fix).toMatch(/^Copy it again/);
      expect(`${check.found}${check.fix}`).not.toContain('canary');
    }
  });

  it.each([
    ['ARM_OIDC_REQUEST_URL', 'ARM_OIDC_REQUEST_TOKEN'],
    ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL'],
  ])('is missing with %s without %s, and names both', async (there, absent) => {
    const check = await checkEntraSignIn({ ...id, [there]: 'https://runner.example' });
    expect(check).toMatchObject({ state: 'missing', found: `${there} without ${absent}` });
  });

  const opened = { ARM_CLIENT_CERTIFICATE_PASSWORD: password };
  const plugin = (name: string, content: Buffer, more: object = {}) => {
    writeFileSync(join(folder, name), content);
    const pemFile = certificate('beside.pem', own.cert + own.private);
    return checkAzureadSignIn('stage', { ...id, ...pemFile, ARM_CLIENT_CERTIFICATE_PATH: join(folder, name), ...more });
  };
  it.each([
    ['no password', pkcs12, {}, /a.pfx has a password, and none is set/],
    ['another password', pkcs12, { ARM_CLIENT_CERTIFICATE_PASSWORD: 'canary' }, /a.pfx is not opened by its password/],
    ['no key', pkcs12WithoutKey, { ARM_CLIENT_CERTIFICATE_PASSWORD: password }, /a.pfx has no private key/],
    ['its start alone', pkcs12.subarray(0, 300), {}, /a.pfx is not a whole PKCS#12 file/],
    ['PEM', Buffer.from(own.cert), {}, /a.pfx is not a PKCS#12 file/],
    ['a key that is not an RSA key', exported(elliptic), opened, /a.pfx has no RSA key/],
    ['an expired certificate', exported(expired), opened, /a.pfx expired on 2021-02-03/],
    ['a certificate for later', exported(future), opened, /a.pfx is not valid before 2090-01-02/],
    ['another certificate', exported(other), opened, /a.pfx has another certificate than the PEM of our own client/],
    ['nothing', Buffer.alloc(0), {}, /a.pfx is empty or can’t be read/],
  ])('is missing for the azuread plugin with PKCS#12 and %s', async (_, content, more, found) => {
    const check = await plugin('a.pfx', content, more);
    expect(check).toMatchObject({ state: 'missing', found: expect.stringMatching(found) });
    expect(`${check.found}${check.fix}`).not.toMatch(/canary/);
  });

  it('is there for the azuread plugin with PKCS#12 and its password, in a file or a variable', async () => {
    const whole = exported(own);
    const found = { state: 'fine', found: 'client certificate' };
    expect(await plugin('a.pfx', whole, { ARM_CLIENT_CERTIFICATE_PASSWORD: password })).toMatchObject(found);
    // The plugin's check before it starts needs another way than the variable; what signs in is the variable's.
    const alone = { ARM_CLIENT_CERTIFICATE_PATH: '', ARM_CLIENT_CERTIFICATE: whole.toString('base64') };
    const inline = { ...alone, ARM_CLIENT_SECRET: 'another-way' };
    expect(await plugin('b', whole, { ...alone, ...opened, PATH: withCli })).toMatchObject({
      state: 'missing',
      found: expect.stringMatching(/^ARM_CLIENT_CERTIFICATE is set, and .* it would ask the Azure CLI/),
    });
    expect(await plugin('b', whole, { ...inline, ARM_CLIENT_CERTIFICATE_PASSWORD: password })).toMatchObject(found);
    expect((await plugin('b', whole, inline)).found).toMatch(/^what ARM_CLIENT_CERTIFICATE holds has a password/);
    const spelled = async (text: string) =>
      (await plugin('b', whole, { ...inline, ...opened, ARM_CLIENT_CERTIFICATE: text })).state;
    expect(await spelled(whole.toString('base64').replace(/.{64}/g, '$&\n'))).toBe('fine');
    expect(await spelled(` ${whole.toString('base64')}`)).toBe('missing');
    expect(await spelled(whole.toString('base64').replaceAll('+', '-').replaceAll('/', '_'))).toBe('missing');
  });

  const jwtUntil = (end: string) =>
    ['{"alg":"RS256"}', `{"sub":"canary","exp":${Date.parse(end) / 1000}}`, 'canary']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  it.each([
    ['the name of a variable', '$(idToken)', /^ARM_OIDC_TOKEN is not an identity token \(JWT\)$/],
    ['a token of before', jwtUntil('2026-01-02T03:04:05Z'), /^ARM_OIDC_TOKEN expired at 2026-01-02T03:04:05/],
    ['a token', jwtUntil('2090-01-01'), /^workload identity$/],
  ])('reads ARM_OIDC_TOKEN for each client that takes it: %s', async (_, value, found) => {
    const environment = { ...id, ARM_OIDC_TOKEN: value };
    const now = new Date('2026-11-30');
    const alone = [await checkEntraSignIn(environment, now), await checkAzureadSignIn('stage', environment, now)];
    for (const check of alone) expect(check.found).toMatch(found);
    const file = { ...environment, AZURE_FEDERATED_TOKEN_FILE: token };
    expect((await checkEntraSignIn(file, now)).state).toBe('fine');
    expect((await checkAzureadSignIn('stage', file, now)).found).toMatch(found);
  });

  it('names a token file whose token has expired', async () => {
    const file = join(folder, 'expired-token');
    writeFileSync(file, jwtUntil('2026-01-02T03:04:05Z'));
    const check = await checkEntraSignIn({ ...id, AZURE_FEDERATED_TOKEN_FILE: file }, new Date('2026-11-30'));
    expect(check).toMatchObject({
      state: 'missing',
      found: expect.stringMatching(/expired-token expired at 2026-01-02T/),
    });
  });

  it('names the token file of a pod next to the token of the job that runs in it', async () => {
    const file = join(folder, 'of-the-pod');
    writeFileSync(
      file,
      jwtUntil('2090-01-01').replace(/\.(.*)\./, `.${Buffer.from('{"sub":"pod"}').toString('base64url')}.`),
    );
    const job = { ...id, AZURE_FEDERATED_TOKEN_FILE: file, ARM_OIDC_TOKEN: jwtUntil('2090-01-01') };
    const check = await checkAzureadSignIn('stage', job);
    expect(check).toMatchObject({ state: 'missing', fix: expect.stringMatching(/^Unset AZURE_FEDERATED_TOKEN_FILE/) });
    writeFileSync(file, job.ARM_OIDC_TOKEN);
    expect((await checkAzureadSignIn('stage', job)).state).toBe('fine');
  });

  it('is missing for the azuread plugin where it may not ask the Azure CLI and has nothing else', async () => {
    const laptop = { PATH: `${withCli}:/bin:/usr/bin` };
    for (const ARM_USE_CLI of ['false', '0'])
      expect(await checkAzureadSignIn('stage', { ...laptop, ARM_USE_CLI })).toMatchObject({
        state: 'missing',
        fix: expect.stringMatching(/^Unset ARM_USE_CLI/),
      });
    expect((await checkAzureadSignIn('stage', { ...laptop, ARM_USE_CLI: 'true' })).state).toBe('fine');
    expect((await checkAzureadSignIn('stage', { ...id, ARM_CLIENT_SECRET: 's', ARM_USE_CLI: 'false' })).state).toBe(
      'fine',
    );
  });

  it('is doubtful for the azuread plugin where another cloud may be meant', async () => {
    const laptop = { PATH: `${withCli}:/bin:/usr/bin` };
    const check = async (environment: NodeJS.ProcessEnv, graph: string) => {
      const { state, fix } = await checkAzureadSignIn('stage', environment, new Date(), graph);
      return `${state} ${fix}`;
    };
    expect(await check(laptop, 'https://graph.microsoft.us')).toMatch(
      /^warning .*az cloud set --name AzureUSGovernment,/,
    );
    expect(await check(laptop, 'https://microsoftgraph.chinacloudapi.cn')).toMatch(/AzureChinaCloud/);
    expect(await check(laptop, 'https://graph.microsoft.com')).toMatch(/^fine/);
    const secret = { ...id, ARM_CLIENT_SECRET: 's' };
    expect(await check(secret, 'https://graph.microsoft.us')).toMatch(/^fine/);
    const elsewhere = { ...secret, ARM_METADATA_HOSTNAME: 'management.usgovcloudapi.net' };
    expect(await check(elsewhere, 'https://graph.microsoft.com')).toMatch(/^warning Unset ARM_METADATA_HOSTNAME/);
    expect(await check(elsewhere, 'embedded')).toMatch(/^fine/);
  });

  it('is missing for the azuread plugin with what AKS gives a pod, whether it is told or not', async () => {
    for (const ARM_USE_AKS_WORKLOAD_IDENTITY of ['true', ''])
      expect(
        await checkAzureadSignIn('stage', { ...id, AZURE_FEDERATED_TOKEN_FILE: token, ARM_USE_AKS_WORKLOAD_IDENTITY }),
      ).toMatchObject({ state: 'missing', fix: expect.stringMatching(/export ARM_OIDC_TOKEN=/) });
  });

  it('says of Azure DevOps how long a token lives, and takes a service connection for more', async () => {
    const now = new Date('2026-11-30');
    const task = {
      ...id,
      ARM_OIDC_TOKEN: jwtUntil('2090-01-01'),
      SYSTEM_OIDCREQUESTURI: 'https://dev.azure.example/oidctoken',
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'x',
    };
    const short = await checkEntraSignIn(task, now);
    expect(short).toMatchObject({ state: 'warning', found: expect.stringMatching(/lives for 10 minutes/) });
    expect(short.fix).toContain('SYSTEM_ACCESSTOKEN: $(System.AccessToken)');
    const passed = { ...task, SYSTEM_ACCESSTOKEN: 'of-the-job' };
    expect(await checkEntraSignIn(passed, now)).toMatchObject({ state: 'fine', found: 'Azure DevOps identity' });
    expect(await checkAzureadSignIn('stage', passed, now)).toMatchObject({ state: 'fine', found: 'workload identity' });
    const alone = await checkAzureadSignIn('stage', { ...passed, ARM_OIDC_TOKEN: '' }, now);
    expect(alone).toMatchObject({
      state: 'missing',
      fix: expect.stringMatching(/addSpnToEnvironment.*ARM_OIDC_TOKEN="\$idToken"/),
    });
    const broken = await checkEntraSignIn({ ...passed, SYSTEM_ACCESSTOKEN: 'canary\nx' }, now);
    expect(broken).toMatchObject({ state: 'missing', found: expect.stringMatching(/^SYSTEM_ACCESSTOKEN holds/) });
  });

  it.each([
    ['AZURE_CLIENT_SECRET', 'missing', 'missing'],
    ['ARM_OIDC_TOKEN', 'missing', 'missing'],
    ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'missing', 'missing'],
    ['ARM_CLIENT_CERTIFICATE', 'warning', 'missing'],
  ])('is missing with a blank %s for anyone who reads it', async (variable, ours, theirs) => {
    const environment = { PATH: `${withCli}:/bin:/usr/bin`, [variable]: ' \n' };
    const checks = [await checkEntraSignIn(environment), await checkAzureadSignIn('stage', environment)];
    expect(checks.map(({ state }) => state)).toEqual([ours, theirs]);
    for (const { state, found } of checks) if (state === 'missing') expect(found).toBe(`${variable} is set, and blank`);
  });

  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwcm9qZWN0In0.c2VjcmV0';
  it.each([
    ['AZURE_FEDERATED_TOKEN_FILE', jwt],
    ['ARM_OIDC_TOKEN_FILE_PATH', jwt],
    ['AZURE_CLIENT_CERTIFICATE_PATH', own.cert + own.private],
    ['ARM_CLIENT_CERTIFICATE_PATH', pkcs12.toString('base64')],
  ])('never shows the value of %s where it is not a path', async (variable, secret) => {
    const environment = { ...id, [variable]: secret };
    const beside = variable.startsWith('ARM_CLIENT') ? certificate('beside.pem', own.cert + own.private) : {};
    const ours = await checkEntraSignIn({ ...environment, ...beside });
    const theirs = await checkAzureadSignIn('stage', { ...environment, ...beside });
    const signIn = { tenantId: id.AZURE_CLIENT_ID, graphUrl: 'https://127.0.0.1:9', embedded: true };
    const refusal = graphTokens({ ...signIn, environment, limitMilliseconds: 5000 })
      .then((tokens) => tokens({ renew: false }))
      .then(String, String);
    const said = JSON.stringify([ours, theirs, await refusal]);
    expect(said).toContain(variable);
    for (const line of secret.split('\n').filter((text) => text.length > 9))
      expect(said).not.toContain(line.slice(0, 60));
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
