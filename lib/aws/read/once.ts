/** Makes the read of this name, or returns the result of the first one. */
export type Once = <T>(name: string, read: () => Promise<T>) => Promise<T>;

/** Makes each read at most once until it is forgotten. It is used for the time of one reconcile. */
export function readOnce(): { readonly once: Once; readonly forget: (...names: readonly string[]) => void } {
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
