import { isDeepStrictEqual } from 'node:util';
import { keysOfPulumi } from './json-schema.js';
import { parseYaml } from './parse-yaml.js';

/** What Pulumi writes next to `config:` when it makes a stack that no Pulumi Cloud keeps: with what the state's secrets are encrypted. */
const keys = keysOfPulumi.filter((key) => key !== 'environment');

/** True where the stack file says with what secrets are encrypted, or can’t be read: reading it as settings says what is wrong then. */
export function namesEncryption(stackFile: string): boolean {
  const values = valuesOf(stackFile);
  return values === undefined || keys.some((key) => values.has(key));
}

/**
 * The keys of the encryption that a changed stack file has and the committed one has not, where the two differ in nothing else. The
 * engine writes the whole file: of the values it quotes some, so `false` and `"false"` are the same here.
 *
 * @returns none where something else differs too.
 */
export function encryptionAdded(committed: string, changed: string): readonly string[] {
  const [before, after] = [valuesOf(committed), valuesOf(changed)];
  if (before === undefined || after === undefined) return [];
  const added = keys.filter((key) => after.has(key) && !before.has(key));
  for (const key of added) after.delete(key);
  return isDeepStrictEqual(before, after) ? added : [];
}

/** True for a backend that leaves the encryption to the stack file: any but Pulumi Cloud, which keeps a key of its own. */
export function isEncryptedByStackFile(backendUrl: string): boolean {
  return /^[a-z][a-z0-9]*:/i.test(backendUrl) && !/^https?:/i.test(backendUrl);
}

/** What stands at the top of the file, scalars as text. */
function valuesOf(text: string): Map<string, unknown> | undefined {
  const document = parseYaml(text);
  if (document.errors.length > 0) return undefined;
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return typeof value === 'object' && value !== null ? new Map(Object.entries(asText(value))) : undefined;
  } catch {
    // Aliases, which a stack file may not have.
    return undefined;
  }
}

function asText<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null ? inner : String(inner),
  );
}
