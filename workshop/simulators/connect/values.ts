/** Values by attribute name. A single-valued attribute has a list of one; one without a value is left out. Binary: Base64. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** What changes of one attribute. */
export interface AttributeDelta {
  readonly name: string;
  readonly operation: 'add' | 'update' | 'delete';
  readonly added: readonly string[];
  readonly deleted: readonly string[];
}

/** The first value of an attribute, or ''. */
export function first(values: Values, name: string): string {
  return values[name]?.[0] ?? '';
}

/** What leads from one set of values to the other, attribute by attribute, in the order of their names. */
export function differences(before: Values, after: Values): AttributeDelta[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): AttributeDelta[] => {
    const old = before[name] ?? [];
    const next = after[name] ?? [];
    const added = next.filter((value) => !old.includes(value));
    const deleted = old.filter((value) => !next.includes(value));
    if (added.length === 0 && deleted.length === 0) return [];
    const operation = old.length === 0 ? 'add' : next.length === 0 ? 'delete' : 'update';
    return [{ name, operation, added, deleted }];
  });
}

/** The values without the attributes that have none. */
export function present(values: Readonly<Record<string, readonly (string | null | undefined)[]>>): Values {
  const kept = Object.entries(values).map(([name, list]): [string, string[]] => [
    name,
    list.flatMap((value) => value || []),
  ]);
  return Object.fromEntries(kept.filter(([, list]) => list.length > 0));
}
