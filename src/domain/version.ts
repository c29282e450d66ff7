/**
 * The numbers of a version of a Microsoft server program, `2.5.79.0` for instance, of which the last may be left out; undefined for any
 * other text.
 */
export function versionNumbers(text: string | undefined = ''): readonly number[] | undefined {
  return /^\d{1,9}(\.\d{1,9}){2,3}$/.test(text) ? text.split('.').map(Number) : undefined;
}

/**
 * True when the version is older than the least one; undefined where one is not known or no version, and where the numbers that are left
 * out decide it.
 */
export function isOlderVersion(version: string | undefined, least: string): boolean | undefined {
  const [found, wanted] = [versionNumbers(version), versionNumbers(least)];
  if (found === undefined || wanted === undefined) return undefined;
  const place = wanted.findIndex((number, index) => number !== (found[index] ?? 0));
  if (place < 0) return false;
  const number = found[place];
  return number === undefined ? undefined : number < (wanted[place] ?? 0);
}
