import { setTimeout as pause } from 'node:timers/promises';
import {
  AuthenticationHandler,
  Client,
  type Context,
  GraphError,
  type GraphRequest,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { UserError } from '../../domain/errors.js';
import type { GetAccessToken } from './credentials.js';
import { GraphApiError } from './errors.js';

const attempts = 5;
const requestMilliseconds = 60_000;
const longestWaitMilliseconds = 120_000;

export interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** Path and query under the API version (`/users?…`), or a next link. */
  readonly path: string;
  readonly body?: unknown;
}

/** A signed-in connection to the Microsoft Graph of one tenant. */
export interface GraphSession {
  readonly graphUrl: string;
  readonly tenantId: string;
  /**
   * Sends the call and returns the parsed body. A read is repeated after a 429 (as long as Graph asks for), a 5xx or a
   * broken connection; a write never is: between two attempts somebody may have set a hold, so its caller looks again.
   *
   * @throws GraphApiError for a refusal, UserError when Graph can't be reached or signing in fails.
   */
  readonly send: (call: GraphCall) => Promise<unknown>;
}

export interface GraphSessionOptions {
  readonly graphUrl: string;
  readonly tenantId: string;
  readonly getAccessToken: GetAccessToken;
  readonly signal?: AbortSignal;
  /** Waits between attempts; tests pass one that does not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Opens a session; nothing is sent before the first call. */
export function createGraphSession(options: GraphSessionOptions): GraphSession {
  const { graphUrl, tenantId, getAccessToken, signal } = options;
  const origin = new URL(graphUrl).origin;
  const sleep = options.wait ?? ((milliseconds: number) => pause(milliseconds, undefined, signal && { signal }));
  const authentication = new AuthenticationHandler({ getAccessToken });
  // The library's own chain repeats writes and follows redirects; both are decided here instead.
  authentication.setNext(transport(signal));
  const client = Client.initWithMiddleware({
    baseUrl: `${origin}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(origin).hostname]),
    middleware: authentication,
  });
  return {
    graphUrl: origin,
    tenantId,
    async send(call) {
      // A next link decides where the token goes: it must never leave Graph.
      if (/^[a-z]+:/i.test(call.path) && new URL(call.path).origin !== origin) {
        throw new UserError(
          `Microsoft Graph sent a link to ${new URL(call.path).origin}, expected ${origin}: it was not followed.`,
        );
      }
      for (let count = 1; ; count += 1) {
        try {
          return await attempt(client.api(call.path), call);
        } catch (problem) {
          signal?.throwIfAborted();
          const error = translate(problem, call, origin);
          const milliseconds = waitBefore(error, count);
          if (call.method !== 'GET' || count >= attempts || milliseconds === undefined) throw error;
          await sleep(milliseconds);
        }
      }
    },
  };
}

function attempt(request: GraphRequest, { method, body }: GraphCall): Promise<unknown> {
  return method === 'GET' ? request.get() : request.post(body);
}

/** Sends a request as it is, with a time limit. A redirect would carry the token elsewhere. */
function transport(signal: AbortSignal | undefined): Middleware {
  return {
    async execute(context: Context) {
      const limit = AbortSignal.timeout(requestMilliseconds);
      context.response = await fetch(context.request, {
        ...context.options,
        redirect: 'manual',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
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

class UnreachableError extends UserError {}

/** The library's errors as ours: a GraphError with a status is Graph's answer, another one a broken connection. */
function translate(error: unknown, { method, path }: GraphCall, origin: string): unknown {
  const request = `${method} ${path.replace(/^https:\/\/[^/]+\/v1\.0/, '').replace(/\?.*$/s, '')}`;
  if (!(error instanceof GraphError)) return error;
  if (error.statusCode >= 300) {
    const seconds = Number(error.headers?.get('retry-after') ?? Number.NaN);
    const wait = Number.isNaN(seconds) ? undefined : Math.max(1, seconds) * 1000;
    return new GraphApiError(request, error.statusCode, error.code ?? '', error.message, wait);
  }
  // A success whose body can't be parsed broke off on the way: it counts as unreachable too.
  // Signing in happens inside the library's chain: its message is ours already, only wrapped.
  if (error.code === 'UserError') return new UserError(error.message);
  return new UnreachableError(`Microsoft Graph can't be reached: ${request} at ${origin} failed (${error.message}).`);
}
