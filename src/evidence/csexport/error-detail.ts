import type { ExportError } from '../../domain/connect.js';
import { normalizeGuid } from '../../domain/guid.js';
import { knownFields } from '../known-fields.js';
import { jsonText } from '../known-members.js';

type Conflict = Pick<ExportError, 'conflictingAttribute' | 'conflictingValues' | 'conflictingObjectId'>;

/**
 * Which attribute of which object Entra found in conflict. Entra puts it into `extra-error-details` as JSON, a list of
 * `{Key, Value}` with the keys AttributeConflictName, AttributeConflictValues and ObjectIdInConflict, each with one value
 * or several; anything else gives no detail, because the error counts without it.
 */
export function conflictDetails(detail: ReadonlyMap<string, string>): Conflict {
  const pairs = keyValues(detail.get('extra-error-details') ?? '');
  const [attribute] = pairs.get('AttributeConflictName') ?? [];
  const [objectId] = pairs.get('ObjectIdInConflict') ?? [];
  return {
    conflictingValues: pairs.get('AttributeConflictValues') ?? [],
    ...knownFields({ conflictingAttribute: attribute, conflictingObjectId: normalizeGuid(objectId ?? '') }),
  };
}

function keyValues(json: string): ReadonlyMap<string, readonly string[]> {
  const pairs = new Map<string, readonly string[]>();
  for (const entry of parsedList(json)) {
    if (typeof entry !== 'object' || entry === null || !('Key' in entry) || !('Value' in entry)) continue;
    const values: unknown[] = Array.isArray(entry.Value) ? entry.Value : [entry.Value];
    pairs.set(
      jsonText(entry.Key),
      values.filter((value) => typeof value === 'string'),
    );
  }
  return pairs;
}

function parsedList(json: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
