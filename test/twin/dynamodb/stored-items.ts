import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item, Items } from './state';
import { canonical } from './values';

type Partitions = Map<string, Map<string, Item>>;

/** The items of a table by their keys, also to be found by a partition key, so that a query does not look at all of them. */
export class StoredItems extends Map<string, Item> implements Items {
  /** For each attribute that was asked for, the items by its value. It follows the items, and is made anew after `clear`. */
  readonly #by = new Map<string, Partitions>();

  inPartition(attribute: string, value: AttributeValue): Iterable<Item> {
    let partitions = this.#by.get(attribute);
    if (partitions === undefined) {
      partitions = new Map();
      for (const [key, item] of this) put(partitions, attribute, key, item);
      this.#by.set(attribute, partitions);
    }
    return partitions.get(canonical(value))?.values() ?? [];
  }

  override set(key: string, item: Item): this {
    this.#forget(key);
    for (const [attribute, partitions] of this.#by) put(partitions, attribute, key, item);
    return super.set(key, item);
  }

  override delete(key: string): boolean {
    this.#forget(key);
    return super.delete(key);
  }

  override clear(): void {
    this.#by.clear();
    super.clear();
  }

  #forget(key: string): void {
    const item = this.get(key);
    if (item === undefined) return;
    for (const [attribute, partitions] of this.#by) {
      const value = item[attribute];
      if (value !== undefined) partitions.get(canonical(value))?.delete(key);
    }
  }
}

function put(partitions: Partitions, attribute: string, key: string, item: Item): void {
  const value = item[attribute];
  if (value === undefined) return;
  const name = canonical(value);
  const partition = partitions.get(name) ?? new Map<string, Item>();
  partitions.set(name, partition.set(key, item));
}
