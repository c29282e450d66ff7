import { readFileSync } from 'node:fs';
import https from 'node:https';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { azureadStandIn } from '../../engine/plugins/azuread.js';
import { type AzureadSignIn, azureadSignIn as pluginSignIn } from '../../engine/plugins/azuread-sign-in.js';
import { azureadAdvice, azureadNames, azureadSignIn, entraSignIn, type Variables } from '../../src/domain/sign-in.js';
import { graphTokens } from '../../src/sources/graph/credentials.js';
import { fakeGraph, tenantId } from './fake-services.js';

afterEach(() => vi.unstubAllEnvs());

/** What the stand-in calls what the product calls otherwise; it shares no code with it. */
const words: Readonly<Record<AzureadSignIn['kind'], string>> = {
  'client certificate': 'client certificate',
  'client secret': 'client secret',
  'OIDC token': 'workload identity',
  GitHub: 'GitHub identity',
  'Azure CLI': 'Azure CLI',
};

/** The environment that the engine gives the plugin, with exactly these variables of the ones that matter. */
function asThePlugin(variables: Variables): AzureadSignIn {
  for (const name of Object.keys(process.env))
    if (/^(ARM_|AZURE_|ACTIONS_ID_TOKEN)/.test(name)) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  // The engine's envVarMappings: the plugin sees the second name with the value of the first, where that is set.
  for (const [own, plugins] of Object.entries(azureadNames))
    if (variables[own] !== undefined) vi.stubEnv(plugins, variables[own]);
  return pluginSignIn({ tenantId, useOidc: 'true' });
}

interface Way {
  readonly where: string;
  readonly variables: readonly string[];
  readonly own: string;
  readonly plugin: string;
}

/** The table of docs/gitops.md, "Signing in": what it tells people to set is what is tried here. */
function documentedWays(): Way[] {
  const text = readFileSync('docs/gitops.md', 'utf8');
  const section = text.slice(text.indexOf('## Signing in'));
  const rows = section
    .slice(0, section.indexOf('\n## ', 1))
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  return rows.map((row) => {
    const [where = '', set = '', own = '', plugin = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    return { where, own, plugin, variables: [...set.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => String(name)) };
  });
}

const valuesOf = (names: readonly string[]): Variables => Object.fromEntries(names.map((name) => [name, `of ${name}`]));

describe('each documented way of signing in', () => {
  it('is in the table', () => {
    expect(documentedWays().map(({ where }) => where.split(/[ ,]/)[0])).toEqual([
      'GitHub',
      'Azure',
      'GitLab',
      'Kubernetes',
      'laptop',
      'server',
      'client',
    ]);
  });

  it.each(documentedWays())('$where: both clients find it, as one identity', async ({ variables, own, plugin }) => {
    const environment = valuesOf(variables);
    expect(entraSignIn(environment).kind).toBe(own);
    expect(azureadSignIn(environment)).toBe(plugin);
    expect(azureadAdvice(environment)).toBeUndefined();
    const found = asThePlugin(environment);
    expect(words[found.kind]).toBe(plugin);
    if ('clientId' in found) expect(found.clientId).toMatch(/^of (AZURE|ARM)_CLIENT_ID$/);
    // Nothing is sent before the first token; what is incomplete is refused here.
    const signIn = { tenantId, graphUrl: 'https://graph.microsoft.com', embedded: false, environment };
    expect(await graphTokens(signIn)).toBeTypeOf('function');
  });

  it.each([
    [
      'the workflows’ doubled names',
      [
        'AZURE_CLIENT_ID',
        'ARM_CLIENT_ID',
        'ARM_USE_OIDC',
        'ACTIONS_ID_TOKEN_REQUEST_URL',
        'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
      ],
      'GitHub identity',
    ],
    ['an application’s id without a credential, after az login', ['AZURE_CLIENT_ID'], 'Azure CLI'],
  ])('%s are fine too', (_what, names, kind) => {
    const environment = valuesOf(names);
    expect([entraSignIn(environment).kind, azureadSignIn(environment)]).toEqual([kind, kind]);
    expect(azureadAdvice(environment)).toBeUndefined();
    expect(words[asThePlugin(environment).kind]).toBe(kind);
  });

  it.each([
    [
      'a token file alone',
      ['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'],
      /reads no token file: export ARM_OIDC_TOKEN=/,
    ],
    [
      'a token file under azuread’s name',
      ['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE', 'ARM_OIDC_TOKEN_FILE_PATH'],
      /reads no token file/,
    ],
    ['a PEM certificate alone', ['AZURE_CLIENT_ID', 'AZURE_CLIENT_CERTIFICATE_PATH'], /reads PKCS#12 only/],
    ['a token without an application', ['ARM_OIDC_TOKEN'], /Set AZURE_CLIENT_ID/],
  ])('%s is not enough for the azuread plugin, and what is missing is said', (_what, names, advice) => {
    const environment = valuesOf(names);
    expect(azureadAdvice(environment)).toMatch(advice);
    expect(asThePlugin(environment).kind).toBe('Azure CLI');
  });

  it('an application under two names is one: ours wins for both', () => {
    const environment = { AZURE_CLIENT_ID: 'ours', ARM_CLIENT_ID: 'another', ARM_OIDC_TOKEN: 'token' };
    expect(asThePlugin(environment)).toMatchObject({ clientId: 'ours' });
  });
});

describe('what the azuread stand-in sends to sign in', () => {
  it.each([
    [
      { AZURE_CLIENT_ID: 'app', ARM_OIDC_TOKEN: 'the-token' },
      /client_id=app&client_assertion_type=\S+jwt-bearer&client_assertion=the-token&grant_type=client_credentials/,
    ],
    [
      { AZURE_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: 'the-secret' },
      /client_id=app&client_secret=the-secret&grant_type=client_credentials/,
    ],
  ])('is the vendor’s form for it', async (variables, form) => {
    const graph = await fakeGraph();
    https.globalAgent.options.ca = graph.caCertificate;
    try {
      asThePlugin(variables);
      await azureadStandIn().configure({ metadataHost: new URL(graph.url).host, tenantId, useOidc: 'true' });
      expect(graph.requests.at(-1)).toMatch(form);
    } finally {
      delete https.globalAgent.options.ca;
      await graph.stop();
    }
  });

  it('is nothing of the Azure CLI’s, which would be somebody’s own', async () => {
    const graph = await fakeGraph();
    https.globalAgent.options.ca = graph.caCertificate;
    try {
      asThePlugin({});
      const configured = azureadStandIn().configure({ metadataHost: new URL(graph.url).host, tenantId });
      await expect(configured).rejects.toThrow(/failed to load application credentials/);
    } finally {
      delete https.globalAgent.options.ca;
      await graph.stop();
    }
  });
});
