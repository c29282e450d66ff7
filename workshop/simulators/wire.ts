import type { IncomingHttpHeaders } from 'node:http';

export type ServiceName = 'okta' | 'graph';

/** One request as a service sees it. */
export interface WireRequest {
  readonly method: string;
  /** Path and query as sent, without scheme and host, leading slashes collapsed (the azuread plugin sends `//tenant/…`). */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Scheme and host as the client addressed us: links in answers must lead there (proxies leave the port out). */
  readonly origin: string;
}

export interface WireAnswer {
  readonly status: number;
  /** Sent as JSON; left out for answers without a body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** A refusal thrown from within a handler: its answer goes over the wire. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: WireAnswer;

  constructor(answer: WireAnswer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** What a handler is called with: the request and the segments that its pattern names. */
export interface Call {
  readonly request: WireRequest;
  readonly parameter: (name: string) => string;
}

export interface Route<Context extends Call = Call> {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: (call: Context) => WireAnswer;
}

/** A route for a path pattern whose `:name` segments become parameters (decoded). */
export function route<Context extends Call = Call>(
  method: string,
  path: string,
  handle: (call: Context) => WireAnswer,
): Route<Context> {
  const source = path.replaceAll(/[.$()]/g, '\\$&').replaceAll(/:(\w+)/g, '(?<$1>[^/]+)');
  return { method, pattern: new RegExp(`^${source}$`), handle };
}

/** The route for the path, with its parameters; `undefined` when no route has the path, `method` when only the method is wrong. */
export function findRoute<Context extends Call>(
  routes: readonly Route<Context>[],
  method: string,
  path: string,
): { readonly route: Route<Context>; readonly parameter: (name: string) => string } | 'method' | undefined {
  let pathIsKnown = false;
  for (const candidate of routes) {
    const match = candidate.pattern.exec(path);
    if (match === null) continue;
    pathIsKnown = true;
    if (candidate.method === method)
      return { route: candidate, parameter: (name) => decode(match.groups?.[name] ?? '') };
  }
  return pathIsKnown ? 'method' : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
