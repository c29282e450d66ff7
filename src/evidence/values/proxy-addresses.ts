// A separator counts only where the next address starts with its prefix: X.400 addresses hold semicolons themselves. csvde writes
// such a semicolon as `\;` (AD-12).
// The plus sign is how the Microsoft 365 admin center joins them. A blank, with which PowerShell joins a list in a text, may
// stand in an X.500 name as well, so there the next address is one of a type that is known.
export const addressTypes: readonly string[] = ['smtp', 'sip', 'x400', 'x500', 'eum', 'spo'];
const separator = new RegExp(
  String.raw`(?<!\\)\s*(?:[;|,+]|\r?\n)\s*(?=[A-Za-z0-9]+:)|\s+(?=(?:${addressTypes.join('|')}):)`,
  'i',
);

/**
 * The addresses of one proxyAddresses cell, with their prefixes. Undefined when the cell does not hold prefixed
 * addresses (a .NET type name, bare addresses): it is then unreadable, not empty.
 */
export function readProxyAddresses(cell: string): readonly string[] | undefined {
  const addresses = cell
    .trim()
    .split(separator)
    .map((address) => withoutSeparator(address.replaceAll('\\;', ';')));
  return addresses.every((address) => /^[A-Za-z0-9]+:\S/.test(address)) ? addresses : undefined;
}

/** An empty value in the list, or one at its end, leaves a separator behind; an X.400 address ends with one of its own. */
function withoutSeparator(address: string): string {
  return /^x400:/i.test(address) ? address : address.replace(/[\s;|,+]+$/, '');
}

/**
 * True for an SMTP address with a second prefix, or whose domain has a sign that no domain has: what is left of a list that was joined in
 * another way.
 */
export function isBroken(address: string): boolean {
  return /^smtp:([a-z0-9]+:|.*@[^@]*[\s;|,{}<>()"'][^@]*$)/i.test(address);
}
