import type { World } from './world';

/** Moves virtual time on until `check` holds, checking every `stepMs`. Throws when it does not hold after `longestMs`. */
export async function eventually(
  world: World,
  what: string,
  check: () => boolean | Promise<boolean>,
  stepMs = 2_000,
  longestMs = 3_600_000,
): Promise<void> {
  for (let waited = 0; waited <= longestMs; waited += stepMs) {
    if (await check()) return;
    await world.clock.jump(stepMs);
  }
  throw new Error(`After ${longestMs / 60_000} minutes of virtual time, still not so: ${what}.`);
}

/** Moves virtual time on until the promise is settled. */
export async function runUntilSettled<T>({ clock }: World, promise: Promise<T>): Promise<T> {
  const state = { settled: false };
  const settling = promise.finally(() => (state.settled = true));
  const until = (): boolean => state.settled;
  // The first call of a client loads code, in real time, before it sleeps on the clock.
  while (!until()) await clock.run({ until });
  return settling;
}
