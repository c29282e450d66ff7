import { execFile } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphTokens } from '../../../src/connectors/graph/credentials.js';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { graphSignIn } from '../../cli/sign-in.js';

let organisation: Organisation;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: 'scenarios/repaired-organisation' });
});
afterAll(() => organisation.stop());

/** Opens a session in a process of its own, whose TLS trusts the stand-in's CA from its start. */
async function readTenant(environment: NodeJS.ProcessEnv, graphEndpoint = 'embedded'): Promise<string> {
  const module = (path: string): string =>
    JSON.stringify(new URL(`../../../src/connectors/graph/${path}`, import.meta.url).href);
  const program = `
    import { createGraphClient, openGraphSession } from ${module('client.ts')};
    const target = { graphEndpoint: ${JSON.stringify(graphEndpoint)}, tenantId: '${organisation.endpoints.graph.tenantId}' };
    try {
      const client = createGraphClient(await openGraphSession(target));
      console.log(JSON.stringify(await client.get('/organization?$select=id')));
    } catch (error) {
      console.log(error.name + ': ' + error.message);
    }`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program],
    {
      env: { PATH: process.env.PATH, ...environment },
    },
  );
  return stdout;
}

describe('signing in to Microsoft Graph', { timeout: 60_000 }, () => {
  it('exchanges a federated token by @azure/identity', async () => {
    expect(await readTenant(graphSignIn(organisation))).toContain(organisation.endpoints.graph.tenantId);
  });

  it('says what is missing, as the user’s mistake', async () => {
    const { AZURE_CLIENT_ID: _, ...withoutClient } = graphSignIn(organisation);
    expect(await readTenant(withoutClient)).toMatch(
      /^SignInError: AZURE_FEDERATED_TOKEN_FILE is set and AZURE_CLIENT_ID is not/,
    );
    expect(await readTenant({})).toMatch(/^UserError: .*ENTRA_CUTOVER_EMBEDDED_GRAPH is not set/);
  });

  it.each([
    ['https://graph.microsoft.com', 'login.microsoftonline.com:443'],
    ['https://graph.microsoft.us', 'login.microsoftonline.us:443'],
    ['https://microsoftgraph.chinacloudapi.cn', 'login.partner.microsoftonline.cn:443'],
  ])('asks for a token in the cloud of %s, also in a pod that names another', async (graphEndpoint, authority) => {
    const asked: string[] = [];
    const proxy = createServer((socket) => {
      socket.once('data', (data) => {
        asked.push(/^CONNECT (\S+)/.exec(data.toString())?.[1] ?? '');
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      });
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as { port: number };
    const secret = { AZURE_CLIENT_ID: 'application', AZURE_CLIENT_SECRET: 'secret' };
    const pod = { AZURE_AUTHORITY_HOST: 'https://login.pod.example/' };
    await readTenant({ ...secret, ...pod, HTTPS_PROXY: `http://127.0.0.1:${port}` }, graphEndpoint);
    proxy.close();
    expect(new Set(asked)).toEqual(new Set([authority]));
  });

  it('refuses a stand-in that is not on this machine', async () => {
    const elsewhere = { ...graphSignIn(organisation), ENTRA_CUTOVER_EMBEDDED_GRAPH: 'https://graph.example:443' };
    expect(await readTenant(elsewhere)).toMatch(/^UserError: .*must be a URL on this machine/);
  });

  it('names a refused sign-in without the assertion', async () => {
    const answer = await readTenant({
      ...graphSignIn(organisation),
      AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
    });
    expect(answer).toMatch(/^SignInError: Signing in to the Entra tenant .* failed: .*700016/);
    expect(answer).not.toMatch(/eyJ/);
  });

  it('opens an encrypted certificate with its password, and says so where there is none', async () => {
    const passphrase = 'of the PEM';
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase },
    });
    const plain = createPrivateKey({ key: privateKey, passphrase }).export({ type: 'pkcs8', format: 'pem' });
    const keyPair = { privateKey: String(plain), publicKey };
    const { cert } = await generate([{ name: 'commonName', value: 'unknown' }], { keyPair });
    const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-certificate-'));
    try {
      const certificate = join(folder, 'certificate.pem');
      writeFileSync(certificate, `${privateKey}${cert}`);
      const { AZURE_FEDERATED_TOKEN_FILE: _, ...rest } = graphSignIn(organisation);
      const encrypted = { ...rest, AZURE_CLIENT_CERTIFICATE_PATH: certificate };
      // The stand-in knows no certificate: that it refuses the assertion shows that the key was opened and used.
      expect(await readTenant({ ...encrypted, AZURE_CLIENT_CERTIFICATE_PASSWORD: passphrase })).toMatch(
        /failed: .*50013: Assertion failed signature validation/,
      );
      for (const AZURE_CLIENT_CERTIFICATE_PASSWORD of ['', 'another']) {
        const answer = await readTenant({ ...encrypted, AZURE_CLIENT_CERTIFICATE_PASSWORD });
        expect(answer).toMatch(/^SignInError: Signing in to the Entra tenant .* failed: /);
        expect(answer).not.toMatch(/50013|of the PEM/);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('ends when nobody answers: the library itself would wait forever', async () => {
    const silent = createServer(() => {});
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    try {
      const getAccessToken = await graphTokens({
        tenantId: organisation.endpoints.graph.tenantId,
        graphUrl: `https://localhost:${port}`,
        embedded: true,
        environment: graphSignIn(organisation),
        limitMilliseconds: 300,
      });
      await expect(getAccessToken({ renew: false })).rejects.toThrow(
        /Signing in .* failed: no answer within 0\.3 seconds/,
      );
    } finally {
      silent.close();
    }
  });
});
