import { type DocumentedKey, documentedKeys } from './json-schema.js';
import { formatPath, type KeyPath } from './key-path.js';
import { editDistance, nearestKey } from './nearest-key.js';

const namespace = 'cutover';

/** An unknown key: what to say, and the path that was probably meant. */
export interface UnknownKey {
  readonly message: string;
  readonly meant?: KeyPath;
}

/** True for a key of our own, letter for letter; every other namespace belongs to other Pulumi packages. */
export function isOwnKey(key: string): boolean {
  return key.startsWith(`${namespace}:`);
}

/**
 * Explains a key under `config:` that is not in our namespace but close to it (`cutovr:phase`, `entra-cutover:phase`,
 * `phase`), or undefined when it is somebody else's.
 */
export function explainForeignKey(key: string): UnknownKey | undefined {
  const names = keysIn('').map(({ name }) => name.slice(namespace.length + 1));
  const colon = key.lastIndexOf(':');
  const [space, name] = [key.slice(0, Math.max(0, colon)), key.slice(colon + 1)];
  const nearest = nearestKey(name, names);
  const distance = editDistance(space, namespace);
  const ours = distance <= 1 || (distance <= 2 && nearest !== undefined) || space.toLowerCase().includes(namespace);
  if (colon >= 0 && !ours) return undefined;
  const meant = nearest === undefined ? nearestKey(key, names.map(ownKey)) : ownKey(nearest);
  if (meant === undefined)
    return { message: `unknown key; settings are written ${namespace}:NAME, with NAME one of ${names.join(', ')}` };
  return { message: `unknown key; did you mean "${meant}"?`, meant: [meant] };
}

/** Explains a key that the schema does not know: the nearest key of the same mapping, or where such a key belongs. */
export function explainUnknownKey(path: KeyPath): UnknownKey {
  const [parent, name] = [path.slice(0, -1), String(path.at(-1))];
  const siblings = keysIn(withoutPositions(parent)).map((key) => key.name);
  const own = parent.length === 0;
  const nearest = own
    ? nearestKey(
        name.slice(namespace.length + 1),
        siblings.map((key) => key.slice(namespace.length + 1)),
      )
    : nearestKey(name, siblings);
  if (nearest !== undefined) {
    const meant = own ? ownKey(nearest) : nearest;
    return { message: `unknown key; did you mean "${meant}"?`, meant: [...parent, meant] };
  }
  const elsewhere = findElsewhere(path);
  if (elsewhere !== undefined)
    return {
      message: `unknown key; it belongs in ${elsewhere.path}, written as a mapping inside ${outermost(elsewhere)}`,
    };
  return { message: `unknown key; the keys here are ${siblings.join(', ')}` };
}

/** The documented key that a dotted spelling (`cutover:okta.orgUrl`) or a key on the wrong level stands for. */
function findElsewhere(path: KeyPath): DocumentedKey | undefined {
  const dotted = path.map(String).join('.').toLowerCase();
  const name = String(path.at(-1)).replace(`${namespace}:`, '').toLowerCase();
  const nested = documentedKeys().filter(({ parent }) => parent !== '');
  const sameName = nested.filter((key) => key.name.toLowerCase() === name);
  return nested.find((key) => key.path.toLowerCase() === dotted) ?? (sameName.length === 1 ? sameName[0] : undefined);
}

function outermost({ path }: DocumentedKey): string {
  return path.replace(/[.[].*$/, '');
}

function keysIn(parent: string): readonly DocumentedKey[] {
  return documentedKeys().filter((key) => key.parent === parent);
}

function withoutPositions(path: KeyPath): string {
  return formatPath(path).replaceAll(/\[\d+\]/g, '[]');
}

function ownKey(name: string): string {
  return `${namespace}:${name}`;
}
