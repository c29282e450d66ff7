/** Items by their keys; no item has the key that is not known. */
export interface Index<Key, Item> extends ReadonlyMap<Key, readonly Item[]> {
  get(key: Key | undefined): readonly Item[] | undefined;
}

/** Groups the items by each of their keys, in order; items without a key are left out. */
export function indexBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key | undefined): Index<Key, Item> {
  const index = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined || key === '') continue;
    const group = index.get(key);
    if (group === undefined) index.set(key, [item]);
    else group.push(item);
  }
  return index;
}

/** Groups the items by every one of their keys, in order. */
export function indexByAll<Key, Item>(
  items: readonly Item[],
  keysOf: (item: Item) => Iterable<Key | undefined>,
): Index<Key, Item> {
  const entries = items.flatMap((item) => [...keysOf(item)].map((key) => ({ key, item })));
  return new Map([...indexBy(entries, ({ key }) => key)].map(([key, own]) => [key, own.map(({ item }) => item)]));
}

/** How many others a finding names: when one value sits on everybody, all of them for each would grow with the square. */
const mostOthers = 20;

/** The first of the items that are none of the excluded ones, in order; twenty at most. */
export function firstOthers<Item>(items: Iterable<Item>, ...excluded: readonly unknown[]): readonly Item[] {
  const others: Item[] = [];
  for (const item of items) {
    if (others.length === mostOthers) break;
    if (!excluded.includes(item)) others.push(item);
  }
  return others;
}
