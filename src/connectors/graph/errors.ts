import { UserError } from '../../domain/errors.js';

/** A request that Microsoft Graph refused. The message names method, path, status and Graph's own words, never a token. */
export class GraphApiError extends UserError {
  readonly status: number;
  /** Graph's error code, such as `Request_ResourceNotFound`. */
  readonly code: string;
  /** How long to wait before the next attempt, where Graph said so. */
  readonly waitMilliseconds: number | undefined;

  constructor(request: string, status: number, code: string, message: string, waitMilliseconds?: number) {
    const reason = message === '' ? 'no reason given' : message.replace(/\.$/, '');
    super(
      `Microsoft Graph answered ${status} to ${request}: ${reason}${code === '' ? '' : ` (${code})`}.${hint(status)}`,
    );
    this.status = status;
    this.code = code;
    this.waitMilliseconds = waitMilliseconds;
  }
}

function hint(status: number): string {
  switch (status) {
    case 401:
      return ' Check that the credential belongs to this tenant and sign in again.';
    case 403:
      return ' Grant the application the permission for this request, with admin consent: docs/permissions.md lists them, and entra-cutover doctor names the one that is missing.';
    case 404:
      return ' Check the id and the tenant.';
    case 429:
      return ' Run again later.';
    default:
      return status >= 500 ? ' Run again later.' : '';
  }
}
