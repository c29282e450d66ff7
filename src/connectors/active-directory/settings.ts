import { readFile } from 'node:fs/promises';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { shownPath } from '../../domain/shown-path.js';

/** One domain controller and the account to read it with. The password is never a setting: see `passwordOf`. */
export interface DirectoryServer {
  /** `ldaps://host[:port]`, or `ldap://host[:port]`, which always means StartTLS. */
  readonly server: string;
  /** DN, UPN or `DOMAIN\name` of the account. */
  readonly bindDn: string;
  /** Name of the environment variable that holds its password. */
  readonly passwordVariable: string;
  /** PEM file of the authority that signed the server's certificate; left out: the authorities that Node.js trusts. */
  readonly caFile?: string;
}

/** One domain or a part of it, and the server to read it from. */
export interface Directory extends DirectoryServer {
  /** Where to search; none: the whole domain of the server. */
  readonly baseDns: readonly string[];
}

export const defaultPasswordVariable = 'ENTRA_CUTOVER_LDAP_PASSWORD';

/** Scheme, host and port of `ldaps://host` or `ldap://host`. Throws UserError for anything else, a path or a query included. */
export function serverAddress(server: string): {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
} {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  const secure = url?.protocol === 'ldaps:';
  const bare = url !== undefined && /^(\/?)$/.test(url.pathname) && url.search === '' && url.username === '';
  if (!bare || url.hostname === '' || !(secure || url.protocol === 'ldap:')) {
    throw new UserError(
      `The directory server is ${JSON.stringify(server)}, expected ldaps://HOST, or ldap://HOST for StartTLS, with a port if it is not 636 or 389.`,
    );
  }
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 636 : 389) : Number(url.port),
  };
}

/**
 * The password of the account from the environment. Throws UserError when it is missing: a bind without a password would
 * succeed as nobody (RFC 4513, 5.1.2).
 */
export function passwordOf({ passwordVariable, bindDn }: DirectoryServer, environment: NodeJS.ProcessEnv): string {
  const password = environment[passwordVariable];
  if (password !== undefined && password !== '') return password;
  throw new UserError(`${passwordVariable} is not set: put the password of ${bindDn} into that environment variable.`);
}

/** The certificates of a PEM file. Throws UserError when it can't be read or holds none. */
export async function readAuthorities(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`The CA file ${shownPath(path, 'caFile')} can't be read: ${failureReason(error)}.`);
  });
  if (/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return text;
  throw new UserError(
    `The CA file ${shownPath(path, 'caFile')} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----). Convert it: openssl x509 -inform der -in ca.cer -out ca.pem`,
  );
}
