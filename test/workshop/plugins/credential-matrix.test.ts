import { readFileSync } from 'node:fs';
import https from 'node:https';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { graphTokens } from '../../../src/connectors/graph/credentials.js';
import { azureadMappings, azureadSignIn, entraSignIn, type Variables } from '../../../src/domain/sign-in.js';
import { ownSignInConflict, signInConflict } from '../../../src/domain/sign-in-conflict.js';
import { azureadStandIn } from '../../../workshop/plugins/azuread.js';
import { type AzureadSignIn, azureadSignIn as pluginSignIn } from '../../../workshop/plugins/azuread-sign-in.js';
import { fakeGraph, tenantId } from '../engine/fake-services.js';

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
    if (/^(ARM_|AZURE|ACTIONS_ID_TOKEN|SYSTEM_)/.test(name)) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  // The engine's envVarMappings: the plugin sees the second name with the value of the first, where that is set, even to nothing.
  for (const [own, plugins] of Object.entries(azureadMappings(variables)))
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

/** One application, whatever name it stands under. */
const valuesOf = (names: readonly string[]): Variables =>
  Object.fromEntries(names.map((name) => [name, inventedValue(name)]));
const inventedValue = (name: string): string => {
  if (/^ARM_USE_/.test(name)) return 'true';
  // Of a value that can't be a path our own client refuses to make one.
  if (/_(FILE|PATH)$/.test(name)) return `./of_${name}`;
  return /_CLIENT_ID$/.test(name) ? 'of_AZURE_CLIENT_ID' : `of_${name}`;
};

