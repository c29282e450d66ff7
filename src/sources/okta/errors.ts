import { UserError } from '../../domain/errors.js';

/** A request that Okta refused. The message names method, path, status and Okta's own words, never a credential. */
export class OktaApiError extends UserError {
  readonly status: number;
  /** Okta's error body, parsed; undefined when there was none. */
  readonly body: unknown;
  /** How long to wait before the next attempt; set for a 429. */
  readonly waitMilliseconds: number | undefined;

  constructor(request: string, status: number, body: unknown, waitMilliseconds?: number) {
    super(`Okta answered ${status} to ${request}: ${describe(body)}${hint(status)}`);
    this.status = status;
    this.body = body;
    this.waitMilliseconds = waitMilliseconds;
  }
}

/** Okta's errorSummary with its causes and code (facts 4.6), or the error of the token endpoint. */
function describe(body: unknown): string {
  if (typeof body !== 'object' || body === null) return 'no reason given.';
  const { errorSummary, errorCode, errorCauses, error, error_description } = body as Record<string, unknown>;
  if (typeof errorSummary !== 'string') return `${String(error_description ?? error ?? 'no reason given')}.`;
  const causes = Array.isArray(errorCauses)
    ? errorCauses.map((cause) => (cause as { errorSummary?: unknown } | null)?.errorSummary).filter(Boolean)
    : [];
  const summary = [errorSummary, ...causes].join(' ').replace(/\.$/, '');
  return `${summary}${typeof errorCode === 'string' ? ` (${errorCode})` : ''}.`;
}

function hint(status: number): string {
  switch (status) {
    case 401:
      return ' Set OKTA_API_TOKEN to a valid API token, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY of a service app.';
    case 403:
      return ' The token’s administrator role or scopes (okta.apps.read, for a cutover okta.apps.manage) are not enough.';
    case 404:
      return ' Check the id and the org’s URL.';
    case 429:
      return ' Run again later, or raise the API token’s rate limit.';
    default:
      return status >= 500 ? ' Run again later.' : '';
  }
}
