/** Makes the read of this name, or returns the result of the first one. */
export type Once = <T>(name: string, read: () => Promise<T>) => Promise<T>;

/** Makes each read at most once until it is forgotten. It is used for the time of one reconcile. `known`: results of a former one. */
export function readOnce(known: Readonly<Record<string, unknown>> = {}): {
  readonly once: Once;
  readonly ifRead: <T>(name: string) => Promise<T | undefined>;
  readonly forget: (...names: readonly string[]) => void;
} {
  const made = new Map<string, Promise<unknown>>(
    Object.entries(known).map(([name, value]) => [name, Promise.resolve(value)]),
  );
  return {
    ifRead: <T>(name: string): Promise<T | undefined> =>
      (made.get(name) as Promise<T> | undefined) ?? Promise.resolve(undefined),
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
