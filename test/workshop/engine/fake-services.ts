import http from 'node:http';
import https from 'node:https';
import { createServerIdentity } from '../../../workshop/simulators/tls.js';

export const servicePrincipal = '44444444-4444-4444-4444-444444444444';
export const tenantId = '22222222-2222-2222-2222-222222222222';

/** A loopback service that notes what it was asked, `METHOD target body`, and answers by a function. */
export interface FakeService {
  readonly url: string;
  readonly requests: string[];
  stop(): Promise<void>;
}

type Answer = readonly [status: number, body?: unknown, headers?: http.OutgoingHttpHeaders];

async function listen(server: http.Server, scheme: string, host: string): Promise<Omit<FakeService, 'requests'>> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `${scheme}://${host}:${port}`, stop };
}

function listener(
  requests: string[],
  answer: (method: string, target: string, body: string, authorization: string) => Answer,
): http.RequestListener {
  return (incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    incoming.on('end', () => {
      const [method, target] = [incoming.method ?? '', incoming.url ?? ''];
      requests.push([method, target, body].filter((part) => part !== '').join(' '));
      const [status, json, headers] = answer(method, target, body, incoming.headers.authorization ?? '');
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(json === undefined ? '' : JSON.stringify(json));
    });
  };
}

/** An Okta that knows the app `0oa1` and one API token's owner; it throttles as many requests as it is told first. The access token `over` is over. */
export async function fakeOkta(throttled = 0): Promise<FakeService> {
  const requests: string[] = [];
  let left = throttled;
  const server = http.createServer(
    listener(requests, (_method, target, _body, authorization) => {
      if (left-- > 0) return [429, { errorCode: 'E0000047' }, { 'retry-after': '0' }];
      if (authorization === 'Bearer over')
        return [401, { errorCode: 'E0000011', errorSummary: 'Invalid token provided' }];
      if (target.endsWith('/users/me')) return [200, { id: '00u1' }];
      if (target.endsWith('/apps/0oa1/connections/default')) {
        return [200, { authScheme: 'OAUTH2', status: 'ENABLED', profile: { authScheme: 'OAUTH2' } }];
      }
      return [404, { errorCode: 'E0000007', errorSummary: 'Not found: Resource not found' }];
    }),
  );
  return { ...(await listen(server, 'http', '127.0.0.1')), requests };
}

/** A Graph tenant with one service principal that may have one synchronization job, and its secrets. */
export async function fakeGraph(): Promise<FakeService & { readonly caCertificate: string }> {
  const identity = await createServerIdentity();
  const requests: string[] = [];
  let url = '';
  let job:
    | { id: string; templateId: string; schedule: { state: string; interval: string; expiration: null } }
    | undefined;
  let secrets: readonly { readonly key: string; readonly value: string }[] = [];
  const answer = (method: string, target: string, body: string): Answer => {
    const path = target.split('?')[0] ?? '';
    if (path === '/metadata/endpoints') {
      return [200, { authentication: { loginEndpoint: `${url}/` }, microsoftGraphResourceId: `${url}/` }];
    }
    if (path.endsWith('/oauth2/v2.0/token')) return [200, { access_token: 'a.b.c', expires_in: 3600 }];
    if (path.endsWith('/synchronization/secrets')) {
      if (method !== 'PUT') return [200, { value: secrets.map(({ key }) => ({ key, value: '*' })) }];
      secrets = JSON.parse(body).value.filter(({ value }: { readonly value: string }) => value !== '');
      return [204];
    }
    if (path.endsWith('/synchronization/jobs')) {
      job = {
        id: 'Job.1',
        templateId: JSON.parse(body).templateId,
        schedule: { state: 'Disabled', interval: 'PT2M', expiration: null },
      };
      return [201, job];
    }
    if (path.includes('/synchronization/jobs/')) {
      if (job === undefined) return [404, { error: { code: 'NotFound', message: 'no such job' } }];
      if (method === 'DELETE') job = undefined;
      else if (path.endsWith('/start')) job.schedule.state = 'Active';
      else if (path.endsWith('/pause')) job.schedule.state = 'Paused';
      return method === 'GET' ? [200, job] : [204];
    }
    const principal = {
      id: servicePrincipal,
      appId: 'app-1',
      displayName: 'corp.example',
      appRoles: [{ id: 'role-1', value: 'Read' }],
    };
    if (target.includes('appId+eq+%27app-1%27')) return [200, { value: [principal] }];
    if (path.endsWith(servicePrincipal)) return [200, principal];
    if (target.includes('$filter') || target.includes('%24filter')) return [200, { value: [] }];
    return [404, { error: { code: 'Request_ResourceNotFound', message: 'no such object' } }];
  };
  const server = https.createServer(
    { key: identity.privateKey, cert: `${identity.certificate}\n${identity.caCertificate}` },
    listener(requests, answer),
  );
  const service = { ...(await listen(server, 'https', 'localhost')), requests, caCertificate: identity.caCertificate };
  url = service.url;
  return service;
}
