import { readChanges } from '../../../src/connectors/graph/changes.js';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { readPeopleState } from '../../../src/connectors/graph/people-state.js';
import { readEntraTenant } from '../../../src/connectors/graph/read.js';
import { createGraphSession } from '../../../src/connectors/graph/session.js';
import { listInboundJobs, readProvisioningLog } from '../../../src/connectors/graph/synchronization.js';
import { readSchema, userMappingOf, withUnits } from '../../../src/connectors/graph/synchronization-schema.js';
import { readTenantSwitches } from '../../../src/connectors/graph/tenant-switches.js';
import { createOktaClient } from '../../../src/connectors/okta/client.js';
import { collectOkta } from '../../../src/connectors/okta/collection.js';
import { readPendingProvisioning } from '../../../src/connectors/okta/read.js';
import { createOktaSession } from '../../../src/connectors/okta/session.js';
import { UserError } from '../../../src/domain/errors.js';
import { createReadLog } from '../../../src/evidence/read-log.js';
import { createGithubClient } from '../../../src/pipeline/github/client.js';
import { findEvidenceRun } from '../../../src/pipeline/github/find-review.js';
import { asJson, type Parse } from './kinds.js';

/** So many requests one input may cause before every list ends: a link in a circle goes on to the reader's own limit. */
const mostRequests = 300;

/**
 * The services of which the text has the answers, one a line (`path`, `status`, `link`, `body`): a line that is not JSON is
 * an answer that was cut off. Whatever an answer says, nothing may be asked of another host.
 */
async function answering(text: string, host: string, work: () => Promise<unknown>): Promise<void> {
  const original = globalThis.fetch;
  const lines = text.split('\n').filter((line) => line !== '');
  const asked = new Map<string, number>();
  let requests = 0;
  const strangers = new Set<string>();
  const answerTo = (path: string): { status: number; text: string; link?: string } => {
    const fitting = lines.filter((line) => line.includes(`"${path}"`));
    const count = asked.get(path) ?? 0;
    asked.set(path, count + 1);
    const line = fitting[Math.min(count, fitting.length - 1)];
    if (line === undefined) return { status: 404, text: '{"error":{"code":"NotFound","message":"none"}}' };
    const answer = asJson(line);
    if (typeof answer !== 'object' || answer === null) return { status: 200, text: line };
    const { status, link, body } = answer as { status?: unknown; link?: unknown; body?: unknown };
    return {
      status: typeof status === 'number' && status >= 200 && status < 600 ? Math.trunc(status) : 200,
      text: body === undefined ? '' : JSON.stringify(body),
      ...(typeof link === 'string' && /^[\x20-\x7e]*$/.test(link) && { link }),
    };
  };
  const respond = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.host !== host) strangers.add(url.host);
    requests += 1;
    if (requests > mostRequests) return new Response('{"value":[]}', { status: 404 });
    if (url.pathname.endsWith('/$batch')) {
      const body = input instanceof Request ? await input.text() : String(init?.body);
      const { requests: inner } = JSON.parse(body) as { requests: { id: string; url: string }[] };
      const responses = inner.map(({ id, url: path }) => {
        const { status, text: answer } = answerTo(url.pathname.replace('/$batch', path.split('?')[0] ?? ''));
        return { id, status, body: asJson(answer) };
      });
      return Response.json({ responses });
    }
    const { status, text: body, link } = answerTo(url.pathname);
    const empty = status === 204 || status === 205 || status === 304;
    return new Response(empty ? null : body, {
      status,
      headers: { 'content-type': 'application/json', ...(link !== undefined && { link }) },
    });
  };
  globalThis.fetch = respond as typeof fetch;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  } finally {
    globalThis.fetch = original;
  }
  if (strangers.size > 0) throw new Error(`asked another host: ${[...strangers].join(', ')}`);
}

const wait = async (): Promise<void> => {};
const each = async (work: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of work);
};

/** Everything that is read of a tenant, each reading on its own: one that is refused must not hide the next. */
const graph: Parse = async (text) => {
  const session = createGraphSession({
    graphUrl: 'https://graph.example',
    tenantId: '11111111-2222-3333-4444-555555555555',
    getAccessToken: async () => 'token',
    wait,
  });
  const client = createGraphClient(session);
  const readings: readonly (() => Promise<unknown>)[] = [
    () => readEntraTenant(client, () => new Date('2026-11-24T00:00:00Z')),
    () => readTenantSwitches(client),
    async () => {
      for (const job of await listInboundJobs(client, undefined)) {
        await readProvisioningLog(client, job.id, '2026-11-23T00:00:00Z');
        const schema = await readSchema(client, job);
        userMappingOf(withUnits(schema, userMappingOf(schema).units ?? []));
      }
    },
    () => readChanges(client, 'users', '/users/delta?$deltatoken=x'),
    () => each(readPeopleState(client)),
  ];
  for (const reading of readings) await answering(text, 'graph.example', reading);
};

const okta: Parse = async (text) => {
  const session = createOktaSession({
    orgUrl: 'https://okta.example',
    credentials: { kind: 'token', token: 'token' },
    wait,
  });
  const client = createOktaClient(session);
  const readings: readonly (() => Promise<unknown>)[] = [
    () => each(collectOkta(client, createReadLog('okta'))),
    () => readPendingProvisioning(client, '0oa1office365staging01'),
  ];
  for (const reading of readings) await answering(text, 'okta.example', reading);
};

/** A throttled or failed request is waited for by the clock: here it is refused instead. */
const github: Parse = (text) =>
  answering(text.replaceAll(/"status":(429|5\d\d)/g, '"status":404'), 'github.example', () =>
    findEvidenceRun(
      createGithubClient({ repository: 'owner/name', apiUrl: 'https://github.example', token: 'token' }),
      'collect',
      'prod',
      'main',
    ),
  );

/** The readers of what services answer, at the wire. */
export const serviceParsers: Readonly<Record<string, Parse>> = {
  'graph-answers': graph,
  'okta-answers': okta,
  'github-answers': github,
};
