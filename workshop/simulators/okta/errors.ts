import { randomBytes } from 'node:crypto';
import { Refusal, type WireAnswer } from '../wire.js';

/** Okta's error body (OKTA-16). */
export function oktaError(status: number, code: string, summary: string, causes: readonly string[] = []): WireAnswer {
  return {
    status,
    body: {
      errorCode: code,
      errorSummary: summary,
      errorLink: code,
      errorId: `oae${randomBytes(15).toString('base64url')}`,
      errorCauses: causes.map((errorSummary) => ({ errorSummary })),
    },
  };
}

/** 400 with what is wrong with `subject`, one sentence for each cause. */
export function invalid(subject: string, ...causes: readonly string[]): Refusal {
  return new Refusal(oktaError(400, 'E0000001', `Api validation failed: ${subject}`, causes));
}

/** 400 for a body that is missing or no JSON (recorded). */
export function malformed(): Refusal {
  return new Refusal(oktaError(400, 'E0000003', 'The request body was not well-formed.'));
}

/** 404 for an id that names nothing. */
export function notFound(id: string, kind: string): Refusal {
  return new Refusal(oktaError(404, 'E0000007', `Not found: Resource not found: ${id} (${kind})`));
}

/** The 400 that says that an app's API integration is off (OKTA-6): clients take exactly this cause as the proof. */
export function provisioningOff(): Refusal {
  return invalid('feature', 'Provisioning is not enabled for the app instance.');
}

/** What the wire's own failures look like: throttling, outages. */
export function oktaFailure(status: number): WireAnswer {
  if (status === 429) return oktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');
  if (status === 401) return oktaError(401, 'E0000011', 'Invalid token provided');
  if (status === 403) return oktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
  return oktaError(status, 'E0000009', 'Internal Server Error');
}
