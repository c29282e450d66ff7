import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entraProvider, oktaProvider } from '../../src/resources/providers.js';

interface Declared {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

const declared: Declared[] = [];
const secrets = {
  AZURE_CLIENT_SECRET: 'canary-1',
  ARM_OIDC_TOKEN: 'canary-2',
  OKTA_API_TOKEN: 'canary-3',
  OKTA_API_PRIVATE_KEY: 'canary-4',
};

beforeEach(async () => {
  declared.length = 0;
  await pulumi.runtime.setMocks({
    newResource({ type, inputs }) {
      declared.push({ type, inputs });
      return { id: 'id', state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
});
afterEach(() => vi.unstubAllEnvs());

/** What the engine would keep of a provider. */
async function inputsOf(declare: () => pulumi.ProviderResource | undefined): Promise<Record<string, unknown>> {
  const provider = declare();
  if (provider === undefined) return {};
  await new Promise((resolve) => provider.urn.apply(resolve));
  return declared.at(-1)?.inputs ?? {};
}

const entra = (graphEndpoint: string) =>
  inputsOf(() =>
    entraProvider('environment', { tenant: { id: '1111', graphEndpoint } } as Parameters<typeof entraProvider>[1]),
  );
const okta = (orgUrl = 'https://corp.oktapreview.com') =>
  inputsOf(() => oktaProvider('environment', { okta: { orgUrl } } as Parameters<typeof oktaProvider>[1]));

describe('the azuread provider', () => {
  it.each([
    ['https://graph.microsoft.com', 'public'],
    ['https://graph.microsoft.us', 'usgovernment'],
    ['https://DOD-graph.microsoft.us', 'dod'],
    ['https://microsoftgraph.chinacloudapi.cn', 'china'],
  ])('of %s is in the cloud %s, whatever the environment says', async (graphEndpoint, environment) => {
    vi.stubEnv('ARM_ENVIRONMENT', 'china');
    vi.stubEnv('ARM_OIDC_TOKEN', 'token');
    vi.stubEnv('AZURE_CLIENT_ID', 'app');
    expect(await entra(graphEndpoint)).toMatchObject({ tenantId: '1111', environment, useOidc: 'true' });
  });

  it('keeps no credential and no client id: reader and deployer would replace each other’s', async () => {
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value);
    vi.stubEnv('AZURE_CLIENT_ID', 'canary-5');
    expect(JSON.stringify(await entra('https://graph.microsoft.com'))).not.toContain('canary');
  });
});

describe('a preview', () => {
  const warnings = async (variables: Record<string, string>): Promise<string[]> => {
    for (const name of Object.keys(process.env))
      if (/^(ARM_|AZURE_|ACTIONS_ID)/.test(name)) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const warn = vi.spyOn(pulumi.log, 'warn').mockResolvedValue(undefined);
    await entra('https://graph.microsoft.com');
    const texts = warn.mock.calls.map(([text]) => text);
    warn.mockRestore();
    return texts;
  };

  it('names two identities, whichever of the clients would ask the Azure CLI', async () => {
    expect(await warnings({ AZURE_CLIENT_ID: 'app', AZURE_FEDERATED_TOKEN_FILE: 'token' })).toEqual([
      expect.stringMatching(
        /our own client signs in by workload identity, and it would ask the Azure CLI.*ARM_OIDC_TOKEN/,
      ),
    ]);
    expect(await warnings({ ARM_CLIENT_ID: 'app', ARM_CLIENT_CERTIFICATE_PATH: 'certificate.pfx' })).toEqual([
      expect.stringMatching(/it signs in by client certificate, and our own client would ask the Azure CLI.*PEM only/),
    ]);
    const [pods, jobs] = ['pod', 'job'].map(
      (sub) => `e30.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.x`,
    );
    const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-providers-'));
    const file = join(folder, 'token');
    writeFileSync(file, pods ?? '');
    const inPod = { AZURE_CLIENT_ID: 'app', AZURE_FEDERATED_TOKEN_FILE: file };
    expect(await warnings({ ...inPod, ARM_OIDC_TOKEN: jobs ?? '' })).toEqual([
      expect.stringMatching(/of another issuer or subject\. Unset AZURE_FEDERATED_TOKEN_FILE/),
    ]);
    expect(await warnings({ ...inPod, ARM_OIDC_TOKEN: pods ?? '' })).toEqual([]);
    rmSync(folder, { recursive: true });
    expect(await warnings({ ARM_CLIENT_ID: 'app', ARM_OIDC_TOKEN: 'token' })).toEqual([]);
    expect(await warnings({})).toEqual([]);
  });
});

describe('the okta provider', () => {
  it('has the scope that it reads with, and no credential', async () => {
    for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value);
    const inputs = await okta();
    expect(inputs).toMatchObject({ orgName: 'corp', baseUrl: 'oktapreview.com', scopes: '["okta.apps.read"]' });
    expect(JSON.stringify(inputs)).not.toContain('canary');
  });

  it.each([
    [{ OKTA_API_TOKEN: 'canary\n' }, /OKTA_API_TOKEN holds a blank, a line break .* Copy it again/],
    [{ OKTA_API_TOKEN: 'token', OKTA_ACCESS_TOKEN: 'canary' }, /OKTA_ACCESS_TOKEN is set.* Unset OKTA_ACCESS_TOKEN/],
    [
      { OKTA_API_CLIENT_ID: '0oa1', OKTA_API_PRIVATE_KEY: 'key', OKTA_ACCESS_TOKEN: 'canary' },
      /instead of the service app\. Unset OKTA_ACCESS_TOKEN/,
    ],
  ])(
    'is not declared where our own client can sign in and the plugin can’t, and one warning says why: %j',
    async (variables, reason) => {
      for (const name of Object.keys(process.env)) if (name.startsWith('OKTA_')) vi.stubEnv(name, undefined);
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
      const warn = vi.spyOn(pulumi.log, 'warn').mockResolvedValue(undefined);
      expect(await okta()).toEqual({});
      expect(declared).toEqual([]);
      const texts = warn.mock.calls.map(([text]) => text);
      warn.mockRestore();
      expect(texts).toEqual([expect.stringMatching(reason)]);
      expect(texts[0]).toMatch(/^What the connections in Okta were before is not looked up/);
      expect(texts[0]).not.toContain('canary');
    },
  );

  it('is not declared where it could not sign in: what informs fails nothing', async () => {
    for (const name of ['OKTA_API_TOKEN', 'OKTA_API_CLIENT_ID', 'OKTA_API_PRIVATE_KEY']) vi.stubEnv(name, '');
    expect(await okta()).toEqual({});
    expect(declared).toEqual([]);
  });
});
