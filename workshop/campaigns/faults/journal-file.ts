import { existsSync, readFileSync } from 'node:fs';
import type { AuditEntry } from '../../../src/audit/index.js';

/** The journal's text, empty where there is none. */
export function readJournal(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** True when every line of the earlier text is in the later one, byte for byte and in its place. */
export function goesOn(earlier: string, later: string): boolean {
  return later.startsWith(earlier);
}

/** Entries that were begun and have not ended, in the order of the journal. */
export function openEntries(text: string): readonly AuditEntry[] {
  const open = new Map<string, AuditEntry>();
  for (const entry of entriesOf(text)) {
    const key = `${entry.operation} ${entry.target}`;
    if (entry.outcome === 'started') open.set(key, entry);
    else open.delete(key);
  }
  return [...open.values()];
}

function entriesOf(text: string): AuditEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as AuditEntry];
    } catch {
      return [];
    }
  });
}
