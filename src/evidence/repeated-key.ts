/**
 * The key that an object in the JSON text has twice, or undefined. JSON.parse keeps the last value of it, other programs the first:
 * nobody knows which one is right (RFC 8259, section 4).
 *
 * @param value what JSON.parse made of the text.
 */
export function repeatedKey(text: string, value: unknown): string | undefined {
  // Texts may hold what looks like a key too, so a greater number alone proves nothing.
  const most = text.match(/"\s*:/g)?.length ?? 0;
  return most > keysIn(value) ? firstRepeated(text) : undefined;
}

/** Without recursion: JSON.parse goes as deep as the text does. */
function keysIn(value: unknown): number {
  const waiting: unknown[] = [value];
  let keys = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const members: readonly unknown[] = Object.values(next);
    if (!Array.isArray(next)) keys += members.length;
    for (const member of members) if (typeof member === 'object' && member !== null) waiting.push(member);
  }
  return keys;
}

/** Goes through the texts and brackets: a text before a colon is a key of the innermost object. */
function firstRepeated(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, literal, isKey] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/gs)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (isKey !== undefined) {
      // Escapes are another spelling of the same key.
      const key: string = JSON.parse(literal ?? '""');
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
