import { createMeter, type RateLimit } from '../rate-limit.js';
import type { WireAnswer, WireRequest } from '../wire.js';
import { graphFailure } from './errors.js';

/** Audit logs and provisionOnDemand have a limit of their own: 5 requests in 10 seconds (GRAPH-7). */
const reportRate: RateLimit = { limit: 5, windowSeconds: 10 };

/** What a request costs in resource units (GRAPH-6): $select and a small $top make it cheaper, $expand dearer. */
export function resourceUnits({ method, path, query }: WireRequest): number {
  const base = method === 'GET' && /\/users(\/delta)?$/.test(path) ? 2 : 1;
  const top = Number(query.get('$top') ?? Number.POSITIVE_INFINITY);
  return Math.max(1, base - (query.has('$select') ? 1 : 0) - (top < 20 ? 1 : 0) + (query.has('$expand') ? 1 : 0));
}

/** Answers within the limits and says what was used; refuses with 429 and Retry-After beyond them. No limits: no refusals. */
export function createThrottle(
  rate: RateLimit | undefined,
  clock: () => number,
): (request: WireRequest, answer: () => WireAnswer) => WireAnswer {
  const meter = rate && createMeter(rate);
  const reports = rate && createMeter(reportRate);
  return (request, answer) => {
    const units = resourceUnits(request);
    const now = clock();
    const isReport = /\/auditLogs\/|\/provisionOnDemand$/.test(request.path);
    const usages = [meter?.(units, now), isReport ? reports?.(1, now) : undefined].filter(
      (usage) => usage !== undefined,
    );
    const exceeded = usages.find(({ allowed }) => !allowed);
    const share = Math.max(0, ...usages.map(({ used, limit }) => used / limit));
    const headers = {
      'x-ms-resource-unit': String(units),
      ...((share >= 0.8 || exceeded) && {
        'x-ms-throttle-limit-percentage': (exceeded ? Math.max(1, share) : share).toFixed(2),
      }),
    };
    if (exceeded === undefined) {
      const given = answer();
      return { ...given, headers: { ...given.headers, ...headers } };
    }
    const refused = graphFailure(429, Math.max(1, Math.ceil((exceeded.resetAt - now) / 1000)));
    const reasons = {
      'x-ms-throttle-scope': 'Tenant_Application',
      'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
    };
    return { ...refused, headers: { ...refused.headers, ...headers, ...reasons } };
  };
}
