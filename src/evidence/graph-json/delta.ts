import type { RecordPosition } from '../../domain/evidence.js';
import type { EntraObject } from '../../domain/objects.js';

/**
 * The records that pages of a delta query hold, by their position, each with what its JSON names: the fields of EntraObject and, in
 * lower case, the properties. What it names with `null` has no value any more; of the rest it says nothing.
 */
export type DeltaRecords = ReadonlyMap<RecordPosition, ReadonlySet<string>>;

/**
 * The records without those that a later one of a delta page tells anew: the last one wins in what it names, and the rest stays as it
 * was. Source: Microsoft Graph, “Use delta query to track changes”.
 *
 * @param lists the records of each file, in the order of the files.
 */
export function lastOnesWin<Item>(lists: readonly (readonly Item[])[], deltas: DeltaRecords): (readonly Item[])[] {
  if (deltas.size === 0) return [...lists];
  const places = new Map<string, { readonly list: (Item | undefined)[]; readonly index: number }>();
  const all = lists.map((records) => {
    const list: (Item | undefined)[] = [];
    for (const record of records) {
      const { entraObjectId: id, at } = record as Partial<EntraObject>;
      const named = at && deltas.get(at);
      const earlier = id === undefined ? undefined : places.get(id);
      const before = earlier?.list[earlier.index];
      if (earlier !== undefined && before !== undefined && named !== undefined) {
        earlier.list[earlier.index] = undefined;
        list.push(updated(before as EntraObject, record as EntraObject, named) as Item);
      } else list.push(record);
      if (id !== undefined) places.set(id, { list, index: list.length - 1 });
    }
    return list;
  });
  return all.map((list) => list.filter((record) => record !== undefined));
}

function updated(before: EntraObject, record: EntraObject, named: ReadonlySet<string>): EntraObject {
  const kept = Object.entries(before).filter(
    ([field]) => !named.has(field) && field !== 'at' && field !== 'deletedDateTime',
  );
  const properties = [...(before.properties ?? [])].filter(([property]) => !named.has(property));
  return {
    ...record,
    ...Object.fromEntries(kept),
    ...(before.properties && { properties: new Map([...properties, ...(record.properties ?? [])]) }),
  };
}
