/** A name as it compares: without letter case, compatibility forms (NFKC), characters that nobody sees and the second small sigma. */
export function nameKey(name: string): string {
  // Nearly every name is plain, and there may be millions.
  if (/^[ -~]*$/.test(name)) return name.toLowerCase();
  return (
    name
      .normalize('NFKC')
      .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
      .toLowerCase()
      // Which of both a capital one becomes depends on the letters around, and people write either.
      .replaceAll('ς', 'σ')
      // Of some letters with marks there is no capital one, so that the mark stood apart; of others what stood between is gone.
      .normalize('NFKC')
  );
}

/** True for a name that can be written in one way only: printable ASCII without blanks. */
export function isPlain(name: string): boolean {
  return /^[!-~]*$/.test(name);
}

/** What two spellings share that look alike: `nameKey` without blanks. Whether Entra takes them for one name is not documented. */
export function lookAlikeKey(name: string): string {
  return isPlain(name) ? name.toLowerCase() : nameKey(name).replace(/\s/gu, '');
}
