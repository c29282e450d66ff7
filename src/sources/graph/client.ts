import { UserError } from '../../domain/errors.js';
import { endpointUrl } from '../endpoints.js';
import { jsonObject } from '../json-document.js';
import { graphTokens } from './credentials.js';
import { createGraphSession, type GraphSession } from './session.js';

const mostPages = 10_000;

/** Reads from Microsoft Graph. It has no method that writes. */
export interface GraphClient {
  readonly graphUrl: string;
  readonly tenantId: string;
  /** The parsed body of `GET path` (under v1.0). */
  readonly get: (path: string) => Promise<unknown>;
  /** The entries of a collection, page after page. */
  readonly list: (path: string) => AsyncGenerator<unknown>;
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
  return createGraphSession({ graphUrl, tenantId, getAccessToken, ...(signal && { signal }) });
}

/** A client that can only read, over the session. */
export function createGraphClient(session: GraphSession): GraphClient {
  return {
    graphUrl: session.graphUrl,
    tenantId: session.tenantId,
    get: (path) => session.send({ method: 'GET', path }),
    list: (path) => entries(session, path),
  };
}

async function* entries(session: GraphSession, path: string): AsyncGenerator<unknown> {
  const name = path.replace(/\?.*$/s, '');
  let next: unknown = path;
  for (let page = 1; typeof next === 'string'; page += 1) {
    if (page > mostPages) {
      throw new UserError(`Microsoft Graph: ${name} has more than ${mostPages} pages; that can't be right.`);
    }
    const answer = jsonObject(await session.send({ method: 'GET', path: next }));
    const value = answer?.get('value');
    if (!Array.isArray(value))
      throw new UserError(`Microsoft Graph answered GET ${name} with something else than a list.`);
    yield* value;
    next = answer?.get('@odata.nextLink');
  }
}
