import { setTimeout as pause } from 'node:timers/promises';
import {
  Client,
  type Context,
  GraphError,
  type GraphRequest,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { SignInError, UnreachableError, UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { jsonText } from '../../evidence/known-members.js';
import type { GetAccessToken } from './credentials.js';
import { GraphApiError } from './errors.js';

const attempts = 5;
const requestMilliseconds = 60_000;
const longestWaitMilliseconds = 120_000;
const slowFrom = 0.8;
const windowMilliseconds = 10_000;

export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Path and query under the API version (`/users?…`), or a next link. */
  readonly path: string;
  readonly body?: unknown;
  /** For a path without a version; v1.0 when left out. */
  readonly version?: GraphVersion;
  /** A POST that only reads (`$batch` of reads): it may be repeated as a GET may. */
  readonly readsOnly?: boolean;
}

export type GraphVersion = 'v1.0' | 'beta';

/** A signed-in connection to the Microsoft Graph of one tenant. */
export interface GraphSession {
  readonly graphUrl: string;
  readonly tenantId: string;
  readonly clientId?: string;
  /**
   * Sends the call and returns the parsed body. A read is repeated after a 429 (as long as Graph asks for), a 5xx or a
   * broken connection; a write never is: between two attempts somebody may have set a hold, so its caller looks again.
   *
   * @throws GraphApiError for a refusal, UserError when Graph can't be reached or signing in fails.
   */
  readonly send: (call: GraphCall) => Promise<unknown>;
  /** Waits as the session waits between attempts. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** How far the server's clock is ahead of ours, by the last answer's Date (resolution: a second); undefined before it. */
  readonly clockSkewMilliseconds: () => number | undefined;
}

export interface GraphSessionOptions {
  readonly graphUrl: string;
  readonly tenantId: string;
  /** Of the application that signs in. */
  readonly clientId?: string;
  readonly getAccessToken: GetAccessToken;
  readonly signal?: AbortSignal;
  /** Waits between attempts; tests pass one that does not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Opens a session; nothing is sent before the first call. */
export function createGraphSession(options: GraphSessionOptions): GraphSession {
  const { graphUrl, tenantId, clientId, getAccessToken, signal } = options;
  const origin = new URL(graphUrl).origin;
  const sleep = options.wait ?? ((milliseconds: number) => pause(milliseconds, undefined, signal && { signal }));
  const pace = createPace(sleep);
  let renew = false;
  const token = (): Promise<string> => {
    const fresh = renew;
    renew = false;
    return getAccessToken({ renew: fresh });
  };
  // The library's own chain repeats writes, follows redirects and takes no IPv6 address for a host: all decided here instead.
  const client = Client.initWithMiddleware({
    baseUrl: `${origin}/`,
    defaultVersion: 'v1.0',
    middleware: transport(signal, pace.observe, token),
  });
  return {
    graphUrl: origin,
    tenantId,
    ...(clientId && { clientId }),
    pause: sleep,
    clockSkewMilliseconds: pace.clockSkewMilliseconds,
    async send(call) {
      // A next link decides where the token goes: it must never leave Graph. The library finds a host in the middle of a
      // path as well, so it is only ever given whole addresses.
      const url = call.path.startsWith('/') ? `${origin}/${call.version ?? 'v1.0'}${call.path}` : call.path;
      const linked = originOf(url);
      if (linked !== origin) {
        throw new UserError(`Microsoft Graph sent a link to ${linked}, expected ${origin}: it was not followed.`);
      }
      const repeatable = call.method === 'GET' || call.readsOnly === true;
      for (let count = 1; ; count += 1) {
        try {
          await pace.wait();
          return await attempt(client.api(url), call);
        } catch (problem) {
          signal?.throwIfAborted();
          const error = translate(problem, call, origin);
          // A token that ends in the middle of a run is renewed once; the same refusal again is the credential's.
          const expired = error instanceof GraphApiError && error.status === 401 && count === 1;
          // Signing in repeats by itself what may help.
          const milliseconds = expired ? 0 : ownError(problem) ? undefined : waitBefore(error, count);
          if (!repeatable || count >= attempts || milliseconds === undefined) throw error;
          renew = expired;
          if (milliseconds > 0) await sleep(milliseconds);
        }
      }
    },
  };
}

function originOf(link: string): string {
  return URL.canParse(link) ? new URL(link).origin : 'nowhere';
}

function attempt(request: GraphRequest, { method, body }: GraphCall): Promise<unknown> {
  switch (method) {
    case 'GET':
      return request.get();
    case 'POST':
      return request.post(body);
    case 'PUT':
      return request.put(body);
    case 'PATCH':
      return request.patch(body);
  }
}

interface Pace {
  readonly observe: (headers: Headers) => void;
  readonly wait: () => Promise<void>;
  readonly clockSkewMilliseconds: () => number | undefined;
}

/**
 * Graph says how much of the resource units is used once that is 80 % or more (GRAPH-6: windows of ten seconds). From
 * there on we slow down, so that others who share the application's budget still get through and nobody meets a 429.
 */
function createPace(sleep: (milliseconds: number) => Promise<unknown>): Pace {
  let used = 0;
  let skew: number | undefined;
  return {
    observe(headers) {
      used = Number(headers.get('x-ms-throttle-limit-percentage') ?? 0) || 0;
      const date = Date.parse(headers.get('date') ?? '');
      if (!Number.isNaN(date)) skew = date - Date.now();
    },
    async wait() {
      if (used < slowFrom) return;
      const milliseconds = used >= 1 ? windowMilliseconds : ((used - slowFrom) / (1 - slowFrom)) * windowMilliseconds;
      used = 0;
      await sleep(Math.max(500, Math.round(milliseconds)));
    },
    clockSkewMilliseconds: () => skew,
  };
}

/** Sends a request as it is, signed, with a time limit. A redirect would carry the token elsewhere. */
function transport(
  signal: AbortSignal | undefined,
  observe: (headers: Headers) => void,
  token: () => Promise<string>,
): Middleware {
  return {
    async execute(context: Context) {
      const given = context.options?.headers ?? (context.request instanceof Request ? context.request.headers : {});
      const headers = new Headers(given as ConstructorParameters<typeof Headers>[0]);
      headers.set('authorization', `Bearer ${await token()}`);
      const limit = AbortSignal.timeout(requestMilliseconds);
      context.response = await fetch(context.request, {
        ...context.options,
        headers,
        redirect: 'manual',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      }).catch((error: unknown) => {
        // The library keeps no cause, and fetch says nothing but that it failed.
        throw new Error(failureReason(error));
      });
      observe(context.response.headers);
    },
  };
}

/** How long to wait before the next attempt of a read, or undefined when it would fail again. */
function waitBefore(error: unknown, count: number): number | undefined {
  const backoff = 250 * 2 ** count;
  if (!(error instanceof GraphApiError)) return error instanceof UnreachableError ? backoff : undefined;
  if (error.status !== 429 && error.status < 500) return undefined;
  return Math.min(error.waitMilliseconds ?? backoff, longestWaitMilliseconds);
}

const ownErrors = new Map(Object.entries({ UserError, UnreachableError, SignInError }));

/** What signing in threw: that happens inside the library's chain, which keeps nothing but an error's name and message. */
function ownError(error: unknown): UserError | undefined {
  if (!(error instanceof GraphError)) return undefined;
  const Own = ownErrors.get(error.code ?? '');
  return Own && new Own(jsonText(error.message));
}

/** The library's errors as ours: a GraphError with a status is Graph's answer, another one a broken connection. */
function translate(error: unknown, { method, path }: GraphCall, origin: string): unknown {
  const request = `${method} ${path.replace(/^https:\/\/[^/]+\/(v1\.0|beta)/, '').replace(/\?.*$/s, '')}`;
  if (!(error instanceof GraphError)) return error;
  if (error.statusCode >= 300) {
    const seconds = Number(error.headers?.get('retry-after') ?? Number.NaN);
    const wait = Number.isNaN(seconds) ? undefined : Math.max(1, seconds) * 1000;
    return new GraphApiError(request, error.statusCode, jsonText(error.code), jsonText(error.message), wait);
  }
  // A success whose body can't be parsed broke off on the way: it counts as unreachable too.
  const own = ownError(error);
  if (own !== undefined) return own;
  return new UnreachableError(`Microsoft Graph can't be reached: ${request} at ${origin} failed: ${error.message}.`);
}
