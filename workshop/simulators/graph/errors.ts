import { randomUUID } from 'node:crypto';
import { Refusal, type WireAnswer } from '../wire.js';

/** Graph's error body. */
export function graphError(status: number, code: string, message: string): WireAnswer {
  const requestId = randomUUID();
  return {
    status,
    body: { error: { code, message, innerError: { 'request-id': requestId, 'client-request-id': requestId } } },
    headers: { 'request-id': requestId },
  };
}

/** 400 Request_BadRequest: the request breaks a rule of the directory. */
export function badRequest(message: string): Refusal {
  return new Refusal(graphError(400, 'Request_BadRequest', message));
}

/** 400 BadRequest: the URL is not OData that we understand. */
export function badQuery(message: string): Refusal {
  return new Refusal(graphError(400, 'BadRequest', message));
}

/** 400 Request_UnsupportedQuery. */
export function unsupportedQuery(message: string): Refusal {
  return new Refusal(graphError(400, 'Request_UnsupportedQuery', message));
}

/** 404 for an id that names nothing. */
export function resourceNotFound(id: string): Refusal {
  return new Refusal(
    graphError(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  );
}

/** What the wire's own failures look like: throttling, outages. */
export function graphFailure(status: number, retryAfterSeconds: number | undefined): WireAnswer {
  const retry = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  const answer =
    status === 429
      ? graphError(status, 'TooManyRequests', 'Too many requests.')
      : status === 401
        ? graphError(status, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.')
        : status === 403
          ? graphError(status, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
          : status === 503 || status === 504
            ? graphError(status, 'serviceNotAvailable', 'The service is temporarily unavailable.')
            : graphError(status, 'generalException', 'General exception while processing.');
  return { ...answer, headers: { ...answer.headers, ...retry } };
}
