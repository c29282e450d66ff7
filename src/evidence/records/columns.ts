import { normalizeDn } from '../../domain/distinguished-name.js';
import { UnreadableValue } from '../values/unreadable-value.js';

/** How a noun's property is called in exports: canonical column names (lower case, letters and digits only), best first. */
export type ColumnNames<Role extends string> = Readonly<Record<Role, readonly string[]>>;

/** Properties that have several names in a directory, each with a value of its own (`cn`, `displayName`). */
const severalNames: ReadonlySet<string> = new Set(['name', 'displayName']);

/** Where the values of a noun stand in a table. */
export interface ColumnLayout<Role extends string> {
  /** Position of each property that the table has. */
  readonly roles: ReadonlyMap<Role, number>;
  /** The other columns by lower-case name. */
  readonly others: ReadonlyMap<string, number>;
  /** Further columns that mean the same as the property's own. */
  readonly rivals: ReadonlyMap<Role, readonly number[]>;
}

/** What Graph puts before the names of its types. */
export const graphPrefix: RegExp = /^#?microsoft\.graph\./i;

/** The name of a column or attribute as it is compared: letter case, spaces, underscores and hyphens do not count. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Assigns the columns to properties; of several names for one property the first in `names` that is there is used. */
export function layOutColumns<Role extends string>(
  header: readonly string[],
  names: ColumnNames<Role>,
): ColumnLayout<Role> {
  const positions = new Map<string, number[]>();
  for (const [index, name] of header.entries()) {
    const canonical = canonicalName(name);
    const known = positions.get(canonical);
    if (known === undefined) positions.set(canonical, [index]);
    else known.push(index);
  }
  const roles = new Map<Role, number>();
  const rivals = new Map<Role, readonly number[]>();
  for (const role of Object.keys(names) as Role[]) {
    const [position, ...more] = names[role].flatMap((name) => positions.get(name) ?? []);
    if (position === undefined) continue;
    roles.set(role, position);
    if (more.length > 0 && !severalNames.has(role)) rivals.set(role, more);
  }
  const taken = new Set(roles.values());
  const others = new Map<string, number>();
  header.forEach((name, index) => {
    const key = name.trim().toLowerCase();
    if (key !== '' && !taken.has(index)) others.set(key, index);
  });
  return { roles, others, rivals };
}

/**
 * Throws UnreadableValue where two columns (or keys) of one meaning hold different values: nothing says which one counts.
 * Letter case counts in an ImmutableID only, and spelling in no distinguished name; of class names the last is compared, with or without Graph's prefix.
 */
export function refuseContradiction(
  role: string,
  [name, value]: readonly [string, string],
  [rival, other]: readonly [string, string],
): void {
  const exact = role.startsWith('immutableId');
  if (exact ? value === other : comparable(role, value) === comparable(role, other)) return;
  throw new UnreadableValue(
    `${name} and ${rival} mean the same and hold different values, so nothing says which one counts. Export only one of them.`,
  );
}

/** Whether an account is enabled as one column or property says it, by the name of that. */
export type NamedState = readonly [name: string, enabled: boolean | undefined];

/**
 * Whether an account is enabled, where two columns or properties may say it in words of their own. Throws UnreadableValue where
 * they contradict each other: nothing says which one counts.
 */
export function agreedState([name, enabled]: NamedState, [rival, other]: NamedState): boolean | undefined {
  if (enabled === undefined || other === undefined || enabled === other) return enabled ?? other;
  throw new UnreadableValue(
    `${name} and ${rival} contradict each other, so nothing says whether the account is enabled. Export only one of them.`,
  );
}

function comparable(role: string, value: string): string {
  if (role === 'distinguishedName') return normalizeDn(value);
  const text = value.trim().toLowerCase();
  return role === 'objectType' ? text.replace(/^.*;/, '').replace(graphPrefix, '') : text;
}

/** How the name of an attribute may begin that is its number. */
export const numberStart: RegExp = /^OID\.(?=\d)/i;

/**
 * Why the first of these attributes can't be read under the name that it has, in a sentence, or undefined: it is only a part of a list
 * (`member;range=0-1499`), stands under another option, or by its number (`OID.1.2.840.113556.1.4.656`, RFC 4512).
 */
export function unclearAttribute(names: Iterable<string>): string | undefined {
  for (const name of names) {
    const attribute = name.trim().replaceAll(/;binary(?=;|$)/gi, '');
    if (/;range=/i.test(attribute))
      return `The values of ${name} are only a part of all, or do not fit together with the others. Use entra-cutover collect on-prem, which reads every part.`;
    if (/;|^\d+(?:\.\d+)+$/.test(attribute.replace(numberStart, '')))
      return `${name} is not a name that Active Directory gives to an attribute, so nothing says what it means: ask for it by its name, such as mail, or leave it out.`;
  }
  return undefined;
}

/** The names (as written) of columns that stand for the same thing as an earlier one; unnamed columns do not count. */
export function duplicateColumns(header: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return header.filter((name) => {
    const key = canonicalName(name);
    if (key === '') return false;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}
