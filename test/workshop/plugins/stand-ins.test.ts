import https from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureadStandIn } from '../../../workshop/plugins/azuread.js';
import { assertLoopback } from '../../../workshop/plugins/loopback.js';
import { oktaStandIn } from '../../../workshop/plugins/okta.js';
import { oktaSignIn } from '../../../workshop/plugins/okta-sign-in.js';
import type { Properties, StandInResource } from '../../../workshop/plugins/stand-in.js';
import { type FakeService, fakeGraph, fakeOkta, servicePrincipal, tenantId } from '../engine/fake-services.js';

const getConnection = 'okta:app/getConnection:getConnection';
const getServicePrincipal = 'azuread:index/getServicePrincipal:getServicePrincipal';
const principalPath = `/v1.0/servicePrincipals/${servicePrincipal}`;
const jobPath = `${principalPath}/synchronization/jobs/Job.1`;
const secretsPath = `${principalPath}/synchronization/secrets`;

describe('what the okta stand-in sends (engine-examples/recorded.md)', () => {
  let okta: FakeService;
  afterEach(() => okta.stop());

  it('asks who it is twice, then reads the connection, with absolute targets through the proxy', async () => {
    okta = await fakeOkta();
    const standIn = oktaStandIn();
    await standIn.configure({ orgName: 'corp', baseUrl: 'okta.com', apiToken: 't', httpProxy: okta.url });
    const connection = await standIn.functions[getConnection]?.({ id: '0oa1' });
    expect(connection).toEqual({
      id: '0oa1',
      authScheme: 'OAUTH2',
      baseUrl: '',
      profile: { authScheme: 'OAUTH2' },
      status: 'ENABLED',
    });
    expect(okta.requests).toEqual([
      'GET http://127.0.0.1/api/v1/users/me',
      `GET ${okta.url}/api/v1/users/me`,
      'GET http://127.0.0.1/api/v1/apps/0oa1/connections/default',
    ]);
  });

  it('waits out throttling, and swallows what Okta says about an unknown app as the real one does', async () => {
    okta = await fakeOkta(2);
    const standIn = oktaStandIn();
    await standIn.configure({ apiToken: 't', httpProxy: okta.url });
    expect(okta.requests).toHaveLength(4);
    expect(await standIn.functions[getConnection]?.({ id: '0oa2' })).toEqual({ id: '0oa2' });
  });

  it('takes an access token before the API token', () =>
    expect(oktaSignIn({ accessToken: 'access', apiToken: 'api' })).toEqual({ mode: 'Bearer', token: 'access' }));

  it('asks who the API token belongs to with the access token that wins, and refuses what Okta refuses', async () => {
    okta = await fakeOkta();
    const both = { apiToken: 't', accessToken: 'over', httpProxy: okta.url };
    await expect(oktaStandIn().configure(both)).rejects.toThrow(/Okta answers 401/);
    expect(okta.requests).toEqual(['GET http://127.0.0.1/api/v1/users/me']);
    await oktaStandIn().configure({ accessToken: 'over', httpProxy: okta.url });
    expect(okta.requests).toHaveLength(1);
  });

  it('refuses a token that ends in a line break, before it sends anything', async () => {
    okta = await fakeOkta();
    const ended = { apiToken: 'canary\n', httpProxy: okta.url };
    await expect(oktaStandIn().configure(ended)).rejects.toThrow(
      /^net\/http: invalid header field value for "Authorization"$/,
    );
    expect(okta.requests).toEqual([]);
  });

  it('refuses a service app without scopes, in the real one’s words', async () => {
    okta = await fakeOkta();
    const app = { clientId: 'c', privateKey: 'k', privateKeyId: 'i', httpProxy: okta.url };
    for (const incomplete of [app, { ...app, scopes: '[]' }, { ...app, clientId: '', scopes: ['okta.apps.read'] }])
      await expect(oktaStandIn().configure(incomplete)).rejects.toThrow(
        "when using AuthorizationMode 'PrivateKey', you must supply 'ClientId', 'Scopes', and 'PrivateKey'",
      );
    expect(okta.requests).toEqual([]);
  });

  it('refuses a real organization before it sends anything', async () => {
    okta = await fakeOkta();
    const real = { orgName: 'corp', baseUrl: 'okta.com', apiToken: 't' };
    await expect(oktaStandIn().configure(real)).rejects.toThrow(
      /stand-in .* loopback addresses only; it was given corp\.okta\.com/,
    );
    await expect(oktaStandIn().configure({ ...real, httpProxy: 'http://proxy.corp.example:8080' })).rejects.toThrow(
      'loopback',
    );
    expect(okta.requests).toEqual([]);
  });
});

