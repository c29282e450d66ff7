import { quotedHexToBytes } from '../../domain/quoted-hex.js';
import type { ReadLog } from '../read-log.js';
import { isBroken, readProxyAddresses } from '../values/proxy-addresses.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';
import { isExcelNumber, isTypeName, wordInstead } from '../values/words.js';

/** The text of a cell of the named column. Throws UnreadableValue where a word stands instead of a value. */
export function readText(text: string, column: string): string {
  const word =
    wordInstead(text) ?? (isExcelNumber(text.trim()) ? 'Excel took the value for a number and rounded it' : undefined);
  if (word === undefined) return text;
  throw new UnreadableValue(`${column} reads ${quoted(text)}: ${word}. Export the column again as text.`);
}

/** The same for a sign-in name, which no number is told from. */
export function readSignInName(text: string, column: string): string {
  return wordInstead(text) === undefined ? text : readText(text, column);
}

/** The same for a name that people have: any word may be one, but for the name of a type. */
export function readName(text: string, column: string): string {
  return isTypeName(text) ? readText(text, column) : text;
}

/**
 * The addresses of a cell. Where they cannot be read the log says so once for the file, and the record is
 * kept without them.
 */
export function readAddresses(text: string, line: number, log: ReadLog): readonly string[] {
  if (text.trim() === '') return [];
  const read = readProxyAddresses(text);
  const addresses = read?.some(isBroken) ? undefined : read;
  if (addresses === undefined) {
    const found = isTypeName(text)
      ? 'the name of a .NET type instead of the addresses'
      : 'values that are not addresses with a prefix such as SMTP:';
    log.incomplete(
      line,
      `The column proxyAddresses holds ${found}; it was left out for those rows. Export it with @{n='proxyAddresses';e={$_.proxyAddresses -join ';'}}.`,
    );
  }
  return addresses ?? [];
}

/**
 * Notes that a table cannot show onPremisesProvisioningErrors: a list of objects is a type's name or a printed object there,
 * whether or not it holds anything.
 */
export function refuseProvisioningErrors(text: string, column: string, line: number, log: ReadLog): void {
  const word = text.trim() === '' || text.trim() === '[]' ? undefined : (wordInstead(text) ?? 'a table cannot hold it');
  if (word === undefined) return;
  log.incomplete(
    line,
    `The column ${column} reads ${quoted(text)}: ${word}, so nothing says whether Entra holds back values of these accounts. Leave the column out, or export Graph’s JSON.`,
  );
}

/**
 * The distinguished names of a group's members in one cell, joined with `;` as csvde and `-join ';'` do, with `|` or line by
 * line. A separator inside a name is escaped or is followed by no attribute, so only one before `CN=` and the like separates.
 */
export function readMembers(text: string, line: number, log: ReadLog): readonly string[] {
  if (text.trim() === '') return [];
  if (isTypeName(text)) {
    log.incomplete(
      line,
      "The column member holds the name of a .NET type instead of the members; it was left out. Export it with @{n='member';e={$_.member -join ';'}}.",
    );
    return [];
  }
  // csvde writes each value that is not ASCII on its own as X'…'.
  return text.split(/(?<!\\)(?:[;|]|\r?\n)\s*(?=[A-Za-z][A-Za-z0-9-]*=|X')/).map((name) => decodeHexText(name.trim()));
}

/** Undoes csvde's X'…' around text that is not ASCII (AD-4); other text, and bytes that are not text, stay. */
export function decodeHexText(text: string): string {
  if (!text.startsWith("X'")) return text;
  const bytes = quotedHexToBytes(text);
  if (bytes === undefined) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

/** True when a name holds what an encoding puts for letters that it lacks. */
export function hasLostLetters(...names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name !== undefined && /[?\uFFFD]/.test(name));
}
