import { isObject, type JsonObject, parseJson, textOf } from '../json.js';
import type { WireAnswer, WireRequest } from '../wire.js';
import { badRequest, graphError } from './errors.js';

const mostRequests = 20;

/** `POST /$batch`: up to 20 requests, each answered on its own; one whose dependency failed is a 424 (GRAPH-8). */
export function answerBatch(
  outer: WireRequest,
  version: string,
  answer: (inner: WireRequest) => WireAnswer,
): WireAnswer {
  const body = parseJson(outer.body);
  const requests = isObject(body) ? body.requests : undefined;
  if (!Array.isArray(requests) || requests.length === 0 || !requests.every(isObject)) {
    throw badRequest("Invalid batch payload format: 'requests' must be a list of requests.");
  }
  if (requests.length > mostRequests)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${mostRequests}.`);
  const ids = requests.map((request) => textOf(request, 'id'));
  if (ids.includes('') || new Set(ids).size < ids.length)
    throw badRequest('Every batch request needs an id of its own.');
  const statuses = new Map<string, number>();
  const responses = requests.map((request, index) => {
    const id = ids[index] ?? '';
    const inner = innerAnswer(outer, version, request, statuses, answer);
    statuses.set(id, inner.status);
    return {
      id,
      status: inner.status,
      headers: { 'Content-Type': 'application/json', ...inner.headers },
      body: inner.body,
    };
  });
  // Graph promises no order; clients that count on one should notice here.
  return { status: 200, body: { responses: responses.reverse() } };
}

function innerAnswer(
  outer: WireRequest,
  version: string,
  request: JsonObject,
  statuses: ReadonlyMap<string, number>,
  answer: (inner: WireRequest) => WireAnswer,
): WireAnswer {
  const dependencies = Array.isArray(request.dependsOn) ? request.dependsOn.map(String) : [];
  if (dependencies.some((id) => (statuses.get(id) ?? 424) >= 400)) {
    return graphError(424, 'FailedDependency', 'A request that this one depends on failed.');
  }
  const headers = isObject(request.headers) ? request.headers : {};
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  if (request.body !== undefined && !(lowerCase['content-type'] ?? '').startsWith('application/json')) {
    return graphError(
      400,
      'BadRequest',
      'Content-Type header is required and must be application/json for a request with a body.',
    );
  }
  const target = `/${version}/${textOf(request, 'url').replace(/^\//, '')}`;
  const [path = '', search = ''] = target.split(/\?(.*)/s);
  return answer({
    method: textOf(request, 'method').toUpperCase(),
    target,
    path,
    query: new URLSearchParams(search),
    headers: { authorization: outer.headers.authorization, ...lowerCase },
    body: request.body === undefined ? '' : JSON.stringify(request.body),
    origin: outer.origin,
  });
}
