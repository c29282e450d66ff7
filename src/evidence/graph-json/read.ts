import { counted } from '../../domain/counted.js';
import type { RecordPosition } from '../../domain/evidence.js';
import type { EntraObject } from '../../domain/objects.js';
import { annotationOf, hasAnnotation } from '../annotations.js';
import { hasLostLetters } from '../csv/cells.js';
import { type FormatReader, type Page, type Removal, toldCount } from '../format-reader.js';
import { jsonText } from '../known-members.js';
import type { ReadLog } from '../read-log.js';
import { settleSynced, withoutImmutableId } from '../records/entra.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';
import {
  collectionOf,
  convertGraphObject,
  fieldOfGraphProperty,
  isKeptProperty,
  listsDeleted,
  namedIn,
  typeOfCollection,
} from './convert.js';
import { removalOf } from './removed.js';
import { gatherShown, type Surroundings, selectedIn } from './shown.js';
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
  const properties = gatherShown(fieldOfGraphProperty, isKeptProperty);
  const pages: Page[] = [];
  const deltas = new Map<RecordPosition, ReadonlySet<string>>();
  const services = new Map<string, number>();
  let waiting: Waiting[] = [];
  let users = 0;
  const noteService = (address: unknown, line: number): void => {
    const service = serviceOf(address);
    if (service !== undefined && !services.has(service)) services.set(service, line);
  };

  const convert = (
    { json, line }: Waiting,
    collection: string | undefined,
    around: Surroundings,
    isInRecycleBin = false,
  ): void => {
    if (readErrorAnswer(json, line, log)) return;
    noteService(annotationOf(json, 'context'), line);
    try {
      const removal = removalOf(json);
      if (removal !== undefined) {
        const at = { origin: log.origin, line };
        removals.set(removal[0], { at, reason: removal[1], before: records.length });
        log.skip();
        return;
      }
      const object = convertGraphObject(json, { origin: log.origin, line }, collection, isInRecycleBin);
      if (object === undefined) {
        log.skip();
        return;
      }
      properties.meet(json, object.objectType, line, around);
      // A delta that names what has changed of somebody known need not name who that is.
      if (object.objectType === 'user' && around !== 'delta') users += 1;
      if (hasLostLetters(object.displayName, object.userPrincipalName)) log.unreadableText(line);
      if (around === 'delta') deltas.set(object.at, namedIn(json));
      records.push(object);
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      log.reject(line, error.message);
    }
  };
  const flush = (collection: string | undefined, around: Surroundings, isInRecycleBin = false): void => {
    for (const object of waiting) convert(object, collection, around, isInRecycleBin);
    waiting = [];
  };
  const select = (context: unknown): void => {
    const objectType = typeOfCollection(collectionOf(context));
    if (objectType === undefined) return;
    const fields = selectedIn(context).map(fieldOfGraphProperty);
    properties.select(
      fields.filter((field) => field !== undefined),
      objectType,
    );
  };
  const requireImmutableId = (): void => {
    const { fields, empty } = properties.shown();
    if (!fields.has('immutableId') && !empty?.has('immutableId')) log.incomplete(1, withoutImmutableId);
  };
  const splitter = createJsonSplitter({
    onObject(json, line, inPage) {
      if (inPage) waiting.push({ json, line });
      else convert({ json, line }, undefined, 'none');
    },
    onPage(page, objects) {
      readErrorAnswer(page, splitter.line, log);
      const context = annotationOf(page, 'context');
      const nextLink = annotationOf(page, 'nextLink');
      for (const address of [context, nextLink, annotationOf(page, 'deltaLink')]) noteService(address, splitter.line);
      const collection = collectionOf(context);
      select(context);
      flush(collection, isDelta(page, waiting) ? 'delta' : 'page', [context, nextLink].some(listsDeleted));
      pages.push({
        collection: collection ?? '',
        objects,
        told: toldCount(page),
        isLast: nextLink === undefined,
      });
    },
    onUnreadable: (message, line) => log.reject(line, `${message}. Export it again.`),
    onProblem(message, line) {
      flush(undefined, 'page');
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
      flush(undefined, 'page');
      const lacking = properties.withoutKey();
      if (lacking !== undefined) log.incomplete(lacking.line, someWithoutImmutableId(lacking));
      if (users > 0) requireImmutableId();
      settleSynced(records, properties.shown().fields);
    },
    judge(left) {
      if (left.some(({ objectType, at }) => objectType === 'user' && deltas.has(at))) requireImmutableId();
    },
    result: () => ({
      records,
      ...properties.shown(),
      removals,
      deltas,
      services,
      pages,
    }),
  };
}

/** Further names of a service. Each national cloud has tenants of its own ("Microsoft Graph national cloud deployments"). */
const otherNames: Readonly<Record<string, string>> = {
  'canary.graph.microsoft.com': 'graph.microsoft.com',
  'graph.windows.net': 'graph.microsoft.com',
  'graph.chinacloudapi.cn': 'microsoftgraph.chinacloudapi.cn',
};

/** The host of an address that a page names: the cloud that it is from, in whatever version of the API. */
function serviceOf(address: unknown): string | undefined {
  const host = /^https?:\/\/([^/:?#]+)/i.exec(jsonText(address))?.[1]?.toLowerCase();
  return host && (otherNames[host] ?? host);
}

/** A page of a delta query lists what changed: it leaves out properties, and whom it removed it names by id alone. */
function isDelta(page: JsonProperties, objects: readonly Waiting[]): boolean {
  return (
    hasAnnotation(page, 'deltaLink') ||
    /\$delta\b/.test(jsonText(annotationOf(page, 'context'))) ||
    objects.some(({ json }) => hasAnnotation(json, 'removed'))
  );
}

function someWithoutImmutableId({ count, of }: { readonly count: number; readonly of: number }): string {
  return `of ${counted(of, 'user')} ${counted(count, 'has', 'have')} no onPremisesImmutableId at all, not even null: they were read without asking for it, so nothing says whether they have one. Export all of them with -Property OnPremisesImmutableId or $select.`;
}

/** Graph's error body saved in place of the answer: true when the object is one. */
function readErrorAnswer(json: JsonProperties, line: number, log: ReadLog): boolean {
  const { error } = json;
  if (typeof error !== 'object' || error === null || !('message' in error)) return false;
  log.incomplete(
    line,
    `This is an error that Graph answered with: ${quoted(jsonText(error.message))}. Export it again.`,
  );
  return true;
}
