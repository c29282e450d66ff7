/** How a noun's property is called in exports: canonical column names (lower case, letters and digits only), best first. */
export type ColumnNames<Role extends string> = Readonly<Record<Role, readonly string[]>>;

/** Where the values of a noun stand in a table. */
export interface ColumnLayout<Role extends string> {
  /** Position of each property that the table has. */
  readonly roles: ReadonlyMap<Role, number>;
  /** The other columns by lower-case name. */
  readonly others: ReadonlyMap<string, number>;
}

/** The name of a column or attribute as it is compared: letter case, spaces, underscores and hyphens do not count. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Assigns the columns to properties; of several names for one property the first in `names` that is there is used. */
export function layOutColumns<Role extends string>(
  header: readonly string[],
  names: ColumnNames<Role>,
): ColumnLayout<Role> {
  const positions = new Map(header.map((name, index) => [canonicalName(name), index]));
  const roles = new Map<Role, number>();
  for (const role of Object.keys(names) as Role[]) {
    const name = names[role].find((candidate) => positions.has(candidate));
    const position = name === undefined ? undefined : positions.get(name);
    if (position !== undefined) roles.set(role, position);
  }
  const taken = new Set(roles.values());
  const others = new Map<string, number>();
  header.forEach((name, index) => {
    const key = name.trim().toLowerCase();
    if (key !== '' && !taken.has(index)) others.set(key, index);
  });
  return { roles, others };
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
