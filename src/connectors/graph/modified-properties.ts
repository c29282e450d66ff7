import { jsonObject } from '../../evidence/json-document.js';

/** A property that the provisioning service changed. Values are texts as they mean, not as they are wrapped. */
export interface ModifiedProperty {
  readonly name: string;
  readonly oldValues: readonly string[];
  readonly newValues: readonly string[];
}

/** What became of a truth value; `from` is left out where the service does not say it. */
export interface FlagChange {
  readonly from?: boolean;
  readonly to: boolean;
}

/**
 * The `modifiedProperties` of a log row or an answer. Directory audit logs write values as JSON in a string
 * (`"\"False\""`, `"[\"a\"]"`), provisioning samples as they are: both are read, and so are truth values.
 */
export function modifiedProperties(value: unknown): ModifiedProperty[] {
  return (Array.isArray(value) ? value : []).flatMap((item) => {
    const members = jsonObject(item);
    const name = members?.get('displayName');
    if (typeof name !== 'string') return [];
    return [{ name, oldValues: valuesOf(members?.get('oldValue')), newValues: valuesOf(members?.get('newValue')) }];
  });
}

/** Whether the changed properties let somebody sign in or lock them; undefined where they say nothing of it. */
export function signInChange(properties: readonly ModifiedProperty[]): FlagChange | undefined {
  return flagChange(properties, 'AccountEnabled');
}

/** What became of the property of this name, in any letter case; undefined where none says what it is now. */
export function flagChange(properties: readonly ModifiedProperty[], named: string): FlagChange | undefined {
  for (const { name, oldValues, newValues } of properties) {
    if (name.toLowerCase() !== named.toLowerCase()) continue;
    const [from, to] = [truthOf(oldValues), truthOf(newValues)];
    if (to !== undefined) return { ...(from !== undefined && { from }), to };
  }
  return undefined;
}

function truthOf([value]: readonly string[]): boolean | undefined {
  if (value === undefined || !/^(true|false)$/i.test(value)) return undefined;
  return /^true$/i.test(value);
}

function valuesOf(value: unknown): string[] {
  const inner = typeof value === 'string' && /^\s*["[]/.test(value) ? unwrapped(value) : value;
  return (Array.isArray(inner) ? inner : [inner]).flatMap((item) => {
    if (typeof item === 'boolean') return [String(item)];
    return typeof item === 'string' && item !== '' ? [item] : [];
  });
}

/** A name may begin with a quote: what is not JSON stands for itself. */
export function unwrapped(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
