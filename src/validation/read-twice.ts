import type { Evidence, RecordPosition } from '../domain/evidence.js';

/** One object that was read twice and looks different each time. */
export interface Disagreement {
  readonly id: string;
  readonly first: RecordPosition;
  readonly second: RecordPosition;
  /** The fields that differ. */
  readonly fields: readonly string[];
}

type Read = { readonly at: RecordPosition };

/**
 * Leaves of every object that was read more than once, in one file or in several, one record: the first. Where the records
 * say different things (a value against another, or against none although that source shows the field), nobody knows which
 * of them is true.
 *
 * @param idOf what makes two records the same object; undefined where nothing does.
 */
export function readOnce<Item extends Read>(
  evidence: readonly Evidence<Item>[],
  idOf: (record: Item) => string | undefined,
): { readonly evidence: readonly Evidence<Item>[]; readonly disagreements: readonly Disagreement[] } {
  const first = new Map<string, { readonly record: Item; readonly fields: ReadonlySet<string> }>();
  const disagreements: Disagreement[] = [];
  const once = evidence.map(({ source, records }) => {
    const kept = records.filter((record) => {
      const id = idOf(record);
      const earlier = id === undefined ? undefined : first.get(id);
      if (id === undefined) return true;
      if (earlier === undefined) {
        first.set(id, { record, fields: source.fields });
        return true;
      }
      const fields = differing(earlier.record, record, earlier.fields, source.fields);
      if (fields.length > 0) disagreements.push({ id, first: earlier.record.at, second: record.at, fields });
      return false;
    });
    return kept.length === records.length ? { source, records } : { source, records: kept };
  });
  return { evidence: once, disagreements };
}

function differing(
  one: Read,
  other: Read,
  shownOfOne: ReadonlySet<string>,
  shownOfOther: ReadonlySet<string>,
): readonly string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  names.delete('at');
  return [...names].filter((name) => {
    const [here, there] = [Reflect.get(one, name), Reflect.get(other, name)];
    if (here === undefined) return shownOfOne.has(name);
    if (there === undefined) return shownOfOther.has(name);
    return comparable(here) !== comparable(there);
  });
}

/** Values as text, lists and maps without their order. */
function comparable(value: unknown): string {
  if (value instanceof Map) return JSON.stringify([...value].sort());
  if (Array.isArray(value)) return JSON.stringify(value.map((item) => JSON.stringify(item)).sort());
  return JSON.stringify(value);
}
