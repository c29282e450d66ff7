import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import { formatPath, type KeyPath } from './key-path.js';
import type { Position } from './problems.js';

/** By the path from the top of the file, as formatPath writes it. */
export type Positions = Map<string, { readonly key: Position; readonly value: Position }>;

export interface UnreadableValue {
  readonly position: Position;
  readonly message: string;
}

const deepestNesting = 20;

/**
 * Turns YAML into plain values and notes in `positions` where each of them stands. References (`*name`) are not followed:
 * a few lines of them can stand for gigabytes, and a reviewer should see the value where it counts.
 */
export function readNode(
  root: ParsedNode | null,
  at: (offset: number) => Position,
  positions: Positions,
): { readonly value: unknown; readonly problems: readonly UnreadableValue[] } {
  const problems: UnreadableValue[] = [];
  const read = (node: ParsedNode | null, path: KeyPath): unknown => {
    if (path.length > deepestNesting) {
      problems.push({
        position: at(node?.range[0] ?? 0),
        message: `lists or mappings are nested more than ${deepestNesting} deep`,
      });
    } else if (isAlias(node)) {
      problems.push({
        position: at(node.range[0]),
        message: `this is a YAML reference (*${node.source}); write the value itself instead`,
      });
    } else if (isScalar(node)) {
      return node.value;
    } else if (isSeq<ParsedNode>(node)) {
      return node.items.map((item, index) => note(item, item, [...path, index]));
    } else if (isMap<ParsedNode, ParsedNode | null>(node)) {
      // fromEntries, because it makes even `__proto__` an ordinary key.
      return Object.fromEntries(node.items.map(({ key, value }) => readPair(key, value, path)));
    }
    return null;
  };
  const readPair = (key: ParsedNode, value: ParsedNode | null, path: KeyPath): [string, unknown] => {
    if (!isScalar(key)) {
      problems.push({ position: at(key.range[0]), message: 'a key has to be plain text' });
      return ['', null];
    }
    const name = String(key.value);
    return [name, note(key, value, [...path, name])];
  };
  const note = (key: ParsedNode, value: ParsedNode | null, path: KeyPath): unknown => {
    const keyPosition = at(key.range[0]);
    // An empty value has no place of its own: the parser puts it behind the key, sometimes on a later line.
    const empty = value === null || (isScalar(value) && value.value === null);
    positions.set(formatPath(path), { key: keyPosition, value: empty ? keyPosition : at(value.range[0]) });
    return read(value, path);
  };
  return { value: read(root, []), problems };
}
