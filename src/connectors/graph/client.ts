import { UserError } from '../../domain/errors.js';
import { entraClientId, entraSignIn } from '../../domain/sign-in.js';
import { jsonObject } from '../../evidence/json-document.js';
import { endpointUrl } from '../endpoints.js';
import { createPageWatch } from '../pages.js';
import { type BatchAnswer, sendBatch } from './batch.js';
import { graphTokens } from './credentials.js';
import { createGraphSession, type GraphSession, type GraphVersion } from './session.js';

/** Reads from Microsoft Graph. It has no method that writes. */
export interface GraphClient {
  readonly graphUrl: string;
  readonly tenantId: string;
  /** The client id of the application that signs in; undefined where a person does. */
  readonly clientId?: string;
  /** The parsed body of `GET path` (under v1.0 unless another version is named). */
  readonly get: (path: string, version?: GraphVersion) => Promise<unknown>;
  /** The entries of a collection, page after page. */
  readonly list: (path: string, version?: GraphVersion) => AsyncGenerator<unknown>;
  /** The pages of a collection; the path may be a next link, so that reading goes on where it was stopped. */
  readonly pages: (path: string, version?: GraphVersion) => AsyncGenerator<GraphPage>;
  /** Answers to many reads in their order, 20 a request (`$batch`, GRAPH-8). */
  readonly batch: (paths: readonly string[], version?: GraphVersion) => Promise<BatchAnswer[]>;
  readonly clockSkewMilliseconds: () => number | undefined;
}

/** One page of a collection. */
export interface GraphPage {
  readonly items: readonly unknown[];
  readonly next?: string;
  /** The link to what changes from now on; on the last page of a delta query. */
  readonly deltaLink?: string;
}

/** The session of the declared Graph endpoint (a URL, or `embedded`) with the credentials of the environment. */
export async function openGraphSession(
  target: { readonly graphEndpoint: string; readonly tenantId: string },
  signal?: AbortSignal,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<GraphSession> {
  const { graphEndpoint, tenantId } = target;
  const graphUrl = endpointUrl('graph', graphEndpoint, environment);
  const embedded = graphEndpoint === 'embedded';
  const getAccessToken = await graphTokens({ tenantId, graphUrl, embedded, environment });
  const clientId = entraSignIn(environment).kind === 'Azure CLI' ? undefined : entraClientId(environment);
  return createGraphSession({
    ...{ graphUrl, tenantId, getAccessToken },
    ...(clientId && { clientId }),
    ...(signal && { signal }),
  });
}

/** A client that can only read, over the session. */
export function createGraphClient(session: GraphSession): GraphClient {
  return {
    graphUrl: session.graphUrl,
    tenantId: session.tenantId,
    ...(session.clientId && { clientId: session.clientId }),
    get: (path, version) => session.send({ method: 'GET', path, ...(version && { version }) }),
    list: (path, version) => entries(session, path, version),
    pages: (path, version) => pagesOf(session, path, version),
    batch: (paths, version = 'v1.0') => sendBatch(session, paths, version),
    clockSkewMilliseconds: session.clockSkewMilliseconds,
  };
}

async function* entries(session: GraphSession, path: string, version?: GraphVersion): AsyncGenerator<unknown> {
  for await (const { items } of pagesOf(session, path, version)) yield* items;
}

async function* pagesOf(session: GraphSession, path: string, version?: GraphVersion): AsyncGenerator<GraphPage> {
  let next: string | undefined = path;
  const watch = createPageWatch('Microsoft Graph', nameOf(path));
  while (next !== undefined) {
    watch(next);
    const page = pageOf(await session.send({ method: 'GET', path: next, ...(version && { version }) }), path);
    next = page.next;
    yield page;
  }
}

/**
 * A page of a collection out of the body of an answer.
 *
 * @param path what was asked for: it is named without its query.
 * @throws UserError when the answer is something other than a page.
 */
export function pageOf(body: unknown, path: string): GraphPage {
  const answer = jsonObject(body);
  const [items, next, deltaLink] = ['value', '@odata.nextLink', '@odata.deltaLink'].map((name) => answer?.get(name));
  if (!Array.isArray(items))
    throw new UserError(`Microsoft Graph answered GET ${nameOf(path)} with something other than a list.`);
  return {
    items,
    ...(typeof next === 'string' && { next }),
    ...(typeof deltaLink === 'string' && { deltaLink }),
  };
}

function nameOf(path: string): string {
  return path.replace(/^https:\/\/[^/]+\/(v1\.0|beta)/, '').replace(/\?.*$/s, '');
}
