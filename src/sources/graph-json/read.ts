import type { EntraObject } from '../../domain/objects.js';
import { hasLostLetters } from '../csv/cells.js';
import type { FormatReader, Removal } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import { withoutImmutableId } from '../records/entra.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';
import { collectionOf, convertGraphObject, fieldsOfGraphObject } from './convert.js';
import { applyRemovals, removalOf } from './removed.js';
import { createJsonSplitter, type JsonProperties } from './split.js';

/** Objects of a page wait for its `@odata.context`, which may stand after them and tells their type. */
interface Waiting {
  readonly json: JsonProperties;
  readonly line: number;
}

/**
 * Reads Graph's JSON: one page, several, an array of users, or NDJSON of users or pages. Which collections end in a page
 * that names a next one is part of the result: whether that page is in a later file, only the caller knows.
 * What NDJSON of users cannot tell by itself: a file cut exactly after a line.
 */
export function createGraphJsonReader(log: ReadLog): FormatReader<EntraObject> {
  const records: EntraObject[] = [];
  const removals = new Map<string, Removal>();
  const fields = new Set<string>();
  const finished = new Map<string, boolean>();
  let waiting: Waiting[] = [];
  let users = 0;

  const convert = ({ json, line }: Waiting, collection: string | undefined): void => {
    if (readErrorAnswer(json, line, log)) return;
    try {
      const removal = removalOf(json);
      if (removal !== undefined) {
        removals.set(removal[0], { reason: removal[1], before: records.length });
        log.skip();
        return;
      }
      const object = convertGraphObject(json, { origin: log.origin, line }, collection);
      if (object === undefined) {
        log.skip();
        return;
      }
      for (const field of fieldsOfGraphObject(json)) fields.add(field);
      if (object.objectType === 'user') users += 1;
      if (hasLostLetters(object.displayName, object.userPrincipalName)) log.unreadableText(line);
      records.push(object);
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      log.reject(line, error.message);
    }
  };
  const flush = (collection: string | undefined): void => {
    for (const object of waiting) convert(object, collection);
    waiting = [];
  };
  const splitter = createJsonSplitter({
    onObject(json, line, inPage) {
      if (inPage) waiting.push({ json, line });
      else convert({ json, line }, undefined);
    },
    onPage(page) {
      const collection = collectionOf(page['@odata.context']);
      flush(collection);
      finished.set(collection ?? '', page['@odata.nextLink'] === undefined);
    },
    onProblem(message, line) {
      flush(undefined);
      log.incomplete(line, message);
    },
  });
  return {
    get line() {
      return splitter.line;
    },
    push: splitter.push,
    end() {
      splitter.end();
      flush(undefined);
      if (users > 0 && !fields.has('immutableId')) log.incomplete(1, withoutImmutableId);
    },
    result: () => ({
      records: applyRemovals(records, removals),
      fields,
      collections: [...finished.keys()],
      removals,
      unfinished: [...finished].filter(([, isLast]) => !isLast).map(([collection]) => collection),
    }),
  };
}

/** Graph's error body saved in place of the answer: true when the object is one. */
function readErrorAnswer(json: JsonProperties, line: number, log: ReadLog): boolean {
  const { error } = json;
  if (typeof error !== 'object' || error === null || !('message' in error)) return false;
  log.incomplete(line, `This is an error that Graph answered with: ${quoted(String(error.message))}. Export it again.`);
  return true;
}
