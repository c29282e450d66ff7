/** A name as it compares: without letter case, compatibility forms (NFKC) and characters that nobody sees. */
export function nameKey(name: string): string {
  // Nearly every name is plain, and there may be millions.
  if (/^[ -~]*$/.test(name)) return name.toLowerCase();
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
}

/** True for a name that can be written in one way only: printable ASCII without blanks. */
export function isPlain(name: string): boolean {
  return /^[!-~]*$/.test(name);
}

/** What two spellings share that look alike: `nameKey` without blanks. Whether Entra takes them for one name is not documented. */
export function lookAlikeKey(name: string): string {
  return isPlain(name) ? name.toLowerCase() : nameKey(name).replace(/\s/gu, '');
}
