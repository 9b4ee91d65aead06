/** Compares two items by a text of each: `items.sort(by(({ url }) => url))`. */
export const by =
  <Item>(key: (item: Item) => string) =>
  (one: Item, other: Item): number => {
    const [a, b] = [key(one), key(other)];
    return a === b ? 0 : a < b ? -1 : 1;
  };
