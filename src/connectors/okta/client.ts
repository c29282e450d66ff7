import { UserError } from '../../domain/errors.js';
import { endpointUrl } from '../endpoints.js';
import { createPageWatch } from '../pages.js';
import { type OktaAccess, oktaCredentials } from './credentials.js';
import { createOktaSession, type OktaSession } from './session.js';

/** Reads from an Okta org. It has no method that writes. */
export interface OktaClient {
  readonly orgUrl: string;
  /** The parsed body of `GET path`. */
  readonly get: (path: string) => Promise<unknown>;
  /** The entries of a list, page after page. */
  readonly list: (path: string) => AsyncGenerator<unknown>;
  /** The same in pages. */
  readonly pages: (path: string) => AsyncGenerator<readonly unknown[]>;
  /** How far the org's clock is ahead of ours, by the last answer's Date; undefined before it. */
  readonly clockSkewMilliseconds: () => number | undefined;
}

/** The session of the declared org (a URL, or `embedded`) with the credentials of the environment. */
export async function openOktaSession(
  orgUrl: string,
  access: OktaAccess,
  signal?: AbortSignal,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<OktaSession> {
  return createOktaSession({
    orgUrl: endpointUrl('okta', orgUrl, environment),
    credentials: await oktaCredentials(access, environment),
    ...(signal && { signal }),
  });
}

/** A client that can only read, over the session. */
export function createOktaClient(session: OktaSession): OktaClient {
  return {
    orgUrl: session.orgUrl,
    get: async (path) => (await session.send({ method: 'GET', path })).body,
    list: (path) => entries(session, path),
    pages: (path) => pagesOf(session, path),
    clockSkewMilliseconds: session.clockSkewMilliseconds,
  };
}

async function* entries(session: OktaSession, path: string): AsyncGenerator<unknown> {
  for await (const page of pagesOf(session, path)) yield* page;
}

async function* pagesOf(session: OktaSession, path: string): AsyncGenerator<readonly unknown[]> {
  let next: string | undefined = path;
  const watch = createPageWatch('Okta', path.replace(/\?.*$/s, ''));
  while (next !== undefined) {
    watch(next.startsWith('/') ? `${session.orgUrl}${next}` : next);
    const answer = await session.send({ method: 'GET', path: next });
    if (!Array.isArray(answer.body)) throw new UserError(`Okta answered GET ${path} with something other than a list.`);
    yield answer.body;
    next = answer.next;
  }
}
