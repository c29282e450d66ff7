/** What the Pulumi engine calls a resource, component or function of ours. */
export function tokenOf(name: string): string {
  return `entra-cutover:index:${name}`;
}
