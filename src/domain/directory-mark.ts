/** Why Active Directory renamed an object: it was deleted (`DEL`), or two servers created its name at one time (`CNF`). */
export type DirectoryMark = 'DEL' | 'CNF';

/**
 * The mark that Active Directory itself puts into an object's name: a line feed, the mark, a colon and the objectGUID. In a
 * distinguished name the line feed is written `\0A`, and only the object's own part counts: what lies below a conflicting container
 * is no conflict. What lies in the container of deleted objects is deleted, whatever it is called. Undefined for any other name.
 * Source: MS-ADTS 3.1.1.5.5 ("Delete operation") and 3.1.1.1.5 (conflict names).
 */
export function directoryMark(names: {
  readonly distinguishedName?: string | undefined;
  readonly name?: string | undefined;
}): DirectoryMark | undefined {
  const { distinguishedName = '', name = '' } = names;
  const own = /^(?:[^,\\]|\\.)*/s.exec(distinguishedName)?.[0] ?? '';
  const mark = /(?:\\0A|\n)(DEL|CNF):/i.exec(own)?.[1] ?? /\n(DEL|CNF):/i.exec(name)?.[1];
  if (mark?.toUpperCase() === 'CNF') return 'CNF';
  return mark !== undefined || /,\s*CN=Deleted Objects\s*,\s*DC=/i.test(distinguishedName) ? 'DEL' : undefined;
}
