/**
 * A value that is there but cannot be read. Thrown by the conversions of one value and caught where the record is
 * converted, which then rejects the record: an unreadable value must never pass for an absent one.
 */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
}

/** Text values come from CSV cells and LDIF lines, bytes from LDIF `::` values and LDAP. */
export type RawValue = string | Uint8Array;

/** The value for use in a message: shortened, without line breaks. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[\r\n\t]+/g, ' ');
  return `“${line.length > 60 ? `${line.slice(0, 60)}…` : line}”`;
}
