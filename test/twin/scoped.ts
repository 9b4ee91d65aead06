import { PARTS } from './parts';

/** State that exists once per account and region, made on first use. */
export class Scoped<T> {
  readonly #scopes = new Map<string, T>();
  constructor(private readonly make: (accountId: string, region: string) => T) {}

  [PARTS](): readonly object[] {
    return [this.#scopes];
  }

  of({ accountId, region }: { readonly accountId: string; readonly region: string }): T {
    const key = `${accountId}/${region}`;
    let scope = this.#scopes.get(key);
    if (scope === undefined) {
      scope = this.make(accountId, region);
      this.#scopes.set(key, scope);
    }
    return scope;
  }

  all(): IterableIterator<T> {
    return this.#scopes.values();
  }
}
