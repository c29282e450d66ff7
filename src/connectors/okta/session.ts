import { setTimeout as pause } from 'node:timers/promises';
import { UnreachableError, UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { jsonNumber } from '../../evidence/known-members.js';
import { type OktaCredentials, tokenRequest } from './credentials.js';
import { OktaApiError } from './errors.js';

const attempts = 5;
const requestMilliseconds = 30_000;
const longestWaitMilliseconds = 90_000;
const tokenMarginMilliseconds = 60_000;

export interface OktaRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Path and query on the org, or a URL of the org (a `next` link). */
  readonly path: string;
  readonly body?: unknown;
}

export interface OktaAnswer {
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  /** The `next` link of a list. */
  readonly next?: string;
}

/** A signed-in connection to one org. */
export interface OktaSession {
  readonly orgUrl: string;
  /**
   * Sends the request. A read is repeated after a 429 (as long as Okta's own clock asks for), a 5xx or a broken connection;
   * a write never is: between two attempts somebody may have set a hold, so its caller looks again first.
   *
   * @throws OktaApiError for a refusal, UserError when the org can't be reached.
   */
  readonly send: (request: OktaRequest) => Promise<OktaAnswer>;
  /** How far the org's clock is ahead of ours, by the last answer's Date (resolution: a second); undefined before it. */
  readonly clockSkewMilliseconds: () => number | undefined;
}

export interface SessionOptions {
  readonly orgUrl: string;
  readonly credentials: OktaCredentials;
  readonly signal?: AbortSignal;
  /** Waits between attempts; tests pass one that does not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** Opens a session; nothing is sent before the first request. */
export function createOktaSession({ orgUrl, credentials, signal, wait }: SessionOptions): OktaSession {
  const origin = new URL(orgUrl).origin;
  const tokens = createTokens(origin, credentials, signal);
  const sleep = wait ?? ((milliseconds: number) => pause(milliseconds, undefined, signal && { signal }));
  let skew: number | undefined;

  const attempt = async (request: OktaRequest, url: URL): Promise<OktaAnswer> => {
    const response = await exchange(url, request, await tokens.authorization(), signal);
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) skew = date - Date.now();
    if (response.status === 401) tokens.forget();
    return response.ok ? answerOf(response) : refuse(`${request.method} ${url.pathname}`, response);
  };

  return {
    orgUrl: origin,
    clockSkewMilliseconds: () => skew,
    async send(request) {
      const url = URL.canParse(request.path, origin) ? new URL(request.path, origin) : undefined;
      // A link decides where the credential goes: it must never leave the org.
      if (url?.origin !== origin) {
        throw new UserError(
          `Okta sent a link to ${url?.origin ?? 'nowhere'}, expected ${origin}: it was not followed.`,
        );
      }
      for (let count = 1; ; count += 1) {
        try {
          return await attempt(request, url);
        } catch (error) {
          signal?.throwIfAborted();
          const milliseconds = waitBefore(error, count, tokens.renewable);
          if (request.method !== 'GET' || count >= attempts || milliseconds === undefined) throw error;
          await sleep(milliseconds);
        }
      }
    },
  };
}

/** How long to wait before the next attempt of a read, or undefined when it would fail again. */
function waitBefore(error: unknown, count: number, renewable: boolean): number | undefined {
  const backoff = 250 * 2 ** count;
  if (!(error instanceof OktaApiError)) return error instanceof UserError ? backoff : undefined;
  if (error.status === 429) return Math.min(error.waitMilliseconds ?? backoff, longestWaitMilliseconds);
  if (error.status === 401) return renewable && count === 1 ? 0 : undefined;
  return error.status >= 500 ? backoff : undefined;
}

interface Tokens {
  readonly authorization: () => Promise<string>;
  readonly forget: () => void;
  /** True when a rejected token can be replaced by a new one. */
  readonly renewable: boolean;
}

function createTokens(origin: string, credentials: OktaCredentials, signal: AbortSignal | undefined): Tokens {
  if (credentials.kind === 'token') {
    return { authorization: async () => `SSWS ${credentials.token}`, forget: () => {}, renewable: false };
  }
  const url = new URL('/oauth2/v1/token', origin);
  let current: { readonly authorization: string; readonly until: number } | undefined;
  return {
    renewable: true,
    forget: () => {
      current = undefined;
    },
    async authorization() {
      if (current !== undefined && current.until > Date.now()) return current.authorization;
      const form = tokenRequest(credentials, url.href, Date.now());
      const response = await exchange(url, { method: 'POST', path: url.pathname, body: form }, undefined, signal);
      if (!response.ok) return refuse(`POST ${url.pathname}`, response);
      const { body } = await answerOf(response);
      const { access_token: token, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
      if (typeof token !== 'string') throw new UserError(`Okta answered POST ${url.pathname} without an access token.`);
      const until = Date.now() + Math.max(0, jsonNumber(seconds) * 1000 - tokenMarginMilliseconds);
      current = { authorization: `Bearer ${token}`, until };
      return current.authorization;
    },
  };
}

async function exchange(
  url: URL,
  { method, body }: OktaRequest,
  authorization: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const limit = AbortSignal.timeout(requestMilliseconds);
  const form = body instanceof URLSearchParams;
  try {
    return await fetch(url, {
      method,
      // A redirect would carry the credential elsewhere.
      redirect: 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      headers: {
        Accept: 'application/json',
        ...(authorization !== undefined && { Authorization: authorization }),
        ...(body !== undefined && { 'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
      },
      ...(body !== undefined && { body: form ? body.toString() : JSON.stringify(body) }),
    });
  } catch (error) {
    const reason = limit.aborted ? `no answer within ${requestMilliseconds / 1000} seconds` : failureReason(error);
    throw new UnreachableError(
      `Okta can't be reached: ${method} ${url.origin}${url.pathname} failed: ${reason}. See that the address of the org is right and that this machine reaches it (a proxy goes by HTTPS_PROXY), and run the command again.`,
    );
  }
}

async function answerOf(response: Response): Promise<OktaAnswer> {
  const next = nextLink(response.headers.get('link') ?? '');
  return { body: parse(await textOf(response)), ...(next !== undefined && { next }) };
}

async function refuse(request: string, response: Response): Promise<never> {
  const wait = response.status === 429 ? rateLimitWait(response.headers) : undefined;
  throw new OktaApiError(request, response.status, parse(await textOf(response)), wait);
}

/** A connection that breaks within the body is a broken connection, not our bug. */
async function textOf(response: Response): Promise<string> {
  return response.text().catch(() => {
    throw new UserError(`Okta can't be reached: its answer to ${new URL(response.url).pathname} broke off.`);
  });
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** max(1 s, reset − the server's Date), never by the local clock (OKTA-15). */
function rateLimitWait(headers: Headers): number | undefined {
  const reset = Number(headers.get('x-rate-limit-reset') ?? Number.NaN) * 1000;
  const now = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(reset - now) ? undefined : Math.max(1000, reset - now);
}

/** The target of the `next` link; several `Link` headers arrive joined by commas. */
function nextLink(header: string): string | undefined {
  for (const [, target, parameters] of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel="?next"?/i.test(parameters ?? '')) return target;
  }
  return undefined;
}
