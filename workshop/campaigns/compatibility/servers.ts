import { readFileSync, writeFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import { connect, createServer as createTcpServer, type Server } from 'node:net';
import { generate } from 'selfsigned';
import type { Organisation } from '../../simulators/index.js';

export const oktaHost = 'corp.okta.com';
export const graphHost = 'graph.microsoft.com';
const signInHost = 'login.microsoftonline.com';

export interface Running {
  readonly port: number;
  readonly stop: () => void;
}

function listen(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, () => resolve((server.address() as { port: number }).port));
  });
}

/** Passes connections on ::1 to the port on 127.0.0.1. */
export async function forwardFromIpv6(to: number): Promise<Running> {
  const server = createTcpServer((socket) => {
    const through = connect(to, '127.0.0.1');
    socket.pipe(through).pipe(socket);
    for (const end of [socket, through]) end.on('error', () => socket.destroy());
  });
  return { port: await listen(server, '::1'), stop: () => server.close() };
}

/**
 * A proxy as companies have them: it opens TLS with an authority of its own (written to `caFile`), and behind it the
 * organization goes by the names of the real services; nothing leaves this machine. `asked` are the hosts that it was asked for.
 */
export async function startProxy(
  organisation: Organisation,
  caFile: string,
): Promise<Running & { readonly asked: readonly string[] }> {
  const { okta, graph } = organisation.endpoints;
  const names = [oktaHost, graphHost, signInHost];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'inspecting proxy' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: names.map((value) => ({ type: 2 as const, value })) }],
  });
  writeFileSync(caFile, cert);
  const ca = readFileSync(graph.caFile, 'utf8');
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { host = '' } = incoming.headers;
    const toOkta = host === oktaHost;
    const { hostname, port } = new URL(toOkta ? okta.url : graph.url);
    // In absolute form, so that links in answers have the name that was asked for.
    const options = {
      hostname,
      port,
      path: `https://${host}${incoming.url}`,
      method: incoming.method,
      headers: incoming.headers,
      ...(!toOkta && { ca, servername: hostname }),
    };
    const through = (toOkta ? httpRequest : httpsRequest)(options, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    through.on('error', () => outgoing.destroy());
    incoming.pipe(through);
  };
  const inspecting = createHttpsServer({ key, cert }, answer);
  const asked: string[] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket) => {
    const [host = ''] = (request.url ?? '').split(':');
    asked.push(host);
    if (!names.includes(host)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    inspecting.emit('connection', socket);
  });
  const port = await listen(proxy, '127.0.0.1');
  return {
    port,
    asked,
    stop() {
      proxy.closeAllConnections();
      inspecting.closeAllConnections();
      proxy.close();
    },
  };
}
