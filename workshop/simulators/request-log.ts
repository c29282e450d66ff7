import { isObject, type JsonObject, parseJson } from './json.js';
import type { ServiceName, WireRequest } from './wire.js';

/** One request that a stand-in answered. Sequence numbers run across both services, so that order can be asserted. */
export interface RequestLogEntry {
  readonly sequence: number;
  readonly service: ServiceName;
  readonly method: string;
  /** Path and query without scheme and host. */
  readonly path: string;
  /** The parsed body with its secrets left out; left out when there was none. */
  readonly body?: unknown;
  /** 0 when the connection was cut before an answer. */
  readonly status: number;
}

/**
 * Whether a request changes nothing: a GET, a sign-in, or a `$batch`, whose inner requests the log has one by one.
 * The path may carry a host.
 */
export function onlyReads({ method, path }: Pick<RequestLogEntry, 'method' | 'path'>): boolean {
  return method === 'GET' || path.includes('/oauth2/') || path.endsWith('/$batch');
}

const removed = '(left out)';
const secretNames =
  /^(client_secret|client_assertion|access_token|refresh_token|assertion|adminPassword|password|passwordProfile|secretText|token)$/i;
/** Keys of a synchronization secret set whose values are settings, not secrets (CLOUDSYNC-8). */
const publicSecretKeys = new Set(['Domain', 'AppKey', 'SyncNotificationSettings']);

/** The target with the values of secret query parameters left out. */
export function redactTarget(target: string): string {
  return target.replaceAll(/([?&])(code|state|client_secret|token)=[^&]*/gi, `$1$2=${removed}`);
}

/** The request's body as the log keeps it: parsed, without secrets; undefined when there is none. */
export function redactBody(request: WireRequest): unknown {
  if (request.body === '') return undefined;
  if ((request.headers['content-type'] ?? '').includes('x-www-form-urlencoded')) {
    return redact(Object.fromEntries(new URLSearchParams(request.body)));
  }
  const json = parseJson(request.body);
  return json === undefined ? removed : redact(json);
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (!isObject(value)) return value;
  const keyed = typeof value.key === 'string' && 'value' in value && !publicSecretKeys.has(value.key);
  const kept: JsonObject = {};
  for (const [name, inner] of Object.entries(value)) {
    // Okta's capability `password: { status }` is an object and no secret: only plain values are left out.
    const secret = (secretNames.test(name) && typeof inner === 'string') || (keyed && name === 'value');
    kept[name] = secret ? removed : redact(inner);
  }
  return kept;
}
