/** What has this name is read once in a reconcile, whoever asks. */
export type Once = <T>(name: string, read: () => Promise<T>) => Promise<T>;

export function remembering(): Once {
  const made = new Map<string, Promise<unknown>>();
  return <T>(name: string, read: () => Promise<T>): Promise<T> => {
    const known = made.get(name) as Promise<T> | undefined;
    if (known) return known;
    const reading = read();
    made.set(name, reading);
    return reading;
  };
}
