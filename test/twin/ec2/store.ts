import { Scoped } from '../scoped';
import { PARTS } from '../parts';

export interface Owned {
  readonly ownerId: string;
  readonly region: string;
}

/** Records by id: looked up across all accounts, listed per account and region in order of creation. */
export class Store<T extends Owned> {
  readonly #all = new Map<string, T>();
  readonly #scopes = new Scoped<Map<string, T>>(() => new Map());

  [PARTS](): readonly object[] {
    return [this.#all, this.#scopes];
  }

  add(id: string, record: T): T {
    this.#all.set(id, record);
    this.#scopeOf(record).set(id, record);
    return record;
  }

  delete(id: string): void {
    const record = this.#all.get(id);
    if (!record) return;
    this.#all.delete(id);
    this.#scopeOf(record).delete(id);
  }

  get(id: string): T | undefined {
    return this.#all.get(id);
  }

  /** The records of all accounts and regions. */
  all(): IterableIterator<T> {
    return this.#all.values();
  }

  /** What an account owns in a region. */
  of(scope: { readonly accountId: string; readonly region: string }): T[] {
    return [...this.#scopes.of(scope).values()];
  }

  /** The record if the account owns it in that region. */
  owned(id: string, { accountId, region }: { readonly accountId: string; readonly region: string }): T | undefined {
    const record = this.#all.get(id);
    return record?.ownerId === accountId && record.region === region ? record : undefined;
  }

  #scopeOf({ ownerId, region }: Owned): Map<string, T> {
    return this.#scopes.of({ accountId: ownerId, region });
  }
}
