import type { Entry } from 'ldapts';
import type { LdifEntry } from '../../evidence/ldif/convert.js';
import type { LdifValue } from '../../evidence/ldif/parse.js';
import { UnreadableValue } from '../../evidence/values/unreadable-value.js';
import { binarySpellings, isBinary, versionAttribute } from './attributes.js';

type Value = string | Uint8Array;

const version = versionAttribute.toLowerCase();

/** A part of the values of an attribute, as Active Directory sends more than 1,500 (`member;range=0-1499`; AD-8). */
export interface ValueRange {
  readonly attribute: string;
  readonly values: readonly Value[];
  readonly start: number;
  /** Where the next part starts; undefined for the last one. */
  readonly next: number | undefined;
}

/** An entry's values as those of an LDIF record, and the attributes that it holds only the first part of. */
export interface ParsedEntry {
  readonly distinguishedName: string;
  readonly values: LdifEntry;
  readonly ranges: readonly ValueRange[];
}

/**
 * An entry as ldapts returns it, without its version. Attributes without a value are left out, although ldapts lists those
 * that were asked for.
 * Throws UnreadableValue for bytes that came as text, because their attribute is spelled in a way that nobody expected.
 */
export function parseEntry(entry: Entry): ParsedEntry {
  const values = new Map<string, readonly LdifValue[]>([['dn', [ldifValue('dn', entry.dn)]]]);
  const ranges: ValueRange[] = [];
  for (const name of Object.keys(entry)) {
    const list = listOf(entry[name]);
    // Most of what was asked for is empty.
    if (list.length === 0 || name === 'dn') continue;
    const key = name.toLowerCase();
    if (key === version) continue;
    const range = parseRange(name, list);
    if (range !== undefined) {
      ranges.push(range);
      continue;
    }
    if (isBinary(name) && !binarySpellings.includes(name)) {
      throw new UnreadableValue(`The server returns ${name} in an unknown form, so its bytes may be damaged.`);
    }
    values.set(
      key,
      list.map((value) => ldifValue(name, value)),
    );
  }
  return { distinguishedName: entry.dn, values, ranges };
}

/** The part of an attribute's values that a name such as `member;range=1500-2999` or `member;range=3000-*` announces. */
export function parseRange(name: string, values: readonly Value[]): ValueRange | undefined {
  const match = name.includes(';') ? /^(.+);range=(\d+)-(\d+|\*)$/i.exec(name) : null;
  if (match === null) return undefined;
  const [, attribute = '', start, end = '*'] = match;
  return { attribute, values, start: Number(start), next: end === '*' ? undefined : Number(end) + 1 };
}

/** The one value of an attribute as text, in any spelling of its name; undefined where there is none. */
export function textOf(entry: Entry, attribute: string): string | undefined {
  const value = firstOf(entry, attribute);
  return value === undefined ? undefined : Buffer.from(value).toString('utf8');
}

/** The one value of an attribute as bytes; undefined where there is none. */
export function bytesOf(entry: Entry, attribute: string): Buffer | undefined {
  const value = firstOf(entry, attribute);
  return value === undefined || typeof value === 'string' ? undefined : Buffer.from(value);
}

function firstOf(entry: Entry, attribute: string): Value | undefined {
  const name =
    attribute in entry ? attribute : Object.keys(entry).find((key) => key.toLowerCase() === attribute.toLowerCase());
  return name === undefined ? undefined : listOf(entry[name])[0];
}

/** The values of an attribute of an entry. */
export function listOf(found: Entry[string] | undefined): readonly Value[] {
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

/** One value in the form in which an LDIF record holds it. */
export function ldifValue(name: string, value: Value): LdifValue {
  return { name, value, written: typeof value === 'string' ? value : Buffer.from(value).toString('base64') };
}
