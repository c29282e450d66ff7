import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGithubClient, GithubError } from '../../../src/pipeline/github/client.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answers: Answer[] = [];
const asked: string[] = [];

beforeEach(async () => {
  answers = [];
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    (answers.shift() ?? json(404, { message: 'Not Found' }))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const client = () => createGithubClient({ repository: 'corp/identity', apiUrl: address(), token: 'ghs_token' });
const json =
  (status: number, value: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));

it('asks with the token and the version, and sends the body as JSON', async () => {
  answers = [json(201, { id: 7 })];
  expect(await client().request('POST', '/check-runs', { name: 'x' })).toEqual({ id: 7 });
  expect(asked).toEqual(['POST /repos/corp/identity/check-runs Bearer ghs_token']);
});

it('tries again after a failure and a throttling of GitHub’s, and not after a refusal', async () => {
  answers = [json(502, {}), json(200, { id: 7 })];
  expect(await client().request('GET', '/a')).toEqual({ id: 7 });
  const reset = String(Math.floor(Date.now() / 1000));
  const used = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
  const secondary = { message: 'You have exceeded a secondary rate limit.' };
  answers = [json(403, {}, used), json(403, secondary, { 'retry-after': '1' }), json(200, { id: 8 })];
  expect(await client().request('GET', '/b')).toEqual({ id: 8 });
  answers = [json(403, { message: 'Resource not accessible by integration' })];
  await expect(client().request('GET', '/c')).rejects.toThrow(
    /^GitHub answered 403 to GET \/c: Resource not accessible by integration$/,
  );
  expect(asked.map((line) => line.split(' ')[1]?.at(-1))).toEqual(['a', 'a', 'b', 'b', 'b', 'c']);
}, 30_000);

it('waits for no limit that ends in an hour', async () => {
  const reset = String(Math.floor(Date.now() / 1000) + 3600);
  answers = [
    json(403, { message: 'API rate limit exceeded' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }),
  ];
  const error = await client()
    .request('GET', '/a')
    .catch((failure: unknown) => failure);
  expect([error instanceof GithubError, (error as GithubError).status, asked.length]).toEqual([true, 403, 1]);
});

it('says what was cut off, and what is not a list', async () => {
  answers = [(_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": ')];
  await expect(client().request('GET', '/a')).rejects.toThrow(/answer to GET \/\S+\/a is not JSON/);
  for (const value of [{ message: 'x' }, { total_count: 1 }, 'text', null]) {
    answers = [json(200, value)];
    await expect(client().list('/a')).rejects.toThrow(/is not JSON|GET \/a with something other than a list/);
  }
});

it('follows GitHub from page to page, and nowhere else', async () => {
  const next = (to: string) => ({ link: `<${to}>; rel="next"` });
  answers = [
    json(200, { total_count: 2, jobs: [1] }, next(`${address()}/second`)),
    json(200, { total_count: 2, jobs: [2] }),
  ];
  expect(await client().list('/jobs')).toEqual([1, 2]);
  answers = [json(200, [1], next('http://127.0.0.1:1/elsewhere'))];
  await expect(client().list('/jobs')).rejects.toThrow(/next page that is not its own/);
  answers = Array.from({ length: 200 }, () => json(200, [1], next(`${address()}/again`)));
  await expect(client().list('/jobs')).rejects.toThrow(/more than 10000 entries/);
}, 30_000);
