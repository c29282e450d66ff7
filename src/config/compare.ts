import type { KeyPath } from './key-path.js';
import { showValue } from './problems.js';

export interface Difference {
  readonly path: KeyPath;
  readonly message: string;
}

/**
 * Where the values that the engine was given differ from those of the stack file, down to the single value. A value that
 * is judged must be one that somebody reviewed: neither `-c` nor `--config-file` may bring another (architecture, invariant 7).
 */
export function findDifferences(
  given: unknown,
  written: unknown,
  file: string,
  path: KeyPath = [],
): readonly Difference[] {
  if (isTree(given) && isTree(written) && Array.isArray(given) === Array.isArray(written)) {
    const [left, right] = [asMap(given), asMap(written)];
    const keys = new Set([...right.keys(), ...left.keys()]);
    return [...keys].flatMap((key) => findDifferences(left.get(key), right.get(key), file, [...path, key]));
  }
  // The engine hands a key without a value over as empty text, and will as null one day.
  const [one, other] = [given, written].map((value) => (value === null ? '' : value));
  if (one === other) return [];
  if (isReadAsTime(one, other)) {
    const message = `the engine reads ${showValue(written)} as a date and hands over ${showValue(given)}; put it in quotes`;
    return [{ path, message }];
  }
  const says = written === undefined ? `${file} does not have it` : `${file} says ${showValue(written)}`;
  const was = given === undefined ? 'the engine was not given this' : `the engine was given ${showValue(given)}`;
  return [
    { path, message: `${was}, but ${says}; change the file in a pull request, and run without -c and --config-file` },
  ];
}

/** YAML's own type for times: the engine writes such a value again, in another form. */
function isReadAsTime(given: unknown, written: unknown): boolean {
  if (typeof given !== 'string' || typeof written !== 'string') return false;
  return /^\d{4}-\d{2}-\d{2}T/.test(written) && given.startsWith(`${written.slice(0, 10)} `) && given.endsWith(' UTC');
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function asMap(tree: object): ReadonlyMap<string | number, unknown> {
  return new Map<string | number, unknown>(Array.isArray(tree) ? tree.entries() : Object.entries(tree));
}
