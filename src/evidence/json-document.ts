import type { FormatReader, FormatResult } from './format-reader.js';
import type { ReadLog } from './read-log.js';

/** A document is held in memory as a whole: settings and lists of apps, not populations. */
const maximumBytes = 64 * 1024 * 1024;

/**
 * Reads a text that is one JSON document. `convert` gets its value; when it is no whole JSON document the log says so
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
      if (document !== undefined) result = convert(document.value);
    },
    result: () => result,
  };
}

function parseDocument(text: string, log: ReadLog): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
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
 * The items of a JSON list; a single item counts as a list of one, because ConvertTo-Json writes it without brackets.
 * Windows PowerShell 5.1 may wrap a list as `{ "value": […], "Count": n }`.
 */
export function jsonItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const members = jsonObject(value);
  const wrapped = members?.get('value');
  return members?.size === 2 && members.has('Count') && Array.isArray(wrapped) ? wrapped : [value];
}
