import { isIP, connect as openSocket } from 'node:net';
import { type ConnectionOptions, connect as openSecureSocket } from 'node:tls';
import { Client } from 'ldapts';
import { connectionError, DirectoryUnreachable } from './errors.js';
import { type DirectoryServer, passwordOf, readAuthorities, serverAddress } from './settings.js';

const connectMilliseconds = 15_000;
/** A page of 1,000 entries takes a busy domain controller seconds; its own limit for one search is 120 s. */
const requestMilliseconds = 150_000;

/**
 * An authenticated connection to one directory server, over verified TLS: `ldaps://`, or StartTLS for `ldap://`. Nothing
 * of the account is sent before the certificate is verified. When it breaks, everything on it fails (DirectoryUnreachable):
 * ldapts would connect again on its own, but anonymously, and an anonymous search that finds less looks like success.
 *
 * The caller ends it with `closeConnection`.
 *
 * @throws UserError when the server can't be reached or isn't trusted, or refuses the account.
 */
export async function openConnection(
  server: DirectoryServer,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Client> {
  const { secure, host, port } = serverAddress(server.server);
  const password = passwordOf(server, environment);
  const tls = await tlsOptions(server, host);
  const client = new Client({
    url: `${secure ? 'ldaps' : 'ldap'}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    connectTimeout: connectMilliseconds,
    timeout: requestMilliseconds,
    // With tlsOptions an ldap:// client would speak TLS at once instead of StartTLS.
    ...(secure && { tlsOptions: tls }),
    ...connectedOnce(server.server),
  });
  try {
    // startTLS writes the socket into what it is given.
    if (!secure) await client.startTLS({ ...tls });
    await client.bind(server.bindDn, password);
    return client;
  } catch (error) {
    await closeConnection(client);
    throw connectionError(error, server);
  }
}

/** Ends the connection. Never throws: a client left open would keep the process alive. */
export async function closeConnection(client: Client): Promise<void> {
  await client.unbind().catch(() => {});
}

async function tlsOptions({ caFile }: DirectoryServer, host: string): Promise<ConnectionOptions> {
  return {
    // Without it a StartTLS certificate is compared with "localhost".
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ...(caFile !== undefined && { ca: await readAuthorities(caFile) }),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  };
}

/** Lets a client open its socket, and turn it into a secure one, exactly once. */
function connectedOnce(server: string): {
  readonly createConnection: typeof openSocket;
  readonly createSecureConnection: typeof openSecureSocket;
} {
  const once = <Open extends (...options: never[]) => unknown>(open: Open): Open => {
    let opened = false;
    return ((...options: never[]) => {
      if (opened) throw new DirectoryUnreachable(`The connection to ${server} broke off.`);
      opened = true;
      return open(...options);
    }) as Open;
  };
  return { createConnection: once(openSocket), createSecureConnection: once(openSecureSocket) };
}
