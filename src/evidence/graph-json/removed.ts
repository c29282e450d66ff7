import type { EntraObject } from '../../domain/objects.js';
import type { Removal, Removals } from '../format-reader.js';
import { jsonObject } from '../json-document.js';
import { jsonText } from '../known-members.js';
import { unknownDeletionTime } from '../values/times.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';

/**
 * The id and the reason of an `@removed` entry, or undefined for any other object. Throws UnreadableValue for another form
 * than Graph's. Source: Microsoft Graph, “Use delta query to track changes”.
 */
export function removalOf(json: Readonly<Record<string, unknown>>): readonly [string, Removal['reason']] | undefined {
  if (!('@removed' in json)) return undefined;
  const reason = jsonObject(json['@removed'])?.get('reason');
  if (typeof json.id === 'string' && json.id !== '' && (reason === 'changed' || reason === 'deleted'))
    return [json.id.toLowerCase(), reason];
  throw new UnreadableValue(
    `@removed is ${quoted(JSON.stringify(json['@removed']))} of the object ${quoted(jsonText(json.id))}, expected an id and a reason (changed or deleted), so nothing says whether it is still there. Export the pages again.`,
  );
}

/** The records without those that were removed; of one that lies in the recycle bin the record says so. */
export function applyRemovals<Item>(records: readonly Item[], removals: Removals): readonly Item[] {
  if (removals.size === 0) return records;
  return records.flatMap((record, index) => {
    const { entraObjectId } = record as Partial<EntraObject>;
    const removal = removals.get(entraObjectId?.toLowerCase() ?? '');
    if (removal === undefined || index >= removal.before) return [record];
    return removal.reason === 'deleted' ? [] : [{ deletedDateTime: unknownDeletionTime, ...record }];
  });
}

/** The removals of a later file, for the records of an earlier one. */
export function ofEarlierFile(removals: Removals): Removals {
  return new Map([...removals].map(([id, { reason }]) => [id, { reason, before: Number.POSITIVE_INFINITY }]));
}
