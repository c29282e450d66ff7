import { normalizeDn } from './distinguished-name.js';

/** Why Active Directory renamed an object: it was deleted (`DEL`), or two servers created its name at one time (`CNF`). */
export type DirectoryMark = (typeof directoryMarks)[number];
export const directoryMarks = ['DEL', 'CNF'] as const;

const markInName = new RegExp(String.raw`\n(${directoryMarks.join('|')}):`, 'i');
const markInDn = new RegExp(String.raw`^[^,]*\\0a(${directoryMarks.join('|')}):`, 'i');
/** The container of what was deleted. */
export const deletedObjects = 'Deleted Objects';
const inDeletedObjects = new RegExp(`,CN=${deletedObjects},DC=`, 'i');
/** What a name has that may tell one of these, however it is written: most names have nothing of it. */
const mayTell = /\n|\\[0-9a-f]{2}|=\s*#|deleted/i;

/**
 * The mark that Active Directory itself puts into an object's name: a line feed, the mark, a colon and the objectGUID. In a
 * distinguished name the line feed is written `\0A`, and only the object's own part counts: what lies below a conflicting container
 * is not a conflict. What lies in the container of deleted objects is deleted, whatever it is called. Undefined for any other name.
 * Source: MS-ADTS 3.1.1.5.5 ("Delete operation") and 3.1.1.1.5 (conflict names).
 */
export function directoryMark(names: {
  readonly distinguishedName?: string | undefined;
  readonly name?: string | undefined;
}): DirectoryMark | undefined {
  const { distinguishedName = '', name = '' } = names;
  const dn = mayTell.test(distinguishedName) ? normalizeDn(distinguishedName) : '';
  const mark = markInDn.exec(dn)?.[1] ?? markInName.exec(name)?.[1];
  if (mark?.toUpperCase() === 'CNF') return 'CNF';
  return mark !== undefined || inDeletedObjects.test(dn) ? 'DEL' : undefined;
}
