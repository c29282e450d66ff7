/** What the codes of Node.js, of the operating system and of OpenSSL mean. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder, a file was expected',
  EEXIST: 'something with that name exists already',
  ENOTEMPTY: 'the folder is not empty',
  EACCES: 'this user has no permission for it',
  EPERM: 'this user has no permission for it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EBUSY: 'another program uses it',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links form a loop',
  EXDEV: 'it is on another disk',
  EIO: 'the disk answered with an error',
};

/** Those that say that a server can't be reached from here. */
const networkReasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'DNS has no such host',
  EAI_AGAIN: 'DNS did not answer',
  ECONNREFUSED: 'nothing answers at that address and port',
  ECONNRESET: 'the connection broke off',
  ECONNABORTED: 'the connection broke off',
  EPIPE: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no answer in time',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  EADDRNOTAVAIL: 'this machine has no address for it',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by an authority that this machine trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by an authority that this machine trusts',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not signed by an authority that this machine trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not signed by an authority that this machine trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by an authority that this machine trusts',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** Why the operating system refused, or the network, in words: the reader need not know what ENOENT is. */
export function failureReason(error: unknown): string {
  const found = errorsOf(error).map(({ code }) => reasons[String(code)] ?? networkReasons[String(code)]);
  const [reason] = found.filter((text) => text !== undefined);
  // What fetch says itself is no more than that it failed.
  const told = errorsOf(error).find(({ message }) => message !== '' && message !== 'fetch failed');
  // Its words quote the header, and the token in it.
  if (told !== undefined && /invalid header value/i.test(told.message)) return 'a header can’t hold its token';
  return reason ?? networkFailure(error) ?? told?.message ?? String(error);
}

/**
 * Why a server can't be reached from here, in words; undefined for an error of another kind. A library that keeps no cause has
 * the code in its message.
 */
export function networkFailure(error: unknown): string | undefined {
  for (const { name, code, message } of errorsOf(error)) {
    const reason =
      networkReasons[String(code)] ?? networkReasons[/\b(E[A-Z_]{4,}|UND_ERR_\w+)\b/.exec(message)?.[1] ?? ''];
    if (reason !== undefined) return reason;
    if (name === 'TimeoutError') return 'no answer in time';
  }
  return undefined;
}

/** The error and what caused it, the outermost first; of several attempts the first. */
function errorsOf(error: unknown): readonly (Error & { readonly code?: unknown })[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...(inner === error ? [] : errorsOf(inner))];
}
