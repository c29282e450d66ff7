import type { EntraObject } from '../../domain/objects.js';
import type { FormatResult, Removal } from '../format-reader.js';
import { unknownDeletionTime } from '../values/times.js';

/**
 * The records of each file as the pages of a delta leave them. A record of a delta changes the earlier ones of its object in what it
 * names, where they stand; the rest stays as it was. What is removed goes, or lies in the recycle bin from then on.
 * Source: Microsoft Graph, “Use delta query to track changes”.
 *
 * @param files in the order in which they were given.
 * @param contradict is told of a removal and of a later record of that object outside of a delta: nothing says which is newer.
 */
export function afterDeltas<Item>(
  files: readonly Pick<FormatResult<Item>, 'records' | 'removals' | 'deltas'>[],
  contradict: (removal: Removal, record: Item, file: number) => void,
): (readonly Item[])[] {
  if (files.every(({ removals, deltas }) => !removals?.size && !deltas?.size))
    return files.map(({ records }) => records);
  const places = new Map<string, Place<Item>[]>();
  const removed = new Map<string, Removal>();
  const change = (id: string, changed: (before: EntraObject) => EntraObject | undefined): boolean => {
    const there = (places.get(id) ?? []).filter(({ list, index }) => list[index] !== undefined);
    for (const { list, index } of there) list[index] = changed(list[index] as EntraObject) as Item | undefined;
    return there.length > 0;
  };
  const all = files.map(({ records, removals = new Map<string, Removal>(), deltas }, file) => {
    const list: (Item | undefined)[] = [];
    const waiting = [...removals].sort(([, one], [, other]) => one.before - other.before);
    const removeUntil = (end: number): void => {
      for (let [next] = waiting; next !== undefined && next[1].before <= end; [next] = waiting) {
        const [id, removal] = next;
        removed.set(id, removal);
        change(id, (before) =>
          removal.reason === 'deleted' ? undefined : { deletedDateTime: unknownDeletionTime, ...before },
        );
        waiting.shift();
      }
    };
    records.forEach((record, index) => {
      removeUntil(index);
      const { entraObjectId, at } = record as Partial<EntraObject>;
      const id = entraObjectId?.toLowerCase();
      const named = at && deltas?.get(at);
      const removal = id === undefined ? undefined : removed.get(id);
      if (id !== undefined && named !== undefined) {
        removed.delete(id);
        if (change(id, (before) => updated(before, record as EntraObject, named))) return;
      } else if (removal !== undefined) contradict(removal, record, file);
      list.push(record);
      if (id === undefined) return;
      const place = { list, index: list.length - 1 };
      const known = places.get(id);
      if (known === undefined) places.set(id, [place]);
      else known.push(place);
    });
    removeUntil(Number.POSITIVE_INFINITY);
    return list;
  });
  return all.map((list) => list.filter((record) => record !== undefined));
}

/** Where a record stands, as long as it does. */
interface Place<Item> {
  readonly list: (Item | undefined)[];
  readonly index: number;
}

/**
 * An object after a record of a delta, which need not name what stays as it was.
 *
 * @param named what the record names, as `namedIn` gives it.
 */
export function updated(before: EntraObject, record: EntraObject, named: ReadonlySet<string>): EntraObject {
  const kept = Object.entries(before).filter(
    ([field]) => !named.has(field) && field !== 'at' && field !== 'deletedDateTime' && field !== 'properties',
  );
  const earlier = [...(before.properties ?? [])].filter(([property]) => !named.has(property));
  const properties = new Map([...earlier, ...(record.properties ?? [])]);
  const { properties: _, ...told } = record;
  return { ...told, ...Object.fromEntries(kept), ...(properties.size > 0 && { properties }) };
}
