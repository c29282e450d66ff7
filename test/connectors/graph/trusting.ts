import { readFile } from 'node:fs/promises';
import { createGraphSession, type GraphSession } from '../../../src/connectors/graph/session.js';
import type { Organisation } from '../../../workshop/simulators/index.js';

/**
 * A session on the organization's Graph in this process, which trusts its throw-away CA. Node reads NODE_EXTRA_CA_CERTS
 * only at its start, so the dispatcher of `fetch` is replaced; the sign-in by @azure/identity has a process of its own
 * (credentials.test.ts).
 */
export async function trustingSession(
  { endpoints }: Organisation,
  options: { readonly signal?: AbortSignal; readonly wait?: (milliseconds: number) => Promise<unknown> } = {},
): Promise<GraphSession> {
  const { graph } = endpoints;
  await trust(await readFile(graph.caFile, 'utf8'));
  let token: Promise<string> | undefined;
  const getAccessToken = ({ renew }: { readonly renew: boolean }): Promise<string> => {
    if (renew) token = undefined;
    token ??= signIn(endpoints);
    return token;
  };
  return createGraphSession({ graphUrl: graph.url, tenantId: graph.tenantId, getAccessToken, ...options });
}

async function signIn({ graph }: Organisation['endpoints']): Promise<string> {
  const answer = await fetch(`${graph.url}/${graph.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: graph.clientId,
      client_secret: graph.clientSecret,
      scope: `${graph.url}/.default`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const dispatcher = Symbol.for('undici.globalDispatcher.1');

async function trust(ca: string): Promise<void> {
  // `fetch` makes its dispatcher on first use.
  await fetch('data:,').catch(() => {});
  const current: object = Reflect.get(globalThis, dispatcher);
  Reflect.set(globalThis, dispatcher, Reflect.construct(current.constructor, [{ connect: { ca } }]));
}
