/** From the key under `config:` down to the value, list positions as numbers: `['cutover:okta', 'apps', 0, 'id']`. */
export type KeyPath = readonly (string | number)[];

/** A path as the user would say it: dots between keys, brackets around list positions and keys that hold a dot or the like. */
export function formatPath(path: KeyPath): string {
  return path.reduce<string>((text, part, index) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    if (index === 0) return part;
    return /^[A-Za-z][\w-]*$/.test(part) ? `${text}.${part}` : `${text}[${JSON.stringify(part)}]`;
  }, '');
}

/** True when the path is, or lies below, the other one. */
export function isWithin(path: KeyPath, ancestor: KeyPath): boolean {
  return ancestor.every((part, index) => path[index] === part);
}

/** The value at a path, or undefined where there is none. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Readonly<Record<string | number, unknown>>)[key];
  }, value);
}
