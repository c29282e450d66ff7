/**
 * The numbers of a version of a Microsoft server program, `2.5.79.0` for instance; undefined for any other text.
 */
export function versionNumbers(text: string | undefined = ''): readonly number[] | undefined {
  return /^\d{1,9}(\.\d{1,9}){3}$/.test(text) ? text.split('.').map(Number) : undefined;
}

/** True when the version is older than the least one; undefined where one is not known or no version. */
export function isOlderVersion(version: string | undefined, least: string): boolean | undefined {
  const [found, wanted] = [versionNumbers(version), versionNumbers(least)];
  if (found === undefined || wanted === undefined) return undefined;
  const place = found.findIndex((number, index) => number !== wanted[index]);
  return place >= 0 && (found[place] ?? 0) < (wanted[place] ?? 0);
}
