/** A JSON object of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

/** True for `{…}`: neither null nor an array nor a plain value. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON value of the text, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The property as text, or '' when it is absent or of another kind. */
export function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

/** A deep copy of `base` with the changes laid over it; arrays and plain values replace, objects merge. */
export function mergeJson(base: JsonObject, changes: JsonObject): JsonObject {
  const merged: JsonObject = structuredClone(base);
  for (const [name, value] of Object.entries(changes)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? mergeJson(before, value) : structuredClone(value);
  }
  return merged;
}

/** The JSON text of the value, members in order: two that hold the same are the same text, however they were written. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
