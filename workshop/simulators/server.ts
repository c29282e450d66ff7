import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { WireFault } from './faults.js';
import type { ServerIdentity } from './tls.js';
import { Refusal, type ServiceName, type WireAnswer, type WireRequest } from './wire.js';

const maximumBodyBytes = 4 * 1024 * 1024;

/** One of the two APIs: how it answers, and how it words a failure that the wire imposes on it. */
export interface Service {
  readonly name: ServiceName;
  readonly answer: (request: WireRequest) => WireAnswer;
  readonly failure: (status: number, retryAfterSeconds: number | undefined) => WireAnswer;
}

export interface ServerHooks {
  readonly clock: () => number;
  readonly takeFault: (service: ServiceName, request: WireRequest) => Promise<WireFault | undefined>;
  /** The answer as it would have been before the last change. */
  readonly staleAnswer: (service: ServiceName, request: WireRequest) => WireAnswer;
  /** `answer` is left out when the connection was cut. */
  readonly record: (service: ServiceName, request: WireRequest, answer?: WireAnswer) => void;
}

export interface RunningServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/**
 * Serves the API on 127.0.0.1 (HTTPS when given an identity). A preferred port that is taken is replaced by a free one;
 * a required one is not: then the promise rejects with the system's EADDRINUSE.
 */
export async function serve(
  service: Service,
  hooks: ServerHooks,
  port: { readonly required?: number; readonly preferred?: number },
  identity?: ServerIdentity,
): Promise<RunningServer> {
  const listener: RequestListener = (incoming, outgoing) => {
    respond(service, hooks, incoming, outgoing).catch(() => outgoing.destroy());
  };
  const server = identity
    ? createHttpsServer({ key: identity.privateKey, cert: identity.certificate }, listener)
    : createHttpServer(listener);
  // Longer than clients poll: a connection that closes between two polls would look like a fault.
  server.keepAliveTimeout = 60_000;
  const listen = (wanted: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.removeListener('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : wanted);
      });
    });
  const bound =
    port.required !== undefined
      ? await listen(port.required)
      : await listen(port.preferred ?? 0).catch(() => listen(0));
  return {
    port: bound,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  service: Service,
  hooks: ServerHooks,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const fault = await hooks.takeFault(service.name, request);
  if (fault?.delayMilliseconds !== undefined) await pause(fault.delayMilliseconds);
  const breaks =
    fault !== undefined &&
    (fault.status !== undefined || fault.reset || fault.hang || fault.afterApplying || fault.later);
  if (!breaks) {
    const said = fault?.stale ? hooks.staleAnswer(service.name, request) : answerOf(service, request);
    const answer = fault?.rewrite ? { ...said, body: fault.rewrite(said.body, request) as WireAnswer['body'] } : said;
    hooks.record(service.name, request, answer);
    send(outgoing, answer, hooks.clock());
    return;
  }
  if (fault.afterApplying) answerOf(service, request);
  fault.later?.(() => hooks.record(service.name, request, answerOf(service, request)));
  if (fault.status === undefined || fault.reset) {
    hooks.record(service.name, request);
    if (fault.hang) await clientGaveUp(outgoing);
    outgoing.destroy();
    return;
  }
  const answer = service.failure(fault.status, fault.retryAfterSeconds);
  hooks.record(service.name, request, answer);
  send(outgoing, answer, hooks.clock());
}

function clientGaveUp(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.destroyed) resolve();
    else outgoing.once('close', resolve);
  });
}

/** What the service answers, its refusals included. */
export function answerOf(service: Service, request: WireRequest): WireAnswer {
  try {
    return service.answer(request);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    // A bug of the stand-in must not look like one of the vendor's answers.
    console.error(`stand-in ${service.name}: ${request.method} ${request.path}`, error);
    return { status: 599, body: { simulatorBug: String(error) } };
  }
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maximumBodyBytes) throw new Error(`a body of more than ${maximumBodyBytes} bytes`);
    chunks.push(bytes);
  }
  // A client behind httpProxy sends the target in absolute form, with the host it believes it talks to (engine.md).
  const raw = incoming.url ?? '/';
  const absolute = /^(https?:\/\/[^/]+)(\/.*)?$/.exec(raw);
  const target = (absolute ? (absolute[2] ?? '/') : raw).replace(/^\/{2,}/, '/');
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http';
  const [path = '/', search = ''] = target.split(/\?(.*)/s);
  return {
    method: incoming.method ?? 'GET',
    target,
    path: path.length > 1 ? path.replace(/\/$/, '') : path,
    query: new URLSearchParams(search),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
    origin: absolute?.[1] ?? `${scheme}://${incoming.headers.host ?? '127.0.0.1'}`,
  };
}

function send(outgoing: ServerResponse, answer: WireAnswer, now: number): void {
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    outgoing.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  outgoing.setHeader('Date', new Date(now).toUTCString());
  if (answer.body === undefined) {
    outgoing.writeHead(answer.status).end();
    return;
  }
  const body = JSON.stringify(answer.body);
  outgoing.writeHead(answer.status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  outgoing.end(body);
}
