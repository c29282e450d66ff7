import type { AttributeChange, PendingExport } from '../domain/connect.js';
import { isPrimaryEntry } from './addresses.js';
import type { LostValue } from './attribute-flows.js';

/** A staged change of one attribute, in the words of a finding. */
export function describeChange({ name, valuesAdded, valuesDeleted }: AttributeChange): string {
  const before = valuesDeleted.length > 0 ? `${valuesDeleted.join(', ')} → ` : '';
  return `${name}: ${before}${valuesAdded.join(', ')}`;
}

/** What a change takes away: the attribute as a whole, or values of a multi-valued one. A changed single value takes nothing away. */
export function deletionOf({
  name,
  operation,
  valuesAdded,
  valuesDeleted,
  multivalued,
}: AttributeChange): LostValue | undefined {
  if (operation === 'delete') return { name, values: valuesDeleted };
  if (!multivalued)
    return operation !== 'add' && valuesAdded.length === 0 && valuesDeleted.length > 0
      ? { name, values: valuesDeleted }
      : undefined;
  const added = new Set(valuesAdded.map((value) => value.toLowerCase()));
  // Without another primary address, one that becomes an alias is gone as such.
  const demotes = !valuesAdded.some(isPrimaryEntry);
  const gone = valuesDeleted.filter((value) => !added.has(value.toLowerCase()) || (demotes && isPrimaryEntry(value)));
  return gone.length > 0 ? { name, values: gone } : undefined;
}

/** True for a change of who is in a group. */
export function isMembership({ objectType }: PendingExport, { name }: AttributeChange): boolean {
  return objectType === 'group' && name.toLowerCase() === 'member';
}
