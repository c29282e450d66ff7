/** A machine's own name, in lower case: Windows tells it short and in capitals, people write the domain behind it. */
export function hostOf(machine: string): string {
  return machine.toLowerCase().split('.')[0] ?? '';
}

/**
 * The org as the okta plugin wants it: the first part of the host, and what comes after it (PULUMI-12).
 *
 * @param orgUrl `https://corp.okta.com`, or an address of the org's own.
 */
export function oktaPluginOrg(orgUrl: string): { readonly orgName: string; readonly baseUrl: string } {
  const [orgName = '', ...domain] = orgUrl.replace(/^https:\/\//, '').split('.');
  return { orgName, baseUrl: domain.join('.') };
}
