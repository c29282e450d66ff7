import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { azureDevOpsIdToken, githubIdToken } from '../../../src/connectors/graph/identity-token.js';
import { entraSignIn, tokenRequest } from '../../../src/domain/sign-in.js';

// GitHub's side of it, from "OpenID Connect reference": a URL that has a query already, the bearer-of-the-job, `value`.
let server: Server;
let url = '';
let answer: { status: number; body: string };
const seen: { readonly method: string; readonly url: string; readonly authorization: string | undefined }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method = '', headers } = request;
    seen.push({ method, url: request.url ?? '', authorization: headers.authorization });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/token/1?api-version=2.0`;
});
afterAll(() => server.close());
beforeEach(() => {
  seen.length = 0;
  answer = { status: 200, body: '{"value":"eyJ.the.token","count":14}' };
});

const jobVariables = () => ({ ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' });

const job = () => ({ url, token: 'bearer-of-the-job', tokenVariable: 'ACTIONS_ID_TOKEN_REQUEST_TOKEN' });

describe('the identity token of a GitHub job', () => {
  it('is there only where the job may ask for it', () => {
    expect(tokenRequest(jobVariables())).toEqual(job());
    expect(tokenRequest({ ...jobVariables(), ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' })).toBeUndefined();
    expect(tokenRequest({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' })).toBeUndefined();
    const [ARM_OIDC_REQUEST_URL, ARM_OIDC_REQUEST_TOKEN] = ['https://runner.example', 'of-the-runner'];
    const tokenVariable = 'ARM_OIDC_REQUEST_TOKEN';
    const runner = { url: ARM_OIDC_REQUEST_URL, token: ARM_OIDC_REQUEST_TOKEN, tokenVariable };
    expect(tokenRequest({ ARM_OIDC_REQUEST_URL, ARM_OIDC_REQUEST_TOKEN })).toEqual(runner);
    expect(tokenRequest({ ...jobVariables(), ARM_OIDC_REQUEST_URL, ARM_OIDC_REQUEST_TOKEN })).toEqual(runner);
    expect(tokenRequest({ ...jobVariables(), ARM_OIDC_REQUEST_TOKEN })).toEqual({
      url,
      token: 'of-the-runner',
      tokenVariable,
    });
  });

  it.each(['secret\nrest', 'secret →', 'se cret'])('is not asked for with %j, which no header holds', async (token) => {
    const problem = await githubIdToken({ ...job(), token }).catch((error: Error) => error.message);
    expect(problem).toMatch(/^ACTIONS_ID_TOKEN_REQUEST_TOKEN holds a blank, .*Copy it again/);
    expect(problem).not.toMatch(/se ?cret/);
    expect(seen).toEqual([]);
  });

  it('is asked for with the audience that the address has, as the azuread plugin asks', async () => {
    await githubIdToken({ ...job(), url: `${url}&audience=api%3A%2F%2FAzureADTokenExchangeUSGov` });
    const { searchParams } = new URL(seen[0]?.url ?? '', url);
    expect(searchParams.getAll('audience')).toEqual(['api://AzureADTokenExchangeUSGov']);
  });

  it('is asked for with the audience that Entra expects, in the job’s name', async () => {
    expect(await githubIdToken(job())).toBe('eyJ.the.token');
    const { url: asked = '', authorization } = seen[0] ?? {};
    const { searchParams, pathname } = new URL(asked, url);
    expect(pathname).toBe('/token/1');
    expect(Object.fromEntries(searchParams)).toEqual({
      'api-version': '2.0',
      audience: 'api://AzureADTokenExchange',
    });
    expect(authorization).toBe('Bearer bearer-of-the-job');
  });

  it.each([
    ['a refusal', { status: 403, body: '{"value":"not for you"}' }],
    ['an answer without a token', { status: 200, body: '{"count":0}' }],
    ['a token that is not text', { status: 200, body: '{"value":17}' }],
    ['no JSON', { status: 200, body: '<html>' }],
  ])('%s says which permission the job needs, and names no secret', async (_, bad) => {
    answer = bad;
    const refused = await githubIdToken(job()).then(() => '', String);
    expect(refused).toContain('`permissions: id-token: write`');
    expect(refused).not.toContain('bearer-of-the-job');
  });

  it('an address that is none ends in the same words', async () => {
    await expect(githubIdToken({ ...job(), url: 'nowhere' })).rejects.toThrow(
      /no identity token .*ARM_OIDC_REQUEST_URL/,
    );
  });
});

describe('the identity token of a service connection of Azure DevOps', () => {
  // As AzureCLI@2 leaves them, but for the job's token, which the pipeline passes.
  const task = () => ({
    ARM_CLIENT_ID: 'AAAA',
    AZURESUBSCRIPTION_CLIENT_ID: 'aaaa',
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'the connection',
    SYSTEM_OIDCREQUESTURI: url.replace(/\?.*/, ''),
    SYSTEM_ACCESSTOKEN: 'token-of-the-job',
    ARM_OIDC_TOKEN: 'of the task',
  });
  const request = () => {
    const found = entraSignIn(task());
    if (!('request' in found)) throw new Error(found.kind);
    return found.request;
  };

  it('is asked for before ARM_OIDC_TOKEN is used, where all of it is there and is of our application', () => {
    expect(entraSignIn(task()).kind).toBe('Azure DevOps identity');
    for (const name of ['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID', 'SYSTEM_OIDCREQUESTURI', 'SYSTEM_ACCESSTOKEN'])
      expect(entraSignIn({ ...task(), [name]: '' }).kind, name).toBe('workload identity');
    expect(entraSignIn({ ...task(), AZURESUBSCRIPTION_CLIENT_ID: 'bbbb' }).kind).toBe('workload identity');
    expect(entraSignIn({ ...task(), AZURESUBSCRIPTION_CLIENT_ID: undefined }).kind).toBe('Azure DevOps identity');
  });

  it('is asked for as the library of Microsoft asks', async () => {
    answer = { status: 200, body: '{"oidcToken":"eyJ.the.token"}' };
    expect(await azureDevOpsIdToken(request())).toBe('eyJ.the.token');
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/token/1?api-version=7.1&serviceConnectionId=the%20connection',
        authorization: 'Bearer token-of-the-job',
      },
    ]);
  });

  it.each([
    ['a refusal', { status: 401, body: '{"message":"no"}' }, 401],
    ['the page on which people sign in', { status: 203, body: '<html>' }, 203],
  ])('%s says what the task needs, and names no secret', async (_, bad, status) => {
    answer = bad;
    const refused = await azureDevOpsIdToken(request()).then(() => '', String);
    expect(refused).toContain(`(the answer was ${status})`);
    expect(refused).toContain('`SYSTEM_ACCESSTOKEN: $(System.AccessToken)`');
    expect(refused).not.toMatch(/token-of-the-job|html/);
  });
});
