import { editDistance, nearestKey } from '../domain/nearest-key.js';
import { type DocumentedKey, documentedKeys } from './json-schema.js';
import { formatPath, type KeyPath } from './key-path.js';

const namespace = 'cutover';

let known: readonly DocumentedKey[] | undefined;

/** Computed when the first unknown key turns up, and once: it means generating the JSON Schema. */
function knownKeys(): readonly DocumentedKey[] {
  known ??= documentedKeys();
  return known;
}

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
  const colon = key.lastIndexOf(':');
  const space = key.slice(0, Math.max(0, colon));
  const nearest = nearestOwnKey(key);
  const distance = editDistance(space, namespace);
  const ours = distance <= 1 || (distance <= 2 && nearest !== undefined) || space.toLowerCase().includes(namespace);
  if (colon >= 0 && !ours) return undefined;
  const meant =
    nearest ??
    nearestKey(
      key,
      keysIn('').map(({ name }) => name),
    );
  if (meant === undefined)
    return {
      message: `unknown key; settings are written ${namespace}:NAME, with NAME one of ${ownNames().join(', ')}`,
    };
  return { message: `unknown key; did you mean "${meant}"?`, meant: [meant] };
}

/** Explains a key that the schema does not know: the nearest key of the same mapping, or where such a key belongs. */
export function explainUnknownKey(path: KeyPath): UnknownKey {
  const [parent, name] = [path.slice(0, -1), String(path.at(-1))];
  const siblings = keysIn(withoutPositions(parent)).map((key) => key.name);
  // Under `config:` all names begin alike, and what begins alike looks near; only what follows the namespace counts.
  const nearest = parent.length === 0 ? nearestOwnKey(name) : nearestKey(name, siblings);
  if (nearest !== undefined) return { message: `unknown key; did you mean "${nearest}"?`, meant: [...parent, nearest] };
  const elsewhere = findElsewhere(path);
  if (elsewhere !== undefined)
    return { message: `unknown key; ${elsewhere.name} belongs inside the mapping ${elsewhere.parent}` };
  return { message: `unknown key; the keys here are ${siblings.join(', ')}` };
}

/** The key of our own whose name is nearest to what follows the last colon. */
function nearestOwnKey(key: string): string | undefined {
  const nearest = nearestKey(key.slice(key.lastIndexOf(':') + 1), ownNames());
  return nearest === undefined ? undefined : `${namespace}:${nearest}`;
}

/** The documented key that a dotted spelling (`cutover:okta.orgUrl`) or a key on the wrong level stands for. */
function findElsewhere(path: KeyPath): DocumentedKey | undefined {
  const dotted = path.map(String).join('.').toLowerCase();
  const name = String(path.at(-1)).replace(`${namespace}:`, '').toLowerCase();
  const nested = knownKeys().filter(({ parent }) => parent !== '');
  const sameName = nested.filter((key) => key.name.toLowerCase() === name);
  return nested.find((key) => key.path.toLowerCase() === dotted) ?? (sameName.length === 1 ? sameName[0] : undefined);
}

function keysIn(parent: string): readonly DocumentedKey[] {
  return knownKeys().filter((key) => key.parent === parent);
}

function withoutPositions(path: KeyPath): string {
  return formatPath(path).replaceAll(/\[\d+\]/g, '[]');
}

function ownNames(): readonly string[] {
  return keysIn('').map(({ name }) => name.slice(namespace.length + 1));
}
