import { InvalidCredentialsError, ResultCodeError, StrongAuthRequiredError } from 'ldapts';
import { UnreachableError, UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import type { DirectoryServer } from './settings.js';

/** The server can't be reached, or the connection broke off: worth another attempt. */
export class DirectoryUnreachable extends UnreachableError {}

/** Active Directory's reason for refusing a bind (`data 52e` in its message), with what to do. */
const refusals: Readonly<Record<string, string>> = {
  '52e': 'the name or the password is wrong',
  '525': 'there is no such account',
  '530': 'the account may not sign in at this time',
  '531': 'the account may not sign in from this computer',
  '532': 'the password has expired; set a new one',
  '533': 'the account is disabled; enable it',
  '701': 'the account has expired',
  '773': 'the password must be changed first',
  '775': 'the account is locked; unlock it',
};

/** What went wrong while connecting, as a sentence for the user. A password never is in it. */
export function connectionError(
  error: unknown,
  { server, bindDn, passwordVariable, caFile }: DirectoryServer,
): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  if (error instanceof InvalidCredentialsError) {
    const reason = /data ([0-9a-f]+)/i.exec(error.message)?.[1]?.toLowerCase() ?? '';
    return new UserError(
      `${server} refused the account ${bindDn}: ${refusals[reason] ?? 'the name or the password is wrong'}. Check --bind-dn and the password in ${passwordVariable}.`,
    );
  }
  if (error instanceof StrongAuthRequiredError) {
    return new UserError(
      `${server} requires an encrypted connection: use ldaps://, or ldap:// with StartTLS enabled there.`,
    );
  }
  if (error instanceof ResultCodeError) {
    return new UserError(
      `${server} refused the connection (LDAP result ${error.code}: ${firstLine(error.message)}). ${server.startsWith('ldap:') ? 'ldap:// always uses StartTLS here, and no password was sent; use ldaps:// if the server has no StartTLS.' : ''}`.trim(),
    );
  }
  const certificate = certificateProblem(error);
  if (certificate !== undefined) {
    const advice =
      caFile === undefined
        ? 'Give the certificate of the authority that signed it with --ca-file (a PEM file)'
        : `Check that ${caFile} is the authority that signed it, and that the name after :// is in the certificate`;
    return new UserError(
      `The certificate of ${server} is not trusted (${certificate}); no password was sent. ${advice}.`,
    );
  }
  return unreachable(error, server);
}

/** An error of an established connection: a broken one becomes DirectoryUnreachable, LDAP results stay as they are. */
export function requestError(error: unknown, server: string): unknown {
  return error instanceof Error && !(error instanceof UserError) && !(error instanceof ResultCodeError)
    ? unreachable(error, server)
    : error;
}

function unreachable(error: Error, server: string): DirectoryUnreachable {
  return new DirectoryUnreachable(
    `${server} can't be reached: ${firstLine(failureReason(error))}. Check the name, the port (636, or 389 for StartTLS) and the firewall.`,
  );
}

/** Node's and OpenSSL's words for a certificate that did not pass, or undefined when that is not the problem. */
function certificateProblem(error: Error): string | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /CERT|SIGNATURE|ISSUER|^ERR_TLS_|^ERR_SSL_/.test(code) ? `${firstLine(error.message)}, ${code}` : undefined;
}

/** The library puts its own details on further lines. */
export function firstLine(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return line
    .replaceAll(/[\r\0]/g, '')
    .trim()
    .slice(0, 300);
}
