/** Makes the read of this name, or answers with the one that was made before. */
export type Once = <T>(name: string, read: () => Promise<T>) => Promise<T>;

/** Reads by name, each made at most once until it is forgotten: for the time of one reconcile. */
export function readOnce(): { readonly once: Once; forget(...names: readonly string[]): void } {
  const made = new Map<string, Promise<unknown>>();
  return {
    once: <T>(name: string, read: () => Promise<T>): Promise<T> => {
      const known = made.get(name) as Promise<T> | undefined;
      if (known) return known;
      const reading = read();
      made.set(name, reading);
      return reading;
    },
    forget: (...names) => names.forEach((name) => made.delete(name)),
  };
}