describe('what the azuread stand-in sends (engine-examples/recorded.md)', () => {
  let graph: Awaited<ReturnType<typeof fakeGraph>>;
  let standIn: ReturnType<typeof azureadStandIn>;

  beforeEach(async () => {
    graph = await fakeGraph();
    https.globalAgent.options.ca = graph.caCertificate;
    standIn = azureadStandIn();
    await standIn.configure({ metadataHost: new URL(graph.url).host, tenantId, clientId: 'c', clientSecret: 's' });
  });
  afterEach(async () => {
    delete https.globalAgent.options.ca;
    await graph.stop();
  });

  /** The requests since the last call, each kind in a row once. */
  const sent = (): readonly string[] => graph.requests.splice(0).filter((line, index, all) => line !== all[index - 1]);
  const resource = (name: 'Job' | 'Secret'): StandInResource => {
    const found = standIn.resources[`azuread:index/synchronization${name}:Synchronization${name}`];
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const job = (enabled: boolean): Properties => ({
    servicePrincipalId: `/servicePrincipals/${servicePrincipal}`,
    templateId: 'AD2AADProvisioning',
    enabled,
  });

  it('signs in at the endpoints that the metadata host names', () => {
    const scope = encodeURIComponent(`${graph.url}/.default`);
    expect(sent()).toEqual([
      'GET /metadata/endpoints?api-version=2022-09-01',
      `POST //${tenantId}/oauth2/v2.0/token client_id=c&client_secret=s&grant_type=client_credentials&scope=${scope}`,
    ]);
  });

  it('creates a job, starts it only when it is to be enabled, pauses it and deletes it', async () => {
    sent();
    const created = await resource('Job').create(job(false));
    expect(created).toEqual({
      id: `/servicePrincipals/${servicePrincipal}/synchronization/jobs/Job.1`,
      properties: { ...job(false), schedules: [{ state: 'Disabled', interval: 'PT2M', expiration: '' }] },
    });
    expect(sent()).toEqual([
      `GET ${principalPath}`,
      `POST ${principalPath}/synchronization/jobs {"@odata.type":"#microsoft.graph.synchronizationJob","templateId":"AD2AADProvisioning"}`,
      `GET ${jobPath}`,
    ]);
    expect(await resource('Job').update(created.id, job(true), ['enabled'])).toMatchObject({ enabled: true });
    expect(sent()).toEqual([`POST ${jobPath}/start`, `GET ${jobPath}`]);
    expect(await resource('Job').update(created.id, job(false), ['enabled'])).toMatchObject({ enabled: false });
    expect(sent()).toEqual([`POST ${jobPath}/pause`, `GET ${jobPath}`]);
    expect(await resource('Job').update(created.id, job(true), [])).toMatchObject({ enabled: false });
    expect(sent()).toEqual([`GET ${jobPath}`]);
    await resource('Job').delete(created.id, {});
    expect(sent()).toEqual([`DELETE ${jobPath}`, `GET ${jobPath}`]);
    expect(await resource('Job').read(created.id, {})).toBeUndefined();
    await resource('Job').create(job(true));
    expect(sent()).toContain(`POST ${jobPath}/start`);
  });

  it('starts a job unless told otherwise, like the real plugin, and wants the principal as a path', () => {
    const { enabled: _, ...withoutEnabled } = job(true);
    expect(resource('Job').check(withoutEnabled)).toEqual({ inputs: job(true), failures: {} });
    expect(resource('Job').check({ ...job(true), servicePrincipalId: servicePrincipal }).failures).toEqual({
      servicePrincipalId: `expected /servicePrincipals/<object id>, found "${servicePrincipal}"`,
    });
  });

  it('writes secrets as one set, reads back their keys only, and empties them on delete', async () => {
    sent();
    const credentials = [
      { key: 'Domain', value: 'corp' },
      { key: 'AppKey', value: 'k' },
    ];
    const inputs = { servicePrincipalId: `/servicePrincipals/${servicePrincipal}`, credentials };
    const { id, properties } = await resource('Secret').create(inputs);
    expect(sent()).toEqual([`PUT ${secretsPath} ${JSON.stringify({ value: credentials })}`, `GET ${secretsPath}`]);
    expect(await resource('Secret').read(id, properties)).toEqual(inputs);
    await resource('Secret').delete(id, properties);
    const emptied = credentials.map(({ key }) => ({ key, value: '' }));
    expect(sent()).toContain(`PUT ${secretsPath} ${JSON.stringify({ value: emptied })}`);
  });

  it('looks a service principal up by client id and by object id', async () => {
    sent();
    const lookUp = standIn.functions[getServicePrincipal];
    expect(await lookUp?.({ clientId: 'app-1' })).toMatchObject({
      id: `/servicePrincipals/${servicePrincipal}`,
      objectId: servicePrincipal,
      displayName: 'corp.example',
      appRoleIds: { Read: 'role-1' },
    });
    expect(sent()).toEqual([
      'GET /v1.0/servicePrincipals?%24filter=appId+eq+%27app-1%27',
      `GET /beta/servicePrincipals/${servicePrincipal}?%24select=samlMetadataUrl`,
    ]);
    expect(await lookUp?.({ objectId: servicePrincipal })).toMatchObject({ clientId: 'app-1' });
    await expect(lookUp?.({ clientId: 'nobody' })).rejects.toThrow('no service principal with the client id nobody');
  });

  it('refuses the real cloud before it sends a credential', async () => {
    const real = { metadataHost: 'management.azure.com', tenantId, clientId: 'c', clientSecret: 's' };
    await expect(azureadStandIn().configure(real)).rejects.toThrow(
      /loopback addresses only; it was given management\.azure\.com/,
    );
  });
});

describe('assertLoopback', () => {
  it.each(['http://127.0.0.1:1', 'https://localhost', 'http://[::1]:1', 'http://127.1.2.3'])(
    'lets %s pass',
    (address) => {
      expect(() => assertLoopback(new URL(address), 'okta')).not.toThrow();
    },
  );
  it.each([
    'https://127.0.0.1.example.com',
    'https://localhost.example.com',
    'https://10.0.0.1',
    'https://login.microsoftonline.com',
    'http://0.0.0.0',
  ])('stops %s', (address) => {
    expect(() => assertLoopback(new URL(address), 'okta')).toThrow('loopback');
  });
});
