import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Organisation } from '../../../workshop/simulators/index.js';

const scenarios = new URL('../../../scenarios/', import.meta.url);
export const mismatching = fileURLToPath(new URL('mismatching-organisation', scenarios));
export const repaired = fileURLToPath(new URL('repaired-organisation', scenarios));
export const firstApp = '/api/v1/apps/0oa1office365staging01';
export const secondApp = '/api/v1/apps/0oa1office365staging02';
export const servicePrincipal = '77777777-0000-4000-8000-000000000001';
const synchronization = `/v1.0/servicePrincipals/${servicePrincipal}/synchronization`;
export const jobs = `${synchronization}/jobs`;
export const secrets = `${synchronization}/secrets`;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Reads a value out of an answer's JSON by its path: `at(answer, 'value', 0, 'id')`. */
export function at(answer: Answer, ...path: readonly (string | number)[]): unknown {
  let value: unknown = JSON.parse(answer.text);
  for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return value;
}

/** The list at the path, [] when there is none. */
export function listAt(answer: Answer, ...path: readonly (string | number)[]): readonly Record<string, unknown>[] {
  const value = at(answer, ...path);
  return Array.isArray(value) ? value : [];
}

/** Sends a request to Okta with the API token. */
export function okta(organisation: Organisation, method: string, path: string, sending: Sending = {}): Promise<Answer> {
  const { url, apiToken } = organisation.endpoints.okta;
  return send(path.startsWith('http') ? path : url + path, method, {
    ...sending,
    headers: { authorization: `SSWS ${apiToken}`, ...sending.headers },
  });
}

/** Sends a request to Graph as somebody who has signed in. */
export type Graph = (method: string, path: string, sending?: Sending) => Promise<Answer>;

/** A client of Graph that has signed in with the client secret. */
export async function signIn(organisation: Organisation): Promise<Graph> {
  const { url, caFile } = organisation.endpoints.graph;
  const ca = readFileSync(caFile, 'utf8');
  const answer = await requestToken(organisation, { client_secret: organisation.endpoints.graph.clientSecret });
  const authorization = `Bearer ${at(answer, 'access_token')}`;
  return (method, path, sending = {}) =>
    send(
      path.startsWith('http') ? path : url + path,
      method,
      { ...sending, headers: { authorization, ...sending.headers } },
      ca,
    );
}

/** Asks Entra for a token with the given credential. */
export function requestToken(
  organisation: Organisation,
  credential: Readonly<Record<string, string>>,
  tenantPath?: string,
): Promise<Answer> {
  const { url, caFile, tenantId, clientId } = organisation.endpoints.graph;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    scope: `${url}/.default`,
    ...credential,
  });
  const path = tenantPath ?? `/${tenantId}/oauth2/v2.0/token`;
  return send(
    url + path,
    'POST',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form },
    readFileSync(caFile, 'utf8'),
  );
}

/** Follows `@odata.nextLink` and returns every entry. */
export async function readAll(
  get: (path: string) => Promise<Answer>,
  path: string,
): Promise<readonly Record<string, unknown>[]> {
  const entries: Record<string, unknown>[] = [];
  for (let next: unknown = path; typeof next === 'string'; ) {
    const answer = await get(next);
    entries.push(...listAt(answer, 'value'));
    next = at(answer, '@odata.nextLink');
  }
  return entries;
}

/** One request; rejects when the connection is cut. */
export function send(url: string, method: string, { headers = {}, body }: Sending, ca?: string): Promise<Answer> {
  const text =
    body === undefined ? undefined : body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
  const options = {
    method,
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https') ? httpsRequest(url, { ...options, ca }) : httpRequest(url, options);
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(text);
  });
}

/** Puts the deletion threshold of cloud sync. */
export async function setDeletionThreshold(graph: Graph, value: number): Promise<void> {
  const settings = {
    Enabled: true,
    Recipients: 'ops@corp.example',
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: value,
  };
  const body = { value: [{ key: 'SyncNotificationSettings', value: JSON.stringify(settings) }] };
  await graph('PUT', secrets, { body });
}

/** Creates a cloud sync job, switched off, and returns its path. */
export async function createJob(graph: Graph): Promise<string> {
  return `${jobs}/${at(await graph('POST', jobs, { body: { templateId: 'AD2AADProvisioning' } }), 'id')}`;
}

/** Every row of the provisioning log. */
export function logOf(graph: Graph): Promise<readonly Record<string, unknown>[]> {
  return readAll((path) => graph('GET', path), '/v1.0/auditLogs/provisioning');
}

/** What to change in a scenario's files; a change that changes nothing is an error of the test. */
export interface Edits {
  readonly json?: (text: string) => string;
  readonly entra?: (text: string) => string;
}

/** A copy of the scenario in a temporary folder, with its organisation.json or Entra file changed. */
export async function copyScenario(scenario: string, edits: Edits): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
  await cp(scenario, folder, { recursive: true });
  for (const [name, change] of [
    ['organisation.json', edits.json],
    ['AzureADSyncedIDS.csv', edits.entra],
  ] as const) {
    if (change === undefined) continue;
    const before = await readFile(join(folder, name), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`nothing was changed in ${name}`);
    await writeFile(join(folder, name), after);
  }
  return folder;
}
