import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, jobs, listAt, mismatching, servicePrincipal, signIn } from './clients.js';

let organisation: Organisation;
let graph: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: mismatching });
  graph = await signIn(organisation);
});
afterAll(() => organisation.stop());

it('answers the requests of the real azuread plugin’s bootstrap in their order', async () => {
  const status = async (method: string, path: string, body?: unknown): Promise<number> =>
    (await graph(method, path, { body })).status;
  const graphPrincipal = at(
    await graph('GET', '/v1.0/servicePrincipals?%24filter=appId+eq+%2700000003-0000-0000-c000-000000000000%27'),
    'value',
    0,
  );
  expect(graphPrincipal).toMatchObject({
    appRoles: expect.arrayContaining([expect.objectContaining({ value: 'User.Read.All' })]),
  });
  const resource = Reflect.get(Object(graphPrincipal), 'id');

  const created = await graph('POST', '/v1.0/applications', {
    body: { displayName: 'entra-cutover staging', 'owners@odata.bind': [] },
  });
  expect(created.status).toBe(201);
  const application = `/v1.0/applications/${at(created, 'id')}`;
  const appId = String(at(created, 'appId'));
  expect(
    await status('PATCH', application, {
      '@odata.type': '#microsoft.graph.application',
      displayName: 'TERRAFORM_UPDATE_1',
    }),
  ).toBe(204);
  expect(await status('PATCH', application, { displayName: 'entra-cutover staging' })).toBe(204);
  expect(at(await graph('GET', application), 'displayName')).toBe('entra-cutover staging');
  const [owner] = listAt(await graph('GET', `${application}/owners`), 'value');
  expect(await status('DELETE', `${application}/owners/${owner?.id}/$ref`)).toBe(204);
  expect(listAt(await graph('GET', `${application}/owners`), 'value')).toEqual([]);
  expect(await status('GET', `${application.replace('v1.0', 'beta')}?%24select=oauth2RequirePostResponse`)).toBe(200);

  expect(listAt(await graph('GET', `/v1.0/servicePrincipals?%24filter=appId+eq+%27${appId}%27`), 'value')).toEqual([]);
  const credential = await graph('POST', `${application}/federatedIdentityCredentials`, {
    body: { name: 'staging', issuer: 'https://issuer.example', subject: 'repo:o/r' },
  });
  expect(credential.status).toBe(201);
  const principal = await graph('POST', '/v1.0/servicePrincipals', {
    body: {
      appId,
      accountEnabled: true,
      'owners@odata.bind': [`${organisation.endpoints.graph.url}/v1.0/directoryObjects/${owner?.id}`],
    },
  });
  expect(principal.status).toBe(201);
  expect(await status('GET', `${application}/federatedIdentityCredentials/${at(credential, 'id')}`)).toBe(200);
  const id = String(at(principal, 'id'));
  expect(await status('PATCH', `/v1.0/servicePrincipals/${id}`, { description: null })).toBe(204);
  expect(listAt(await graph('GET', `/v1.0/servicePrincipals/${id}/owners`), 'value').length).toBe(1);
  expect(at(await graph('GET', `/v1.0/servicePrincipals(appId='${appId}')`), 'id')).toBe(id);
  const role = await graph('POST', `/v1.0/servicePrincipals/${resource}/appRoleAssignedTo`, {
    body: { appRoleId: 'x', principalId: id, resourceId: resource },
  });
  expect(role.status).toBe(201);
  expect(await status('GET', `/v1.0/servicePrincipals/${resource}/appRoleAssignedTo/${at(role, 'id')}`)).toBe(200);

  expect(await status('DELETE', application)).toBe(204);
  expect(await status('GET', application)).toBe(404);
  expect(await status('GET', `${application}/federatedIdentityCredentials/${at(credential, 'id')}`)).toBe(404);
});

it('instantiates the gallery template of cloud sync, ready for a job', async () => {
  const template = '/v1.0/applicationTemplates/1a4721b3-e57f-4451-ae87-ef078703ec94/instantiate';
  const created = await graph('POST', template, { body: { displayName: 'contoso.lab' } });
  expect(created.status).toBe(201);
  const own = jobs.replace(servicePrincipal, String(at(created, 'servicePrincipal', 'id')));
  expect((await graph('POST', own, { body: { templateId: 'AD2AADProvisioning' } })).status).toBe(201);
  expect((await graph('POST', template.replace('1a47', '0000'), { body: { displayName: 'x' } })).status).toBe(404);
});

it('refuses what refers to nothing', async () => {
  expect((await graph('POST', '/v1.0/servicePrincipals', { body: { appId: 'unknown' } })).status).toBe(400);
  expect((await graph('POST', '/v1.0/applications', { body: {} })).status).toBe(400);
  expect((await graph('GET', `/v1.0/servicePrincipals/${servicePrincipal}/nothing`)).status).toBe(400);
  expect((await graph('DELETE', '/v1.0/applications/unknown')).status).toBe(404);
});
