import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, describe, expect, it } from 'vitest';
import { checkTrust } from '../../../src/pipeline/doctor/trust.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-doctor-trust-'));
afterAll(() => rmSync(folder, { recursive: true }));

const authority = async (value: string): Promise<string> =>
  (await generate([{ name: 'commonName', value }], { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' })).cert;
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const [proxy, internet] = [await authority('Proxy CA'), await authority('Public CA')];
const proxyFile = file('proxy.pem', proxy);
const publicFile = file('public.pem', internet);
const bothFile = file('both.pem', `# all\n${internet}\n${proxy}`);
const emptyFile = file('empty.pem', '\n');
const hashed = join(folder, 'hashed');
mkdirSync(hashed);
writeFileSync(join(hashed, '5ad8a5d6.0'), proxy);

/** The azuread plugin signs in otherwise: the Azure CLI is nobody's. */
const behind = { HTTPS_PROXY: 'http://user:canary@proxy.corp.example:3128', AZURE_CLIENT_ID: 'x', ARM_OIDC_TOKEN: 'y' };
const [own, plugins, cli] = ['our own clients', 'the azuread and okta plugins', 'the Azure CLI'];

async function told(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux') {
  const checks = await checkTrust(environment, platform);
  expect(JSON.stringify(checks)).not.toContain('canary');
  return Object.fromEntries(
    checks.map(({ name, state, found, fix = '' }) => [
      name.replace(/^authorities of (.*) behind the proxy$/, '$1'),
      `${state}: ${found} → ${fix}`,
    ]),
  );
}

describe('whom the clients trust behind a proxy', () => {
  it('is not asked without one', async () => {
    expect(await checkTrust({ NODE_EXTRA_CA_CERTS: proxyFile })).toEqual([]);
  });

  it.each([
    [
      'an authority for Node alone',
      { NODE_EXTRA_CA_CERTS: proxyFile, SSL_CERT_FILE: publicFile },
      /^fine: “CN=Proxy CA”/,
      /^warning: “CN=Proxy CA” of NODE_EXTRA_CA_CERTS is none of those of SSL_CERT_FILE/,
    ],
    [
      'one for Go alone',
      { SSL_CERT_FILE: bothFile },
      /^warning: HTTPS_PROXY is set, and NODE_EXTRA_CA_CERTS is not/,
      /^fine: \d+ of SSL_CERT_FILE/,
    ],
    [
      'one for both, in a bundle',
      { NODE_EXTRA_CA_CERTS: proxyFile, SSL_CERT_FILE: bothFile },
      /^fine: “CN=Proxy CA”/,
      /^fine: \d+ of SSL_CERT_FILE →/,
    ],
    [
      'one for both, in a folder',
      { NODE_EXTRA_CA_CERTS: proxyFile, SSL_CERT_FILE: publicFile, SSL_CERT_DIR: `${folder}/none:${hashed}` },
      /^fine: “CN=Proxy CA”/,
      /^fine: 2 of SSL_CERT_FILE and SSL_CERT_DIR/,
    ],
    [
      'files without a certificate',
      { NODE_EXTRA_CA_CERTS: emptyFile, SSL_CERT_FILE: emptyFile },
      /^missing: NODE_EXTRA_CA_CERTS names \S+, which has no certificate/,
      /^missing: SSL_CERT_FILE names \S+, which has no certificate/,
    ],
    [
      'files that are not there',
      { NODE_EXTRA_CA_CERTS: join(folder, 'no'), SSL_CERT_FILE: join(folder, 'no') },
      /^missing: .* can’t be read: Node.js goes on without/,
      /^missing: .* can’t be read: they read it instead of the system’s/,
    ],
  ])('is told of each by what it reads: %s', async (_, environment, ours, theirs) => {
    const said = await told({ ...behind, ...environment });
    expect(Object.keys(said)).toEqual([own, plugins]);
    expect(said[own ?? '']).toMatch(ours);
    expect(said[plugins ?? '']).toMatch(theirs);
  });

  it('is what the system trusts for Go elsewhere, whatever is set', async () => {
    const said = await told({ ...behind, NODE_EXTRA_CA_CERTS: proxyFile, SSL_CERT_FILE: bothFile }, 'darwin');
    expect(said[plugins ?? '']).toMatch(/^warning: .* read neither NODE_EXTRA_CA_CERTS nor SSL_CERT_FILE → .*system/);
  });

  it('is told of the Azure CLI where it signs in, and of small letters', async () => {
    const cliOnly = { https_proxy: 'http://proxy.corp.example:3128', SSL_CERT_FILE: bothFile };
    expect((await told(cliOnly))[cli ?? '']).toMatch(/^warning: https_proxy is set, and REQUESTS_CA_BUNDLE is not/);
    expect((await told({ ...cliOnly, REQUESTS_CA_BUNDLE: emptyFile }))[cli ?? '']).toMatch(/^missing/);
    expect((await told({ ...cliOnly, REQUESTS_CA_BUNDLE: bothFile }))[cli ?? '']).toMatch(/^fine/);
  });
});
