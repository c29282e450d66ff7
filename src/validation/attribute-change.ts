import type { AttributeChange, AttributeValues, PendingExport } from '../domain/connect.js';
import type { EntraObject } from '../domain/objects.js';
import { isInitialDomain } from './account.js';
import { isPrimaryEntry } from './addresses.js';
import type { LostValue } from './attribute-flows.js';

/** A staged change of one attribute, in the words of a finding. */
export function describeChange({ name, valuesAdded, valuesDeleted }: AttributeChange): string {
  const before = valuesDeleted.length > 0 ? `${valuesDeleted.join(', ')} → ` : '';
  return `${name}: ${before}${valuesAdded.join(', ')}`;
}

/** What an object loses that would be deleted, in the words of a finding; empty where the file does not show it. */
export function describeLosses(losses: readonly AttributeValues[]): string {
  return losses.map(({ name, values }) => `${name}: ${values.join(', ')}`).join('; ');
}

/**
 * What a change takes away: the attribute as a whole, or values of a multi-valued one. A changed single value takes nothing away;
 * a change that names no value empties the attribute.
 *
 * @param present what the attribute has in Entra by its evidence: a replacement names only what it brings.
 */
export function deletionOf(change: AttributeChange, present: readonly string[] = []): LostValue | undefined {
  const { name, operation, valuesAdded, valuesDeleted } = change;
  if (operation === 'delete') return { name, values: valuesDeleted };
  const before = operation === 'replace' ? [...new Set([...valuesDeleted, ...present])] : valuesDeleted;
  if (valuesAdded.length === 0 && operation !== 'add') return { name, values: before };
  if (!change.multivalued && !isAddressList(name)) return undefined;
  const added = new Set(valuesAdded.map((value) => value.toLowerCase()));
  // Without another primary address, one that becomes an alias is gone as such.
  const demotes = !valuesAdded.some(isPrimaryEntry);
  const gone = before.filter((value) => !added.has(value.toLowerCase()) || (demotes && isPrimaryEntry(value)));
  return gone.length > 0 ? { name, values: gone } : undefined;
}

/** Has several values, whatever the file says of it. */
export function isAddressList(attribute: string): boolean {
  return attribute.toLowerCase() === 'proxyaddresses';
}

/** The SMTP addresses of the account that a replacement of the list would take: what Entra adds itself, it keeps. */
export function replaceableAddresses({ proxyAddresses = [], userPrincipalName }: EntraObject): readonly string[] {
  const name = userPrincipalName?.toLowerCase();
  return proxyAddresses.filter((entry) => {
    const address = /^smtp:(.+)/i.exec(entry)?.[1];
    return (
      address !== undefined && !isInitialDomain(address) && (isPrimaryEntry(entry) || address.toLowerCase() !== name)
    );
  });
}

/** True for a change of who is in a group. */
export function isMembership({ objectType }: PendingExport, { name }: AttributeChange): boolean {
  return objectType === 'group' && name.toLowerCase() === 'member';
}
