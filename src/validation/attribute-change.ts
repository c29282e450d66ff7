import type { AttributeChange } from '../domain/connect.js';

/** A staged change of one attribute, in the words of a finding. */
export function describeChange({ name, valuesAdded, valuesDeleted }: AttributeChange): string {
  const before = valuesDeleted.length > 0 ? `${valuesDeleted.join(', ')} → ` : '';
  return `${name}: ${before}${valuesAdded.join(', ')}`;
}
