// A separator counts only where the next address starts with its prefix: X.400 addresses hold semicolons themselves.
// The plus sign is how the Microsoft 365 admin centre joins them.
const separator = /\s*(?:[;|,+]|\r?\n)\s*(?=[A-Za-z0-9]+:)/;

/**
 * The addresses of one proxyAddresses cell, with their prefixes. Undefined when the cell does not hold prefixed
 * addresses (a .NET type name, bare addresses): it is then unreadable, not empty.
 */
export function readProxyAddresses(cell: string): readonly string[] | undefined {
  const addresses = cell.trim().split(separator);
  return addresses.every((address) => /^[A-Za-z0-9]+:\S/.test(address)) ? addresses : undefined;
}
