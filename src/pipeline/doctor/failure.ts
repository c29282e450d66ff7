import { SignInError, UnreachableError, type UserError } from '../../domain/errors.js';
import { type Check, unknown } from './check.js';

/** A check that could not be made: for want of a network, of a credential, or for what the message says. */
export function failure(name: string, error: UserError): Check {
  if (error instanceof UnreachableError)
    return unknown(
      name,
      `no network: ${error.message}`,
      'Check name, DNS, proxy (HTTPS_PROXY) and firewall on this machine, then run doctor again.',
    );
  const isRefused = 'status' in error && error.status === 401;
  if (error instanceof SignInError || isRefused)
    return unknown(name, `no credential: ${error.message}`, 'Fix the credential, then run doctor again.');
  return unknown(name, error.message, 'Fix what the message names, then run doctor again.');
}
