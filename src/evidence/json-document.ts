import { counted } from '../domain/counted.js';
import type { FormatReader, FormatResult } from './format-reader.js';
import { shownValue } from './known-members.js';
import type { ReadLog } from './read-log.js';
import { repeatedKey } from './repeated-key.js';
import { quoted, UnreadableValue } from './values/unreadable-value.js';

/** A document is held in memory as a whole: settings and lists of apps, not populations. */
const maximumBytes = 64 * 1024 * 1024;

/**
 * Reads a text that is one JSON document. `convert` gets its value; when it is not a whole JSON document the log says so
 * and `convert` is not called.
 */
export function createJsonDocumentReader<Item>(
  log: ReadLog,
  convert: (document: unknown) => FormatResult<Item>,
): FormatReader<Item> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let result: FormatResult<Item> = { records: [], fields: new Set() };
  return {
    get line() {
      return lineAt(Buffer.concat(chunks).toString('utf8'));
    },
    push(chunk) {
      bytes += chunk.length;
      // The chunk's memory may be used again for the next one.
      if (bytes <= maximumBytes) chunks.push(Buffer.from(chunk));
    },
    end() {
      if (bytes > maximumBytes) {
        log.incomplete(
          1,
          `The file is larger than ${maximumBytes / 1024 / 1024} MiB, expected one JSON document of settings.`,
        );
        return;
      }
      const text = Buffer.concat(chunks).toString('utf8');
      const document = parseDocument(text, log);
      if (document === undefined) return;
      try {
        result = convert(document.value);
      } catch (error) {
        if (!(error instanceof UnreadableValue)) throw error;
        log.incomplete(1, error.message);
      }
    },
    result: () => result,
  };
}

function parseDocument(text: string, log: ReadLog): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const twice = repeatedKey(text, value);
    if (twice === undefined) return { value };
    log.incomplete(
      1,
      `The file has ${quoted(twice)} twice in one object, and nobody knows which of the two values is right. Export it again.`,
    );
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const cutOff = position === undefined || Number(position) >= text.trimEnd().length;
    const found = cutOff
      ? 'The file ends in the middle of its JSON: it was cut off'
      : 'The file is not well-formed JSON here';
    log.incomplete(lineAt(text, cutOff ? undefined : Number(position)), `${found}. Copy or export it again.`);
    return undefined;
  }
}

/** The line (1-based) of a position in the text, by default of its end. */
function lineAt(text: string, position = text.length): number {
  return text.slice(0, position).split('\n').length;
}

/** The members of a JSON object, or undefined for anything else. */
export function jsonObject(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

/**
 * The value, or the list in it where Windows PowerShell 5.1 wrapped one as `{ "value": […], "Count": n }`. Throws UnreadableValue where
 * the list has not as many items as it says.
 */
export function unwrapped(value: unknown): unknown {
  const members = jsonObject(value);
  const items = members?.get('value');
  if (members?.size !== 2 || !members.has('Count') || !Array.isArray(items)) return value;
  if (members.get('Count') === items.length) return items;
  throw new UnreadableValue(
    `A list says that it has ${shownValue(members.get('Count'))} values (Count), and ${counted(items.length, 'is', 'are')} in it: it was cut or changed. Export it again.`,
  );
}

/**
 * The items of a JSON list, however it is wrapped; a single item counts as a list of one, because ConvertTo-Json writes it without
 * brackets. Throws UnreadableValue.
 */
export function jsonItems(value: unknown): readonly unknown[] {
  const list = unwrapped(value);
  return Array.isArray(list) ? list : [list];
}
