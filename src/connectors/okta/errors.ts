import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';

/** A request that Okta refused. The message names method, path, status and Okta's own words, never a credential. */
export class OktaApiError extends UserError {
  readonly status: number;
  /** Okta's error body, parsed; undefined when there was none. */
  readonly body: unknown;
  /** How long to wait before the next attempt; set for a 429. */
  readonly waitMilliseconds: number | undefined;
  /** The org demands a proof of possession (DPoP) with every token; no scope and no role helps. */
  readonly demandsDpop: boolean;
  /** A scope or a role is missing. */
  readonly lacksPermission: boolean;

  constructor(request: string, status: number, body: unknown, waitMilliseconds?: number) {
    const dpop = isDpop(body);
    super(`Okta answered ${status} to ${request}: ${describe(body)} ${dpop ? dpopAdvice : hint(status)}`.trimEnd());
    this.demandsDpop = dpop;
    this.lacksPermission = status === 403 || jsonObject(body)?.get('error') === 'invalid_scope';
    this.status = status;
    this.body = body;
    this.waitMilliseconds = waitMilliseconds;
  }
}

/** What to do about an org that demands DPoP of the service app. */
export const dpopAdvice =
  'The org demands a proof of possession (DPoP) of this service app, which is not supported: in the admin console open the app, General, Client Credentials or General Settings, and turn “Require Demonstrating Proof of Possession (DPoP) header in token requests” off, or set OKTA_API_TOKEN.';

/** The errors of the token endpoint (Okta, "Configure OAuth 2.0 Demonstrating Proof-of-Possession"). */
const dpopErrors: ReadonlySet<unknown> = new Set(['use_dpop_nonce', 'invalid_dpop_proof']);

function isDpop(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'error' in body && dpopErrors.has(body.error);
}

/** Okta's errorSummary with its causes and code (OKTA-16), or the error of the token endpoint. */
function describe(body: unknown): string {
  if (typeof body !== 'object' || body === null) return 'no reason given.';
  const { errorSummary, errorCode, errorCauses, error, error_description } = body as Record<string, unknown>;
  if (typeof errorSummary !== 'string')
    return `${jsonText(error_description ?? error ?? 'no reason given').replace(/\.$/, '')}.`;
  const causes = Array.isArray(errorCauses)
    ? errorCauses.map((cause) => jsonText(jsonObject(cause)?.get('errorSummary'))).filter(Boolean)
    : [];
  const summary = [errorSummary, ...causes].join(' ').replace(/\.$/, '');
  return `${summary}${typeof errorCode === 'string' ? ` (${errorCode})` : ''}.`;
}

function hint(status: number): string {
  switch (status) {
    case 401:
      return 'Set OKTA_API_TOKEN to a valid API token, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY of a service app.';
    case 403:
      return 'The token’s administrator role or scopes are not enough: docs/permissions.md lists them, and entra-cutover doctor names the one that is missing.';
    case 404:
      return 'Check the id and the org’s URL.';
    case 429:
      return 'Run again later, or raise the API token’s rate limit.';
    default:
      return status >= 500 ? 'Run again later.' : '';
  }
}
