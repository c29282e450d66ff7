/** Groups the items by each of their keys, in order; items without a key are left out. */
export function indexBy<Key, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key | undefined,
): ReadonlyMap<Key, readonly Item[]> {
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
