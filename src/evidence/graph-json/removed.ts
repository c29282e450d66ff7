import { annotationOf, hasAnnotation } from '../annotations.js';
import type { Removal } from '../format-reader.js';
import { jsonObject } from '../json-document.js';
import { jsonText } from '../known-members.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';

/**
 * The id and the reason of an `@removed` entry, or undefined for any other object. Throws UnreadableValue for another form
 * than Graph's. Source: Microsoft Graph, “Use delta query to track changes”.
 */
export function removalOf(json: Readonly<Record<string, unknown>>): readonly [string, Removal['reason']] | undefined {
  if (!hasAnnotation(json, 'removed')) return undefined;
  const removed = annotationOf(json, 'removed');
  const reason = jsonObject(removed)?.get('reason');
  const id = json.id ?? json.Id;
  if (typeof id === 'string' && id !== '' && (reason === 'changed' || reason === 'deleted'))
    return [id.toLowerCase(), reason];
  throw new UnreadableValue(
    `@removed is ${quoted(JSON.stringify(removed) ?? 'null')} of the object ${quoted(jsonText(id))}, expected an id and a reason (changed or deleted), so nothing says whether it is still there. Export the pages again.`,
  );
}
