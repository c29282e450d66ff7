/**
 * True where two names are of one machine: whole names where both have a domain, the machine's own name where one of them is short.
 * Windows tells it short and in capitals, people write the domain behind it.
 */
export function isSameMachine(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replace(/\.$/, '').split('.'));
  if (a === undefined || b === undefined) return false;
  return hasDomain(one) && hasDomain(other) ? a.join('.') === b.join('.') : a[0] === b[0];
}

/** True for a name with its domain behind it. */
export function hasDomain(machine: string): boolean {
  return /[^.]\.[^.]/.test(machine);
}

/**
 * The org as the okta plugin takes it: the first part of the host, and what comes after it (PULUMI-12).
 *
 * @param orgUrl `https://corp.okta.com`, or an address of the org's own.
 */
export function oktaPluginOrg(orgUrl: string): { readonly orgName: string; readonly baseUrl: string } {
  const [orgName = '', ...domain] = orgUrl.replace(/^https:\/\//, '').split('.');
  return { orgName, baseUrl: domain.join('.') };
}
