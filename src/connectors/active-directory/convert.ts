import type { RecordPosition } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import { convertLdifEntry, type LdifEntry, presentValue } from '../../evidence/ldif/convert.js';
import { requireAnchor } from '../../evidence/records/on-prem.js';
import { UnreadableValue } from '../../evidence/values/unreadable-value.js';

/**
 * The directory object of an entry, converted as an LDIF record of it would be, so that both give the same findings. Throws
 * UnreadableValue when a value can't be read, and for an object without an anchor or of a class that was not asked for.
 */
export function convertEntry(entry: LdifEntry, at: RecordPosition): OnPremObject {
  const object = convertLdifEntry(entry, at);
  if (object === undefined)
    throw new UnreadableValue('It is not a user, group, contact or device, and was not asked for.');
  requireAnchor(object);
  if (object.objectType !== 'device') return object;
  // The search found those that have a certificate; the certificates themselves say nothing about an identity.
  return { ...object, attributes: new Map(object.attributes).set('usercertificate', presentValue) };
}
