import http from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../src/domain/errors.js';

/** An HTTP answer with its JSON body, `undefined` when it has none. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Plain HTTP proxy: the request goes there with its absolute URL as the target. */
  readonly proxy?: URL;
}

const attempts = 6;
const longestPauseSeconds = 60;

/**
 * Refuses every address but loopback: a stand-in that reached a real tenant would change it without the safeguards of
 * the real plugin.
 * @throws UserError that names the address and the way to the real plugin
 */
export function assertLoopback(address: URL, plugin: string): void {
  const host = address.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return;
  throw new UserError(
    `The ${plugin} plugin in use is a stand-in for the embedded stand-ins and talks to loopback addresses only; it was ` +
      `given ${address.host}. Real services need the real plugin: run the Pulumi CLI with your own PULUMI_HOME, where it ` +
      'downloads the plugin itself.',
  );
}

/**
 * Sends a request to a loopback address, again while it is throttled or the service is unavailable, as the real plugins'
 * HTTP clients do; waits as long as `Retry-After` or Okta's `X-Rate-Limit-Reset` says.
 * @throws UserError for an address that is not loopback; an Error when nobody answers
 */
export async function requestLoopback(request: Request, plugin: string): Promise<Answer> {
  assertLoopback(request.proxy ?? request.url, plugin);
  for (let attempt = 1; ; attempt++) {
    const answer = await send(request);
    if (![429, 503].includes(answer.status) || attempt === attempts) return answer;
    await pause(Math.min(pauseSeconds(answer), longestPauseSeconds) * 1000);
  }
}

function pauseSeconds({ headers }: Answer): number {
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter >= 0) return retryAfter;
  const reset = Number(headers['x-rate-limit-reset']);
  const now = Date.parse(headers.date ?? '') / 1000;
  return reset > 0 && now > 0 ? Math.max(reset - now, 0) + 1 : 1;
}

function send({ method, url, headers, body, proxy }: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options: https.RequestOptions = {
      method,
      headers: {
        accept: 'application/json',
        host: url.host,
        ...headers,
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
    };
    const client = (proxy ?? url).protocol === 'https:' ? https : http;
    const outgoing =
      proxy === undefined ? client.request(url, options) : client.request(proxy, { ...options, path: url.href });
    outgoing.on('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: parseBody(text) });
      });
    });
    outgoing.on('error', (problem) => reject(new Error(`${method} ${url.href}: ${problem.message}`)));
    outgoing.end(body);
  });
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
