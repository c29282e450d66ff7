import type { KeyPath } from './key-path.js';

/** How a value that only the operator knows is written until it is known: `FILL IN: what it is and where to find it`. */
const prefix = 'FILL IN:';

/** True for a value that is still to be filled in. */
export function isPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && value.trimStart().startsWith(prefix);
}

/** What has to be filled in, in the words of the file. */
export function placeholderText(value: string): string {
  return value.trimStart().slice(prefix.length).trim();
}

/** Every value that is still to be filled in, with its path. */
export function findPlaceholders(
  value: unknown,
  path: KeyPath = [],
): readonly { readonly path: KeyPath; readonly value: string }[] {
  if (isPlaceholder(value)) return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  const items: readonly [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return items.flatMap(([key, item]) => findPlaceholders(item, [...path, key]));
}