describe('each documented way of signing in', () => {
  it('is in the table', () => {
    expect(documentedWays().map(({ where }) => where.split(/[ ,]/)[0])).toEqual([
      'GitHub',
      'Azure',
      'a',
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
    expect(signInConflict(environment)).toBeUndefined();
    const found = asThePlugin(environment);
    expect(words[found.kind]).toBe(plugin);
    if ('clientId' in found) expect(found.clientId).toBe('of_AZURE_CLIENT_ID');
    // Nothing is sent before the first token; what is incomplete is refused here.
    const signIn = { tenantId, graphUrl: 'https://graph.microsoft.com', embedded: false, environment };
    expect(await graphTokens(signIn)).toBeTypeOf('function');
  });

  it.each(documentedWays())(
    '$where: a variable of ours that is empty hides none of the plugin',
    ({ variables, own, plugin }) => {
      // A pipeline that passes a secret which nobody set leaves an empty variable.
      const empty = { AZURE_CLIENT_ID: '', AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PASSWORD: '' };
      const named = variables.map((name) => name.replace(/^AZURE_(CLIENT_ID|CLIENT_SECRET)$/, 'ARM_$1'));
      const environment = { ...empty, ...valuesOf(named) };
      expect(entraSignIn(environment).kind).toBe(own);
      const found = asThePlugin(environment);
      expect(words[found.kind]).toBe(plugin);
      if ('clientId' in found) expect(found.clientId).toBe('of_AZURE_CLIENT_ID');
    },
  );

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
    [
      'the plugin’s own names for a request of a token',
      ['ARM_CLIENT_ID', 'ARM_OIDC_REQUEST_URL', 'ARM_OIDC_REQUEST_TOKEN'],
      'GitHub identity',
    ],
    [
      'one of them next to GitHub’s, which is read for itself',
      ['AZURE_CLIENT_ID', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ARM_OIDC_REQUEST_TOKEN'],
      'GitHub identity',
    ],
  ])('%s are fine too', (_what, names, kind) => {
    const environment = valuesOf(names);
    expect([entraSignIn(environment).kind, azureadSignIn(environment)]).toEqual([kind, kind]);
    expect(signInConflict(environment)).toBeUndefined();
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
    [
      'what AKS gives a pod, although the plugin is told',
      ['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE', 'ARM_USE_AKS_WORKLOAD_IDENTITY'],
      /reads no token file: export ARM_OIDC_TOKEN=/,
    ],
    [
      'a certificate in a variable next to our PEM',
      ['AZURE_CLIENT_ID', 'AZURE_CLIENT_CERTIFICATE_PATH', 'ARM_CLIENT_CERTIFICATE'],
      /^Write the certificate to a file .* ARM_CLIENT_CERTIFICATE_PATH/,
    ],
    [
      'a certificate in a variable alone',
      ['ARM_CLIENT_ID', 'ARM_CLIENT_CERTIFICATE', 'ARM_USE_OIDC'],
      /^Write the certificate to a file/,
    ],
    ['a PEM certificate alone', ['AZURE_CLIENT_ID', 'AZURE_CLIENT_CERTIFICATE_PATH'], /reads PKCS#12 only/],
    [
      'a token file under azuread’s name alone, which it does not read',
      ['AZURE_CLIENT_ID', 'ARM_OIDC_TOKEN_FILE_PATH'],
      /cat "\$ARM_OIDC_TOKEN_FILE_PATH"/,
    ],
    ['a token without an application', ['ARM_OIDC_TOKEN'], /Set AZURE_CLIENT_ID/],
    ['a certificate without an application', ['ARM_CLIENT_CERTIFICATE_PATH'], /Set AZURE_CLIENT_ID/],
  ])('%s is not enough for the azuread plugin, and what is missing is said', (_what, names, advice) => {
    const environment = valuesOf(names);
    expect(signInConflict(environment)?.fix).toMatch(advice);
    expect(asThePlugin(environment).kind).toBe('Azure CLI');
  });

  it.each([
    ['the path of a certificate', ['ARM_CLIENT_ID', 'ARM_CLIENT_CERTIFICATE_PATH']],
    ['both, under our client id', ['AZURE_CLIENT_ID', 'ARM_CLIENT_CERTIFICATE_PATH', 'ARM_CLIENT_CERTIFICATE']],
    [
      'a certificate next to a token that needs the Azure CLI',
      ['ARM_CLIENT_ID', 'ARM_CLIENT_CERTIFICATE_PATH', 'ARM_USE_OIDC'],
    ],
  ])('%s for the plugin alone leaves our client to the Azure CLI, and that is said', (_what, names) => {
    const environment = valuesOf(names);
    expect([entraSignIn(environment).kind, words[asThePlugin(environment).kind]]).toEqual([
      'Azure CLI',
      'client certificate',
    ]);
    expect(signInConflict(environment)).toEqual({
      found: expect.stringMatching(/signs in by client certificate, and our own client would ask the Azure CLI/),
      fix: expect.stringMatching(/reads PEM only.*AZURE_CLIENT_CERTIFICATE_PATH/),
    });
  });

  it.each([
    ['ARM_USE_MSI', 'true', true],
    ['ARM_USE_MSI', 'false', false],
    ['ARM_USE_AKS_WORKLOAD_IDENTITY', 'true', true],
    ['ARM_CLIENT_SECRET_FILE_PATH', '/run/secret', true],
    ['ARM_CLIENT_ID_FILE_PATH', '/run/id', true],
  ])('%s=%s, which only the plugin knows, is named: %s', (name, value, named) => {
    const found = signInConflict({ [name]: value })?.found ?? '';
    expect(found.startsWith(`${name} is set`)).toBe(named);
  });

  it.each(['ARM_CLIENT_SECRET_FILE_PATH', 'ARM_CLIENT_ID_FILE_PATH'])(
    '%s is named next to our own variables',
    (name) => {
      const own = valuesOf(['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']);
      expect(signInConflict(own)).toBeUndefined();
      // Next to a service connection, too, which is harmless with a secret.
      const connection = { ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'x' };
      expect(signInConflict({ ...own, ...connection })).toBeUndefined();
      for (const more of [{}, connection])
        expect(signInConflict({ ...own, ...more, [name]: '/run/file' })?.found).toBe(
          `${name} is set, which our own client does not read: it would sign in by client secret`,
        );
    },
  );

  it('a service connection of Azure DevOps makes another request of it, and that is named', () => {
    const names = ['AZURE_CLIENT_ID', 'ARM_OIDC_REQUEST_URL', 'ARM_OIDC_REQUEST_TOKEN'];
    const environment = { ...valuesOf(names), ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: 'x' };
    expect(signInConflict(environment)?.found).toMatch(
      /^ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is set.* as a GitHub job/,
    );
    expect(signInConflict({ ...environment, ARM_OIDC_TOKEN: 'token' })).toBeUndefined();
  });

  const jwt = (claims: object): string =>
    ['{}', JSON.stringify(claims), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
  const inPod = {
    AZURE_CLIENT_ID: 'app',
    AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/tokens/azure-identity-token',
  };
  const pods = jwt({ iss: 'https://cluster.example', sub: 'system:serviceaccount:runner', exp: 2 });
  it.each([
    [
      'GitHub job',
      { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x.example', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' },
      /and the plugin by GitHub identity/,
    ],
    [
      'GitLab job',
      { ARM_OIDC_TOKEN: jwt({ iss: 'https://gitlab.example', sub: 'system:serviceaccount:runner' }) },
      /and the plugin by ARM_OIDC_TOKEN, which is of another/,
    ],
    ['another pod', { ARM_OIDC_TOKEN: jwt({ iss: 'https://cluster.example', sub: 'another' }) }, /by ARM_OIDC_TOKEN/],
  ])('%s on a runner in a pod of AKS has two identities, and that is named', (_what, job, found) => {
    for (const conflict of [signInConflict, ownSignInConflict])
      expect(conflict({ ...inPod, ...job }, pods)).toEqual({
        found: expect.stringMatching(found),
        fix: expect.stringMatching(/^Unset AZURE_FEDERATED_TOKEN_FILE/),
      });
    expect(signInConflict({ ...inPod, ...job, AZURE_FEDERATED_TOKEN_FILE: '' }, undefined)).toBeUndefined();
  });

  it('ARM_OIDC_TOKEN that was read from the pod’s file is the same identity, also once the file is renewed', () => {
    expect(signInConflict({ ...inPod, ARM_OIDC_TOKEN: pods }, pods)).toBeUndefined();
    const renewed = jwt({ iss: 'https://cluster.example', sub: 'system:serviceaccount:runner', exp: 3 });
    expect(signInConflict({ ...inPod, ARM_OIDC_TOKEN: pods }, renewed)).toBeUndefined();
  });

  it('a certificate in a variable goes first once the plugin’s check found any other way', () => {
    const environment = valuesOf(['AZURE_CLIENT_ID', 'AZURE_CLIENT_CERTIFICATE_PATH', 'ARM_CLIENT_CERTIFICATE']);
    for (const other of ['ARM_CLIENT_SECRET', 'ARM_OIDC_TOKEN', 'ARM_CLIENT_CERTIFICATE_PATH']) {
      const found = asThePlugin({ ...environment, [other]: `of_${other}` });
      expect([found.kind, azureadSignIn({ ...environment, [other]: 'x' })]).toEqual(
        Array(2).fill('client certificate'),
      );
    }
  });

  it.each(['ARM_OIDC_REQUEST_URL', 'ARM_OIDC_REQUEST_TOKEN'])(
    'an empty %s hides GitHub’s own from the plugin',
    (name) => {
      const job = valuesOf(['AZURE_CLIENT_ID', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']);
      const environment = { ...job, [name]: '' };
      expect([entraSignIn(environment).kind, azureadSignIn(environment)]).toEqual(['GitHub identity', 'Azure CLI']);
      expect(words[asThePlugin(environment).kind]).toBe('Azure CLI');
      expect(signInConflict(environment)?.fix).toMatch(/^Unset ARM_OIDC_REQUEST_URL/);
    },
  );

  it('AKS’s flag without its token file, or one that says no, leaves the plugin to the Azure CLI', () => {
    const file = ['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'];
    const off = { ...valuesOf(file), ARM_USE_AKS_WORKLOAD_IDENTITY: 'false' };
    expect([azureadSignIn(off), words[asThePlugin(off).kind]]).toEqual(['Azure CLI', 'Azure CLI']);
    expect(signInConflict(off)?.fix).toMatch(/reads no token file/);
    const alone = valuesOf(['AZURE_CLIENT_ID', 'ARM_USE_AKS_WORKLOAD_IDENTITY']);
    expect(signInConflict(alone)?.found).toMatch(/^ARM_USE_AKS_WORKLOAD_IDENTITY is set/);
  });

  it('gives an encrypted certificate’s password to both, and names two that differ', () => {
    const files = {
      AZURE_CLIENT_ID: 'app',
      AZURE_CLIENT_CERTIFICATE_PATH: 'a.pem',
      ARM_CLIENT_CERTIFICATE_PATH: 'a.pfx',
    };
    const one = { ...files, AZURE_CLIENT_CERTIFICATE_PASSWORD: 'one' };
    asThePlugin(one);
    expect(process.env.ARM_CLIENT_CERTIFICATE_PASSWORD).toBe('one');
    expect(signInConflict(one)).toBeUndefined();
    expect(signInConflict({ ...one, ARM_CLIENT_CERTIFICATE_PASSWORD: 'one' })).toBeUndefined();
    expect(signInConflict({ ...files, ARM_CLIENT_CERTIFICATE_PASSWORD: 'one' })).toBeUndefined();
    expect(signInConflict({ ...one, ARM_CLIENT_CERTIFICATE_PASSWORD: 'other' })?.fix).toMatch(/one password/);
  });

  it('names two applications under two names, and takes one in another letter case for one', () => {
    const environment = { AZURE_CLIENT_ID: 'AAAA', ARM_CLIENT_ID: 'aaaa', ARM_OIDC_TOKEN: 'token' };
    expect(signInConflict(environment)).toBeUndefined();
    expect(signInConflict({ ...environment, ARM_CLIENT_ID: 'bbbb' })?.found).toMatch(/two applications/);
  });

  it('the mapping that the state keeps fits an environment that has the application under the other name', () => {
    const kept = azureadMappings({ ARM_CLIENT_ID: 'app', ARM_OIDC_TOKEN: 'token' });
    expect(kept).toMatchObject({ AZURE_CLIENT_ID: 'ARM_CLIENT_ID', AZURE_CLIENT_SECRET: 'ARM_CLIENT_SECRET' });
    expect(azureadMappings({ AZURE_CLIENT_ID: 'app' })).toEqual(kept);
    // Empty is set, for the engine.
    expect(azureadMappings({ AZURE_CLIENT_ID: '', ARM_CLIENT_ID: 'app' })).not.toHaveProperty('AZURE_CLIENT_ID');
  });

  it.each([
    ['AZURE_CLIENT_ID', { ARM_CLIENT_ID: 'app', ARM_OIDC_TOKEN: 'token' }],
    ['AZURE_CLIENT_SECRET', { AZURE_CLIENT_ID: 'app', ARM_CLIENT_SECRET: 'secret' }],
  ])('names an empty %s, which hides the plugin’s own where the state maps it', (name, environment) => {
    expect(signInConflict(environment)).toBeUndefined();
    expect(signInConflict({ ...environment, [name]: '' })?.fix).toBe(`Unset ${name}.`);
    // Nothing is hidden.
    expect(
      signInConflict({ AZURE_CLIENT_ID: 'app', ARM_OIDC_TOKEN: 'token', AZURE_CLIENT_SECRET: '' }),
    ).toBeUndefined();
  });

  it('an application under two names is one: ours wins for both', () => {
    const environment = { AZURE_CLIENT_ID: 'ours', ARM_CLIENT_ID: 'another', ARM_OIDC_TOKEN: 'token' };
    expect(asThePlugin(environment)).toMatchObject({ clientId: 'ours' });
  });
});

/** Everything that one of the clients reads, each alone and with every other. */
const parts: readonly (readonly string[])[] = [
  ['AZURE_CLIENT_ID'],
  ['ARM_CLIENT_ID'],
  ['AZURE_FEDERATED_TOKEN_FILE'],
  ['ARM_OIDC_TOKEN'],
  ['ARM_OIDC_TOKEN_FILE_PATH'],
  ['AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_CLIENT_CERTIFICATE_PASSWORD'],
  ['ARM_CLIENT_CERTIFICATE_PATH'],
  ['ARM_CLIENT_CERTIFICATE'],
  ['AZURE_CLIENT_SECRET'],
  ['ARM_CLIENT_SECRET'],
  ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
  ['ARM_OIDC_REQUEST_URL', 'ARM_OIDC_REQUEST_TOKEN'],
  ['SYSTEM_OIDCREQUESTURI', 'SYSTEM_ACCESSTOKEN', 'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID'],
];

describe('every combination of variables', () => {
  it('makes both clients one identity, or the difference is named', () => {
    let [same, named] = [0, 0];
    const wrong: unknown[] = [];
    for (let bits = 0; bits < 1 << parts.length; bits++) {
      const names = parts.filter((_, index) => bits & (1 << index)).flat();
      const values = valuesOf(names);
      const own = entraSignIn(values).kind;
      const plugin = words[asThePlugin(values).kind];
      const conflict = signInConflict(values);
      const asApplication = [own, plugin].map((kind) => kind !== 'Azure CLI');
      // A service connection's token is the plugin's ARM_OIDC_TOKEN.
      const byOneWay = own === plugin || (own === 'Azure DevOps identity' && plugin === 'workload identity');
      // Without an application our own client refuses to sign in; with the CLI alone both are the user who is signed in.
      const one = byOneWay && (!asApplication[0] || names.some((name) => /CLIENT_ID$/.test(name)));
      if (one) same++;
      else named++;
      const told = conflict !== undefined && conflict.found !== '' && conflict.fix !== '';
      const right = one ? own === 'Azure CLI' || !told : told;
      if (!right || azureadSignIn(values) !== plugin) wrong.push([names, own, plugin, conflict]);
    }
    expect(wrong).toEqual([]);
    expect(same).toBeGreaterThan(100);
    expect(named).toBeGreaterThan(100);
  });
});

describe('the names that the engine keeps in the state', () => {
  it('are the same whichever way signs in: a refresh with other variables uses those of the last update', () => {
    const all = azureadMappings({});
    expect(all).toMatchObject({ AZURE_CLIENT_ID: 'ARM_CLIENT_ID', AZURE_CLIENT_SECRET: 'ARM_CLIENT_SECRET' });
    for (const variables of [
      { ARM_CLIENT_ID: 'app', ARM_OIDC_TOKEN: 'token' },
      { AZURE_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: 'secret' },
      { AZURE_CLIENT_ID: 'app', ARM_CLIENT_ID: 'app' },
    ])
      expect(azureadMappings(variables)).toEqual(all);
  });

  it('but for an empty one that would hide the plugin’s own', () => {
    const names = azureadMappings({ AZURE_CLIENT_ID: '', ARM_CLIENT_ID: 'app', AZURE_CLIENT_SECRET: '' });
    expect(Object.keys(names)).toEqual(['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PASSWORD']);
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
