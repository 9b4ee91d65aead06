/** Compares two items by a text of each: `items.sort(by(({ url }) => url))`. */
export const by =
  <Item>(key: (item: Item) => string) =>
  (one: Item, other: Item): number => {
    const [a, b] = [key(one), key(other)];
    return a === b ? 0 : a < b ? -1 : 1;
  };

/** Items by a key of each. `Map.groupBy` of JavaScript is not in Node 20, which may run the package. */
export function grouped<Item, Key>(items: Iterable<Item>, key: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
