/** How one property path differs between two values. */
export interface Difference {
  /** As the engine writes paths: `evidence.onPrem[0].sha256`. */
  readonly path: string;
  readonly kind: 'add' | 'delete' | 'update';
}

/** Every path at which the two JSON values differ, in the order of the newer one. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (Object.is(before, after)) return [];
  if (before === undefined) return [{ path, kind: 'add' }];
  if (after === undefined) return [{ path, kind: 'delete' }];
  const [olds, news] = [membersOf(before), membersOf(after)];
  if (olds === undefined || news === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return [{ path, kind: 'update' }];
  }
  const names = [...new Set([...news.keys(), ...olds.keys()])];
  return names.flatMap((name) => differences(olds.get(name), news.get(name), step(path, name)));
}

function membersOf(value: unknown): ReadonlyMap<string | number, unknown> | undefined {
  if (Array.isArray(value)) return new Map(value.entries());
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}

function step(path: string, name: string | number): string {
  if (typeof name === 'number') return `${path}[${name}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
